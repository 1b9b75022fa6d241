"""The long sentences of the summary, by their number of words."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_long_sentences"]


def plot_long_sentences(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the number of words of each long sentence.

    Parameters
    ----------
    table
        As returned by `long_sentences`.
    ax
        Axes to draw into; a figure whose height fits the sentences by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No sentence of the summary is long.")
    rows = stacked_rows(table["sentence"], width=62, least=0.5)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.5)
        bars = ax.barh(rows.centres, table["n_words"], height=0.34, color=SERIES["plain"].colour)
        follow(bars, table.index, "n_words")
        label_ends(ax, table["n_words"], rows.centres, table["n_words"].astype("str"), table.index, "n_words")
        bar_rows(ax, rows, table.index)
        count_axis(ax, table["n_words"].max(), room=0.15)
        label_below(ax, "Words")
    return ax
