"""What each coefficient of agreement adds up over units, and observed and expected agreement from it.

Every coefficient here is (p_observed − p_expected) / (1 − p_expected), and both terms depend on the
units only through sums of a few numbers per unit. These sums are kept apart from what is made of
them, so that a bootstrap adds up resampled studies and never goes back to the units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.statistics.agreement_weights import midranks

__all__ = [
    "STATISTICS",
    "UnitSums",
    "coefficient_of",
    "marginal_shares",
    "observed_and_expected",
    "unit_sums",
]

STATISTICS: dict[str, str] = {
    "percent": "Percent agreement",
    "cohen": "Cohen's kappa",
    "scott": "Scott's pi",
    "fleiss": "Fleiss' kappa",
    "conger": "Conger's kappa",
    "brennan_prediger": "Brennan-Prediger coefficient",
    "krippendorff": "Krippendorff's alpha",
    "gwet": "Gwet's AC",
}
"""Every coefficient, by the name it is asked for, and what people call it."""

_NO_VARIATION = 1e-12


@dataclass(frozen=True)
class UnitSums:
    """What units add to a coefficient.

    Parameters
    ----------
    n_units
        1 for each unit in the coefficient's sample.
    base
        What observed agreement is divided by: 1 for a unit with two ratings or more; for
        Krippendorff its number of ratings.
    agreed
        The unit's (weighted) share of agreeing pairs of ratings, times its base.
    margins
        Units × categories, or units × (coders · categories), or for the ordinal alpha
        units × (categories · categories): what expected agreement is made of.
    """

    n_units: np.ndarray
    base: np.ndarray
    agreed: np.ndarray
    margins: np.ndarray

    def stacked(self) -> np.ndarray:
        """All sums side by side, one row per unit."""
        return np.column_stack([self.n_units, self.base, self.agreed, self.margins])

    @classmethod
    def unstacked(cls, sums: np.ndarray) -> UnitSums:
        """Sums side by side along the last axis, taken apart again."""
        return cls(sums[..., 0], sums[..., 1], sums[..., 2], sums[..., 3:])

    def total(self) -> UnitSums:
        """The sums over all units."""
        return UnitSums(self.n_units.sum(), self.base.sum(), self.agreed.sum(), self.margins.sum(axis=0))


def category_counts(codes: np.ndarray, n_categories: int) -> np.ndarray:
    """Return units × categories: how many coders gave each."""
    units, columns = np.nonzero(codes >= 0)
    places = units * n_categories + codes[units, columns]
    counts = np.bincount(places, minlength=len(codes) * n_categories)
    return counts.reshape(len(codes), n_categories).astype("float64")


def in_sample(statistic: str, codes: np.ndarray) -> np.ndarray:
    """Return which units a coefficient uses at all.

    Cohen, Scott and Krippendorff drop a unit with a single rating; percent agreement has no use for
    it; the others keep it for expected agreement (Gwet 2014).
    """
    n_ratings = (codes >= 0).sum(axis=1)
    return n_ratings >= (2 if statistic in {"cohen", "scott", "krippendorff"} else 1)


def unit_sums(
    statistic: str, codes: np.ndarray, weights: np.ndarray, *, keep_pairs: bool = False
) -> UnitSums:
    """Return what each unit adds to a coefficient.

    Parameters
    ----------
    statistic
        One of `STATISTICS`.
    codes
        Units × coders: position of the category, -1 where missing.
    weights
        Agreement weights, 1 on the diagonal; symmetric unless the statistic is "cohen".
    keep_pairs
        For Krippendorff: keep each unit's coincidences of categories, so that the difference between
        categories can be found anew from the sums, as the ordinal level wants.

    Returns
    -------
    One row per unit; rows of units outside the coefficient's sample are 0.
    """
    n_categories = len(weights)
    is_used = in_sample(statistic, codes)
    codes = np.where(is_used[:, None], codes, -1)
    counts = category_counts(codes, n_categories)
    n_ratings = counts.sum(axis=1)
    is_paired = n_ratings >= 2
    if statistic == "cohen":
        agreement = np.where(is_paired, weights[codes[:, 0], codes[:, 1]], 0.0)
    else:
        # Each rating with every other of its unit; without itself, with which it agrees fully.
        agreeing = (counts * (counts @ weights - 1)).sum(axis=1)
        agreement = np.divide(
            agreeing, n_ratings * (n_ratings - 1), out=np.zeros(len(codes)), where=is_paired
        )
    base = is_paired.astype("float64")
    if statistic == "krippendorff":
        base = np.where(is_paired, n_ratings, 0.0)
        margins = counts
        if keep_pairs:
            pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(n_categories))
            margins = (pairs / np.maximum(n_ratings - 1, 1)[:, None, None]).reshape(len(codes), -1)
    elif statistic in {"cohen", "conger"}:
        margins = (codes[:, :, None] == np.arange(n_categories)).reshape(len(codes), -1).astype("float64")
    else:
        margins = counts / np.maximum(n_ratings, 1)[:, None]
    return UnitSums(is_used.astype("float64"), base, agreement * base, margins)


def marginal_shares(total: UnitSums, n_coders: int) -> np.ndarray:
    """Return the share of each category in each coder's ratings: … × coders × categories."""
    n_categories = total.margins.shape[-1] // n_coders
    by_coder = total.margins.reshape(*total.margins.shape[:-1], n_coders, n_categories)
    return _ratio(by_coder, by_coder.sum(axis=-1, keepdims=True))


def observed_and_expected(
    statistic: str,
    total: UnitSums,
    weights: np.ndarray,
    *,
    n_coders: int,
    keep_pairs: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Return observed and expected agreement.

    Parameters
    ----------
    statistic
        One of `STATISTICS`.
    total
        Sums over units, with any leading dimensions: one for a sample, many for resamples.
    weights
        Agreement weights.
    n_coders
        Number of coders.
    keep_pairs
        As for `unit_sums`: the ordinal alpha.

    Returns
    -------
    Two arrays of the leading dimensions; missing where they cannot be computed.
    """
    if keep_pairs:
        return _ordinal_alpha(total)
    observed = _ratio(total.agreed, total.base)
    if statistic == "percent":
        expected = np.zeros_like(observed)
    elif statistic == "brennan_prediger":
        expected = (
            np.full_like(observed, weights.mean()) if len(weights) > 1 else np.full_like(observed, np.nan)
        )
    elif statistic == "krippendorff":
        n = total.base
        pairs = np.einsum("...k,kl,...l->...", total.margins, weights, total.margins) - n
        expected = _ratio(pairs, n * (n - 1))
    elif statistic == "cohen":
        shares = marginal_shares(total, 2)
        expected = np.einsum("...k,kl,...l->...", shares[..., 0, :], weights, shares[..., 1, :])
    elif statistic == "conger":
        shares = marginal_shares(total, n_coders)
        everyone = shares.sum(axis=-2)
        with_all = np.einsum("...k,kl,...l->...", everyone, weights, everyone)
        with_self = np.einsum("...gk,kl,...gl->...", shares, weights, shares)
        expected = (with_all - with_self) / (n_coders * (n_coders - 1))
    else:
        shares = _ratio(total.margins, np.asarray(total.n_units)[..., None])
        if statistic == "gwet":
            q = len(weights)
            spread = (shares * (1 - shares)).sum(axis=-1)
            expected = weights.sum() / (q * (q - 1)) * spread if q > 1 else np.full_like(observed, np.nan)
        else:
            expected = np.einsum("...k,kl,...l->...", shares, weights, shares)
    return observed, expected


def coefficient_of(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return (observed − expected) / (1 − expected); missing where nothing is left to chance."""
    room = 1 - np.asarray(expected)
    return _ratio(np.asarray(observed) - expected, np.where(room > _NO_VARIATION, room, 0.0))


def _ordinal_alpha(total: UnitSums) -> tuple[np.ndarray, np.ndarray]:
    q = round(np.sqrt(total.margins.shape[-1]))
    pairs = total.margins.reshape(*total.margins.shape[:-1], q, q)
    n_ratings = pairs.sum(axis=-1)
    n = n_ratings.sum(axis=-1)
    places = midranks(n_ratings)
    squared = (places[..., :, None] - places[..., None, :]) ** 2
    largest = squared.max(axis=(-2, -1))
    expected_pairs = (n_ratings[..., :, None] * n_ratings[..., None, :] * squared).sum(axis=(-2, -1))
    observed = 1 - _ratio((pairs * squared).sum(axis=(-2, -1)), n * largest)
    expected = 1 - _ratio(expected_pairs, n * (n - 1) * largest)
    return observed, expected


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Divide; missing where the divisor is 0."""
    below = np.asarray(below, dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below != 0, np.asarray(above, dtype="float64") / below, np.nan)
