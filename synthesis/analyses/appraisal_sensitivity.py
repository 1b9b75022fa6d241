"""The order of themes among the studies that pass an item of the appraisal, beside that of all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._left_out import code_ranks
from synthesis.analyses._passing import passing_studies, unjudged
from synthesis.review import Review

__all__ = ["appraisal_sensitivity"]


def appraisal_sensitivity(
    review: Review,
    *,
    tool: str | None = None,
    item: str | None = None,
    passes: Sequence[str] | str | None = None,
    level: int | None = None,
) -> pd.DataFrame:
    """Count themes over the studies that pass an appraisal item, beside all studies.

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
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level stays
        itself. None: codes as given.

    Returns
    -------
    One row per code, unused ones included, in the order of ``rank``, ties in that of the codebook:

    - ``code_id``, ``label``, ``n_studies``, ``n_studies_total``, ``share_of_studies``, ``rank``: over all
      studies, as in `theme_frequencies`;
    - ``n_studies_passing``, ``n_studies_passing_total``, ``share_of_passing``, ``rank_of_passing``: over
      those that pass; share and rank are missing where none does;
    - ``change_of_share``, ``change_of_rank``: those that pass minus all; a rank that goes down the list
      changes by a positive number.

    ``attrs``: ``tool``, ``item``, ``passes``, and ``n_not_agreed``, ``n_not_answered``,
    ``n_not_appraised``: studies that do not pass because their appraisers differ without a consensus,
    because the item has no answer, or because the tool was not used on them.

    Raises
    ------
    OptionError
        There is no such tool, item or judgement; the message lists those there are. Or ``level``
        cannot be.

    Notes
    -----
    The studies that pass are among all: the two columns are not two groups to be compared. Poorly
    reported studies can hold rich evidence; where leaving them out changes the order, read them again
    before trusting either. In two of three reviews, leaving poorly reported studies out changed little
    [1]_.

    References
    ----------
    .. [1] Carroll C (2010), abstract of the joint Cochrane and Campbell colloquium, Keystone: should we
       exclude poorly reported qualitative studies from systematic reviews?
    """
    studies = passing_studies(review, tool=tool, item=item, passes=passes)
    found = code_incidence(review, level=level)
    is_passing = studies["is_passing"].to_numpy()
    n_all, n_passing = len(found.units), int(is_passing.sum())
    counts, among = found.holds.sum(axis=0), found.holds[is_passing].sum(axis=0)
    rank_of_passing = pd.array(code_ranks(among)[0], dtype="Int64") if n_passing else pd.NA
    table = found.codes.assign(
        n_studies=counts,
        n_studies_total=n_all,
        share_of_studies=counts / n_all,
        rank=code_ranks(counts)[0],
        n_studies_passing=among,
        n_studies_passing_total=n_passing,
        share_of_passing=among / (n_passing if n_passing else np.nan),
        rank_of_passing=rank_of_passing,
    ).astype({"rank_of_passing": "Int64"})
    table["change_of_share"] = table["share_of_passing"] - table["share_of_studies"]
    table["change_of_rank"] = table["rank_of_passing"] - table["rank"]
    table = table.sort_values("rank", kind="stable", ignore_index=True)
    table.attrs |= {**studies.attrs, **unjudged(studies)}
    return table
