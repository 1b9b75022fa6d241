"""Values of a study attribute as few columns: the frequent ones, ranges of numbers, the rest joined."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from synthesis.review import NOT_REPORTED, Review

__all__ = ["attribute_columns"]

_STEPS = (1, 2, 5)


def attribute_columns(review: Review, attribute: str, most: int) -> pd.DataFrame:
    """Return the columns that each study stands in: ``study_id`` and ``value``, an ordered category.

    Parameters
    ----------
    review
        Not modified.
    attribute
        One of its study attributes.
    most
        How many columns there may be besides "not reported". Where there are more values, numbers are
        put into ranges of equal width, and of words those of fewest studies are joined as
        "other (n values)".

    Returns
    -------
    One row per study and column. Numbers ascend; words stand by number of studies, then by the alphabet;
    what is joined comes after them, "not reported" last.
    """
    long = review.study_attribute(attribute)[["study_id", "value"]]
    reported = long["value"].ne(NOT_REPORTED)
    numbers = pd.to_numeric(long["value"].where(reported), errors="coerce")
    if reported.any() and numbers[reported].notna().all():
        long, order = _number_columns(long, numbers, most)
    else:
        long, order = _word_columns(long, reported, most)
    if (~reported).any():
        order = [*order, NOT_REPORTED]
    long = long.drop_duplicates(ignore_index=True)
    return long.assign(value=pd.Categorical(long["value"], categories=order, ordered=True))


def _word_columns(long: pd.DataFrame, reported: pd.Series, most: int) -> tuple[pd.DataFrame, list[str]]:
    counts = long.loc[reported, "value"].value_counts().rename_axis("value").reset_index(name="n")
    counts["folded"] = counts["value"].str.casefold()
    ranked = counts.sort_values(["n", "folded", "value"], ascending=[False, True, True])["value"].to_list()
    if len(ranked) <= most:
        return long, ranked
    kept, joined = ranked[: most - 1], ranked[most - 1 :]
    other = f"other ({len(joined)} values)"
    return long.assign(value=long["value"].mask(long["value"].isin(joined), other)), [*kept, other]


def _number_columns(long: pd.DataFrame, numbers: pd.Series, most: int) -> tuple[pd.DataFrame, list[str]]:
    found = np.sort(numbers.dropna().unique())
    if len(found) <= most:
        named = long.assign(number=numbers).dropna(subset="number").sort_values("number")
        return long, named["value"].drop_duplicates().to_list()
    width = _width(found[0], found[-1], most)
    starts = np.floor(numbers / width) * width
    names = starts.dropna().map(lambda start: f"{start:.0f}–{start + width - 1:.0f}")
    order = names[starts.dropna().sort_values().index].drop_duplicates().to_list()
    return long.assign(value=names.reindex(long.index).fillna(long["value"])), order


def _width(low: float, high: float, most: int) -> float:
    """Return the least round width of ranges of which ``most`` reach from low to high."""
    power = 0
    while True:
        for step in _STEPS:
            width = step * 10.0**power
            if math.floor(high / width) - math.floor(low / width) < most:
                return width
        power += 1
