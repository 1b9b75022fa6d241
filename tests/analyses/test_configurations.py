from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.configurations import configurations
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import review_of, tables_of

COLUMNS = [
    "configuration_id",
    "study_id",
    "citation",
    "theory_id",
    "relation",
    "form",
    "is_dyad",
    "context",
    "mechanism",
    "outcome",
    "mechanism_resource",
    "mechanism_reasoning",
    "n_extracts",
    "extract_ids",
    "note",
]


def test_one_row_a_configuration_with_signs_shown():
    drawn = [("c1", "s1", "shared_vision+, history- > conflict- > trust+", "t1", "refines")]
    theories = [{"theory_id": "t1", "statement": "A statement."}]
    table = configurations(review_of(drawn, theories=theories))
    assert list(table.columns) == COLUMNS
    assert table.iloc[0].to_dict() == {
        "configuration_id": "c1",
        "study_id": "s1",
        "citation": "Citation of s1",
        "theory_id": "t1",
        "relation": "refines",
        "form": "CMO",
        "is_dyad": False,
        "context": "History (−); Shared vision (+)",
        "mechanism": "Conflict (−)",
        "outcome": "Trust (+)",
        "mechanism_resource": "",
        "mechanism_reasoning": "",
        "n_extracts": 0,
        "extract_ids": "",
        "note": "",
    }


@pytest.mark.parametrize(
    ("drawing", "form", "is_dyad"),
    [
        ("a+ > b+ > c+", "CMO", False),
        ("a+ > b+ > ", "CM", True),
        (" > b+ > c-", "MO", True),
        ("a- >  > c+", "CO", True),
        ("a+, b+ >  > ", "C", False),
        (" > b+ > ", "M", False),
        (" >  > c+", "O", False),
        ("", "", False),
    ],
)
def test_forms_and_dyads_are_labelled_and_nothing_is_filled_in(drawing, form, is_dyad):
    # A second configuration, so that a review whose only one has no terms still has the table.
    table = configurations(review_of([("c1", "s1", drawing), ("c2", "s1", "a+ > b+ > c+")]))
    assert table.loc[0, ["form", "is_dyad"]].tolist() == [form, is_dyad]
    empty = {"C": "context", "M": "mechanism", "O": "outcome"}
    assert all((table.loc[0, role] == "") == (letter not in form) for letter, role in empty.items())


def test_resource_reasoning_extracts_and_notes():
    tables = tables_of([("c1", "s1", "law+ > training+, confidence+, fear- > pace+")])
    parts = {"training": "resource", "confidence": "reasoning"}
    tables["configuration_terms"] = [
        {**term, "part": parts.get(term["code_id"], "")} for term in tables["configuration_terms"]
    ]
    # Confidence is said to be both: one mechanism, shown under each part.
    tables["configuration_terms"].append(
        {"configuration_id": "c1", "role": "mechanism", "code_id": "confidence", "part": "resource"}
    )
    tables["extracts"] = [{"extract_id": e, "study_id": "s1"} for e in ("e1", "e2", "e3")]
    tables["configurations"][0] |= {"extract_ids": "e2;e1", "note": "Outcome inferred."}
    tables["studies"] = [{"study_id": "s1"}]
    row = configurations(review_from_tables(tables)).iloc[0]
    assert row["mechanism"] == "Confidence (+); Fear (−); Training (+)"
    assert row["mechanism_resource"] == "Confidence (+); Training (+)"
    assert row["mechanism_reasoning"] == "Confidence (+)"
    assert (row["n_extracts"], row["extract_ids"]) == (2, "e1; e2")
    assert row["note"] == "Outcome inferred."
    assert row["citation"] == "s1"  # no citation given


def test_two_codes_of_one_label_stay_two_terms():
    tables = tables_of([("c1", "s1", "law+, rules+ > trust+ > pace+")])
    tables["codebook"] = [{**code, "label": "Rules"} for code in tables["codebook"]]
    assert configurations(review_from_tables(tables)).loc[0, "context"] == "Rules (+); Rules (+)"


def test_identifiers_are_ordered_as_people_count_whatever_the_order_of_rows():
    drawn = [(f"c{n}", f"s{n % 3}", "law+, rules- > trust+ > pace+") for n in (10, 2, 1, 11)]
    tables = tables_of(drawn)
    table = configurations(review_from_tables(tables))
    assert table["configuration_id"].tolist() == ["c1", "c2", "c10", "c11"]
    turned = review_from_tables({name: rows[::-1] for name, rows in tables.items()})
    pd.testing.assert_frame_equal(configurations(turned), table)


def test_without_configurations_the_table_is_empty():
    table = configurations(review_of([]))
    assert table.empty
    assert list(table.columns) == COLUMNS


def test_the_review_is_not_changed():
    review = review_of([("c1", "s1", "a+ > b+ > c+")])
    before = review.configuration_terms, review.configurations
    configurations(review)
    pd.testing.assert_frame_equal(review.configuration_terms, before[0])
    pd.testing.assert_frame_equal(review.configurations, before[1])
