"""Patterns with their studies that pass an item of the appraisal."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.remaining_studies import draw_remaining_studies
from synthesis.plots.style import say_nothing_to_draw

__all__ = ["plot_appraisal_sensitivity_patterns"]


def plot_appraisal_sensitivity_patterns(
    table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 20
) -> Axes:
    """Draw, for each pattern, all its studies and those that pass.

    Parameters
    ----------
    table
        As returned by `appraisal_sensitivity_patterns`.
    ax
        Axes to draw into; a figure whose height fits the patterns by default.
    most
        Draw at most so many patterns, from the top of the table; the axis label says of how many.
        None: all.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There is no pattern to draw.")
    ends = table["n_studies_passing"].astype("str") + " of " + table["n_studies"].astype("str") + " pass"
    says = "studies that pass"
    return draw_remaining_studies(table, ax, remaining="n_studies_passing", says=says, ends=ends, most=most)
