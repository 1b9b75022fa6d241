from __future__ import annotations

import pandas as pd
import pytest

from synthesis.statistics.flow_arithmetic import flow_boxes, flow_checks, flow_problems

ADDS_UP = {
    "previous_studies": 5,
    "previous_reports": 6,
    "database_results": 100,
    "register_results": 10,
    "duplicates": 20,
    "excluded_automatic": 5,
    "excluded_other": 5,
    "records_screened": 80,  # 100 + 10 - 20 - 5 - 5
    "records_excluded": 60,
    "dbr_sought_reports": 20,  # 80 - 60
    "dbr_notretrieved_reports": 2,
    "dbr_assessed": 18,  # 20 - 2
    "dbr_excluded": 11,
    "website_results": 4,
    "other_sought_reports": 4,
    "other_notretrieved_reports": 1,
    "other_assessed": 3,  # 4 - 1
    "other_excluded": 1,
    "new_reports": 9,  # 18 - 11 + 3 - 1
    "new_studies": 8,  # at most 9
    "total_studies": 13,  # 5 + 8
    "total_reports": 15,  # 6 + 9
}


def _flow(boxes, *reasons):
    rows = [(box, n, None) for box, n in boxes.items()] + list(reasons)
    return pd.DataFrame(rows, columns=["box", "n", "reason"])


def test_a_flow_that_adds_up_has_no_problem():
    assert flow_problems(_flow(ADDS_UP), 13).empty
    assert len(flow_checks(_flow(ADDS_UP), 13)) == 9


@pytest.mark.parametrize(
    ("box", "n", "expected"),
    [
        ("records_screened", 81, {"records_screened": 80, "dbr_sought_reports": 21}),
        ("dbr_sought_reports", 21, {"dbr_sought_reports": 20, "dbr_assessed": 19}),
        ("dbr_assessed", 17, {"dbr_assessed": 18, "new_reports": 8}),
        ("other_assessed", 4, {"other_assessed": 3, "new_reports": 10}),
        ("new_reports", 10, {"new_reports": 9, "total_reports": 16}),
        ("new_studies", 10, {"new_studies": 9, "total_studies": 15}),
        ("total_reports", 14, {"total_reports": 15}),
    ],
)
def test_one_wrong_number_is_found_where_it_stands(box, n, expected):
    problems = flow_problems(_flow({**ADDS_UP, box: n}), 13)
    assert dict(zip(problems["box"], problems["expected_n"], strict=True)) == expected


def test_the_total_is_compared_with_the_rows_of_studies():
    problems = flow_problems(_flow(ADDS_UP), 12)
    assert problems[["box", "n", "expected_n"]].to_numpy().tolist() == [["total_studies", 13, 12]]
    assert problems["rule"].tolist() == ["total studies = rows of studies"]


def test_without_a_total_new_and_previous_studies_are_compared():
    boxes = {"previous_studies": 5, "new_studies": 8}
    assert flow_problems(_flow(boxes), 13).empty
    assert flow_problems(_flow(boxes), 12)["expected_n"].tolist() == [7]
    assert flow_problems(_flow({"new_studies": 8}), 8).empty


def test_boxes_that_are_left_out_count_as_nothing():
    assert flow_problems(_flow({"records_screened": 80, "dbr_sought_reports": 80}), 1).empty
    # Nobody says where records came from: then their number cannot be checked.
    assert flow_checks(_flow({"records_screened": 80}), 1).empty


def test_rows_with_a_reason_add_up_to_their_box():
    flow = _flow({"dbr_excluded": 6}, ("dbr_excluded", 2, "off topic"), ("dbr_excluded", 3, "no data"))
    problems = flow_problems(flow, 1)
    assert problems[["box", "n", "expected_n"]].to_numpy().tolist() == [["dbr_excluded", 6, 5]]


def test_a_box_of_reasons_only_is_their_sum():
    flow = _flow({}, ("dbr_excluded", 2, "off topic"), ("dbr_excluded", 3, "no data"))
    assert flow_boxes(flow).to_dict() == {"dbr_excluded": 5}
    assert flow_checks(flow, 1).empty


def test_single_databases_stand_in_for_a_total_that_is_left_out():
    single = [("database_specific_results", 60, "MEDLINE"), ("database_specific_results", 40, "HMIC")]
    flow = _flow({"duplicates": 10, "records_screened": 90}, *single)
    assert flow_boxes(flow)["database_results"] == 100
    assert flow_problems(flow, 1).empty
    wrong = flow_problems(_flow({"database_results": 101}, *single), 1)
    assert wrong["expected_n"].tolist() == [100]


def test_numbers_may_come_as_text_and_blanks_as_empty_text():
    flow = _flow(ADDS_UP).astype("str").assign(reason="")
    assert flow_problems(flow, 13).empty


def test_an_empty_flow_has_nothing_to_check():
    empty = _flow({})
    assert flow_checks(empty, 3).empty
    assert list(flow_problems(empty, 3).columns) == ["box", "n", "expected_n", "rule"]
