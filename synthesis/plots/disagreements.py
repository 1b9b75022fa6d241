"""Bars of how often coders differ on each code, and who of them gave it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from synthesis.plots.row_links import follow, keep_numbers
from synthesis.plots.style import (
    GROUP_MARKS,
    PALE,
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

__all__ = ["plot_disagreements"]

_SETTLED = "settled since"
_HATCHES = ("", "/////", "xxxxx", "\\\\\\\\\\")


def plot_disagreements(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw the number of extracts on which coders differ, per code, most first.

    A bar is split by who gave the code; where there are more than four such groups it is not split.
    What the consensus coder has settled since stands at the end of the bar, pale.

    Parameters
    ----------
    table
        As returned by `disagreements`.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw this many codes at most; the axis label says so.

    Returns
    -------
    The axes. What it counted: `synthesis.numbers_drawn`.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There is no extract on which two coders differ.")
    totals = table.groupby("code_id", sort=False).size().sort_values(ascending=False, kind="stable")
    shown = totals if most is None else totals.head(most)
    labels = table.drop_duplicates("code_id").set_index("code_id")["label"]
    rows = stacked_rows(labels[shown.index])
    is_open = ~table["is_settled"]
    numbers = _numbers(table, shown.index, labels)
    groups = sorted(table.loc[is_open, "given_by"].unique())
    series = [(group, is_open & (table["given_by"] == group)) for group in groups]
    if len(groups) > len(_HATCHES):
        series = [("", is_open)]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.0)
        start = np.zeros(len(shown))
        of_code = [numbers.index[numbers["code_id"].eq(code)][0] for code in shown.index]
        for (group, is_in), hatch, mark in zip(series, _HATCHES, GROUP_MARKS, strict=False):
            colour = mark.colour if group else SERIES["plain"].colour
            counts = table[is_in].groupby("code_id").size().reindex(shown.index, fill_value=0).to_numpy()
            bars = _bars(
                ax,
                rows.centres,
                counts,
                start,
                hatch,
                colour,
                f"given by {group} only" if group else "not settled",
            )
            follow(bars, _rows_of(numbers, group, of_code), "n_extracts")
            start += counts
        settled = table[~is_open].groupby("code_id").size().reindex(shown.index, fill_value=0).to_numpy()
        if settled.any():
            bars = ax.barh(rows.centres, settled, left=start, height=0.34, color=PALE, label=_SETTLED)
            follow(bars, _rows_of(numbers, _SETTLED, of_code), "n_extracts")
        label_ends(ax, shown, rows.centres, shown.astype("str"), of_code)
        bar_rows(ax, rows, of_code)
        keep_numbers(ax, numbers)
        count_axis(ax, shown.max(), room=0.08)
        label = "Extracts to which some of their coders gave the code and others did not"
        label_below(ax, label + share_drawn(len(shown), len(totals), "codes"))
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _numbers(table: pd.DataFrame, codes: pd.Index, labels: pd.Series) -> pd.DataFrame:
    """Count the extracts of each code by who gave it, in the order of the codes that are drawn."""
    given_by = table["given_by"].where(~table["is_settled"], _SETTLED)
    counted = table.assign(given_by=given_by).groupby(["code_id", "given_by"])["extract_id"].agg(list)
    numbers = counted.loc[counted.index.get_level_values("code_id").isin(codes)].reset_index()
    numbers = numbers.iloc[codes.get_indexer(numbers["code_id"]).argsort(kind="stable")]
    return pd.DataFrame(
        {
            "code_id": numbers["code_id"],
            "label": numbers["code_id"].map(labels),
            "given_by": numbers["given_by"],
            "n_extracts": numbers["extract_id"].map(len),
            "extract_ids": numbers["extract_id"].map("; ".join),
        }
    ).reset_index(drop=True)


def _rows_of(numbers: pd.DataFrame, group: str, first: list[int]) -> list[object]:
    """Return the row of each code for one group; of bars that are not split, the first of the code."""
    if not group:
        return first
    row = {code: of for of, code in numbers.loc[numbers["given_by"].eq(group), "code_id"].items()}
    return [row.get(code) for code in numbers.loc[first, "code_id"]]


def _bars(
    ax: Axes, centres: np.ndarray, counts: np.ndarray, start: np.ndarray, hatch: str, colour: str, label: str
) -> BarContainer:
    return ax.barh(
        centres,
        counts,
        left=start,
        height=0.34,
        color="white" if hatch else colour,
        # A bar of no length has no outline either: none must look like none.
        edgecolor=np.where(counts > 0, colour, "none"),
        hatch=hatch,
        linewidth=0.6,
        label=label,
    )
