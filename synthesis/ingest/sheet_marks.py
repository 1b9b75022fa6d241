"""What marks and words in cells mean: a theme is there or is not, helps or hinders."""

from __future__ import annotations

import pandas as pd

from synthesis.ingest.sheet_roles import fold

__all__ = ["is_marked", "meaning_of_mark", "state_of", "valence_of"]

_YES = """x|✓|✔|☒|☑|●|•|*|1|1.0|y|yes|true|j|ja|oui|o|si|sí|s|sim|tak|t|v|da|да|evet|是|有|はい|wahr|vrai"""
_NO = """0|0.0|n|no|false|nein|non|não|nao|nie|нет|hayır|hayir|否|无|いいえ|falsch|faux|-|–|—|☐|✗|✘"""
YES, NO = set(_YES.split("|")), set(_NO.split("|"))
DIRECTIONS = {
    "+": "enabler",
    "++": "enabler",
    "-": "barrier",
    "−": "barrier",
    "–": "barrier",
    "--": "barrier",
    "+/-": "mixed",
    "+/−": "mixed",
    "-/+": "mixed",
    "±": "mixed",
}
_ENABLERS = """enabler|enablers|facilitator|facilitators|enabling|facilitating|positive|promoter|e|f|pos|
    forderfaktor|foerderfaktor|forderlich|foerderlich|facilitador|facilitadora|facilitadores|facilitateur|
    facilitateurs|facilitatore|positivo|positif|positiv|facylitator|促进|促进因素|促進|促進要因|фасилитатор"""
_BARRIERS = """barrier|barriers|hindrance|hindering|inhibitor|obstacle|negative|b|neg|barriere|hindernis|
    hinderlich|hemmend|barrera|barreras|obstaculo|barreira|barreiras|barriere s|frein|freins|obstacles|
    barriera|negativo|negatif|negativ|bariera|障碍|阻碍|阻碍因素|阻害|阻害要因|барьер"""
_MIXED = "mixed|both|ambivalent|gemischt|beides|mixto|ambos|mixte|les deux|misto|entrambi|mieszane|混合|两者"
_ABSENT = """absent|stated absent|not present|absence|abwesend|nicht vorhanden|ausente|non present|
    assente|nieobecny|缺失|отсутствует|no|nein|non|nao|nie|0|false"""
_PRESENT = """present|presence|vorhanden|anwesend|presente|obecny|存在|присутствует|yes|ja|si|oui|sim|tak|
    1|true|x|reported"""

# Nobody marks in more ways than these, nor in longer words.
MOST_MARKS, LONGEST_MARK = 60, 30


def _words(names: str, meaning: str) -> dict[str, str]:
    return {fold(name): meaning for name in names.split("|") if fold(name)}


_VALENCES = _words(_ENABLERS, "enabler") | _words(_BARRIERS, "barrier") | _words(_MIXED, "mixed")
_STATES = _words(_ABSENT, "absent") | _words(_PRESENT, "present")


def valence_of(cell: str) -> str | None:
    """Return enabler, barrier or mixed, or None where the cell is no such word or sign."""
    return DIRECTIONS.get(cell.strip()) or _VALENCES.get(fold(cell))


def state_of(cell: str) -> str | None:
    """Return present or absent, or None where the cell is no such word."""
    return _STATES.get(fold(cell))


def meaning_of_mark(cell: str) -> str | None:
    """Return what a mark says: ``"present"``, ``"zero"``, or None where it is no mark; a count is one."""
    mark = cell.strip().casefold()
    if mark in NO:
        return "zero"
    return "present" if mark in YES or mark.isdecimal() else None


def is_marked(column: pd.Series) -> str | None:
    """Return what the cells of a column are: ``"marks"``, ``"directions"``, or None where they are neither.

    Parameters
    ----------
    column
        All cells of it.
    """
    found = column.unique()
    if len(found) > MOST_MARKS or any(len(cell) > LONGEST_MARK for cell in found):
        return None
    cells = {cell.strip().casefold() for cell in found} - {""}
    if cells & YES and cells <= YES | NO:
        return "marks"
    is_direction = {cell for cell in cells if valence_of(cell)}
    return "directions" if is_direction and cells <= is_direction | {"0"} and cells - NO else None
