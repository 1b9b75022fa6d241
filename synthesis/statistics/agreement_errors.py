"""Standard errors of coefficients of agreement.

All but one are by linearisation: what a unit contributes to the coefficient, its own observed
agreement less its part in the agreement expected by chance; the spread of these contributions over
units gives the variance (Gwet 2014, chapters 5 and 6; for Cohen's kappa this is the formula of Fleiss,
Cohen and Everitt 1969).
"""

from __future__ import annotations

import math

import numpy as np

from synthesis.statistics.agreement_sums import (
    UnitSums,
    category_counts,
    coefficient_of,
    marginal_shares,
    observed_and_expected,
)

__all__ = ["contributions", "null_error", "standard_error"]


def contributions(
    statistic: str, units: UnitSums, weights: np.ndarray, *, n_coders: int
) -> tuple[np.ndarray, float]:
    """Return what each unit contributes to a coefficient, and their mean.

    Parameters
    ----------
    statistic
        One of `agreement_sums.STATISTICS`.
    units
        What each unit adds, as `agreement_sums.unit_sums` returns it.
    weights
        Agreement weights.
    n_coders
        Number of coders.

    Returns
    -------
    One number per unit of the coefficient's sample, and the value around which they spread: the
    coefficient, for Krippendorff before its correction for small samples.
    """
    is_used = units.n_units > 0
    units = UnitSums.unstacked(units.stacked()[is_used])
    n, total = len(units.base), units.total()
    observed, expected = observed_and_expected(statistic, total, weights, n_coders=n_coders)
    if statistic == "krippendorff":
        shares = total.margins / total.base
        expected = shares @ weights @ shares
    kappa = coefficient_of(observed, expected)
    room = 1 - expected
    scaled = n / total.base

    if statistic == "krippendorff":
        # As published: in this term, which concerns units with more ratings than others, observed
        # agreement is the one corrected for small samples.
        common = observed + (1 - observed) / total.base
        by_chance = 2 * scaled * (units.margins @ weights @ shares - units.base * expected)
    else:
        # A unit with a single rating says nothing on observed agreement, nor on how far it exceeds chance.
        common = expected
        by_chance = _chance_contributions(statistic, units, total, weights, n_coders)
    own_observed = scaled * units.agreed - common * (scaled * units.base - 1)
    return kappa + (own_observed - observed - (1 - kappa) * by_chance) / room, float(kappa)


def _chance_contributions(
    statistic: str, units: UnitSums, total: UnitSums, weights: np.ndarray, n_coders: int
) -> np.ndarray:
    """What a unit adds to expected agreement beyond its mean."""
    n = len(units.base)
    if statistic in {"percent", "brennan_prediger"}:
        return np.zeros(n)
    if statistic in {"cohen", "conger"}:
        given = units.margins.reshape(n, n_coders, -1)
        rated = given.sum(axis=2, keepdims=True)
        shares = marginal_shares(total, n_coders)
        # A coder's shares rest on the units that this coder rated, which may be fewer than n.
        moved = n / rated.sum(axis=0) * (given - rated * shares)
        if statistic == "cohen":
            others = np.stack([weights @ shares[1], shares[0] @ weights])
            return np.einsum("ugk,gk->u", moved, others)
        others = (shares.sum(axis=0) - shares) @ ((weights + weights.T) / 2)
        return 2 / (n_coders * (n_coders - 1)) * np.einsum("ugk,gk->u", moved, others)
    shares = total.margins / total.n_units
    moved = units.margins - shares
    if statistic == "gwet":
        q = len(weights)
        return -2 * weights.sum() / (q * (q - 1)) * (moved @ shares)
    return 2 * moved @ weights @ shares


def standard_error(values: np.ndarray, centre: float, *, divisor: str) -> float:
    """Return the standard error of the mean of contributions; missing with a single unit."""
    n = len(values)
    free = n - 1 if divisor == "n-1" else n
    if free < 1:
        return math.nan
    return math.sqrt(((values - centre) ** 2).sum() / (n * free))


def null_error(statistic: str, codes: np.ndarray, weights: np.ndarray) -> float:
    """Return the standard error that holds where coders agree by chance only.

    For Cohen's kappa, weighted or not, that of Fleiss, Cohen and Everitt (1969); for Fleiss' kappa
    without weights and without missing ratings, that of Fleiss, Nee and Landis (1979), which replaced
    the one printed in 1971. Missing for every other coefficient.
    """
    n_categories = len(weights)
    if statistic == "cohen":
        both = codes[(codes >= 0).all(axis=1)]
        n = len(both)
        if not n:
            return math.nan
        first, second = (np.bincount(c, minlength=n_categories) / n for c in both.T)
        chance = np.outer(first, second)
        expected = (weights * chance).sum()
        rest = weights - ((weights @ second)[:, None] + first @ weights)
        room = 1 - expected
        variance = (chance * rest**2).sum() - expected**2
        return _root(variance / n) / room if room > 0 else math.nan
    is_plain = (weights == np.eye(n_categories)).all()
    if statistic == "fleiss" and is_plain and (codes >= 0).all():
        n, m = codes.shape
        p = category_counts(codes, n_categories).sum(axis=0) / (n * m)
        spread = (p * (1 - p)).sum()
        if spread == 0:
            return math.nan
        variance = 2 * (spread**2 - (p * (1 - p) * (1 - 2 * p)).sum()) / (n * m * (m - 1))
        return _root(variance) / spread
    return math.nan


def _root(variance: float) -> float:
    # A variance of 0 may come out a hair below it.
    return math.sqrt(max(variance, 0.0))
