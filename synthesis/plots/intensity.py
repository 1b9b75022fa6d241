"""Ranked dots of each study's contribution."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from synthesis.errors import check_option
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PALE,
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)

__all__ = ["plot_intensity"]

_WORDS = {
    "share_of_findings": "Share of all findings that the study contributes",
    "share_of_codes": "Share of all codes found that are present in the study",
    "share_of_frequent": "Share of the frequent codes that are present in the study",
}


def plot_intensity(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    measure: str = "share_of_findings",
    most: int | None = None,
) -> Axes:
    """Draw one dot per study, the largest contribution at the top.

    With ``share_of_findings`` a dashed line marks where every dot would stand if all studies
    contributed the same.

    Parameters
    ----------
    table
        As returned by `intensity`.
    ax
        Axes to draw into; a figure whose height fits the studies by default.
    measure
        ``"share_of_findings"``, ``"share_of_codes"`` or ``"share_of_frequent"``.
    most
        Draw this many studies only, from the top; the axis label says so.

    Returns
    -------
    The axes.

    Raises
    ------
    OptionError
        ``measure`` is none of the above.
    """
    check_option("measure", measure, _WORDS)
    if table.empty or table[measure].isna().all():
        return say_nothing_to_draw(ax, "There are no findings to draw.")
    ranked = table.sort_values(measure, ascending=False, kind="stable")
    drawn = ranked if most is None else ranked.head(most)
    rows = stacked_rows(drawn["citation"].fillna(drawn["study_id"]), least=0.36, line=0.3)
    mark = SERIES["plain"]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.8)
        follow(ax.hlines(rows.centres, 0, drawn[measure], color=PALE, linewidth=2), drawn.index)
        [line] = ax.plot(
            drawn[measure],
            rows.centres,
            linestyle="none",
            marker=mark.marker,
            markersize=5,
            color=mark.colour,
            clip_on=False,
        )
        follow(line, drawn.index)
        if measure == "share_of_findings":
            ax.axvline(1 / len(table), color=INK, linewidth=0.8, linestyle="--", label="equal contribution")
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1))
        bar_rows(ax, rows, drawn.index)
        ax.tick_params(axis="y", labelsize=7.5)
        ax.set_xlim(0, None)
        ax.xaxis.set_major_formatter(PercentFormatter(1))
        label_below(ax, _WORDS[measure] + share_drawn(len(drawn), len(table), "studies"))
    return ax
