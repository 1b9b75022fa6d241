"""Bars of how many codes rest on one coder alone."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)

__all__ = ["plot_single_coder_codings"]


def plot_single_coder_codings(
    table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None
) -> Axes:
    """Draw the share of doubly rated codings that one coder only gave, largest first.

    Parameters
    ----------
    table
        As returned by `single_coder_codings`. Its first row, all codes together, stays at the top.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw this many codes only, those with the most codings by one coder; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty or table["n_rated_by_two"].sum() == 0:
        return say_nothing_to_draw(ax, "No extract was rated by two coders without consensus.")
    is_all = table["code_id"].eq("(all)")
    codes = table[~is_all]
    kept = codes if most is None else codes.nlargest(most, "n_one_coder_only")
    order = ["share_one_coder_only", "n_rated_by_two"]
    kept = kept.sort_values(order, ascending=False, kind="stable")
    drawn = pd.concat([table[is_all], kept])
    rows = stacked_rows(drawn["label"])
    mark = SERIES["plain"]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.6)
        bars = ax.barh(rows.centres, drawn["share_one_coder_only"], height=0.34, color=mark.colour)
        follow(bars, drawn.index, "n_one_coder_only")
        texts = drawn["n_one_coder_only"].astype("str") + " of " + drawn["n_rated_by_two"].astype("str")
        label_ends(ax, drawn["share_one_coder_only"], rows.centres, texts, drawn.index, "n_one_coder_only")
        bar_rows(ax, rows, drawn.index)
        ax.get_yticklabels()[0].set_fontweight("bold")
        # Room for the numbers beyond a bar of 100 %, and no tick there.
        ax.set_xlim(0, 1.16)
        ax.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
        ax.xaxis.set_major_formatter(PercentFormatter(1))
        label = "Given by one coder only, where two or more rated the extract"
        label_below(ax, label + share_drawn(len(kept), len(codes), "codes"))
    return ax
