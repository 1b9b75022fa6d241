"""Rows of words, each with a bar for the studies behind the weakest step of a path."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator

from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PAGE_WIDTH,
    PALE,
    SERIES,
    Mark,
    axes_of_size,
    figure_style,
    label_ends,
    share_drawn,
)
from synthesis.plots.terms import wrapped_terms

__all__ = ["STITCHED", "WITHIN", "draw_path_rows"]

WITHIN = SERIES["plain"]
STITCHED = Mark(SERIES["barrier"].colour, "/////", "v")

_FONT = 8.0
_TEXT_SHARE = 0.62  # of the width of the axes
_LINE = 0.34
_HEAD = 0.8


def draw_path_rows(
    table: pd.DataFrame,
    *,
    noun: str,
    words: str,
    steps: str,
    every: str,
    most: int | None,
    ax: Axes | None,
) -> Axes:
    """Draw one row per path: what it says, a bar for its weakest step, and the studies of each step.

    The bar is plain where a study reports the whole path, hatched where the path is stitched across
    studies.

    Parameters
    ----------
    table
        The paths, with ``n_studies_weakest``, ``is_within_study`` and the columns named here.
    noun
        What a path is called: "chain" or "loop".
    words, steps, every
        Columns with what stands to the left of each bar, with the studies of each step (joined by
        ``"; "``) and with the number of studies that report all of them.
    most
        Draw at most so many, from the top of the table; the axis label says of how many. None: all.
    ax
        Axes to draw into, or None.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are studies; the words stand at negative ones.
    """
    drawn = table if most is None else table.head(most)
    of = drawn.index
    drawn = drawn.reset_index(drop=True)
    text_width = _TEXT_SHARE * PAGE_WIDTH - 0.9
    lines = drawn[words].map(lambda text: wrapped_terms(text, text_width, _FONT))
    heights = np.maximum((lines.str.count("\n") + 1) * _LINE + 0.24, 0.62)
    edges = np.concatenate([[0.0], heights.cumsum()])
    centres = (edges[:-1] + edges[1:]) / 2
    weakest, is_within = drawn["n_studies_weakest"], drawn["is_within_study"]
    highest = int(weakest.max())
    right = highest * 1.9
    left = -right * _TEXT_SHARE / (1 - _TEXT_SHARE)
    with figure_style():
        ax = axes_of_size(ax, height=_HEAD + edges[-1] + 1.9)
        whole, stitched = f"a study reports the whole {noun}", "stitched across studies"
        draw_bars(ax, centres, weakest, WITHIN, whole, height=0.3, chosen=is_within, of=of)
        draw_bars(ax, centres, weakest, STITCHED, stitched, height=0.3, chosen=~is_within, of=of)
        ends = drawn[steps].str.replace("; ", " → ") + _whole(drawn[every])
        label_ends(ax, weakest, centres, ends, of)
        for y, text, row in zip(centres, lines, of, strict=True):
            follow(ax.text(left, y, text, va="center", linespacing=1.1, fontsize=_FONT), row)
        ax.text(left, -0.2, noun.capitalize(), va="bottom", fontweight="bold")
        ax.text(0, -0.2, "Studies of each step", va="bottom", fontweight="bold")
        ax.hlines(edges[:-1], left, right, color=PALE, linewidth=0.5, zorder=0)
        ax.set_ylim(edges[-1], -_HEAD)
        ax.set_yticks([])
        ax.set_xlim(left, right)
        ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, highest)
        ax.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if 0 <= tick <= highest]))
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(0, highest)
        said = share_drawn(len(drawn), len(table), f"{noun}s").strip()
        # Centred under the part of the bars, which is narrow: what is drawn stands in a line of its own.
        ax.set_xlabel("\n".join(filter(None, ["Studies behind the weakest hop (bar)", said])), x=0.81)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _whole(n_studies: pd.Series) -> pd.Series:
    some = "; all in " + n_studies.astype("str") + n_studies.eq(1).map({True: " study", False: " studies"})
    return some.mask(n_studies.eq(0), "; all in no study")
