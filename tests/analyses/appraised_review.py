"""A review of four studies whose appraisal and findings can be worked out by hand.

Answers of tool A (people AB and CD, and their consensus)::

            item 2                        item 10
    s1      AB yes, CD yes                AB yes, CD no, consensus no
    s2      AB yes, CD no                 AB blank
    s3      consensus blank, AB yes       AB unclear, CD blank
    s4      -                             -

Tool B has one item, used on s1 only and answered in words of the team's own.
"""

from __future__ import annotations

from typing import Any

from synthesis.review import Review, review_from_tables

__all__ = ["appraised_review", "appraised_tables"]

_ANSWERS = """
s1 A 2 yes AB
s1 A 2 yes CD
s1 A 10 yes AB
s1 A 10 no CD
s1 A 10 no consensus
s2 A 2 yes AB
s2 A 2 no CD
s2 A 10 . AB
s3 A 2 . consensus
s3 A 2 yes AB
s3 A 10 unclear AB
s3 A 10 . CD
s1 B only splendid AB
"""


def appraised_tables() -> dict[str, list[dict[str, Any]]]:
    """Return the tables, as a person would type them."""
    names = ("study_id", "tool", "item", "judgement", "appraiser")
    appraisal = [dict(zip(names, line.split(), strict=True)) for line in _ANSWERS.strip().splitlines()]
    for row in appraisal:
        row["judgement"] = row["judgement"].replace(".", "")
        row["rationale"] = "Because." if row["study_id"] == "s1" and row["appraiser"] == "CD" else ""
    return {
        "studies": [
            {"study_id": "s1", "citation": "Ash 2010", "country": "Norway", "n_participants": 10},
            {"study_id": "s2", "citation": "Birch 2011", "country": "Norway; Wales", "n_participants": 30},
            {"study_id": "s3", "citation": "Cedar 2012", "country": "", "n_participants": ""},
            {"study_id": "s4", "citation": "Dale 2013", "country": "Chile", "n_participants": 60},
        ],
        "codebook": [
            {"code_id": "trust", "label": "Trust"},
            {"code_id": "early", "label": "Early trust", "parent_id": "trust"},
            {"code_id": "money", "label": "Money"},
            {"code_id": "success", "label": "Success"},
        ],
        "extracts": [
            {"extract_id": "e1", "study_id": "s1", "text": "We trusted them at once.", "is_verbatim": "true"},
            {"extract_id": "e2", "study_id": "s1", "text": "Trust came late.", "is_verbatim": "false"},
            {"extract_id": "e3", "study_id": "s2", "text": "Nobody was trusted here.", "is_verbatim": "true"},
            {"extract_id": "e4", "study_id": "s2", "text": "Trust helped and hurt."},
            {"extract_id": "e5", "study_id": "s3", "text": "Trust was no thing of theirs."},
            {"extract_id": "e6", "study_id": "s3", "text": "Two words"},
            {"extract_id": "e7", "study_id": "s4", "text": "Trust led nowhere."},
        ],
        "codings": [
            {"extract_id": "e1", "code_id": "early", "valence": "enabler", "coder": "AB"},
            {"extract_id": "e2", "code_id": "trust", "valence": "enabler", "coder": "AB"},
            {"extract_id": "e3", "code_id": "trust", "valence": "barrier", "coder": "AB"},
            {"extract_id": "e4", "code_id": "trust", "valence": "mixed", "coder": "CD"},
            {"extract_id": "e5", "code_id": "trust", "state": "absent", "coder": "AB"},
            {"study_id": "s3", "code_id": "trust", "valence": "enabler", "coder": "AB"},
        ],
        "configurations": [
            {"configuration_id": "c1", "study_id": "s3", "extract_ids": "e6"},
            {"configuration_id": "c2", "study_id": "s4", "extract_ids": "e7"},
            {"configuration_id": "c3", "study_id": "s4", "extract_ids": "e7"},
        ],
        "configuration_terms": [
            {"configuration_id": c, "role": role, "code_id": code, "sign": sign}
            for c, role, code, sign in (
                ("c1", "mechanism", "trust", "+"),
                ("c1", "outcome", "success", "+"),
                ("c2", "mechanism", "trust", "+"),
                ("c2", "outcome", "success", "-"),
                ("c3", "mechanism", "trust", "-"),
                ("c3", "outcome", "success", "-"),
            )
        ],
        "findings": [
            {
                "finding_id": "f1",
                "sentence": "Where partners trusted one another, they succeeded more often.",
                "code_ids": "trust",
                "configuration_ids": "c1",
                "methodological_limitations": "minor",
                "coherence": "moderate",
                "adequacy": "minor",
                "relevance": "minor",
                "overall": "moderate",
                "rationale": "Two of three studies agree, and one says that nobody was trusted.",
            },
            {"finding_id": "f2", "sentence": "Money", "code_ids": "money"},
        ],
        "appraisal": appraisal,
    }


def appraised_review(**tables: list[dict[str, Any]]) -> Review:
    """Return the review; tables given by name replace its own, an empty one takes a table out."""
    chosen = {name: rows for name, rows in (appraised_tables() | tables).items() if rows}
    return review_from_tables(chosen)
