"""Ranked bars of the pairs of codes that stand together."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.errors import check_option
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
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

__all__ = ["plot_co_occurrence"]


def plot_co_occurrence(
    table: pd.DataFrame, *, ax: Axes | None = None, measure: str = "n_both", most: int | None = 25
) -> Axes:
    """Draw the pairs of codes that meet most.

    At the end of each bar stands how many units have both codes, of how many with either, and the
    c-coefficient, which is the one divided by the other.

    Parameters
    ----------
    table
        As returned by `co_occurrence`.
    ax
        Axes to draw into; a figure whose height fits the pairs by default.
    measure
        ``"n_both"`` or ``"c_coefficient"``: the length of the bars and their order.
    most
        Draw this many pairs only; the axis label says so. None draws all.

    Returns
    -------
    The axes.

    Raises
    ------
    OptionError
        ``measure`` is neither.
    """
    check_option("measure", measure, ["n_both", "c_coefficient"])
    if table.empty:
        return say_nothing_to_draw(ax, "No two codes stand together.")
    ranked = table.sort_values(measure, ascending=False, kind="stable")
    drawn = ranked if most is None else ranked.head(most)
    either = drawn["n_a"] + drawn["n_b"] - drawn["n_both"]
    rows = stacked_rows(drawn["label_a"] + " × " + drawn["label_b"], width=48)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.8)
        bars = ax.barh(rows.centres, drawn[measure], height=0.34, color=SERIES["plain"].colour)
        follow(bars, drawn.index, "n_both")
        coefficient = drawn["c_coefficient"].map("{:.2f}".format).replace("nan", "–")
        texts = drawn["n_both"].astype("str") + " of " + either.astype("str") + ", c " + coefficient
        label_ends(ax, drawn[measure].fillna(0), rows.centres, texts, drawn.index, "n_both")
        bar_rows(ax, rows, drawn.index)
        if measure == "n_both":
            count_axis(ax, drawn["n_both"].max(), room=0.3)
            label = f"Units in which both codes are present, of {table['n_units'].iloc[0]}"
        else:
            ax.set_xlim(0, max(0.01, drawn["c_coefficient"].max()) * 1.3)
            label = "c-coefficient: units with both codes, of those with either"
        label_below(ax, label + share_drawn(len(drawn), len(table), "pairs"))
    return ax
