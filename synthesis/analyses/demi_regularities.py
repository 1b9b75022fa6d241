"""Signed context-mechanism-outcome patterns that recur across studies."""

from __future__ import annotations

from numbers import Integral

import pandas as pd

from synthesis.analyses.configuration_patterns import (
    ROLES,
    code_labels,
    joined,
    role_combinations,
    shown_term,
    signed_terms,
)
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["demi_regularities"]


def demi_regularities(
    review: Review, *, min_studies: int = 2, sign: str = "all", level: int | None = None
) -> pd.DataFrame:
    """List the context-mechanism-outcome patterns found in several studies.

    A pattern is one context, one mechanism and one outcome, each with its sign. A configuration
    with several terms in a role holds every combination of them. Dyads hold no pattern, and
    nothing is filled in for them. A configuration that refutes a theory counts for its own
    pattern all the same.

    Parameters
    ----------
    review
        Not modified.
    min_studies
        Least number of studies in which a pattern must be found, 1 or more.
    sign
        ``"all"``: the signs of context, mechanism and outcome all belong to the pattern.
        ``"outcome"``: those of context and mechanism are set aside (blank in the table).
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level
        stays itself. A study whose codes become one counts once. None: codes as given.

    Returns
    -------
    One row per pattern: ``context_id``, ``context_sign``, ``mechanism_id``, ``mechanism_sign``,
    ``outcome_id``, ``outcome_sign`` (signs as ``+`` and ``-``), ``context``, ``mechanism``,
    ``outcome`` (labels), ``pattern`` (the three in words, with their signs), ``n_studies``,
    ``study_ids``, ``n_configurations``, ``configuration_ids`` (both joined by ``; ``),
    ``n_studies_context`` (studies with that context, under that sign, in any configuration,
    dyads included) and ``share_of_context`` (``n_studies`` of these, 0 to 1). Most studies
    first, then by identifiers.

    Raises
    ------
    OptionError
        ``min_studies`` is not a whole number of 1 or more, ``sign`` is not one of the two, or
        ``level`` is no level of a codebook.

    Notes
    -----
    Recurrence invites an explanation; it is not one. A pattern in many studies may rest on what
    reviewers looked for, and one in a single study may explain more than any of these.
    ``share_of_context`` is a share of the studies that speak of the context, silent ones left
    out. Rolled up, a code can stand in two roles of one pattern; it is kept, because the codes
    beneath it differed.

    The threshold of two studies is ours and only a starting point.

    References
    ----------
    .. [1] Lawson T (1997). Economics and Reality. London: Routledge (for the word).
    .. [2] Pawson R (2006). Evidence-Based Policy: A Realist Perspective. London: Sage.
    """
    if not isinstance(min_studies, Integral) or isinstance(min_studies, bool) or min_studies < 1:
        raise OptionError(f"min_studies={min_studies!r} is not allowed; it is a whole number of 1 or more.")
    check_option("sign", sign, ("all", "outcome"))
    terms = signed_terms(review, level=level)
    if sign == "outcome":
        terms = terms.assign(sign=terms["sign"].where(terms["role"] == "outcome", ""))

    key = [f"{role}_{part}" for role in ROLES for part in ("id", "sign")]
    found = role_combinations(terms, ROLES)
    recurring = found.groupby(key)["study_id"].transform("nunique") >= min_studies
    table = (
        found[recurring]
        .groupby(key)
        .agg(
            n_studies=("study_id", "nunique"),
            study_ids=("study_id", joined),
            n_configurations=("configuration_id", "nunique"),
            configuration_ids=("configuration_id", joined),
        )
        .reset_index()
    )

    contexts = terms[terms["role"] == "context"].rename(
        columns={"code_id": "context_id", "sign": "context_sign"}
    )
    of_context = contexts.groupby(["context_id", "context_sign"])["study_id"].nunique()
    table = table.merge(of_context.rename("n_studies_context").reset_index(), how="left")
    table["share_of_context"] = table["n_studies"] / table["n_studies_context"]

    labels = code_labels(review)
    for role in ROLES:
        table[role] = table[f"{role}_id"].map(labels)
    context, mechanism, outcome = (shown_term(table[role], table[f"{role}_sign"]) for role in ROLES)
    table["pattern"] = context + " → " + mechanism + " → " + outcome

    table = table.sort_values(["n_studies", *key], ascending=[False] + [True] * len(key), ignore_index=True)
    return table[
        [
            *key,
            *ROLES,
            "pattern",
            "n_studies",
            "study_ids",
            "n_configurations",
            "configuration_ids",
            "n_studies_context",
            "share_of_context",
        ]
    ]
