"""Bars of how many extracts each study gives, and who speaks in them."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from synthesis.plots.row_links import follow, keep_numbers
from synthesis.plots.style import (
    SERIES,
    Mark,
    axes_of_size,
    bar_rows,
    figure_style,
    label_ends,
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
    The axes. What it counted: `synthesis.numbers_drawn`.
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
        left, of = pd.Series(0, index=counts.index), range(len(counts))
        for voice, (label, mark) in VOICES.items():
            if voice not in counts:
                continue
            bars = ax.barh(
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
            follow(bars, of, _column(voice))
            left = left + counts[voice]
        label_ends(ax, left, rows.centres, left.astype("str"), of, "n_extracts")
        bar_rows(ax, rows, of)
        keep_numbers(ax, _numbers(table, counts.index))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlim(0, left.max() * 1.08)
        more = f"; {len(counts)} of {len(total)} studies" if len(total) > len(counts) else ""
        ax.set_xlabel(f"Extracts{more}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _column(voice: str) -> str:
    return f"n_extracts_{voice or 'not_stated'}"


def _numbers(table: pd.DataFrame, drawn: pd.MultiIndex) -> pd.DataFrame:
    """Count the extracts of each study that is drawn, all and by voice, and list them."""
    numbers = drawn.to_frame(index=False).set_axis(["study_id", "citation"], axis=1)
    voices = table["voice"].fillna("")
    series = {"n_extracts": voices.notna(), **{_column(said): voices.eq(said) for said in VOICES}}
    for column, chosen in series.items():
        if chosen.any():
            ids = table[chosen].groupby("study_id")["extract_id"].agg(list).reindex(numbers["study_id"])
            ids = ids.map(lambda found: found if isinstance(found, list) else [])
            numbers[column] = ids.map(len).to_numpy()
            numbers[column.replace("n_extracts", "extract_ids")] = ids.map("; ".join).to_numpy()
    return numbers
