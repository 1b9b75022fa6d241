"""A living review: what changed between two runs of a report, or between two versions of the data."""
