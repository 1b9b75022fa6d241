"""When a team could have stopped reading for new codes, over many reading orders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._saturation import labelled
from synthesis.review import Review
from synthesis.statistics import stopping
from synthesis.statistics.accumulation import accumulated_codes, reading_orders, takes_every_order

__all__ = ["stopping_points"]


def stopping_points(
    review: Review,
    *,
    unit: str = "study",
    level: int | None = None,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    n_orders: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Give the stopping point of Guest, Namey and Chen as a distribution over reading orders.

    The codes that a run of units adds are divided by the codes of the base, the units read first.
    Runs start after the base and move on by one unit; the point is the number of units read before
    the first run at or below the threshold, written "6+2" for 6 units and a run of 2. The papers of a
    review come in no order that means anything, so that one number from one order would mean nothing
    either (code saturation).

    Parameters
    ----------
    review
        Not modified.
    unit
        ``"study"``, or ``"source"`` for the participants and documents inside studies.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level stays
        itself. None: codes as given.
    base, run
        Units in the base and in a run. A last run that the units do not fill is not judged.
    threshold
        New codes of a run per code of the base, at or below which reading could stop.
    n_orders
        How many orders are read; where there are no more in all, every order is read once.
    seed
        Seed of the random orders: the same seed gives the same table.

    Returns
    -------
    One row per point from the earliest possible to the latest found, then "not reached"; where there
    were orders that could not be judged, because the units do not fill base and run or the base holds
    no code, "not judged" as well. Columns:

    - ``point``: "6+2", "not reached" or "not judged"; ``n_units``: units before the run, missing where
      there was no point;
    - ``n_orders``, ``share_of_orders``: orders that end there; ``share_so_far``: there or before.

    ``attrs``: ``n_orders`` read, ``is_every_order`` (nothing was random), ``n_units_total``, ``base``,
    ``run``, ``threshold``; ``n_codings_left_out`` and ``switched_off`` as for `rarefaction`.

    Raises
    ------
    OptionError
        An option cannot be.

    Notes
    -----
    The method is for interviews read while they are being held. In a review, whose studies are all
    there already, it says how soon most orders would have looked saturated, and not that any study
    could have been left unread. It stops early where the base is small or the codes are broad, and
    says nothing about meaning.

    References
    ----------
    .. [1] Guest G, Namey E, Chen M (2020), PLoS ONE 15(5):e0232076. The distribution over orders is
       ours; they resample interviews to the same end.
    """
    found = code_incidence(review, unit=unit, level=level)
    n_units = len(found.units)
    orders = reading_orders(n_units, n_orders, seed)
    seen = accumulated_codes(found.holds, orders)
    ends = stopping.stopping_points(seen, base=base, run=run, threshold=threshold)

    points = np.arange(base, ends.max(initial=0) + 1)
    counted = np.bincount(ends[ends >= 0], minlength=base)[base:]
    table = pd.DataFrame(
        {
            "point": pd.Series([f"{point}+{run}" for point in points], dtype="str"),
            "n_units": pd.array(points, dtype="Int64"),
            "n_orders": counted,
        }
    )
    n_reached_not, n_judged_not = (ends == stopping.NOT_REACHED).sum(), (ends == stopping.NOT_JUDGED).sum()
    others = pd.DataFrame(
        {
            "point": pd.Series(["not reached", "not judged"], dtype="str"),
            "n_units": pd.array([None, None], dtype="Int64"),
            "n_orders": [n_reached_not, n_judged_not],
        }
    )
    table = pd.concat([table, others if n_judged_not else others.iloc[:1]], ignore_index=True)
    table["share_of_orders"] = table["n_orders"] / len(ends)
    table["share_so_far"] = (table["n_orders"].cumsum() / len(ends)).where(table["n_units"].notna())
    table = labelled(table, review, found, unit)
    table.attrs |= {
        "n_orders": len(orders),
        "is_every_order": takes_every_order(n_units, n_orders),
        "n_units_total": n_units,
        "base": base,
        "run": run,
        "threshold": threshold,
    }
    return table
