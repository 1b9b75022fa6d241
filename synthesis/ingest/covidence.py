"""Covidence's exports: references, extraction 1 (a row an arm) and 2 (a row a reviewer), appraisal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.covidence_columns import export_of, folded
from synthesis.ingest.covidence_extraction import read_rows
from synthesis.ingest.covidence_references import read_references
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.raw import sha256_of
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.safe_zip import SafeZip
from synthesis.ingest.sheet_cells import SheetCells, read_every_sheet, read_sheet_cells
from synthesis.ingest.sheet_workbook import is_workbook, read_sheets
from synthesis.ingest.text_file import first_text

__all__ = ["looks_like", "read"]

_WORKBOOK_MARKS = (b"Covidence", b"Study Identifier", b"Sponsorship source")
_NAME_KEYS = {"study id", "study identifier", "study"}


def looks_like(path: Path) -> bool:
    """Return whether a file is an export of Covidence."""
    if path.suffix.lower() == ".xlsx":
        return _workbook_names_covidence(path)
    header = first_text(path).lstrip("\n").partition("\n")[0]
    names = {folded(name.strip(' "')) for name in re.split(r"[,;\t]", header)}
    if "covidence #" in names or "covidence number" in names:
        return True
    if {"study id", "reviewer name"} <= names:
        return True
    return "study identifier" in names and export_of(sorted(names)) != ""


def _workbook_names_covidence(path: Path) -> bool:
    try:
        archive = SafeZip(read_bytes(path), path.name)
        texts = [name for name in archive.names if name.startswith("xl/") and name.endswith(".xml")]
        return any(mark in archive.read(name) for name in texts for mark in _WORKBOOK_MARKS)
    except UnreadableError:
        return False


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read an export of Covidence; which one is told from its columns.

    Parameters
    ----------
    paths
        One file: CSV, or a workbook with one table or one sheet a study.
    options
        ``mapping``: see `read_references` and `read_rows`. ``encoding``, ``sheet`` and ``studies`` are
        used as well.

    Returns
    -------
    References: ``studies``, ``reports`` of studies with several, ``flow`` of excluded ones.
    Extraction: ``studies`` with the answers as attributes, ``sources`` (arms), ``appraisal``.

    Raises
    ------
    UnreadableError
        It cannot be read, or its columns are those of no export of Covidence.
    OptionError
        The mapping gives a choice that there is not.
    """
    path = Path(paths[0])
    account = Account()
    cells, export = _table(path, options)
    if cells is None:
        return _read_study_sheets(path, options, account)
    for remark in cells.remarks:
        account.remark(remark)
    if export == "references":
        return read_references(cells, options, account)
    columns = list(cells.header)
    rows = [
        (row, dict(zip(columns, values, strict=True)))
        for row, values in zip(cells.frame.index, cells.frame.itertuples(index=False, name=None), strict=True)
    ]
    if not rows:
        raise UnreadableError(path.name, "it has a header and no rows", "Export it again.")
    return read_rows(columns, rows, options, account, file=path.name, digest=cells.sha256)


def _table(path: Path, options: ImportOptions) -> tuple[SheetCells | None, str]:
    """Return the sheet that is a table of Covidence and which; None where each sheet is a study."""
    if options.sheet is not None or not is_workbook(read_bytes(path)):
        cells = read_sheet_cells(path, encoding=options.encoding, sheet=options.sheet)
        export = export_of(cells.header)
        if not export:
            reason = "its columns are those of no export of Covidence"
            advice = "Export references, data or quality assessment as CSV, or import it as a sheet."
            raise UnreadableError(path.name, reason, advice)
        return cells, export
    for cells in read_every_sheet(path):
        export = export_of(cells.header)
        if export and len(cells.frame):
            return cells, export
    return None, ""


def _read_study_sheets(path: Path, options: ImportOptions, account: Account) -> Imported:
    """Read a workbook in which each sheet is a study: a key in the first column, values beside it."""
    content = read_bytes(path)
    rows: list[tuple[int, dict[str, str]]] = []
    header: dict[str, None] = {"Study ID": None}
    left: list[str] = []
    sheets = read_sheets(content, path.name)
    for number, sheet in enumerate(sheets, start=1):
        cells, section = {"Study ID": sheet.name}, ""
        for values in sheet.cells.itertuples(index=False, name=None):
            key, *others = (" ".join(value.split()) for value in values)
            answers = [value.strip() for value in values[1:] if value.strip()]
            if not key and not answers:
                continue
            if not answers:
                section = key
                continue
            if folded(key) in _NAME_KEYS:
                cells["Study ID"] = answers[0]
                continue
            name = key or section or others[0]
            # The same question in two sections is two questions.
            name = f"{section} {name}".strip() if name in cells else name
            cells[name] = "; ".join(answers) if name not in cells else f"{cells[name]}; {'; '.join(answers)}"
        if len(cells) > 1:
            rows.append((number, cells))
            header |= dict.fromkeys(cells)
        else:
            left.append(sheet.name)
        for remark in sheet.remarks:
            account.remark(f"Sheet {sheet.name}: {remark}")
    if not rows:
        reason = "no sheet of it is a table of Covidence or a study with keys and values"
        raise UnreadableError(path.name, reason, "Export it again, or import it as a sheet.")
    account.find("sheets", len(sheets))
    account.keep("sheets", len(rows), as_="studies")
    account.leave_out("sheets", "they hold no key with a value", left)
    account.decide(
        "sheets", "each sheet is a study", evidence="no sheet has the columns of a table of Covidence"
    )
    return read_rows(list(header), rows, options, account, file=path.name, digest=sha256_of(content))
