"""Characters of tools' files that no page, workbook, table or terminal can hold: replaced, and said so."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.validate_cells import UNWRITABLE, any_unwritable

__all__ = ["make_writable"]

MOST_SHOWN = 8


def make_writable(tables: dict[str, pd.DataFrame], found: Imported) -> None:
    """Replace the few characters that a review cannot hold, in place, with a remark in the account.

    The end of a page or of a line becomes a line break; any other one, such as NUL or half of a
    surrogate pair, becomes U+FFFD.

    Parameters
    ----------
    tables
        Plain cells.
    found
        Its keys and its account, which names rows, are changed alike.
    """
    n_cells, characters = 0, set()
    for name, table in tables.items():
        for column in table.columns:
            n, odd = _clean_cells(table, column)
            n_cells += n
            characters |= odd
        if any(UNWRITABLE.search(column) for column in table.columns):
            tables[name] = table.set_axis([_cleaned(column) for column in table.columns], axis="columns")
    for column in found.keys.columns:
        _clean_cells(found.keys, column)
    _clean_account(found.account)
    if n_cells:
        shown = ", ".join(f"U+{ord(sign):04X}" for sign in sorted(characters)[:MOST_SHOWN])
        cells = "1 cell" if n_cells == 1 else f"{n_cells:,} cells"
        found.account.remark(
            f"Characters that no page can show ({shown}) stood in {cells}; the end of a page or of a line "
            "became a line break, any other one the sign \ufffd."
        )


def _clean_cells(table: pd.DataFrame, column: str) -> tuple[int, set[str]]:
    values = table[column].tolist()
    if not any_unwritable(values):
        return 0, set()
    n_cells, characters = 0, set()
    for position, value in enumerate(values):
        odd = UNWRITABLE.findall(value)
        if odd:
            values[position] = _cleaned(value)
            characters |= set(odd)
            n_cells += 1
    table[column] = values
    return n_cells, characters


def _cleaned(text: str) -> str:
    return UNWRITABLE.sub(_replacement, text)


def _replacement(found: re.Match[str]) -> str:
    return "\n" if found[0] in "\x0b\x0c" else "\ufffd"


def _clean_account(account: Account) -> None:
    """Make what was said of the file printable: it is shown on a terminal and stands in the log."""
    for entry in account.entries:
        entry.examples = {
            reason: [_cleaned(name) for name in names] for reason, names in entry.examples.items()
        }
    account.decisions = [
        replace(d, about=_cleaned(d.about), choice=_cleaned(d.choice), evidence=_cleaned(d.evidence))
        for d in account.decisions
    ]
    account.mismatches = [
        replace(
            m,
            document=_cleaned(m.document),
            place=_cleaned(m.place),
            in_source=_cleaned(m.in_source),
            stored=_cleaned(m.stored),
        )
        for m in account.mismatches
    ]
    account.remarks = [_cleaned(sentence) for sentence in account.remarks]
