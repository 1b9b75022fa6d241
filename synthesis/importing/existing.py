"""The review that an import goes into, as it stands: its tables, and what must not be overwritten."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from synthesis.errors import OptionError, list_in_words
from synthesis.importing.cells import plain, raw_table, same_cells, trimmed
from synthesis.importing.match import code_paths
from synthesis.importing.references import named_in_settings
from synthesis.ingest.raw import RawReview, RawTable
from synthesis.ingest.review_files import read_review_files
from synthesis.ingest.workbook import WORKBOOK_ENDINGS
from synthesis.new import example_rows
from synthesis.schema import TABLES
from synthesis.settings import check_settings
from synthesis.validate import validate

__all__ = [
    "Existing",
    "check_review",
    "filled_tables",
    "known_codes",
    "known_studies",
    "missing_tables",
    "read_existing",
]


@dataclass
class Existing:
    """The review in a folder, or the lack of one.

    Parameters
    ----------
    raw
        As it was read; None where there is no folder.
    tables
        Its tables with rows, plain cells, without the examples of `synthesis new`.
    without_mark
        Tables whose files have no byte order mark, and shall not get one.
    only_examples
        Whether the tables hold nothing but what `synthesis new` wrote.
    """

    raw: RawReview | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    without_mark: frozenset[str] = frozenset()
    only_examples: bool = False

    @property
    def review_id(self) -> str:
        """Identifier of the review; empty where there is none yet."""
        if self.raw is None or not self.tables:
            return ""
        return check_settings(self.raw.settings, self.raw.settings_file, self.raw.name)[0].id

    @property
    def named(self) -> frozenset[str]:
        """What the settings name of the tables: codes and attributes that an import may not take out."""
        return frozenset() if self.raw is None else named_in_settings(self.raw.settings)

    @property
    def digests(self) -> dict[str, str]:
        """File of each table and of the settings -> digest, to see whether people changed it meanwhile."""
        if self.raw is None:
            return {}
        found = {f"{name}.csv": table.sha256 for name, table in self.raw.tables.items()}
        if self.raw.settings_file:
            found[self.raw.settings_file] = self.raw.settings_sha256
        return found


def read_existing(folder: Path) -> Existing:
    """Read the review that an import shall go into.

    Parameters
    ----------
    folder
        Its folder; it need not be there.

    Raises
    ------
    OptionError
        It is a workbook, holds one, or is a file.
    ReviewError
        A file of it cannot be read.
    """
    _refuse_workbook(folder)
    if not folder.is_dir():
        return Existing()
    raw = read_review_files(folder)
    filled = filled_tables(raw)
    if any(problem.level == "error" for problem in raw.problems):
        check_review(replace(raw, tables=filled))
    if not filled:
        return Existing(raw)
    tables = {name: trimmed(name, plain(table.cells)) for name, table in filled.items()}
    without_mark = frozenset(
        name for name in tables if not (folder / f"{name}.csv").read_bytes().startswith(codecs.BOM_UTF8)
    )
    if _is_example(tables):
        return Existing(raw, {}, without_mark, only_examples=True)
    return Existing(raw, tables, without_mark)


def filled_tables(raw: RawReview) -> dict[str, RawTable]:
    """Return the tables with rows: one of which only the header was written is still to come."""
    return {name: table for name, table in raw.tables.items() if len(table.cells)}


def _refuse_workbook(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        what = "a workbook" if folder.name.lower().endswith(WORKBOOK_ENDINGS) else "a file"
        raise OptionError(
            f"'{folder}' is {what}; an import goes into a folder of CSV files. Nothing was imported. "
            "Name a folder: a new one, or one with each sheet saved as CSV."
        )
    if not folder.is_dir():
        return
    names = [e.name for e in sorted(folder.iterdir()) if not e.name.startswith(("~$", "."))]
    books = [name for name in names if name.lower().endswith(WORKBOOK_ENDINGS)]
    if books:
        raise OptionError(
            f"'{folder}' holds a workbook ({list_in_words(books)}), which is taken for the review itself, "
            "and an import writes CSV files only. Nothing was imported. Move the workbook elsewhere, or "
            "name another folder."
        )


def _is_example(tables: Mapping[str, pd.DataFrame]) -> bool:
    for name, table in tables.items():
        example = plain(pd.DataFrame(example_rows(name)))
        if not same_cells(table, example):
            return False
    return bool(tables)


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
        tables["studies"] = raw_table("studies", pd.DataFrame({"study_id": [stand_in]}, dtype=object))
    if "codebook" in lacking:
        tables["codebook"] = raw_table("codebook", pd.DataFrame({"code_id": [stand_in]}, dtype=object))
    if "codings" in lacking:
        row = {"study_id": _first(tables["studies"].cells, "study_id")}
        row["code_id"] = _first(tables["codebook"].cells, "code_id")
        tables["codings"] = raw_table("codings", pd.DataFrame([row], dtype=object))
    settings = {name: value for name, value in raw.settings.items() if name != "consensus_coder"}
    validate(replace(raw, tables=tables, settings=settings))


def _first(cells: pd.DataFrame, column: str) -> str:
    filled = cells[column].dropna() if column in cells else pd.Series(dtype="str")
    return str(filled.iloc[0]) if len(filled) else "stand-in"


def known_codes(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the paths of the codes of a review, levels joined by ``/``."""
    codebook = tables.get("codebook")
    if codebook is None:
        return []
    return list(code_paths(codebook).values())


def known_studies(tables: Mapping[str, pd.DataFrame], *, own: Collection[str] = ()) -> list[dict[str, str]]:
    """Return what a reader is told of the studies of a review.

    Parameters
    ----------
    tables
        Of the review, plain cells.
    own
        Studies that an earlier version of the file has brought: they are known again by their keys,
        and would only be proposed as duplicates of themselves.
    """
    studies = tables.get("studies")
    if studies is None:
        return []
    studies = studies[~studies["study_id"].isin(own)]
    told = [c for c in ("study_id", "citation", "title", "doi", "year") if c in studies]
    return studies[told].to_dict("records")
