"""Where the same mechanism is reported to lead to opposite outcomes."""

from __future__ import annotations

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

__all__ = ["contradictions"]

_NO_CONTEXT = "(no context stated)"
_SIDES = {"plus": "+", "minus": "-"}


def contradictions(review: Review, *, level: str = "mechanism", match_sign: bool = True) -> pd.DataFrame:
    """List mechanisms that lead to an outcome in some configurations and away from it in others.

    Two configurations contradict each other where they have the same mechanism with the same
    sign and the same outcome with opposite signs. With ``level="context"`` they have the same
    context with the same sign as well. The contexts on either side are the raw material for
    asking what makes the difference.

    Parameters
    ----------
    review
        Not modified.
    level
        ``"mechanism"``: the mechanism must be the same; mechanism-outcome dyads count.
        ``"context"``: the context and the mechanism must be.
    match_sign
        Whether the mechanism's sign must be the same. ``False`` sets it aside (blank in the
        table); the sign of a context never is.

    Returns
    -------
    One row per contradiction: ``mechanism_id``, ``mechanism`` (label), ``mechanism_sign``; with
    ``level="context"`` also ``context_id``, ``context`` (label), ``context_sign``; then
    ``outcome_id``, ``outcome`` (label); for each side (``plus``: the outcome is there or rises,
    ``minus``: it is missing or falls) ``n_studies_<side>``, ``study_ids_<side>`` and
    ``contexts_<side>`` (every context of the configurations on that side with its sign, joined
    by ``; ``, most studies first; "(no context stated)" for dyads); ``study_ids_both`` (studies
    on both sides) and ``is_within_study`` (whether there are any). The best supported on the
    weaker side come first, then on the stronger side, then by identifiers.

    Raises
    ------
    OptionError
        ``level`` or ``match_sign`` is not one of the allowed values.

    Notes
    -----
    A contradiction is a question, not a fault of the evidence: the same mechanism may be fired
    by different contexts, or a code may lump two mechanisms together. Counts on the two sides
    are no vote. A contradiction with ``match_sign=False`` may be none at all: less conflict with
    more trust and more conflict with less trust agree.

    The definition is ours; the use of contexts to explain differing outcomes is that of [1]_.

    References
    ----------
    .. [1] Pawson R, Tilley N (1997). Realistic Evaluation. London: Sage.
    """
    check_option("level", level, ("mechanism", "context"))
    if not isinstance(match_sign, bool):
        raise OptionError(f"match_sign={match_sign!r} is not allowed; it can be True or False.")
    terms = signed_terms(review)
    contexts = terms[terms["role"] == "context"]
    if not match_sign:
        terms = terms.assign(sign=terms["sign"].mask(terms["role"] == "mechanism", ""))

    roles = ("mechanism", "outcome") if level == "mechanism" else ROLES
    key = ["mechanism_id", "mechanism_sign", "context_id", "context_sign", "outcome_id"]
    key = [name for name in key if level == "context" or not name.startswith("context")]
    found = role_combinations(terms, roles)
    opposed = found[found.groupby(key)["outcome_sign"].transform("nunique") == 2]

    labels = code_labels(review)
    table = opposed[key].drop_duplicates().set_index(key)
    contexts = contexts.assign(shown=shown_term(contexts["code_id"].map(labels), contexts["sign"]))
    for side, sign in _SIDES.items():
        of_side = opposed[opposed["outcome_sign"] == sign]
        studies = of_side.groupby(key)["study_id"]
        table[f"n_studies_{side}"] = studies.nunique()
        table[f"study_ids_{side}"] = studies.agg(joined)
        table[f"contexts_{side}"] = _contexts_by_studies(of_side, contexts, key)
    signs_of_study = opposed.groupby([*key, "study_id"])["outcome_sign"].nunique()
    torn = signs_of_study[signs_of_study == 2].reset_index()
    table["study_ids_both"] = torn.groupby(key)["study_id"].agg(joined).reindex(table.index, fill_value="")
    table["is_within_study"] = table["study_ids_both"] != ""

    table = table.reset_index()
    for role in roles:
        table[role] = table[f"{role}_id"].map(labels)
    sides = table[["n_studies_plus", "n_studies_minus"]]
    table = (
        table.assign(weaker=sides.min(axis=1), stronger=sides.max(axis=1))
        .sort_values(
            ["weaker", "stronger", *key],
            ascending=[False, False] + [True] * len(key),
            ignore_index=True,
        )
        .drop(columns=["weaker", "stronger"])
    )
    of_context = ["context_id", "context", "context_sign"] if level == "context" else []
    return table[
        [
            "mechanism_id",
            "mechanism",
            "mechanism_sign",
            *of_context,
            "outcome_id",
            "outcome",
            *(f"{what}_{side}" for side in _SIDES for what in ("n_studies", "study_ids", "contexts")),
            "study_ids_both",
            "is_within_study",
        ]
    ]


def _contexts_by_studies(found: pd.DataFrame, contexts: pd.DataFrame, key: list[str]) -> pd.Series:
    """Join the contexts of the configurations behind each key, those of most studies first."""
    stated = contexts[["configuration_id", "code_id", "sign", "shown"]]
    behind = found[[*key, "configuration_id", "study_id"]].merge(stated, on="configuration_id", how="left")
    # What is not stated comes last, however many studies do not state it.
    behind["is_unstated"] = behind["shown"].isna()
    behind = behind.fillna({"shown": _NO_CONTEXT, "code_id": "", "sign": ""})
    context = ["is_unstated", "shown", "code_id", "sign"]
    by_studies = behind.groupby([*key, *context])["study_id"].nunique().rename("n_studies").reset_index()
    order = ["is_unstated", "n_studies", "shown", "code_id"]
    by_studies = by_studies.sort_values(order, ascending=[True, False, True, True])
    return by_studies.groupby(key)["shown"].agg("; ".join)
