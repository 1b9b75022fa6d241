from __future__ import annotations

from synthesis.analyses.single_coder_codings import single_coder_codings
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_review, small_tables


def _as_rows(table):
    columns = ["code_id", "n_rated_by_two", "n_one_coder_only", "share_one_coder_only"]
    return table[columns].to_numpy().tolist()


def test_counted_by_hand():
    # Both coders rated e1 and e2 of s1. Present there: e1 a (AB), e1 a1 (CD), e1 b (both), e2 a1 (AB;
    # CD says absent, which is not given).
    assert _as_rows(single_coder_codings(small_review())) == [
        ["(all)", 4, 3, 0.75],
        ["a", 1, 1, 1.0],
        ["a1", 2, 2, 1.0],
        ["b", 1, 0, 0.0],
    ]


def test_a_consensus_settles_the_difference():
    (row,) = _as_rows(single_coder_codings(small_review(consensus_coder="CD")))
    assert row[:3] == ["(all)", 0, 0]
    assert row[3] != row[3]  # nothing to count: the share is missing, not 0


def test_who_was_asked_to_code_counts_as_having_rated():
    tables = small_tables()
    tables["assignments"] = [
        {"coder": coder, "study_id": study} for coder in ("AB", "CD") for study in ("s1", "s2", "s3")
    ]
    table = single_coder_codings(review_from_tables(tables)).set_index("code_id")
    # Now e3 (a11) and e4 (a2) were rated by both as well, and CD gave nothing there.
    assert table.loc["(all)", ["n_rated_by_two", "n_one_coder_only"]].tolist() == [6, 5]
    assert table.loc["a11", "n_one_coder_only"] == 1


def test_one_coder_alone_gives_a_row_of_zeros():
    tables = small_tables()
    tables["codings"] = [row for row in tables["codings"] if row["coder"] == "AB"]
    table = single_coder_codings(review_from_tables(tables))
    assert list(table["code_id"]) == ["(all)"]
    assert list(table["n_rated_by_two"]) == [0]
