"""Tables that ship with the package as YAML files: a head, and rows with their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

__all__ = ["rows_as_table", "shipped_entry", "shipped_ids"]


@cache
def shipped_ids(folder: Path) -> tuple[str, ...]:
    """Return the identifiers of the files in a folder, sorted: their names without ``.yaml``."""
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


@cache
def shipped_entry(folder: Path, shipped_id: str) -> Mapping[str, Any]:
    """Return what a file holds, read once; not to be changed."""
    return yaml.safe_load((folder / f"{shipped_id}.yaml").read_text(encoding="utf-8"))


def rows_as_table(
    rows: Sequence[Mapping[str, Any]],
    *,
    texts: Sequence[str],
    names: Mapping[str, str],
    others: Sequence[str] = (),
) -> pd.DataFrame:
    """Return rows of a file as a table.

    Parameters
    ----------
    rows
        The rows; a key that a row leaves out is missing there.
    texts
        Columns of text, by their names in the table.
    names
        Names in the table of keys that are called otherwise in the file.
    others
        Columns that are kept as they are.

    Returns
    -------
    ``texts``, ``others`` and ``is_verified``: False in rows with ``verified: false``, which were not read
    in a publication by us.
    """
    table = pd.DataFrame(rows).rename(columns=dict(names)).reindex(columns=[*texts, *others, "verified"])
    table[list(texts)] = table[list(texts)].astype("str")
    return table.assign(is_verified=table["verified"].ne(False)).drop(columns="verified")
