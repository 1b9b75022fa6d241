"""Sheets that are tables of a review already: codings.csv with the columns extract_id and code_id."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np
import pandas as pd

from synthesis.distinct_texts import DistinctColumns, row_numbers
from synthesis.ingest.account import Account
from synthesis.ingest.identifiers import digest_of, slug
from synthesis.ingest.imported import Imported, keys_frame
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.text_file import counted
from synthesis.schema import TABLES, column_kind

__all__ = ["read_review_tables", "table_of"]

# What tells a table apart from others that have its required columns too; tried in this order.
TELLING = {
    "configuration_terms": {"configuration_id", "role", "code_id"},
    "configurations": {"configuration_id", "study_id"},
    "crosswalk": {"code_id", "framework", "construct_id"},
    "codings": {"code_id", "extract_id"},
    "codebook": {"code_id", "label"},
    "extracts": {"extract_id", "study_id"},
    "sources": {"source_id", "study_id"},
    "reports": {"report_id", "study_id"},
    "studies": {"study_id", "citation"},
}
# A row of codings that holds the passage as well is a row of these tables too.
WITHIN = {"codings": ("extracts", "codebook", "studies"), "extracts": ("studies",)}
KEYS = {"extracts": "extract_id", "codebook": "code_id", "studies": "study_id"}


def table_of(sheet: SheetCells) -> str | None:
    """Return the table of a review that a sheet is, or None.

    Parameters
    ----------
    sheet
        Its header must hold the columns that tell a table, by their exact names.
    """
    columns = set(sheet.header)
    name = (sheet.sheet or PurePath(sheet.file).stem).strip().casefold()
    if name in TABLES and set(TABLES[name].required_columns) <= columns:
        return name
    if {"code_id", "study_id"} <= columns and not columns & {"framework", "configuration_id", "label"}:
        return "codings"
    return next((table for table, telling in TELLING.items() if telling <= columns), None)


def read_review_tables(sheets: Sequence[SheetCells], account: Account) -> Imported:
    """Take sheets over as the tables that they are.

    Parameters
    ----------
    sheets
        Those of which `table_of` names the table.
    account
        Is told of rows, columns, and of rows that other tables need and that were added.

    Returns
    -------
    The tables. Studies, codes and extracts that are named and have no row of their own get one.
    """
    tables: dict[str, DistinctColumns] = {}
    for sheet in sheets:
        name = table_of(sheet)
        account.find(name, len(sheet.frame) + len(sheet.blank_rows))
        account.leave_out(name, "they are blank", [f"row {row}" for row in sheet.blank_rows])
        for table in (name, *WITHIN.get(name, ())):
            taken = _columns_of(sheet, table, name)
            if taken is not None and table in tables:
                taken = DistinctColumns(pd.concat([tables[table].frame, taken.frame]))
            if taken is not None:
                tables[table] = taken
        _account_for_columns(sheet, name, account)
    for name in list(tables):
        rows = tables[name].frame
        unique = [column for column in TABLES[name].unique if column in rows.columns]
        compared = unique if set(unique) == set(TABLES[name].unique) else rows.columns
        numbers = row_numbers(tables[name][column] for column in compared)
        repeated = pd.Series(numbers).duplicated().to_numpy()
        if name in _whole_tables(sheets):
            account.leave_out(
                name, "the same row stands there before", [f"row {row}" for row in rows.index[repeated]]
            )
            account.keep(name, int((~repeated).sum()))
        if repeated.any():
            tables[name] = DistinctColumns(rows[~repeated])
        tables[name].frame = tables[name].frame.reset_index(drop=True)
    _add_missing(tables, sheets[0], account)
    first = sheets[0]
    return Imported(
        file=first.file,
        format="sheet",
        tool="table of a review",
        tables={name: tables[name].frame for name in TABLES if name in tables},
        keys=_keys(tables),
        account=account,
        mapping={"format": "sheet", "layout": "review", "as": "codings"},
        digests={sheet.file: sheet.sha256 for sheet in sheets},
    )


def _whole_tables(sheets: Sequence[SheetCells]) -> set[str | None]:
    """Return the tables that sheets are as a whole."""
    return {table_of(sheet) for sheet in sheets}


def _columns_of(sheet: SheetCells, table: str, whole: str) -> DistinctColumns | None:
    """Return the rows of a table that stand in a sheet of it, or of one that says more."""
    declared = TABLES[table]
    columns = [c for c in declared.columns if c in sheet.header]
    if table != whole:
        own = set(columns) - {KEYS.get(t) for t in KEYS}
        elsewhere = {c for t in (whole, *WITHIN[whole]) if t != table for c in TABLES[t].columns}
        if KEYS[table] not in columns or not own - elsewhere:
            return None
    elif declared.open_columns:
        columns += [c for c in sheet.header if c not in columns]
    found = DistinctColumns(sheet.frame[columns])
    changed = {}
    for column in columns:
        kind = column_kind(declared.schema.columns[column]) if column in declared.columns else "text"
        texts, at = found[column].texts, found[column].at
        # White space around an identifier or a word is no part of it; around a passage it is.
        meant = [(text.strip() if kind != "text" else text) if text.strip() else np.nan for text in texts]
        if meant != texts:
            cells = np.array(meant, dtype=object)[at]
            changed[column] = pd.Series(cells, index=sheet.frame.index, dtype="str")
            del found[column]
    found.frame = found.frame.assign(**changed)
    if table == whole:
        return found
    rows = found.frame[found.frame[KEYS[table]].notna()]
    return DistinctColumns(rows.drop_duplicates(KEYS[table]))


def _account_for_columns(sheet: SheetCells, name: str, account: Account) -> None:
    used = {c for t in (name, *WITHIN.get(name, ())) for c in TABLES[t].columns}
    left = [] if TABLES[name].open_columns else [c for c in sheet.header if c not in used]
    account.find("columns", len(sheet.header))
    account.keep("columns", len(sheet.header) - len(left))
    account.leave_out("columns", f"the table {name} has no such column", left)


def _add_missing(tables: dict[str, DistinctColumns], first: SheetCells, account: Account) -> None:
    """Add the rows that a review must have: of extracts, codes and studies that are named only."""
    alone = slug(PurePath(first.file).stem)
    if "codings" in tables and "extract_id" in tables["codings"].frame:
        codings, named = tables["codings"].frame, tables["codings"]["extract_id"]
        study = np.full(len(named.texts), None, dtype=object)
        if "study_id" in codings:
            rows = named.first_rows(among=codings["study_id"].notna().to_numpy())
            study[rows >= 0] = codings["study_id"].to_numpy(dtype=object)[rows[rows >= 0]]
        known = _known(tables, "extracts")
        is_new = np.array([extract not in known for extract in named.texts], dtype=bool)
        lacks_study = is_new & pd.isna(study)
        if lacks_study.any():
            evidence = "no column says of which study they are"
            account.decide("extracts without a study", f"put under a study '{alone}'", evidence=evidence)
            study[lacks_study] = alone
        if is_new.any():
            extracts = np.array(named.texts, dtype=object)[is_new]
            _add(
                tables, "extracts", pd.DataFrame({"extract_id": extracts, "study_id": study[is_new]}), account
            )
    for table, key in (("codebook", "code_id"), ("studies", "study_id")):
        named_in = [t[key].texts for n, t in tables.items() if n != table and key in t.frame]
        known = _known(tables, table)
        new = [name for name in dict.fromkeys(itertools.chain(*named_in)) if name not in known]
        if new:
            _add(tables, table, pd.DataFrame({key: new}), account)


def _known(tables: dict[str, DistinctColumns], table: str) -> set[str]:
    return set(tables[table][KEYS[table]].texts) if table in tables else set()


def _add(tables: dict[str, DistinctColumns], table: str, rows: pd.DataFrame, account: Account) -> None:
    rows = rows.astype("str")
    before = [tables[table].frame] if table in tables else []
    tables[table] = DistinctColumns(pd.concat([*before, rows], ignore_index=True))
    account.remark(f"Added to {table} for what other tables name: {counted(len(rows), 'row')}.")


def _keys(tables: dict[str, DistinctColumns]) -> pd.DataFrame:
    parts = []
    for table, key in KEYS.items():
        if table not in tables:
            continue
        ids = tables[table].frame[key]
        text = tables[table].frame.get("text") if table == "extracts" else None
        content = None if text is None else [digest_of(cell) for cell in text.fillna("")]
        parts.append(keys_frame(table, ids, native=ids.str.casefold(), content=content))
    return pd.concat(parts, ignore_index=True) if parts else keys_frame("codebook", [])
