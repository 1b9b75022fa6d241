from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import OptionError
from synthesis.statistics.accumulation import accumulated_codes, reading_orders
from synthesis.statistics.rarefaction import conditional_variance, expected_codes, unconditional_variance


@st.composite
def incidences(draw, most_units=7, most_codes=6):
    n_units, n_codes = draw(st.integers(1, most_units)), draw(st.integers(0, most_codes))
    cells = draw(st.lists(st.booleans(), min_size=n_units * n_codes, max_size=n_units * n_codes))
    return np.array(cells, dtype=bool).reshape(n_units, n_codes)


def over_all_subsets(holds: np.ndarray) -> tuple[list[float], list[float]]:
    """Mean and variance of the number of codes, by listing every choice of n units."""
    means, variances = [], []
    for n in range(1, len(holds) + 1):
        counts = [holds[list(chosen)].any(axis=0).sum() for chosen in combinations(range(len(holds)), n)]
        means.append(np.mean(counts))
        variances.append(np.var(counts))
    return means, variances


@settings(max_examples=150, deadline=None, derandomize=True)
@given(incidences())
def test_mean_and_variance_are_those_over_all_subsets(holds):
    means, variances = over_all_subsets(holds)
    np.testing.assert_allclose(expected_codes(holds.sum(axis=0), len(holds)), means, atol=1e-12)
    np.testing.assert_allclose(conditional_variance(holds), variances, atol=1e-10)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(incidences(most_units=5))
def test_the_mean_is_that_over_all_orders(holds):
    accumulated = accumulated_codes(holds, reading_orders(len(holds), 120, seed=1))
    expected = expected_codes(holds.sum(axis=0), len(holds))
    np.testing.assert_allclose(accumulated.mean(axis=0), expected, atol=1e-12)
    np.testing.assert_allclose(accumulated.var(axis=0), conditional_variance(holds), atol=1e-10)


def test_two_units_by_hand():
    # {a, b} and {a, c}: one unit holds 2 codes whichever it is, both hold 3.
    holds = [[1, 1, 0], [1, 0, 1]]
    assert expected_codes([2, 1, 1], 2).tolist() == [2.0, 3.0]
    assert conditional_variance(holds).tolist() == [0.0, 0.0]
    # {a, b, c} and {}: 3 or 0, so 1.5 on average with variance 1.5².
    assert expected_codes([1, 1, 1], 2).tolist() == [1.5, 3.0]
    assert conditional_variance([[1, 1, 1], [0, 0, 0]]).tolist() == [2.25, 0.0]


def test_the_conditional_variance_is_zero_at_all_units_and_the_unconditional_is_not():
    rng = np.random.default_rng(3)
    holds = rng.random((40, 60)) < rng.random(60) ** 3
    frequencies = holds.sum(axis=0)
    assert conditional_variance(holds)[-1] == 0
    assert unconditional_variance(frequencies, 40)[-1] > 1


def test_the_unconditional_variance_by_hand():
    # f = 3, 2, 1, 1 of 4: Q1 = 2, Q2 = 1, Chao2 = 4 + 3/4 · 4/2 = 5.5. At n = 4 every code is met:
    # 4 − 4²/5.5. At n = 1 the chances are 3/4, 2/4, 1/4, 1/4: their squares sum to 15/16, they to 7/4.
    variance = unconditional_variance([3, 2, 1, 1], 4)
    assert variance[3] == pytest.approx(4 - 16 / 5.5)
    assert variance[0] == pytest.approx(15 / 16 - (7 / 4) ** 2 / 5.5)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(incidences())
def test_the_unconditional_variance_is_never_negative_and_a_number(holds):
    variance = unconditional_variance(holds.sum(axis=0), len(holds))
    assert variance.shape == (len(holds),)
    assert (variance >= 0).all()


def test_it_stays_exact_for_many_units():
    # One code of 5,000 units: missed by n of them with chance 1 − n/5,000, whatever the binomials.
    holds = np.zeros((5000, 1), dtype=bool)
    holds[7] = True
    n = np.arange(1, 5001)
    np.testing.assert_allclose(expected_codes([1], 5000), n / 5000, rtol=1e-9)
    np.testing.assert_allclose(conditional_variance(holds), n / 5000 * (1 - n / 5000), atol=1e-9)


def test_codes_that_no_unit_holds_add_nothing():
    with_unused = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]])
    without = with_unused[:, :2]
    assert conditional_variance(with_unused).tolist() == conditional_variance(without).tolist()
    assert expected_codes([2, 2, 0], 3).tolist() == expected_codes([2, 2], 3).tolist()
    assert unconditional_variance([2, 2, 0], 3).tolist() == unconditional_variance([2, 2], 3).tolist()


def test_codes_of_one_unit_each_leave_nothing_to_vary():
    holds = np.eye(30, dtype=bool)
    assert expected_codes(np.ones(30), 30) == pytest.approx(np.arange(1, 31))
    assert conditional_variance(holds).tolist() == [0.0] * 30


def test_no_units_give_no_numbers():
    assert expected_codes([], 0).shape == conditional_variance(np.zeros((0, 3))).shape == (0,)


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(
        OptionError, match="frequencies holds 5; it can hold whole numbers from 0 to n_units=4"
    ):
        expected_codes([1, 5], 4)
    with pytest.raises(OptionError, match="units × codes"):
        conditional_variance([1, 2, 3])
