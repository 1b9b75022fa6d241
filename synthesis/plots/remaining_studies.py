"""Patterns as bars of all their studies, with those that remain drawn inside."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.bar_room import room_beside
from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PALE,
    SERIES,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    share_drawn,
    stacked_rows,
)

__all__ = ["draw_remaining_studies"]


def draw_remaining_studies(
    table: pd.DataFrame,
    ax: Axes | None,
    *,
    remaining: str,
    says: str,
    ends: pd.Series,
    most: int | None,
) -> Axes:
    """Draw a pale bar of all studies of each pattern, and a narrow one of those that remain.

    The narrow bar is hatched where the pattern falls. A dashed line marks how many it needs.

    Parameters
    ----------
    table
        One row per pattern: ``pattern``, ``n_studies``, ``is_fallen`` and the column ``remaining``.
    ax
        Axes to draw into; a figure whose height fits the patterns by default.
    remaining
        Column with the studies that remain.
    says
        What the legend says of it.
    ends
        What is written at the end of each bar, by row of the table.
    most
        Draw at most so many patterns, from the top of the table. None: all.

    Returns
    -------
    The axes.
    """
    drawn = table if most is None else table.head(most)
    counts = drawn[remaining].fillna(0).to_numpy("float64")
    falls = drawn["is_fallen"].to_numpy()
    # A sign stays on the line of its term.
    patterns = drawn["pattern"].str.replace(r" (?=\([+−]\))", "\u00a0", regex=True)
    rows = stacked_rows(patterns, width=52, least=0.62)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.2)
        bars = ax.barh(rows.centres, drawn["n_studies"], height=0.44, color=PALE, label="all studies")
        follow(bars, drawn.index, "n_studies")
        links = {"of": drawn.index, "column": remaining}
        for chosen, series, words in ((~falls, "present", says), (falls, "barrier", f"{says}: too few")):
            look = {"height": 0.24, "chosen": chosen, **links}
            draw_bars(ax, rows.centres, counts, SERIES[series], words, **look)
        needed = table.attrs.get("min_studies")
        if needed is not None:
            ax.axvline(needed, color=INK, linewidth=0.8, linestyle="--", label=f"{needed} are needed")
        label_ends(ax, drawn["n_studies"], rows.centres, ends.loc[drawn.index], drawn.index)
        bar_rows(ax, rows, drawn.index)
        longest = drawn["n_studies"].max()
        count_axis(ax, longest, room=room_beside(rows, drawn["n_studies"], ends.loc[drawn.index]))
        ax.set_xticks([tick for tick in ax.get_xticks() if tick <= max(1, longest)])
        label_below(ax, f"Studies{share_drawn(len(drawn), len(table), 'patterns')}")
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return ax
