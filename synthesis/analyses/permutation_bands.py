"""Between which numbers of codes most reading orders lie."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._saturation import labelled
from synthesis.errors import OptionError
from synthesis.review import Review
from synthesis.statistics.accumulation import accumulated_codes, reading_orders, takes_every_order

__all__ = ["permutation_bands"]


def permutation_bands(
    review: Review,
    *,
    unit: str = "study",
    level: int | None = None,
    share: float = 0.95,
    n_orders: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Give quantiles of the accumulation of codes over reading orders (code saturation).

    Mean and variance need no drawing of lots: see `rarefaction`. Quantiles have no closed form; they
    are read off random orders, or off every order where there are no more than ``n_orders``.

    Parameters
    ----------
    review
        Not modified.
    unit
        ``"study"``, or ``"source"`` for the participants and documents inside studies.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level stays
        itself. None: codes as given.
    share
        Share of the orders between the lower and the upper number, above 0 and below 1.
    n_orders
        How many orders are read.
    seed
        Seed of the random orders: the same seed gives the same table.

    Returns
    -------
    One row per number of units, from 1 to all: ``n_units``; ``codes_lower``, ``codes_median`` and
    ``codes_upper``: quantiles (type 7) of the codes seen after so many units.

    ``attrs``: ``n_orders`` read, ``is_every_order`` (nothing was random) and ``share``;
    ``n_codings_left_out`` and ``switched_off`` as for `rarefaction`.

    Raises
    ------
    OptionError
        An option cannot be.

    Notes
    -----
    The band shows how much the reading order matters among these units. It is no confidence interval:
    at all units its width is 0, whatever remains unseen.

    References
    ----------
    .. [1] Hyndman RJ, Fan Y (1996), The American Statistician 50(4):361–365, for type 7.
    """
    if not 0 < share < 1:
        raise OptionError(f"share={share!r} is not allowed; it is a number above 0 and below 1.")
    found = code_incidence(review, unit=unit, level=level)
    n_units = len(found.units)
    orders = reading_orders(n_units, n_orders, seed)
    seen = accumulated_codes(found.holds, orders)
    tail = (1 - share) / 2
    lower, median, upper = np.quantile(seen, [tail, 0.5, 1 - tail], axis=0, method="linear")
    table = pd.DataFrame(
        {
            "n_units": np.arange(1, n_units + 1),
            "codes_lower": lower,
            "codes_median": median,
            "codes_upper": upper,
        }
    )
    table = labelled(table, review, found, unit)
    table.attrs |= {
        "n_orders": len(orders),
        "is_every_order": takes_every_order(n_units, n_orders),
        "share": share,
    }
    return table
