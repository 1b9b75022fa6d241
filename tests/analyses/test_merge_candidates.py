from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.merge_candidates import merge_candidates
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import review_of, tables_of

DRAWN = [
    ("c1", "s1", "law+ > staff_buy_in+ > pace+"),
    ("c2", "s2", "law+ > buy_in_from_staff+ > pace+"),
    ("c3", "s2", "law+ > buy_in_from_staff+ > costs+"),
    ("c4", "s3", "law- > staff_buy_in- > pace-"),
]


def pair(table: pd.DataFrame, a: str, b: str) -> pd.Series:
    found = table[(table["a_id"] == a) & (table["b_id"] == b)]
    assert len(found) == 1
    return found.iloc[0]


def test_codes_by_their_words_and_by_the_company_that_they_keep():
    table = merge_candidates(review_of(DRAWN), least=0)
    found = pair(table, "staff_buy_in", "buy_in_from_staff")
    # Words in alphabetical order: "buy in staff" (12 letters and blanks) and "buy from in staff" (17):
    # five to be put in, of 29. 1 - 5 / 29.
    assert found["label_similarity"] == pytest.approx(1 - 5 / 29)
    # Beside staff buy-in (+): law (+), pace (+); (-): law (-), pace (-). Beside the other (+): law (+),
    # pace (+), costs (+). Two of five.
    assert found["term_similarity"] == 2 / 5
    assert (found["n_shared_terms"], found["shared_terms"]) == (2, "context Law (+); outcome Pace (+)")
    assert found["score"] == pytest.approx((2 * (1 - 5 / 29) + 2 / 5) / 3)
    assert (found["a_label"], found["b_label"]) == ("Staff buy in", "Buy in from staff")
    assert table.iloc[0].equals(found)


def test_every_pair_once_and_the_best_first():
    review = review_of(DRAWN)
    table = merge_candidates(review, least=0)
    n_codes = len(review.codebook)
    assert len(table) == n_codes * (n_codes - 1) // 2
    assert table["score"].is_monotonic_decreasing
    least = merge_candidates(review, least=0.3)
    assert least["score"].min() >= 0.3
    assert len(least) == (table["score"] >= 0.3).sum()
    assert merge_candidates(review)["score"].min() >= 0.5


def test_codes_without_configurations_are_compared_by_their_words_only():
    tables = {
        "studies": [{"study_id": "s1"}, {"study_id": "s2"}],
        "codebook": [
            {"code_id": "a", "label": "Trust, early"},
            {"code_id": "b", "label": "early trust"},
            {"code_id": "c", "label": "Trust", "parent_id": "a"},
            {"code_id": "d", "label": "Money", "parent_id": "a"},
        ],
        "extracts": [{"extract_id": "e1", "study_id": "s1"}, {"extract_id": "e2", "study_id": "s2"}],
        "codings": [
            {"extract_id": e, "code_id": c, "coder": coder}
            for e, c, coder in [("e1", "a", "AB"), ("e1", "b", "AB"), ("e1", "b", "CD"), ("e2", "b", "AB")]
        ],
    }
    table = merge_candidates(review_from_tables(tables), least=0)
    same = pair(table, "a", "b")
    assert (same["label_similarity"], same["score"]) == (1.0, pytest.approx(2 / 3))
    assert pd.isna(same["term_similarity"])
    assert (same["a_n_studies"], same["b_n_studies"], same["n_shared_studies"]) == (1, 2, 1)
    assert same["n_shared_extracts"] == 1
    relations = {(row.a_id, row.b_id): row.relation for row in table.itertuples()}
    assert relations[("a", "c")] == "parent and child"
    assert relations[("c", "d")] == "same parent"
    assert relations[("a", "b")] == ""


def test_configurations_of_one_study_by_their_terms():
    table = merge_candidates(review_of(DRAWN), what="configurations", least=0)
    # s2 holds the only two configurations of one study.
    [found] = table.to_dict("records")
    assert (found["a_id"], found["b_id"], found["relation"]) == ("c2", "c3", "same study")
    assert found["a_label"] == "Law (+) → Buy in from staff (+) → Pace (+)"
    assert found["term_similarity"] == 2 / 4
    # Context and mechanism are the same; "pace" and "costs" share no letter in order but c: 4 + 5 - 2.
    assert found["label_similarity"] == pytest.approx((1 + 1 + 2 / 9) / 3)
    assert found["shared_terms"] == "Buy in from staff (+); Law (+)"


def test_analogous_configurations_of_two_studies_on_request():
    table = merge_candidates(review_of(DRAWN), what="configurations", across_studies=True, least=0)
    assert len(table) == 6
    first = table.iloc[0]
    assert (first["a_id"], first["b_id"], first["relation"]) == ("c1", "c2", "two studies")
    # c1 and c4 differ in every sign: nothing is alike.
    opposite = pair(table, "c1", "c4")
    assert (opposite["label_similarity"], opposite["term_similarity"]) == (0, 0)


def test_a_role_that_one_of_two_has_not_is_not_alike_and_one_that_neither_has_is_left_out():
    drawn = [
        ("c1", "s1", "law+ > trust+ > "),
        ("c2", "s1", " > trust+ > "),
        ("c3", "s1", " > trust+ > pace+"),
    ]
    table = merge_candidates(review_of(drawn), what="configurations", least=0)
    assert pair(table, "c1", "c2")["label_similarity"] == pytest.approx(1 / 2)
    assert pair(table, "c1", "c3")["label_similarity"] == pytest.approx(1 / 3)


def test_shared_extracts_of_configurations():
    tables = tables_of([("c1", "s1", "law+ > trust+ > pace+"), ("c2", "s1", "law+ > trust+ > pace+")])
    tables["extracts"] = [{"extract_id": e, "study_id": "s1"} for e in ("e1", "e2", "e3")]
    tables["configurations"][0]["extract_ids"] = "e1;e2"
    tables["configurations"][1]["extract_ids"] = "e2;e3"
    table = merge_candidates(review_from_tables(tables), what="configurations")
    assert table[["score", "n_shared_extracts"]].to_numpy().tolist() == [[1.0, 1]]


@pytest.mark.parametrize(
    "options", [{"what": "themes"}, {"least": 1.5}, {"least": "0.5"}, {"least": True}, {"across_studies": 1}]
)
def test_options_are_checked(options):
    with pytest.raises(OptionError, match=f"{next(iter(options))}="):
        merge_candidates(review_of(DRAWN), **options)


@pytest.mark.parametrize("what", ["codes", "configurations"])
def test_nothing_to_compare_and_any_order_of_rows(what):
    assert merge_candidates(review_of([]), what=what, least=0.9).empty
    tables = tables_of(DRAWN)
    mixed = {
        name: pd.DataFrame(rows).sample(frac=1, random_state=1) if name != "codebook" else rows
        for name, rows in tables.items()
    }
    options = {"what": what, "least": 0, "across_studies": True}
    pd.testing.assert_frame_equal(
        merge_candidates(review_from_tables(mixed), **options),
        merge_candidates(review_from_tables(tables), **options),
    )


def test_nothing_is_merged():
    review = review_of(DRAWN)
    before = review.codebook
    merge_candidates(review)
    pd.testing.assert_frame_equal(review.codebook, before)
