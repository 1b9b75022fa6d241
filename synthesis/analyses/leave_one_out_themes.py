"""Between which ranks and shares each theme moves when one study is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._left_out import code_ranks, joined_where, left_out_groups
from synthesis.review import Review

__all__ = ["leave_one_out_themes"]


def leave_one_out_themes(review: Review, *, by: str = "study_id", level: int | None = None) -> pd.DataFrame:
    """Give each theme's rank and share, and their range when any one study is left out.

    Parameters
    ----------
    review
        Not modified.
    by
        ``"study_id"``: one study at a time. An attribute of the studies: all studies of one value at
        a time; see `leave_one_out`.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level stays
        itself. None: codes as given.

    Returns
    -------
    One row per code, unused ones included, in the order of ``rank``, ties in that of the codebook:

    - ``code_id``, ``label``, ``n_studies``, ``n_studies_total``, ``share_of_studies``, ``rank``: with
      all studies, as in `theme_frequencies`;
    - ``rank_lowest``, ``rank_highest``: smallest and largest rank number over all that is left out in
      turn (1 is the top); ``share_lowest``, ``share_highest``: the same of the share of the studies that
      remain. Missing where nothing can be left out;
    - ``n_rank_changes``: how many of the studies, or values, change the rank when they go;
    - ``rank_changes_most_without``: the study, or value, whose loss changes the rank most; several that
      change it equally are joined by ``; ``, and where none does it is empty.

    Raises
    ------
    OptionError
        ``by`` or ``level`` cannot be.

    Notes
    -----
    A rank moves where neighbours have almost as many studies; a wide range of ranks with a narrow range
    of shares says that themes are close together, not that one is in doubt.

    The measure is ours; leaving out one study at a time is common in meta-analysis.
    """
    found = code_incidence(review, level=level)
    left_out, goes = left_out_groups(review, by, found)
    n_all = len(found.units)
    n_before = found.holds.sum(axis=0)
    n_after = n_before - goes @ found.holds
    ranks = code_ranks(n_before)[0]
    ranks_after = pd.DataFrame(code_ranks(n_after))
    remaining = n_all - left_out["n_studies_left_out"].to_numpy()
    shares_after = pd.DataFrame(n_after / remaining[:, None])

    moved = np.abs(ranks_after.to_numpy() - ranks)
    is_most = (moved == moved.max(axis=0, initial=0)) & (moved > 0)
    table = found.codes.assign(
        n_studies=n_before,
        n_studies_total=n_all,
        share_of_studies=n_before / n_all,
        rank=ranks,
        rank_lowest=ranks_after.min().astype("Int64"),
        rank_highest=ranks_after.max().astype("Int64"),
        share_lowest=shares_after.min(),
        share_highest=shares_after.max(),
        n_rank_changes=(moved > 0).sum(axis=0),
        rank_changes_most_without=pd.Series(joined_where(is_most.T, left_out["left_out"]), dtype="str"),
    )
    table = table.sort_values("rank", kind="stable", ignore_index=True)
    table.attrs["by"] = by
    return table
