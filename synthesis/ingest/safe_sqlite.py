"""SQLite files that somebody else made: a copy, plain tables only, nothing run that is in them."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from synthesis.errors import UnreadableError
from synthesis.ingest.safe_files import MOST_FILE_BYTES, reading, refuse_unusual

__all__ = ["open_sqlite", "sqlite_columns"]

MOST_VALUE_BYTES = 512 * 1024**2
SQLITE_SECONDS = 60.0
# The names of tables and columns; pages may be linked so that reading them has no end.
SQLITE_SCHEMA_SECONDS = 5.0
SQLITE_HEADER = b"SQLite format 3\x00"


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
    refuse_unusual(path, MOST_FILE_BYTES)
    with reading(path), path.open("rb") as file:
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
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE_BYTES)
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
