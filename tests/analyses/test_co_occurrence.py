from __future__ import annotations

import pytest

from synthesis.analyses.co_occurrence import co_occurrence
from synthesis.errors import OptionError
from tests.analyses.small_review import small_review


def test_pairs_within_extracts_counted_by_hand():
    table = co_occurrence(small_review())
    # e1 holds a, a1 and b, whoever gave them; e2 a1, e3 a11, e4 a2; e5 is uncoded and still a unit.
    assert list(zip(table["code_a"], table["code_b"], strict=True)) == [("a", "b"), ("a", "a1"), ("a1", "b")]
    assert set(table["n_units"]) == {5}
    assert list(table["n_both"]) == [1, 1, 1]
    assert list(table["n_a"]) == [1, 1, 2]
    assert list(table["n_b"]) == [1, 2, 1]
    # 1 / (1 + 1 - 1), 1 / (1 + 2 - 1), 1 / (2 + 1 - 1)
    assert list(table["c_coefficient"]) == [1, 0.5, 0.5]
    assert list(table["share_b_given_a"]) == [1, 1, 0.5]
    assert list(table["share_a_given_b"]) == [1, 0.5, 1]
    assert list(table["label_a"]) == ["Trust", "Trust", "Early trust"]


def test_pairs_within_studies_know_codings_of_a_study_as_a_whole():
    table = co_occurrence(small_review(), within="study")
    # s1: a, a1, b. s3: a2 and, as a whole, b. s2: a11 alone.
    pairs = list(zip(table["code_a"], table["code_b"], table["c_coefficient"], strict=True))
    assert pairs == [("a", "a1", 1), ("a", "b", 0.5), ("a1", "b", 0.5), ("a2", "b", 0.5)]
    assert set(table["n_units"]) == {4}


def test_pairs_that_never_meet_are_kept_on_request():
    table = co_occurrence(small_review(), keep_zero=True).set_index(["code_a", "code_b"])
    assert len(table) == 6 * 5 / 2
    # c is never used: of its zero units there is no share.
    assert table.loc[("a", "c"), "c_coefficient"] == 0
    assert table["share_a_given_b"].isna().loc[("a", "c")]
    assert table.loc[("a", "c"), "share_b_given_a"] == 0


def test_without_present_codings_no_pair_meets():
    review = small_review(without_present=True)
    table = co_occurrence(review)
    assert table.empty
    assert list(table.columns) == list(co_occurrence(small_review()).columns)
    assert co_occurrence(review, keep_zero=True)["c_coefficient"].isna().all()


def test_options_that_cannot_be_are_refused():
    with pytest.raises(OptionError, match="within='paragraph'"):
        co_occurrence(small_review(), within="paragraph")
    with pytest.raises(OptionError, match="coders"):
        co_occurrence(small_review(), coders="XY")
