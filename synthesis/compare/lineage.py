"""What became of identifiers: the renames, moves and merges that a team recorded, followed in order."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

__all__ = ["follow_identifiers", "recorded_since"]


def recorded_since(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the recorded changes that the older version did not know of.

    Parameters
    ----------
    old, new
        ``date``, ``from_id``, ``to_id`` and, for codes, ``kind``.

    Returns
    -------
    Rows of ``new``, by date.
    """
    key = [name for name in ("date", "from_id", "to_id", "kind") if name in new.columns]
    if new.empty:
        return new
    known = set(old.reindex(columns=key).fillna("").itertuples(index=False, name=None))
    is_new = [row not in known for row in new[key].itertuples(index=False, name=None)]
    return new[is_new].sort_values(key, ignore_index=True)


def follow_identifiers(old: Iterable[str], new: Iterable[str], changes: pd.DataFrame) -> dict[str, str]:
    """Return what each identifier of the older version is called in the newer one.

    Parameters
    ----------
    old, new
        The identifiers of either version.
    changes
        `recorded_since`; without ``kind`` each is a merge.

    Returns
    -------
    Every old identifier -> its successor, itself where nothing is recorded. Several old ones with
    one successor were merged.

    Notes
    -----
    Changes are followed date by date. Of those of one day, which have no order, the first is taken that
    can be made: nothing is renamed to what still bears the name. So a → b with b → c on one day is a
    shift where both were there and a chain where only a was. A change that the newer version does
    not bear out (what is given up is still there, or what it became is not) is left aside.
    """
    old, new = set(old), set(new)
    if changes.empty:
        return {name: name for name in old}
    kinds = changes["kind"] if "kind" in changes else pd.Series("merge", index=changes.index)
    rows = list(zip(changes["date"], kinds, changes["from_id"], changes["to_id"], strict=True))
    made_anew = {to for _, _, start, to in rows if start != to}
    # A code that is still there was not renamed, unless another one has taken its name since.
    rows = [row for row in rows if row[2] != row[3] and (row[2] not in new or row[2] in made_anew)]
    called = {name: name for name in old}
    for date in sorted({row[0] for row in rows}):
        _follow_day(called, [row[1:] for row in rows if row[0] == date], new)
    taken = {end for name, end in called.items() if end != name}
    return {name: end if end in new or name in taken else name for name, end in called.items()}


def _follow_day(called: dict[str, str], rows: list[tuple[str, str, str]], new: set[str]) -> None:
    """Apply the changes of one day to what each old identifier is called."""
    waiting = sorted(rows, key=lambda row: (row[0] != "merge", row))
    while waiting:
        there = set(called.values())
        possible = [row for row in waiting if row[1] in there and (row[0] == "merge") == (row[2] in there)]
        # A merge into a code that was made for it: the first to arrive gives it its name.
        possible += [row for row in waiting if row[1] in there and row[0] == "merge"]
        if not possible:
            break
        _, start, end = possible[0]
        waiting.remove(possible[0])
        called.update({name: end for name, now in called.items() if now == start})
    # What is left of the renames exchanged names, or was given the name of another: a merge but in name.
    there = set(called.values())
    left = {start: end for kind, start, end in waiting if kind == "rename" and start in there}
    if set(left) != set(left.values()):
        left = {start: end for start, end in left.items() if start not in new}
    called.update({name: left.get(now, now) for name, now in called.items()})
