"""What the cells of a column say about it, where its header says nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from synthesis.ingest.sheet_cells import SheetCells

__all__ = ["by_content", "constant_within", "looks_cited"]

SAMPLED = 2_000
NUMBER = r"[-+]?\d+(?:[.,:]\s*\d+)*\s*%?"
DATE = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?"
PATH = r"[^\n]*[^\s](?:\\| > |::)[^\s\n]"

# "Smith 2020", "Smith & Li (2020a)", "WHO, 2019": a name, then a year.
CITED = r"(?=[^\W\d])[^\n]{1,80}\b(?:1[89]|20)\d\d[a-z]?\b[)\].]{0,2}"


@dataclass(frozen=True)
class Profile:
    """What stands in a column.

    Parameters
    ----------
    n
        Cells that hold anything.
    length
        Their mean length.
    n_distinct
        How many different ones.
    numbers, dates, paths
        Shares that are numbers, dates or paths of levels.
    """

    n: int
    length: float
    n_distinct: int
    numbers: float
    dates: float
    paths: float

    @property
    def is_words(self) -> bool:
        """Whether it holds words rather than numbers or dates."""
        return self.n > 0 and self.numbers < 0.5 and self.dates < 0.5


def profile(column: pd.Series) -> Profile:
    """Describe a column by its first filled cells."""
    cells = column.head(SAMPLED).str.strip()
    cells = cells[cells != ""]
    if cells.empty:
        return Profile(0, 0.0, 0, 0.0, 0.0, 0.0)
    shares = [float(cells.str.fullmatch(pattern).mean()) for pattern in (NUMBER, DATE)]
    paths = float(cells.str.match(PATH).mean())
    return Profile(len(cells), float(cells.str.len().mean()), cells.nunique(), *shares, paths)


def looks_cited(column: pd.Series) -> bool:
    """Return whether most cells name a study by author and year.

    Parameters
    ----------
    column
        Cells as text.
    """
    cells = column.head(SAMPLED).str.strip()
    cells = cells[cells != ""]
    return len(cells) > 0 and float(cells.str.fullmatch(CITED).mean()) >= 0.8


class _Profiles(dict[str, Profile]):
    """The profiles of the columns of a sheet, each made when it is asked for."""

    def __init__(self, sheet: SheetCells) -> None:
        super().__init__()
        self._frame = sheet.frame

    def __missing__(self, name: str) -> Profile:
        self[name] = profile(self._frame[name])
        return self[name]


def by_content(
    sheet: SheetCells, taken: Collection[str], roles: Collection[str], known: Collection[str]
) -> dict[str, tuple[str, str, float]]:
    """Find the text, the code and the document of each row by what the cells hold.

    Parameters
    ----------
    sheet
        The sheet.
    taken
        Columns whose role is known.
    roles
        Roles that are given already.
    known
        Codes that are known.

    Returns
    -------
    Role -> column, the evidence in words and a confidence; only those for which something speaks.
    """
    profiles = _Profiles(sheet)
    free = [name for name in sheet.header if name not in taken and profiles[name].is_words]
    found: dict[str, tuple[str, str, float]] = {}
    if "text" not in roles and free:
        longest = max(free, key=lambda name: profiles[name].length)
        at = profiles[longest]
        if at.length >= 25 and at.n_distinct > at.n / 2:
            found["text"] = (
                longest,
                f"its cells are the longest, {at.length:.0f} characters on average",
                0.7,
            )
            free.remove(longest)
    code = _code(sheet, free, profiles, known, has_text="text" in roles or "text" in found)
    if code is not None:
        found["code"] = code
        free.remove(code[0])
        before = sheet.header[: sheet.header.index(code[0])]
        nearest = next(
            (n for n in reversed(before) if n in free and profiles[n].n_distinct < profiles[n].n), None
        )
        if nearest is not None and not {"document", "study"} & set(roles):
            found["document"] = (nearest, f"its values repeat, and it stands before '{code[0]}'", 0.5)
    return found


def _code(
    sheet: SheetCells,
    free: Sequence[str],
    profiles: dict[str, Profile],
    known: Collection[str],
    *,
    has_text: bool,
) -> tuple[str, str, float] | None:
    folded = {name.casefold() for name in known}
    for name in free:
        cells = sheet.frame[name].head(SAMPLED).str.strip()
        share = cells[cells != ""].str.casefold().isin(folded).mean() if folded else 0.0
        if share >= 0.6:
            return name, f"{share:.0%} of its cells are codes of the codebook", float(share)
    paths = [name for name in free if profiles[name].paths >= 0.3 and profiles[name].length < 120]
    if paths:
        best = max(paths, key=lambda name: profiles[name].paths)
        return best, f"{profiles[best].paths:.0%} of its cells are paths of levels", profiles[best].paths
    # Tools write the code right before the numbers of its beginning and end.
    header = sheet.header
    for name, first, second in zip(header, header[1:], header[2:], strict=False):
        if not has_text or name not in free or profiles[name].n_distinct == profiles[name].n:
            continue
        if profiles[first].numbers > 0.8 and profiles[second].numbers > 0.8:
            return name, "its values repeat, and two columns of numbers follow it", 0.5
    return None


def constant_within(frame: pd.DataFrame, documents: Sequence[str], column: str) -> bool:
    """Return whether a column has one value at most for each document.

    Parameters
    ----------
    frame
        The cells.
    documents
        Columns that name the document together.
    column
        The column.
    """
    pairs = frame[list(dict.fromkeys([*documents, column]))].drop_duplicates()
    pairs = pairs[pairs[column].str.strip() != ""]
    return not pairs.duplicated(list(documents)).any()
