"""Percentages as people print them."""

from __future__ import annotations

import math

__all__ = ["percent_text"]


def percent_text(share: float, *, decimals: int = 0) -> str:
    """Write a share as a percentage, halves rounded up.

    Parameters
    ----------
    share
        Between 0 and 1.
    decimals
        Places after the point.

    Returns
    -------
    ``63%`` for 5 of 8. Python would print 62, because it rounds halves to the even number, and
    readers who check printed percentages against counts would stumble.
    """
    scale = 10**decimals
    # A count's share is not exact in binary: 29/200 is 14.499999… and means 14.5.
    scaled = math.floor(round(100 * share * scale, 9) + 0.5)
    return f"{scaled / scale:.{decimals}f}%"
