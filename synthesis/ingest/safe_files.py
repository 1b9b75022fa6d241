"""Open files that somebody else made: regular ones of a size that is read, and nothing else."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path

from synthesis.errors import UnreadableError

__all__ = ["check_file", "read_bytes", "reading", "refuse_unusual"]

MOST_FILE_BYTES = 2 * 1024**3
# What an office program writes for a file that a password protects, and for its old formats.
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_bytes(path: Path, *, most: int = MOST_FILE_BYTES) -> bytes:
    """Return the bytes of a regular file.

    Parameters
    ----------
    path
        The file.
    most
        Bytes that it may have.

    Raises
    ------
    UnreadableError
        It is not there, no regular file, empty, too large or cannot be read.
    """
    refuse_unusual(path, most)
    with reading(path):
        content = path.read_bytes()
    if not content:
        raise UnreadableError(path.name, "the file is empty", "Export it again.")
    return content


def check_file(path: Path) -> None:
    """Refuse what cannot be read whatever its format is, as `read_bytes` does, without reading it.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    UnreadableError
        It is not there, no regular file, empty, too large or cannot be opened.
    """
    refuse_unusual(path, MOST_FILE_BYTES)
    with reading(path), path.open("rb") as file:
        start = file.read(len(OLE_HEADER))
    if not start:
        raise UnreadableError(path.name, "the file is empty", "Export it again.")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in one sentence that a file cannot be read, where something under ``with`` finds so."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(path.name, f"the file cannot be read ({error.strerror or error})") from error


def refuse_unusual(path: Path, most: int) -> None:
    """Raise `UnreadableError` for what is no regular file, or has more bytes than are read."""
    with reading(path):
        found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableError(path.name, "this is a folder, not a file", "Name the file in it that is meant.")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError(path.name, "this is no regular file", "Name the file itself.")
    if found.st_size > most:
        size = f"{found.st_size / 1024**2:,.0f} MiB"
        raise UnreadableError(path.name, f"the file has {size}; more than {most / 1024**2:,.0f} are not read")
