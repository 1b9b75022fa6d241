"""How many codes any n of the studies, or sources, hold on average."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._saturation import labelled
from synthesis.review import Review
from synthesis.statistics.rarefaction import conditional_variance, expected_codes, unconditional_variance

__all__ = ["rarefaction"]


def rarefaction(review: Review, *, unit: str = "study", level: int | None = None) -> pd.DataFrame:
    """Give the exact mean of the accumulation of codes over all reading orders (code saturation).

    The papers of a review come in no order that means anything. This is what `saturation_curve` is
    on average over all orders, and how much it varies, in closed form and without drawing lots.

    Parameters
    ----------
    review
        Not modified.
    unit
        ``"study"``, or ``"source"`` for the participants and documents inside studies.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level stays
        itself. None: codes as given.

    Returns
    -------
    One row per number of units, from 1 to all:

    - ``n_units``;
    - ``mean_codes``: mean number of codes over all choices of so many units;
    - ``mean_new_codes``: what the last of them adds on average;
    - ``sd_conditional``: standard deviation over all these choices. Exact, given these units; 0 at all;
    - ``sd_unconditional_estimate``: how far the mean itself may be off, if the units were a random
      sample of many more with as many codes in all as Chao2 says. An estimate, not 0 at all.

    ``attrs["n_codings_left_out"]`` is the number of present codings that name no source, where the
    source is the unit. Where the review switched saturation off, the table is empty and
    ``attrs["switched_off"]`` gives its reason.

    Raises
    ------
    OptionError
        ``unit`` or ``level`` cannot be.

    Notes
    -----
    The two deviations answer different questions, and either can be the larger. The conditional one is
    that of a single choice of n units around the mean; it shrinks to 0 because there is only one way to
    choose all, and does not say that nothing more would be found. The unconditional one is that of the
    mean, had other studies been included; but studies are no random sample, a codebook made beforehand
    cannot grow, and codes that come together make it too small. Both concern codes; neither says
    whether their meaning is understood.

    References
    ----------
    .. [1] Colwell RK, Mao CX, Chang J (2004), Ecology 85(10):2717–2727.
    .. [2] Colwell RK, Chao A, Gotelli NJ, Lin SY, Mao CX, Chazdon RL, Longino JT (2012), Journal of
       Plant Ecology 5(1):3–21.
    """
    found = code_incidence(review, unit=unit, level=level)
    n_units, frequencies = len(found.units), found.holds.sum(axis=0)
    expected = expected_codes(frequencies, n_units)
    table = pd.DataFrame(
        {
            "n_units": np.arange(1, n_units + 1),
            "mean_codes": expected,
            "mean_new_codes": np.diff(expected, prepend=0.0),
            "sd_conditional": np.sqrt(conditional_variance(found.holds)),
            "sd_unconditional_estimate": np.sqrt(unconditional_variance(frequencies, n_units)),
        }
    )
    return labelled(table, review, found, unit)
