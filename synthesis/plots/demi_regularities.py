"""A ranked list of recurring patterns, with a bar for the studies behind each."""

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
    axes_of_size,
    figure_style,
    label_ends,
    percent,
    say_nothing_to_draw,
    share_drawn,
)
from synthesis.plots.terms import with_signs, wrapped_terms

__all__ = ["plot_demi_regularities"]

_ROLES = ("context", "mechanism", "outcome")
_OUTCOMES = {"+": ("enabler", "outcome (+)"), "-": ("barrier", "outcome (−)")}
_FONT = 8.0
_TEXT_SHARE = 0.68  # of the width of the axes, for the three columns of words
_TEXT_WIDTH = _TEXT_SHARE * PAGE_WIDTH / 3 - 0.75  # centimetres in one of them, the arrow left out
_LINE = 0.34
_HEAD = 0.7  # centimetres above the first row


def plot_demi_regularities(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 20) -> Axes:
    """Draw the patterns as rows: context, mechanism and outcome in words, and a bar of studies.

    The bar is ``n_studies``, plain where the outcome is there or rises (+) and hatched where it
    is missing or falls (−). The broad pale bar behind it is ``n_studies_context``, the studies
    with the same context; both numbers and the share stand at its end.

    Parameters
    ----------
    table
        As returned by `demi_regularities`.
    ax
        Axes to draw into; a figure whose height fits the patterns by default.
    most
        Draw at most so many patterns, from the top of the table; the axis label says of how
        many. None: all.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are studies; the words stand at negative ones.
    """
    if table.empty:
        return say_nothing_to_draw(
            ax, "No pattern of context, mechanism and outcome was found in so many studies."
        )
    drawn = table if most is None else table.head(most)
    words = pd.DataFrame({role: with_signs(drawn[role], drawn[f"{role}_sign"]) for role in _ROLES})
    words = words.map(lambda text: wrapped_terms(text, _TEXT_WIDTH, _FONT))
    edges = _edges_of_rows(words)
    centres = (edges[:-1] + edges[1:]) / 2
    highest = int(drawn["n_studies_context"].max())
    # The bars have what the words leave; the numbers at their ends need some of it.
    right = highest * 1.7
    left = -right * _TEXT_SHARE / (1 - _TEXT_SHARE)

    with figure_style():
        ax = axes_of_size(ax, height=_HEAD + edges[-1] + 1.9)
        behind = drawn["n_studies_context"]
        follow(
            ax.barh(centres, behind, height=0.42, color=PALE, label="with the context"),
            drawn.index,
            "n_studies_context",
        )
        for sign, (series, says) in _OUTCOMES.items():
            of_sign, words_of_sign = drawn["outcome_sign"] == sign, f"with the whole pattern, {says}"
            bars = {"height": 0.24, "chosen": of_sign, "of": drawn.index, "column": "n_studies"}
            draw_bars(ax, centres, drawn["n_studies"], SERIES[series], words_of_sign, **bars)
        ends = drawn["n_studies"].astype("str") + " of " + drawn["n_studies_context"].astype("str")
        ends = ends + " (" + drawn["share_of_context"].map(percent) + ")"
        label_ends(ax, behind, centres, ends, drawn.index, "n_studies")
        for place, role in enumerate(_ROLES):
            x = left * (1 - place / len(_ROLES))
            ax.text(x, -0.2, role.capitalize(), va="bottom", fontweight="bold")
            for y, cell, of in zip(centres, words[role], drawn.index, strict=True):
                follow(ax.text(x, y, cell, va="center", linespacing=1.1, fontsize=_FONT), of)
                if place:
                    ax.annotate("→", (x, y), (-11, 0), textcoords="offset points", va="center")
        ax.text(0, -0.2, "Studies", va="bottom", fontweight="bold")
        ax.hlines(edges[:-1], left, right, color=PALE, linewidth=0.5, zorder=0)
        ax.set_ylim(edges[-1], -_HEAD)
        ax.set_yticks([])
        ax.set_xlim(left, right)
        ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, highest)
        ax.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if 0 <= tick <= highest]))
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(0, highest)
        under_bars = _TEXT_SHARE + (1 - _TEXT_SHARE) * highest / right / 2
        ax.set_xlabel(f"Studies{share_drawn(len(drawn), len(table), 'patterns')}", x=under_bars)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _edges_of_rows(words: pd.DataFrame) -> np.ndarray:
    """Edges of rows, in centimetres from the top, each as high as the tallest of its cells."""
    lines = words.apply(lambda cells: cells.str.count("\n").max() + 1, axis=1)
    return np.concatenate([[0.0], np.maximum(lines * _LINE + 0.2, 0.56).cumsum()])
