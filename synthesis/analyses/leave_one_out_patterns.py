"""Which demi-regularities rest on one study, or on one group of studies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import PATTERN_KEY, code_incidence, pattern_incidence
from synthesis.analyses._left_out import joined_where, left_out_groups
from synthesis.review import Review

__all__ = ["leave_one_out_patterns"]


def leave_one_out_patterns(
    review: Review,
    *,
    by: str = "study_id",
    level: int | None = None,
    min_studies: int = 2,
    sign: str = "all",
) -> pd.DataFrame:
    """Say for each demi-regularity how many studies remain when any one of them is left out.

    Parameters
    ----------
    review
        Not modified.
    by
        ``"study_id"``: one study at a time. An attribute of the studies: all studies of one value at
        a time; see `leave_one_out`.
    level, min_studies, sign
        As for `demi_regularities`. ``min_studies`` is the same whatever is left out.

    Returns
    -------
    One row per demi-regularity, those that fall first, then as in `demi_regularities`:

    - ``pattern``; ``context_id``, ``context_sign`` and so on for mechanism and outcome;
    - ``n_studies``, ``study_ids``, ``share_of_context``: with all studies;
    - ``n_studies_lowest``: fewest studies that remain, whatever is left out;
      ``share_of_context_lowest``, ``share_of_context_highest``: of the studies with the context that
      remain, as long as any do. Missing where nothing can be left out;
    - ``is_fallen``: whether fewer than ``min_studies`` remain at least once; ``n_falls``
      and ``falls_without``: how many studies, or values, and which, joined by ``; ``.

    Raises
    ------
    OptionError
        An option cannot be.

    Notes
    -----
    With ``by="study_id"`` a pattern falls exactly where it has no more than ``min_studies`` studies.
    Groups tell more: a pattern found by one team only may be that team's way of looking. That a
    pattern stands says nothing about why it holds.

    The measure is ours.
    """
    found = code_incidence(review, level=level)
    seen = pattern_incidence(review, min_studies=min_studies, sign=sign, level=level)
    left_out, goes = left_out_groups(review, by, found)
    n_after = seen.shows.sum(axis=0) - goes @ seen.shows
    n_context_after = seen.has_context.sum(axis=0) - goes @ seen.has_context
    shares = pd.DataFrame(n_after / np.where(n_context_after > 0, n_context_after, np.nan))
    has_fallen = n_after < min_studies
    columns = ["pattern", *PATTERN_KEY, "n_studies", "study_ids", "share_of_context"]
    table = seen.patterns[columns].assign(
        n_studies_lowest=pd.DataFrame(n_after).min().astype("Int64"),
        share_of_context_lowest=shares.min(),
        share_of_context_highest=shares.max(),
        is_fallen=has_fallen.any(axis=0),
        n_falls=has_fallen.sum(axis=0),
        falls_without=pd.Series(joined_where(has_fallen.T, left_out["left_out"]), dtype="str"),
    )
    table = table.sort_values("is_fallen", ascending=False, kind="stable", ignore_index=True)
    table.attrs |= {"by": by, "min_studies": min_studies}
    return table
