"""Bars of how many extracts each study gives, and who speaks in them."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from synthesis.plots.style import (
    SERIES,
    Mark,
    axes_of_size,
    bar_rows,
    figure_style,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_coded_extracts"]

VOICES: dict[str, tuple[str, Mark]] = {
    "participant": ("a participant speaks", SERIES["enabler"]),
    "author": ("the authors speak", SERIES["barrier"]),
    "reviewer": ("the reviewers speak", SERIES["mixed"]),
    "": ("not stated who speaks", SERIES["plain"]),
}


def plot_coded_extracts(table: pd.DataFrame, *, ax: Axes | None = None, most: int = 30) -> Axes:
    """Draw the number of extracts of each study, split by who speaks.

    Parameters
    ----------
    table
        As returned by `coded_extracts`.
    ax
        Axes to draw into; a figure whose height fits the studies by default.
    most
        Draw this many studies, those with most extracts; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no extracts to draw.")
    name = table["citation"].fillna(table["study_id"])
    counts = pd.crosstab([table["study_id"], name], table["voice"].fillna(""))
    total = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    counts = counts.loc[total.index[:most]]
    rows = stacked_rows(counts.index.get_level_values(1))
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        left = pd.Series(0, index=counts.index)
        for voice, (label, mark) in VOICES.items():
            if voice not in counts:
                continue
            ax.barh(
                rows.centres,
                counts[voice],
                left=left,
                height=0.34,
                color="white" if mark.hatch else mark.colour,
                edgecolor=mark.colour,
                hatch=mark.hatch,
                linewidth=0.6,
                label=label,
            )
            left = left + counts[voice]
        for x, y in zip(left, rows.centres, strict=True):
            ax.annotate(str(x), (x, y), xytext=(3, 0), textcoords="offset points", va="center", fontsize=7)
        bar_rows(ax, rows)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlim(0, left.max() * 1.08)
        more = f"; {len(counts)} of {len(total)} studies" if len(total) > len(counts) else ""
        ax.set_xlabel(f"Extracts{more}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax
