"""Bars of how many studies have each value of each attribute."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    one_line,
    percent,
    say_nothing_to_draw,
    stacked_rows,
)
from synthesis.plots.withheld import lengths, said_instead

__all__ = ["plot_study_characteristics"]


def plot_study_characteristics(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 15) -> Axes:
    """Draw a block of bars for each attribute, all on one scale.

    Parameters
    ----------
    table
        As returned by `study_characteristics`.
    ax
        Axes to draw into; a figure whose height fits the rows by default.
    most
        Draw at most this many values of an attribute, "not reported" and then those of most studies;
        the heading says how many of how many. Years and other numbers are drawn without a gap, all of
        them. None draws all.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no study characteristics to draw.")
    drawn = table if most is None else table[_is_kept(table, most)]
    n_all = table.groupby("attribute", sort=False).size()
    n_drawn = drawn["attribute"].value_counts()

    heading = n_all.index.to_series().map(lambda name: one_line(name).replace("_", " "))
    heading = heading.str[:1].str.upper() + heading.str[1:]
    some = (
        heading + n_drawn.reindex(n_all.index).map(" ({} most frequent of ".format) + n_all.map("{})".format)
    )
    heading = heading.mask(n_drawn.reindex(n_all.index) < n_all, some)
    block = pd.Categorical(drawn["attribute"], categories=n_all.index).codes
    heads = pd.DataFrame(
        {"label": heading.to_numpy(), "block": range(len(n_all)), "is_heading": True, "of": None}
    )
    values = pd.DataFrame({"label": drawn["value"].to_numpy(), "block": block, "is_heading": False})
    values["of"] = drawn.index.astype("object")
    lines = pd.concat([heads, values]).sort_values("block", kind="stable", ignore_index=True)
    is_heading = lines["is_heading"].to_numpy()

    rows = stacked_rows(lines["label"], least=np.where(is_heading, 0.7, 0.46))
    at = rows.centres[~is_heading]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.6)
        long = lengths(drawn["n_studies"])
        bars = ax.barh(at, long, height=0.32, color=SERIES["plain"].colour)
        follow(bars, drawn.index, "n_studies")
        share = drawn["share_of_studies"].map(percent, na_action="ignore")
        texts = said_instead(drawn, "n_studies", drawn["n_studies"].astype("str") + " (" + share + ")")
        label_ends(ax, long, at, texts, drawn.index, "n_studies")
        bar_rows(ax, rows, lines["of"])
        for label in np.array(ax.get_yticklabels())[is_heading]:
            label.set_fontweight("bold")
        count_axis(ax, long.max(), room=0.14)
        label_below(ax, "Studies")
    return ax


def _is_kept(table: pd.DataFrame, most: int) -> pd.Series:
    """Mark the values to draw: those of most studies, silence always, and every one of numbers."""
    is_reported = table["value"].ne("not reported")
    is_number = pd.to_numeric(table["value"], errors="coerce").notna() | ~is_reported
    order = table.assign(is_reported=is_reported)
    order = order.sort_values(["is_reported", "n_studies"], ascending=[True, False], kind="stable")
    place = order.groupby("attribute", sort=False).cumcount()
    # A row of years with gaps would be misread; years are few.
    return (place < most).reindex(table.index) | is_number.groupby(table["attribute"]).transform("all")
