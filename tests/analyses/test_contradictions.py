from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.contradictions import contradictions
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import review_of, tables_of, terms_of

SIDES = [
    "n_studies_plus",
    "study_ids_plus",
    "contexts_plus",
    "n_studies_minus",
    "study_ids_minus",
    "contexts_minus",
    "study_ids_both",
    "is_within_study",
]
COLUMNS = ["mechanism_id", "mechanism", "mechanism_sign", "outcome_id", "outcome", *SIDES]

DRAWN = [
    ("c1", "s1", "history+ > trust+ > sharing+"),
    ("c2", "s2", "history+, law+ > trust+ > sharing+"),
    ("c3", "s3", "merger+ > trust+ > sharing-"),
    ("c4", "s4", " > trust+ > sharing-"),  # a mechanism-outcome dyad contradicts as well
    ("c5", "s5", "merger+ > trust- > sharing+"),  # the other sign of trust: agrees with nothing here
    ("c6", "s6", "history+ > conflict+ > pace-"),
    ("c7", "s6", "law- > conflict+ > pace+"),  # s6 contradicts itself
    ("c8", "s7", "history- > conflict+ > pace-"),
    ("c9", "s8", "history+ > trust+ > "),  # no outcome: neither side
]


def test_same_mechanism_and_sign_opposite_outcome():
    table = contradictions(review_of(DRAWN))
    assert list(table.columns) == COLUMNS
    # trust (+) -> sharing: plus s1, s2; minus s3, s4; weaker side 2.
    # conflict (+) -> pace: plus s6; minus s6, s7; weaker side 1, so it comes second.
    # trust (-) -> sharing is plus only (s5): none.
    assert table["mechanism_id"].tolist() == ["trust", "conflict"]
    trust, conflict = table.to_dict("records")
    assert trust == {
        "mechanism_id": "trust",
        "mechanism": "Trust",
        "mechanism_sign": "+",
        "outcome_id": "sharing",
        "outcome": "Sharing",
        "n_studies_plus": 2,
        "study_ids_plus": "s1; s2",
        "contexts_plus": "History (+); Law (+)",  # history in two studies, law in one
        "n_studies_minus": 2,
        "study_ids_minus": "s3; s4",
        "contexts_minus": "Merger (+); (no context stated)",
        "study_ids_both": "",
        "is_within_study": False,
    }
    assert (conflict["study_ids_plus"], conflict["contexts_plus"]) == ("s6", "Law (−)")
    assert (conflict["study_ids_minus"], conflict["contexts_minus"]) == ("s6; s7", "History (+); History (−)")
    assert (conflict["study_ids_both"], conflict["is_within_study"]) == ("s6", True)


def test_the_sign_of_the_mechanism_can_be_set_aside():
    table = contradictions(review_of(DRAWN), match_sign=False)
    # trust -> sharing: plus s1, s2 and now s5; minus s3, s4.
    trust = table.iloc[0]
    assert (trust["mechanism_id"], trust["mechanism_sign"]) == ("trust", "")
    assert trust["study_ids_plus"] == "s1; s2; s5"
    assert trust["contexts_plus"] == "History (+); Law (+); Merger (+)"
    assert len(table) == 2


def test_with_the_context_matched_the_dyads_drop_out():
    # history (+) & conflict (+) -> pace only falls, law (-) only rises: no context is on both sides.
    assert contradictions(review_of(DRAWN), level="context").empty
    drawn = [
        *DRAWN,
        ("d1", "s3", "history+, merger- > trust+ > sharing-"),
        ("d2", "s9", "history+ > trust+ > sharing-"),
        ("d3", "s2", "history- > trust+ > sharing-"),  # the other sign of history: no match
    ]
    table = contradictions(review_of(drawn), level="context")
    assert list(table.columns) == [*COLUMNS[:3], "context_id", "context", "context_sign", *COLUMNS[3:]]
    # history (+) & trust (+) -> sharing: plus s1, s2 (c2 has law as well); minus s3 (d1, with merger
    # falling as well), s9 (d2).
    assert len(table) == 1
    row = table.iloc[0]
    assert (row["context_id"], row["context"], row["context_sign"]) == ("history", "History", "+")
    assert (row["study_ids_plus"], row["contexts_plus"]) == ("s1; s2", "History (+); Law (+)")
    assert (row["study_ids_minus"], row["contexts_minus"]) == ("s3; s9", "History (+); Merger (−)")


def test_the_sign_of_the_context_is_never_set_aside():
    drawn = [
        ("c1", "s1", "law+ > trust+ > pace+"),
        ("c2", "s2", "law+ > trust- > pace-"),  # the same context: a contradiction
        ("c3", "s3", "history+ > trust+ > pace+"),
        ("c4", "s4", "history- > trust+ > pace-"),  # the context's sign differs: none
    ]
    table = contradictions(review_of(drawn), level="context", match_sign=False)
    assert table[["context_id", "context_sign", "mechanism_sign"]].to_numpy().tolist() == [["law", "+", ""]]


def test_one_configuration_can_hold_both_sides():
    table = contradictions(review_of([("c1", "s1", "law+ > trust+ > pace+, pace-")]))
    assert table[["study_ids_both", "is_within_study"]].to_numpy().tolist() == [["s1", True]]


@pytest.mark.parametrize("options", [{"level": "outcome"}, {"level": 1}, {"match_sign": "no"}])
def test_options_are_checked(options):
    with pytest.raises(OptionError, match=f"{next(iter(options))}=.* is not allowed"):
        contradictions(review_of(DRAWN), **options)


@pytest.mark.parametrize("level", ["mechanism", "context"])
@pytest.mark.parametrize("drawn", [[], [("c1", "s1", "")], [("c1", "s1", "law+ > trust+ > pace+")]])
def test_without_contradictions_the_table_is_empty(drawn, level):
    table = contradictions(review_of(drawn), level=level)
    assert table.empty
    assert set(COLUMNS) <= set(table.columns)


# ---- against a recomputation with plain sets ----

TERMS = st.lists(
    st.builds(lambda c, s: c + s, st.sampled_from("ab"), st.sampled_from("+-")), max_size=2, unique=True
)
DRAWINGS = st.builds(lambda *parts: " > ".join(", ".join(p) for p in parts), TERMS, TERMS, TERMS)
STUDIES = st.sampled_from(["s1", "s2", "s3", "s4"])
# A review takes a tenth of a second to check, so a few larger ones rather than many small ones.
REVIEWS = st.lists(st.tuples(STUDIES, DRAWINGS), min_size=1, max_size=14).map(
    lambda rows: [(f"c{n}", study, drawing) for n, (study, drawing) in enumerate(rows)]
)


def expected(drawn, level: str, match_sign: bool) -> dict:
    """Recount with sets: {key: (studies +, contexts +, studies -, contexts -, both)}."""
    studies, contexts = {}, {}
    for _, study, drawing in drawn:
        by_role = {"context": set(), "mechanism": set(), "outcome": set()}
        for role, code, sign in terms_of(drawing):
            by_role[role].add((code, sign))
        shown = {f"{c.upper()} ({'−' if s == '-' else s})" for c, s in by_role["context"]}
        matched = by_role["context"] if level == "context" else [()]
        for context, mechanism, outcome in product(matched, by_role["mechanism"], by_role["outcome"]):
            key = (mechanism[0], mechanism[1] if match_sign else "", *context, outcome[0])
            studies.setdefault(key, {"+": set(), "-": set()})[outcome[1]].add(study)
            contexts.setdefault(key, {"+": set(), "-": set()})[outcome[1]] |= shown or {"(no context stated)"}
    return {
        key: (*(x for sign in "+-" for x in (side[sign], contexts[key][sign])), side["+"] & side["-"])
        for key, side in studies.items()
        if side["+"] and side["-"]
    }


def split(text: str) -> set[str]:
    return set(text.split("; ")) - {""}


@settings(max_examples=25, deadline=None)
@given(
    drawn=REVIEWS,
    level=st.sampled_from(["mechanism", "context"]),
    match_sign=st.booleans(),
    seed=st.integers(0, 999),
)
def test_equals_a_count_with_plain_sets_in_any_order_of_rows(drawn, level, match_sign, seed):
    mixed = {
        name: pd.DataFrame(rows).sample(frac=1, random_state=seed) for name, rows in tables_of(drawn).items()
    }
    table = contradictions(review_from_tables(mixed), level=level, match_sign=match_sign)
    context = ["context_id", "context_sign"] if level == "context" else []
    keys = table[["mechanism_id", "mechanism_sign", *context, "outcome_id"]]
    texts = table[["study_ids_plus", "contexts_plus", "study_ids_minus", "contexts_minus", "study_ids_both"]]
    found = {
        key: tuple(split(text) for text in row)
        for key, row in zip(
            keys.itertuples(index=False, name=None), texts.itertuples(index=False, name=None), strict=True
        )
    }
    assert found == expected(drawn, level, match_sign)
    sizes = {key: (len(plus), len(minus)) for key, (plus, _, minus, _, _) in found.items()}
    assert table[["n_studies_plus", "n_studies_minus"]].to_numpy().tolist() == [
        list(n) for n in sizes.values()
    ]
    assert table["is_within_study"].tolist() == [bool(row[4]) for row in found.values()]
    assert list(found) == sorted(found, key=lambda key: (-min(sizes[key]), -max(sizes[key]), key))


@pytest.mark.parametrize("level", ["mechanism", "context"])
def test_the_order_of_rows_does_not_matter(level):
    tables = tables_of([*DRAWN, ("d1", "s9", "history+ > trust+ > sharing-")])
    turned = {name: rows[::-1] for name, rows in tables.items()}
    table = contradictions(review_from_tables(tables), level=level)
    assert not table.empty
    pd.testing.assert_frame_equal(contradictions(review_from_tables(turned), level=level), table)
