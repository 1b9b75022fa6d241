"""The confidence profile: findings by component, each concern as a shape with its words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PALE,
    axes_of_size,
    figure_style,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
    wrapped,
)

__all__ = ["plot_confidence"]

# The fuller the circle, the greater the concern; in grey the steps are seen as well.
_CONCERNS = {
    "no or very minor": ("○", "#4c6a85"),
    "minor": ("◔", "#0072B2"),
    "moderate": ("◑", "#8f5a00"),
    "serious": ("●", "#D55E00"),
    "not judged": ("–", "#6b6b6b"),
}
# Filled circles of four, as GRADE prints its levels.
_LEVELS = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○", "not judged": "– – – –"}


def plot_confidence(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw the team's concern about each component of each finding, and its confidence.

    The fuller a circle, the greater the concern; the words stand below it. The last column is the
    confidence that people agreed on. A finding to which something is missing says so.

    Parameters
    ----------
    table
        As returned by `confidence`.
    ax
        Axes to draw into; a figure whose height fits the sentences by default.
    most
        Draw this many findings only, from the top; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The team has not written any findings yet.")
    findings = table.drop_duplicates("finding_id", ignore_index=True)
    shown = findings if most is None else findings.head(most)
    names = shown["finding_id"] + ": " + shown["sentence"]
    missing = 4 - shown["n_judged"]
    names += (" [" + missing.astype("str") + " of 4 components not judged]").where(missing > 0, "")
    rows = stacked_rows(names, width=50, least=1.55)
    components = table["component"].drop_duplicates().to_list()
    heads = table.drop_duplicates("component")["component_label"].to_list()
    drawn = table[table["finding_id"].isin(shown["finding_id"])]
    x = pd.Index(components).get_indexer(drawn["component"])
    y = rows.centres[pd.Index(shown["finding_id"]).get_indexer(drawn["finding_id"])]
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.4)
        ax.set_xlim(-0.5, len(components) + 0.5)
        ax.set_ylim(rows.height, 0)
        edges = (rows.centres[:-1] + rows.centres[1:]) / 2 if len(shown) > 1 else np.array([])
        ax.hlines(edges, -0.5, len(components) + 0.5, color=PALE, linewidth=0.5, zorder=0)
        ax.axvline(len(components) - 0.5, color=PALE, linewidth=1.2, zorder=0)
        for place_x, place_y, concern, of in zip(x, y, drawn["concern"], drawn.index, strict=True):
            sign, colour = _CONCERNS[concern]
            follow(_write(ax, place_x, place_y, sign, concern, colour, size=13), [of, of], "concern")
        first = table.index[~table["finding_id"].duplicated()][: len(shown)]
        for place_y, overall, of in zip(rows.centres, shown["overall"], first, strict=True):
            follow(_write(ax, len(components), place_y, _LEVELS[overall], overall, INK, size=9), [of, of])
        ax.set_xticks(range(len(components) + 1), [wrapped(head, 16) for head in [*heads, "Confidence"]])
        ax.set_yticks(rows.centres, rows.labels)
        follow(ax.get_yticklabels(), first)
        ax.get_xticklabels()[-1].set_fontweight("bold")
        plain_text([*ax.get_xticklabels(), *ax.get_yticklabels()])
        ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
        ax.spines[:].set_visible(False)
        label = "Concerns and confidence as judged by the team"
        ax.set_xlabel(wrapped(label + share_drawn(len(shown), len(findings), "findings"), 50))
    return ax


def _write(ax: Axes, x: float, y: float, sign: str, words: str, colour: str, *, size: float) -> list[Text]:
    return [
        ax.text(x, y - 0.22, sign, ha="center", va="center", fontsize=size, color=colour),
        ax.text(x, y + 0.16, wrapped(words, 10), ha="center", va="top", fontsize=7, linespacing=1.05),
    ]
