"""Whether a review is valid: as it stood before an import, and as it will stand after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from synthesis.errors import ReviewError
from synthesis.importing.cells import as_read, as_text_frame
from synthesis.ingest.raw import RawReview, RawTable
from synthesis.schema import TABLES
from synthesis.validate import validate

__all__ = ["check_outcome", "check_review", "filled_tables", "missing_tables"]


def check_outcome(after: RawReview, before: RawReview | None) -> None:
    """Raise `ReviewError` where an import would leave a review that is not valid.

    Parameters
    ----------
    after
        As it will be written.
    before
        As it was read; None where nothing was there.
    """
    try:
        check_review(after)
    except ReviewError:
        # Where it was not valid before, its own rows are what people can mend.
        if before is not None:
            check_review(replace(before, tables=filled_tables(before)))
        raise


def filled_tables(raw: RawReview) -> dict[str, RawTable]:
    """Return the tables with rows: one of which only the header was written is still to come."""
    return {name: table for name, table in raw.tables.items() if len(table.cells)}


def missing_tables(tables: Mapping[str, object]) -> list[str]:
    """Return the tables that every review needs and that are not there yet."""
    return [name for name, table in TABLES.items() if table.required and name not in tables]


def check_review(raw: RawReview) -> None:
    """Raise `ReviewError` with every problem of a review; tables that are still to come are none.

    Parameters
    ----------
    raw
        As read, or as it will be written. Not changed.
    """
    lacking = missing_tables(raw.tables)
    if not lacking:
        validate(raw)
        return
    # A team begins with its references or its codebook. A row stands in for what is to come, so
    # that everything else is checked as usual.
    tables = dict(raw.tables)
    stand_in = "stand-in"
    if "studies" in lacking:
        tables["studies"] = as_read(
            "studies", as_text_frame(pd.DataFrame({"study_id": [stand_in]}, dtype=object))
        )
    if "codebook" in lacking:
        tables["codebook"] = as_read(
            "codebook", as_text_frame(pd.DataFrame({"code_id": [stand_in]}, dtype=object))
        )
    if "codings" in lacking:
        row = {"study_id": _first(tables["studies"].cells, "study_id")}
        row["code_id"] = _first(tables["codebook"].cells, "code_id")
        tables["codings"] = _one_row("codings", row)
    settings = {name: value for name, value in raw.settings.items() if name != "consensus_coder"}
    validate(replace(raw, tables=tables, settings=settings))


def _one_row(table: str, row: Mapping[str, str]) -> RawTable:
    return as_read(table, as_text_frame(pd.DataFrame([row], dtype=object)))


def _first(cells: pd.DataFrame, column: str) -> str:
    filled = cells[column].dropna() if column in cells else pd.Series(dtype="str")
    return str(filled.iloc[0]) if len(filled) else "stand-in"
