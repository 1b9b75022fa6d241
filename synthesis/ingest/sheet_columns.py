"""Account for every column of a coded sheet: used, or why not."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.ingest.account import Account
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_layouts import GROUNDED, PER_CODE
from synthesis.ingest.sheet_mapping import SheetMapping
from synthesis.ingest.sheet_roles import fold, matches

__all__ = ["account_for_columns", "study_columns"]

# What a study has a column for; the role and the column.
OF_STUDIES = {
    "year": "year",
    "country": "country",
    "setting": "setting",
    "design": "design",
    "n_participants": "n_participants",
    "doi": "doi",
    "paper_title": "title",
}

REASONS = {
    "colour": "the review has no place for colours",
    "weight": "the review has no place for weights",
    "size": "the review has no place for the size of a passage",
    "created": "the review has no place for the date of a coding",
    "modified": "the review has no place for the date of a coding",
    "n_codes": "the workbook counts itself",
    "count": "the workbook counts itself",
    "code_group": "a codebook has levels and no groups",
    "title": "it repeats the beginning of the text",
}


def account_for_columns(sheet: SheetCells, mapping: SheetMapping, account: Account) -> None:
    """Say which columns of a sheet were used, and why the others were not.

    Parameters
    ----------
    sheet, mapping
        The sheet and what its columns are.
    account
        Is told.
    """
    used = set(mapping.used)
    if mapping.layout == "codebook":
        used -= set(mapping.columns.get("code_group", []))
    account.find("columns", len(sheet.header))
    account.keep("columns", sum(name in used for name in sheet.header))
    for name in sheet.header:
        if name not in used:
            account.leave_out("columns", _reason(name, sheet, mapping), [name])


def _reason(name: str, sheet: SheetCells, mapping: SheetMapping) -> str:
    if not sheet.frame[name].str.strip().ne("").any():
        return "nothing stands in them"
    if mapping.layout == "codebook" and GROUNDED.search(name):
        return "they count how often codes meet, which the workbook counts itself"
    if mapping.layout == "dedoose" and mapping.themes:
        if PER_CODE.match(name):
            return "they say again where an excerpt is, or a weight, for which the review has no place"
        if fold(name) == "codes applied combined":
            return "it repeats what the columns of the single codes say"
    if mapping.layout != "wide":
        for role, reason in REASONS.items():
            if matches(name, role) > 0.8:
                return reason
    return "they are not mapped"


def study_columns(attributes: Iterable[str]) -> dict[str, str]:
    """Return which attributes have a column in the table of studies: ``{"Land": "studies.country"}``.

    Parameters
    ----------
    attributes
        Names of columns that say something about the document of a row.
    """
    found: dict[str, str] = {}
    for role, column in OF_STUDIES.items():
        named = next((name for name in attributes if matches(name, role) > 0.8 and name not in found), None)
        if named is not None:
            found[named] = f"studies.{column}"
    return found
