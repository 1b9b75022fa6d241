"""Bars of how many items of a reporting standard are filled, by section."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.plain_or_hatched import draw_bars, key_of, number_parts
from synthesis.plots.row_links import keep_numbers
from synthesis.plots.style import (
    Mark,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_reporting_checklist"]

_STATUSES: dict[str, Mark] = {
    "filled from data": Mark("#0072B2", "", ""),
    "confirmed by people": Mark("#009E73", "\\\\\\\\", ""),
    "to be confirmed": Mark("#9a8a00", "xxxxx", ""),
    "missing": Mark("#D55E00", "/////", ""),
}


def plot_reporting_checklist(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the items of each section, split by their status, and name those that are missing.

    Parameters
    ----------
    table
        As returned by `reporting_checklist`.
    ax
        Axes to draw into; a figure whose height fits the sections by default.

    Returns
    -------
    The axes. What it counted: `synthesis.numbers_drawn`.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The standard has no items to draw.")
    sections = table["section"].drop_duplicates().to_list()
    counts = pd.crosstab(table["section"], table["status"]).reindex(
        index=sections, columns=list(_STATUSES), fill_value=0
    )
    missing = table[table["status"] == "missing"].groupby("section")["item"].agg(", ".join)
    ends = counts.cumsum(axis=1)
    rows = stacked_rows(sections, width=34, least=0.75)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.1)
        for status, mark in _STATUSES.items():
            n, right = counts[status].to_numpy(), ends[status].to_numpy()
            bars = {"height": 0.48, "left": right - n, "of": range(len(sections))}
            draw_bars(ax, rows.centres, n, mark, status, **bars, column=_column(status))
            some = n > 0
            number_parts(ax, (right - n / 2)[some], rows.centres[some], n[some], mark)
        words = ("missing: " + missing).reindex(sections).fillna("")
        label_ends(ax, ends["missing"], rows.centres, words, range(len(sections)))
        bar_rows(ax, rows, range(len(sections)))
        numbers = counts.rename(columns=_column).assign(missing_items=missing).reset_index()
        keep_numbers(ax, numbers.assign(missing_items=numbers["missing_items"].fillna("")))
        longest = float(words.str.len().max())
        count_axis(ax, float(ends["missing"].max()), room=0.06 + 0.016 * longest)
        ax.set_xticks([tick for tick in ax.get_xticks() if tick <= ends["missing"].max()])
        label_below(ax, _label(table))
        keys = [key_of(mark, status) for status, mark in _STATUSES.items() if counts[status].any()]
        ax.legend(handles=keys, loc="lower right", bbox_to_anchor=(1, 1), ncols=4)
    return ax


def _column(status: str) -> str:
    return f"n_{status.replace(' ', '_')}"


def _label(table: pd.DataFrame) -> str:
    name = table.attrs.get("standard", table["standard"].iloc[0])
    label = f"Items of {name} ({len(table)} in all"
    n_unread = int(np.sum(~table["is_verified"].to_numpy(dtype="bool")))
    return label + (f"; {n_unread} not verified in the publication)" if n_unread else ")")
