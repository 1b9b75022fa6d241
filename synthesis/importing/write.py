"""Write files into a review: all of them, or none, whenever the writing is cut off."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from synthesis.errors import OptionError
from synthesis.ingest.unfinished import JOURNAL, STAGING, carry_out, finish_import, sync_folder

__all__ = ["clear_leftovers", "write_files"]


def write_files(folder: Path, files: Mapping[str, bytes], *, remove: Iterable[str] = ()) -> None:
    """Write files into a folder so that it holds all of them or is as it was.

    Parameters
    ----------
    folder
        The review; made if need be.
    files
        Place within the folder, parts joined by ``/`` -> content.
    remove
        Places of files that are out of date now.

    Raises
    ------
    OptionError
        The folder cannot be written; then nothing in it has changed.
    """
    made = _missing_folders(folder)
    name = f"{STAGING}{os.getpid()}-{secrets.token_hex(4)}"
    staging = folder / name
    committed = False
    try:
        staging.mkdir(parents=True)
        put = []
        for number, (place, content) in enumerate(files.items()):
            _write_whole(staging / f"new-{number}", content)
            put.append((f"new-{number}", place))
        undo = _keep_old(folder, staging, [*files, *remove])
        sync_folder(staging)
        journal = {"staging": name, "put": put, "remove": list(remove)}
        _write_journal(folder, journal)
        committed = True
        _move(folder, journal, undo)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OptionError(f"'{folder}' cannot be written: {reason}. Nothing was imported.") from error
    finally:
        # Once the journal stands, the staged files are needed until it is gone.
        if not committed or not (folder / JOURNAL).exists():
            shutil.rmtree(staging, ignore_errors=True)
            for empty in made:
                with contextlib.suppress(OSError):  # it holds the review
                    empty.rmdir()


def _move(folder: Path, journal: Mapping[str, Any], undo: Mapping[str, Any]) -> None:
    try:
        carry_out(folder, journal)
    except BaseException:
        # A file that cannot be replaced (open in Excel, say): what was replaced goes back, and if
        # even that is cut off, the journal of the way back stands.
        if (folder / JOURNAL).exists():
            back = {**undo, "staging": journal["staging"]}
            _write_journal(folder, back)
            carry_out(folder, back)
        raise


def _keep_old(folder: Path, staging: Path, places: Iterable[str]) -> dict[str, Any]:
    """Set the present files aside under a second name; return the journal that would put them back."""
    put, remove = [], []
    for number, place in enumerate(places):
        old = folder / place
        if not old.exists():
            remove.append(place)
            continue
        kept = staging / f"old-{number}"
        try:
            os.link(old, kept)
        except OSError:  # a file system without second names
            shutil.copy2(old, kept)
        put.append((f"old-{number}", place))
    return {"put": put, "remove": remove}


def _write_journal(folder: Path, journal: Mapping[str, Any]) -> None:
    text = json.dumps(journal, ensure_ascii=False).encode()
    aside = folder / str(journal["staging"]) / "journal"
    _write_whole(aside, text)
    os.replace(aside, folder / JOURNAL)
    sync_folder(folder)


def _write_whole(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _missing_folders(folder: Path) -> list[Path]:
    """Folders that writing will make, the innermost first."""
    return [at for at in (folder, *folder.parents) if not at.exists()]


def clear_leftovers(folder: Path) -> None:
    """Finish an import that was cut off after its journal stood, and clear away one cut off before.

    Parameters
    ----------
    folder
        The review; it need not be there.

    Raises
    ------
    OptionError
        The folder cannot be written, or holds a journal that no import wrote.
    """
    if not folder.is_dir():
        return
    try:
        finish_import(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"an earlier import into '{folder}' was cut off and cannot be finished: {reason}."
        raise OptionError(message) from error
    except ValueError as error:
        message = f"'{folder}' holds a file {JOURNAL} that no import wrote. Look at it, then delete it."
        raise OptionError(message) from error
    for entry in folder.glob(f"{STAGING}*"):
        found = re.fullmatch(re.escape(STAGING) + r"(\d+)-[0-9a-f]+", entry.name)
        if found and entry.is_dir() and not entry.is_symlink() and not _is_running(int(found[1])):
            shutil.rmtree(entry, ignore_errors=True)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False  # what another process of this number left
    if os.name == "nt":
        return True  # there, asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
