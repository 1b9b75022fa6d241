from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import OptionError
from synthesis.statistics.truth_table import crisp_truth_table

# A, B -> Y. 11: Y, Y, Y, Y, not Y (4 of 5). 10: Y. 00: not Y, not Y. 01 is not observed.
DATA = pd.DataFrame(
    {
        "case": ["a", "b", "c", "d", "e", "f", "g", "h"],
        "A": [1, 1, 1, 1, 1, 1, 0, 0],
        "B": ["1", "1", "1", "1", "1", "0", "0", "0"],
        "Y": [1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0],
    }
)


def rows(**options) -> pd.DataFrame:
    return crisp_truth_table(DATA, "Y", ["A", "B"], case="case", **options).set_index("row")


def test_rows_with_their_cases_and_shares():
    table = rows()
    assert list(table.index) == ["10", "11", "00"]  # the outcome, contradictory, without the outcome
    assert table["result"].tolist() == ["1", "contradictory", "0"]
    found = table.loc["11"]
    assert (found["A"], found["B"], found["n_cases"], found["n_with_outcome"]) == (1, 1, 5, 4)
    assert (found["cases_with_outcome"], found["cases_without_outcome"]) == ("a; b; c; d", "e")
    assert found["consistency"] == found["pri"] == 0.8
    # a, b, c, d and f show the outcome: 4 of 5.
    assert found["coverage"] == 0.8
    assert table.loc["10", "coverage"] == 0.2
    assert set(table["policy"]) == {"every cell is reported"}
    # 2 conditions, 8 cases: log2 8 = 3.
    assert set(table["warning"]) == {""}


def test_a_lower_consistency_resolves_a_row_on_either_side():
    assert rows(consistency=0.8).loc["11", "result"] == "1"
    flipped = DATA.assign(Y=1 - DATA["Y"])
    table = crisp_truth_table(flipped, "Y", ["A", "B"], consistency=0.8).set_index("row")
    assert table.loc["11", "result"] == "0"
    assert rows(consistency=0.81).loc["11", "result"] == "contradictory"


def test_rows_of_too_few_cases_are_remainders_that_keep_their_cases():
    table = rows(n_cut=2)
    assert table.loc["10", ["result", "n_cases", "cases_with_outcome"]].tolist() == ["remainder", 1, "f"]


def test_combinations_without_a_case_on_request():
    table = rows(complete=True)
    assert list(table.index) == ["10", "11", "00", "01"]
    assert table.loc["01", ["A", "B", "n_cases", "result"]].tolist() == [0, 1, 0, "remainder"]
    assert np.isnan(table.loc["01", "consistency"])
    assert table.loc["01", "cases_with_outcome"] == ""


def with_gaps() -> pd.DataFrame:
    gaps = DATA.astype({"A": "object", "Y": "object"})
    gaps.loc[0, "A"] = None  # case a
    gaps.loc[6, "B"] = "conflicting"  # case g
    gaps.loc[[6, 7], "Y"] = [np.nan, " "]  # cases g and h
    return gaps


def test_cells_that_are_not_reported_are_refused_and_named():
    with pytest.raises(OptionError) as refused:
        crisp_truth_table(with_gaps(), "Y", ["A", "B"], case="case")
    assert str(refused.value).startswith(
        "4 cells not reported (1 of them conflicting), so the truth table is refused. "
        "A: a; B: g (conflicting); Y: g and h. "
    )


def test_cells_that_are_not_reported_counted_as_absent_or_dropped():
    absent = crisp_truth_table(with_gaps(), "Y", ["A", "B"], case="case", unreported="absent")
    # a becomes 01 with the outcome; g stays 00 and h stays 00, both without it.
    assert absent.set_index("row").loc["01", "cases_with_outcome"] == "a"
    assert absent.set_index("row").loc["00", "cases_without_outcome"] == "g; h"
    assert set(absent["policy"]) == {"4 cells not reported (1 of them conflicting), counted as absent"}
    dropped = crisp_truth_table(with_gaps(), "Y", ["A", "B"], case="case", unreported="drop")
    assert dropped["n_cases"].sum() == 5
    assert set(dropped["policy"]) == {"4 cells not reported (1 of them conflicting); 3 cases left out for it"}


def test_dropping_every_case_is_refused_because_an_empty_table_could_not_say_why():
    with pytest.raises(OptionError, match="every case has such a cell: unreported='drop' leaves none"):
        crisp_truth_table(DATA.assign(A=None), "Y", ["A", "B"], unreported="drop")


def test_more_conditions_than_the_cases_can_carry_are_warned_of():
    table = crisp_truth_table(DATA.head(3), "Y", ["A", "B"])
    # log2 3 = 1.6
    assert (
        table["warning"].iloc[0].startswith("2 conditions are more than 3 cases can carry (log2 of 3 is 1.6)")
    )
    assert crisp_truth_table(DATA.head(4), "Y", ["A", "B"])["warning"].iloc[0] == ""


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({"A": 2}, {}, "'A' must hold 0 or 1 in every cell; it also holds '2' (a)"),
        ({"B": "yes, mostly"}, {}, "must hold 0 or 1"),
        ({"case": "a"}, {}, "several cases are called a"),
        ({}, {"unreported": "zero"}, "unreported='zero' is not allowed"),
        ({}, {"consistency": 0.5}, "above 0.5 and at most 1"),
        ({}, {"consistency": True}, "above 0.5 and at most 1"),
        ({}, {"n_cut": 0}, "whole number of 1 or more"),
        ({}, {"conditions": []}, "name the conditions"),
        ({}, {"conditions": ["A", "A"]}, "A is named more than once"),
        ({}, {"conditions": ["A", "Y"]}, "Y is named more than once"),
        ({}, {"conditions": ["A", "C"]}, "conditions='C' is not allowed"),
        ({}, {"outcome": "Z"}, "outcome='Z' is not allowed"),
        ({}, {"conditions": list("ABCDEFGHIJK")}, "it can name 10 at most"),
    ],
)
def test_what_cannot_be_is_refused_in_words(change, options, said):
    given = {"outcome": "Y", "conditions": ["A", "B"], "case": "case", **options}
    with pytest.raises(OptionError) as refused:
        crisp_truth_table(DATA.assign(**change), **given)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["result", "term", "cases", "solution_coverage"])
def test_a_condition_named_like_a_column_of_the_tables_is_refused(name):
    with pytest.raises(OptionError, match=f"cannot be called '{name}'"):
        crisp_truth_table(DATA.rename(columns={"A": name}), "Y", [name, "B"])


def test_a_name_that_would_fall_apart_in_a_list_of_cases_is_refused():
    named = DATA.assign(case=DATA["case"].replace("a", "Ash 2001; Birch 2002"))
    with pytest.raises(OptionError, match=r"no ';' in them.*Ash 2001; Birch 2002"):
        crisp_truth_table(named, "Y", ["A", "B"], case="case")


def test_the_order_of_cases_never_matters_and_the_data_are_left_alone():
    before = DATA.copy()
    mixed = crisp_truth_table(DATA.sample(frac=1, random_state=1), "Y", ["A", "B"], case="case")
    pd.testing.assert_frame_equal(mixed, crisp_truth_table(DATA, "Y", ["A", "B"], case="case"))
    pd.testing.assert_frame_equal(DATA, before)
