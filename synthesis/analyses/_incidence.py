"""Which units hold which codes, and which studies show which patterns, as tables of true and false.

What the analyses of saturation, of leaving studies out and of appraisal have in common. Counting
over units is then adding up rows, and leaving units out is subtracting theirs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from synthesis.analyses.configuration_patterns import (
    ROLES,
    as_people_count,
    role_combinations,
    signed_terms,
)
from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = [
    "PATTERN_KEY",
    "CodeIncidence",
    "PatternIncidence",
    "code_incidence",
    "in_id_order",
    "pattern_incidence",
]

PATTERN_KEY = [f"{role}_{part}" for role in ROLES for part in ("id", "sign")]
"""What makes a pattern: context, mechanism and outcome, each with its sign."""


class CodeIncidence(NamedTuple):
    """Units, codes, and which unit holds which code.

    Parameters
    ----------
    units
        All units, silent ones included, by id: ``study_id`` and ``citation``, or ``source_id``,
        ``study_id`` and ``citation``.
    codes
        ``code_id`` and ``label`` of the codes of the level, unused ones included, in codebook order.
    holds
        Units × codes: whether the code is present in the unit.
    n_codings_left_out
        Present codings that name no source, where the source is the unit; else 0.
    """

    units: pd.DataFrame
    codes: pd.DataFrame
    holds: np.ndarray
    n_codings_left_out: int


class PatternIncidence(NamedTuple):
    """Demi-regularities, and which studies show them or their context.

    Parameters
    ----------
    patterns
        As returned by `demi_regularities`.
    shows, has_context
        Studies × patterns: whether the study shows the pattern, or has its context in any
        configuration. Studies are in the order of `code_incidence`.
    """

    patterns: pd.DataFrame
    shows: np.ndarray
    has_context: np.ndarray


def code_incidence(review: Review, *, unit: str = "study", level: int | None = None) -> CodeIncidence:
    """Return which studies, or which sources, hold which codes.

    Parameters
    ----------
    review
        Not modified.
    unit
        ``"study"`` or ``"source"``.
    level
        Level of the codebook to which codes are rolled up; None: codes as given.

    Returns
    -------
    See `CodeIncidence`.

    Raises
    ------
    OptionError
        ``unit`` is neither, or ``level`` cannot be.
    """
    check_option("unit", unit, ["study", "source"])
    rolled_up = review.rolled_up(level)
    tree = review.code_tree
    codes = tree.loc[tree["code_id"].isin(rolled_up), ["code_id", "label"]].reset_index(drop=True)
    studies = review.studies[["study_id", "citation"]]
    if unit == "study":
        units = in_id_order(studies, "study_id")
    else:
        sources = review.sources[["source_id", "study_id"]].merge(studies, on="study_id", how="left")
        units = in_id_order(sources, "study_id", "source_id")
    codings = review.present_codings()
    key = f"{unit}_id"
    placed = codings[codings[key].notna()]
    holds = _marked(placed[key], units[key], placed["code_id"].map(rolled_up), codes["code_id"])
    return CodeIncidence(units, codes, holds, len(codings) - len(placed))


def pattern_incidence(
    review: Review, *, min_studies: int = 2, sign: str = "all", level: int | None = None
) -> PatternIncidence:
    """Return which studies show which demi-regularities.

    Parameters
    ----------
    review, min_studies, sign, level
        As for `demi_regularities`.

    Returns
    -------
    See `PatternIncidence`.

    Raises
    ------
    OptionError
        As for `demi_regularities`.
    """
    patterns = demi_regularities(review, min_studies=min_studies, sign=sign, level=level)
    studies = in_id_order(review.studies[["study_id"]], "study_id")["study_id"]
    terms = signed_terms(review, level=level)
    if sign == "outcome":
        terms = terms.assign(sign=terms["sign"].where(terms["role"] == "outcome", ""))
    numbered = patterns[PATTERN_KEY].assign(row=np.arange(len(patterns)))

    found = role_combinations(terms, ROLES).merge(numbered, on=PATTERN_KEY)
    contexts = terms[terms["role"] == "context"].merge(
        numbered[["context_id", "context_sign", "row"]],
        left_on=["code_id", "sign"],
        right_on=["context_id", "context_sign"],
    )
    shows, has_context = (
        _marked(rows["study_id"], studies, rows["row"], numbered["row"]) for rows in (found, contexts)
    )
    return PatternIncidence(patterns, shows, has_context)


def in_id_order(rows: pd.DataFrame, *ids: str) -> pd.DataFrame:
    """Sort rows by identifiers as people count: ``s2`` before ``s10``."""
    # By the letter first: "s1" and "s01" count the same, and must not keep the order of the file.
    by_letter = rows.sort_values(list(ids))
    return by_letter.sort_values(list(ids), key=as_people_count, kind="stable", ignore_index=True)


def _marked(down: pd.Series, all_down: pd.Series, across: pd.Series, all_across: pd.Series) -> np.ndarray:
    marks = np.zeros((len(all_down), len(all_across)), dtype=bool)
    marks[pd.Index(all_down).get_indexer(down), pd.Index(all_across).get_indexer(across)] = True
    return marks
