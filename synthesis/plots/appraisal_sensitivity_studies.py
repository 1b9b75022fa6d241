"""Bars of how many studies have each judgement on an item of the appraisal."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    percent,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_appraisal_sensitivity_studies"]


def plot_appraisal_sensitivity_studies(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the studies with each judgement, plain where it passes and hatched where it does not.

    Parameters
    ----------
    table
        As returned by `appraisal_sensitivity_studies`.
    ax
        Axes to draw into; a figure whose height fits the judgements by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no judgements to draw.")
    rows = stacked_rows(table["judgement"], least=0.5)
    counts, passing = table["n_studies"].to_numpy(), table["is_passing"].to_numpy()
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        for chosen, series, says in ((passing, "present", "passes"), (~passing, "barrier", "does not pass")):
            links = {"of": table.index, "column": "n_studies"}
            draw_bars(ax, rows.centres, counts, SERIES[series], says, height=0.34, chosen=chosen, **links)
        ends = table["n_studies"].astype("str") + " (" + table["share_of_studies"].map(percent) + ")"
        label_ends(ax, counts, rows.centres, ends, table.index, "n_studies")
        bar_rows(ax, rows, table.index)
        count_axis(ax, counts.max(), room=0.2)
        item = table.attrs.get("item")
        label_below(ax, f"Studies, by their judgement on: {item}" if item else "Studies")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
