"""The evidence base as a row of large numbers."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.row_links import follow
from synthesis.plots.style import INK, PALE, axes_of_size, figure_style, say_nothing_to_draw, wrapped
from synthesis.plots.withheld import said_instead

__all__ = ["plot_evidence_base"]

IN_A_ROW = 4


def plot_evidence_base(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each quantity as a large number over its name.

    Parameters
    ----------
    table
        As returned by `evidence_base`.
    ax
        Axes to draw into; a new figure by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The review holds no evidence yet.")
    n_rows = math.ceil(len(table) / IN_A_ROW)
    with figure_style():
        ax = axes_of_size(ax, height=2.5 * n_rows)
        ax.set_axis_off()
        ax.set_xlim(0, IN_A_ROW)
        ax.set_ylim(n_rows, 0)
        said = said_instead(table, "n", table["n"].map("{:,}".format, na_action="ignore"))
        numbers = (table["quantity"], said, table["n_studies_not_reported"], table.index)
        for place, (quantity, n, unknown, of) in enumerate(zip(*numbers, strict=True)):
            x, y = place % IN_A_ROW + 0.5, place // IN_A_ROW
            words = wrapped(quantity, 20)
            if pd.isna(unknown):
                words += "\n(no number for some studies)"
            elif unknown:
                words += f"\n(no number for {unknown} {'study' if unknown == 1 else 'studies'})"
            large = {"ha": "center", "va": "center", "fontsize": 22, "weight": "bold", "color": INK}
            follow(ax.text(x, y + 0.36, n, **large), of, "n")
            ax.text(x, y + 0.6, words, ha="center", va="top", fontsize=8.5, color=INK)
            if place % IN_A_ROW:
                ax.vlines(x - 0.5, y + 0.15, y + 0.85, color=PALE, linewidth=1)
    return ax
