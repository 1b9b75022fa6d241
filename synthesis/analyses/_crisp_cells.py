"""Conditions and an outcome of a review as crisp cells: 0, 1, not reported or conflicting.

What `truth_table` and `qca_solutions` have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from synthesis.errors import OptionError, check_option
from synthesis.review import Review
from synthesis.statistics.truth_table import CONFLICTING, crisp_truth_table

__all__ = ["chosen_factors", "named_conditions", "nothing_named", "review_truth_table"]

NOTHING_NAMED = "No conditions and no outcome are named for a comparison, here or in review.yaml."

CASE = "study_id"


def named_conditions(conditions: Sequence[str] | str) -> list[str]:
    """Return the conditions as a list; one alone may be given as text."""
    return [conditions] if isinstance(conditions, str) else list(conditions)


def chosen_factors(review: Review, conditions: Sequence[str] | str, outcome: str) -> tuple[list[str], str]:
    """Return the conditions and the outcome, from ``qca`` in review.yaml where none is named."""
    if not conditions and not outcome:
        named = review.settings.qca
        return named_conditions(named.get("conditions") or ()), str(named.get("outcome") or "")
    return named_conditions(conditions), outcome


def nothing_named(columns: Sequence[str]) -> pd.DataFrame:
    """Return the empty table of a review that compares no conditions; ``attrs`` say so."""
    table = pd.DataFrame(columns=list(columns), dtype="str")
    table.attrs["switched_off"] = NOTHING_NAMED
    return table


def review_truth_table(
    review: Review,
    conditions: Sequence[str] | str,
    outcome: str,
    *,
    coders: Iterable[str] | str | None,
    **options: object,
) -> pd.DataFrame:
    """Build the truth table of the studies of a review; see `crisp_truth_table` for the options."""
    names = named_conditions(conditions)
    if not names or not outcome:
        raise OptionError(
            "conditions and outcome must be named: attributes of the studies that hold 0 or 1, or codes."
        )
    codes = list(review.codebook["code_id"])
    for option, name in [*(("conditions", name) for name in names), ("outcome", outcome)]:
        check_option(option, name, [*review.attributes, *codes])
    studies = review.studies
    data = studies[[CASE]].copy()
    of_codes = [name for name in dict.fromkeys([*names, outcome]) if name not in review.attributes]
    states = _states(review, of_codes, coders)
    for name in dict.fromkeys([*names, outcome]):
        data[name] = studies[CASE].map(states[name]) if name in of_codes else studies[name]
    return crisp_truth_table(data, outcome, names, case=CASE, **options)


def _states(
    review: Review, codes: Sequence[str], coders: Iterable[str] | str | None
) -> dict[str, dict[str, str]]:
    """Say for each code and each study that mentions it: present 1, stated absent 0, or both."""
    codings = review.codings_in_effect(coders)
    codings = codings[codings["code_id"].isin(codes)]
    by_study = codings.groupby(["code_id", "study_id"])["state"].agg(["nunique", "first"])
    cells = by_study["first"].map({"present": "1", "absent": "0"}).mask(by_study["nunique"] > 1, CONFLICTING)
    return {code: cells[cells.index.get_level_values(0) == code].droplevel(0).to_dict() for code in codes}
