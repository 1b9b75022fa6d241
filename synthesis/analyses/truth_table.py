"""The truth table of a review: studies sorted by conditions, and which of them go with an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from synthesis.analyses._crisp_cells import chosen_factors, nothing_named, review_truth_table
from synthesis.review import Review

__all__ = ["truth_table"]

# Besides one column per condition.
_COLUMNS = (
    "row",
    "result",
    "n_cases",
    "n_with_outcome",
    "consistency",
    "pri",
    "coverage",
    "cases_with_outcome",
    "cases_without_outcome",
    "policy",
    "warning",
)


def truth_table(
    review: Review,
    *,
    conditions: Sequence[str] | str = (),
    outcome: str = "",
    unreported: str = "refuse",
    consistency: float = 1.0,
    n_cut: int = 1,
    complete: bool = False,
    coders: Iterable[str] | str | None = None,
) -> pd.DataFrame:
    """Sort the studies into the combinations of conditions, for crisp-set QCA.

    Parameters
    ----------
    review
        Not modified.
    conditions, outcome
        Attributes of the studies that hold 0 or 1, or codes: present is 1, stated absent is 0. A code
        that a study does not mention is not reported, and one that it both reports and states absent
        is conflicting and counts as not reported. An attribute goes before a code of the same name.
        Where neither is named, those of ``qca`` in review.yaml are taken; a review that names none has
        an empty table, whose ``attrs["switched_off"]`` says so.
    unreported
        ``"refuse"``: raise and name every study and condition that is not reported. ``"absent"``: count
        it as 0, which reads silence as absence. ``"drop"``: leave the study out.
    consistency
        Share of the studies of a row, above 0.5, from which the row counts as one with the outcome; as
        many without it make it one without the outcome. What is between is contradictory.
    n_cut
        Rows of fewer studies count as not observed.
    complete
        Whether to list the combinations without a study as well.
    coders
        Only these coders' codings, the consensus rule set aside. None: all.

    Returns
    -------
    One row per combination: ``row`` (the conditions as digits), one column per condition (0 or 1),
    ``result`` (``1``, ``contradictory``, ``0`` or ``remainder``), ``n_cases`` (studies),
    ``n_with_outcome``, ``consistency``, ``pri``, ``coverage`` (0 to 1), ``cases_with_outcome``,
    ``cases_without_outcome`` (study identifiers joined by "; "), ``policy`` and ``warning``, as
    `crisp_truth_table` describes them.

    Raises
    ------
    OptionError
        Conditions or the outcome are not named or are neither attribute nor code, a cell is neither 0
        nor 1, cells are not reported and ``unreported="refuse"``, or another option is not allowed.

    Notes
    -----
    The table says which combinations were met and not why. A contradictory row asks for a condition
    that is missing, or for another look at the studies; it is kept as it is. What a primary study does
    not mention was seldom absent: ``unreported="absent"`` and ``"drop"`` both change the answer, and
    ``policy`` says which was chosen.

    References
    ----------
    .. [1] Ragin CC (1987). The Comparative Method. Berkeley: University of California Press.
    .. [2] Rihoux B, De Meur G (2009). Crisp-set qualitative comparative analysis (csQCA). In: Rihoux B,
       Ragin CC (eds). Configurational Comparative Methods. Thousand Oaks: Sage, 33-68.
    """
    names, outcome = chosen_factors(review, conditions, outcome)
    if not names and not outcome:
        return nothing_named(_COLUMNS)
    return review_truth_table(
        review,
        names,
        outcome,
        coders=coders,
        unreported=unreported,
        consistency=consistency,
        n_cut=n_cut,
        complete=complete,
    )
