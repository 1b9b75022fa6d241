"""Merge an import into a review: what the tool changed comes in, what people changed stays.

Three versions of a table meet: what the tool said last time (base), what the review says now
(current), what the tool says now (new). A cell or a row that only one side has changed takes that
side's word. Where both have, people's stays and is listed. A row that the tool no longer has goes,
unless people have touched it, or something that stays refers to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from synthesis.errors import list_in_words
from synthesis.importing.changes import CHANGE_COLUMNS, Changes, change_rows
from synthesis.importing.references import referred_to
from synthesis.schema import TABLES

__all__ = ["merge_tables", "row_keys"]


# The column that says what a row is to people who do not know its identifier.
SAYS = {"studies": "citation", "codebook": "label", "extracts": "text", "memos": "text", "sources": "name"}


@dataclass
class _Table:
    """One table on its way: the rows that are there or come, and those that people took out.

    Of each row: whether it is new, came in or came back with this import (``came``), is no longer in
    the tool (``is_lost``), and may therefore go (``may_go``).
    """

    name: str
    frame: pd.DataFrame
    is_new: np.ndarray
    came: np.ndarray
    is_lost: np.ndarray
    may_go: np.ndarray
    out: pd.DataFrame
    emptied: list[str]
    changes: list[pd.DataFrame]

    @cached_property
    def keys(self) -> pd.Index:
        """What tells the rows apart; made when it is asked for, which the first import of a table is not."""
        return row_keys(self.name, self.frame)


def merge_tables(
    base: Mapping[str, pd.DataFrame],
    current: Mapping[str, pd.DataFrame],
    new: Mapping[str, pd.DataFrame],
    *,
    said_elsewhere: Iterable[Mapping[str, pd.DataFrame]] = (),
    replaces: bool = True,
    same_tool: bool = True,
    named: Collection[str] = (),
) -> tuple[dict[str, pd.DataFrame], Changes]:
    """Merge the tables of an import into those of a review.

    Parameters
    ----------
    base
        What the last import of the same project said; empty where there was none.
    current
        The review's tables.
    new
        The tables of this import, identifiers matched.
    said_elsewhere
        What the last imports of other projects said: what one of them still says does not go.
    replaces
        Whether what the tool no longer has may go.
    same_tool
        Whether the same tool wrote both files. Another one may have no place for a memo or an
        attribute: that it lacks them does not say that they were deleted.
    named
        What ``review.yaml`` names: a code or an attribute of that name does not go either.

    Returns
    -------
    The merged tables, plain cells, and what changed.
    """
    elsewhere = list(said_elsewhere)
    names = [name for name in TABLES if name in current or name in new]
    tables = {
        name: _meet(name, base.get(name), current.get(name), new.get(name), elsewhere, blanks=same_tool)
        for name in names
    }
    for name, table in tables.items():
        if not replaces or (not same_tool and (name == "memos" or name not in new)):
            table.is_lost[:] = table.may_go[:] = False
    _bring_back(tables)
    _protect(tables, {"codebook": set(named)})
    merged, changes = {}, Changes()
    parts = []
    for name, table in tables.items():
        if name not in current or not len(current[name]):
            changes.n_first |= {name: len(table.frame)} if len(table.frame) else {}
        else:
            parts.append(change_rows(name, list(table.keys[table.is_new]), "new"))
        parts += table.changes
        for gone, kind in ((table.may_go, "vanished"), (table.is_lost & ~table.may_go, "kept")):
            if not gone.any():
                continue
            said = (
                _passages(tables, gone)
                if name == "codings"
                else _cells(table.frame, SAYS.get(name, ""))[gone]
            )
            parts.append(change_rows(name, list(table.keys[gone]), kind, before=said))
        if len(table.out):
            parts.append(change_rows(name, list(row_keys(name, table.out)), "stays out"))
        frame = table.frame[~table.may_go].reset_index(drop=True)
        empty = [c for c in table.emptied if c not in named and not (frame[c] != "").any()]
        merged[name] = frame.drop(columns=empty)
    changes.remarks = _because_named(tables, named)
    parts = [part for part in parts if len(part)]
    if parts:
        changes.rows = pd.concat(parts, ignore_index=True)[CHANGE_COLUMNS]
    return merged, changes


def _passages(tables: Mapping[str, _Table], rows: np.ndarray) -> list[str]:
    """Return the texts that codings were given to, which say more than the names of extracts."""
    extracts = tables.get("extracts")
    if extracts is None or not rows.any():
        return [""] * int(rows.sum())
    texts = dict(zip(extracts.keys, _cells(extracts.frame, "text"), strict=True))
    return [texts.get(extract, "") for extract in _cells(tables["codings"].frame, "extract_id")[rows]]


def row_keys(table: str, frame: pd.DataFrame) -> pd.Index:
    """Return what tells each row of a table from the others, and is not itself subject to change.

    Parameters
    ----------
    table, frame
        Name of a table and its plain cells.

    Returns
    -------
    One text per row; rows that share all of it are numbered.
    """
    columns = list(TABLES[table].unique)
    if table == "codings":
        study = _cells(frame, "study_id")
        place = _cells(frame, "extract_id")
        place = np.where(place != "", place, study)
        parts = [place, _cells(frame, "code_id"), _cells(frame, "coder")]
    elif table == "flow":
        parts = [_cells(frame, "box"), _cells(frame, "reason")]
    else:
        parts = [_cells(frame, column) for column in columns]
    key = parts[0] if len(parts) == 1 else np.array([" · ".join(p) for p in zip(*parts, strict=True)], object)
    index = pd.Index(key, dtype=object)
    if index.is_unique:
        return index
    number = pd.Series(key).groupby(key, sort=False).cumcount().to_numpy()
    return pd.Index(
        [k if not n else f"{k} · {n + 1}" for k, n in zip(key, number, strict=True)], dtype=object
    )


def _cells(frame: pd.DataFrame, column: str) -> np.ndarray:
    if column in frame:
        return frame[column].to_numpy()
    return np.full(len(frame), "", dtype=object)


def _meet(
    name: str,
    base: pd.DataFrame | None,
    current: pd.DataFrame | None,
    new: pd.DataFrame | None,
    elsewhere: list[Mapping[str, pd.DataFrame]],
    *,
    blanks: bool,
) -> _Table:
    empty = pd.DataFrame({c: [] for c in TABLES[name].required_columns}, dtype=object)
    base, current, new = (empty if frame is None else frame for frame in (base, current, new))
    if not len(current) and not len(base):
        n = len(new)
        yes, no = np.ones(n, bool), np.zeros(n, bool)
        return _Table(name, new, yes, yes, no, no.copy(), new.iloc[:0], [], [])
    keys, base_keys, new_keys = (row_keys(name, frame) for frame in (current, base, new))
    changes: list[pd.DataFrame] = []
    columns = list(dict.fromkeys([*current.columns, *new.columns]))
    merged = {column: _cells(current, column).copy() for column in columns}
    in_current, in_base = keys.get_indexer(new_keys), base_keys.get_indexer(new_keys)
    both = np.flatnonzero(in_current >= 0)
    lacking = [column for column in base.columns if column in merged and blanks]
    for column in dict.fromkeys([*new.columns, *lacking]):
        said = _cells(new, column)[both]
        now = merged[column][in_current[both]]
        differs = np.flatnonzero((said != now) & (blanks | (said != "")))
        if not len(differs):
            continue
        at = both[differs]
        before = np.where(in_base[at] >= 0, _cells(base, column)[in_base[at]] if len(base) else "", "")
        said, now = said[differs], now[differs]
        taken = now == before
        merged[column][in_current[at[taken]]] = said[taken]
        opposed = ~taken & (said != before)
        for mask, kinds in (
            (taken, _kinds(name, column, now[taken])),
            (opposed, ["conflict"] * int(opposed.sum())),
        ):
            ids = list(keys[in_current[at[mask]]])
            changes.append(change_rows(name, ids, kinds, column=column, before=now[mask], after=said[mask]))
    fresh = np.flatnonzero((in_current < 0) & (in_base < 0))
    out = new.iloc[np.flatnonzero((in_current < 0) & (in_base >= 0))].reset_index(drop=True)
    frame = pd.DataFrame(merged, columns=columns, dtype=object)
    if len(fresh):
        added = {column: _cells(new, column)[fresh] for column in columns}
        frame = pd.concat([frame, pd.DataFrame(added, columns=columns, dtype=object)], ignore_index=True)
    at_base = base_keys.get_indexer(keys)
    is_lost = (at_base >= 0) & (new_keys.get_indexer(keys) < 0)
    for other in elsewhere:
        if name in other:
            is_lost &= row_keys(name, other[name]).get_indexer(keys) < 0
    none = np.zeros(len(fresh), bool)
    is_new = np.r_[np.zeros(len(current), bool), ~none]
    table = _Table(
        name,
        frame,
        is_new,
        is_new,
        np.r_[is_lost, none],
        np.r_[is_lost & ~_touched(current, base, at_base, is_lost), none],
        out,
        [c for c in base.columns if c in frame and c not in new and c not in TABLES[name].columns],
        changes,
    )
    table.keys = keys.append(new_keys[fresh])
    return table


def _kinds(table: str, column: str, before: np.ndarray) -> list[str]:
    changed = {("codebook", "label"): "renamed", ("codebook", "parent_id"): "moved"}.get((table, column))
    if changed is not None:
        return [changed] * len(before)
    return ["edited" if was else "filled" for was in before]


def _touched(
    current: pd.DataFrame, base: pd.DataFrame, at_base: np.ndarray, looked_at: np.ndarray
) -> np.ndarray:
    """Return which rows people have changed since the last import."""
    touched = np.zeros(len(current), bool)
    rows = np.flatnonzero(looked_at)
    for column in current.columns:
        was = _cells(base, column)[at_base[rows]] if len(base) else np.full(len(rows), "", object)
        touched[rows] |= _cells(current, column)[rows] != was
    return touched


def _bring_back(tables: dict[str, _Table]) -> None:
    """Bring back rows that people took out where a row that is new in the tool refers to them."""
    while any(len(table.out) for table in tables.values()):
        wanted = referred_to({n: t.frame[t.came] for n, t in tables.items()})
        n_back = 0
        for name, table in tables.items():
            back = row_keys(name, table.out).isin(wanted.get(name, set()))
            if not back.any():
                continue
            rows = table.out[back].reindex(columns=table.frame.columns, fill_value="")
            keys, no, yes = row_keys(name, rows), np.zeros(len(rows), bool), np.ones(len(rows), bool)
            table.keys = table.keys.append(keys)
            table.frame = pd.concat([table.frame, rows], ignore_index=True)
            table.is_new, table.came = np.r_[table.is_new, no], np.r_[table.came, yes]
            table.is_lost, table.may_go = np.r_[table.is_lost, no], np.r_[table.may_go, no]
            table.out = table.out[~back].reset_index(drop=True)
            table.changes.append(change_rows(name, list(keys), "brought back"))
            n_back += len(rows)
        if not n_back:
            return


def _protect(tables: dict[str, _Table], named: Mapping[str, set[str]]) -> None:
    """Let rows stay that the settings name, or to which a row that stays refers."""
    while any(table.may_go.any() for table in tables.values()):
        wanted = referred_to({n: t.frame[~t.may_go] for n, t in tables.items()})
        n_saved = 0
        for name, table in tables.items():
            needed = table.may_go & table.keys.isin(wanted.get(name, set()) | named.get(name, set()))
            table.may_go &= ~needed
            n_saved += int(needed.sum())
        if not n_saved:
            return


def _because_named(tables: Mapping[str, _Table], named: Collection[str]) -> list[str]:
    """Say which codes and attributes the tool no longer has although review.yaml names them."""
    said = []
    codebook = tables.get("codebook")
    if codebook is not None:
        lost = sorted(set(codebook.keys[codebook.is_lost]) & set(named))
        what = "the code" if len(lost) == 1 else "the codes"
        if lost:
            codes = list_in_words(f"'{code}'" for code in lost)
            it = "it, so it is kept" if len(lost) == 1 else "them, so they are kept"
            said.append(f"The newer file no longer has {what} {codes}. review.yaml names {it}.")
    for table in tables.values():
        for column in table.emptied:
            if column in named:
                said.append(
                    f"The newer file no longer has the attribute '{column}', which review.yaml names: its "
                    f"column in {table.name} stays, and what the tool had said in it goes."
                )
    return said
