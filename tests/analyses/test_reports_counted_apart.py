"""A study is counted once however many reports it has; the table shows what counting apart would do."""

import pytest

from synthesis.analyses.reports_counted_apart import reports_counted_apart
from synthesis.plots.reports_counted_apart import plot_reports_counted_apart
from synthesis.review import review_from_tables


@pytest.fixture
def review():
    """s1 has three reports, s2 one, s3 none listed: 3 studies, 3 + 1 + 1 = 5 units counted apart."""
    return review_from_tables(
        {
            "studies": [{"study_id": s} for s in ("s1", "s2", "s3")],
            "reports": [
                {"report_id": "r1", "study_id": "s1"},
                {"report_id": "r2", "study_id": "s1"},
                {"report_id": "r3", "study_id": "s1"},
                {"report_id": "r4", "study_id": "s2"},
            ],
            "codebook": [{"code_id": c} for c in ("trust", "money", "faith")],
            "extracts": [
                {"extract_id": "e1", "study_id": "s1", "report_id": "r1"},
                {"extract_id": "e2", "study_id": "s1", "report_id": "r2"},
                {"extract_id": "e3", "study_id": "s1", "report_id": "r3"},
                {"extract_id": "e4", "study_id": "s1"},
                {"extract_id": "e5", "study_id": "s2"},
                {"extract_id": "e6", "study_id": "s3"},
            ],
            "codings": [
                {"extract_id": "e1", "code_id": "trust"},
                {"extract_id": "e2", "code_id": "trust"},
                {"extract_id": "e3", "code_id": "trust"},
                {"extract_id": "e4", "code_id": "money"},
                {"extract_id": "e5", "code_id": "money"},
                {"extract_id": "e6", "code_id": "money"},
                {"extract_id": "e6", "code_id": "trust", "state": "absent"},
            ],
        }
    )


def test_both_counts_stand_side_by_side(review):
    table = reports_counted_apart(review).set_index("code_id")
    # trust: 1 of 3 studies, but 3 of 5 reports; stated absent in s3 counts in neither.
    assert table.loc["trust", ["n_studies", "n_studies_total"]].tolist() == [1, 3]
    assert table.loc["trust", ["n_reports", "n_reports_total"]].tolist() == [3, 5]
    assert table.loc["trust", "share_of_studies"] == pytest.approx(1 / 3)
    assert table.loc["trust", "share_of_reports"] == pytest.approx(3 / 5)
    # money: all 3 studies; e4 names no report of s1, so only r4 and s3 itself can be counted apart.
    assert table.loc["money", ["n_studies", "n_reports"]].tolist() == [3, 2]
    assert table.loc["faith", ["n_studies", "n_reports"]].tolist() == [0, 0]
    assert table["rank_of_studies"].to_dict() == {"trust": 2, "money": 1, "faith": 3}
    assert table["rank_of_reports"].to_dict() == {"trust": 1, "money": 2, "faith": 3}


def test_the_largest_change_comes_first(review):
    table = reports_counted_apart(review)
    assert table["code_id"].tolist() == ["money", "trust", "faith"]
    # 2/5 − 3/3 = −0.6 and 3/5 − 1/3 = 0.267
    assert table["change_of_share"].tolist() == pytest.approx([-0.6, 4 / 15, 0.0])


def test_codings_that_name_no_report_are_said(review):
    assert reports_counted_apart(review).attrs["n_codings_left_out"] == 1


def test_the_figure_draws_only_codes_that_change(review):
    ax = plot_reports_counted_apart(reports_counted_apart(review))
    studies, reports = ax.get_lines()
    assert list(studies.get_xdata()) == pytest.approx([1.0, 1 / 3])
    assert list(reports.get_xdata()) == pytest.approx([0.4, 0.6])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["money", "trust"]


def test_where_nothing_changes_the_figure_says_so(review):
    table = reports_counted_apart(review).query("code_id == 'faith'")
    ax = plot_reports_counted_apart(table)
    assert [t.get_text() for t in ax.texts] == ["Counting reports apart would change no share."]
