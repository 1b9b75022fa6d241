"""Pairs of dots: the share of studies with a code, and what it would be if reports were studies."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PALE,
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_reports_counted_apart"]


def plot_reports_counted_apart(table: pd.DataFrame, *, ax: Axes | None = None, most: int = 15) -> Axes:
    """Draw the codes whose share changes most when reports are counted apart.

    Parameters
    ----------
    table
        As returned by `reports_counted_apart`.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw this many codes at most, those with the largest change; the axis label says so.

    Returns
    -------
    The axes.
    """
    change = (table["share_of_reports"] - table["share_of_studies"]).abs()
    changed = table[change > 0]
    if changed.empty:
        return say_nothing_to_draw(ax, "Counting reports apart would change no share.")
    order = change[changed.index].sort_values(ascending=False, kind="stable").index[:most]
    drawn = changed.loc[order]
    rows = stacked_rows(drawn["label"])
    studies, reports = SERIES["present"], SERIES["absent"]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        ax.hlines(
            rows.centres, drawn["share_of_studies"], drawn["share_of_reports"], color=PALE, linewidth=2.5
        )
        n_studies, n_reports = table["n_studies_total"].iloc[0], table["n_reports_total"].iloc[0]
        for shares, mark, marker, label in (
            ("share_of_studies", studies, "o", f"of {n_studies} studies (the right count)"),
            ("share_of_reports", reports, "x", f"of {n_reports} reports counted apart"),
        ):
            [line] = ax.plot(
                drawn[shares],
                rows.centres,
                linestyle="none",
                marker=marker,
                color=mark.colour,
                markersize=6,
                markeredgewidth=1.4,
                clip_on=False,
                label=label,
            )
            follow(line, drawn.index, shares.replace("share_of_", "n_"))
        bar_rows(ax, rows, drawn.index)
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1))
        more = f"; {len(drawn)} of {len(changed)} codes that change" if len(changed) > len(drawn) else ""
        ax.set_xlabel(f"Share with the code{more}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
