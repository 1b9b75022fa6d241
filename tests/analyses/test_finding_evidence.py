"""Behind each finding stand the studies of its codes, of the codes below them and of its configurations."""

import pytest

from synthesis.analyses.finding_evidence import finding_evidence
from synthesis.plots.finding_evidence import plot_finding_evidence
from synthesis.review import review_from_tables


@pytest.fixture
def table():
    review = review_from_tables(
        {
            "studies": [{"study_id": s} for s in ("s1", "s2", "s3", "s4")],
            "codebook": [
                {"code_id": "relations"},
                {"code_id": "trust", "parent_id": "relations"},
                {"code_id": "money"},
            ],
            "extracts": [{"extract_id": f"e{i}", "study_id": f"s{i}"} for i in (1, 2, 3)],
            "codings": [
                {"extract_id": "e1", "code_id": "trust"},
                {"extract_id": "e2", "code_id": "trust", "state": "absent"},
                {"study_id": "s4", "code_id": "relations"},
            ],
            "configurations": [
                {"configuration_id": "c1", "study_id": "s3", "extract_ids": "e3"},
                {"configuration_id": "c2", "study_id": "s1", "extract_ids": "e1"},
            ],
            "configuration_terms": [
                {"configuration_id": c, "role": "mechanism", "code_id": "trust"} for c in ("c1", "c2")
            ],
            "findings": [
                {
                    "finding_id": "f1",
                    "sentence": "Trust matters.",
                    "code_ids": "relations",
                    "configuration_ids": "c1;c2",
                    "overall": "moderate",
                },
                {"finding_id": "f2", "sentence": "Money matters.", "code_ids": "money"},
            ],
        }
    )
    return finding_evidence(review)


def test_codes_below_and_configurations_count_once(table):
    # f1: s1 by trust below relations and by c2, s3 by c1, s4 by the study-level coding; s2 states absence.
    first = table.iloc[0]
    assert first["study_ids"] == "s1; s3; s4"
    assert first[["n_studies", "n_studies_total", "n_extracts", "n_configurations"]].tolist() == [3, 4, 2, 2]
    assert first["share_of_studies"] == 0.75
    # s1 and s4 mention relations or what is below it; the configurations stand in s1 and s3.
    assert first[["n_studies_codes", "n_studies_configurations"]].tolist() == [2, 2]


def test_a_finding_without_evidence_is_kept_with_nothing_behind_it(table):
    second = table.iloc[1]
    assert second[["n_studies", "n_extracts", "n_configurations", "study_ids"]].tolist() == [0, 0, 0, ""]


def test_the_figure_says_studies_and_confidence_in_words(table):
    ax = plot_finding_evidence(table)
    assert [text.get_text() for text in ax.texts] == ["3   ●●●○ moderate", "0   not judged"]
    assert [bar.get_width() for bar in ax.containers[1]] == [3, 0]


def test_findings_in_draft_without_codes_or_judgements_are_listed_and_drawn():
    review = review_from_tables(
        {
            "studies": [{"study_id": "s1"}],
            "codebook": [{"code_id": "trust"}],
            "codings": [{"study_id": "s1", "code_id": "trust"}],
            "findings": [{"finding_id": "f1", "sentence": "Trust matters."}],
        }
    )
    table = finding_evidence(review)
    assert table[["n_studies", "study_ids"]].values.tolist() == [[0, ""]]
    assert "0   not judged" in [text.get_text() for text in plot_finding_evidence(table).texts]
