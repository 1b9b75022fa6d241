"""Notebook and parameters in, a page that can be sent to somebody out."""
