"""A tidy table in, matplotlib axes out; the same file names as the analyses."""
