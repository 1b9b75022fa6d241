"""Open files that somebody else made: read only, within limits, running nothing that is in them."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
import stat
import tempfile
import time
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from synthesis.errors import UnreadableError

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["SafeZip", "check_file", "iterate_xml", "open_sqlite", "parse_xml", "read_bytes", "sqlite_columns"]

MOST_FILE_BYTES = 2 * 1024**3
MOST_MEMBER_BYTES = 512 * 1024**2
MOST_UNPACKED_BYTES = 2 * 1024**3
MOST_MEMBERS = 50_000
# Deflate cannot pack ordinary text or XML more than about a hundredfold; a bomb packs a thousandfold.
HIGHEST_RATIO = 250
RATIO_FROM_BYTES = 10 * 1024**2
XML_CHUNK_BYTES = 1024**2
# Elements and attributes that one part of a file may hold; a tree of them takes about 500 MiB.
MOST_XML_MARKS = 4_000_000
SQLITE_SECONDS = 60.0
# The names of tables and columns; pages may be linked so that reading them has no end.
SQLITE_SCHEMA_SECONDS = 5.0
SQLITE_HEADER = b"SQLite format 3\x00"

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
    _refuse_unusual(path, most)
    with _reading(path):
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
    _refuse_unusual(path, MOST_FILE_BYTES)
    with _reading(path), path.open("rb") as file:
        start = file.read(len(OLE_HEADER))
    if not start:
        raise UnreadableError(path.name, "the file is empty", "Export it again.")


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say in one sentence that a file cannot be read."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(path.name, f"the file cannot be read ({error.strerror or error})") from error


def _refuse_unusual(path: Path, most: int) -> None:
    """Raise `UnreadableError` for what is no regular file, or has more bytes than are read."""
    with _reading(path):
        found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableError(path.name, "this is a folder, not a file", "Name the file in it that is meant.")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError(path.name, "this is no regular file", "Name the file itself.")
    if found.st_size > most:
        size = f"{found.st_size / 1024**2:,.0f} MiB"
        raise UnreadableError(path.name, f"the file has {size}; more than {most / 1024**2:,.0f} are not read")


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


def parse_xml(content: bytes, file: str) -> etree._Element:
    """Parse XML without entities, external references or network.

    Parameters
    ----------
    content
        The bytes.
    file
        Name for messages.

    Returns
    -------
    The root element (`lxml`).

    Raises
    ------
    UnreadableError
        It is not well formed, or declares entities or a document type.
    """
    from lxml import etree

    _refuse_document_type(content, file)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        reason = f"this is no well-formed XML{where}: {str(error).splitlines()[0] if str(error) else 'empty'}"
        raise UnreadableError(
            file, reason.rstrip("."), "Export it again from the tool that wrote it."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(file, "it declares a document type, which no export of a coding tool does")
    return root


def iterate_xml(content: bytes, file: str, within: Mapping[str, Collection[str]]) -> Iterator[etree._Element]:
    """Parse XML as `parse_xml` does, part by part, so that a large file needs little memory.

    Parameters
    ----------
    content
        The bytes.
    file
        Name for messages.
    within
        Local name of a part -> local names of the elements that it must stand in.

    Yields
    ------
    Each such part when it is complete. It is emptied, and what stood before it in its parent is
    forgotten, when the next one is asked for. Last comes the root, with whatever was no part.

    Raises
    ------
    UnreadableError
        As `parse_xml`; also where one part is larger than any export is.
    """
    from lxml import etree

    _refuse_document_type(content, file)
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in within],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    marks = 0
    advice = "Export it again from the tool that wrote it."
    try:
        for start in range(0, len(content), XML_CHUNK_BYTES):
            chunk = content[start : start + XML_CHUNK_BYTES]
            marks += chunk.count(b"<") + chunk.count(b"=")
            if marks > MOST_XML_MARKS:
                raise UnreadableError(file, "one part of it holds millions of elements, more than is read")
            parser.feed(chunk)
            for _, element in parser.read_events():
                parent = element.getparent()
                if (
                    parent is None
                    or etree.QName(parent).localname not in within[etree.QName(element).localname]
                ):
                    continue
                yield element
                marks = 0
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
        root = parser.close()
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        said = str(error).splitlines()[0].rstrip(".") if str(error) else "it is empty"
        if "Excessive depth" in said:
            said = "its elements are nested more than 250 deep"
        raise UnreadableError(file, f"this is no well-formed XML: {said}", advice) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(file, "it declares a document type, which no export of a coding tool does")
    yield root


def _refuse_document_type(content: bytes, file: str) -> None:
    """Refuse a document type before the parser sees it; the first bytes are all that come before it."""
    start = content[:65_536]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="replace").encode("utf-8")
    if b"<!DOCTYPE" in start.replace(b"\x00", b"") or b"<!ENTITY" in start.replace(b"\x00", b""):
        reason = "it declares a document type or entities, which no export of a coding tool does"
        raise UnreadableError(file, reason, "It was not read, because such a file can be made to do harm.")


@contextlib.contextmanager
def open_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of a SQLite file for reading plain tables only.

    The copy lies in a temporary folder, so that the original is never locked, changed or given a
    journal. Views, triggers, virtual tables, functions that load code, and every statement but
    SELECT and three kinds of PRAGMA are refused. Bytes that are no UTF-8 become U+FFFD.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    A connection whose rows are `sqlite3.Row`.

    Raises
    ------
    UnreadableError
        It is no SQLite file, damaged, encrypted, or takes longer than a minute to read.
    """
    _refuse_unusual(path, MOST_FILE_BYTES)
    with _reading(path), path.open("rb") as file:
        header = file.read(len(SQLITE_HEADER))
    if header != SQLITE_HEADER:
        raise UnreadableError(
            path.name, "this is no SQLite file, or it is encrypted or damaged", "Export or save it again."
        )
    with tempfile.TemporaryDirectory(prefix="synthesis-import-") as folder:
        copy = Path(folder) / "copy.sqlite"
        shutil.copyfile(path, copy)
        for ending in ("-wal",):
            # What the tool has written but not yet moved into the file itself belongs to it.
            beside = path.with_name(path.name + ending)
            if beside.is_file() and not beside.is_symlink():
                shutil.copyfile(beside, copy.with_name(copy.name + ending))
        os.chmod(copy, 0o600)
        try:
            connection = sqlite3.connect(f"file:{copy}?mode=rw", uri=True)
        except sqlite3.Error as error:
            raise UnreadableError(path.name, f"the database cannot be opened ({error})") from error
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA query_only = ON")
            connection.row_factory = sqlite3.Row
            connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_MEMBER_BYTES)
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            connection.set_authorizer(_only_reading)
            _end_after(connection, SQLITE_SCHEMA_SECONDS)
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            _end_after(connection, SQLITE_SECONDS)
            yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            # SQLite quotes the bytes it stumbles over, which need not be text.
            said = "it holds bytes that are no text" if isinstance(error, UnicodeDecodeError) else error
            reason = f"the database is damaged or not what it should be ({said})"
            raise UnreadableError(path.name, reason, "Save it again from the tool that wrote it.") from error
        finally:
            connection.close()


def _end_after(connection: sqlite3.Connection, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 100_000)


_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_PRAGMA}
_PRAGMAS = {"table_info", "page_count", "page_size"}
_FUNCTIONS = {"count", "min", "max", "length", "lower", "upper", "coalesce", "ifnull", "typeof", "substr"}


def _only_reading(
    action: int, first: str | None, second: str | None, _: str | None, inner: str | None
) -> int:
    """Say whether SQLite may do what a statement asks for."""
    # `inner` names the view or trigger that asks; nobody here asks through one.
    if action not in _ALLOWED or inner is not None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if (second or "").casefold() in _FUNCTIONS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def sqlite_columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the plain tables of a database and their columns; views and virtual tables are no tables.

    Parameters
    ----------
    connection
        From `open_sqlite`.

    Returns
    -------
    Name of the table -> names of its columns.
    """
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    plain = [r["name"] for r in rows if not (r["sql"] or "").lstrip().upper().startswith("CREATE VIRTUAL")]
    quoted = {name: name.replace('"', '""') for name in plain}
    return {
        name: [row["name"] for row in connection.execute(f'PRAGMA table_info("{quoted[name]}")')]
        for name in plain
    }
