"""Reading files: one module a format, each from a file to tables of text.

Nothing here judges what a table says; `synthesis.validate` does. What is found while reading
(an encoding, a date that a spreadsheet made) is handed on as problems, each with its place.
"""
