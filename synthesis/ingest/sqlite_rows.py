"""Rows of a SQLite database whose columns come and go with the version, and which checks no types."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.safe_sqlite import sqlite_columns

__all__ = ["SqliteTables", "digests_of", "key_of", "real_of", "text_of", "whole_of"]

# SQLite itself counts to 2**63; nothing that a person numbers or measures comes near this.
LARGEST = 2**53

# The least that a row takes up in a file, and what is read of a small file in any case.
ROW_BYTES, SLACK = 4, 1024**2


class SqliteTables:
    """The plain tables of a database, read as far as they are there.

    Parameters
    ----------
    connection
        From `synthesis.ingest.safe_sqlite.open_sqlite`.
    account
        Is told where bytes that are no UTF-8 were replaced; None where nothing is kept.
    """

    def __init__(self, connection: sqlite3.Connection, account: Account | None = None) -> None:
        self._connection = connection
        if account is not None:
            connection.text_factory = partial(_text_from, account)
        with _plain_errors():
            found = sqlite_columns(connection)
            n_pages, size = (
                connection.execute(f"PRAGMA page_{of}").fetchone()[0] for of in ("count", "size")
            )
        # Pages may be linked so that a few hold endlessly many rows, or one long text in each of them.
        self._most_bytes = SLACK + 2 * n_pages * size
        self._columns: dict[str, tuple[str, dict[str, str]]] = {
            table.casefold(): (table, {column.casefold(): column for column in columns})
            for table, columns in found.items()
        }

    def has(self, table: str, *columns: str) -> bool:
        """Return whether there is a table with all these columns, whatever their case."""
        found = self._columns.get(table.casefold())
        return found is not None and all(column.casefold() in found[1] for column in columns)

    def count(self, table: str) -> int:
        """Return the number of rows of a table; 0 where it is missing."""
        if not self.has(table):
            return 0
        # SQLite's own count cannot be stopped.
        return len(self._fetched(f"SELECT 1 FROM {_quoted(self._columns[table.casefold()][0])}"))

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return the rows of a table in the order in which they were written.

        Parameters
        ----------
        table
            Its name.
        columns
            The columns wanted; ``rowid`` is the number that SQLite gives each row.

        Returns
        -------
        One tuple a row; None where a column is missing. Empty where the table is missing.
        """
        if not self.has(table):
            return []
        name, known = self._columns[table.casefold()]
        found = [known.get(c.casefold(), "rowid" if c == "rowid" else None) for c in columns]
        # A quoted name that is no column would be read as a text, so only columns are named.
        named = ", ".join("NULL" if c is None else c if c == "rowid" else _quoted(c) for c in found)
        return self._fetched(f"SELECT {named} FROM {_quoted(name)} ORDER BY rowid")

    def _fetched(self, query: str) -> list[tuple[Any, ...]]:
        found, n_bytes = [], 0
        with _plain_errors():
            for row in self._connection.execute(query):
                n_bytes += ROW_BYTES + sum(len(cell) for cell in row if isinstance(cell, str | bytes))
                if n_bytes > self._most_bytes:
                    raise sqlite3.DatabaseError("its rows hold more than the whole file")
                found.append(tuple(row))
        return found


def _text_from(account: Account, raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        account.remark("Bytes in texts of the database that are no UTF-8 became the sign \ufffd.")
        return raw.decode(errors="replace")


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Name a fault that SQLite's own message names in bytes that are no text."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError("what it says of its tables is no text") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text_of(cell: Any) -> str:
    """Return a cell as text: empty for NULL, ``3`` for 3.0, bytes read as UTF-8."""
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST:
        return str(int(cell))
    return str(cell)


def real_of(cell: Any) -> float | None:
    """Return a cell as a number, or None where it is none or beyond measure."""
    try:
        number = float(cell if isinstance(cell, int | float) else text_of(cell))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < LARGEST else None  # also not for nan, which is never smaller


def whole_of(cell: Any) -> int | None:
    """Return a cell as a whole number, or None where it is none or beyond measure."""
    if isinstance(cell, int):
        return cell if abs(cell) < LARGEST else None
    number = real_of(cell)
    return int(number) if number is not None and number.is_integer() else None


def key_of(cell: Any) -> str:
    """Return an identifier as text, the same for 1, 1.0 and '1'; empty for NULL."""
    number = whole_of(cell)
    return str(number) if number is not None else text_of(cell).strip().casefold()


def digests_of(path: Path, name: str) -> dict[str, str]:
    """Return the SHA-256 of a database, and of its write-ahead log where it has one.

    Parameters
    ----------
    path
        The database.
    name
        What it is called in the review.
    """
    found = {name: hashlib.sha256(read_bytes(path)).hexdigest()}
    log = path.with_name(f"{path.name}-wal")
    if log.is_file() and not log.is_symlink() and log.stat().st_size:
        found[f"{name}-wal"] = hashlib.sha256(read_bytes(log)).hexdigest()
    return found
