"""One thing that changed between two versions, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

__all__ = ["CODEBOOK", "METHODS", "RESULTS", "Change", "cell_changes", "ids_in_order", "in_and_out"]

RESULTS, CODEBOOK, METHODS = "results", "codebook", "methods"


@dataclass(frozen=True)
class Change:
    """One thing that changed.

    Parameters
    ----------
    group
        ``results``, ``codebook`` (names and places of codes, no result) or ``methods``.
    kind
        What it is about: study, theme, finding …
    item
        Its identifier.
    label
        What people call it.
    what
        What about it: ``new``, ``gone``, the name of a number, or a few words.
    before, after
        As text; blank where there is none.
    because
        Where the reason is on record: the merge that did it.
    about
        Codes and configurations that it concerns, as (``"code"`` or ``"configuration"``, identifier).
    """

    group: str
    kind: str
    item: str
    label: str
    what: str
    before: str = ""
    after: str = ""
    because: str = ""
    about: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)


def cell_changes(
    old: pd.DataFrame,
    new: pd.DataFrame,
    *,
    key: str,
    label: str,
    kind: str,
    columns: Mapping[str, str],
    group: str = RESULTS,
) -> list[Change]:
    """Compare two tables row by row.

    Parameters
    ----------
    old, new
        Tables of text.
    key
        Column that identifies a row, once in each table.
    label
        Column with what people call it; the identifier where it is blank.
    kind, group
        As in `Change`.
    columns
        What is compared, where both tables have it: column -> the words for it.

    Returns
    -------
    Rows that are new or gone, by identifier, and cells that differ.
    """
    before, after = (
        {row[key]: row for row in table.fillna("").astype("str").to_dict("records")} for table in (old, new)
    )
    shared = {name: words for name, words in columns.items() if name in old and name in new}
    changes = []
    for item in ids_in_order({*before, *after}):
        row = after.get(item) or before[item]
        called = row.get(label) or item
        if item not in before:
            changes.append(Change(group, kind, item, called, "new", "", called))
        elif item not in after:
            changes.append(Change(group, kind, item, called, "gone", called))
        else:
            changes += [
                Change(group, kind, item, called, words, before[item][name], after[item][name])
                for name, words in shared.items()
                if before[item][name] != after[item][name]
            ]
    return changes


def in_and_out(old: Iterable[str], new: Iterable[str]) -> tuple[str, str]:
    """Return what is only in the older and only in the newer set, each joined by "; "."""
    old, new = set(old), set(new)
    return "; ".join(ids_in_order(old - new)), "; ".join(ids_in_order(new - old))


def ids_in_order(ids: Iterable[str]) -> list[str]:
    """Sort identifiers as people count: ``c2`` before ``c10``."""
    by_name = pd.Series(sorted(ids), dtype="str")
    padded = by_name.str.replace(r"[0-9]+", lambda digits: digits.group().zfill(12), regex=True)
    return by_name.iloc[padded.argsort(kind="stable")].to_list()
