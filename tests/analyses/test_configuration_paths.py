"""Hops, chains and loops of small networks, counted by hand and against plain recounts."""

from __future__ import annotations

from itertools import pairwise, permutations, product

import pandas as pd
import pytest
from hypothesis import given, settings

from synthesis.analyses.configuration_chains import configuration_chains
from synthesis.analyses.configuration_hops import configuration_hops
from synthesis.analyses.configuration_loops import configuration_loops
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import review_of, tables_of, terms_of
from tests.analyses.test_demi_regularities import REVIEWS

HOPS = ["from_configuration_id", "code_id", "to_role", "to_configuration_id", "is_within_study"]

DRAWN = [
    ("c1", "s1", "law+ > trust+ > faith+"),
    ("c2", "s1", "pace+ > faith+ > costs-"),  # goes on from c1 within s1
    ("c10", "s2", "faith+ > synergy+ > tasks+"),  # goes on from c1 across studies
    ("c3", "s2", "faith- > conflict+ > tasks-"),  # the sign differs
    ("c4", "s3", "law+ > trust+ > faith+"),
]


def hops(drawn, **options) -> list[tuple]:
    return list(configuration_hops(review_of(drawn), **options)[HOPS].itertuples(index=False, name=None))


def test_hops_inside_a_study_are_told_apart_from_stitched_ones():
    assert hops(DRAWN) == [
        ("c1", "faith", "mechanism", "c2", True),
        ("c1", "faith", "context", "c10", False),
        ("c4", "faith", "mechanism", "c2", False),
        ("c4", "faith", "context", "c10", False),
    ]
    assert [hop[-1] for hop in hops(DRAWN, scope="within")] == [True]
    assert len(hops(DRAWN, scope="stitched")) == 3


def test_signs_can_be_set_aside():
    # faith (-) of c3 comes in, from c1 and c4.
    table = configuration_hops(review_of(DRAWN), signs="any")
    assert len(table) == 6
    turned = table[table["from_sign"] != table["to_sign"]]
    assert turned[["from_configuration_id", "to_configuration_id"]].to_numpy().tolist() == [
        ["c1", "c3"],
        ["c4", "c3"],
    ]


def test_a_configuration_that_feeds_itself_is_a_loop_and_no_hop():
    drawn = [("c1", "s1", "trust+ > respect+ > trust+")]
    assert hops(drawn) == []
    assert configuration_chains(review_of(drawn), min_studies=1).empty
    [loop] = configuration_loops(review_of(drawn)).to_dict("records")
    assert loop["pattern"] == "Respect (+) → Trust (+) → Respect (+)"
    assert (loop["kind"], loop["n_links"]) == ("reinforcing", 2)
    assert loop["is_within_configuration"]
    assert (loop["configuration_ids_every_link"], loop["study_ids_every_link"]) == ("c1", "s1")


def test_chains_with_their_weakest_hop():
    table = configuration_chains(review_of(DRAWN), min_studies=1).set_index("pattern")
    assert list(table.index) == [
        "Trust (+) → Faith (+) → Costs (−)",
        "Trust (+) → Faith (+) → Synergy (+) → Tasks (+)",
    ]
    within, stitched = (row for _, row in table.iterrows())
    # Trust to faith in s1 and s3, faith to costs in s1.
    assert (within["n_studies_steps"], within["weakest_hop"]) == ("2; 1", "Faith (+) → Costs (−)")
    assert (within["n_studies_weakest"], within["study_ids_weakest"]) == (1, "s1")
    assert (within["study_ids_every_step"], within["is_within_study"]) == ("s1", True)
    assert (within["joints"], within["n_hops"]) == ("Faith (mechanism)", 1)
    assert stitched["weakest_hop"] == "Faith (+) → Synergy (+) → Tasks (+)"
    assert (stitched["study_ids_every_step"], stitched["is_within_study"]) == ("", False)
    assert (stitched["n_studies_every_step"], stitched["n_studies_any_step"]) == (0, 3)
    assert stitched["joints"] == "Faith (context)"
    assert stitched["code_ids"] == "trust; faith; synergy; tasks"


def test_each_step_of_a_chain_is_found_in_enough_studies():
    drawn = [*DRAWN, ("c5", "s3", " > faith+ > costs-")]
    table = configuration_chains(review_of(drawn))
    # Trust to faith and faith to costs: s1 and s3 for both.
    assert table["pattern"].tolist() == ["Trust (+) → Faith (+) → Costs (−)"]
    assert table.loc[0, ["n_studies_weakest", "n_studies_every_step"]].tolist() == [2, 2]


def test_a_chain_runs_on_as_long_as_it_may():
    drawn = [(f"c{n}", "s1", f" > {a}+ > {b}+") for n, (a, b) in enumerate(pairwise("abcd"))]
    review = review_of(drawn)
    one = configuration_chains(review, min_studies=1, most_hops=1)
    assert sorted(one["code_ids"]) == ["a; b; c", "b; c; d"]
    two = configuration_chains(review, min_studies=1, most_hops=2)
    assert sorted(two["code_ids"]) == ["a; b; c", "a; b; c; d", "b; c; d"]
    assert two["code_ids"].tolist()[0] == "a; b; c; d"  # the longest first where support is the same


def test_a_dyad_of_context_and_outcome_is_a_step():
    drawn = [("c1", "s1", "law+ >  > trust-"), ("c2", "s1", "trust- >  > pace-")]
    table = configuration_chains(review_of(drawn), min_studies=1)
    assert table["pattern"].tolist() == ["Law (+) → Trust (−) → Pace (−)"]


def test_a_chain_with_signs_set_aside_shows_none():
    drawn = [("c1", "s1", " > a+ > b+"), ("c2", "s2", " > b- > c+")]
    assert configuration_chains(review_of(drawn), min_studies=1).empty
    table = configuration_chains(review_of(drawn), min_studies=1, signs="any")
    assert table["pattern"].tolist() == ["A → B → C"]


def test_loops_that_differ_in_a_sign_are_told_apart():
    drawn = [
        ("c1", "s1", " > trust+ > faith+"),
        ("c2", "s1", " > faith+ > trust+"),
        ("c3", "s2", " > trust- > faith-"),
        ("c4", "s3", " > faith- > trust-"),
        ("c5", "s4", " > trust+ > faith+"),
    ]
    table = configuration_loops(review_of(drawn)).set_index("pattern")
    assert table["kind"].to_dict() == {
        "Faith (+) → Trust (+) → Faith (+)": "reinforcing",
        "Faith (−) → Trust (−) → Faith (−)": "reinforcing",
    }
    virtuous, vicious = table.iloc[0], table.iloc[1]
    # Faith to trust in s1, trust to faith in s1 and s4.
    assert (virtuous["n_studies_links"], virtuous["weakest_hop"]) == ("1; 2", "Faith (+) → Trust (+)")
    assert (virtuous["study_ids_every_link"], virtuous["is_within_study"]) == ("s1", True)
    assert (vicious["study_ids_every_link"], vicious["is_within_study"]) == ("", False)
    assert not table["is_within_configuration"].any()
    one = configuration_loops(review_of(drawn), signs="any")
    assert one[["pattern", "kind", "n_studies_links"]].to_numpy().tolist() == [
        ["Faith → Trust → Faith", "reinforcing", "2; 3"]
    ]


def test_a_loop_that_comes_back_with_the_other_sign_balances():
    drawn = [("c1", "s1", " > trust+ > ease+"), ("c2", "s2", " > ease+ > trust-")]
    table = configuration_loops(review_of(drawn))
    # It turns at trust: nothing is said of what less trust does to ease.
    assert table["pattern"].tolist() == ["Trust (+) → Ease (+) → Trust (−)"]
    assert table["kind"].tolist() == ["balancing"]
    assert configuration_loops(review_of(drawn), signs="any")["kind"].tolist() == ["balancing"]
    both_ways = [*drawn, ("c3", "s3", " > ease+ > trust+")]
    assert configuration_loops(review_of(both_ways), signs="any")["kind"].tolist() == ["either"]


def test_loops_are_as_long_as_they_may_be_and_their_links_supported():
    drawn = [(f"c{n}", "s1", f" > {a}+ > {b}+") for n, (a, b) in enumerate(pairwise("abca"))]
    assert configuration_loops(review_of(drawn))["code_ids"].tolist() == ["a; b; c; a"]
    assert configuration_loops(review_of(drawn), most_links=2).empty
    assert configuration_loops(review_of(drawn), min_studies=2).empty


def test_a_code_that_leads_to_itself():
    review = review_of([("c1", "s1", "a1+ > a2+ > pace+")], parents={"a1": "a", "a2": "a"})
    table = configuration_loops(review, level=1)
    assert table[["pattern", "n_links"]].to_numpy().tolist() == [["A (+) → A (+)", 1]]
    assert configuration_chains(review, level=1, min_studies=1).empty


@pytest.mark.parametrize(
    ("analysis", "options"),
    [
        (configuration_hops, {"signs": "same_sign"}),
        (configuration_hops, {"scope": "inside"}),
        (configuration_chains, {"min_studies": 0}),
        (configuration_chains, {"most_hops": 1.5}),
        (configuration_chains, {"signs": "+"}),
        (configuration_loops, {"most_links": True}),
        (configuration_loops, {"min_studies": "2"}),
        (configuration_loops, {"level": -1}),
    ],
)
def test_options_are_checked(analysis, options):
    with pytest.raises(OptionError, match=f"{next(iter(options))}="):
        analysis(review_of(DRAWN), **options)


@pytest.mark.parametrize("analysis", [configuration_hops, configuration_chains, configuration_loops])
def test_empty_tables_have_the_columns_and_kinds_of_full_ones(analysis):
    options = {"min_studies": 1} if analysis is configuration_chains else {}
    full = analysis(review_of([*DRAWN, ("c9", "s9", "trust+ > faith+ > trust+")]), **options)
    assert len(full)
    for drawn in ([], [("c1", "s1", "a+ > b+ > c+")]):
        empty = analysis(review_of(drawn), **options)
        assert empty.empty
        assert list(empty.columns) == list(full.columns)


# ---- against plain recounts ----


def plain_loops(drawn, most_links: int) -> dict[tuple, list[set[str]]]:
    """Every signed loop with the studies of its links: try every order of codes under every sign."""
    links: dict[tuple, set[str]] = {}
    for _, study, drawing in drawn:
        terms = terms_of(drawing)
        has_mechanism = any(role == "mechanism" for role, _, _ in terms)
        for start, code, sign in terms:
            for end, other, other_sign in terms:
                link = start[0] + end[0]
                if link in ("cm", "mo") or (link == "co" and not has_mechanism):
                    links.setdefault(((code, sign), (other, other_sign)), set()).add(study)
    found = {}
    codes = {code for pair in links for code, _ in pair}
    for size in range(1, min(most_links, len(codes)) + 1):
        for order in permutations(codes, size):
            for signs in product("+-", repeat=size + 1):
                path = list(zip([*order, order[0]], signs, strict=True))
                is_same = path[0] == path[-1]
                if all(pair in links for pair in pairwise(path)) and (not is_same or order[0] == min(order)):
                    found[tuple(path)] = [links[pair] for pair in pairwise(path)]
    return found


@settings(max_examples=12, deadline=None)
@given(drawn=REVIEWS)
def test_loops_equal_a_search_through_every_order_of_codes(drawn):
    mixed = {n: pd.DataFrame(rows).sample(frac=1, random_state=1) for n, rows in tables_of(drawn).items()}
    table = configuration_loops(review_from_tables(mixed), most_links=3)
    expected = {
        " → ".join(f"{code.upper()} ({sign.replace('-', '−')})" for code, sign in path): (
            "; ".join(str(len(studies)) for studies in steps),
            "; ".join(sorted(set.intersection(*steps))),
            "reinforcing" if path[0] == path[-1] else "balancing",
        )
        for path, steps in plain_loops(drawn, 3).items()
    }
    found = table.set_index("pattern")[["n_studies_links", "study_ids_every_link", "kind"]]
    assert {pattern: tuple(row) for pattern, row in found.iterrows()} == expected
    pd.testing.assert_frame_equal(table, configuration_loops(review_of(drawn), most_links=3))


@settings(max_examples=12, deadline=None)
@given(drawn=REVIEWS)
def test_hops_equal_a_count_over_every_two_configurations(drawn):
    expected = set()
    for (first, study, before), (second, other, after) in product(drawn, repeat=2):
        for role, code, sign in terms_of(before):
            for next_role, *term in terms_of(after):
                if role == "outcome" != next_role and [code, sign] == term and first != second:
                    expected.add((first, code, next_role, second, study == other))
    found = hops(drawn)
    # A term under both signs is a hop under each.
    assert set(found) == expected
    mixed = {n: pd.DataFrame(rows).sample(frac=1, random_state=2) for n, rows in tables_of(drawn).items()}
    pd.testing.assert_frame_equal(
        configuration_hops(review_from_tables(mixed)), configuration_hops(review_of(drawn))
    )


@settings(max_examples=8, deadline=None)
@given(drawn=REVIEWS)
def test_chains_hold_their_promises_in_any_order_of_rows(drawn):
    review = review_of(drawn)
    table = configuration_chains(review, min_studies=1)
    mixed = {n: pd.DataFrame(rows).sample(frac=1, random_state=3) for n, rows in tables_of(drawn).items()}
    pd.testing.assert_frame_equal(table, configuration_chains(review_from_tables(mixed), min_studies=1))
    hop_codes = set(configuration_hops(review)["label"])
    for row in table.itertuples():
        codes = row.code_ids.split("; ")
        assert len(codes) == len(set(codes))  # no code is met twice
        numbers = [int(n) for n in row.n_studies_steps.split("; ")]
        assert (len(numbers) - 1, min(numbers)) == (row.n_hops, row.n_studies_weakest)
        assert {joint.rpartition(" (")[0] for joint in row.joints.split("; ")} <= hop_codes
        assert row.n_studies_every_step <= row.n_studies_weakest <= row.n_studies_any_step
