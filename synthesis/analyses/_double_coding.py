"""What several coders rated, as one table of decisions per code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["DoubleCoding", "double_coding"]


@dataclass(frozen=True)
class DoubleCoding:
    """The decisions of coders on units that two or more of them rated.

    Parameters
    ----------
    units
        One row per unit: ``unit_id``, ``study_id``; by study, then in the order of ``extracts``.
    coders
        Names, sorted.
    codes
        ``code_id`` and ``label`` of every code, in the order of the codebook.
    decisions
        Codes × units × coders: 1 given, 0 not given, -1 not rated, or rated by nobody else.
    """

    units: pd.DataFrame
    coders: tuple[str, ...]
    codes: pd.DataFrame
    decisions: np.ndarray


def double_coding(review: Review, *, unit: str, rated: str, coders: Sequence[str] | None) -> DoubleCoding:
    """Return the decisions to be compared; options as for `coder_agreement`."""
    check_option("unit", unit, ("extract", "study"))
    check_option("rated", rated, ("study", "extract"))
    # With all coders named, the consensus rule is set aside: what each gave counts, not what was agreed.
    codings = review.codings_in_effect(review.coders or None).dropna(subset="coder")
    by_study = review.assignments if review.has("assignments") else codings
    everyone = sorted({*by_study["coder"].dropna(), *codings["coder"]} - {review.settings.consensus_coder})
    chosen = _chosen_coders(coders, everyone, review.settings.consensus_coder)
    is_whole = codings["extract_id"].isna()
    if unit == "extract":
        rows = codings[~is_whole]
        pairs = review.rated_extracts() if rated == "study" else rows
        pairs, key = pairs[["coder", "study_id", "extract_id"]], "extract_id"
        order = review.extracts[["extract_id", "study_id"]]
    else:
        rows = codings
        pairs = by_study if rated == "study" else rows
        pairs, key = pairs[["coder", "study_id"]], "study_id"
        order = review.studies[["study_id"]]
    pairs = pairs[pairs["coder"].isin(chosen)].drop_duplicates()
    n_raters = pairs.groupby(key)["coder"].nunique()
    place = pd.Series(range(len(review.studies)), index=review.studies["study_id"].to_numpy())
    units = order[order[key].isin(n_raters[n_raters >= 2].index)]
    units = units.iloc[units["study_id"].map(place).argsort(kind="stable")]
    units = pd.DataFrame({"unit_id": units[key].to_numpy(), "study_id": units["study_id"].to_numpy()})

    codes = review.code_tree[["code_id", "label"]]
    at_unit = pd.Index(units["unit_id"])
    at_coder, at_code = pd.Index(chosen), pd.Index(codes["code_id"])
    is_rated = _marks(pairs, (at_unit, key), (at_coder, "coder"))
    is_rated = np.repeat(is_rated[None], len(codes), axis=0)
    if unit == "study":
        # A code that is given to whole studies only was looked for by those who coded the study as a whole.
        of_extracts = codings.loc[~is_whole, "code_id"].unique()
        for_whole = at_code.isin(codings.loc[is_whole, "code_id"]) & ~at_code.isin(of_extracts)
        whole = _marks(codings[is_whole], (at_unit, key), (at_coder, "coder"))
        is_rated[for_whole] &= whole
    is_rated &= is_rated.sum(axis=2, keepdims=True) >= 2
    given = rows[rows["state"] == "present"]
    is_given = _marks(given, (at_code, "code_id"), (at_unit, key), (at_coder, "coder"))
    return DoubleCoding(units, tuple(chosen), codes, np.where(is_rated, is_given.astype("int64"), -1))


def _chosen_coders(coders: Sequence[str] | None, everyone: list[str], consensus: str) -> list[str]:
    if coders is None:
        return everyone
    chosen = [coders] if isinstance(coders, str) else list(dict.fromkeys(coders))
    if consensus and consensus in chosen:
        message = (
            f"coders names {consensus!r}, the consensus coder, who settles what others gave and is no rater."
        )
        raise OptionError(message)
    for coder in chosen:
        check_option("coders", coder, everyone)
    if len(chosen) < 2:
        raise OptionError(f"coders={chosen!r} is not allowed; agreement needs two coders or more.")
    return sorted(chosen)


def _marks(rows: pd.DataFrame, *axes: tuple[pd.Index, str]) -> np.ndarray:
    """An array of truth over the axes, true where a row has these values; other values are set aside."""
    places = np.array([index.get_indexer(rows[column]) for index, column in axes]).reshape(
        len(axes), len(rows)
    )
    marks = np.zeros([len(index) for index, _ in axes], dtype="bool")
    marks[tuple(places[:, (places >= 0).all(axis=0)])] = True
    return marks
