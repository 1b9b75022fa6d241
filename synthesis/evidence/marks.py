"""Sets of extracts, studies and configurations, and how a page is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


class Marks:
    """A set of extracts, studies and configurations, by their positions."""

    __slots__ = ("c", "s", "x")

    def __init__(self, x: Any = (), s: Any = (), c: Any = ()) -> None:
        self.x, self.s, self.c = frozenset(x), frozenset(s), frozenset(c)

    @classmethod
    def of_codings(cls, rows: pd.DataFrame) -> Marks:
        """Return the extracts coded, and the studies coded as a whole."""
        whole = rows["x"].isna().to_numpy()
        return cls(
            x=rows["x"].to_numpy()[~whole].astype(int).tolist(), s=rows["s"].to_numpy()[whole].tolist()
        )

    @classmethod
    def union(cls, several: Iterable[Marks]) -> Marks:
        """Return all of them together."""
        given = list(several)
        return cls(*(frozenset().union(*(getattr(m, name) for m in given)) for name in ("x", "s", "c")))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not (self.x or self.s or self.c)

    def text(self) -> str:
        """Return the marks as a link carries them: ``x0-4,9 s3``."""
        named = (("x", self.x), ("s", self.s), ("c", self.c))
        return " ".join(f"{letter}{_runs(places)}" for letter, places in named if places)


def _runs(places: Iterable[int]) -> str:
    """Write positions with runs of three or more shortened: ``0-4,9,11,12``."""
    found: list[list[int]] = []
    for place in sorted(places):
        if found and place == found[-1][-1] + 1:
            found[-1].append(place)
        else:
            found.append([place])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in found)


def places_of(ids: pd.Series) -> dict[str, int]:
    """Return the position of each identifier of a table of the review: the number of its mark."""
    return {key: place for place, key in enumerate(ids)}


def split_ids(cell: Any) -> list[str]:
    """Return the identifiers that a cell lists, joined by semicolons."""
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return []
    return [piece.strip() for piece in str(cell).split(";") if piece.strip()]


def link_text(target: str, marks: Marks) -> str:
    """Return the link of a count: the anchor under which its evidence is listed, and what belongs to it."""
    return f"{target} {marks.text()}"
