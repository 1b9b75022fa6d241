"""A review out again: as a project or codebook of the coding tools, or as one workbook."""
