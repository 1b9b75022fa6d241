"""What the review holds on each component, in words, beside what people judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.analyses.confidence import confidence
from synthesis.review import read_review, review_from_tables
from tests.analyses.appraised_review import appraised_review

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def table():
    return confidence(appraised_review())


def test_four_rows_a_finding_with_the_judgements_of_people(table):
    first = table[table["finding_id"] == "f1"]
    assert first["component"].tolist() == [
        "methodological_limitations",
        "coherence",
        "adequacy",
        "relevance",
    ]
    assert first["concern"].tolist() == ["minor", "moderate", "minor", "minor"]
    assert first["overall"].unique().tolist() == ["moderate"]
    assert first[["n_judged", "is_complete"]].drop_duplicates().values.tolist() == [[4, True]]


def test_what_is_not_judged_says_so(table):
    second = table[table["finding_id"] == "f2"]
    assert set(second["concern"]) == set(second["overall"]) == {"not judged"}
    assert second[["n_judged", "is_complete", "rationale"]].drop_duplicates().values.tolist() == [
        [0, False, ""]
    ]


def test_the_evidence_in_words(table):
    words = table[table["finding_id"] == "f1"].set_index("component")["evidence"]
    assert words["methodological_limitations"].startswith(
        "3 of 3 studies appraised. A, 2: yes 1, not agreed 1"
    )
    assert words["coherence"] == (
        "3 extracts in support, 1 on both sides, 3 that may contradict (of the opposite valence 1, stating "
        "absence 1, behind opposite configurations 1); 1 configuration named, 1 with the opposite outcome."
    )
    assert words["adequacy"] == (
        "3 studies of 4 (1 with its configurations), 5 extracts of 18 words, 2 quoted word "
        "for word (9 words); 40 participants in the 2 that report their number."
    )
    assert words["relevance"].startswith("2 of the review’s 3 countries (Norway 2, Wales 1; not reported 1);")


def test_studies_without_a_context_are_not_counted_as_one_more_context():
    tables = {
        "studies": [{"study_id": f"s{n}", "country": country} for n, country in enumerate([*"ABCDEF", ""])],
        "codebook": [{"code_id": "trust"}],
        "codings": [{"study_id": f"s{n}", "code_id": "trust"} for n in range(7)],
        "findings": [{"finding_id": "f", "sentence": "Trust grows slowly.", "code_ids": "trust"}],
    }
    words = confidence(review_from_tables(tables)).set_index("component")["evidence"]
    assert words["relevance"].startswith(
        "6 of the review’s 6 countries (A 1, B 1, C 1, D 1, E 1 and 1 more; not reported 1);"
    )


def test_a_rationale_or_an_overall_judgement_that_is_missing_leaves_it_incomplete():
    judged = {
        "finding_id": "f",
        "sentence": "Trust was what made them succeed together.",
        "methodological_limitations": "minor",
        "coherence": "minor",
        "adequacy": "minor",
        "relevance": "minor",
    }
    review = appraised_review(findings=[judged | {"overall": "high"}])
    assert not confidence(review)["is_complete"].any()
    review = appraised_review(findings=[judged | {"overall": "high", "rationale": "All agree."}])
    assert confidence(review)["is_complete"].all()


def test_judgements_are_those_of_the_table_and_never_computed():
    review = read_review(DATA / "realist-86")
    table = confidence(review)
    wide = table.pivot_table(index="finding_id", columns="component", values="concern", aggfunc="first")
    given = review.findings.set_index("finding_id")
    for component in wide.columns:
        assert wide[component].to_dict() == given[component].to_dict()
    assert table.drop_duplicates("finding_id")["overall"].tolist() == given["overall"].tolist()


def test_without_findings_it_is_empty(table):
    empty = confidence(appraised_review(findings=[]))
    assert empty.empty
    assert list(empty.columns) == list(table.columns)
