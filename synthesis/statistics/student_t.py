"""Quantiles of Student's t distribution, exact for whole degrees of freedom."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

__all__ = ["two_sided_t"]


@lru_cache(maxsize=1024)
def two_sided_t(confidence: float, degrees: int) -> float:
    """Return the t that lies beyond ``confidence`` of the distribution, both sides together.

    Parameters
    ----------
    confidence
        Between 0 and 1, both excluded: 0.95 gives the 97.5 % quantile.
    degrees
        Degrees of freedom, a whole number from 1.

    Returns
    -------
    The quantile.

    References
    ----------
    .. [1] Abramowitz and Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4: the
       distribution as a finite sum of powers of a cosine.
    """
    low, high = 0.0, math.pi / 2
    # Halved until the two ends are neighbouring numbers; the distribution rises with the angle.
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)
    return math.sqrt(degrees) * math.tan((low + high) / 2)


def _within(angle: float, degrees: int) -> float:
    """Probability of |t| below √degrees · tan(angle)."""
    square = math.cos(angle) ** 2
    if degrees % 2:
        if degrees == 1:
            return 2 * angle / math.pi
        steps = np.arange(2, degrees - 1, 2)
        terms = np.cumprod(np.concatenate(([1.0], square * steps / (steps + 1))))
        return 2 / math.pi * (angle + math.sin(angle) * math.cos(angle) * terms.sum())
    steps = np.arange(2, degrees, 2)
    terms = np.cumprod(np.concatenate(([1.0], square * (steps - 1) / steps)))
    return math.sin(angle) * terms.sum()
