"""Findings with the studies behind them and the team's confidence."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

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

__all__ = ["plot_finding_evidence"]

# Filled circles of four, as GRADE prints its levels: read without colour.
CIRCLES = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}


def plot_finding_evidence(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the number of studies behind each finding and write the team's confidence beside it.

    Parameters
    ----------
    table
        As returned by `finding_evidence`.
    ax
        Axes to draw into; a figure whose height fits the sentences by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The team has not written any findings yet.")
    rows = stacked_rows(table["sentence"], width=62, least=0.8)
    total = table["n_studies_total"].iloc[0]
    confidence = (
        table["overall"].map(lambda level: f"{CIRCLES[level]} {level}", na_action="ignore").astype("str")
    )
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.6)
        ax.barh(rows.centres, total, height=0.42, color=PALE, label=f"all {total} studies")
        bars = ax.barh(
            rows.centres,
            table["n_studies"],
            height=0.42,
            color=SERIES["plain"].colour,
            label="studies behind the finding",
        )
        follow(bars, table.index, "n_studies")
        for y, words, n, of in zip(
            rows.centres, confidence.fillna("not judged"), table["n_studies"], table.index, strict=True
        ):
            number = ax.annotate(
                f"{n}   {words}",
                (total, y),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                annotation_clip=False,
            )
            follow(number, of, "n_studies")
        bar_rows(ax, rows, table.index)
        ax.set_xlim(0, total * 1.75)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= total])
        ax.set_xlabel("Studies, and the team's confidence in the finding", loc="left")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax
