"""A table of codes: their names, what is above them and what they cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.ingest.account import Account
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_codes import clean_name
from synthesis.ingest.sheet_mapping import SheetMapping

__all__ = ["CodebookEntry", "explicit_levels", "read_codebook"]


@dataclass(frozen=True)
class CodebookEntry:
    """A code of a codebook.

    Parameters
    ----------
    name
        As it stands where codes are given: with the levels above it, where the tool writes them.
    description
        What it is said to cover.
    parent
        Name of the code above it, where a column says so; None where no column does.
    levels
        Its levels, where the layout of the table says them.
    """

    name: str
    description: str = ""
    parent: str | None = None
    levels: tuple[str, ...] | None = None


def read_codebook(sheet: SheetCells, mapping: SheetMapping, account: Account) -> list[CodebookEntry]:
    """Read the codes of a table of codes.

    Parameters
    ----------
    sheet, mapping
        The sheet and what its columns are.
    account
        Is told of the rows, and of groups of codes.
    """
    blank = [""] * len(sheet.frame)
    columns = mapping.columns
    upper = sheet.frame[columns["code"][0]].tolist()
    lower = sheet.frame[columns["code"][1]].tolist() if len(columns["code"]) > 1 else blank
    said = sheet.frame[columns["definition"][0]].tolist() if columns.get("definition") else blank
    parents = sheet.frame[columns["parent"][0]].tolist() if columns.get("parent") else [None] * len(blank)
    entries, nameless, above = [], [], ""
    rows = zip(sheet.frame.index, upper, lower, said, parents, strict=True)
    for row, first, second, description, parent in rows:
        name, under = clean_name(first), clean_name(second)
        above = name or above
        description = description if description.strip() else ""
        parent = None if parent is None else clean_name(parent)
        if under and above:
            entries.append(CodebookEntry(f"{above}: {under}", description, levels=(above, under)))
        elif name:
            levels = (name,) if any(cell.strip() for cell in lower) else None
            entries.append(CodebookEntry(name, description, parent, levels))
        else:
            nameless.append(f"row {row}")
    account.find("rows", len(sheet.frame) + len(sheet.blank_rows))
    account.keep("rows", len(entries))
    account.leave_out("rows", "they are blank", [f"row {row}" for row in sheet.blank_rows])
    account.leave_out("rows", "no code is named in them", nameless)
    _account_for_groups(sheet, columns.get("code_group", []), account)
    return entries


def _account_for_groups(sheet: SheetCells, columns: Sequence[str], account: Account) -> None:
    names = [cell.strip() for column in columns for cell in sheet.frame[column] if cell.strip()]
    if names:
        account.find("memberships of code groups", len(names))
        account.leave_out("memberships of code groups", "a codebook has levels and no groups", names)


def explicit_levels(entries: Iterable[CodebookEntry]) -> dict[str, tuple[str, ...]]:
    """Return name -> levels of the codes of which the table says what is above them.

    Parameters
    ----------
    entries
        From `read_codebook`.
    """
    entries = list(entries)
    parent_of = {entry.name: entry.parent for entry in entries if entry.parent is not None}
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.levels is not None:
            found[entry.name] = entry.levels
        elif entry.parent is not None:
            chain, at = [entry.name], parent_of.get(entry.name)
            while at and at not in chain:
                chain.append(at)
                at = parent_of.get(at)
            found[entry.name] = tuple(reversed(chain))
    return found
