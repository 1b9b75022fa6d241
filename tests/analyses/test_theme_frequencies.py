from __future__ import annotations

import pytest

from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_review, small_tables

COLUMNS = [
    "code_id", "label", "path", "level", "n_extracts", "n_studies", "n_studies_total", "share_of_studies",
    "n_studies_enabler", "n_studies_barrier", "n_studies_mixed",
    "n_extracts_enabler", "n_extracts_barrier", "n_extracts_mixed",
    "n_studies_absent", "n_studies_conflicting", "rank",
]  # fmt: skip


def _row(table, code, **group):
    chosen = table[table["code_id"].eq(code)]
    for name, value in group.items():
        chosen = chosen[chosen[name].eq(value)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def _counts(row, prefix):
    return tuple(row[f"{prefix}_{name}"] for name in ("enabler", "barrier", "mixed"))


def test_columns_are_the_documented_ones():
    assert list(theme_frequencies(small_review()).columns) == COLUMNS
    assert list(theme_frequencies(small_review(), by="country").columns) == ["country", *COLUMNS]


def test_codes_as_given_counted_by_hand():
    table = theme_frequencies(small_review())
    # b: s1 (extract e1, by two coders, counted once) and s3 (as a whole: a study, no extract).
    assert list(table["code_id"]) == ["b", "a", "a1", "a11", "a2", "c"]
    assert list(table["n_studies"]) == [2, 1, 1, 1, 1, 0]
    assert list(table["n_extracts"]) == [1, 1, 2, 1, 1, 0]
    # Four studies, the silent one included.
    assert set(table["n_studies_total"]) == {4}
    assert list(table["share_of_studies"]) == [0.5, 0.25, 0.25, 0.25, 0.25, 0]
    # Ties share the best rank, and the next takes up the count: 1, then four times 2, then 6.
    assert list(table["rank"]) == [1, 2, 2, 2, 2, 6]


def test_valence_is_counted_in_studies_and_in_extracts():
    table = theme_frequencies(small_review())
    # b is an enabler in e1 (s1) and in s3 as a whole; the barrier in s2 is on a stated-absent row.
    assert _counts(_row(table, "b"), "n_studies") == (2, 0, 0)
    assert _counts(_row(table, "b"), "n_extracts") == (1, 0, 0)
    # a1 in s1: barrier in e1, mixed in e2. The study is in both.
    assert _counts(_row(table, "a1"), "n_studies") == (0, 1, 1)
    assert _counts(_row(table, "a1"), "n_extracts") == (0, 1, 1)


def test_stated_absence_is_neither_presence_nor_silence():
    table = theme_frequencies(small_review())
    absent = dict(zip(table["code_id"], table["n_studies_absent"], strict=True))
    conflicting = dict(zip(table["code_id"], table["n_studies_conflicting"], strict=True))
    # b is stated absent in s2, where it is not present; a1 in s1, where it is present as well.
    assert absent == {"a": 0, "a1": 1, "a11": 0, "a2": 0, "b": 1, "c": 0}
    assert conflicting == {"a": 0, "a1": 1, "a11": 0, "a2": 0, "b": 0, "c": 0}


def test_a_study_that_uses_parent_and_child_counts_once_when_rolled_up():
    table = theme_frequencies(small_review(), level=1)
    # a: s1 (a and a1), s2 (a11), s3 (a2); extracts e1 to e4.
    assert list(table["code_id"]) == ["a", "b", "c"]
    assert list(table["n_studies"]) == [3, 2, 0]
    assert list(table["n_extracts"]) == [4, 1, 0]
    assert list(table["rank"]) == [1, 2, 3]
    # e1 is an enabler under a and a barrier under a1; e2 mixed; e3 an enabler.
    assert _counts(_row(table, "a"), "n_studies") == (2, 1, 1)
    assert _counts(_row(table, "a"), "n_extracts") == (2, 1, 1)
    assert _row(table, "a")["n_studies_conflicting"] == 1


def test_a_code_above_the_level_stays_itself():
    table = theme_frequencies(small_review(), level=2)
    assert set(table["code_id"]) == {"a", "a1", "a2", "b", "c"}
    assert _row(table, "a")["n_studies"] == 1  # its own use in s1, not its children's
    assert _row(table, "a1")["n_studies"] == 2  # s1, and s2 through a11
    assert _row(table, "a1")["path"] == "Trust › Early trust"


def test_a_level_deeper_than_the_codebook_changes_nothing():
    review = small_review()
    assert theme_frequencies(review, level=9).equals(theme_frequencies(review))


def test_groups_have_their_own_denominators_and_not_reported_is_one():
    table = theme_frequencies(small_review(), level=1, by="country")
    assert list(dict.fromkeys(table["country"])) == ["England", "Norway", "Wales", "not reported"]
    trust = table[table["code_id"].eq("a")].set_index("country")
    # s1 is in England and in Wales; s3 reports no country; s4, in Norway, is silent.
    assert trust["n_studies_total"].to_dict() == {"England": 2, "Norway": 1, "Wales": 1, "not reported": 1}
    assert trust["n_studies"].to_dict() == {"England": 2, "Norway": 0, "Wales": 1, "not reported": 1}
    assert _row(table, "b", country="England")["share_of_studies"] == 0.5
    # Ranks start anew in each group; in Norway nothing is used and all codes share the first rank.
    assert list(table[table["country"].eq("Norway")]["rank"]) == [1, 1, 1]


def test_groups_of_years_are_in_the_order_of_years():
    table = theme_frequencies(small_review(), level=1, by="year")
    assert list(dict.fromkeys(table["year"])) == ["2009", "2010", "not reported"]


def test_ranks_by_several_keys_break_ties():
    table = theme_frequencies(small_review(), rank_by=["n_studies", "n_extracts"])
    assert list(table["code_id"]) == ["b", "a1", "a", "a11", "a2", "c"]
    assert list(table["rank"]) == [1, 2, 3, 3, 3, 6]


def test_coders_can_be_chosen():
    table = theme_frequencies(small_review(), coders=["CD"])
    # CD gave a1 (present in e1, absent in e2) and b in e1.
    assert _row(table, "a1")["n_extracts"] == 1
    assert _row(table, "a1")["n_studies_conflicting"] == 1
    assert _row(table, "b")["n_studies"] == 1
    assert _row(table, "a")["n_studies"] == 0


def test_the_consensus_coder_replaces_the_others():
    table = theme_frequencies(small_review(consensus_coder="CD"))
    # CD rated e1 and e2, where AB's codes no longer count; elsewhere AB's stand.
    assert _row(table, "a")["n_studies"] == 0
    assert _row(table, "a11")["n_studies"] == 1


def test_a_review_without_present_codings_has_rows_of_zeros():
    table = theme_frequencies(small_review(without_present=True))
    assert len(table) == 6
    assert table["n_studies"].sum() == 0
    assert set(table["rank"]) == {1}
    assert table["n_studies_absent"].sum() == 2
    assert table.dtypes["n_studies"] == "int64"


def test_refused_options_say_what_is_allowed():
    review = small_review()
    with pytest.raises(OptionError, match="Did you mean 'country'"):
        theme_frequencies(review, by="contry")
    with pytest.raises(OptionError, match="rank_by='n_studys' is not allowed"):
        theme_frequencies(review, rank_by="n_studys")
    with pytest.raises(OptionError, match="rank_by"):
        theme_frequencies(review, rank_by=[])
    with pytest.raises(OptionError, match="level=0"):
        theme_frequencies(review, level=0)
    with pytest.raises(OptionError, match="coders"):
        theme_frequencies(review, coders=["XY"])


def test_an_attribute_that_bears_the_name_of_a_column_is_refused():
    tables = small_tables()
    tables["studies"] = [{**row, "level": "acute"} for row in tables["studies"]]
    with pytest.raises(OptionError, match="rename that column"):
        theme_frequencies(review_from_tables(tables), by="level")
