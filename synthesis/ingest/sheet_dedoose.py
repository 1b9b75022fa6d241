"""Excerpts of Dedoose: one column for each code that says whether it was applied."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.ingest.account import Account
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_layouts import PER_CODE
from synthesis.ingest.sheet_mapping import SheetMapping
from synthesis.ingest.sheet_roles import fold

__all__ = ["account_for_weights", "descriptors", "with_code_columns"]


# Of the excerpt or of who uploaded the file, and nothing that a study is.
ABOUT_THE_EXPORT = {"codes applied combined", "resource creator", "resource date", "excerpt date"}


def with_code_columns(sheet: SheetCells, mapping: SheetMapping) -> SheetMapping:
    """Take codes from the columns of single codes, whose names cannot be parted wrongly.

    Parameters
    ----------
    sheet, mapping
        The sheet, and the mapping to complete.
    """
    applied = {
        name: " ".join(found["code"].split())
        for name in sheet.header
        if (found := PER_CODE.match(name)) and found["what"].casefold() == "applied"
    }
    if applied:
        mapping.themes = applied
        mapping.columns.pop("code", None)
    else:
        combined = [name for name in sheet.header if fold(name) == "codes applied combined"]
        mapping.columns["code"] = combined or mapping.columns.get("code", [])
    return mapping


def descriptors(names: Iterable[str]) -> list[str]:
    """Return the columns that say something of the document, as Dedoose's descriptors do.

    Parameters
    ----------
    names
        Columns that are used for nothing else.
    """
    return [n for n in names if not PER_CODE.match(n) and fold(n) not in ABOUT_THE_EXPORT]


def account_for_weights(sheet: SheetCells, account: Account) -> None:
    """Say how many weights stand in a sheet; the review has no place for them.

    Parameters
    ----------
    sheet
        The sheet.
    account
        Is told.
    """
    columns = [n for n in sheet.header if (m := PER_CODE.match(n)) and m["what"].casefold() == "weight"]
    weights = [f"{cell} ({column})" for column in columns for cell in sheet.frame[column] if cell.strip()]
    if weights:
        account.find("weights", len(weights))
        account.leave_out("weights", "a coding of the review has no weight", weights)
