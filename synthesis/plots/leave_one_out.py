"""Bars of how many pairs of codes change their order when a study, or a group, is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.style import (
    Mark,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)

__all__ = ["plot_leave_one_out"]

_PARTS = {
    "n_swaps": ("order reversed", Mark("#D55E00", "/////", "")),
    "n_ties_made": ("tie made", Mark("#0072B2", "", "")),
    "n_ties_broken": ("tie broken", Mark("#56B4E9", "xxxx", "")),
}


def plot_leave_one_out(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 20) -> Axes:
    """Draw the pairs of codes that change their order, and how many patterns fall.

    Parameters
    ----------
    table
        As returned by `leave_one_out`.
    ax
        Axes to draw into; a figure whose height fits the rows by default.
    most
        Draw at most so many rows, from the top of the table; the axis label says of how many.
        None: all.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There is nothing that could be left out.")
    drawn = table if most is None else table.head(most)
    is_grouped = table.attrs.get("by", "study_id") != "study_id"
    labels = drawn["left_out_label"]
    if is_grouped:
        labels = labels + " (" + drawn["n_studies_left_out"].astype("str") + ")"
    rows = stacked_rows(labels, least=0.5)
    counts = drawn[list(_PARTS)].to_numpy()
    starts = counts.cumsum(axis=1) - counts
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        for place, (column, (says, mark)) in enumerate(_PARTS.items()):
            parts, look = counts[:, place], {"height": 0.34, "left": starts[:, place]}
            draw_bars(ax, rows.centres, parts, mark, says, **look, of=drawn.index, column=column)
        n_fallen = drawn["n_patterns_fallen"]
        falls = n_fallen.astype("str") + np.where(n_fallen == 1, " pattern falls", " patterns fall")
        total = pd.Series(counts.sum(axis=1).astype("str"), index=drawn.index)
        said = total.where(n_fallen == 0, total + "; " + falls)
        label_ends(ax, counts.sum(axis=1), rows.centres, said, drawn.index)
        bar_rows(ax, rows, drawn.index)
        count_axis(ax, counts.sum(axis=1).max(), room=0.28)
        noun = "groups" if is_grouped else "studies"
        label_below(ax, f"Pairs of codes that change order{share_drawn(len(drawn), len(table), noun)}")
        if counts.any():
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax
