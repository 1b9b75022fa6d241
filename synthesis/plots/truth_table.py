"""The truth table as people draw it: filled and open circles, and the studies of each row."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from synthesis.plots.condition_marks import (
    condition_columns,
    condition_heads,
    draw_conditions,
    label_conditions,
)
from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.style import (
    PALE,
    SERIES,
    axes_of_size,
    figure_style,
    label_ends,
    say_nothing_to_draw,
)

__all__ = ["plot_truth_table"]

_FIXED = {
    *("row", "result", "n_cases", "n_with_outcome", "consistency", "pri", "coverage"),
    *("cases_with_outcome", "cases_without_outcome", "policy", "warning"),
}
_RESULTS = {"1": "outcome", "0": "no outcome", "contradictory": "contradictory", "remainder": "not observed"}


def plot_truth_table(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each combination of conditions with the studies that show the outcome and those that do not.

    A filled circle is a condition that is present, an open one a condition that is absent. Bars are
    studies, plain with the outcome and hatched without it. Under the figure stand what was done about
    cells that are not reported, and the warning where there are too many conditions.

    Parameters
    ----------
    table
        As returned by `truth_table`.
    ax
        Axes to draw into; a figure whose height fits the rows by default.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are studies; the conditions stand at negative ones.
    """
    if table.empty:
        return say_nothing_to_draw(ax, table.attrs.get("switched_off", "No study is left for a truth table."))
    conditions = [name for name in table if name not in _FIXED]
    n_without = table["n_cases"] - table["n_with_outcome"]
    highest = max(1, int(table["n_cases"].max()))
    right = highest * 1.55
    columns = condition_columns(len(conditions), share=0.52, right=right)
    centres = np.arange(len(table)) * 0.62 + 0.31
    heads = condition_heads(conditions, columns, right)
    with figure_style():
        ax = axes_of_size(ax, height=heads.height + centres[-1] + 3.2)
        draw_conditions(ax, table[conditions], columns, centres, heads)
        of = table.index
        for start, count, series, name, column in (
            (0, table["n_with_outcome"], "enabler", "studies with the outcome", "n_with_outcome"),
            (table["n_with_outcome"], n_without, "barrier", "studies without it", "n_cases"),
        ):
            look = {"height": 0.34, "left": start}
            draw_bars(ax, centres, count, SERIES[series], name, **look, of=of, column=column)
        ends = table["n_with_outcome"].astype("str") + " of " + table["n_cases"].astype("str")
        ends = ends.where(table["n_cases"] > 0, "0") + " · " + table["result"].map(_RESULTS)
        label_ends(ax, table["n_cases"], centres, ends, of, "n_cases")
        ax.hlines(centres - 0.31, columns.left, right, color=PALE, linewidth=0.5, zorder=0)
        ax.set_ylim(centres[-1] + 0.4, -heads.height)
        ax.set_yticks([])
        ax.set_xlim(columns.left, right)
        ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, highest)
        ax.set_xticks([tick for tick in ticks if 0 <= tick <= highest])
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(0, highest)
        policy = table["policy"].iloc[0]
        label_conditions(ax, "Studies", [policy, table["warning"].iloc[0]])
        if ax.containers:
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    return ax
