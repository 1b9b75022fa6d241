"""The evidence beside each component, counted by hand; never a rating."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.analyses.confidence_evidence import confidence_evidence
from synthesis.analyses.contradictions import contradictions
from synthesis.analyses.finding_evidence import finding_evidence
from synthesis.plots.confidence_evidence import plot_confidence_evidence
from synthesis.review import read_review
from tests.analyses.appraised_review import appraised_review, appraised_tables

DATA = Path(__file__).parents[2] / "data"
REVIEWS = ["collaboration", "realist-86"]


@pytest.fixture(scope="module")
def first():
    return confidence_evidence(appraised_review()).iloc[0]


def test_what_it_rests_on(first):
    # s1 and s2 by trust and the code below it; s3 by the study as a whole and by c1; s4 only contradicts.
    assert first["study_ids"] == "s1; s2; s3"
    assert first[["n_studies", "n_studies_total", "n_configurations"]].tolist() == [3, 4, 1]
    assert first["n_studies_configurations"] == 1  # s3, of c1
    assert first["n_extracts"] == 5  # e1 to e4, and e6 of c1


def test_methods_are_the_agreed_answers_of_the_contributing_studies(first):
    assert first["n_studies_appraised"] == 3
    assert first["study_ids_not_appraised"] == ""
    assert first["appraisal"] == (
        "A, 2: yes 1, not agreed 1, not answered 1; "
        "A, 10: unclear 1, no 1, not answered 1; "
        "B, only: splendid 1, not appraised 2"
    )


def test_coherence_sets_extracts_side_by_side(first):
    # Trust: enabler in s1 and s3, barrier in s2, so e3 is of the rarer valence. e4 is mixed. e5 states
    # absence. e7 stands behind c2: the same mechanism as c1, the opposite outcome. c3 has no such mechanism.
    sides = ["n_extracts_supporting", "n_extracts_qualifying", "n_extracts_contradicting"]
    assert first[sides].tolist() == [3, 1, 3]
    whys = ["n_extracts_opposite_valence", "n_extracts_stated_absent", "n_extracts_opposite_sign"]
    assert first[whys].tolist() == [1, 1, 1]
    assert first["extract_ids_contradicting"] == "e3; e5; e7"
    assert first["configuration_ids_contradicting"] == "c2"
    assert first["n_configurations_contradicting"] == 1
    assert first["study_ids_contradicting"] == "s2; s3; s4"


def test_where_the_valences_are_even_neither_side_contradicts():
    codings = [row for row in appraised_tables()["codings"] if row.get("study_id") != "s3"]
    row = confidence_evidence(appraised_review(codings=codings)).iloc[0]
    # Trust itself: e2 of s1 enabler, e3 of s2 barrier. Both qualify, and so does e4.
    assert row["n_extracts_opposite_valence"] == 0
    assert row["n_extracts_qualifying"] == 3


def test_adequacy_counts_people_and_words(first):
    assert first[["n_participants", "n_studies_with_participants"]].tolist() == [40, 2]
    assert first["n_extracts_quoted"] == 2
    assert first["n_words_quoted"] == 5 + 4  # e1 and e3
    assert first["n_words"] == 5 + 3 + 4 + 4 + 2  # e1, e2, e3, e4, e6


def test_relevance_counts_contexts_against_those_of_the_review(first):
    assert first["countries"] == "Norway 2; Wales 1; not reported 1"
    assert first[["n_countries", "n_countries_total"]].tolist() == [2, 3]
    assert first["settings"] == "not reported 3"
    assert first[["n_settings", "n_settings_total"]].tolist() == [0, 0]


def test_a_finding_without_evidence_keeps_its_row():
    second = confidence_evidence(appraised_review()).iloc[1]
    assert second["finding_id"] == "f2"
    assert second[["n_studies", "n_extracts", "n_words", "study_ids", "appraisal"]].tolist() == [
        0,
        0,
        0,
        "",
        "",
    ]


def test_without_findings_it_is_empty_and_has_its_columns():
    empty = confidence_evidence(appraised_review(findings=[]))
    assert empty.empty
    assert "n_extracts_contradicting" in empty.columns


def test_without_an_appraisal_no_study_is_appraised():
    row = confidence_evidence(appraised_review(appraisal=[])).iloc[0]
    assert row[["n_studies_appraised", "study_ids_not_appraised", "appraisal"]].tolist() == [
        0,
        "s1; s2; s3",
        "",
    ]


@pytest.mark.parametrize("name", REVIEWS)
def test_it_counts_what_finding_evidence_counts(name):
    review = read_review(DATA / name)
    ours, theirs = confidence_evidence(review), finding_evidence(review)
    columns = ["finding_id", "n_studies", "n_extracts", "n_configurations", "study_ids"]
    assert ours[columns].values.tolist() == theirs[columns].values.tolist()


@pytest.mark.parametrize("name", REVIEWS)
def test_each_extract_stands_on_one_side(name):
    table = confidence_evidence(read_review(DATA / name))
    sides = table[["n_extracts_supporting", "n_extracts_qualifying", "n_extracts_contradicting"]].sum(axis=1)
    # Beside the extracts that it rests on stand those that state absence or that oppose it.
    assert (sides >= table["n_extracts"]).all()
    assert (
        sides - table["n_extracts"] <= table["n_extracts_stated_absent"] + table["n_extracts_opposite_sign"]
    ).all()


def test_the_planted_contradiction_of_the_first_finding_is_beside_it():
    review = read_review(DATA / "realist-86")
    row = confidence_evidence(review).iloc[0]
    opposed = contradictions(review)
    planted = opposed[(opposed["mechanism_id"] == "synergy") & (opposed["outcome_id"] == "task-achievement")]
    against = review.configurations.set_index("configuration_id")["study_id"]
    studies = {against[c] for c in row["configuration_ids_contradicting"].split("; ")}
    assert studies == set(planted["study_ids_minus"].iloc[0].split("; ")) == {"study-10", "study-64"}


def test_a_finding_without_any_extract_has_nothing_on_either_side_and_is_drawn():
    draft = appraised_review(findings=[{"finding_id": "f1", "sentence": "Trust matters."}])
    table = confidence_evidence(draft)
    assert table.filter(regex="^n_extracts").iloc[0].sum() == 0
    assert "0" in [text.get_text() for text in plot_confidence_evidence(table).texts]
