from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import OptionError
from synthesis.statistics.richness import chao2, rare_codes, sample_coverage

FREQUENCIES = st.integers(2, 30).flatmap(
    lambda n: st.tuples(st.lists(st.integers(0, n), max_size=30), st.just(n))
)


def test_by_hand_with_codes_seen_twice():
    # N = 5; f = 4, 2, 2, 1, 1, 1 and an unused code: S = 6, Q1 = 3, Q2 = 2, U = 11.
    frequencies = [4, 2, 2, 1, 1, 1, 0]
    assert rare_codes(frequencies, 5) == (6, 3, 2, 11)
    assert chao2(frequencies, 5) == pytest.approx(6 + 4 / 5 * 9 / 4)
    assert sample_coverage(frequencies, 5) == pytest.approx(1 - 3 / 11 * (4 * 3) / (4 * 3 + 2 * 2))


def test_by_hand_without_codes_seen_twice():
    # N = 5; f = 4, 1, 1, 1: Q1 = 3, Q2 = 0, U = 7.
    frequencies = [4, 1, 1, 1]
    assert chao2(frequencies, 5) == pytest.approx(4 + 4 / 5 * 3 * 2 / 2)
    assert sample_coverage(frequencies, 5) == pytest.approx(1 - 3 / 7 * (4 * 2) / (4 * 2 + 2))


def test_nothing_seen_once_leaves_nothing_unseen():
    assert chao2([3, 2, 2], 4) == 3
    assert sample_coverage([3, 2, 2], 4) == 1


def test_where_nothing_can_be_said_it_is_missing():
    assert math.isnan(sample_coverage([], 5))
    assert math.isnan(sample_coverage([0, 0], 5))
    assert math.isnan(sample_coverage([1, 1], 1))
    assert chao2([1, 1], 1) == 2
    assert math.isnan(chao2([], 0))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(FREQUENCIES)
def test_bounds(case):
    frequencies, n_units = case
    found = sum(f > 0 for f in frequencies)
    assert chao2(frequencies, n_units) >= found
    if found:
        assert 0 <= sample_coverage(frequencies, n_units) <= 1


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(OptionError, match="frequencies holds -1"):
        chao2([-1, 2], 4)
