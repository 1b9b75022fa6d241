"""What stands behind each review finding."""

from __future__ import annotations

import pandas as pd

from synthesis.codebook import ancestors
from synthesis.review import Review

__all__ = ["finding_evidence"]


def finding_evidence(review: Review) -> pd.DataFrame:
    """Count the evidence behind each finding, beside the team's confidence in it.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per finding, in the order of the table ``findings``:

    - ``finding_id``, ``sentence``, ``overall`` (the team's judgement, never computed);
    - ``n_studies``: studies in which one of its codes, or a code below one, is present, or that one of
      its configurations was found in; ``n_studies_total`` and ``share_of_studies``;
    - ``n_studies_codes``: studies that mention its codes, in whatever direction;
      ``n_studies_configurations``: studies that its configurations were found in;
    - ``n_extracts``: extracts with such a code, or that such a configuration rests on;
    - ``n_configurations``: configurations that it names;
    - ``study_ids``: the studies, joined by "; ".

    Notes
    -----
    A study that mentions a code need not say what the finding says: the counts are of what was looked
    at, and the configurations are the nearer witness. How many studies stand behind a finding is not
    how sure one can be of it: that is judged by people
    on the quality, coherence, adequacy and relevance of the evidence (GRADE-CERQual [1]_).

    References
    ----------
    .. [1] Lewin et al. (2018), Implementation Science 13(Suppl 1):2.
    """
    findings = review.findings
    named = _listed(findings, "code_ids", "ancestor_id")
    chains = ancestors(review.codebook)[["code_id", "ancestor_id"]]
    codings = review.present_codings()[["study_id", "extract_id", "code_id"]]
    by_code = named.merge(chains, on="ancestor_id").merge(codings, on="code_id")

    configurations = review.configurations[["configuration_id", "study_id", "extract_ids"]]
    by_configuration = _listed(findings, "configuration_ids", "configuration_id").merge(
        configurations, on="configuration_id"
    )
    rests_on = _listed(by_configuration, "extract_ids", "extract_id")

    columns = ["finding_id", "study_id"]
    studies = pd.concat([by_code[columns], by_configuration[columns]]).drop_duplicates()
    studies = studies.sort_values(columns).groupby("finding_id")["study_id"]
    columns = ["finding_id", "extract_id"]
    extracts = pd.concat([by_code[columns], rests_on[columns]]).dropna().drop_duplicates()

    table = findings[["finding_id", "sentence", "overall"]].copy()
    for name, counts in {
        "n_studies": studies.size(),
        "n_studies_codes": by_code.groupby("finding_id")["study_id"].nunique(),
        "n_studies_configurations": by_configuration.groupby("finding_id")["study_id"].nunique(),
        "n_extracts": extracts.groupby("finding_id").size(),
        "n_configurations": by_configuration.groupby("finding_id")["configuration_id"].nunique(),
    }.items():
        table[name] = table["finding_id"].map(counts).fillna(0).astype("int64")
    table.insert(4, "n_studies_total", len(review.studies))
    table.insert(5, "share_of_studies", table["n_studies"] / max(len(review.studies), 1))
    table["study_ids"] = table["finding_id"].map(studies.agg("; ".join)).astype("str").fillna("")
    return table


def _listed(table: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    """Return one row per finding and listed identifier."""
    long = table[["finding_id", column]].dropna()
    long = long.assign(**{name: long[column].str.split(";")}).explode(name)
    return long[["finding_id", name]].astype("str").drop_duplicates()
