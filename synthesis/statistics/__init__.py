"""Functions of plain tables; they know nothing of reviews."""
