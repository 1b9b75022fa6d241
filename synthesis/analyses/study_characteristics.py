"""What the included studies are like."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses._groups import study_groups
from synthesis.errors import check_option
from synthesis.review import NOT_REPORTED, Review

__all__ = ["study_characteristics"]

_FIRST = ("country", "setting", "design", "year")


def study_characteristics(review: Review, *, by: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Count the studies that have each value of each attribute.

    Parameters
    ----------
    review
        Not modified.
    by
        One attribute of the studies, or several. None takes country, setting, design, year and
        every further column of ``studies``, as far as at least one study reports it; not
        n_participants, which is a value of its own in nearly every study.

    Returns
    -------
    One row per attribute and value: ``attribute``, ``value``, ``n_studies``, ``share_of_studies`` (of
    all studies of the review). Attributes stand in the order asked for; values of a numeric attribute
    such as the year ascend, others descend by number of studies, then by the alphabet; "not reported"
    is a value and comes last.

    Raises
    ------
    OptionError
        ``by`` names something that is no attribute of the studies.

    Notes
    -----
    A cell that holds several values, joined by ``;``, counts its study under each of them, so the
    shares of an attribute may add up to more than 1. The table says what was reported, and nothing
    about how much a study contributes to the synthesis; `intensity` shows that.
    """
    if by is None:
        reported = review.studies[review.attributes].notna().any()
        asked = [name for name in [*_FIRST, *reported.index] if reported[name] and name != "n_participants"]
        asked = list(dict.fromkeys(asked))
    else:
        asked = list(dict.fromkeys([by] if isinstance(by, str) else by))
    for name in asked:
        check_option("by", name, review.attributes)

    n_all = len(review.studies)
    parts = [_count_values(review, name) for name in asked]
    columns = ["attribute", "value", "n_studies"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    table = table.astype({"attribute": "str", "value": "str", "n_studies": "int64"})
    return table.assign(share_of_studies=table["n_studies"] / n_all)


def _count_values(review: Review, attribute: str) -> pd.DataFrame:
    groups = study_groups(review, attribute)
    counts = groups["value"].value_counts(sort=False).rename("n_studies").reset_index()
    counts["is_missing"] = counts["value"].astype("str").eq(NOT_REPORTED)
    reported = counts.loc[~counts["is_missing"], "value"].astype("str")
    is_numeric = pd.to_numeric(reported, errors="coerce").notna().all()
    order = ["is_missing", "value"] if is_numeric else ["is_missing", "n_studies", "value"]
    counts = counts.sort_values(order, ascending=[name != "n_studies" for name in order])
    return counts.assign(attribute=attribute)[["attribute", "value", "n_studies"]]
