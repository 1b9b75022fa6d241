"""Open an .xlsx workbook: the sheets that are wanted, and every text exactly as it is meant.

A workbook writes a character that XML cannot hold, and the carriage return, as ``_x000D_``, and a text
that reads so by itself as ``_x005F_x000D_``. openpyxl hands on the one as it stands and spoils the other.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

__all__ = ["holds_formulas", "open_xlsx"]

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ITEM, _RUN, _TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "r", "t"))


def open_xlsx(content: bytes, *, data_only: bool, wanted: Callable[[str], bool]) -> Workbook:
    """Open a workbook as ``openpyxl.load_workbook`` does, its texts exact.

    Parameters
    ----------
    content
        The bytes of the file.
    data_only
        Whether a formula is read as the value that was stored for it.
    wanted
        Says by its name whether a sheet is read; opening one takes most of the time.
    """
    reader = _ExactReader(io.BytesIO(content), data_only=data_only)
    reader.wanted = wanted
    reader.read()
    return reader.wb


def holds_formulas(content: bytes) -> bool:
    """Return whether any sheet of a workbook may hold a formula.

    Parameters
    ----------
    content
        The bytes of the file.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if "/worksheets/" in name and name.endswith(".xml")]
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


class _ExactReader(ExcelReader):
    wanted: Callable[[str], bool]

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = _strings(stream)

    def read_worksheets(self) -> None:
        every = self.parser.find_sheets
        self.parser.find_sheets = lambda: (found for found in every() if self.wanted(found[0].name))
        # Defined names count sheets by their place among all of them. None of them is used here.
        self.parser.assign_names = lambda: None
        super().read_worksheets()


def _strings(stream: IO[bytes]) -> list[str]:
    found = []
    for _, node in iterparse(stream):
        if node.tag == _ITEM:
            found.append("".join(_meant(piece) for piece in _pieces(node)))
            node.clear()
    return found


def _pieces(node: Any) -> list[str]:
    """Return the texts of a cell, one a run of formatting; what only says how to read it aloud is none."""
    texts = [child for child in node if child.tag == _TEXT]
    texts += [text for run in node if run.tag == _RUN for text in run if text.tag == _TEXT]
    return [text.text or "" for text in texts]


def _meant(piece: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), piece)
