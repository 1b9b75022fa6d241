"""What an import hands on: tables of a review as text, their native identities and the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.raw import objects, text_cells
from synthesis.schema import TABLES

__all__ = ["KEY_COLUMNS", "Imported", "keys_frame", "review_frame"]

KEY_COLUMNS = ["table", "id", "native_id", "path", "content"]


@dataclass
class Imported:
    """The tables that one import makes.

    Parameters
    ----------
    file
        Name of the file that was imported (of the first, where several belong together).
    format
        Name of the format: ``"refi-qda"``.
    tool
        What wrote it, as far as it says: ``"NVivo for Windows 12.6"``.
    tables
        Name of a table of the review -> its rows, all cells text, missing where blank. Columns
        are those of the schema; ``studies`` and ``sources`` may have more.
    keys
        What the rows are called where they come from, for a later import of a newer file: columns
        `KEY_COLUMNS`. ``table`` is the table and ``id`` the row's key in it; ``native_id`` is the
        tool's own identifier (casefolded, no braces), ``path`` a code's path or a document's name,
        ``content`` a digest of the text. Unknown is an empty text.
    account
        What was found, kept and left out.
    mapping
        What the import took for what, as it is saved in ``import-mapping.yaml``.
    digests
        Name of each file read -> SHA-256 of its bytes.
    review_id
        Identifier of the review that this workbook exported, whose own identifiers the tables have;
        empty for what other tools wrote.
    exported_from
        Identifier of the review that this workbook exported and a tool has changed since: the tables
        are what the tool made of it. Empty for anything else.
    """

    file: str
    format: str
    tool: str
    tables: dict[str, pd.DataFrame]
    keys: pd.DataFrame
    account: Account
    mapping: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    review_id: str = ""
    exported_from: str = ""


def review_frame(table: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Build a table of a review from some of its columns; the declared ones come first, in order.

    Parameters
    ----------
    table
        Name of the table.
    columns
        Name -> cells, all of one length. What is missing, None or blank becomes a missing cell.

    Returns
    -------
    The declared columns that were given, or are needed, then the further ones; ``str`` cells.
    """
    declared = TABLES[table]
    names = [c for c in declared.columns if c in columns or c in declared.required_columns]
    names += [c for c in columns if c not in declared.columns]
    length = max((len(cells) for cells in columns.values()), default=0)
    given = {name: columns.get(name, [None] * length) for name in names}
    return pd.DataFrame({n: text_cells(c) for n, c in given.items()}, columns=names)


def keys_frame(
    table: str, ids: Any, *, native: Any = None, path: Any = None, content: Any = None
) -> pd.DataFrame:
    """Build the keys of one table; the parameters are the columns of `Imported.keys`."""
    ids = objects(ids)
    facts = {"native_id": native, "path": path, "content": content}
    cells = {"table": np.full(len(ids), table, dtype=object), "id": ids}
    cells |= {n: np.full(len(ids), "", dtype=object) if f is None else f for n, f in facts.items()}
    columns = {name: pd.Series(objects(values), dtype="str") for name, values in cells.items()}
    return pd.DataFrame(columns, columns=KEY_COLUMNS).fillna("")
