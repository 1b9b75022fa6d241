"""What stands behind the numbers of a report: the list of evidence, and the way to it from each count."""
