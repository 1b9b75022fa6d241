"""The mean accumulation of codes over all reading orders, and how far it varies."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.accumulation_axes import accumulation_axes, nothing_accumulates, units_of
from synthesis.plots.style import SERIES, axes_of_size, figure_style

__all__ = ["plot_rarefaction"]


def plot_rarefaction(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the expected codes as a line, with one standard deviation of either kind around it.

    The filled band is the conditional one, exact for these units; the dashed lines are the
    unconditional one, an estimate.

    Parameters
    ----------
    table
        As returned by `rarefaction`.
    ax
        Axes to draw into; a new figure by default.

    Returns
    -------
    The axes. Where the review switched saturation off they hold its reason.
    """
    written = nothing_accumulates(table, ax)
    if written is not None:
        return written
    x, mean = table["n_units"], table["mean_codes"]
    exact, estimate = table["sd_conditional"], table["sd_unconditional_estimate"]
    units = units_of(table)
    with figure_style():
        ax = axes_of_size(ax, height=8.5)
        ax.fill_between(
            x,
            mean - exact,
            mean + exact,
            color=SERIES["present"].colour,
            alpha=0.2,
            linewidth=0,
            label=f"± 1 standard deviation between choices of these {units} (exact)",
        )
        look = {"color": SERIES["absent"].colour, "linestyle": (0, (4, 2)), "linewidth": 1}
        ax.plot(
            x,
            mean + estimate,
            label="± 1 standard deviation of the mean (unconditional, an estimate)",
            **look,
        )
        ax.plot(x, mean - estimate, label="_lower", **look)
        ax.plot(x, mean, color=SERIES["present"].colour, linewidth=1.6, label="mean over all choices (exact)")
        accumulation_axes(ax, table, f"{units.capitalize()} chosen, in any order")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=1)
    return ax
