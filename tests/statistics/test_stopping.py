from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import OptionError
from synthesis.statistics.stopping import NOT_JUDGED, NOT_REACHED, stopping_points


def test_the_point_is_the_number_of_units_before_the_run():
    # Base of 4 units: 37 codes. Runs of 2: 5–6 bring 4 new (11 %), 6–7 bring 3 (8 %), 7–8 bring 1 (3 %).
    seen = [[20, 30, 35, 37, 39, 41, 42, 42, 45, 45]]
    assert stopping_points(seen, base=4, run=2, threshold=0.05).tolist() == [6]
    assert stopping_points(seen, base=4, run=2, threshold=0).tolist() == [NOT_REACHED]
    assert stopping_points(seen, base=4, run=2, threshold=0.11).tolist() == [4]


def test_the_threshold_itself_meets_it():
    # 1 new of 20 is exactly 5 %.
    assert stopping_points([[5, 10, 15, 20, 21, 21]]).tolist() == [4]
    assert stopping_points([[5, 10, 15, 19, 20, 20]]).tolist() == [NOT_REACHED]


def test_runs_move_by_one_and_a_partial_last_run_is_not_judged():
    # New codes in 5, none in 6: the run 6–7 would be the first, but there is no unit 7.
    assert stopping_points([[9, 9, 9, 9, 10, 10]]).tolist() == [NOT_REACHED]
    assert stopping_points([[9, 9, 9, 9, 10, 10, 10]]).tolist() == [5]


def test_what_cannot_be_judged_is_not_called_unreached():
    assert stopping_points([[1, 2, 3, 4, 5]]).tolist() == [NOT_JUDGED]  # no full run
    assert stopping_points([[0, 0, 0, 0, 0, 0]]).tolist() == [NOT_JUDGED]  # nothing in the base


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.sampled_from([0, 0.05, 0.2, 0.5]),
)
def test_it_is_the_first_run_that_meets_the_threshold(new, base, run, threshold):
    n_units = len(new)
    expected = NOT_REACHED
    if n_units < base + run or sum(new[:base]) == 0:
        expected = NOT_JUDGED
    else:
        for before in range(base, n_units - run + 1):
            if sum(new[before : before + run]) / sum(new[:base]) <= threshold:
                expected = before
                break
    seen = [[sum(new[: n + 1]) for n in range(n_units)]]
    assert stopping_points(seen, base=base, run=run, threshold=threshold).tolist() == [expected]


@pytest.mark.parametrize("option", [{"base": 0}, {"run": 1.5}, {"threshold": -0.1}, {"base": True}])
def test_options_that_cannot_be_are_refused(option):
    (name,) = option
    with pytest.raises(OptionError, match=f"{name}="):
        stopping_points([[1, 2, 3]], **option)
