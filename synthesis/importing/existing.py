"""The review that an import goes into, as it stands: its tables, and what must not be overwritten."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from synthesis.errors import OptionError, list_in_words
from synthesis.importing.cells import plain, same_cells, trimmed
from synthesis.importing.checking import check_review, filled_tables
from synthesis.importing.code_paths import code_paths
from synthesis.importing.references import named_in_settings
from synthesis.ingest.raw import RawReview, sha256_of
from synthesis.ingest.review_files import read_review_files
from synthesis.ingest.workbook import WORKBOOK_ENDINGS
from synthesis.new import example_rows
from synthesis.settings import check_settings

__all__ = [
    "Existing",
    "known_codes",
    "known_studies",
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

    def differs(self, name: str, table: pd.DataFrame) -> bool:
        """Return whether a table, plain cells, is not what stands in the folder."""
        before = self.tables.get(name)
        return before is None or not same_cells(before, table)

    def refuse_if_changed(self, folder: Path) -> None:
        """Refuse to write over what somebody changed since the review was read.

        Raises
        ------
        OptionError
            Somebody did.
        """
        for name, digest in self.digests.items():
            file = folder / name
            if not file.is_file() or sha256_of(file.read_bytes()) != digest:
                raise OptionError(
                    f"'{name}' was changed while the import was under way. Nothing was written. "
                    "Run the import again."
                )


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
