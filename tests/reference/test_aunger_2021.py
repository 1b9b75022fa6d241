"""Flow and totals of the realist synthesis of inter-organisational collaborations in healthcare.

Aunger JA, Millar R, Greenhalgh J, Mannion R, Rafferty AM, McLeod H (2021). Why do some inter-organisational
collaborations in healthcare work when others do not? A realist review. Systematic Reviews 10:82, table 1
(39 studies); and the preprint on the second stage, Research Square rs-321136/v1 (51 studies and their types
of collaboration). Both CC BY 4.0. Carried over are counts and categories. The steps of the preprint are put
into the boxes of PRISMA 2020 here: the numbers removed and excluded are differences of those printed, and
the newsletter stands among organisations. That 18 of 53 and 51 studies are the same is inferred from the
programme's total of 86.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.flow import flow
from synthesis.analyses.study_characteristics import study_characteristics
from synthesis.review import review_from_tables
from synthesis.statistics.flow_arithmetic import flow_problems

DATA = Path(__file__).parent / "data"
FLOW = pd.read_csv(DATA / "aunger_2021_flow.csv")
TYPES = pd.read_csv(DATA / "aunger_2021_collaboration_types.csv")
TABLE_1 = pd.read_csv(DATA / "aunger_2021_table_1.csv")


def _review(studies, **tables):
    first = studies["study_id"].iloc[0]
    return review_from_tables(
        {
            "studies": studies,
            "codebook": [{"code_id": "collaboration"}],
            "codings": [{"study_id": first, "code_id": "collaboration"}],
            **tables,
        }
    )


@pytest.fixture(scope="module")
def second_stage():
    types = TYPES["collaboration_type"].repeat(TYPES["n"]).to_list()
    studies = pd.DataFrame(
        {"study_id": [f"study {n}" for n in range(1, len(types) + 1)], "collaboration_type": types}
    )
    return _review(studies, flow=FLOW)


def test_the_51_studies_of_the_second_stage_add_up(second_stage):
    # 25 from the stage before, 13 from the database, 9 from websites, 3 by citation, 1 from a newsletter.
    assert 25 + 13 + 9 + 3 + 1 == 51
    table = flow(second_stage)
    checked = table[table["is_consistent"].notna()].set_index("box")
    assert checked["is_consistent"].all()
    assert checked.loc["total_studies", "expected_n"] == 51
    assert checked.loc["new_reports", "expected_n"] == 13 + 9 + 3 + 1
    assert not [problem for problem in second_stage.warnings if problem.file.startswith("flow")]


def test_one_study_too_few_in_the_table_is_noticed():
    problems = flow_problems(FLOW, 50)
    assert problems[["box", "n", "expected_n"]].to_numpy().tolist() == [["total_studies", 51, 50]]


def test_types_of_collaboration_are_counted_as_printed(second_stage):
    table = study_characteristics(second_stage, by="collaboration_type")
    assert dict(zip(table["value"], table["n_studies"], strict=True)) == dict(
        zip(TYPES["collaboration_type"], TYPES["n"], strict=True)
    )
    assert table["n_studies"].sum() == 51
    assert table["value"].iloc[0] == "Integrated care initiatives (STPs, ACOs)"


def test_table_1_of_the_first_stage_has_39_rows():
    review = _review(TABLE_1)
    by_type = study_characteristics(review, by="collaboration_type").set_index("value")["n_studies"]
    assert by_type.sum() == len(review.studies) == 39
    assert by_type["Mergers"] == 9
    assert study_characteristics(review, by="research_type")["n_studies"].sum() == 39


def test_86_studies_are_both_stages_less_their_overlap():
    union = pd.DataFrame(
        [("previous_studies", 53, None), ("new_studies", 51 - 18, None), ("total_studies", 86, None)],
        columns=["box", "n", "reason"],
    )
    assert flow_problems(union, 86).empty
    counted_twice = union.assign(n=[53, 51, 86])
    assert flow_problems(counted_twice, 86)["expected_n"].tolist() == [104]
