from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from synthesis.errors import OptionError
from synthesis.statistics.accumulation import accumulated_codes, reading_orders
from tests.statistics.test_rarefaction import incidences


@settings(max_examples=100, deadline=None, derandomize=True)
@given(incidences())
def test_codes_so_far_are_those_of_the_units_read(holds):
    orders = reading_orders(len(holds), 15, seed=5)
    by_listing = [[holds[order[:n]].any(axis=0).sum() for n in range(1, len(holds) + 1)] for order in orders]
    assert accumulated_codes(holds, orders).tolist() == by_listing


def test_few_units_are_read_in_every_order_once():
    orders = reading_orders(4, 24, seed=1)
    assert len(orders) == 24
    assert len({tuple(order) for order in orders}) == 24
    assert reading_orders(4, 23, seed=1).shape == (23, 4)


def test_the_seed_decides_the_random_orders():
    assert np.array_equal(reading_orders(9, 50, seed=1), reading_orders(9, 50, seed=1))
    assert not np.array_equal(reading_orders(9, 50, seed=1), reading_orders(9, 50, seed=2))
    assert (np.sort(reading_orders(9, 50, seed=1), axis=1) == np.arange(9)).all()


def test_no_units():
    assert accumulated_codes(np.zeros((0, 3)), reading_orders(0, 10, seed=1)).shape == (1, 0)


def test_a_number_of_orders_that_cannot_be_is_refused():
    with pytest.raises(OptionError, match="n_orders=0 is not allowed"):
        reading_orders(4, 0, seed=1)
