"""How far an axis must reach beyond its longest bar, so that the words beside the bars fit."""

from __future__ import annotations

import pandas as pd

from synthesis.plots.style import PAGE_WIDTH, Rows

__all__ = ["room_beside"]

_LETTER = 0.13  # centimetres, of letters of 7 points
_LABEL_LETTER = 0.16  # of those of 8 points


def room_beside(rows: Rows, ends: pd.Series, texts: pd.Series) -> float:
    """Return the part of the longest bar to leave free beyond it, for `style.count_axis`.

    Parameters
    ----------
    rows
        The rows, whose labels stand to the left.
    ends, texts
        Length of each bar and what is written beside it; a text of several lines is as wide as its
        longest.

    Returns
    -------
    0.5 where the axis has to reach half as far again as the longest bar.
    """
    beside = max(len(line) for label in rows.labels for line in label.split("\n"))
    across = PAGE_WIDTH - _LABEL_LETTER * beside - 0.8
    letters = texts.str.split("\n").map(lambda lines: max(map(len, lines)))
    left = (across - _LETTER * letters - 0.3).clip(lower=0.4 * across)
    longest = (left / (ends / max(1, ends.max())).clip(lower=0.01)).min()
    return float(across / min(longest, 0.95 * across) - 1)
