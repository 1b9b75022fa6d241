"""Pairs of marks: the share of all studies with a theme, and of those that pass an appraisal item."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from synthesis.plots.span_rows import draw_spans, place_marks, span_rows
from synthesis.plots.style import (
    GROUP_MARKS,
    SERIES,
    axes_of_size,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    share_drawn,
)

__all__ = ["plot_appraisal_sensitivity"]


def plot_appraisal_sensitivity(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 25) -> Axes:
    """Draw each theme's share of all studies and of those that pass, and its two ranks.

    Parameters
    ----------
    table
        As returned by `appraisal_sensitivity`.
    ax
        Axes to draw into; a figure whose height fits the themes by default.
    most
        Draw at most so many themes, from the top of the table; the axis label says of how many.
        None: all.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no codes to draw.")
    if table["n_studies_passing_total"].iloc[0] == 0:
        return say_nothing_to_draw(ax, "No study passes.")
    drawn = table if most is None else table.head(most)
    rows = span_rows(drawn["label"])
    n_all, n_passing = (table[f"n_studies_{of}"].iloc[0] for of in ("total", "passing_total"))
    of_all, of_passing = drawn["share_of_studies"], drawn["share_of_passing"]
    ends = np.maximum(of_all, of_passing)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.2)
        draw_spans(ax, rows, of_all, of_passing, of=drawn.index, width=2.5)
        for values, mark, says, column, is_open in (
            (of_all, GROUP_MARKS[0], f"of all {n_all} studies", "n_studies", True),
            (of_passing, SERIES["absent"], f"of the {n_passing} that pass", "n_studies_passing", False),
        ):
            place_marks(ax, rows, values, mark, says, is_open=is_open, column=column)
        ranks = "rank " + drawn["rank"].astype("str")
        moved = drawn["rank"].ne(drawn["rank_of_passing"])
        ranks = ranks.where(~moved, ranks + " → " + drawn["rank_of_passing"].astype("str"))
        label_ends(ax, ends + 0.008, rows.centres, ranks, drawn.index)
        ax.set_xlim(0, max(1.0, ends.max()) * 1.02 if ends.max() > 0.85 else ends.max() * 1.2 + 0.02)
        ax.xaxis.set_major_formatter(PercentFormatter(1))
        label_below(ax, f"Share of studies with the code{share_drawn(len(drawn), len(table), 'codes')}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
