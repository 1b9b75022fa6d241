"""The review's identifiers in the tables of an import, and new ones that no other row has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from synthesis.importing.facts import MATCHED
from synthesis.schema import TABLES, column_kind

__all__ = ["free_ids", "rename_ids"]


def free_ids(wanted: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Give each new row a name that no other has: its own, or the next number of its kind.

    Parameters
    ----------
    wanted
        What the import calls each.
    taken
        What other rows are called.

    Returns
    -------
    Name in the import -> name in the review.
    """
    given = {name: name for name in wanted if name not in taken}
    if len(given) == len(wanted):
        return given
    used = taken | set(given)
    next_of: dict[str, int] = {}
    for name in wanted:
        if name in given:
            continue
        stem, number = _counted(name)
        number = next_of.get(stem, number + 1)
        while f"{stem}{number}" in used:
            number += 1
        next_of[stem] = number + 1
        given[name] = f"{stem}{number}"
        used.add(given[name])
    return given


def _counted(name: str) -> tuple[str, int]:
    """Split ``smith-2020-e12`` into what is counted and the number; another name gets one."""
    found = re.fullmatch(r"(.*-e|memo-|description-)(\d{1,9})", name)
    return (found[1], int(found[2])) if found else (f"{name}-", 1)


def rename_ids(
    tables: Mapping[str, pd.DataFrame], ids: Mapping[str, Mapping[str, str]]
) -> dict[str, pd.DataFrame]:
    """Return the tables of an import with the review's identifiers, wherever one stands.

    Parameters
    ----------
    tables
        Plain cells.
    ids
        From `synthesis.importing.match.match_rows`.
    """
    ids = {table: {was: now for was, now in of.items() if was != now} for table, of in ids.items()}
    subject: dict[str, str] = {}
    for name in reversed(MATCHED):
        subject |= ids.get(name, {})
    renamed = {}
    for table, frame in tables.items():
        columns = {}
        for name in frame.columns:
            declared = TABLES[table].schema.columns.get(name)
            kind = None if declared is None else column_kind(declared)
            if kind == "key":
                columns[name] = _renamed(frame[name], ids.get(table, {}))
            elif kind in ("reference", "references") and declared is not None:
                target = str(declared.metadata["refers_to"]).split(".")[0]
                many = kind == "references"
                columns[name] = _renamed(frame[name], ids.get(target, {}), many=many)
            elif (table, name) == ("memos", "about"):
                columns[name] = _renamed(frame[name], subject)
            else:
                columns[name] = frame[name].to_numpy()
        renamed[table] = pd.DataFrame(columns, columns=frame.columns, dtype=object)
    return renamed


def _renamed(cells: pd.Series, ids: Mapping[str, str], *, many: bool = False) -> np.ndarray:
    if not ids:
        return cells.to_numpy()
    values = cells.tolist()
    if many:
        values = [";".join(ids.get(part.strip(), part.strip()) for part in v.split(";")) for v in values]
        return np.array(values, dtype=object)
    return np.array([ids.get(value, value) for value in values], dtype=object)
