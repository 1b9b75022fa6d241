"""What a review stands on, counted once."""

from synthesis.analyses.evidence_base import evidence_base
from synthesis.plots.evidence_base import plot_evidence_base
from synthesis.review import review_from_tables


def review():
    return review_from_tables(
        {
            "studies": [
                {"study_id": "s1", "n_participants": 24},
                {"study_id": "s2", "n_participants": 20},
                {"study_id": "s3"},
            ],
            "reports": [{"report_id": "r1", "study_id": "s1"}, {"report_id": "r2", "study_id": "s1"}],
            "codebook": [{"code_id": "trust"}, {"code_id": "money"}, {"code_id": "faith"}],
            "extracts": [{"extract_id": "e1", "study_id": "s1"}],
            "codings": [
                {"extract_id": "e1", "code_id": "trust"},
                {"study_id": "s2", "code_id": "money", "state": "absent"},
            ],
        }
    )


def test_the_numbers_are_those_of_the_tables():
    table = evidence_base(review()).set_index("quantity")
    # Two reports of s1 are listed; s2 and s3 have one each: 4.
    assert table["n"].to_dict() == {
        "studies": 3,
        "reports": 4,
        "participants": 44,
        "extracts": 1,
        "codes in use": 1,
    }
    assert table.loc["participants", "n_studies_not_reported"] == 1


def test_the_figure_shows_each_number_and_who_does_not_say():
    texts = [text.get_text() for text in plot_evidence_base(evidence_base(review())).texts]
    assert "44" in texts
    assert "participants\n(no number for 1 study)" in texts
