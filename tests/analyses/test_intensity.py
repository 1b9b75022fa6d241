from __future__ import annotations

import pytest

from synthesis.analyses.intensity import intensity
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_review


def test_shares_counted_by_hand():
    table = intensity(small_review())
    # Pairs of study and code: s1 a, a1, b; s2 a11; s3 a2, b. Six in all, of five codes found.
    # b alone is in more than 25 % of four studies.
    assert list(table.columns) == [
        "study_id", "citation", "n_findings", "share_of_findings", "share_of_codes", "n_frequent",
        "share_of_frequent",
    ]  # fmt: skip
    assert list(table["study_id"]) == ["s1", "s3", "s2", "s4"]
    assert list(table["n_findings"]) == [3, 2, 1, 0]
    assert list(table["share_of_findings"]) == pytest.approx([3 / 6, 2 / 6, 1 / 6, 0])
    assert list(table["share_of_codes"]) == pytest.approx([3 / 5, 2 / 5, 1 / 5, 0])
    assert list(table["n_frequent"]) == [1, 1, 0, 0]
    assert list(table["share_of_frequent"]) == [1, 1, 0, 0]


def test_rolled_up_a_code_counts_once_in_a_study():
    # s1: a, b; s2: a; s3: a, b. Five pairs; a and b are both frequent.
    table = intensity(small_review(), level=1)
    assert list(table["n_findings"]) == [2, 2, 1, 0]
    assert list(table["share_of_findings"]) == pytest.approx([0.4, 0.4, 0.2, 0])
    assert list(table["share_of_frequent"]) == [1, 1, 0.5, 0]


def test_a_quarter_is_not_more_than_a_quarter():
    # x in one of four studies, y in two: only y is in more than 25 %.
    review = review_from_tables(
        {
            "studies": [{"study_id": s} for s in "pqrs"],
            "codebook": [{"code_id": "x"}, {"code_id": "y"}],
            "extracts": [{"extract_id": "e", "study_id": "p", "is_verbatim": "false"}],
            "codings": [
                {"study_id": "p", "code_id": "x"},
                {"study_id": "p", "code_id": "y"},
                {"study_id": "q", "code_id": "y"},
            ],
        }
    )
    assert list(intensity(review)["n_frequent"]) == [1, 1, 0, 0]


def test_where_nothing_is_found_there_are_no_shares():
    table = intensity(small_review(without_present=True))
    assert list(table["n_findings"]) == [0, 0, 0, 0]
    assert table[["share_of_findings", "share_of_codes", "share_of_frequent"]].isna().all().all()
