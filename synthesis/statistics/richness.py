"""How many codes were probably not seen yet, judged by those seen once or twice."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import OptionError

__all__ = ["RareCodes", "chao2", "rare_codes", "sample_coverage"]


class RareCodes(NamedTuple):
    """Counts on which both estimates rest.

    Parameters
    ----------
    n_found
        Codes found in at least one unit (S_obs).
    n_once, n_twice
        Codes found in exactly one (Q1) and exactly two units (Q2).
    n_incidences
        Sum over codes of the units with the code (U).
    """

    n_found: int
    n_once: int
    n_twice: int
    n_incidences: int


def rare_codes(frequencies: ArrayLike, n_units: int) -> RareCodes:
    """Count the codes found at all, in one unit and in two.

    Parameters
    ----------
    frequencies
        For each code, the number of units in which it was found. A 0 counts for nothing.
    n_units
        Number of all units, those without any code included.

    Returns
    -------
    The counts.

    Raises
    ------
    OptionError
        A frequency is below 0 or above ``n_units``.
    """
    counts = np.asarray(frequencies, dtype="int64").ravel()
    if counts.size and (counts.min() < 0 or counts.max() > n_units):
        wrong = counts.min() if counts.min() < 0 else counts.max()
        raise OptionError(
            f"frequencies holds {wrong}; it can hold whole numbers from 0 to n_units={n_units}."
        )
    return RareCodes(
        n_found=int((counts > 0).sum()),
        n_once=int((counts == 1).sum()),
        n_twice=int((counts == 2).sum()),
        n_incidences=int(counts.sum()),
    )


def chao2(frequencies: ArrayLike, n_units: int) -> float:
    """Estimate how many codes there are, seen and unseen (Chao2).

    Parameters
    ----------
    frequencies, n_units
        As for `rare_codes`.

    Returns
    -------
    S_obs + (N − 1)/N · Q1²/(2·Q2); where Q2 is 0, S_obs + (N − 1)/N · Q1·(Q1 − 1)/2. Missing where
    there are no units.

    Raises
    ------
    OptionError
        As for `rare_codes`.

    Notes
    -----
    It is a lower bound on average, and only for units drawn alike and independently. Studies are not
    drawn at random from anything, and a codebook made beforehand cannot hold codes nobody thought of.

    References
    ----------
    .. [1] Chao A (1987), Biometrics 43(4):783–791.
    .. [2] Chao A, Colwell RK (2017), SORT 41(1):3–54, for the factor and the case Q2 = 0.
    """
    rare = rare_codes(frequencies, n_units)
    if n_units < 1:
        return float("nan")
    found, once, twice, _ = rare
    unseen = once**2 / (2 * twice) if twice else once * (once - 1) / 2
    return found + (n_units - 1) / n_units * unseen


def sample_coverage(frequencies: ArrayLike, n_units: int) -> float:
    """Estimate the share of all incidences of a new unit that would be of codes already seen.

    Parameters
    ----------
    frequencies, n_units
        As for `rare_codes`.

    Returns
    -------
    1 − (Q1/U)·(N − 1)·Q1/((N − 1)·Q1 + 2·Q2); where Q2 is 0,
    1 − (Q1/U)·(N − 1)(Q1 − 1)/((N − 1)(Q1 − 1) + 2); 1 where Q1 is 0. Missing where no code was found,
    or where there are fewer than two units, which say nothing about a next one.

    Raises
    ------
    OptionError
        As for `rare_codes`.

    References
    ----------
    .. [1] Chao A, Gotelli NJ, Hsieh TC, Sander EL, Ma KH, Colwell RK, Ellison AM (2014), Ecological
       Monographs 84(1):45–67, incidence form.
    """
    n_found, once, twice, incidences = rare_codes(frequencies, n_units)
    if n_units < 2 or n_found == 0:
        return float("nan")
    if once == 0:
        return 1.0
    if twice:
        share = (n_units - 1) * once / ((n_units - 1) * once + 2 * twice)
    else:
        share = (n_units - 1) * (once - 1) / ((n_units - 1) * (once - 1) + 2)
    return 1 - once / incidences * share
