"""A profile counts studies and extracts per construct, and shows where there is nothing."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.framework_profile import framework_profile
from synthesis.errors import OptionError
from synthesis.frameworks import load_framework
from synthesis.review import read_review
from tests.analyses.framework_review import framework_review, framework_tables

COLUMNS = [
    "framework", "construct_id", "label", "path", "parent_id", "level", "n_codes", "n_codes_present",
    "n_extracts", "n_studies", "n_studies_total", "share_of_studies",
    "n_studies_enabler", "n_studies_barrier", "n_studies_mixed",
    "n_extracts_enabler", "n_extracts_barrier", "n_extracts_mixed",
    "n_studies_absent", "code_ids", "study_ids", "has_evidence",
    "n_extracts_rolled_up", "n_studies_rolled_up", "rank", "is_verified",
]  # fmt: skip


def _by_construct(table):
    return table.set_index("construct_id")


def test_columns_are_the_documented_ones():
    assert list(framework_profile(framework_review()).columns) == COLUMNS


def test_every_construct_has_a_row_in_the_order_of_the_framework():
    table = framework_profile(framework_review())
    assert table["construct_id"].tolist() == load_framework("tdf").constructs["construct_id"].tolist()
    found = {"social_influences", "environmental_context_resources", "reinforcement", "optimism", "emotion"}
    assert set(table.loc[table["has_evidence"], "construct_id"]) == found


def test_studies_and_extracts_counted_by_hand():
    table = _by_construct(framework_profile(framework_review()))
    # trust: s1 (e1) and s3 as a whole, which is a study and no extract.
    social = table.loc["social_influences"]
    assert social[["n_codes", "n_studies", "n_extracts"]].tolist() == [1, 2, 1]
    assert social[["n_studies_total", "share_of_studies"]].tolist() == [4, 0.5]
    assert social[["n_studies_enabler", "n_studies_barrier", "n_extracts_barrier"]].tolist() == [1, 1, 0]
    assert social[["code_ids", "study_ids"]].tolist() == ["trust", "s1; s3"]
    # One code, two domains: each has the evidence.
    for domain in ("environmental_context_resources", "reinforcement"):
        assert table.loc[domain, ["n_studies", "n_extracts", "n_studies_barrier"]].tolist() == [1, 1, 1]


def test_stated_absence_is_counted_apart_and_is_no_evidence():
    tables = {"codings": [{"extract_id": "e5", "code_id": "hope", "state": "absent"}]}
    row = _by_construct(framework_profile(framework_review(tables=tables))).loc["optimism"]
    assert row[["n_studies", "n_studies_absent", "n_codes", "n_codes_present"]].tolist() == [0, 1, 1, 0]
    assert not row["has_evidence"]
    # Present in e4 and stated absent in e5 of the same study: both are said.
    both = _by_construct(framework_profile(framework_review())).loc["optimism"]
    assert both[["n_studies", "n_studies_absent"]].tolist() == [1, 1]


def test_a_study_counts_once_however_many_codes_bring_it_to_a_construct():
    tables = {
        "crosswalk": [
            {"code_id": code, "framework": "tdf", "construct_id": "emotion"}
            for code in ("trust", "gossip", "money")
        ]
    }
    row = _by_construct(framework_profile(framework_review(tables=tables))).loc["emotion"]
    # s1 has all three codes, s3 has trust; trust and gossip share extract e1.
    assert row[["n_codes", "n_studies", "n_extracts"]].tolist() == [3, 2, 2]
    assert row["study_ids"] == "s1; s3"


def test_the_crosswalk_of_a_parent_does_not_reach_its_children_unless_told():
    alone = _by_construct(framework_profile(framework_review()))
    assert alone.loc["social_influences", "code_ids"] == "trust"
    inherited = _by_construct(framework_profile(framework_review(), inherit=True))
    # gossip keeps its own domain besides; small_talk has both from above.
    assert inherited.loc["social_influences", "code_ids"] == "trust; gossip; small_talk"
    assert inherited.loc["social_influences", "study_ids"] == "s1; s2; s3"
    assert inherited.loc["emotion", ["code_ids", "study_ids"]].tolist() == ["gossip; small_talk", "s1; s2"]


def test_a_code_that_is_a_construct_counts_where_the_review_names_the_framework():
    unnamed = _by_construct(framework_profile(framework_review()))
    assert unnamed.loc["goals", ["n_codes", "n_studies"]].tolist() == [0, 0]
    named = _by_construct(framework_profile(framework_review(frameworks=["tdf"])))
    assert named.loc["goals", ["code_ids", "study_ids"]].tolist() == ["goals", "s4"]


def test_the_crosswalk_comes_before_the_name():
    tables = framework_tables()
    tables["crosswalk"].append({"code_id": "goals", "framework": "tdf", "construct_id": "intentions"})
    table = _by_construct(framework_profile(framework_review(tables=tables, frameworks=["tdf"])))
    assert table.loc[["goals", "intentions"], "n_studies"].tolist() == [0, 1]


def test_codes_that_may_be_constructs_are_not_left_out_in_silence():
    review = framework_review(tables={"crosswalk": []})
    with pytest.raises(OptionError, match=r"goals may be its constructs.*Name 'tdf' under frameworks"):
        framework_profile(review, framework="tdf")
    # None of the codes bears the name of a construct of this one.
    assert not framework_profile(review, framework="cfir-2")["has_evidence"].any()


def test_a_parent_shows_its_own_evidence_and_that_of_those_below():
    table = _by_construct(framework_profile(framework_review(), framework="com-b"))
    assert table.loc[["O", "O-So", "M", "M-Re"], "n_studies"].tolist() == [2, 0, 0, 1]
    assert table.loc[["O", "O-So", "M", "M-Re"], "n_studies_rolled_up"].tolist() == [2, 0, 1, 1]
    assert table.loc[["O", "M"], "n_extracts_rolled_up"].tolist() == [1, 1]


def test_rolled_up_to_the_components_everything_is_theirs():
    tables = framework_tables()
    tables["crosswalk"].append({"code_id": "money", "framework": "com-b", "construct_id": "O-Ph"})
    table = framework_profile(framework_review(tables=tables), framework="com-b", level=1)
    assert table["construct_id"].tolist() == ["C", "O", "M"]
    # Opportunity: trust in s1 and s3, money in s1 again, which counts once.
    assert table["n_studies"].tolist() == [0, 2, 1]
    assert table["n_extracts"].tolist() == [0, 2, 1]
    assert table["n_studies_barrier"].tolist() == [0, 2, 0]
    assert table["rank"].tolist() == [3, 1, 2]


def test_a_level_below_the_framework_leaves_it_as_it_is():
    review = framework_review()
    deep = framework_profile(review, framework="com-b", level=7)
    pd.testing.assert_frame_equal(deep, framework_profile(review, framework="com-b"))


def test_ties_share_the_best_rank_and_more_keys_break_them():
    review = framework_review()
    table = _by_construct(framework_profile(review))
    assert table.loc["social_influences", "rank"] == 1
    assert set(table.loc[table["n_studies"].eq(1), "rank"]) == {2}
    assert set(table.loc[table["n_studies"].eq(0), "rank"]) == {6}
    finer = _by_construct(framework_profile(review, rank_by=["n_studies", "n_studies_barrier"]))
    # Of the four domains in one study, three have a barrier there; Optimism has not.
    assert finer.loc[["reinforcement", "emotion", "optimism"], "rank"].tolist() == [2, 2, 5]


def test_the_codings_of_one_coder():
    table = _by_construct(framework_profile(framework_review(), coders=["CD"]))
    assert table.index[table["has_evidence"]].tolist() == ["emotion"]


def test_a_framework_of_the_reviews_own_has_the_constructs_of_its_crosswalk():
    tables = framework_tables()
    tables["crosswalk"] += [
        {"code_id": "trust", "framework": "ours", "construct_id": "warmth"},
        {"code_id": "goals", "framework": "ours", "construct_id": "aims"},
    ]
    table = framework_profile(framework_review(tables=tables), framework="ours")
    assert table["construct_id"].tolist() == ["aims", "warmth"]
    assert table["n_studies"].tolist() == [1, 2]
    assert not table["is_verified"].any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"framework": "tdf2"}, "Did you mean 'tdf'"),
        ({"level": 0}, "level=0"),
        ({"coders": ["XY"]}, "coders='XY'"),
        ({"rank_by": "share"}, "rank_by='share'"),
        ({"rank_by": []}, "rank_by=None"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        framework_profile(framework_review(), **options)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rng: random.Random):
    tables = framework_tables()
    for name in set(tables) - {"codebook"}:
        rng.shuffle(tables[name])
    shuffled = framework_review(tables=tables)
    for options in ({}, {"inherit": True}, {"framework": "com-b", "level": 1}):
        pd.testing.assert_frame_equal(
            framework_profile(shuffled, **options), framework_profile(framework_review(), **options)
        )


CODES = ["trust", "gossip", "small_talk", "money", "hope"]
DOMAINS = ["C", "C-Ph", "C-Ps", "O", "O-So"]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    links=st.sets(st.tuples(st.sampled_from(CODES), st.sampled_from(DOMAINS)), min_size=1),
    given_codes=st.sets(
        st.tuples(st.sampled_from(["e1", "e2", "e3", "e4", "e6"]), st.sampled_from(CODES)), min_size=1
    ),
)
def test_counts_are_those_of_sets(links, given_codes):
    tables = {
        "crosswalk": [{"code_id": c, "framework": "com-b", "construct_id": d} for c, d in sorted(links)],
        "codings": [{"extract_id": e, "code_id": c} for e, c in sorted(given_codes)],
    }
    table = _by_construct(framework_profile(framework_review(tables=tables), framework="com-b"))
    study_of = {row["extract_id"]: row["study_id"] for row in framework_tables()["extracts"]}
    for construct in table.index:
        below = {construct, *table.index[table["parent_id"].eq(construct)]}
        for within, suffix in (({construct}, ""), (below, "_rolled_up")):
            extracts = {e for e, code in given_codes for c, d in links if c == code and d in within}
            assert table.loc[construct, f"n_extracts{suffix}"] == len(extracts)
            assert table.loc[construct, f"n_studies{suffix}"] == len({study_of[e] for e in extracts})


@pytest.mark.parametrize("name", ["collaboration", "realist-86"])
@pytest.mark.parametrize("framework", ["tdf", "com-b"])
def test_every_linked_coding_of_a_shipped_review_is_found_again(name, framework):
    review = read_review(f"data/{name}")
    table = framework_profile(review, framework=framework)
    links = review.crosswalk.query("framework == @framework")
    present = review.present_codings().merge(links, on="code_id")
    assert table["has_evidence"].sum() == present["construct_id"].nunique()
    assert table["n_studies"].sum() == len(present[["study_id", "construct_id"]].drop_duplicates())
    assert table["n_codes"].sum() == len(links)
