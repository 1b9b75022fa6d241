"""Bars of how many sources of each kind there are, and of those with each role and so on."""

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

__all__ = ["plot_source_characteristics"]

_COLUMNS = ("kind", "attribute", "value", "n_sources", "share_of_sources")


def plot_source_characteristics(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a block of bars for the kinds, and one for each kind and attribute, all on one scale.

    A count that is withheld has no bar; "<5", say, or "withheld" stands in its place.

    Parameters
    ----------
    table
        As returned by `source_characteristics`; of a table with groups, all studies are drawn.
    ax
        Axes to draw into; a figure whose height fits the rows by default.

    Returns
    -------
    The axes.
    """
    drawn = table
    for by in [name for name in table.columns if name not in _COLUMNS]:
        drawn = drawn[drawn[by] == "all studies"]
    drawn = drawn[drawn["kind"] != "all sources"]
    if drawn.empty:
        return say_nothing_to_draw(ax, "The review lists no participants or documents.")
    is_kind = drawn["attribute"] == "all"
    # The kinds first, as one block; then each attribute of each kind.
    order = drawn.assign(is_of_kind=~is_kind).sort_values("is_of_kind", kind="stable")
    drawn, is_kind = drawn.loc[order.index], is_kind.loc[order.index]
    about = drawn["attribute"].map(one_line).str.replace("_", " ") + " of each " + drawn["kind"].map(one_line)
    heading = about.mask(is_kind, "kind of source")
    names = drawn["kind"].where(is_kind, drawn["value"]).map(one_line)
    starts = heading.ne(heading.shift())
    block = starts.cumsum().to_numpy()
    heads = pd.DataFrame({"label": heading[starts], "block": block[starts.to_numpy()], "is_heading": True})
    heads["of"] = None
    heads["label"] = heads["label"].str[:1].str.upper() + heads["label"].str[1:]
    values = pd.DataFrame({"label": names, "block": block, "is_heading": False})
    values["of"] = drawn.index.astype("object")
    lines = pd.concat([heads, values]).sort_values("block", kind="stable", ignore_index=True)
    is_heading = lines["is_heading"].to_numpy(dtype="bool")

    rows = stacked_rows(lines["label"], least=np.where(is_heading, 0.7, 0.46))
    at = rows.centres[~is_heading]
    long = lengths(drawn["n_sources"])
    share = drawn["share_of_sources"].map(percent, na_action="ignore")
    texts = drawn["n_sources"].astype("str")
    texts += (" (" + share.astype("str") + ")").where(share.notna() & ~is_kind, "")
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.6)
        bars = ax.barh(at, long, height=0.32, color=SERIES["plain"].colour)
        follow(bars, drawn.index, "n_sources")
        texts = said_instead(drawn, "n_sources", texts)
        label_ends(ax, long, at, texts, drawn.index, "n_sources")
        bar_rows(ax, rows, lines["of"])
        for label in np.array(ax.get_yticklabels())[is_heading]:
            label.set_fontweight("bold")
        count_axis(ax, long.max(), room=0.14)
        label_below(ax, "Participants and documents")
    return ax
