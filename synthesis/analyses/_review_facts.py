"""The numbers of a review that a reporting standard asks for, by name."""

from __future__ import annotations

from typing import Any

import pandas as pd

from synthesis.errors import list_in_words
from synthesis.review import Review

__all__ = ["has_need", "need_in_words", "review_facts"]

# What is counted, in words: ``n_coders`` is also ``coders``, "1 coder" or "2 coders".
_COUNTED = {
    "studies": ("study", "studies"),
    "reports": ("report", "reports"),
    "participants": ("participant", "participants"),
    "flow_boxes": ("box of the flow diagram", "boxes of the flow diagram"),
    "reasons": ("reason", "reasons"),
    "sources_searched": ("source with its number of records", "sources with their numbers of records"),
    "extracts": ("extract", "extracts"),
    "quotations": ("extract quoted word for word", "extracts quoted word for word"),
    "codes": ("code", "codes"),
    "coders": ("coder", "coders"),
    "configurations": ("configuration", "configurations"),
    "theories": ("statement of theory", "statements of theory"),
    "code_changes": ("change to the codebook", "changes to the codebook"),
    "memos": ("memo", "memos"),
    "appraisal_items": ("item", "items"),
    "appraisers": ("appraiser", "appraisers"),
    "findings": ("finding", "findings"),
}

_SEARCHED = ("database_specific_results", "register_specific_results")
_SEARCHED_OTHERWISE = ("website_results", "organisation_results", "citations_results")


def review_facts(review: Review) -> dict[str, Any]:
    """Return the numbers and words that the sentences of a standard may name.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    Counts (``n_…``), the same in words (``n_coders`` is also ``coders``), and texts, by name.
    """
    facts = _of_settings(review) | _of_selection(review) | _of_coding(review) | _of_judgements(review)
    words = {
        name: f"{facts[f'n_{name}']} {forms[facts[f'n_{name}'] != 1]}" for name, forms in _COUNTED.items()
    }
    return facts | words


def has_need(review: Review, need: str) -> bool:
    """Return whether a review has what an item needs.

    Parameters
    ----------
    review
        Not modified.
    need
        A table, ``table.column``, ``settings.name``, or several of these of which one is enough,
        joined by ``|``.
    """
    return any(_has(review, *one.partition(".")[::2]) for one in need.split("|"))


def need_in_words(need: str) -> str:
    """Say what an item needs: ``the table flow``, ``the column country of studies``."""
    words = []
    for one in need.split("|"):
        table, _, column = one.partition(".")
        if table == "settings":
            words.append(f"{column} in review.yaml")
        else:
            words.append(f"the column {column} of {table}" if column else f"the table {table}")
    return list_in_words(words, last="or")


def _has(review: Review, table: str, column: str) -> bool:
    if table == "settings":
        return bool(getattr(review.settings, column))
    return review.has(table) and (not column or bool(getattr(review, table)[column].notna().any()))


def _of_settings(review: Review) -> dict[str, Any]:
    settings = review.settings
    return {
        "title": settings.title,
        "question": settings.question,
        "kind": settings.kind,
        "licence": settings.licence,
        "authors": list_in_words(settings.authors),
    }


def _of_selection(review: Review) -> dict[str, Any]:
    studies, flow = review.studies, review.flow
    reported = review.reports["study_id"]
    searched = flow["box"].isin(_SEARCHED) & flow["reason"].notna() | flow["box"].isin(_SEARCHED_OTHERWISE)
    attributes = [name for name in review.attributes if studies[name].notna().any()]
    return {
        "n_studies": len(studies),
        "n_reports": len(reported) + int((~studies["study_id"].isin(reported)).sum()),
        "n_sources": len(review.sources),
        "n_participants": int(studies["n_participants"].sum()),
        "n_flow_boxes": int(flow["box"].nunique()),
        "n_reasons": int((flow["box"].str.contains("excluded") & flow["reason"].notna()).sum()),
        "n_sources_searched": int(searched.sum()),
        "attributes": list_in_words(attributes, most=6),
    }


def _of_coding(review: Review) -> dict[str, Any]:
    codings = review.codings_in_effect()
    extracts, terms = review.extracts, review.configuration_terms
    placed = review.codings.merge(extracts[["extract_id", "study_id"]], on="extract_id", how="left")
    coded_by = placed["study_id_x"].fillna(placed["study_id_y"])
    n_coders = placed["coder"].groupby(coded_by).nunique()
    by_role = terms.loc[terms["role"] == "outcome", "code_id"]
    by_kind = review.codebook.loc[review.codebook["kind"] == "outcome", "code_id"]
    return {
        "n_extracts": len(extracts),
        "n_studies_with_extracts": int(extracts["study_id"].nunique()),
        "n_quotations": int(extracts["is_verbatim"].fillna(False).sum()),
        "n_codes": len(review.codebook),
        "n_levels": int(review.code_tree["level"].max()),
        "n_coders": int(review.codings["coder"].nunique()),
        "n_studies_with_codings": int(codings["study_id"].nunique()),
        "n_studies_coded_twice": int((n_coders > 1).sum()),
        "n_outcomes": int(pd.concat([by_role, by_kind]).nunique()),
        "n_configurations": len(review.configurations),
        "n_theories": len(review.theories),
        "n_code_changes": len(review.code_changes),
        "n_memos": len(review.memos),
    }


def _of_judgements(review: Review) -> dict[str, Any]:
    appraisal, findings = review.appraisal, review.findings
    people = appraisal[appraisal["appraiser"].str.casefold().ne("consensus")]
    n_appraisers = people.groupby("study_id")["appraiser"].nunique()
    return {
        "n_appraised": int(appraisal["study_id"].nunique()),
        "n_appraised_twice": int((n_appraisers > 1).sum()),
        "n_appraisal_items": len(appraisal[["tool", "item"]].drop_duplicates()),
        "n_appraisers": int(people["appraiser"].nunique()),
        "tools": list_in_words(sorted(appraisal["tool"].unique())),
        "n_findings": len(findings),
        "n_findings_judged": int(findings["overall"].notna().sum()),
    }
