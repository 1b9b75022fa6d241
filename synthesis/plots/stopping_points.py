"""Bars of how many reading orders could have stopped at each point."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from synthesis.plots.accumulation_axes import left_out, nothing_accumulates, units_of
from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    label_ends,
    percent,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_stopping_points"]


def plot_stopping_points(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the share of orders at each stopping point; where there was none, the bar is hatched.

    Parameters
    ----------
    table
        As returned by `stopping_points`.
    ax
        Axes to draw into; a figure whose height fits the points by default.

    Returns
    -------
    The axes. Where the review switched saturation off they hold its reason.
    """
    written = nothing_accumulates(table, ax)
    if written is not None:
        return written
    units, base, run = units_of(table), table.attrs.get("base", ""), table.attrs.get("run", "")
    if table.loc[table["point"] == "not judged", "share_of_orders"].eq(1).any():
        n_units = table.attrs.get("n_units_total", 0)
        few = f"{n_units} {units} cannot be judged with a base of {base} and a run of {run}."
        return say_nothing_to_draw(ax, few)
    rows = stacked_rows(table["point"], least=0.46)
    is_point = table["n_units"].notna().to_numpy()
    shares = table["share_of_orders"].to_numpy()
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        for chosen, series, says in (
            (is_point, "present", f"{units} read + run of {run} that brought little new"),
            (~is_point, "barrier", "no such run"),
        ):
            draw_bars(
                ax, rows.centres, shares, SERIES[series], says, height=0.3, chosen=chosen, of=table.index
            )
        ends = table["share_of_orders"].map(percent)
        so_far = table["share_so_far"].map(percent, na_action="ignore")
        ends = ends.where(so_far.isna(), ends + " (" + so_far.astype("str") + " by then)")
        label_ends(ax, shares, rows.centres, ends, table.index)
        bar_rows(ax, rows, table.index)
        ax.set_xlim(0, max(shares.max(), 0.05) * 1.3)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        kind = "all" if table.attrs.get("is_every_order") else "random"
        n_orders = f"{table['n_orders'].sum():,} {kind} reading orders"
        label_below(ax, f"Share of {n_orders} (code saturation){left_out(table)}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
