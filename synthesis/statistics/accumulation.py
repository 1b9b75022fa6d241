"""How codes add up when units are read one after the other, in many orders at once."""

from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import OptionError

__all__ = ["accumulated_codes", "reading_orders", "takes_every_order"]


def takes_every_order(n_units: int, n_orders: int) -> bool:
    """Return whether so many orders are all that there are, so that nothing is left to chance."""
    # 20! is more than anybody asks for, and 200! takes time to work out.
    return n_units <= 20 and factorial(n_units) <= n_orders


def reading_orders(n_units: int, n_orders: int, seed: int) -> np.ndarray:
    """Return orders in which units can be read.

    Parameters
    ----------
    n_units
        Number N of units.
    n_orders
        How many orders; where N! is not more, every order is returned once, and nothing is random.
    seed
        Seed of the random orders: the same seed gives the same orders.

    Returns
    -------
    Orders × N; each row holds the numbers 0 … N − 1.

    Raises
    ------
    OptionError
        ``n_orders`` is not a whole number of 1 or more.
    """
    if isinstance(n_orders, bool) or not isinstance(n_orders, int) or n_orders < 1:
        raise OptionError(f"n_orders={n_orders!r} is not allowed; it is a whole number of 1 or more.")
    if takes_every_order(n_units, n_orders):
        return np.array(list(permutations(range(n_units))), dtype="int64")
    orders = np.tile(np.arange(n_units), (n_orders, 1))
    return np.random.default_rng(seed).permuted(orders, axis=1)


def accumulated_codes(incidence: ArrayLike, orders: ArrayLike) -> np.ndarray:
    """Count the codes seen so far after each unit, in each order.

    Parameters
    ----------
    incidence
        Units × codes; true, or above 0, where the unit holds the code.
    orders
        Orders × units, as from `reading_orders`.

    Returns
    -------
    Orders × units: the codes found in the first unit, in the first two, and so on.
    """
    holds = np.asarray(incidence) > 0
    places = np.argsort(np.asarray(orders), axis=1).astype("int32")
    n_orders, n_units = places.shape
    codes, units = np.nonzero(holds.T)
    if not codes.size:
        return np.zeros((n_orders, n_units), dtype="int64")
    # The units of a code stand side by side: its first place is the least over that stretch.
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    first = np.minimum.reduceat(places[:, units], starts, axis=1)
    cells = first + n_units * np.arange(n_orders)[:, None]
    n_new = np.bincount(cells.ravel(), minlength=n_orders * n_units).reshape(n_orders, n_units)
    return n_new.cumsum(axis=1)
