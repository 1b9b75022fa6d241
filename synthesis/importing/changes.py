"""What an import changes in a review, row by row and in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

__all__ = ["ASKED_FIRST", "CHANGE_COLUMNS", "KINDS", "Changes"]

CHANGE_COLUMNS = ["table", "id", "change", "column", "before", "after"]

KINDS: dict[str, str] = {
    "new": "new",
    "filled": "a blank cell filled",
    "renamed": "renamed",
    "moved": "moved",
    "edited": "edited in the tool",
    "vanished": "no longer in the tool, taken out",
    "kept": "no longer in the tool, kept",
    "conflict": "the file says otherwise, the review's kept",
    "stays out": "taken out by people, stays out",
    "brought back": "taken out by people, brought back because something new refers to it",
}
"""Every kind of change, and how it is said."""

ASKED_FIRST = ("renamed", "moved", "edited", "vanished", "brought back")
"""Changes to what is there already: nobody finds them out afterwards."""


@dataclass
class Changes:
    """What an import changes in a review.

    Parameters
    ----------
    rows
        One row per changed cell, or per row that came, went or stayed: columns `CHANGE_COLUMNS`.
        ``change`` is one of `KINDS`. Rows of a table that was empty before are only counted.
    n_first
        Table -> number of new rows in a table that was empty before.
    remarks
        Sentences on how the import was taken.
    asks
        Whether a person should look before anything is written.
    """

    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CHANGE_COLUMNS, dtype=object))
    n_first: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    asks: bool = False

    @property
    def counts(self) -> pd.DataFrame:
        """Number of rows changed: columns ``table``, ``change``, ``n``."""
        rows = self.rows.drop_duplicates(["table", "id", "change"])
        counted = rows.groupby(["table", "change"], sort=False).size().reset_index(name="n")
        first = pd.DataFrame(
            [{"table": table, "change": "new", "n": n} for table, n in self.n_first.items()],
            columns=["table", "change", "n"],
        )
        counted = pd.concat([first, counted], ignore_index=True) if len(first) else counted
        summed = counted.groupby(["table", "change"], sort=False, as_index=False)["n"].sum()
        return summed.astype({"n": "int64"})

    def __len__(self) -> int:
        return int(self.counts["n"].sum())

    def add(self, other: Changes) -> None:
        """Take in the changes of another file of the same import."""
        parts = [part for part in (self.rows, other.rows) if len(part)]
        if parts:
            self.rows = pd.concat(parts, ignore_index=True)
        for table, n in other.n_first.items():
            self.n_first[table] = self.n_first.get(table, 0) + n
        self.remarks += [sentence for sentence in other.remarks if sentence not in self.remarks]
        self.asks = self.asks or other.asks

    def n(self, *kinds: str) -> int:
        """Return how many rows have changed in one of these ways."""
        counts = self.counts
        return int(counts.loc[counts["change"].isin(kinds), "n"].sum())

    def as_list(self) -> list[dict[str, Any]]:
        """Return the numbers as plain values, for ``import-log.json``."""
        return [
            {"table": str(table), "change": str(change), "n": int(n)}
            for table, change, n in self.counts.itertuples(index=False)
        ]


def change_rows(
    table: str,
    ids: Sequence[str],
    change: str | Sequence[str],
    *,
    column: str = "",
    before: Sequence[str] | str = "",
    after: Sequence[str] | str = "",
) -> pd.DataFrame:
    """Return rows of `Changes.rows`; a single text stands for each row."""
    cells = {
        "table": table,
        "id": list(ids),
        "change": change if isinstance(change, str) else list(change),
        "column": column,
        "before": before if isinstance(before, str) else list(before),
        "after": after if isinstance(after, str) else list(after),
    }
    return pd.DataFrame(cells, columns=CHANGE_COLUMNS, index=range(len(ids)), dtype=object)
