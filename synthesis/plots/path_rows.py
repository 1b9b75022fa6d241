"""Rows of words, each with a bar for the studies behind the weakest step of a path."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator

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

__all__ = ["PathSeries", "draw_path_rows"]

_FONT = 8.0
_TEXT_SHARE = 0.62  # of the width of the axes
_LINE = 0.34
_HEAD = 0.8

PathSeries = dict[str, tuple[pd.Series, Mark]]


def draw_path_rows(
    table: pd.DataFrame,
    words: pd.Series,
    series: PathSeries,
    ends: pd.Series,
    *,
    heading: str,
    noun: str,
    n_all: int,
    ax: Axes | None,
) -> Axes:
    """Draw one row per path: what it says, and a bar.

    Parameters
    ----------
    table
        The paths to be drawn, with ``n_studies_weakest`` and ``n_studies_every``.
    words
        What stands to the left of each bar.
    series
        Which rows belong to each name of the legend, and how they are marked.
    ends
        What stands at the end of each bar.
    heading
        Heading over the words.
    noun
        What is counted where not all are drawn.
    n_all
        How many there are.
    ax
        Axes to draw into, or None.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are studies; the words stand at negative ones.
    """
    text_width = _TEXT_SHARE * PAGE_WIDTH - 0.9
    lines = words.map(lambda text: wrapped_terms(text, text_width, _FONT))
    heights = np.maximum((lines.str.count("\n") + 1) * _LINE + 0.24, 0.62)
    edges = np.concatenate([[0.0], heights.cumsum()])
    centres = (edges[:-1] + edges[1:]) / 2
    highest = int(table["n_studies_weakest"].max())
    right = highest * 1.9
    left = -right * _TEXT_SHARE / (1 - _TEXT_SHARE)
    with figure_style():
        ax = axes_of_size(ax, height=_HEAD + edges[-1] + 1.9)
        for name, (is_of_series, mark) in series.items():
            rows = is_of_series.to_numpy(dtype="bool")
            if rows.any():
                ax.barh(
                    centres[rows],
                    table.loc[rows, "n_studies_weakest"],
                    height=0.3,
                    color="white" if mark.hatch else mark.colour,
                    edgecolor=mark.colour,
                    hatch=mark.hatch,
                    linewidth=0.6,
                    label=name,
                )
        label_ends(ax, table["n_studies_weakest"], centres, ends)
        for y, text in zip(centres, lines, strict=True):
            ax.text(left, y, text, va="center", linespacing=1.1, fontsize=_FONT)
        ax.text(left, -0.2, heading, va="bottom", fontweight="bold")
        ax.text(0, -0.2, "Studies", va="bottom", fontweight="bold")
        ax.hlines(edges[:-1], left, right, color=PALE, linewidth=0.5, zorder=0)
        ax.set_ylim(edges[-1], -_HEAD)
        ax.set_yticks([])
        ax.set_xlim(left, right)
        ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, highest)
        ax.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if 0 <= tick <= highest]))
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(0, highest)
        ax.set_xlabel(f"Studies behind the weakest hop{share_drawn(len(table), n_all, noun)}", x=0.7)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


WITHIN = SERIES["plain"]
STITCHED = Mark(SERIES["barrier"].colour, "/////", "v")
