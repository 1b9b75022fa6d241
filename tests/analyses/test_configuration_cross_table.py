from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.configuration_cross_table import configuration_cross_table
from synthesis.errors import OptionError
from tests.analyses.configuration_reviews import review_of

COLUMNS = [
    "row_role",
    "row_code_id",
    "row_label",
    "column_role",
    "column_code_id",
    "column_label",
    "n_studies",
    "n_studies_plus",
    "n_studies_minus",
    "n_configurations",
    "study_ids",
]

DRAWN = [
    ("c1", "s1", "history+ > trust+ > sharing+"),
    ("c2", "s1", "history+ > trust- > sharing-"),  # s1 again, the other sign of trust
    ("c3", "s2", "history- > trust+ > sharing+"),  # the sign of the row does not matter
    ("c4", "s3", "history+ > trust+ > "),  # a dyad: counts for context by mechanism
    ("c5", "s3", "history+, law+ > trust+, synergy+ > pace-"),  # 2 x 2 cells of s3
    ("c6", "s4", " > trust+ > sharing+"),  # no context: no cell here
]


def cell(table: pd.DataFrame, row: str, column: str) -> dict:
    found = table[(table["row_code_id"] == row) & (table["column_code_id"] == column)]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def test_counts_studies_once_in_the_cell_and_once_under_each_sign():
    table = configuration_cross_table(review_of(DRAWN))
    assert list(table.columns) == COLUMNS
    # history x trust: studies s1 (c1, c2), s2 (c3), s3 (c4, c5) = 3 studies, 5 configurations.
    # trust (+): s1, s2, s3 = 3. trust (-): s1 = 1. 3 + 1 = 4 > 3, because s1 has both.
    assert cell(table, "history", "trust") == {
        "row_role": "context",
        "row_code_id": "history",
        "row_label": "History",
        "column_role": "mechanism",
        "column_code_id": "trust",
        "column_label": "Trust",
        "n_studies": 3,
        "n_studies_plus": 3,
        "n_studies_minus": 1,
        "n_configurations": 5,
        "study_ids": "s1; s2; s3",
    }
    # c5: {history, law} x {trust, synergy}; history x trust is above, the other three are s3 alone.
    assert len(table) == 4
    for row, column in [("law", "trust"), ("law", "synergy"), ("history", "synergy")]:
        assert cell(table, row, column)["study_ids"] == "s3"


def test_most_studies_first_then_identifiers():
    table = configuration_cross_table(review_of(DRAWN))
    pairs = list(zip(table["row_code_id"], table["column_code_id"], strict=True))
    assert pairs == [("history", "trust"), ("history", "synergy"), ("law", "synergy"), ("law", "trust")]


def test_mechanism_by_outcome_takes_dyads_without_a_context():
    table = configuration_cross_table(review_of(DRAWN), rows="mechanism", columns="outcome")
    # trust x sharing: s1 (+ and -), s2 (+), s4 (+, the dyad) = 3; sharing (-): s1 = 1.
    found = cell(table, "trust", "sharing")
    assert (found["n_studies"], found["n_studies_plus"], found["n_studies_minus"]) == (3, 3, 1)
    assert found["study_ids"] == "s1; s2; s4"
    assert cell(table, "synergy", "pace")["n_studies_plus"] == 0
    assert cell(table, "synergy", "pace")["n_studies_minus"] == 1


def test_turning_the_table_keeps_the_cells_and_changes_whose_sign_is_counted():
    table = configuration_cross_table(review_of(DRAWN), rows="mechanism", columns="context")
    found = cell(table, "trust", "history")
    # history (+): s1, s3; history (-): s2.
    assert (found["n_studies"], found["n_studies_plus"], found["n_studies_minus"]) == (3, 2, 1)


def test_rolled_up_codes_that_become_one_count_a_study_once():
    drawn = [
        ("c1", "s1", "long_history+, short_history+ > trust+ > sharing+"),
        ("c2", "s2", "history- > trust+ > sharing+"),
    ]
    parents = {"long_history": "history", "short_history": "history"}
    table = configuration_cross_table(review_of(drawn, parents=parents), level=1)
    assert table[["row_code_id", "n_studies", "n_configurations"]].to_numpy().tolist() == [["history", 2, 2]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": "mechanisms"}, "rows='mechanisms' is not allowed.*Did you mean 'mechanism'"),
        ({"columns": "theory"}, "columns='theory' is not allowed"),
        ({"rows": "outcome", "columns": "outcome"}, "are the same role"),
        ({"level": 0}, "level=0"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(OptionError, match=message):
        configuration_cross_table(review_of(DRAWN), **options)


def test_without_configurations_the_table_is_empty():
    table = configuration_cross_table(review_of([]))
    assert table.empty
    assert list(table.columns) == COLUMNS
