"""Recognise the tables that coding tools export, in any language of their windows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_roles import fold, matches

__all__ = ["GROUNDED", "NO_CODINGS", "PER_CODE", "names_its_codes", "recognise"]

# "Code: Parent\\Child Applied", "… Range", "… Weight"
PER_CODE = re.compile(r"^code:\s*(?P<code>.+?)\s+(?P<what>applied|range|weight)$", re.IGNORECASE | re.DOTALL)

# What a name of a code carries in the tables of results of ATLAS.ti: how often it was given.
GROUNDED = re.compile(r"\bGr\s*=\s*\d+")

NO_CODINGS = {
    "co-occurrence": (
        "this is a table of co-occurrences: it counts how often codes meet, and holds no codings",
        "Export the quotations with their codes (ATLAS.ti: Quotation Manager, Excel report; "
        "MAXQDA: retrieved segments); the workbook counts co-occurrences itself.",
    ),
    "counts": (
        "this is a table of codes by documents: it counts codings, and holds none",
        "Export the quotations or segments with their codes; the workbook counts them itself.",
    ),
}


def recognise(sheet: SheetCells) -> str | None:
    """Return the layout that a tool writes: a name of `LAYOUTS` or of `NO_CODINGS`, or None.

    Parameters
    ----------
    sheet
        The sheet.
    """
    header = sheet.header
    folded = [fold(name) for name in header]
    if any(PER_CODE.match(name) for name in header) or {"excerpt copy", "media title"} <= set(folded):
        return "dedoose"
    if {"document", "tag", "content"} <= set(folded) and len(header) <= 5:
        return "taguette"
    if len(header) > 2 and _is_matrix(sheet):
        return "co-occurrence"
    if len(header) > 1 and sum(bool(GROUNDED.search(name)) for name in header[1:]) > (len(header) - 1) / 2:
        return "co-occurrence" if GROUNDED.search(str(sheet.frame.iloc[:1, 0].sum())) else "counts"
    has = _exactly(header)
    if has("text") and has("code") and has("document"):
        if has("group") and (has("start") or has("weight")):
            return "maxqda"
        if has("n_codes") or has("title") or _marks_paragraphs(sheet):
            return "atlas"
        if _is_nvivo(sheet, header):
            return "nvivo"
    return "codebook" if _is_codebook(sheet, folded) else None


def names_its_codes(sheet: SheetCells) -> bool:
    """Return whether a sheet lists codes: a codebook, or ATLAS.ti's co-occurrences with all codes in front.

    Parameters
    ----------
    sheet
        The sheet.
    """
    layout = recognise(sheet)
    if layout == "co-occurrence":
        return bool(sheet.frame.iloc[:, 0].map(lambda cell: bool(GROUNDED.search(cell))).all())
    return layout == "codebook"


def _exactly(header: Sequence[str]):
    return lambda role: any(matches(name, role) > 0.8 for name in header)


def _is_codebook(sheet: SheetCells, folded: Sequence[str]) -> bool:
    header = sheet.header
    has = _exactly(header)
    about = has("definition") or has("parent") or has("code_group") or has("count")
    if not about and has("memo") and has("code") and not has("document"):
        # Codes with comments, each code once, are explained and not given.
        code = next(name for name in header if matches(name, "code") > 0.8)
        about = not sheet.frame[code].duplicated().any()
    if {"name", "references"} <= set(folded) and ("files" in folded or "description" in folded):
        return True  # what NVivo writes of its codes
    if set(folded) == {"name", "description"}:
        return True  # the codebook of NVivo without its counts
    return has("code") and (about or len(header) == 1) and not (has("text") or has("study") or has("coder"))


def _is_matrix(sheet: SheetCells) -> bool:
    """Return whether the first column repeats the header: codes by codes."""
    if not 0.5 < len(sheet.frame) / len(sheet.header) < 2:
        return False
    names = [" ".join(cell.split()) for cell in sheet.frame.iloc[:, 0]]
    across = [re.sub(r" \(\d+\)$", "", name) for name in sheet.header[1:]]
    return len(names) > 1 and len(set(names) & set(across)) > 0.8 * max(len(set(names)), len(set(across)))


def _marks_paragraphs(sheet: SheetCells) -> bool:
    references = [name for name in sheet.header if matches(name, "locator") > 0.8]
    return any(sheet.frame[name].head(200).str.contains("¶").any() for name in references)


def _is_nvivo(sheet: SheetCells, header: Sequence[str]) -> bool:
    codes = [name for name in header if matches(name, "code") > 0.8]
    return any(sheet.frame[name].head(200).str.match(r"(?:Codes|Nodes)\\\\").any() for name in codes)
