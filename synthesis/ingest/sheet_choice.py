"""Which sheets of the files are read, and by which mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.errors import OptionError, UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.sheet_cells import SheetCells, pick_sheet, read_every_sheet
from synthesis.ingest.sheet_codebook import read_codebook
from synthesis.ingest.sheet_layouts import NO_CODINGS, names_its_codes, recognise
from synthesis.ingest.sheet_mapping import SheetMapping, mapping_from
from synthesis.ingest.sheet_proposal import propose, propose_codebook

__all__ = ["entries_of", "map_sheets", "sheets_of"]

Mapped = tuple[SheetCells, SheetMapping]


def sheets_of(path: Path, options: ImportOptions) -> list[SheetCells]:
    """Return the sheets of a file that may be meant: the one that is named, or all visible ones.

    Parameters
    ----------
    path
        The file.
    options
        ``encoding`` and ``sheet``; where they are blank, those of the saved mapping.

    Raises
    ------
    UnreadableError
        It cannot be read.
    OptionError
        There is no such sheet or encoding.
    """
    try:
        sheets = read_every_sheet(path, encoding=options.encoding)
    except UnreadableError:
        # What the last import was told holds again, but only where the bytes do not say otherwise.
        earlier = str(options.mapping.get("encoding") or "UTF-8")
        if options.encoding is not None or earlier.upper().startswith("UTF"):
            raise
        sheets = read_every_sheet(path, encoding=earlier)
    wanted = options.sheet or options.mapping.get("sheet")
    if wanted and any(sheet.sheet for sheet in sheets):
        return [pick_sheet(sheets, str(wanted), path.name)]
    return [sheet for sheet in sheets if not sheet.is_hidden] or sheets


def entries_of(saved: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the tables that a saved mapping speaks of; none where it says nothing of columns.

    Parameters
    ----------
    saved
        As in ``import-mapping.yaml``.
    """
    tables = saved.get("tables")
    if isinstance(tables, list):
        return [entry for entry in tables if isinstance(entry, Mapping)]
    return [saved] if saved.get("columns") or saved.get("wide") else []


def map_sheets(sheets: Sequence[SheetCells], options: ImportOptions, account: Account) -> list[Mapped]:
    """Return the sheets that can be read, each with what its columns are.

    Parameters
    ----------
    sheets
        From `sheets_of`, of all files.
    options
        ``as_``, ``codes`` and ``mapping`` are used.
    account
        Is told what was decided.

    Raises
    ------
    UnreadableError
        What the columns are cannot be told for any sheet, or for any of one file.
    OptionError
        The mapping names columns that are not there.
    """
    entries = entries_of(options.mapping)
    codebooks = [] if options.as_ == "studies" else [s for s in sheets if len(s.frame) and names_its_codes(s)]
    known = list(options.codes)
    for sheet in codebooks:
        known += [entry.name for entry in read_codebook(sheet, propose_codebook(sheet), Account())]
    found: list[Mapped] = []
    refused: list[tuple[SheetCells, Exception]] = []
    for sheet in sheets:
        if any(sheet is codebook for codebook in codebooks):
            found.append((sheet, propose_codebook(sheet)))
            if (results := recognise(sheet)) in NO_CODINGS:
                reason, advice = NO_CODINGS[results]
                account.remark(f"{sheet.place}: {reason}; its codes were read. {advice}")
            continue
        own = Account()
        try:
            if sheet.frame.empty:
                reason = f"no row stands below the header ({list_in_words(sheet.header, most=8)})"
                raise UnreadableError(sheet.place, reason, "Export it again.")
            mapping = _saved(sheet, entries) or propose(sheet, own, as_=options.as_, known=known)
        except (UnreadableError, OptionError) as error:
            refused.append((sheet, error))
            continue
        account.add(own)
        found.append((sheet, mapping))
    readable = {sheet.file for sheet, _ in found}
    # A file that a person has named is read or refused, never passed over.
    unread = [error for sheet, error in refused if sheet.file not in readable]
    if unread:
        raise unread[0]
    return found


def _saved(sheet: SheetCells, entries: Sequence[Mapping[str, Any]]) -> SheetMapping | None:
    """Return what the saved mapping says of a sheet, or None where there is no mapping."""
    named = [entry for entry in entries if entry.get("file") == sheet.file] or entries
    problem: OptionError | None = None
    for entry in named:
        try:
            return mapping_from(entry, sheet.header, sheet.place)
        except OptionError as error:
            problem = problem or error
    if problem is not None:
        raise problem
    return None
