"""Read every sheet of a workbook (.xlsx, .xls, .ods) as text, however hostile the file is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from synthesis.errors import UnreadableError
from synthesis.ingest.ods_cells import ods_marks
from synthesis.ingest.safe_files import OLE_HEADER
from synthesis.ingest.safe_zip import SafeZip
from synthesis.ingest.sheet_process import WRONG_PASSWORD
from synthesis.ingest.text_file import counted

__all__ = ["WorkbookSheet", "is_workbook", "read_sheets"]

MIB = 1024**2
BASE_SECONDS, SECONDS_PER_MIB = 9, 1.0
BASE_BYTES, BYTES_PER_BYTE = 1024 * MIB, 12
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A formula that the spreadsheet never computed: no value stands behind it.
UNCOMPUTED = re.compile(rb"<f(?:>[^<]*</f>|\s[^>]*?>[^<]*</f>|\s[^>]*?/>)(?:<v\s*/>|<v></v>)?</c>")
ERROR = re.compile(rb"<c\b[^>]*\bt=\"e\"")
SAVE_PLAIN = "Open it in a spreadsheet and save it as plain .xlsx without a password."


@dataclass
class WorkbookSheet:
    """One sheet as text.

    Parameters
    ----------
    name
        Its name.
    cells
        All cells; the index counts rows and the columns count columns as the spreadsheet does, from 1.
    is_hidden
        Whether the spreadsheet hides it.
    remarks
        What was met on the way, as sentences.
    """

    name: str
    cells: pd.DataFrame
    is_hidden: bool = False
    remarks: list[str] = field(default_factory=list)


def is_workbook(content: bytes) -> bool:
    """Return whether the bytes begin as a workbook does, whatever the file's ending says."""
    return content.startswith((b"PK\x03\x04", OLE_HEADER))


def read_sheets(content: bytes, file: str) -> list[WorkbookSheet]:
    """Read the sheets in their order.

    Parameters
    ----------
    content
        The bytes.
    file
        Name for messages.

    Raises
    ------
    UnreadableError
        It is damaged, protected by a password, no workbook, or made to do harm.
    """
    unpacked, remarks = len(content), []
    if content.startswith(OLE_HEADER):
        if ENCRYPTED in content:
            raise UnreadableError(file, "the workbook is protected by a password", SAVE_PLAIN)
    else:
        unpacked, remarks = _check_archive(content, file)
    sheets = [_sheet(raw) for raw in _in_own_process(content, file, unpacked)]
    for sheet in sheets:
        sheet.remarks += remarks
    return sheets


def _check_archive(content: bytes, file: str) -> tuple[int, list[str]]:
    """Refuse what is no workbook; return the bytes that it unpacks to and what is worth knowing."""
    archive = SafeZip(content, file)
    names = set(archive.names)
    unpacked = sum(map(archive.size, names))
    if archive.find("content.xml") and archive.find("mimetype"):
        return unpacked, _check_ods(archive, content, file)
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableError(file, "this is a zip file, but no workbook", "Name the workbook itself.")
    remarks = []
    if any("vbaproject" in name.casefold() for name in names):
        remarks.append("The workbook holds macros; they were not run.")
    uncomputed = errors = 0
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            cells = archive.read(name)
            uncomputed += len(UNCOMPUTED.findall(cells))
            errors += len(ERROR.findall(cells))
    return unpacked, remarks + _about_formulas(uncomputed, errors)


def _about_formulas(uncomputed: int, errors: int) -> list[str]:
    remarks = []
    if uncomputed:
        remarks.append(
            f"{counted(uncomputed, 'formula')} without a stored value, read as blank; open the workbook in a "
            "spreadsheet and save it, to have them computed."
        )
    if errors:
        remarks.append(f"{counted(errors, 'cell')} with the error of a formula (#N/A …), read as blank.")
    return remarks


def _check_ods(archive: SafeZip, content: bytes, file: str) -> list[str]:
    manifest = archive.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.read(manifest):
        raise UnreadableError(file, "the workbook is protected by a password", SAVE_PLAIN)
    try:
        kinds = [mark.kind for _, marks in ods_marks(content) for mark in marks]
    except Exception as error:  # zipfile and expat each have their own
        raise UnreadableError(
            file, "the workbook is damaged", "Save it again from the spreadsheet."
        ) from error
    return _about_formulas(kinds.count("unread"), kinds.count("error"))


def _in_own_process(content: bytes, file: str, unpacked: int) -> list[dict]:
    script = Path(__file__).with_name("sheet_process.py")
    most_bytes = BASE_BYTES + BYTES_PER_BYTE * unpacked
    seconds = BASE_SECONDS + SECONDS_PER_MIB * unpacked / MIB
    # The same packages as here, wherever they lie.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(script), str(most_bytes)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        reason = f"the workbook could not be read within {seconds:,.0f} seconds"
        raise UnreadableError(file, reason, "Save it again from the spreadsheet, or as CSV.") from error
    except OSError as error:
        reason = f"no process could be started to read the workbook ({error.strerror or error})"
        raise UnreadableError(file, reason, "Save it as CSV UTF-8.") from error
    if done.returncode == WRONG_PASSWORD:
        raise UnreadableError(file, "the workbook is protected by a password", SAVE_PLAIN)
    if done.returncode != 0:
        reason = "the workbook is damaged, cut off or of a kind that is not read"
        raise UnreadableError(file, reason, "Save it again from the spreadsheet, as .xlsx or CSV UTF-8.")
    return json.loads(done.stdout.decode("utf-8", "replace"))


def _sheet(raw: dict) -> WorkbookSheet:
    cells = pd.DataFrame(raw["rows"], columns=raw["columns"], dtype="str")
    cells.index = pd.RangeIndex(raw["first_row"], raw["first_row"] + len(cells))
    remarks = []
    n_merged = _fill_merged(cells, raw["merged"])
    if n_merged:
        areas = counted(n_merged, "merged area")
        remarks.append(f"{areas}: the value of each was read for every row that it spans.")
    return WorkbookSheet(raw["name"], cells, raw["is_hidden"], remarks)


def _fill_merged(cells: pd.DataFrame, merged: list) -> int:
    """Write a value that spans several rows into each of them; people read it so."""
    filled = 0
    for (top, left), (bottom, _) in merged:
        first, last, column = top + 1, bottom + 1, left + 1
        if first == last or first not in cells.index or column not in cells.columns:
            continue
        value = cells.loc[first, column]
        if not value.strip():
            continue
        filled += 1
        below = cells.loc[first + 1 : last, column]
        cells.loc[below.index[below == ""], column] = value
    return filled
