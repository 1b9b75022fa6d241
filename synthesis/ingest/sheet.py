"""Sheets of codings, codes or studies: exports of coding tools, home-made tables, tables of a review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_choice import entries_of, map_sheets, sheets_of
from synthesis.ingest.sheet_codebook import read_codebook
from synthesis.ingest.sheet_columns import account_for_columns, study_columns
from synthesis.ingest.sheet_dedoose import account_for_weights
from synthesis.ingest.sheet_mapping import SheetMapping
from synthesis.ingest.sheet_project import build_project
from synthesis.ingest.sheet_review_tables import read_review_tables, table_of
from synthesis.ingest.sheet_rows import read_rows
from synthesis.ingest.sheet_studies import read_studies
from synthesis.ingest.sheet_text import decode_table, parse_table
from synthesis.ingest.sheet_wide import add_themes
from synthesis.ingest.sheet_workbook import is_workbook

__all__ = ["looks_like", "read"]

LOOKED_INTO = 65_536

# What Python calls an encoding -> what people do.
ENCODINGS = {"cp1252": "Windows-1252", "iso8859-1": "ISO 8859-1 (Latin-1)", "mac-roman": "Mac Roman"}

UNTAGGED = (
    "Taguette leaves highlights without a tag and tags without a highlight out of this export, writes line "
    "breaks as blanks and does not say who gave a tag: import the project itself (.sqlite3) to have them."
)


def looks_like(path: Path) -> bool:
    """Return whether a file is a workbook, or a text with columns.

    Parameters
    ----------
    path
        A file.
    """
    try:
        content = read_bytes(path)
    except (UnreadableError, OSError):
        return False
    if is_workbook(content):
        return True
    start = content[:LOOKED_INTO]
    if len(content) > len(start):
        start = start[: start.rfind(b"\n") + 1] or start
    is_table_by_name = path.suffix.lower() in (".csv", ".tsv", ".tab")
    try:
        text, _ = decode_table(start, path.name)
        return is_table_by_name or parse_table(text, path.name).cells.shape[1] > 1
    except UnreadableError:
        # Reading it says what is wrong with it better than "no format is known" would.
        return is_table_by_name


def read(paths: Sequence[Path], options: ImportOptions) -> CodedProject | Imported:
    """Read one sheet, or several that belong together: codings, and the codebook of their codes.

    Parameters
    ----------
    paths
        The files.
    options
        ``as_``, ``encoding``, ``sheet`` and ``codes`` are used, and of ``mapping`` what
        `SheetMapping` holds: for one table ``columns`` and the like, for several a list ``tables``.

    Returns
    -------
    A `CodedProject` of codings or codes; an `Imported` of a list of studies, or of sheets that are
    tables of a review already. Both have the mapping, as it was used.

    Raises
    ------
    UnreadableError
        A file cannot be read, or what its columns are cannot be told.
    OptionError
        The options name a sheet, column or encoding that is not there.
    """
    account = Account()
    sheets = [sheet for path in paths for sheet in sheets_of(path, options)]
    for sheet in sheets:
        for sentence in sheet.remarks:
            account.remark(sentence)
    is_mapped = bool(entries_of(options.mapping))
    tables = [] if is_mapped or options.as_ == "studies" else [s for s in sheets if table_of(s)]
    if tables:
        _account_for_sheets(sheets, tables, "it is no table of a review", account)
        return read_review_tables(tables, account)
    mapped = map_sheets(sheets, options, account)
    coded = [(s, m) for s, m in mapped if m.layout not in ("codebook", "studies")]
    lists = [(s, m) for s, m in mapped if m.layout == "studies"]
    codebooks = [(s, m) for s, m in mapped if m.layout == "codebook"]
    if lists and not coded and not codebooks:
        return _read_studies(lists, sheets, options, account)
    _account_for_sheets(
        sheets, [s for s, _ in coded + codebooks], "no codings and no codes were found in it", account
    )
    if lists:
        names = list_in_words([s.place for s, _ in lists])
        account.remark(f"A list of studies was not read with the codings: {names}. Import it --as studies.")
    _named_encodings(sheets, account)
    _say_what_stands_above([s for s, _ in coded + codebooks], account)
    return _read_codings(coded, codebooks, options, account, paths)


def _read_studies(
    lists: Sequence[tuple[SheetCells, SheetMapping]],
    sheets: Sequence[SheetCells],
    options: ImportOptions,
    account: Account,
) -> Imported:
    sheet, mapping = lists[0]
    reason = "another sheet was read as the list of studies; name this one with --sheet"
    _account_for_sheets(sheets, [sheet], reason, account)
    _named_encodings([sheet], account)
    _say_what_stands_above([sheet], account)
    account.find("columns", len(sheet.header))
    blank = [name for name in sheet.header if not sheet.frame[name].str.strip().ne("").any()]
    account.keep("columns", len(sheet.header) - len(blank), as_="columns of studies")
    account.leave_out("columns", "nothing stands in them", blank)
    return read_studies(sheet, mapping, options, account, _as_saved([(sheet, mapping)]))


def _read_codings(
    coded: Sequence[tuple[SheetCells, SheetMapping]],
    codebooks: Sequence[tuple[SheetCells, SheetMapping]],
    options: ImportOptions,
    account: Account,
    paths: Sequence[Path],
) -> CodedProject:
    codebook = [entry for sheet, mapping in codebooks for entry in read_codebook(sheet, mapping, account)]
    several = len(coded) > 1
    tables = []
    for sheet, mapping in coded:
        rows = read_rows(sheet, mapping, account, label=f"{sheet.place}, " if several else "")
        if mapping.themes:
            add_themes(rows, account)
        if mapping.layout == "dedoose":
            account_for_weights(sheet, account)
        if mapping.layout == "taguette":
            account.remark(UNTAGGED)
        tables.append(rows)
    for sheet, mapping in [*coded, *codebooks]:
        account_for_columns(sheet, mapping, account)
    project = build_project(
        tables,
        codebook,
        account,
        known=options.codes,
        about={
            "file": paths[0].name,
            "name": paths[0].stem,
            "digests": {sheet.file: sheet.sha256 for sheet, _ in [*coded, *codebooks]},
        },
    )
    project.mapping = _as_saved(coded or codebooks)
    return project


def _as_saved(tables: Sequence[tuple[SheetCells, SheetMapping]]) -> dict[str, Any]:
    """Return the mapping for ``import-mapping.yaml``."""
    plain = []
    for sheet, mapping in tables:
        about = {"sheet": sheet.sheet, "encoding": sheet.encoding, "delimiter": sheet.delimiter}
        plain.append({key: value for key, value in about.items() if value} | mapping.as_dict())
    saved: dict[str, Any] = {"format": "sheet"}
    if len(plain) == 1:
        saved |= plain[0]
    else:
        saved["tables"] = [{"file": sheet.file} | p for (sheet, _), p in zip(tables, plain, strict=True)]
    if any(m.columns.get("group") and m.layout in ("long", "wide") for _, m in tables):
        # Where a sheet names the study and the document, the document is a source of the study.
        saved["study"] = "group"
    attributes = [name for _, mapping in tables for name in mapping.columns.get("attributes", [])]
    variables = study_columns(attributes)
    return saved | ({"variables": variables} if variables else {})


def _account_for_sheets(
    sheets: Sequence[SheetCells], read: Sequence[SheetCells], reason: str, account: Account
) -> None:
    if len(sheets) < 2:
        return
    account.find("sheets", len(sheets))
    account.keep("sheets", len(read))
    account.leave_out("sheets", reason, [s.place for s in sheets if not any(s is r for r in read)])


def _named_encodings(sheets: Sequence[SheetCells], account: Account) -> None:
    for sheet in sheets:
        if sheet.encoding and sheet.encoding != "UTF-8":
            known_as = ENCODINGS.get(sheet.encoding, sheet.encoding)
            account.decide("encoding", known_as, evidence=f"of {sheet.file}")


def _say_what_stands_above(sheets: Sequence[SheetCells], account: Account) -> None:
    for sheet in sheets:
        if sheet.above:
            titles = list_in_words((f"'{title}'" for title in sheet.above), most=4)
            account.remark(f"Not read, because it stands above the headings of {sheet.place}: {titles}.")
