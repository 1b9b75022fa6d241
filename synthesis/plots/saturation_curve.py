"""The accumulation of codes in one reading order: what is new with each unit, and all so far."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.accumulation_axes import accumulation_axes, nothing_accumulates, units_of
from synthesis.plots.row_links import follow
from synthesis.plots.style import SERIES, axes_of_size, figure_style

__all__ = ["plot_saturation_curve"]

_NEW = "#7f8b99"  # dark enough for bars without a number at their end


def plot_saturation_curve(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the codes so far as a line and the new ones as bars.

    Parameters
    ----------
    table
        As returned by `saturation_curve`.
    ax
        Axes to draw into; a new figure by default.

    Returns
    -------
    The axes. Where the review switched saturation off they hold its reason.
    """
    written = nothing_accumulates(table, ax)
    if written is not None:
        return written
    mark = SERIES["present"]
    with figure_style():
        ax = axes_of_size(ax, height=8.5)
        new = ax.bar(table["position"], table["n_new_codes"], width=0.8, color=_NEW, label="new codes")
        follow(new, table.index, "n_new_codes")
        ax.plot(
            table["position"],
            table["n_codes_so_far"],
            color=mark.colour,
            marker="o",
            markersize=3,
            linewidth=1.2,
            drawstyle="steps-post",
            label="codes so far",
        )
        order = table.attrs.get("order_by")
        accumulation_axes(ax, table, units_of(table).capitalize() + (f", read by {order}" if order else ""))
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
