from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import OptionError
from synthesis.statistics.printed_shares import printed_shares


def _flags(counts, printed, total, **options):
    table = pd.DataFrame({"n": counts, "percent_printed": printed})
    checked = printed_shares(table, total, **options)
    return list(checked["is_flagged"]), list(checked["explained_by_truncation"])


def test_both_ways_to_round_a_half_are_allowed():
    # 1 of 8 is 12.5: half up prints 13, half to even prints 12. 3 of 8 is 37.5: 38 either way.
    flagged, _ = _flags([1, 1, 3, 3], [13, 12, 38, 37], 8)
    assert flagged == [False, False, False, True]


def test_cut_digits_are_flagged_and_explained():
    # 45 of 55 is 81.8, printed 81; 8 of 55 is 14.5, printed 17, which nothing explains.
    flagged, cut = _flags([45, 8], [81, 17], 55)
    assert flagged == [True, True]
    assert cut == [True, False]


def test_decimals():
    # 1 of 7 is 14.2857...: 14.3 is right, 14.2 is cut off, 14 was not printed with one decimal.
    flagged, cut = _flags([1, 1, 1], ["14.3", "14.2", "14"], 7, decimals=1)
    assert flagged == [False, True, True]
    assert cut == [False, True, False]
    assert _flags([1], [14.3], 7)[0] == [True]  # no rounding to whole numbers prints 14.3


def test_a_total_in_each_row():
    table = pd.DataFrame({"k": [1, 1], "of": [4, 5], "shown": [25, 25]})
    checked = printed_shares(table, "of", count="k", printed="shown")
    assert list(checked["is_flagged"]) == [False, True]
    assert list(checked["percent"]) == [25, 20]


def test_missing_values_and_a_total_of_nothing_are_not_judged():
    flagged, cut = _flags([None, 1, 1], [10, None, 10], 10)
    assert [value is pd.NA for value in flagged] == [True, True, False]
    assert [value is pd.NA for value in cut] == [True, True, False]
    assert _flags([0], [0], 0)[0][0] is pd.NA


def test_columns_are_kept_and_the_table_is_left_as_it_was():
    table = pd.DataFrame({"theme": ["trust"], "n": [1], "percent_printed": [50]}, index=[7])
    checked = printed_shares(table, 2)
    assert list(checked.columns) == [*table.columns, "percent", "is_flagged", "explained_by_truncation"]
    assert list(checked.index) == [7]
    assert list(table.columns) == ["theme", "n", "percent_printed"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"total": 5, "count": "m"}, "count='m'"),
        ({"total": 5, "printed": "share"}, "printed='share'"),
        ({"total": "of"}, "total='of'"),
        ({"total": 5, "decimals": -1}, "decimals=-1"),
        ({"total": -5}, "whole number"),
    ],
)
def test_what_cannot_be_is_refused(options, message):
    with pytest.raises(OptionError, match=message):
        printed_shares(pd.DataFrame({"n": [1], "percent_printed": [20]}), **options)


def test_half_a_study_is_refused():
    with pytest.raises(OptionError, match=r"count: .*1\.5.* is not a whole number"):
        _flags([1.5], [20], 5)


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 500), st.integers(0, 3), st.data())
def test_what_python_rounds_is_never_flagged(total, decimals, data):
    n = data.draw(st.integers(0, total))
    printed = round(100 * n / total, decimals)
    assert _flags([n], [printed], total, decimals=decimals)[0] == [False]
