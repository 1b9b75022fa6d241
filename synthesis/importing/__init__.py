"""From the tables that a reader makes to the files of a review: match, merge, check, show, write."""
