"""The cells of a notebook as its author counts them: those that papermill put in are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = [
    "ERROR_MARK",
    "INJECTED",
    "cells_of_author",
    "first_heading",
    "first_lines",
    "is_added",
    "settle_cell_ids",
    "tags_of",
]

INJECTED = "injected-parameters"
ERROR_MARK = "papermill-error-cell-tag"


def tags_of(cell: Mapping[str, Any]) -> list[str]:
    """Return the tags of a cell."""
    return cell.get("metadata", {}).get("tags", [])


def is_added(cell: Mapping[str, Any]) -> bool:
    """Return whether papermill put the cell there."""
    return INJECTED in tags_of(cell) or ERROR_MARK in tags_of(cell)


def cells_of_author(notebook: Mapping[str, Any]) -> list[Any]:
    """Return the cells that were in the notebook before it was run."""
    return [cell for cell in notebook["cells"] if not is_added(cell)]


def first_lines(notebook: Mapping[str, Any], number: int, most: int = 6) -> str:
    """Return the first lines of a cell, for a message.

    Parameters
    ----------
    notebook
        Before or after it was run.
    number
        Position of the cell, from 1.
    most
        How many lines.
    """
    lines = cells_of_author(notebook)[number - 1]["source"].strip().splitlines()
    return "\n".join(lines[:most] + (["…"] if len(lines) > most else []))


def first_heading(notebook: Mapping[str, Any]) -> str:
    """Return the first heading of the first rank, or an empty text."""
    lines = (
        line
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
        for line in cell["source"].splitlines()
    )
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), "")


def settle_cell_ids(notebook: Any) -> None:
    """Give cells without an id one that stays: nbformat would draw lots.

    Parameters
    ----------
    notebook
        Changed in place.
    """
    if notebook.nbformat_minor < 5:
        notebook.nbformat_minor = 5
        for number, cell in enumerate(notebook.cells, start=1):
            cell["id"] = f"cell-{number}"
