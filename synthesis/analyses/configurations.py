"""The table of context-mechanism-outcome configurations that people publish."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_patterns import ROLES, as_people_count, code_labels, joined, shown_term
from synthesis.review import Review

__all__ = ["configurations"]

_PARTS = ("resource", "reasoning")


def configurations(review: Review) -> pd.DataFrame:
    """List the configurations, one row each, with the signs of their terms.

    A configuration with two of the three roles is a dyad. It stays one and is labelled; a role
    that the study did not report is left empty, never filled in.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per configuration, in the order of their identifiers (``c2`` before ``c10``), those
    without any term included: ``configuration_id``, ``study_id``, ``citation`` (the
    ``study_id`` where there is none), ``theory_id``, ``relation``, ``form`` (the initials of the
    roles it has: ``CMO``, ``CM``, ``MO``, ``CO``, ``C``, ``M``, ``O`` or blank), ``is_dyad``
    (exactly two roles), ``context``, ``mechanism``, ``outcome`` (labels with signs, joined by
    ``; ``, in alphabetical order), ``mechanism_resource`` and ``mechanism_reasoning`` (those of
    the mechanisms that are said to be one), ``n_extracts``, ``extract_ids`` and ``note``.
    What is missing is an empty text.

    Notes
    -----
    The table repeats what the team recorded. It does not say how sure a configuration is, nor
    what was inferred, unless the note does.

    Mechanisms as resource and reasoning follow [1]_.

    References
    ----------
    .. [1] Dalkin SM, Greenhalgh J, Jones D, Cunningham B, Lhussier M (2015). What's in a
       mechanism? Development of a key concept in realist evaluation. Implementation Science
       10:49.
    """
    table = review.configurations
    table = table.merge(review.studies[["study_id", "citation"]], on="study_id", how="left")
    table["citation"] = table["citation"].fillna(table["study_id"])
    table = table.set_index("configuration_id")

    terms = review.configuration_terms
    terms["shown"] = shown_term(terms["code_id"].map(code_labels(review)), terms["sign"])
    for role in ROLES:
        table[role] = _joined_terms(terms[terms["role"] == role]).reindex(table.index, fill_value="")
    of_mechanism = terms[terms["role"] == "mechanism"]
    for part in _PARTS:
        of_part = _joined_terms(of_mechanism[of_mechanism["part"] == part])
        table[f"mechanism_{part}"] = of_part.reindex(table.index, fill_value="")

    has_role = table[list(ROLES)] != ""
    initials = [has_role[role].map({True: role[0].upper(), False: ""}).astype("str") for role in ROLES]
    table["form"] = initials[0] + initials[1] + initials[2]
    table["is_dyad"] = has_role.sum(axis=1) == 2

    extracts = table["extract_ids"].dropna().str.split(";").explode().str.strip()
    of_configuration = extracts[extracts != ""].groupby(level=0)
    table["n_extracts"] = of_configuration.nunique().reindex(table.index, fill_value=0)
    table["extract_ids"] = of_configuration.agg(joined).reindex(table.index, fill_value="")
    for column in ("theory_id", "relation", "note"):
        table[column] = table[column].fillna("")

    table = table.reset_index().sort_values("configuration_id", key=as_people_count, ignore_index=True)
    return table[
        [
            "configuration_id",
            "study_id",
            "citation",
            "theory_id",
            "relation",
            "form",
            "is_dyad",
            *ROLES,
            *(f"mechanism_{part}" for part in _PARTS),
            "n_extracts",
            "extract_ids",
            "note",
        ]
    ]


def _joined_terms(terms: pd.DataFrame) -> pd.Series:
    """Join the terms of each configuration; one that is both resource and reasoning stands once."""
    distinct = terms.drop_duplicates(["configuration_id", "code_id", "sign"]).sort_values(
        ["shown", "code_id"]
    )
    return distinct.groupby("configuration_id")["shown"].agg("; ".join).astype("str")
