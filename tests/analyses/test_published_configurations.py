"""The configurations that Aunger et al. 2021 (Systematic Reviews 10:82) print in Table 3.

Rows 1 to 22, with labels normalised; see tests/reference/data/aunger_2021_table3.csv. They come
from one realist review and are entered as one study. The expectations are counted by hand.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.configuration_cross_table import configuration_cross_table
from synthesis.analyses.configurations import configurations
from synthesis.analyses.contradictions import contradictions
from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.review import review_from_tables

TABLE_3 = Path(__file__).parents[1] / "reference" / "data" / "aunger_2021_table3.csv"
ROLES = ("context", "mechanism", "outcome")


@pytest.fixture(scope="module")
def review():
    printed = pd.read_csv(TABLE_3, comment="#", dtype="str")
    printed["configuration_id"] = "row " + printed["row"]
    terms = pd.concat(
        printed[["configuration_id", role, f"{role}_sign"]]
        .set_axis(["configuration_id", "code_id", "sign"], axis=1)
        .assign(role=role)
        for role in ROLES
    ).drop_duplicates()
    codes = terms["code_id"].drop_duplicates()
    labels = codes.str.replace("_", " ").str.capitalize()
    return review_from_tables(
        {
            "studies": [{"study_id": "aunger-2021", "citation": "Aunger et al. 2021"}],
            "codebook": pd.DataFrame({"code_id": codes, "label": labels}),
            "codings": [{"study_id": "aunger-2021", "code_id": "trust", "coder": "AB"}],
            "configurations": printed[["configuration_id"]].drop_duplicates().assign(study_id="aunger-2021"),
            "configuration_terms": terms,
        }
    )


def test_twenty_two_configurations_all_complete(review):
    table = configurations(review)
    assert table["configuration_id"].tolist() == [f"row {n}" for n in range(1, 23)]
    assert set(table["form"]) == {"CMO"}
    assert not table["is_dyad"].any()
    # Rows 19, 20 and 22 have two outcomes.
    several = table[table["outcome"].str.contains("; ")]
    assert several["configuration_id"].tolist() == ["row 19", "row 20", "row 22"]
    row_19 = table.iloc[18]
    assert row_19["context"] == "Conflict resolution constructive (−)"
    assert row_19["mechanism"] == "Trust (−)"
    assert row_19["outcome"] == "Faith (−); Perception of progress (−)"


def test_twenty_five_patterns_and_no_demi_regularity(review):
    # 22 configurations, three of them with two outcomes: 22 + 3 = 25, no two alike. One study is
    # never a demi-regularity, however often it repeats itself.
    table = demi_regularities(review, min_studies=1)
    assert len(table) == 25
    assert set(table["n_studies"]) == {1}
    assert set(table["share_of_context"]) == {1.0}
    assert "Shared vision (+) → Conflict (−) → Trust (+)" in set(table["pattern"])
    assert demi_regularities(review).empty


@pytest.mark.parametrize(
    ("rows", "columns", "n_cells"),
    [
        # By mechanism: synergy 4 contexts (rows 1, 3-5), inertia 1 (2), perception of progress 7
        # (6-12), conflict 6 (13-18), trust 3 (19 and 20 have one, 21, 22). 4 + 1 + 7 + 6 + 3 = 21.
        ("context", "mechanism", 21),
        # synergy: task, performance; inertia: task; perception of progress: faith; conflict: trust;
        # trust: faith, perception of progress, ambition, risk threshold. 2 + 1 + 1 + 1 + 4 = 9.
        ("mechanism", "outcome", 9),
        # task 1 (rows 1 and 2 share it), performance 3 (3-5), faith 7 (6-12) and 1 (19, 20),
        # trust 6 (13-18), perception of progress 1 (19, 20), ambition 2 (21, 22), risk threshold 1
        # (22). 1 + 3 + 7 + 1 + 6 + 1 + 2 + 1 = 22.
        ("context", "outcome", 22),
    ],
)
def test_cells_of_the_cross_tables(review, rows, columns, n_cells):
    table = configuration_cross_table(review, rows=rows, columns=columns)
    assert len(table) == n_cells
    assert set(table["n_studies"]) == {1}


def test_a_cell_with_both_signs_holds_its_study_once(review):
    table = configuration_cross_table(review, rows="mechanism", columns="outcome")
    cells = table.set_index(["row_code_id", "column_code_id"])
    counts = ["n_studies", "n_studies_plus", "n_studies_minus", "n_configurations"]
    # Rows 6-12: faith rises in 9, 11, 12 and falls in 6, 7, 8, 10; 7 configurations.
    assert cells.loc[("perception_of_progress", "faith"), counts].tolist() == [1, 1, 1, 7]
    # Rows 3-5: performance rises only.
    assert cells.loc[("synergy", "performance"), counts].tolist() == [1, 1, 0, 3]


def test_no_contradiction_unless_the_sign_of_the_mechanism_is_set_aside(review):
    # More conflict goes with less trust and less conflict with more: they agree.
    assert contradictions(review).empty
    assert contradictions(review, level="context").empty
    # Context and mechanism without its sign: rows 19 and 20 differ in the sign of the context.
    assert contradictions(review, level="context", match_sign=False).empty

    table = contradictions(review, match_sign=False)
    pairs = list(zip(table["mechanism_id"], table["outcome_id"], strict=True))
    assert pairs == [
        ("conflict", "trust"),  # + in rows 13, 15, 16; - in 14, 17, 18
        ("perception_of_progress", "faith"),  # + in 9, 11, 12; - in 6, 7, 8, 10
        ("trust", "faith"),  # + in 20, - in 19
        ("trust", "perception_of_progress"),  # + in 20, - in 19
    ]
    assert table["is_within_study"].all()
    assert table.loc[0, "contexts_plus"] == (
        "Accountability arrangements (+); Cultural compatibility (+); Shared vision (+)"
    )
    assert table.loc[0, "contexts_minus"] == "Improper cessation (+); Slow pace (+); Task failure (+)"
    assert table.loc[1, "contexts_minus"] == (
        "Absent actors (+); Ambition of aims (−); Intra org conflict (+); Workforce instability (+)"
    )
