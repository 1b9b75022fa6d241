"""The demi-regularities that hold among the studies that pass an item of the appraisal."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses._incidence import PATTERN_KEY, pattern_incidence
from synthesis.analyses._left_out import joined_where
from synthesis.analyses._passing import passing_studies, unjudged
from synthesis.review import Review

__all__ = ["appraisal_sensitivity_patterns"]


def appraisal_sensitivity_patterns(
    review: Review,
    *,
    tool: str | None = None,
    item: str | None = None,
    passes: Sequence[str] | str | None = None,
    level: int | None = None,
    min_studies: int = 2,
    sign: str = "all",
) -> pd.DataFrame:
    """Count the studies of each demi-regularity that pass an appraisal item, beside all.

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
    level, min_studies, sign
        As for `demi_regularities`. ``min_studies`` is the same among the studies that pass.

    Returns
    -------
    One row per demi-regularity of all studies, those that fall first, then as in
    `demi_regularities`:

    - ``pattern``; ``context_id``, ``context_sign`` and so on for mechanism and outcome;
    - ``n_studies``, ``share_of_context``: over all studies; ``n_studies_passing``,
      ``share_of_context_passing``: over those that pass, the share missing where none of them has the
      context; ``study_ids_passing``;
    - ``is_fallen``: whether fewer than ``min_studies`` pass.

    ``attrs``: ``tool``, ``item``, ``passes``, ``min_studies``, ``n_studies_passing_total``, and
    ``n_not_agreed``, ``n_not_answered``, ``n_not_appraised``: studies that do not pass because their
    appraisers differ without a consensus, because the item has no answer, or because the tool was not
    used on them.

    Raises
    ------
    OptionError
        There is no such tool, item or judgement; the message lists those there are. Or another option
        cannot be.

    Notes
    -----
    A pattern that falls may rest on studies that are poorly reported and right. Fewer studies make
    fewer patterns, whatever they are like.
    """
    studies = passing_studies(review, tool=tool, item=item, passes=passes)
    seen = pattern_incidence(review, min_studies=min_studies, sign=sign, level=level)
    is_passing = studies["is_passing"].to_numpy()
    shows, n_context = seen.shows[is_passing], seen.has_context[is_passing].sum(axis=0)
    table = seen.patterns[["pattern", *PATTERN_KEY, "n_studies", "share_of_context"]]
    table = table.assign(
        n_studies_passing=shows.sum(axis=0),
        share_of_context_passing=shows.sum(axis=0) / pd.Series(n_context).where(n_context > 0),
        study_ids_passing=pd.Series(joined_where(shows.T, studies.loc[is_passing, "study_id"]), dtype="str"),
        is_fallen=shows.sum(axis=0) < min_studies,
    )
    table = table.sort_values("is_fallen", ascending=False, kind="stable", ignore_index=True)
    table.attrs |= {
        **studies.attrs,
        "min_studies": min_studies,
        "n_studies_passing_total": int(is_passing.sum()),
        **unjudged(studies),
    }
    return table
