"""The files of a review that an import writes, and those that go with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from synthesis.importing.cells import csv_bytes
from synthesis.importing.existing import Existing
from synthesis.importing.snapshots import Snapshot

__all__ = ["new_files"]


def new_files(
    folder: Path,
    existing: Existing,
    tables: Mapping[str, pd.DataFrame],
    changed: Collection[str],
    before: Mapping[str, Snapshot],
    now: Mapping[str, Snapshot],
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of tables and snapshots that are new or other than they were, and those that go.

    Parameters
    ----------
    folder
        The review.
    existing
        As it stands.
    tables
        As it will stand, plain cells.
    changed
        Names of the tables that are not as they were.
    before, now
        What the tools said at the last imports, and what they say now, by project.

    Returns
    -------
    Place within the review -> content, and the places of files that go.
    """
    files, written = {}, {}
    for name in changed:
        has_mark = name not in existing.without_mark
        files[f"{name}.csv"] = csv_bytes(tables[name], mark=has_mark)
        if has_mark:
            written[name] = (tables[name], files[f"{name}.csv"])
    replaced = existing.raw.tables if existing.raw is not None and existing.only_examples else existing.tables
    remove = [f"{name}.csv" for name in replaced if name not in tables]
    for project, snapshot in now.items():
        for place, content in snapshot.files(written).items():
            target = folder / place
            if not target.is_file() or target.read_bytes() != content:
                files[place] = content
        if project in before:
            remove += sorted(set(before[project].places) - set(snapshot.places))
    return files, remove
