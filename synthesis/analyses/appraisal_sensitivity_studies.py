"""How many studies pass an item of the appraisal, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses._passing import WITHOUT_JUDGEMENT, passing_studies
from synthesis.review import Review

__all__ = ["appraisal_sensitivity_studies"]


def appraisal_sensitivity_studies(
    review: Review,
    *,
    tool: str | None = None,
    item: str | None = None,
    passes: Sequence[str] | str | None = None,
) -> pd.DataFrame:
    """Count the studies by their judgement on an appraisal item.

    Parameters
    ----------
    review
        Not modified.
    tool, item
        A tool of the appraisal and one of its items, as they are written there; by default the tool
        used on most studies and its first item by name.
    passes
        The judgement, or judgements, with which a study passes; by default yes, high and moderate,
        those of them that were given, in capitals or not.

    Returns
    -------
    One row per judgement, those that pass first in the order of ``passes``, then the others by number
    of studies, then "not agreed" (appraisers differ and there is no consensus), "not answered" and "not
    appraised" (the tool was not used), with 0 where there are none: ``judgement``, ``is_passing``,
    ``n_studies``, ``n_studies_total``, ``share_of_studies``, ``study_ids`` joined by ``; ``.

    Raises
    ------
    OptionError
        There is no such tool, item or judgement; the message lists those there are.

    Notes
    -----
    A study that does not pass is not thereby weak: without an answer nobody has said so.
    """
    studies = passing_studies(review, tool=tool, item=item, passes=passes)
    counts = studies.groupby("judgement").agg(
        n_studies=("study_id", "size"), study_ids=("study_id", "; ".join)
    )
    chosen = list(dict.fromkeys(studies.attrs["passes"]))
    others = counts["n_studies"].drop([*chosen, *WITHOUT_JUDGEMENT], errors="ignore")
    order = [*chosen, *others.sort_values(ascending=False, kind="stable").index, *WITHOUT_JUDGEMENT]
    table = counts.reindex(order).rename_axis("judgement").reset_index()
    table = table.fillna({"n_studies": 0, "study_ids": ""}).astype({"n_studies": "int64", "judgement": "str"})
    table.insert(1, "is_passing", table["judgement"].isin(chosen))
    table.insert(3, "n_studies_total", len(studies))
    table.insert(4, "share_of_studies", table["n_studies"] / len(studies))
    table.attrs |= studies.attrs
    return table
