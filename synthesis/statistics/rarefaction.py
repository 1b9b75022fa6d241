"""How many codes n of N units hold on average, and how much that varies: exactly, without drawing lots."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import OptionError
from synthesis.statistics.richness import chao2, rare_codes

__all__ = ["conditional_variance", "expected_codes", "unconditional_variance"]


def expected_codes(frequencies: ArrayLike, n_units: int) -> np.ndarray:
    """Return the mean number of codes over all choices of n units, for n = 1 … N.

    Parameters
    ----------
    frequencies
        For each code, the number of units in which it was found.
    n_units
        Number N of all units, those without any code included.

    Returns
    -------
    N numbers: S(n) = S_obs − Σ_j C(N − f_j, n)/C(N, n). The last is S_obs.

    Raises
    ------
    OptionError
        A frequency is below 0 or above ``n_units``.

    References
    ----------
    .. [1] Colwell RK, Chao A, Gotelli NJ, Lin SY, Mao CX, Chazdon RL, Longino JT (2012), Journal of
       Plant Ecology 5(1):3–21: sample-based rarefaction.
    """
    found = _found(frequencies, n_units)
    missed = _share_of_choices_within(n_units)
    return (1 - missed[n_units - found]).sum(axis=0)


def conditional_variance(incidence: ArrayLike) -> np.ndarray:
    """Return the variance of the number of codes over all choices of n of these units, for n = 1 … N.

    Given these units, nothing else can vary than which n of them are chosen. So it is 0 where all
    are, however few they may be.

    Parameters
    ----------
    incidence
        Units × codes; true, or above 0, where the unit holds the code.

    Returns
    -------
    N numbers: Σ_j Σ_k (C(a_jk, n)/C(N, n) − C(a_jj, n)/C(N, n) · C(a_kk, n)/C(N, n)), with a_jk the
    number of units that hold neither j nor k.

    Raises
    ------
    OptionError
        ``incidence`` is no table of units × codes.

    Notes
    -----
    This is the sum over pairs of codes of the covariance of "missed by the choice". It needs to know
    which codes share units; counts of units per code do not suffice.
    """
    holds = np.asarray(incidence)
    if holds.ndim != 2:
        raise OptionError("incidence is no table of units × codes.")
    lacks = ~(holds > 0)
    n_units = len(lacks)
    # A code that no unit holds is missed by every choice, and adds nothing.
    lacks = lacks[:, ~lacks.all(axis=0)].astype("float64")
    n_lacking_both = (lacks.T @ lacks).round().astype("int64")
    missed = _share_of_choices_within(n_units)
    # Equal numbers of co-absences have equal chances: count them once each.
    both_missed = np.bincount(n_lacking_both.ravel(), minlength=n_units + 1) @ missed
    each_missed = np.bincount(n_lacking_both.diagonal(), minlength=n_units + 1) @ missed
    variance = both_missed - each_missed**2
    # What remains of two numbers that should be equal is rounding, and no variance.
    rounding = 4 * np.finfo("float64").eps * n_units * np.maximum(both_missed, each_missed**2)
    return np.where(variance > rounding, variance, 0.0)


def unconditional_variance(frequencies: ArrayLike, n_units: int) -> np.ndarray:
    """Estimate how far the expected number of codes itself may be off, for n = 1 … N.

    The variance of `expected_codes` as an estimate: the units are taken as a random sample of many
    more, and the codes as drawn independently of one another, as many in all as Chao2 says. It
    answers another question than `conditional_variance`, and can be the larger or the smaller.

    Parameters
    ----------
    frequencies, n_units
        As for `expected_codes`.

    Returns
    -------
    N numbers: Σ_j (1 − C(N − f_j, n)/C(N, n))² − S(n)²/S_est.

    Raises
    ------
    OptionError
        As for `expected_codes`.

    Notes
    -----
    Codes that come and go together, as those of long and short reports do, make it too small.

    References
    ----------
    .. [1] Colwell RK, Mao CX, Chang J (2004), Ecology 85(10):2717–2727.
    .. [2] Colwell RK et al. (2012), Journal of Plant Ecology 5(1):3–21: with Chao2 for the unseen.
    """
    found = _found(frequencies, n_units)
    if not found.size:
        return np.zeros(n_units)
    met = 1 - _share_of_choices_within(n_units)[n_units - found]
    variance = (met**2).sum(axis=0) - met.sum(axis=0) ** 2 / chao2(found, n_units)
    return np.clip(variance, 0, None)


def _found(frequencies: ArrayLike, n_units: int) -> np.ndarray:
    rare_codes(frequencies, n_units)  # refuses counts that cannot be
    counts = np.asarray(frequencies, dtype="int64").ravel()
    return counts[counts > 0]


def _share_of_choices_within(n_units: int) -> np.ndarray:
    """Return C(a, n)/C(N, n) for a = 0 … N (down) and n = 1 … N (across).

    The share of all choices of n units that stay within a of them. As the product of
    (a − i)/(N − i) for i = 0 … n − 1, every factor is at most 1: nothing overflows at any N.
    """
    within = np.arange(n_units + 1)[:, None]
    taken = np.arange(n_units)[None, :]
    return np.cumprod(np.clip(within - taken, 0, None) / (n_units - taken), axis=1)
