"""Finish an import that was cut off while its files took their places.

Whoever changes several files of a review writes them aside first, then a journal that says where each
belongs, and only then moves them. Once the journal stands, the new files are all there and whole:
however the move was cut off, it can be taken up again, by whoever opens the review next.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

__all__ = ["JOURNAL", "STAGING", "carry_out", "finish_import", "sync_folder"]

JOURNAL = ".import-journal.json"
STAGING = ".import-"


def finish_import(folder: Path) -> bool:
    """Put the files of a cut-off import in their places; nothing happens where there was none.

    Parameters
    ----------
    folder
        The folder of a review.

    Returns
    -------
    Whether there was something to finish.

    Raises
    ------
    OSError
        The folder cannot be written.
    ValueError
        The journal is not one that an import wrote.
    """
    try:
        written = (folder / JOURNAL).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        journal = json.loads(written)
    except RecursionError as error:
        raise ValueError("the journal is no journal of an import") from error
    if not isinstance(journal, dict):
        raise ValueError("the journal is no journal of an import")
    carry_out(folder, journal)
    return True


def carry_out(folder: Path, journal: Mapping[str, Any]) -> None:
    """Do what a journal says; what is done already is passed over.

    Parameters
    ----------
    folder
        The folder of a review.
    journal
        ``staging`` (a folder within it), ``put`` (pairs of file in it and place in the review),
        ``remove`` (places in the review).

    Raises
    ------
    OSError
        A file cannot be moved; then the journal stays, and may be taken up again.
    ValueError
        It names what no import would.
    """
    staging, put, remove = _checked(folder, journal)
    touched = {folder}
    for name, place in put:
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        # Gone from where it was written: it is in its place already.
        with contextlib.suppress(FileNotFoundError):
            os.replace(staging / name, target)
        touched.add(target.parent)
    for place in remove:
        target = folder / place
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)
        if target.parent != folder:
            with contextlib.suppress(OSError):  # other files are still in it
                target.parent.rmdir()
    for changed in sorted(at for at in touched if at.is_dir()):
        sync_folder(changed)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(folder / JOURNAL)
    shutil.rmtree(staging, ignore_errors=True)


def _checked(
    folder: Path, journal: Mapping[str, Any]
) -> tuple[Path, Sequence[tuple[str, str]], Sequence[str]]:
    """Refuse a journal that points outside the review: it may have come with a folder from elsewhere."""
    staging = journal.get("staging", "")
    put, remove = journal.get("put", []), journal.get("remove", [])
    if not isinstance(staging, str) or not re.fullmatch(re.escape(STAGING) + r"[\w-]+", staging):
        raise ValueError("the journal names no folder of an import")
    if not isinstance(put, list) or not isinstance(remove, list):
        raise ValueError("the journal is no journal of an import")
    pairs = [(str(name), str(place)) for name, place in put]
    places = [place for _, place in pairs] + [str(place) for place in remove]
    if any(re.fullmatch(r"[\w-]+", name) is None for name, _ in pairs):
        raise ValueError("the journal names a file that no import writes")
    root = folder.resolve()
    for place in places:
        parts = PurePosixPath(place.replace("\\", "/")).parts
        inside = (folder / place).parent.resolve()
        is_within = inside == root or root in inside.parents
        if not parts or ".." in parts or place[0] in "/\\" or ":" in place or not is_within:
            raise ValueError("the journal points outside the review")
    if (folder / staging).is_symlink():
        raise ValueError("the journal names no folder of an import")
    return folder / staging, pairs, [str(place) for place in remove]


def sync_folder(folder: Path) -> None:
    """Make the entries of a folder outlast a loss of power, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
