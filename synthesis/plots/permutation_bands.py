"""The band in which most reading orders accumulate their codes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.accumulation_axes import accumulation_axes, nothing_accumulates, units_of
from synthesis.plots.style import SERIES, axes_of_size, figure_style, percent

__all__ = ["plot_permutation_bands"]


def plot_permutation_bands(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the median of the codes so far as a line, and the band of most orders around it.

    Parameters
    ----------
    table
        As returned by `permutation_bands`.
    ax
        Axes to draw into; a new figure by default.

    Returns
    -------
    The axes. Where the review switched saturation off they hold its reason.
    """
    written = nothing_accumulates(table, ax)
    if written is not None:
        return written
    colour, x = SERIES["present"].colour, table["n_units"]
    lower, upper = table["codes_lower"], table["codes_upper"]
    share, n_orders = table.attrs.get("share"), table.attrs.get("n_orders")
    most = percent(share) if share else "most"
    kind = "all" if table.attrs.get("is_every_order") else "random"
    orders = f"{n_orders:,} {kind} orders" if n_orders else "orders"
    with figure_style():
        ax = axes_of_size(ax, height=8.5)
        ax.fill_between(x, lower, upper, color=colour, alpha=0.2, linewidth=0, label=f"{most} of {orders}")
        # The band ends in lines, so that it is seen where pale colours are not.
        for edge in (lower, upper):
            ax.plot(x, edge, color=colour, linewidth=0.7, linestyle=":", label="_edge")
        ax.plot(x, table["codes_median"], color=colour, linewidth=1.6, label="median")
        accumulation_axes(ax, table, f"{units_of(table).capitalize()} read")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
