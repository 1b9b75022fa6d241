"""Evidence synthesis workbook: coded study extracts in, tables and reproducible reports out."""

__version__ = "0.1.0"
