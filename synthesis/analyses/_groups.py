"""Studies grouped by one of their attributes, values in the order in which people read them."""

from __future__ import annotations

import pandas as pd

from synthesis.review import NOT_REPORTED, Review

__all__ = ["study_groups"]


def study_groups(review: Review, attribute: str) -> pd.DataFrame:
    """Return the groups of each study: ``study_id`` and ``value``, an ordered category.

    A study with several values stands in several rows. Numbers are ordered as numbers, words by
    the alphabet; "not reported" comes last.
    """
    groups = review.study_attribute(attribute)[["study_id", "value"]].drop_duplicates()
    values = groups["value"].drop_duplicates().to_frame()
    values["is_missing"] = values["value"].eq(NOT_REPORTED)
    number = pd.to_numeric(values["value"], errors="coerce")
    is_numeric = number.notna().eq(~values["is_missing"]).all()
    values["number"] = number if is_numeric else 0
    values["folded"] = values["value"].str.casefold()
    order = values.sort_values(["is_missing", "number", "folded", "value"])["value"]
    return groups.assign(value=pd.Categorical(groups["value"], categories=order, ordered=True))
