"""Bars of the codes found often, twice, once and, by estimate, not at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.accumulation_axes import left_out, nothing_accumulates, units_of
from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.style import (
    SERIES,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_sample_coverage"]


def plot_sample_coverage(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many codes were found in many units, in two and in one, and the estimate for none.

    Parameters
    ----------
    table
        As returned by `sample_coverage`.
    ax
        Axes to draw into; a new figure by default.

    Returns
    -------
    The axes. Where the review switched saturation off they hold its reason.
    """
    written = nothing_accumulates(table, ax)
    if written is not None:
        return written
    units, row = units_of(table), table.iloc[0]
    if row["n_codes_found"] == 0:
        return say_nothing_to_draw(ax, "No code was found.")
    often = row["n_codes_found"] - row["n_codes_once"] - row["n_codes_twice"]
    counts = np.array([often, row["n_codes_twice"], row["n_codes_once"], row["unseen_estimate"]])
    one = {"studies": "study", "sources": "source"}.get(units, "unit")
    names = [f"in 3 or more {units}", f"in 2 {units}", f"in 1 {one}", "in none (Chao2, an estimate)"]
    found, unseen = SERIES["present"], SERIES["barrier"]
    rows = stacked_rows(names, least=0.6)
    coverage, of = row["sample_coverage"], [table.index[0]] * len(counts)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.3)
        draw_bars(ax, rows.centres[:3], counts[:3], found, "found", height=0.4, of=of[:3])
        draw_bars(ax, rows.centres[3:], counts[3:], unseen, "estimated, not found", height=0.4, of=of[3:])
        label_ends(ax, counts, rows.centres, [*(f"{n:.0f}" for n in counts[:3]), f"{counts[3]:.1f}"])
        bar_rows(ax, rows)
        count_axis(ax, counts.max(), room=0.12)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
        words = "not estimable" if np.isnan(coverage) else f"{100 * coverage:.1f}%"
        label_below(ax, f"Codes (code saturation); estimated sample coverage {words}{left_out(table)}")
    return ax
