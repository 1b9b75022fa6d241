"""The conservative, intermediate and parsimonious solutions of crisp-set QCA."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from synthesis.analyses._crisp_cells import chosen_factors, nothing_named, review_truth_table
from synthesis.errors import check_option
from synthesis.review import Review
from synthesis.statistics.minimisation import SOLUTION_COLUMNS, minimise

__all__ = ["qca_solutions"]


def qca_solutions(
    review: Review,
    *,
    conditions: Sequence[str] | str = (),
    outcome: str = "",
    expectations: Mapping[str, str] | None = None,
    explain: str = "present",
    solution: str = "all",
    unreported: str = "refuse",
    consistency: float = 1.0,
    n_cut: int = 1,
    coders: Iterable[str] | str | None = None,
) -> pd.DataFrame:
    """Reduce the truth table of a review to the combinations that go with an outcome.

    Contradictory rows are neither explained nor assumed to show the outcome. Every model with the
    fewest terms is listed, and none is preferred.

    Parameters
    ----------
    review
        Not modified.
    conditions, outcome, unreported, consistency, n_cut, coders
        As for `truth_table`.
    expectations
        Which state of a condition is expected to help what is explained, for the intermediate
        solution: ``{"trust": "present"}``. Conditions without an expectation are left out.
    explain
        ``"present"`` or ``"absent"``: which side of the outcome is explained.
    solution
        ``"conservative"``, ``"intermediate"``, ``"parsimonious"`` or ``"all"``: these three, the
        intermediate one where ``expectations`` are given.

    Returns
    -------
    One row per solution, model and term: ``solution``, ``model``, ``n_models``, ``expression``,
    ``term``, one column per condition (1, 0 or missing), ``is_in_every_model``, ``consistency``,
    ``pri``, ``coverage_raw``, ``coverage_unique``, ``cases``, ``cases_against`` (study identifiers
    joined by "; "), ``solution_consistency``, ``solution_coverage``, ``n_remainders_used`` and
    ``remainders_used``, as `minimise` describes them; then ``policy`` and ``warning`` of the truth
    table. A table without rows where no combination always goes with what is explained.

    Raises
    ------
    OptionError
        As for `truth_table`; or the intermediate solution is asked for without expectations, or there are
        more equally short models than can be searched.

    Notes
    -----
    A term is a combination that these studies share; it is no proof of a cause, and with few studies
    another one can change it. The parsimonious solution assumes outcomes for combinations that no
    study shows: ``remainders_used`` lists them, for people to say whether they believe it.

    References
    ----------
    .. [1] Rihoux B, De Meur G (2009). Crisp-set qualitative comparative analysis (csQCA). In: Rihoux B,
       Ragin CC (eds). Configurational Comparative Methods. Thousand Oaks: Sage, 33-68.
    .. [2] Ragin CC (2008). Redesigning Social Inquiry. Chicago: University of Chicago Press.
    """
    check_option("solution", solution, ("all", "conservative", "intermediate", "parsimonious"))
    names, outcome = chosen_factors(review, conditions, outcome)
    if not names and not outcome:
        return nothing_named([*SOLUTION_COLUMNS, "policy", "warning"])
    table = review_truth_table(
        review,
        names,
        outcome,
        coders=coders,
        unreported=unreported,
        consistency=consistency,
        n_cut=n_cut,
    )
    wanted = ["conservative", *(["intermediate"] if expectations else []), "parsimonious"]
    found = [
        minimise(table, names, solution=kind, explain=explain, expectations=expectations)
        for kind in (wanted if solution == "all" else [solution])
    ]
    solutions = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    said = {name: table[name].iloc[0] if len(table) else "" for name in ("policy", "warning")}
    return solutions.assign(**said)
