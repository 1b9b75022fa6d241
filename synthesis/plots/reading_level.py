"""How easy each part of the summary is to read."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_reading_level"]


def plot_reading_level(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the words in a sentence of each part, with the value of each formula in words beside it.

    Parameters
    ----------
    table
        As returned by `reading_level`.
    ax
        Axes to draw into; a figure whose height fits the parts by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The team has not written a summary yet.")
    values = table["formula_label"] + " " + table["value"].map("{:.0f}".format) + ", " + table["meaning"]
    said = values.where(table["value"].notna(), "no formula for this language")
    said = said.groupby(table["part"], sort=False).agg("\n".join)
    parts = table.drop_duplicates("part")
    rows = stacked_rows(parts["part_label"], least=(0.34 * (said.str.count("\n") + 1) + 0.24).to_numpy())
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.5)
        lengths = parts["words_per_sentence"]
        bars = ax.barh(rows.centres, lengths, height=0.34, color=SERIES["plain"].colour)
        follow(bars, parts.index, "words_per_sentence")
        label_ends(ax, lengths, rows.centres, said, parts.index, "value")
        bar_rows(ax, rows, parts.index)
        ax.set_xlim(0, 2.2 * float(lengths.max()))
        ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= lengths.max()])
        label_below(ax, "Words in a sentence, on average")
    return ax
