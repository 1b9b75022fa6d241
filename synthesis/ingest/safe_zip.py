"""Zip files that somebody else made: read into memory, within limits, never unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import PurePosixPath

from synthesis.errors import UnreadableError
from synthesis.ingest.safe_files import OLE_HEADER

__all__ = ["SafeZip"]

MOST_MEMBER_BYTES = 512 * 1024**2
MOST_UNPACKED_BYTES = 2 * 1024**3
MOST_MEMBERS = 50_000
# Deflate cannot pack ordinary text or XML more than about a hundredfold; a bomb packs a thousandfold.
HIGHEST_RATIO = 250
RATIO_FROM_BYTES = 10 * 1024**2


class SafeZip:
    """The members of a zip file, read into memory and never unpacked.

    Parameters
    ----------
    content
        Bytes of the file.
    file
        Its name, for messages.

    Raises
    ------
    UnreadableError
        It is no zip file, damaged, encrypted, or made to do harm: a member leaves the archive
        (zip slip), is a symbolic link, or unpacks to more than the limits allow (zip bomb).
    """

    def __init__(self, content: bytes, file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except Exception as error:  # zipfile lets through what struct and its own parsing raise
            advice = "Export it again from the tool that wrote it."
            if content.startswith(OLE_HEADER):
                raise UnreadableError(file, "this is an old or password-protected file", advice) from error
            raise UnreadableError(file, "this is no zip file, or it is damaged or cut off", advice) from error
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._refuse_bombs(infos)
        for info in infos:
            self._refuse_escape(info)
            if not info.is_dir():
                self._infos[info.filename] = info

    @property
    def names(self) -> list[str]:
        """Names of all members that are files, in the order of the archive."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """Return how many bytes a member unpacks to, as the archive says."""
        return self._infos[name].file_size

    def find(self, name: str) -> str | None:
        """Return the member of this name, but for case and the form of its slashes, or None."""
        if name in self._infos:
            return name
        folded = name.replace("\\", "/").lstrip("/").casefold()
        return next((n for n in self._infos if n.replace("\\", "/").casefold() == folded), None)

    def read(self, name: str) -> bytes:
        """Return the bytes of a member.

        Parameters
        ----------
        name
            One of `names`.

        Raises
        ------
        UnreadableError
            It is damaged, encrypted, or longer than the archive says.
        """
        info = self._infos[name]
        if info.flag_bits & 0x1:
            raise UnreadableError(
                self.file, f"'{name}' in it is protected by a password", "Export it without one."
            )
        try:
            with self._zip.open(info) as member:
                content = member.read(info.file_size + 1)
        except Exception as error:  # zlib, lzma, zipfile and struct each have their own
            raise UnreadableError(
                self.file, f"'{name}' in it is damaged", "Export it again from the tool that wrote it."
            ) from error
        if len(content) > info.file_size:
            raise UnreadableError(self.file, f"'{name}' in it is longer than the archive says")
        return content

    def _refuse_bombs(self, infos: list[zipfile.ZipInfo]) -> None:
        total = sum(info.file_size for info in infos)
        if len(infos) > MOST_MEMBERS:
            raise UnreadableError(
                self.file, f"it holds {len(infos):,} files; more than {MOST_MEMBERS:,} are not read"
            )
        if total > MOST_UNPACKED_BYTES:
            raise UnreadableError(
                self.file, f"it unpacks to {total / 1024**2:,.0f} MiB, more than is read (zip bomb?)"
            )
        for info in infos:
            ratio = info.file_size / max(info.compress_size, 1)
            too_dense = info.file_size > RATIO_FROM_BYTES and ratio > HIGHEST_RATIO
            if too_dense or info.file_size > MOST_MEMBER_BYTES:
                size = f"{info.file_size / 1024**2:,.0f} MiB"
                raise UnreadableError(
                    self.file,
                    f"'{info.filename}' in it unpacks to {size}, {ratio:,.0f} times its size (zip bomb?)",
                )

    def _refuse_escape(self, info: zipfile.ZipInfo) -> None:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        has_drive = len(info.filename) > 1 and info.filename[1] == ":"
        if path.is_absolute() or ".." in path.parts or has_drive:
            raise UnreadableError(self.file, f"'{info.filename}' in it points outside the archive")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableError(self.file, f"'{info.filename}' in it is a symbolic link")
