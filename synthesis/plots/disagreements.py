"""Bars of how often coders differ on each code, and who of them gave it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.style import (
    GROUP_MARKS,
    PALE,
    SERIES,
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

__all__ = ["plot_disagreements"]

_HATCHES = ("", "/////", "xxxxx", "\\\\\\\\\\")


def plot_disagreements(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw the number of extracts on which coders differ, per code, most first.

    A bar is split by who gave the code; where there are more than four such groups it is not split.
    What the consensus coder has settled since stands at the end of the bar, pale.

    Parameters
    ----------
    table
        As returned by `disagreements`.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw this many codes at most; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There is no extract on which two coders differ.")
    totals = table.groupby("code_id", sort=False).size().sort_values(ascending=False, kind="stable")
    shown = totals if most is None else totals.head(most)
    labels = table.drop_duplicates("code_id").set_index("code_id")["label"]
    rows = stacked_rows(labels[shown.index])
    is_open = ~table["is_settled"]
    groups = sorted(table.loc[is_open, "given_by"].unique())
    series = [(group, is_open & (table["given_by"] == group)) for group in groups]
    if len(groups) > len(_HATCHES):
        series = [("", is_open)]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        start = np.zeros(len(shown))
        for (group, is_in), hatch, mark in zip(series, _HATCHES, GROUP_MARKS, strict=False):
            colour = mark.colour if group else SERIES["plain"].colour
            counts = table[is_in].groupby("code_id").size().reindex(shown.index, fill_value=0).to_numpy()
            _bars(
                ax,
                rows.centres,
                counts,
                start,
                hatch,
                colour,
                f"given by {group} only" if group else "not settled",
            )
            start += counts
        settled = table[~is_open].groupby("code_id").size().reindex(shown.index, fill_value=0).to_numpy()
        if settled.any():
            ax.barh(rows.centres, settled, left=start, height=0.34, color=PALE, label="settled since")
        label_ends(ax, shown, rows.centres, shown.astype("str"))
        bar_rows(ax, rows)
        count_axis(ax, shown.max(), room=0.08)
        label = "Extracts to which some of their coders gave the code and others did not"
        label_below(ax, label + share_drawn(len(shown), len(totals), "codes"))
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _bars(
    ax: Axes, centres: np.ndarray, counts: np.ndarray, start: np.ndarray, hatch: str, colour: str, label: str
) -> None:
    ax.barh(
        centres,
        counts,
        left=start,
        height=0.34,
        color="white" if hatch else colour,
        # A bar of no length has no outline either: none must look like none.
        edgecolor=np.where(counts > 0, colour, "none"),
        hatch=hatch,
        linewidth=0.6,
        label=label,
    )
