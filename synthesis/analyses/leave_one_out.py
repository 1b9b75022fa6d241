"""What changes in the order of themes, and which patterns fall, when one study is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence, pattern_incidence
from synthesis.analyses._left_out import code_ranks, joined_where, left_out_groups
from synthesis.review import Review

__all__ = ["leave_one_out"]


def leave_one_out(
    review: Review,
    *,
    by: str = "study_id",
    level: int | None = None,
    min_studies: int = 2,
    sign: str = "all",
) -> pd.DataFrame:
    """Leave out each study, or all studies of each group, and say what changes.

    Parameters
    ----------
    review
        Not modified.
    by
        ``"study_id"``: one study at a time. An attribute of the studies, such as a country or an
        author team: all studies of one value at a time; a study with several values goes with each,
        and studies without one go together, as "not reported". A value that all studies share has
        no row: nothing would remain.
    level
        Level of the codebook to which codes are rolled up, in themes and patterns alike (1 = top);
        a code above that level stays itself. None: codes as given.
    min_studies, sign
        What is a demi-regularity; as for `demi_regularities`. ``min_studies`` is the same whatever is
        left out.

    Returns
    -------
    One row per study or value left out, those that change most first (by swaps, patterns that fall,
    ties made or broken, then in their order):

    - ``left_out`` (``study_id`` or value), ``left_out_label`` (citation or value),
      ``n_studies_left_out``, ``n_studies_remaining``;
    - ``is_order_changed``: whether any code has another rank; ``n_ranks_changed``: how many;
      ``largest_rank_change``;
    - ``n_swaps``: pairs of codes whose order is reversed; ``n_ties_changed``: pairs that become a tie
      (``n_ties_made``) or cease to be one (``n_ties_broken``);
    - ``largest_share_change``: of a code's share of the studies, either way; ``n_codes_lost``: codes
      found in no study any more;
    - ``n_patterns_fallen``, ``patterns_fallen``: demi-regularities left with fewer than ``min_studies``
      studies, in words and joined by ``; ``.

    Ranks are competition ranks by number of studies over all codes of the level, unused ones
    included; shares are of the studies that remain.

    Raises
    ------
    OptionError
        An option cannot be.

    Notes
    -----
    One study more or less cannot reverse the order of two codes that differ, because it takes at most
    one study from each: with ``by="study_id"`` all changes are ties made or broken. That nothing
    changes says that no single study (or group) decides; all of them together may still be one-sided.

    The measure is ours; leaving out one study at a time is common in meta-analysis.
    """
    found = code_incidence(review, level=level)
    seen = pattern_incidence(review, min_studies=min_studies, sign=sign, level=level)
    left_out, goes = left_out_groups(review, by, found)
    n_all, n_left_out = len(found.units), left_out["n_studies_left_out"].to_numpy()

    n_before = found.holds.sum(axis=0)
    n_after = n_before - goes @ found.holds
    ranks_moved = np.abs(code_ranks(n_after) - code_ranks(n_before))
    shares_moved = np.abs(n_after / (n_all - n_left_out)[:, None] - n_before / n_all)

    first, second = np.triu_indices(len(n_before), k=1)
    n_before, n_after = n_before.astype("int32"), n_after.astype("int32")  # pairs are many
    before = np.sign(n_before[first] - n_before[second])
    after = np.sign(n_after[:, first] - n_after[:, second])
    n_patterns_after = seen.shows.sum(axis=0) - goes @ seen.shows
    has_fallen = n_patterns_after < min_studies

    table = left_out.assign(
        n_studies_remaining=n_all - n_left_out,
        is_order_changed=(ranks_moved > 0).any(axis=1),
        n_ranks_changed=(ranks_moved > 0).sum(axis=1),
        largest_rank_change=ranks_moved.max(axis=1, initial=0),
        n_swaps=(before * after < 0).sum(axis=1),
        n_ties_changed=((before == 0) != (after == 0)).sum(axis=1),
        n_ties_made=((before != 0) & (after == 0)).sum(axis=1),
        n_ties_broken=((before == 0) & (after != 0)).sum(axis=1),
        largest_share_change=shares_moved.max(axis=1, initial=0),
        n_codes_lost=((n_before > 0) & (n_after == 0)).sum(axis=1),
        n_patterns_fallen=has_fallen.sum(axis=1),
        patterns_fallen=pd.Series(joined_where(has_fallen, seen.patterns["pattern"]), dtype="str"),
    )
    most_first = ["n_swaps", "n_patterns_fallen", "n_ties_changed"]
    table = table.sort_values(most_first, ascending=False, kind="stable", ignore_index=True)
    table.attrs |= {"by": by, "n_patterns": len(seen.patterns)}
    return table
