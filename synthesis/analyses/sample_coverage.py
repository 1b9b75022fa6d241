"""How complete the list of codes is, judged by the codes found once or twice."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._saturation import labelled
from synthesis.review import Review
from synthesis.statistics import richness

__all__ = ["sample_coverage"]


def sample_coverage(review: Review, *, unit: str = "study", level: int | None = None) -> pd.DataFrame:
    """Estimate how many codes were not found, and how complete those found are (code saturation).

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
    One row:

    - ``n_units``: all of them, silent ones included; ``n_codes_found``; ``n_codes_once``,
      ``n_codes_twice``: codes found in exactly one and in exactly two units; ``n_incidences``: sum over
      codes of the units with the code;
    - ``chao2``: estimated number of codes, found and not found; ``unseen_estimate``: those not
      found;
    - ``sample_coverage``: estimated share of the incidences of one more unit that would be of codes
      already found, 0 to 1; missing with fewer than two units or without any code.

    ``n_codings_left_out`` and ``switched_off`` in ``attrs`` as for `rarefaction`.

    Raises
    ------
    OptionError
        ``unit`` or ``level`` cannot be.

    Notes
    -----
    Both are estimates, for units drawn alike and independently of one another. Studies that build on
    each other, or a codebook made before reading, make the list look more complete than it is. Codes
    of the codebook that no unit holds are not what the estimate of the unseen counts. A high coverage
    says that a further study would mostly repeat known codes, not that the codes are the right ones.

    References
    ----------
    .. [1] Chao A (1987), Biometrics 43(4):783–791, and Chao A, Colwell RK (2017), SORT 41(1):3–54.
    .. [2] Chao A, Gotelli NJ, Hsieh TC, Sander EL, Ma KH, Colwell RK, Ellison AM (2014), Ecological
       Monographs 84(1):45–67: sample coverage, incidence form.
    """
    found = code_incidence(review, unit=unit, level=level)
    n_units, frequencies = len(found.units), found.holds.sum(axis=0)
    rare = richness.rare_codes(frequencies, n_units)
    estimated = richness.chao2(frequencies, n_units)
    table = pd.DataFrame(
        {
            "n_units": [n_units],
            "n_codes_found": [rare.n_found],
            "n_codes_once": [rare.n_once],
            "n_codes_twice": [rare.n_twice],
            "n_incidences": [rare.n_incidences],
            "chao2": [estimated],
            "unseen_estimate": [estimated - rare.n_found],
            "sample_coverage": [richness.sample_coverage(frequencies, n_units)],
        }
    )
    return labelled(table, review, found, unit)
