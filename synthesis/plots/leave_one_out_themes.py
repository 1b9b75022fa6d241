"""The rank of each theme, and between which ranks it moves when a study is left out."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from synthesis.plots.span_rows import draw_spans, place_marks, span_rows
from synthesis.plots.style import (
    GROUP_MARKS,
    axes_of_size,
    figure_style,
    label_below,
    say_nothing_to_draw,
    share_drawn,
)

__all__ = ["plot_leave_one_out_themes"]


def plot_leave_one_out_themes(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 25) -> Axes:
    """Draw each theme's rank as a dot on the range of its ranks.

    Parameters
    ----------
    table
        As returned by `leave_one_out_themes`.
    ax
        Axes to draw into; a figure whose height fits the themes by default.
    most
        Draw at most so many themes, from the top of the table; the axis label says of how many.
        None: all.

    Returns
    -------
    The axes. Rank 1 is at the left.
    """
    if table.empty or table["rank_lowest"].isna().all():
        return say_nothing_to_draw(ax, "There is nothing that could be left out.")
    drawn = table if most is None else table.head(most)
    lowest, highest = (drawn[f"rank_{end}"].to_numpy("float64") for end in ("lowest", "highest"))
    rows = span_rows(drawn["label"])
    by = table.attrs.get("by", "study_id")
    what = "one study" if by == "study_id" else f"all studies of one {by.replace('_', ' ')}"
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        draw_spans(ax, rows, lowest, highest, of=drawn.index, width=5, says=f"range without {what}")
        for ends in (lowest, highest):
            ax.plot(ends, rows.centres, "|", color=GROUP_MARKS[0].colour, markersize=6, label="_end")
        place_marks(ax, rows, drawn["rank"], GROUP_MARKS[0], "rank with all", column="rank")
        ax.set_xlim(0.5, highest.max() + 0.5)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        label_below(ax, f"Rank by number of studies{share_drawn(len(drawn), len(table), 'codes')}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
