"""The codes, codings, configurations and extracts that each finding rests on."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from synthesis.analyses.configuration_patterns import role_combinations, signed_terms
from synthesis.codebook import ancestors
from synthesis.review import Review

__all__ = ["FindingLinks", "finding_links", "opposed_configurations"]


class FindingLinks(NamedTuple):
    """What the findings rest on, one row each.

    Parameters
    ----------
    codings
        ``finding_id`` with each coding in effect of its codes or of codes below them: ``study_id``,
        ``extract_id`` (missing for a study as a whole), ``code_id``, ``valence``, ``state``.
    configurations
        ``finding_id``, ``configuration_id`` and ``study_id`` of those it names.
    configuration_extracts
        ``finding_id``, ``configuration_id``, ``extract_id``: what these rest on.
    studies
        ``finding_id`` and ``study_id``: with one of the codes present, or one of the configurations.
    extracts
        ``finding_id`` and ``extract_id``: the same, for extracts.
    """

    codings: pd.DataFrame
    configurations: pd.DataFrame
    configuration_extracts: pd.DataFrame
    studies: pd.DataFrame
    extracts: pd.DataFrame


def finding_links(review: Review) -> FindingLinks:
    """Return what each finding of a review rests on.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    See `FindingLinks`; nothing is counted twice.
    """
    findings = review.findings
    chains = ancestors(review.codebook)[["code_id", "ancestor_id"]]
    codes = _listed(findings, "finding_id", "code_ids", "ancestor_id").merge(chains, on="ancestor_id")
    codes = codes[["finding_id", "code_id"]].drop_duplicates()
    columns = ["study_id", "extract_id", "code_id", "valence", "state"]
    codings = codes.merge(review.codings_in_effect()[columns].drop_duplicates(), on="code_id")

    configurations = review.configurations[["configuration_id", "study_id", "extract_ids"]]
    named = _listed(findings, "finding_id", "configuration_ids", "configuration_id")
    named = named.merge(configurations[["configuration_id", "study_id"]], on="configuration_id")
    rest_on = named.merge(
        _listed(configurations, "configuration_id", "extract_ids", "extract_id"), on="configuration_id"
    )
    present = codings[codings["state"] == "present"]
    studies = _together(present, named, "study_id")
    extracts = _together(present, rest_on, "extract_id")
    return FindingLinks(codings, named, rest_on.drop(columns="study_id"), studies, extracts)


def opposed_configurations(review: Review, named: pd.DataFrame) -> pd.DataFrame:
    """Return the configurations that contradict those that each finding names.

    Two configurations contradict each other as in `contradictions`: same mechanism with the same
    sign, same outcome with the opposite sign.

    Parameters
    ----------
    review
        Not modified.
    named
        ``finding_id`` and ``configuration_id``.

    Returns
    -------
    ``finding_id``, ``configuration_id``, ``study_id`` and ``is_named`` (whether the finding names it as
    well), once each.
    """
    pairs = role_combinations(signed_terms(review), ("mechanism", "outcome"))
    key = ["mechanism_id", "mechanism_sign", "outcome_id"]
    pairs = pairs[["configuration_id", "study_id", *key, "outcome_sign"]].drop_duplicates()
    ours = named[["finding_id", "configuration_id"]].merge(
        pairs.drop(columns="study_id"), on="configuration_id"
    )
    met = (
        ours.drop(columns="configuration_id")
        .drop_duplicates()
        .merge(pairs, on=key, suffixes=("_of_finding", ""))
    )
    met = met[met["outcome_sign"] != met["outcome_sign_of_finding"]]
    met = met[["finding_id", "configuration_id", "study_id"]].drop_duplicates(ignore_index=True)
    of_findings = pd.MultiIndex.from_frame(named[["finding_id", "configuration_id"]])
    is_named = pd.MultiIndex.from_frame(met[["finding_id", "configuration_id"]]).isin(of_findings)
    return met.assign(is_named=is_named)


def _listed(table: pd.DataFrame, key: str, column: str, name: str) -> pd.DataFrame:
    """Return one row per row of a table and identifier listed in one of its cells."""
    long = table[[key, column]].dropna()
    long = long.assign(**{name: long[column].str.split(";")}).explode(name)[[key, name]].astype("str")
    return long.assign(**{name: long[name].str.strip()}).drop_duplicates(ignore_index=True)


def _together(codings: pd.DataFrame, others: pd.DataFrame, unit: str) -> pd.DataFrame:
    columns = ["finding_id", unit]
    found = pd.concat([codings[columns], others[columns]]).dropna().drop_duplicates()
    return found.sort_values(columns, ignore_index=True)
