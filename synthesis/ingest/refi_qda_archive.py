"""The files of a REFI-QDA project: the ``.qde`` itself and the texts of its sources."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from synthesis.errors import UnreadableError
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.safe_zip import SafeZip

__all__ = ["ProjectFiles", "open_project"]

# A book of three million words; and what texts may have together, however often one is named.
MOST_TEXT_BYTES = 16 * 1024**2
MOST_TEXTS_BYTES = 256 * 1024**2

_SCHEME = re.compile(r"^[A-Za-z]{2,}:/*")


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].casefold()


@dataclass
class ProjectFiles:
    """The files of one project.

    Parameters
    ----------
    file
        Name of the file that was named.
    qde
        Bytes of the ``.qde``.
    digests
        Name -> SHA-256.
    others
        Names of further ``.qde`` files, which are not read.
    """

    file: str
    qde: bytes
    digests: dict[str, str]
    others: list[str] = field(default_factory=list)
    _zip: SafeZip | None = None
    _folders: list[Path] = field(default_factory=list)
    _by_path: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    too_long: list[str] = field(default_factory=list)
    _n_read: int = 0

    def __post_init__(self) -> None:
        for name in self.members:
            folded = name.replace("\\", "/").casefold()
            self._by_path.setdefault(folded, name)
            # Where two have one name, the folder that the standard names goes before.
            if _base(name) not in self._by_name or folded.startswith("sources/"):
                self._by_name[_base(name)] = name

    @property
    def members(self) -> list[str]:
        """Names of the files in the archive that could be a source."""
        if self._zip is None:
            return []
        return [n for n in self._zip.names if not _is_clutter(n) and not n.casefold().endswith(".qde")]

    def read(self, path: str) -> bytes | None:
        """Return the bytes that a source's path means, or None where they did not come with the project.

        Only the archive is looked into or, for a bare ``.qde`` and for relative paths, the folders
        beside the file that the standard names. A path elsewhere on the machine is never opened.

        Parameters
        ----------
        path
            ``internal://…``, ``relative:///…``, ``absolute:///…`` or a bare name.
        """
        inner = unquote(_SCHEME.sub("", path.strip())).replace("\\", "/").lstrip("/")
        if not inner:
            return None
        if self._zip is not None:
            folded = inner.casefold()
            member = (
                self._by_path.get(f"sources/{folded}")
                or self._by_path.get(folded)
                or self._by_name.get(_base(inner))
            )
            if member is not None:
                self.used.add(member)
                size = self._zip.size(member)
                self._n_read += size
                if size > MOST_TEXT_BYTES or self._n_read > MOST_TEXTS_BYTES:
                    self.too_long.append(member)
                    return None
                return self._zip.read(member)
        return self._read_beside(inner)

    def _read_beside(self, inner: str) -> bytes | None:
        wanted = inner.rpartition("/")[2]
        for folder in self._folders:
            try:
                found = folder / wanted
                is_plain = found.is_file() and not found.is_symlink() and wanted not in ("", ".", "..")
                if is_plain and found.suffix.casefold() == ".txt":
                    return read_bytes(found, most=MOST_TEXT_BYTES)
            except (OSError, ValueError, UnreadableError):
                continue
        return None


def open_project(path: Path) -> ProjectFiles:
    """Open a ``.qdpx`` archive or a bare ``.qde``.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    UnreadableError
        It cannot be read, or holds no ``.qde``.
    """
    content = read_bytes(path)
    digests = {path.name: hashlib.sha256(content).hexdigest()}
    folders = list(_folders_beside(path))
    if path.suffix.casefold() == ".qde" or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return ProjectFiles(path.name, content, digests, _folders=folders)
    archive = SafeZip(content, path.name)
    found = [n for n in archive.names if n.casefold().endswith(".qde") and not _is_clutter(n)]
    if not found:
        inside = "it is empty" if not archive.names else f"it holds {len(archive.names)} other files"
        raise UnreadableError(
            path.name,
            f"there is no .qde file in it ({inside})",
            "Export it as a REFI-QDA project from the tool.",
        )
    # The standard's own name first, then what lies highest.
    found.sort(key=lambda n: (_base(n) != "project.qde", n.count("/"), n.casefold()))
    return ProjectFiles(
        path.name, archive.read(found[0]), digests, others=found[1:], _zip=archive, _folders=folders
    )


def _is_clutter(name: str) -> bool:
    """Say whether a system left this file in the archive: macOS, or NVivo for Mac."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith("._") or parts[-1] in (".root", ".DS_Store")


def _folders_beside(path: Path) -> Iterator[Path]:
    wanted = {"sources"} if path.suffix.casefold() == ".qde" else set()
    wanted |= {f"{path.stem} media".casefold()}
    try:
        yield from sorted(
            p
            for p in path.parent.iterdir()
            if p.name.casefold() in wanted and p.is_dir() and not p.is_symlink()
        )
    except OSError:
        return
