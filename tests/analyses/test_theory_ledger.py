from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.theory_ledger import theory_ledger
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import review_of, tables_of

RELATIONS = ["supports", "refines", "refutes", "new", "unstated"]
COLUMNS = [
    "theory_id",
    "statement",
    "status",
    "n_studies",
    *(f"n_studies_{r}" for r in RELATIONS),
    *(f"study_ids_{r}" for r in RELATIONS),
    "n_configurations",
]
BY_STUDY = [
    "theory_id",
    "statement",
    "study_id",
    "citation",
    "relation",
    "n_configurations",
    "configuration_ids",
]

THEORIES = [
    {"theory_id": "t10", "statement": "Nobody speaks to this one."},
    {"theory_id": "t2", "statement": "A part of the first.", "parent_id": "t1"},
    {"theory_id": "t1", "statement": "Trust builds on history.", "status": "initial"},
]
CMO = "a+ > b+ > c+"
DRAWN = [
    ("c1", "s1", CMO, "t1", "supports"),
    ("c2", "s1", CMO, "t1", "supports"),  # once per theory and relation
    ("c3", "s1", CMO, "t1", "refutes"),  # and once more under another relation
    ("c4", "s2", CMO, "t1", "supports"),
    ("c5", "s3", CMO, "t1", ""),  # names the theory, not what it does to it
    ("c6", "s3", CMO, "t2", "refines"),  # of the part: not added to t1
    ("c7", "s3", CMO, "", "new"),
    ("c8", "s2", CMO),
    ("c9", "s2", ""),  # without terms: still an entry
]


def test_a_study_counts_once_per_theory_and_relation():
    table = theory_ledger(review_of(DRAWN, theories=THEORIES))
    assert list(table.columns) == COLUMNS
    assert table["theory_id"].tolist() == ["t1", "t2", "t10", ""]
    # t1: s1 supports and refutes, s2 supports, s3 unstated: 3 studies; 2 + 0 + 1 + 0 + 1 = 4 > 3;
    # configurations c1 to c5 = 5.
    counts = ["n_studies", *(f"n_studies_{r}" for r in RELATIONS), "n_configurations"]
    assert table.loc[0, counts].tolist() == [3, 2, 0, 1, 0, 1, 5]
    assert table.loc[0, [f"study_ids_{r}" for r in RELATIONS]].tolist() == ["s1; s2", "", "s1", "", "s3"]
    assert table.loc[0, ["statement", "status"]].tolist() == ["Trust builds on history.", "initial"]
    # t2: s3 refines, c6. t10: nothing, and it keeps its row.
    assert table.loc[1, counts].tolist() == [1, 0, 1, 0, 0, 0, 1]
    assert table.loc[2, counts].tolist() == [0] * 7
    # Without a theory: s3 new (c7), s2 unstated (c8, c9): 2 studies, 3 configurations.
    assert table.loc[3, "statement"] == "(no theory named)"
    assert table.loc[3, counts].tolist() == [2, 0, 0, 0, 1, 1, 3]


def test_per_study():
    table = theory_ledger(review_of(DRAWN, theories=THEORIES), per="study")
    assert list(table.columns) == BY_STUDY
    shown = table[["theory_id", "study_id", "relation", "n_configurations", "configuration_ids"]]
    assert shown.to_numpy().tolist() == [
        ["t1", "s1", "supports", 2, "c1; c2"],
        ["t1", "s1", "refutes", 1, "c3"],
        ["t1", "s2", "supports", 1, "c4"],
        ["t1", "s3", "unstated", 1, "c5"],
        ["t2", "s3", "refines", 1, "c6"],
        ["", "s2", "unstated", 2, "c8; c9"],
        ["", "s3", "new", 1, "c7"],
    ]
    assert table.loc[0, "citation"] == "Citation of s1"
    assert table.loc[6, "statement"] == "(no theory named)"


def test_no_row_for_the_nameless_where_every_configuration_names_a_theory():
    table = theory_ledger(review_of(DRAWN[:6], theories=THEORIES))
    assert table["theory_id"].tolist() == ["t1", "t2", "t10"]


@pytest.mark.parametrize("per", ["theory", "study"])
def test_the_order_of_rows_does_not_matter(per):
    tables = tables_of(DRAWN, theories=THEORIES)
    turned = {name: rows[::-1] for name, rows in tables.items()}
    pd.testing.assert_frame_equal(
        theory_ledger(review_from_tables(turned), per=per), theory_ledger(review_from_tables(tables), per=per)
    )


@pytest.mark.parametrize(("per", "columns"), [("theory", COLUMNS), ("study", BY_STUDY)])
def test_without_theories_and_configurations_the_table_is_empty(per, columns):
    table = theory_ledger(review_of([]), per=per)
    assert table.empty
    assert list(table.columns) == columns


def test_per_is_checked():
    with pytest.raises(OptionError, match=r"per='studies' is not allowed.*Did you mean 'study'"):
        theory_ledger(review_of(DRAWN, theories=THEORIES), per="studies")
