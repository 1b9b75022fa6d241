"""Where a passage stands, in the words that the review keeps: page 4, ¶ 12, characters 0 to 18."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd

from synthesis.distinct_texts import changed_texts
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_mapping import SheetMapping
from synthesis.ingest.sheet_roles import fold

__all__ = ["locators"]

_PAGES = "page|pages|p|pp|seite|seiten|pagina|paginas|strona|strony|bladzijde|sayfa|页|页码|ページ"
PAGE_WORDS = set(_PAGES.split("|"))
NARROW_SPACES = re.compile("[\u2009\u202f\u00a0]")
NUMBERS = re.compile(r"\d[\d\s,–-]*")


def locators(sheet: SheetCells, mapping: SheetMapping) -> pd.Series:
    """Return the locator of each row; blank where nothing says it.

    Parameters
    ----------
    sheet, mapping
        The sheet and what its columns are. Numbers get the word that their column is called by; the
        paragraphs of MAXQDA and ATLAS.ti are written ``¶ 4``.
    """
    said = pd.Series("", index=sheet.frame.index, dtype="str")
    for name in mapping.columns.get("locator", []):
        cells = changed_texts(sheet.frame[name], partial(_located, word=_word(name, mapping)))
        is_first = (said == "").all()
        said = cells if is_first else (said + ", " + cells).where((said != "") & (cells != ""), said + cells)
    if (said != "").all() or not mapping.one("start"):
        return said
    return said.mask(said == "", _span(sheet, mapping))


def _located(cell: str, *, word: str) -> str:
    cell = NARROW_SPACES.sub(" ", cell).strip()
    return word + cell if NUMBERS.fullmatch(cell) else cell


def _word(name: str, mapping: SheetMapping) -> str:
    if mapping.layout == "dedoose":
        return "characters "
    return "p. " if set(fold(name).split()) & PAGE_WORDS else f"{name} "


def _span(sheet: SheetCells, mapping: SheetMapping) -> pd.Series:
    start = sheet.frame[mapping.one("start")].str.strip()
    end_name = mapping.one("end")
    end = sheet.frame[end_name].str.strip() if end_name else start
    numbers = start.str.fullmatch(r"\d+") & end.str.fullmatch(r"\d+")
    span = start.where((start == end) | (end == ""), start + " – " + end)
    sign = "¶ " if mapping.layout in ("maxqda", "atlas") else ""
    return span.mask(numbers, sign + span)
