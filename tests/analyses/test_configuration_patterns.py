from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_patterns import (
    as_people_count,
    joined,
    role_combinations,
    shown_term,
    signed_terms,
)
from tests.analyses.configuration_reviews import review_of

DRAWN = [("c1", "s1", "a+, b- > m+ > x+, y-"), ("c2", "s2", "a+ > m+ > ")]


def test_every_combination_of_terms_once_and_none_for_a_missing_role():
    terms = signed_terms(review_of(DRAWN))
    found = role_combinations(terms, ("context", "mechanism", "outcome"))
    # c1: 2 contexts x 1 mechanism x 2 outcomes = 4; c2 has no outcome.
    assert sorted(found.drop(columns="study_id").itertuples(index=False, name=None)) == [
        ("c1", "a", "+", "m", "+", "x", "+"),
        ("c1", "a", "+", "m", "+", "y", "-"),
        ("c1", "b", "-", "m", "+", "x", "+"),
        ("c1", "b", "-", "m", "+", "y", "-"),
    ]
    assert role_combinations(terms, ("context", "mechanism"))["configuration_id"].tolist() == [
        "c1",
        "c1",
        "c2",
    ]


def test_terms_that_become_one_when_rolled_up_are_one():
    drawn = [*DRAWN, ("c3", "s3", "a+, b+ > m+ > ")]
    terms = signed_terms(review_of(drawn, parents={"a": "top", "b": "top"}), level=1)
    contexts = terms[terms["role"] == "context"]
    # c1 keeps both signs of the code above a (+) and b (-); in c3 the two become one.
    assert contexts[["configuration_id", "code_id", "sign"]].to_numpy().tolist() == [
        ["c1", "top", "+"],
        ["c1", "top", "-"],
        ["c2", "top", "+"],
        ["c3", "top", "+"],
    ]


def test_terms_are_written_with_a_real_minus():
    labels, signs = pd.Series(["Trust", "Trust", "Trust"]), pd.Series(["+", "-", ""])
    assert shown_term(labels, signs).tolist() == ["Trust (+)", "Trust (−)", "Trust"]


def test_identifiers_are_joined_once_each_and_counted_as_people_do():
    assert joined(["s2", "s1", "s2"]) == "s1; s2"
    ids = pd.Series(["t10", "t2", "t1b", "t1"])
    assert ids.sort_values(key=as_people_count).tolist() == ["t1", "t1b", "t2", "t10"]
