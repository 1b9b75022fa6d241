"""Rows of an import and rows of the review, paired by what is known of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

__all__ = ["Pairs", "pair_rows"]


class Pairs:
    """The rows of one table of an import, and which of the review they were found to be so far.

    Parameters
    ----------
    mine
        From `synthesis.importing.facts.row_facts`.
    """

    def __init__(self, mine: pd.DataFrame) -> None:
        self.mine = mine
        self.ids: dict[str, str] = {}
        self.used: set[str] = set()
        self.counts: dict[str, int] = {}

    def add(self, pairs: Mapping[str, str], by: str) -> None:
        """Take in what was found out: id in the import -> id in the review."""
        self.ids.update(pairs)
        self.used.update(pairs.values())
        self.counts[by] = self.counts.get(by, 0) + len(pairs)

    def pair(self, theirs: pd.DataFrame, on: Sequence[str]) -> None:
        """Pair what is left with rows that are known, by some facts."""
        by = next(fact for fact in ("native", "path", "content") if fact in on)
        for _ in range(3):  # a passage that was put together of several is paired with one at a time
            if not len(theirs) or len(self.ids) == len(self.mine):
                break
            pairs = pair_rows(self.left(), theirs[~theirs["id"].isin(self.used)], on)
            if not pairs:
                break
            self.add(pairs, by)

    def left(self) -> pd.DataFrame:
        """Return the rows of which nothing was found yet."""
        return self.mine[~self.mine["id"].isin(self.ids)] if self.ids else self.mine

    def n_with_new_identifiers(self, theirs: pd.DataFrame) -> int:
        """Count the rows that are the same ones by path or content, under another identifier."""
        before = dict(zip(theirs["id"], theirs["native"], strict=True))
        if not before:
            return 0
        return sum(
            1
            for mine, now in zip(self.mine["id"], self.mine["native"], strict=True)
            if now
            and (was := before.get(self.ids.get(mine, ""), ""))
            and not set(was.split()) & set(now.split())
        )


def pair_rows(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str]) -> dict[str, str]:
    """Pair rows that agree in some facts, each with one other at most, in the order of the tables.

    Parameters
    ----------
    left, right
        Columns ``id`` and the facts.
    on
        The facts; of all but ``owner`` both must know something.

    Returns
    -------
    Id on the left -> id on the right.
    """
    facts = list(on)
    left, right = left[["id", *facts]], right[["id", *facts]]
    if "native" in facts:
        # A passage that was selected several times has the identifier of each selection.
        left, right = (_one_native_a_row(frame) for frame in (left, right))
    needed = [f for f in facts if f != "owner"]
    left = left[(left[needed] != "").all(axis=1)]
    right = right[(right[needed] != "").all(axis=1)]
    if left.empty or right.empty:
        return {}
    if "native" not in facts:
        left = left.assign(_n=left.groupby(facts, sort=False).cumcount())
        right = right.assign(_n=right.groupby(facts, sort=False).cumcount())
        facts = [*facts, "_n"]
    met = left.merge(right, on=facts, suffixes=("", "_known"))
    met = met.drop_duplicates("id").drop_duplicates("id_known")
    return dict(zip(met["id"], met["id_known"], strict=True))


def _one_native_a_row(frame: pd.DataFrame) -> pd.DataFrame:
    several = np.array([" " in native for native in frame["native"]], dtype=bool)
    if not several.any():
        return frame
    split = frame[several]
    split = split.assign(native=[native.split(" ") for native in split["native"]]).explode("native")
    return pd.concat([frame[~several], split]).sort_index(kind="stable")
