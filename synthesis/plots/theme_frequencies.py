"""Bars of how many studies carry each code."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from synthesis.plots.row_links import follow
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
    percent,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
    wrapped,
)
from synthesis.plots.withheld import lengths, said_instead

__all__ = ["plot_theme_frequencies"]

_VALENCES = ("enabler", "barrier", "mixed")


def plot_theme_frequencies(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw the studies with each code, and how many speak of it as enabler, barrier or both.

    The broad pale bar is ``n_studies``, its number and share written at its end. The narrow bars in it
    are, from top to bottom, the studies with an enabler, a barrier and a mixed coding; a study with two
    of these is in two, so that they may add up to more than the broad one. A table with groups is drawn
    as one marker per group at its ``share_of_studies``, because groups differ in size.

    Parameters
    ----------
    table
        As returned by `theme_frequencies`, with or without ``by``.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw this many codes only, from the top of the table; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no codes to draw.")
    if table.columns[0] != "code_id":
        return _plot_groups(table, ax, most)

    drawn = table if most is None else table.head(most)
    rows = stacked_rows(_names(drawn), least=0.58)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.2)
        says = "all studies with the code"
        long = lengths(drawn["n_studies"])
        bars = ax.barh(rows.centres, long, height=0.5, color=PALE, label=says)
        follow(bars, drawn.index, "n_studies")
        keys = [Patch(facecolor=PALE, label=says)]
        for place, valence in zip((-0.155, 0.0, 0.155), _VALENCES, strict=True):
            mark, count = SERIES[valence], lengths(drawn[f"n_studies_{valence}"])
            look = {
                "facecolor": "white" if mark.hatch else mark.colour,
                "hatch": mark.hatch,
                "linewidth": 0.6,
            }
            # A bar of no length has no outline either: none must look like none.
            edges = np.where(count > 0, mark.colour, "none")
            bars = ax.barh(rows.centres + place, count, height=0.13, edgecolor=edges, label=valence, **look)
            follow(bars, drawn.index, count.name)
            keys.append(Patch(edgecolor=mark.colour, label=valence, **look))
        share = drawn["share_of_studies"].map(percent, na_action="ignore")
        texts = drawn["n_studies"].astype("str") + " (" + share + ")"
        # No narrow bar is "none", unless it is said that its number is withheld.
        of_parts = drawn[[f"n_studies_{valence}" for valence in _VALENCES]].isna().any(axis=1)
        texts += of_parts.map({True: ", parts withheld", False: ""})
        texts = said_instead(drawn, "n_studies", texts)
        label_ends(ax, long, rows.centres, texts, drawn.index, "n_studies")
        bar_rows(ax, rows, drawn.index)
        count_axis(ax, long.max(), room=0.14)
        label = f"Studies with the code, of {drawn['n_studies_total'].iloc[0]}"
        label_below(ax, label + share_drawn(len(drawn), len(table), "codes"))
        ax.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    return ax


def _plot_groups(table: pd.DataFrame, ax: Axes | None, most: int | None) -> Axes:
    by = table.columns[0]
    sizes = table.drop_duplicates(by).set_index(by)["n_studies_total"]
    largest = sizes.sort_values(ascending=False, kind="stable").index[: len(GROUP_MARKS)]
    groups = [group for group in sizes.index if group in largest]
    values = ["share_of_studies", "n_studies", "of"]
    wide = table.assign(of=table.index).pivot_table(
        index="code_id", columns=by, values=values, aggfunc="first", sort=False, observed=True
    )
    order = wide["n_studies"].sum(axis=1).sort_values(ascending=False, kind="stable").index
    shown = order if most is None else order[:most]
    shares, of = wide["share_of_studies"].loc[shown], wide["of"].loc[shown]
    rows = stacked_rows(
        _names(table.drop_duplicates("code_id").set_index("code_id").loc[shown].reset_index()), least=0.62
    )
    # Markers of one row stand slightly apart, or equal shares would hide each other.
    places = 0.09 * (np.arange(len(groups)) - (len(groups) - 1) / 2)
    names = {
        group: wrapped(f"{group} ({sizes[group]} {'study' if sizes[group] == 1 else 'studies'})", 60)
        for group in groups
    }
    is_short = max(map(len, names.values())) <= 28
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.8 + 0.4 * len(groups))
        ax.hlines(
            rows.centres, shares[groups].min(axis=1), shares[groups].max(axis=1), color=PALE, linewidth=2.5
        )
        for group, mark, place in zip(groups, GROUP_MARKS, places, strict=False):
            [line] = ax.plot(
                shares[group],
                rows.centres + place,
                linestyle="none",
                marker=mark.marker,
                color=mark.colour,
                markerfacecolor=mark.colour if mark.marker == "x" else "none",
                markersize=5.5,
                markeredgewidth=1.2,
                clip_on=False,
                label=names[group],
            )
            follow(line, of[group], "n_studies")
        bar_rows(ax, rows)
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1))
        words = by.replace("_", " ")
        label = f"Share of the studies of each {words}"
        label += share_drawn(len(shown), len(order), "codes")
        label_below(ax, label + share_drawn(len(groups), len(sizes), "groups"))
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2 if is_short else 1)
    return ax


def _names(codes: pd.DataFrame) -> pd.Series:
    """Labels; where two codes bear the same, their path."""
    return codes["label"].mask(codes["label"].duplicated(keep=False), codes["path"])
