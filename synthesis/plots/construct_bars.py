"""Bars of the studies behind each construct of a framework, those with none marked as such."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from synthesis.plots.bar_room import room_beside
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PALE,
    SERIES,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    percent,
    stacked_rows,
)

__all__ = ["construct_names", "draw_construct_bars", "variant_name"]

_VALENCES = ("enabler", "barrier", "mixed")
_QUIET = "#595959"
_OUTLINE = {"facecolor": "none", "edgecolor": _QUIET, "linestyle": (0, (3, 2)), "linewidth": 0.8}


def construct_names(table: pd.DataFrame) -> pd.Series:
    """Labels of constructs; where two bear the same, their path."""
    return table["label"].mask(table["label"].duplicated(keep=False), table["path"])


def variant_name(variant: str) -> str:
    """Name a variant as people cite it: ``michie_2014`` as Michie 2014."""
    return variant.replace("_", " ").title()


def draw_construct_bars(
    table: pd.DataFrame, names: pd.Series, silence: pd.Series, label: str, *, ax: Axes | None
) -> Axes:
    """Draw one row per construct.

    Parameters
    ----------
    table
        Counts of a profile, one row per construct.
    names
        What stands beside each row.
    silence
        What to write where a construct has no evidence.
    label
        Label of the horizontal axis.
    ax
        Axes to draw into, or None.

    Returns
    -------
    The axes.
    """
    n_studies, n_below = table["n_studies"], table["n_studies_rolled_up"]
    is_silent = ~table["has_evidence"].to_numpy()
    is_open = n_below.gt(n_studies).to_numpy()
    texts = (n_studies.astype("str") + " (" + table["share_of_studies"].map(percent) + ")").mask(
        is_silent, silence
    )
    texts = texts.mask(is_open, texts + "; " + n_below.astype("str") + " with those below")
    ends = n_below.clip(lower=n_studies)
    largest = max(1, int(ends.max()))
    rows = stacked_rows(names, least=np.where(is_silent & ~is_open, 0.42, 0.58))
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.6)
        below = ax.barh(
            rows.centres[is_open], n_below[is_open], height=0.5, label="with those below", **_OUTLINE
        )
        follow(below, table.index[is_open], "n_studies_rolled_up")
        keys = _draw_counts(ax, table, rows.centres)
        if is_open.any():
            keys.append(Patch(label="with those below", **_OUTLINE))
        # The circle is for what has no evidence at all, below it neither.
        is_empty = is_silent & ~is_open
        if is_empty.any():
            [circles] = ax.plot(
                np.zeros(is_empty.sum()),
                rows.centres[is_empty],
                linestyle="none",
                marker="o",
                markersize=4.5,
                markerfacecolor="white",
                markeredgecolor=_QUIET,
                clip_on=False,
                label="no evidence",
            )
            keys.append(circles)
        for end, centre, text, quiet, of in zip(
            ends, rows.centres, texts, is_silent, table.index, strict=True
        ):
            # Beyond the circle where there is no bar.
            written = {"xytext": (6 if quiet else 3, 0), "textcoords": "offset points", "va": "center"}
            style, colour = ("italic", _QUIET) if quiet else ("normal", INK)
            said = ax.annotate(text, (end, centre), fontsize=7, fontstyle=style, color=colour, **written)
            follow(said, of, "n_studies")
        bar_rows(ax, rows, table.index)
        ax.tick_params(axis="y", pad=7)  # a circle at 0 reaches over the edge
        is_parent = table["construct_id"].isin(table["parent_id"].dropna())
        for tick, is_heading in zip(ax.get_yticklabels(), is_parent, strict=True):
            tick.set_fontweight("bold" if is_heading else "normal")
        count_axis(ax, largest, room=room_beside(rows, ends, texts))
        ax.set_xticks([tick for tick in ax.get_xticks() if tick <= largest])
        label_below(ax, label)
        ax.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _draw_counts(ax: Axes, table: pd.DataFrame, centres: np.ndarray) -> list[Patch]:
    """Draw all studies with the construct and, in that bar, those of each valence."""
    name = "all studies with the construct"
    bars = ax.barh(centres, table["n_studies"], height=0.5, color=PALE, label=name)
    follow(bars, table.index, "n_studies")
    keys = [Patch(facecolor=PALE, label=name)]
    for place, valence in zip((-0.155, 0.0, 0.155), _VALENCES, strict=True):
        mark, count = SERIES[valence], table[f"n_studies_{valence}"]
        style = {
            "facecolor": "white" if mark.hatch else mark.colour,
            "hatch": mark.hatch,
            "linewidth": 0.6,
            "label": valence,
        }
        # A bar of no length has no outline either: none must look like none.
        edges = np.where(count > 0, mark.colour, "none")
        bars = ax.barh(centres + place, count, height=0.13, edgecolor=edges, **style)
        follow(bars, table.index, count.name)
        keys.append(Patch(edgecolor=mark.colour, **style))
    return keys
