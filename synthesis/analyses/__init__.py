"""A review in, one tidy table out; one module a question."""
