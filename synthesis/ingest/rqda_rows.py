"""Rows of an RQDA database that are in use, and its dates."""

from __future__ import annotations

import re
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.sqlite_rows import SqliteTables, text_of, whole_of

__all__ = ["ActiveRows", "iso_date"]

DELETED = "they are deleted in RQDA"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
R_DATE = re.compile(r"[A-Za-z]{3}\s+([A-Za-z]{3})\s+(\d{1,2})\s+(\d{2}:\d{2}:\d{2})\s+(\d{4})")


class ActiveRows:
    """The rows of each table with status 1.

    Parameters
    ----------
    tables
        Of the database.
    account
        Is told of the rows with another status.
    """

    def __init__(self, tables: SqliteTables, account: Account) -> None:
        self._tables, self._account = tables, account

    def of(
        self, table: str, *columns: str, kind: str = "", named: int | None = None, keeps: bool = False
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a table that are in use.

        Parameters
        ----------
        table, columns
            As in `SqliteTables.rows`.
        kind
            What the rows are in the account, which is told of all of them; blank where they are
            not things of their own.
        named
            Which of the columns names a row that is left out.
        keeps
            Whether the account is told that the rest is kept.
        """
        rows = self._tables.rows(table, *columns, "status")
        if self._tables.has(table, "status"):
            active = [row for row in rows if whole_of(row[-1]) == 1]
            deleted = [row for row in rows if whole_of(row[-1]) != 1]
        else:  # before 0.1.8 attributes could not be deleted
            active, deleted = rows, []
        if kind and rows:
            self._account.find(kind, len(rows))
            names = len(deleted) if named is None else [text_of(row[named]) for row in deleted]
            self._account.leave_out(kind, DELETED, names)
            if keeps:
                self._account.keep(kind, len(active))
        return [row[:-1] for row in active]


def iso_date(cell: Any) -> str:
    """Return a date as R writes it, ``Fri Dec  6 09:26:07 2019``, as ``2019-12-06T09:26:07``.

    Parameters
    ----------
    cell
        Anything else is returned as text.
    """
    said = text_of(cell).strip()
    found = R_DATE.fullmatch(said)
    if found is None or found[1].title() not in MONTHS:
        return said
    month = MONTHS.index(found[1].title()) + 1
    return f"{found[4]}-{month:02d}-{int(found[2]):02d}T{found[3]}"
