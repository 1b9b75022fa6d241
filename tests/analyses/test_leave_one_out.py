"""What is subtracted equals what is counted again without the studies left out."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.analyses.leave_one_out import leave_one_out
from synthesis.analyses.leave_one_out_patterns import leave_one_out_patterns
from synthesis.analyses.leave_one_out_themes import leave_one_out_themes
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.errors import OptionError
from synthesis.review import Review, review_from_tables
from tests.analyses.incidence_reviews import review_holding

PARENTS = {"a1": "a", "a2": "a", "b": "", "c": "", "a": ""}
KEY = ["context_id", "context_sign", "mechanism_id", "mechanism_sign", "outcome_id", "outcome_sign"]

TERM = st.tuples(st.sampled_from(["a1", "b"]), st.sampled_from("+-"))


@st.composite
def reviews(draw) -> dict[str, list[dict[str, str]]]:
    """Tables of up to five studies with teams, codes, stated absence and configurations."""
    studies = [f"s{n}" for n in range(1, draw(st.integers(2, 5)) + 1)]
    team = st.sampled_from(["red", "blue", "red; blue", ""])
    coding = st.tuples(
        st.sampled_from(studies),
        st.sampled_from(list(PARENTS)),
        st.sampled_from(["present", "present", "absent"]),
    )
    drawn = draw(st.lists(coding, min_size=1, max_size=14, unique_by=lambda row: row[:2]))
    configured = draw(st.lists(st.tuples(st.sampled_from(studies), TERM, TERM, TERM), max_size=8))
    tables = {
        "studies": [{"study_id": s, "team": draw(team).replace("; ", ";")} for s in studies],
        "codebook": [{"code_id": code, "parent_id": parent} for code, parent in sorted(PARENTS.items())],
        "codings": [{"study_id": s, "code_id": code, "state": state} for s, code, state in drawn],
        "configurations": [
            {"configuration_id": f"k{n}", "study_id": row[0]} for n, row in enumerate(configured)
        ],
        "configuration_terms": [
            {"configuration_id": f"k{n}", "role": role, "code_id": code, "sign": sign}
            for n, row in enumerate(configured)
            for role, (code, sign) in zip(("context", "mechanism", "outcome"), row[1:], strict=True)
        ],
    }
    return {name: rows for name, rows in tables.items() if rows}


def without(tables: dict[str, list[dict[str, str]]], studies: set[str]) -> Review:
    """Count again: the review as if these studies had never been included."""
    kept = {
        name: [row for row in rows if row.get("study_id") not in studies] for name, rows in tables.items()
    }
    known = {row["configuration_id"] for row in kept.get("configurations", [])}
    kept["configuration_terms"] = [
        row for row in kept.get("configuration_terms", []) if row["configuration_id"] in known
    ]
    if not kept["codings"]:
        some_study = kept["studies"][0]["study_id"]
        kept["codings"] = [{"study_id": some_study, "code_id": "c", "state": "absent"}]
    return review_from_tables({name: rows for name, rows in kept.items() if rows})


def turns(tables: dict[str, list[dict[str, str]]], by: str) -> dict[str, set[str]]:
    """Return what is left out in turn, and which studies go with it; never all of them."""
    groups: dict[str, set[str]] = {}
    for row in tables["studies"]:
        values = [row["study_id"]] if by == "study_id" else (row["team"] or "not reported").split(";")
        for value in values:
            groups.setdefault(value, set()).add(row["study_id"])
    return {name: studies for name, studies in groups.items() if len(studies) < len(tables["studies"])}


def patterns_of(review: Review, min_studies: int, sign: str, level: int | None) -> dict[tuple, pd.Series]:
    table = demi_regularities(review, min_studies=min_studies, sign=sign, level=level)
    return {tuple(row[KEY]): row for _, row in table.iterrows()}


OPTIONS = st.fixed_dictionaries(
    {
        "by": st.sampled_from(["study_id", "team"]),
        "min_studies": st.integers(1, 3),
        "sign": st.sampled_from(["all", "outcome"]),
        "level": st.sampled_from([None, 1]),
    }
)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(reviews(), OPTIONS)
def test_what_is_subtracted_equals_counting_again(tables, options):
    check_against_counting_again(tables, **options)


@pytest.mark.soak
@settings(max_examples=60, deadline=None)
@given(reviews(), OPTIONS)
def test_what_is_subtracted_equals_counting_again_at_length(tables, options):
    check_against_counting_again(tables, **options)


def check_against_counting_again(tables, by, min_studies, sign, level):
    review = review_from_tables(tables)
    groups = turns(tables, by)
    again = {name: without(tables, studies) for name, studies in groups.items()}
    options = {"by": by, "level": level, "min_studies": min_studies, "sign": sign}
    per_turn = leave_one_out(review, **options).set_index("left_out")
    assert per_turn["n_studies_left_out"].to_dict() == {name: len(gone) for name, gone in groups.items()}

    full = themes_of(review, level)
    themes = {name: themes_of(rest, level).loc[full.index] for name, rest in again.items()}
    check_orders(per_turn, full, themes)
    check_ranges(leave_one_out_themes(review, by=by, level=level).set_index("code_id"), full, themes)

    patterns = patterns_of(review, min_studies, sign, level)
    remaining = {name: patterns_of(rest, 1, sign, level) for name, rest in again.items()}
    check_patterns(leave_one_out_patterns(review, **options), per_turn, patterns, remaining, min_studies)


def themes_of(review: Review, level: int | None) -> pd.DataFrame:
    return theme_frequencies(review, level=level).set_index("code_id")


def check_ranges(found: pd.DataFrame, full: pd.DataFrame, themes: dict[str, pd.DataFrame]) -> None:
    assert found.index.tolist() == full.index.tolist()
    for column in ("label", "n_studies", "n_studies_total", "share_of_studies", "rank"):
        assert found[column].tolist() == full[column].tolist()
    for code, row in found.iterrows() if themes else ():
        ranks = {name: table.loc[code, "rank"] for name, table in themes.items()}
        shares = [table.loc[code, "share_of_studies"] for table in themes.values()]
        assert (row["rank_lowest"], row["rank_highest"]) == (min(ranks.values()), max(ranks.values()))
        assert (row["share_lowest"], row["share_highest"]) == pytest.approx((min(shares), max(shares)))
        moves = {name: abs(rank - full.loc[code, "rank"]) for name, rank in ranks.items()}
        assert row["n_rank_changes"] == sum(move > 0 for move in moves.values())
        most = {name for name, move in moves.items() if move == max(moves.values()) > 0}
        assert set(filter(None, row["rank_changes_most_without"].split("; "))) == most


def check_orders(found: pd.DataFrame, full: pd.DataFrame, themes: dict[str, pd.DataFrame]) -> None:
    for name, again in themes.items():
        row, moved = found.loc[name], (again["rank"] - full["rank"]).abs()
        assert row["n_studies_remaining"] == again["n_studies_total"].iloc[0]
        assert row["n_ranks_changed"] == (moved > 0).sum()
        assert row["is_order_changed"] == (moved > 0).any()
        assert row["largest_rank_change"] == moved.max()
        shares = (again["share_of_studies"] - full["share_of_studies"]).abs()
        assert row["largest_share_change"] == pytest.approx(shares.max())
        assert row["n_codes_lost"] == ((full["n_studies"] > 0) & (again["n_studies"] == 0)).sum()
        counts = list(zip(full["n_studies"], again["n_studies"], strict=True))
        pairs = [(a - c, b - d) for (a, b), (c, d) in combinations(counts, 2)]
        assert row["n_swaps"] == sum(before * after < 0 for before, after in pairs)
        assert row["n_ties_made"] == sum(before != 0 and after == 0 for before, after in pairs)
        assert row["n_ties_broken"] == sum(before == 0 and after != 0 for before, after in pairs)
        assert row["n_ties_changed"] == row["n_ties_made"] + row["n_ties_broken"]


def check_patterns(
    found: pd.DataFrame,
    per_turn: pd.DataFrame,
    full: dict[tuple, pd.Series],
    remaining: dict[str, dict[tuple, pd.Series]],
    min_studies: int,
) -> None:
    found = {tuple(row[KEY]): row for _, row in found.iterrows()}
    assert set(found) == set(full)
    fallen = {name: set() for name in remaining}
    for key, row in found.items() if remaining else ():
        n_after = {name: table[key]["n_studies"] if key in table else 0 for name, table in remaining.items()}
        assert row["n_studies"] == full[key]["n_studies"]
        assert row["n_studies_lowest"] == min(n_after.values())
        falls = {name for name, n in n_after.items() if n < min_studies}
        assert set(filter(None, row["falls_without"].split("; "))) == falls
        assert (row["is_fallen"], row["n_falls"]) == (bool(falls), len(falls))
        shares = [table[key]["share_of_context"] for table in remaining.values() if key in table]
        if shares:
            assert row["share_of_context_highest"] == pytest.approx(max(shares))
        for name in falls:
            fallen[name].add(full[key]["pattern"])
    for name, row in per_turn.iterrows():
        assert set(filter(None, row["patterns_fallen"].split("; "))) == fallen[name]
        assert row["n_patterns_fallen"] == len(fallen[name])


# By hand


@pytest.fixture(scope="module")
def review():
    """a is in 4 studies, b in 3, c in 2, d in 2, e in none. Team red: s1 and s2; blue: s3; none: s4."""
    held = {"s1": "ab", "s2": "abc", "s3": "abd", "s4": "acd"}
    return review_holding(held, codes="e", team=["red", "red", "blue", ""])


def test_one_study_makes_and_breaks_ties_and_swaps_nothing(review):
    table = leave_one_out(review).set_index("left_out")
    assert table["n_swaps"].tolist() == [0] * 4
    # Without s1: 3, 2, 2, 2. b joins c and d; nothing else changes but the tie.
    assert table.loc["s1", ["n_ties_made", "n_ties_broken"]].tolist() == [2, 0]
    # Without s2: 3, 2, 1, 2. c falls behind d, which joins b.
    assert table.loc["s2", ["n_ties_made", "n_ties_broken", "n_ranks_changed"]].tolist() == [1, 1, 2]
    # Without s4: 3, 3, 1, 1. b joins a.
    assert table.loc["s4", ["n_ties_made", "n_ties_broken", "largest_rank_change"]].tolist() == [1, 0, 1]
    assert table["left_out_label"]["s1"] == "Citation of s1"


def test_a_group_can_swap_codes(review):
    table = leave_one_out(review, by="team").set_index("left_out")
    # Without s1 and s2: a 2, b 1, c 1, d 2: d passes b, joins a, and leaves c.
    red = table.loc["red"]
    assert (red["n_studies_left_out"], red["n_studies_remaining"]) == (2, 2)
    assert (red["n_swaps"], red["n_ties_made"], red["n_ties_broken"]) == (1, 2, 1)
    assert table.index[0] == "red"
    assert set(table.index) == {"red", "blue", "not reported"}


def test_ranges_of_ranks_and_shares(review):
    table = leave_one_out_themes(review).set_index("code_id")
    assert table["rank"].to_dict() == {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5}
    assert table.loc["b", ["rank_lowest", "rank_highest"]].tolist() == [1, 2]
    assert table.loc["c", ["rank_lowest", "rank_highest"]].tolist() == [2, 4]
    # c: 2 of 4; without s1 or s3 2 of 3, without s2 or s4 1 of 3.
    assert table.loc["c", ["share_lowest", "share_highest"]].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert table.loc["b", "rank_changes_most_without"] == "s4"
    assert table.loc["a", "rank_changes_most_without"] == ""
    assert table.loc["e", "share_highest"] == 0


def test_what_all_studies_share_cannot_be_left_out():
    review = review_holding({"s1": "a", "s2": "ab"}, team=["red", "red"])
    assert leave_one_out(review, by="team").empty
    themes = leave_one_out_themes(review, by="team")
    assert themes["rank"].tolist() == [1, 2]
    assert themes["rank_lowest"].isna().all()
    assert themes["share_highest"].isna().all()
    assert themes["n_rank_changes"].tolist() == [0, 0]
    assert leave_one_out_patterns(review, by="team").empty


def test_the_order_of_rows_never_matters(review):
    tables = {name: getattr(review, name) for name in ("studies", "codebook", "codings")}
    turned = review_from_tables(
        {name: t if name == "codebook" else t.iloc[::-1] for name, t in tables.items()}
    )
    for analysis in (leave_one_out, leave_one_out_themes):
        for by in ("study_id", "team"):
            pd.testing.assert_frame_equal(analysis(turned, by=by), analysis(review, by=by))


def test_options_that_cannot_be_are_refused(review):
    for analysis in (leave_one_out, leave_one_out_themes, leave_one_out_patterns):
        with pytest.raises(OptionError, match=r"by='taem' is not allowed.*Did you mean 'team'"):
            analysis(review, by="taem")
    with pytest.raises(OptionError, match="min_studies=0"):
        leave_one_out(review, min_studies=0)
