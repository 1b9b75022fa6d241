"""When reading could have stopped, by the share of new codes in a run of units."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import OptionError

__all__ = ["NOT_JUDGED", "NOT_REACHED", "stopping_points"]

NOT_REACHED = -1
"""No run brought so little that was new."""

NOT_JUDGED = -2
"""There was no full run after the base, or nothing in the base to compare with."""


def stopping_points(
    accumulated: ArrayLike, *, base: int = 4, run: int = 2, threshold: float = 0.05
) -> np.ndarray:
    """Return, for each order, after how many units a run first brought little that was new.

    Parameters
    ----------
    accumulated
        Orders × units: codes seen so far, as from `accumulated_codes`.
    base
        Units whose codes are what new codes are compared with.
    run
        Units in a run. Runs start after the base and move on by one unit; a run that the units no
        longer fill is not judged.
    threshold
        New codes of the run divided by the codes of the base: at this or less, reading could stop.

    Returns
    -------
    One number per order: the units read before the run that met the threshold first. `NOT_REACHED`
    where none did, `NOT_JUDGED` where there was no run to judge or the base holds no code.

    Raises
    ------
    OptionError
        ``base`` or ``run`` is not a whole number of 1 or more, or ``threshold`` is below 0.

    References
    ----------
    .. [1] Guest G, Namey E, Chen M (2020), PLoS ONE 15(5):e0232076.
    """
    for name, value in (("base", base), ("run", run)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise OptionError(f"{name}={value!r} is not allowed; it is a whole number of 1 or more.")
    if not threshold >= 0:
        raise OptionError(f"threshold={threshold!r} is not allowed; it is a number of 0 or more.")
    seen = np.asarray(accumulated)
    n_orders, n_units = seen.shape
    if n_units < base + run:
        return np.full(n_orders, NOT_JUDGED)
    in_base = seen[:, base - 1]
    n_new = seen[:, base + run - 1 :] - seen[:, base - 1 : n_units - run]
    is_met = n_new / np.where(in_base > 0, in_base, 1)[:, None] <= threshold
    points = np.where(is_met.any(axis=1), base + is_met.argmax(axis=1), NOT_REACHED)
    return np.where(in_base > 0, points, NOT_JUDGED)
