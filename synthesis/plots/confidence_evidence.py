"""Bars of the extracts that support a finding and of those that may contradict it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    SERIES,
    Mark,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)

__all__ = ["plot_confidence_evidence"]

_SIDES: dict[str, tuple[str, Mark]] = {
    "supporting": ("in support", SERIES["enabler"]),
    "qualifying": ("on both sides", SERIES["mixed"]),
    "contradicting": ("may contradict", SERIES["barrier"]),
}


def plot_confidence_evidence(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw the extracts in support of each finding to the right, those that may contradict to the left.

    Extracts on both sides stand next to those in support. At the end stand the studies and
    participants behind the finding.

    Parameters
    ----------
    table
        As returned by `confidence_evidence`.
    ax
        Axes to draw into; a figure whose height fits the sentences by default.
    most
        Draw this many findings only, from the top; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The team has not written any findings yet.")
    shown = table if most is None else table.head(most)
    rows = stacked_rows(shown["finding_id"] + ": " + shown["sentence"], width=50, least=0.9)
    n = {side: shown[f"n_extracts_{side}"].to_numpy() for side in _SIDES}
    starts = {
        "supporting": np.zeros(len(shown)),
        "qualifying": n["supporting"],
        "contradicting": -n["contradicting"],
    }
    left, right = -n["contradicting"].max(), (n["supporting"] + n["qualifying"]).max()
    span = max(right - left, 1)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        for side, (words, mark) in _SIDES.items():
            links = {"of": shown.index, "column": f"n_extracts_{side}"}
            draw_bars(ax, rows.centres, n[side], mark, words, height=0.42, left=starts[side], **links)
        ax.axvline(0, color=INK, linewidth=0.8)
        ends = n["supporting"] + n["qualifying"]
        for y, end, against, words, of in zip(
            rows.centres, ends, n["contradicting"], _behind(shown), shown.index, strict=True
        ):
            beside = {"textcoords": "offset points", "va": "center", "fontsize": 7}
            ax.annotate(str(end), (end, y), xytext=(3, 0), **beside)
            said = ax.annotate(words, (end, y), xytext=(24, 0), **beside)
            follow(said, of, "n_studies")
            said = ax.annotate(str(against), (-against, y), xytext=(-3, 0), ha="right", **beside)
            follow(said, of, "n_extracts_contradicting")
        bar_rows(ax, rows, shown.index)
        ax.set_xlim(left - 0.12 * span, right + 0.42 * span)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
        step = ax.get_xticks()[1] - ax.get_xticks()[0]
        # The shorter side has its tick too, or nobody could read its length.
        ax.set_xticks([tick for tick in ax.get_xticks() if left - step < tick <= right] or [0])
        label_below(ax, "Extracts" + share_drawn(len(shown), len(table), "findings"))
        # Findings in draft may have no extract on either side.
        if ax.get_legend_handles_labels()[0]:
            ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return ax


def _behind(table: pd.DataFrame) -> pd.Series:
    studies = table["n_studies"].astype("str") + table["n_studies"].eq(1).map(
        {True: " study\n", False: " studies\n"}
    )
    people = table["n_participants"].map("{:,}".format)
    return (
        studies + people + table["n_participants"].eq(1).map({True: " participant", False: " participants"})
    )
