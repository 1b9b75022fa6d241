"""A table of a page as CSV: numbers as numbers, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from synthesis.export.page_blocks import Cell, Table

__all__ = ["csv_bytes", "inert", "table_csv"]

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
PERCENT = "%"
POINTS = " points"
UNITS = {PERCENT: " (%)", POINTS: " (points)"}

# What a spreadsheet may take for the beginning of a formula; full-width signs are read as the others.
FORMULA = re.compile(r"^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\r\n])(?=[=+\-@＝＋－＠])")
SIGNS = {"+", "-", "−"}


def table_csv(table: Table) -> bytes:
    """Return a table as CSV.

    Parameters
    ----------
    table
        Every row is written. A number has no thousands separator, and its unit stands in the heading;
        where the page has a dash, a column of numbers has an empty cell and any other what the dash
        means; a symbol is written as the word that it stands for.

    Returns
    -------
    UTF-8 with a byte order mark, so that Excel reads it as such; lines end as RFC 4180 says.
    """
    columns = [[_value(row[place]) for row in table.rows] for place in range(len(table.head))]
    heads = []
    for cell, values in zip(table.head, columns, strict=True):
        units = {unit for _, unit in values if unit}
        heads.append(cell.text + (UNITS[units.pop()] if len(units) == 1 else ""))
    return csv_bytes(heads, zip(*([text for text, _ in values] for values in columns), strict=True))


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return headings and rows as CSV; every cell is inert.

    Parameters
    ----------
    heads, rows
        Text.
    """
    stored = io.StringIO()
    written = csv.writer(stored, lineterminator="\r\n")
    written.writerow([inert(head) for head in heads])
    written.writerows([inert(cell) for cell in row] for row in rows)
    return stored.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe stands before what could be one.

    That is its beginning and, because many parts of Europe part cells at semicolons, what follows one or
    a line break. Numbers, and a sign that stands alone, stay as they are.
    """
    return text if text in SIGNS or NUMBER.fullmatch(text) else FORMULA.sub("'", text)


def _value(cell: Cell) -> tuple[str, str]:
    """Return what is written of a cell, and the unit of a number."""
    if cell.kind != "number":
        return cell.meaning or cell.text, ""
    if cell.text == "–":
        return "", ""
    plain = cell.text.replace("−", "-")
    for unit in (PERCENT, POINTS):
        if plain.endswith(unit) and NUMBER.fullmatch(plain.removesuffix(unit)):
            return plain.removesuffix(unit).replace(",", "").removeprefix("+"), unit
    return (plain.replace(",", ""), "") if NUMBER.fullmatch(plain) else (cell.text, "")
