"""Put what an export has made in its place: all of it or nothing, and over nobody's work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from synthesis.errors import OptionError, list_in_words
from synthesis.ingest.account import Account

__all__ = ["Exported", "output_folder", "output_path", "write_files"]


@dataclass(frozen=True)
class Exported:
    """What an export wrote, and what of the review is in it.

    Parameters
    ----------
    files
        The files, the one that was asked for first.
    account
        Per table: rows found, kept and left out, and why.
    """

    files: tuple[Path, ...]
    account: Account


def output_path(output: str | Path, ending: str) -> Path:
    """Return where an export goes.

    Parameters
    ----------
    output
        The file to write.
    ending
        The ending that it must have, the dot included.

    Raises
    ------
    OptionError
        It has another ending, or is a folder.
    """
    path = Path(output).expanduser()
    if path.suffix.lower() != ending:
        raise OptionError(f"output='{output}' is not allowed; the name of the file must end in {ending}.")
    if path.is_dir():
        raise OptionError(f"output='{output}' is a folder. Nothing was written. Name a file in it.")
    return path


def output_folder(output: str | Path) -> Path:
    """Return the folder that an export of several files goes into.

    Parameters
    ----------
    output
        The folder; it need not be there.

    Raises
    ------
    OptionError
        It is a file.
    """
    path = Path(output).expanduser()
    if path.exists() and not path.is_dir():
        raise OptionError(f"output='{output}' is a file; this export writes several. Name a folder.")
    return path


def write_files(files: Mapping[Path, bytes], *, replace: bool) -> tuple[Path, ...]:
    """Write files so that each is whole or not there.

    Parameters
    ----------
    files
        Path -> content.
    replace
        Whether files that are there already, and hold something else, may be replaced.

    Returns
    -------
    The paths.

    Raises
    ------
    OptionError
        A file is there already and may not be replaced, or cannot be written.
    """
    changed = {path: content for path, content in files.items() if not _holds(path, content)}
    there = [path.name for path in changed if path.exists() or path.is_symlink()]
    if there and not replace:
        raise OptionError(
            f"{list_in_words(there)} is there already and holds something else. Nothing was written. "
            "Name another file, or say that it may be replaced (--replace, replace=True)."
        )
    waiting: dict[Path, Path] = {}
    try:
        for path, content in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            waiting[path] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.chmod(name, 0o666 & ~_umask())
        for path in changed:
            os.replace(waiting[path], path)
    except OSError as error:
        reason = error.strerror or error
        raise OptionError(
            f"{list_in_words(p.name for p in changed)} cannot be written ({reason})."
        ) from error
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
    return tuple(files)


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
