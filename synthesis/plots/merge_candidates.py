"""Pairs that may be the same, with how alike their labels are and how much they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PALE,
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    percent,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)

__all__ = ["plot_merge_candidates"]

_PARTS = {
    "label_similarity": ("likeness of labels", "enabler", 40),
    "term_similarity": ("shared terms", "barrier", 40),
}


def plot_merge_candidates(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 15) -> Axes:
    """Draw the pairs, the most alike first: a mark for the labels, one for the terms, a line for the score.

    Parameters
    ----------
    table
        As returned by `merge_candidates`.
    ax
        Axes to draw into; a figure whose height fits the pairs by default.
    most
        Draw at most so many pairs, from the top of the table; the axis label says of how many. None: all.

    Returns
    -------
    The axes. Horizontal coordinates are similarities from 0 to 1. A pair whose shared terms are not
    known has no mark for them.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No pair is so much alike.")
    drawn = table if most is None else table.head(most)
    names = drawn["a_label"] + "  ≈  " + drawn["b_label"]
    rows = stacked_rows(names, width=48, least=0.62)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.4)
        ax.hlines(rows.centres, 0, 1, color=PALE, linewidth=0.6, zorder=0)
        half = np.full(len(drawn), 0.2)
        score = {"color": INK, "label": "score"}
        lines = ax.vlines(drawn["score"], rows.centres - half, rows.centres + half, **score)
        follow(lines, drawn.index, "score")
        for column, (name, series, size) in _PARTS.items():
            mark = SERIES[series]
            is_known = drawn[column].notna().to_numpy()
            marks = ax.scatter(
                drawn.loc[is_known, column],
                rows.centres[is_known],
                s=size,
                marker=mark.marker,
                color=mark.colour,
                label=name,
                zorder=3,
                clip_on=False,
            )
            follow(marks, drawn.index[is_known], column)
        bar_rows(ax, rows, drawn.index)
        ax.grid(visible=False)
        ax.set_xlim(-0.02, 1.02)  # a mark at 0 keeps clear of the names
        ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share)))
        plain_text(ax.get_xticklabels())
        label_below(ax, f"Likeness{share_drawn(len(drawn), len(table), 'pairs')}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax
