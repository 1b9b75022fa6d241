"""Markers of what each published variant makes of the same evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.construct_bars import variant_name
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    GROUP_MARKS,
    INK,
    PALE,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    say_nothing_to_draw,
    stacked_rows,
    wrapped,
)

__all__ = ["plot_compare_variants"]

_LINE = 0.36  # centimetres
_TEXT_WIDTH = 46  # characters in a line of changes


def plot_compare_variants(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the studies of each construct under each variant, and write what changes.

    One marker per variant, told apart by shape; a line joins those of one construct where they differ. To
    the right stands, for each variant other than the baseline, what differs from it.

    Parameters
    ----------
    table
        As returned by `compare_variants`.
    ax
        Axes to draw into; a figure whose height fits the constructs by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No construct has a link to compare.")
    baseline = table["baseline"].iloc[0]
    variants = table["variant"].unique()
    counts = table.pivot_table(index="construct_id", columns="variant", values="n_studies", sort=False)
    of = table.assign(of=table.index.astype("object")).pivot_table(
        index="construct_id", columns="variant", values="of", aggfunc="first", sort=False
    )
    labels = table.drop_duplicates("construct_id").set_index("construct_id")["label"]
    notes = _notes(table).reindex(labels.index)
    n_lines = notes.str.count("\n") + notes.ne("")
    rows = stacked_rows(labels, width=30, least=np.maximum(0.32 * len(variants), n_lines * _LINE + 0.2))
    places = 0.24 * (np.arange(len(variants)) - (len(variants) - 1) / 2)
    largest = max(1, int(counts.to_numpy().max()))
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.2)
        ax.hlines(rows.centres, counts.min(axis=1), counts.max(axis=1), color=PALE, linewidth=2.5)
        for variant, mark, place in zip(variants, GROUP_MARKS, places, strict=False):
            [line] = ax.plot(
                counts[variant],
                rows.centres + place,
                linestyle="none",
                marker=mark.marker,
                color=mark.colour,
                markerfacecolor=mark.colour if mark.marker == "x" else "none",
                markersize=5.5,
                markeredgewidth=1.2,
                clip_on=False,
                label=variant_name(variant) + (" (baseline)" if variant == baseline else ""),
            )
            follow(line, of[variant], "n_studies")
        for centre, note in zip(rows.centres, notes, strict=True):
            ax.text(
                largest * 1.1,
                centre,
                note or "no change",
                va="center",
                fontsize=7,
                color=INK,
                linespacing=1.15,
            )
        bar_rows(ax, rows)
        ax.tick_params(axis="y", pad=7)  # a marker at 0 reaches over the edge
        count_axis(ax, largest, room=1.15)
        ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= largest])
        ax.spines["bottom"].set_bounds(0, largest)
        total = table["n_studies_total"].iloc[0]
        ax.set_xlabel(f"Studies with the construct, of {total}", loc="left")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _notes(table: pd.DataFrame) -> pd.Series:
    """What differs from the baseline, a line or more for each variant."""
    changed = table[table["is_changed"]]
    then = table[table["variant"].eq(table["baseline"])].set_index("construct_id")
    rank = changed["rank"].astype("str")
    was = changed["construct_id"].map(then["rank"].astype("str"))
    moved = changed["change_of_rank"].fillna(0).ne(0)
    # Blanks that do not break keep "rank 5 → 4" in one line.
    ranks = ("rank " + was + " → " + rank).str.replace(" ", "\u00a0")
    words = changed["changes"].str.replace(r"(^|; )rank", "", regex=True).str.removeprefix("; ")
    words = words.where(~moved, words.str.cat(ranks, sep="; ").str.removeprefix("; "))
    texts = changed["variant"].map(variant_name) + ": " + words.str.replace("; ", ", ")
    lines = texts.map(lambda text: wrapped(text, _TEXT_WIDTH))
    joined = lines.groupby(changed["construct_id"]).agg("\n".join).astype("str")
    return joined.reindex(table["construct_id"].unique()).fillna("")
