"""All problems of a review at once: file, row, column, value, advice."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from synthesis.distinct_texts import DistinctTexts
from synthesis.errors import Problem, ReviewError, list_in_words, nearest
from synthesis.ingest.raw import RawReview, RawTable
from synthesis.merges import follow_code_merges, follow_configuration_merges
from synthesis.schema import TABLES
from synthesis.settings import Settings, check_settings
from synthesis.validate_cells import check_cells, typed
from synthesis.validate_links import Checked, check_links, check_meaning

__all__ = ["Valid", "validate"]

LEVELS = {"error": 0, "warning": 1}


@dataclass(frozen=True)
class Valid:
    """A review that passed every check.

    Parameters
    ----------
    tables
        Typed tables by name; a table that was not supplied is empty.
    settings
        The settings.
    supplied
        Names of the tables that were supplied and have rows.
    warnings
        What is worth knowing; shown and kept.
    """

    tables: dict[str, pd.DataFrame]
    settings: Settings
    supplied: frozenset[str]
    warnings: tuple[Problem, ...]


def validate(raw: RawReview) -> Valid:
    """Check everything and return typed tables, or raise with every problem.

    Parameters
    ----------
    raw
        What was read.

    Returns
    -------
    The typed tables, the settings and the warnings.

    Raises
    ------
    ReviewError
        There is at least one error. It carries all errors and warnings, not the first only.
    """
    problems = list(raw.problems)
    settings_file = raw.settings_file or "review.yaml"
    settings, met = check_settings(raw.settings, settings_file, raw.name)
    problems += met
    problems += _missing_tables(raw)
    cells: dict[str, pd.DataFrame] = {}
    said: dict[str, dict[str, DistinctTexts]] = {}
    keyless: set[str] = set()
    for name, table in TABLES.items():
        if name not in raw.tables:
            continue
        header = set(raw.tables[name].cells.columns)
        if not header & set(table.columns):
            problems.append(_no_header(raw.tables[name]))
            keyless.add(name)
            continue
        if not header >= set(table.required_columns):
            keyless.add(name)
        cells[name], said[name], met = check_cells(table, raw.tables[name])
        problems += met
    files = {name: table.file for name, table in raw.tables.items()}
    # What refers to a table whose keys could not be read is not reported: the cause is.
    unread = frozenset((raw.attempted - set(cells)) | keyless)
    problems += check_links(Checked(cells, files, unread), said)
    if not _has_errors(problems):
        for follow in (follow_code_merges, follow_configuration_merges):
            cells, met = follow(cells, files)
            problems += met
    if not _has_errors(problems):
        problems += check_meaning(Checked(cells, files, unread), settings, settings_file)
    if _has_errors(problems):
        raise ReviewError(_in_order(problems), name=raw.name)
    tables = {
        name: typed(table, cells.get(name, pd.DataFrame(columns=table.columns, dtype="str")))
        for name, table in TABLES.items()
    }
    codebook = tables["codebook"]
    codebook["label"] = codebook["label"].fillna(codebook["code_id"])
    supplied = frozenset(name for name, table in tables.items() if len(table))
    return Valid(tables, settings, supplied, tuple(_in_order(problems)))


def _no_header(table: RawTable) -> Problem:
    """Say that the first row names no column, and what it holds: a title, most often."""
    found = list_in_words([f"'{name}'" for name in table.cells.columns if name], most=4)
    message = f"the first row holds {found} and none of the columns of this table."
    advice = "The names of the columns must stand in the first row; move a title elsewhere."
    return Problem(message, file=table.file, row=1, advice=advice)


def _missing_tables(raw: RawReview) -> list[Problem]:
    absent = [
        name
        for name, table in TABLES.items()
        if table.required and name not in raw.tables and name not in raw.attempted
    ]
    # A folder that could not be read as a review at all has said so already.
    if len(absent) == sum(t.required for t in TABLES.values()) and _has_errors(raw.problems):
        return []
    # "coding.csv", or "Studies" of "review.xlsx, sheet Studies": what was left out for its name.
    left_out = [
        p.file.rpartition(", sheet ")[2].removesuffix(".csv").strip()
        for p in raw.problems
        if p.level == "warning" and "was not read" in p.message
    ]
    found = list_in_words(raw.tables, most=20)
    alike = {name: nearest(name, left_out, cutoff=0.75) for name in absent}
    return [
        Problem(
            f"the table '{name}' is missing; found were: {found}.",
            file=raw.name,
            advice=f"Rename '{alike[name]}' to '{name}'."
            if alike[name]
            else "`synthesis new DIR` shows every table.",
        )
        for name in absent
    ]


def _has_errors(problems: list[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Put errors first, then by file and row; what was found first stays first within a row."""
    return sorted(problems, key=lambda p: (LEVELS[p.level], p.file, p.row or 0))
