"""The evidence beside each component of GRADE-CERQual, finding by finding, in numbers."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._appraised import agreed_answers
from synthesis.analyses._finding_links import FindingLinks, finding_links, opposed_configurations
from synthesis.analyses._finding_sides import SIDES, extract_sides
from synthesis.appraisal_scale import NO_ANSWER, answers_in_order
from synthesis.review import NOT_REPORTED, Review

__all__ = ["confidence_evidence"]

_CONTEXTS = {"country": "countries", "setting": "settings", "design": "designs"}


def confidence_evidence(review: Review) -> pd.DataFrame:
    """Count, for each finding, what people look at when they judge the four components.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per finding, in the order of the table ``findings``: ``finding_id``, ``sentence``, then

    - what it rests on, counted as in `finding_evidence`: ``n_studies``, ``n_studies_total``,
      ``n_studies_configurations`` (those of its configurations, the nearer witness: a study that
      mentions a code need not say what the finding says), ``n_extracts``, ``n_configurations``,
      ``study_ids``;
    - methodological limitations: ``n_studies_appraised`` (contributing studies on which a tool was
      used), ``study_ids_not_appraised``, ``appraisal`` (their agreed answers by item, in words);
    - coherence: ``n_extracts_supporting``, ``n_extracts_qualifying``, ``n_extracts_contradicting`` (each
      extract on one side; ``extract_ids_…`` of each), of the last ``n_extracts_opposite_valence``,
      ``n_extracts_stated_absent``, ``n_extracts_opposite_sign`` (one can be several);
      ``n_configurations_contradicting``, ``configuration_ids_contradicting``,
      ``study_ids_contradicting`` (of both);
    - adequacy: ``n_participants`` of the ``n_studies_with_participants`` that report them,
      ``n_extracts_quoted`` (verbatim), ``n_words`` of all extracts and ``n_words_quoted``;
    - relevance: ``n_countries``, ``n_countries_total`` (of the review) and ``countries`` with their
      number of studies; the same for settings and designs.

    Lists are joined by "; ". Empty where the review has no findings.

    Notes
    -----
    Nothing here is a rating. An extract is called contradicting where one of the finding's codes is
    stated absent, where its valence is the one that fewer of the finding's studies give that code, or
    where it stands behind a configuration that the finding does not name and that has the same
    mechanism and the opposite outcome of one that it names (`contradictions`). These are places to read
    and no verdict: a barrier can be just what a finding is about. The rule is ours; the components are
    those of [1]_. Many extracts are not rich data, and few participants may say much.

    References
    ----------
    .. [1] Lewin et al. (2018), Implementation Science 13(Suppl 1):2.
    """
    links = finding_links(review)
    table = review.findings[["finding_id", "sentence"]].copy()
    found = [
        _behind(review, links),
        _methods(review, links),
        _coherence(review, links),
        _adequacy(review, links),
        *(_context(review, links, attribute, name) for attribute, name in _CONTEXTS.items()),
    ]
    for part in found:
        table = table.merge(part, left_on="finding_id", right_index=True, how="left")
    counts = [name for name in table.columns if name.startswith("n_")]
    texts = [name for name in table.columns if name not in counts]
    return table.fillna(dict.fromkeys(counts, 0) | dict.fromkeys(texts, "")).astype(
        dict.fromkeys(counts, "int64") | dict.fromkeys(texts, "str")
    )


def _behind(review: Review, links: FindingLinks) -> pd.DataFrame:
    part = _by_finding(review)
    part["n_studies"] = links.studies.groupby("finding_id").size()
    part["n_studies_total"] = len(review.studies)
    part["n_studies_configurations"] = links.configurations.groupby("finding_id")["study_id"].nunique()
    part["n_extracts"] = links.extracts.groupby("finding_id").size()
    part["n_configurations"] = links.configurations.groupby("finding_id").size()
    part["study_ids"] = _joined(links.studies, "study_id")
    return part


def _methods(review: Review, links: FindingLinks) -> pd.DataFrame:
    answers = agreed_answers(review)
    n_tools = answers["tool"].nunique()
    items = answers[["tool", "item"]].drop_duplicates(ignore_index=True)
    items["heading"] = items["item"] if n_tools == 1 else items["tool"] + ", " + items["item"]
    steps = pd.Index(answers_in_order(answers["judgement"]))
    behind = links.studies.merge(answers, on="study_id")
    used_on = behind[behind["judgement"] != NO_ANSWER[-1]][["finding_id", "study_id"]].drop_duplicates()
    is_used = pd.MultiIndex.from_frame(links.studies).isin(pd.MultiIndex.from_frame(used_on))

    counts = behind.groupby(["finding_id", "tool", "item", "judgement"]).size().rename("n").reset_index()
    counts["step"] = steps.get_indexer(counts["judgement"])
    counts = counts.merge(items.reset_index(names="place"), on=["tool", "item"])
    counts = counts.sort_values(["finding_id", "place", "step"])
    counts["said"] = counts["judgement"] + " " + counts["n"].astype("str")
    said = counts.groupby(["finding_id", "place", "heading"])["said"].agg(", ".join).reset_index()
    said["said"] = said["heading"] + ": " + said["said"]

    part = _by_finding(review)
    part["n_studies_appraised"] = used_on.groupby("finding_id").size()
    part["study_ids_not_appraised"] = _joined(links.studies[~is_used], "study_id")
    part["appraisal"] = said.groupby("finding_id")["said"].agg("; ".join)
    return part


def _coherence(review: Review, links: FindingLinks) -> pd.DataFrame:
    opposed = opposed_configurations(review, links.configurations)
    rests_on = review.configurations[["configuration_id", "extract_ids"]].dropna()
    rests_on = rests_on.assign(extract_id=rests_on["extract_ids"].str.split(";")).explode("extract_id")
    against = opposed[~opposed["is_named"]].merge(rests_on, on="configuration_id")
    sides = extract_sides(links, against[["finding_id", "extract_id"]])
    part = _by_finding(review)
    for side in SIDES:
        part[f"n_extracts_{side}"] = sides[sides["side"] == side].groupby("finding_id").size()
        part[f"extract_ids_{side}"] = _joined(sides[sides["side"] == side], "extract_id")
    for why in ("opposite_valence", "stated_absent", "opposite_sign"):
        part[f"n_extracts_{why}"] = sides.groupby("finding_id")[why].sum()
    contradicting = sides[sides["side"] == "contradicting"]
    part["n_configurations_contradicting"] = opposed.groupby("finding_id").size()
    part["configuration_ids_contradicting"] = _joined(opposed, "configuration_id")
    studies = contradicting.merge(review.extracts[["extract_id", "study_id"]], on="extract_id")
    studies = pd.concat([studies[["finding_id", "study_id"]], opposed[["finding_id", "study_id"]]])
    part["study_ids_contradicting"] = _joined(studies.drop_duplicates(), "study_id")
    return part


def _adequacy(review: Review, links: FindingLinks) -> pd.DataFrame:
    people = links.studies.merge(review.studies[["study_id", "n_participants"]], on="study_id")
    people = people.groupby("finding_id")["n_participants"]
    extracts = review.extracts[["extract_id", "text", "is_verbatim"]]
    extracts["n_words"] = extracts["text"].str.split().str.len().fillna(0)
    words = links.extracts.merge(extracts, on="extract_id")
    quoted = words[words["is_verbatim"].fillna(False).astype("bool")]
    part = _by_finding(review)
    part["n_participants"] = people.sum()
    part["n_studies_with_participants"] = people.count()
    part["n_extracts_quoted"] = quoted.groupby("finding_id").size()
    part["n_words"] = words.groupby("finding_id")["n_words"].sum()
    part["n_words_quoted"] = quoted.groupby("finding_id")["n_words"].sum()
    return part


def _context(review: Review, links: FindingLinks, attribute: str, name: str) -> pd.DataFrame:
    values = review.study_attribute(attribute)
    reported = values[values["value"] != NOT_REPORTED]
    counts = links.studies.merge(values, on="study_id").groupby(["finding_id", "value"]).size()
    counts = counts.rename("n").reset_index()
    counts["is_missing"] = counts["value"] == NOT_REPORTED
    counts = counts.sort_values(
        ["finding_id", "is_missing", "n", "value"], ascending=[True, True, False, True]
    )
    counts["said"] = counts["value"] + " " + counts["n"].astype("str")
    part = _by_finding(review)
    part[f"n_{name}"] = counts[~counts["is_missing"]].groupby("finding_id").size()
    part[f"n_{name}_total"] = reported["value"].nunique()
    part[name] = counts.groupby("finding_id")["said"].agg("; ".join)
    return part


def _by_finding(review: Review) -> pd.DataFrame:
    return pd.DataFrame(index=pd.Index(review.findings["finding_id"], name="finding_id"))


def _joined(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows.sort_values(["finding_id", column]).groupby("finding_id")[column].agg("; ".join)
