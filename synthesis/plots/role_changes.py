"""Bars of the studies in which each code plays each of its parts."""

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
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)

__all__ = ["plot_role_changes"]

_ROLES = {"context": "plain", "mechanism": "barrier", "outcome": "mixed"}


def plot_role_changes(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 25) -> Axes:
    """Draw, for each code that changes role, the studies in which it plays each part.

    Parameters
    ----------
    table
        As returned by `role_changes`.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw at most so many codes, from the top of the table; the axis label says of how many. None: all.

    Returns
    -------
    The axes. One group of up to three bars per code; a part that it does not play has none.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No code plays more than one part in the configurations.")
    drawn = table if most is None else table.head(most)
    rows = stacked_rows(drawn["label"], least=0.22 + 0.3 * drawn["n_roles"].to_numpy())
    largest = int(drawn[[f"n_studies_{role}" for role in _ROLES]].to_numpy().max())
    parts = drawn[[f"n_studies_{role}" for role in _ROLES]].gt(0)
    # The parts that a code plays stand close together, whichever they are.
    above = parts.cumsum(axis=1) - 1
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.4)
        for role, series in _ROLES.items():
            count, mark = f"n_studies_{role}", SERIES[series]
            plays = parts[count].to_numpy()
            centres = rows.centres + 0.3 * (above[count] - (drawn["n_roles"] - 1) / 2)
            links = {"of": drawn.index, "column": count}
            draw_bars(ax, centres, drawn[count], mark, f"as {role}", height=0.25, **links)
            ends = drawn.loc[plays, count]
            label_ends(ax, ends, centres[plays], ends.astype("str"), ends.index, count)
        bar_rows(ax, rows, drawn.index)
        count_axis(ax, largest, room=0.1)
        label_below(ax, f"Studies with the code{share_drawn(len(drawn), len(table), 'codes')}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax
