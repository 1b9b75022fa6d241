"""Columns of circles for the conditions of QCA: filled where present, open where absent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.row_links import follow
from synthesis.plots.style import INK, PAGE_WIDTH, plain_text, wrapped, wrapped_to

__all__ = [
    "ConditionColumns",
    "ConditionHeads",
    "condition_columns",
    "condition_heads",
    "draw_conditions",
    "label_conditions",
]

_FONT = 7.5
_LINE = 0.33
_STATES = {1: ("o", INK, "present"), 0: ("o", "white", "absent")}


class ConditionColumns(NamedTuple):
    """Where the columns stand: the left edge of the axes and the middle of each."""

    left: float
    middles: np.ndarray
    centimetres: float


class ConditionHeads(NamedTuple):
    """The headings of the columns, and the centimetres that they and the legend above need."""

    texts: list[str]
    height: float


def condition_columns(number: int, *, share: float, right: float) -> ConditionColumns:
    """Lay out columns to the left of 0.

    Parameters
    ----------
    number
        Number of conditions.
    share
        Share of the width of the axes that they take.
    right
        Right edge of the axes.

    Returns
    -------
    The columns, in the coordinates of the axes.
    """
    left = -right * share / (1 - share)
    width = -left / number
    return ConditionColumns(left, left + width * (np.arange(number) + 0.5), share * PAGE_WIDTH / number)


def condition_heads(names: Sequence[str], columns: ConditionColumns, right: float) -> ConditionHeads:
    """Break the names of conditions to the width of their columns."""
    texts = [
        wrapped_to(name.replace("_", " "), max(0.8, columns.centimetres - 0.25), _FONT) for name in names
    ]
    return ConditionHeads(texts, max(text.count("\n") + 1 for text in texts) * _LINE + 0.35)


def draw_conditions(
    ax: Axes, cells: pd.DataFrame, columns: ConditionColumns, centres: np.ndarray, heads: ConditionHeads
) -> None:
    """Draw the circles and the headings above them.

    Parameters
    ----------
    ax
        Axes to draw into.
    cells
        One row per row of circles, one column per condition: 1, 0, or missing where there is none.
    columns, heads
        The columns and their headings.
    centres
        Vertical middles of the rows.
    """
    for state, (marker, colour, name) in _STATES.items():
        rows, places = np.nonzero((cells == state).fillna(False).to_numpy(dtype="bool"))
        marks = ax.scatter(
            columns.middles[places],
            np.asarray(centres)[rows],
            s=52,
            marker=marker,
            facecolor=colour,
            edgecolor=INK,
            linewidth=1.1,
            label=name,
            zorder=3,
        )
        follow(marks, cells.index[rows])
    for middle, text in zip(columns.middles, heads.texts, strict=True):
        ax.text(middle, -0.15, text, ha="center", va="bottom", fontsize=_FONT, fontweight="bold")


def label_conditions(ax: Axes, label: str, remarks: Sequence[str]) -> None:
    """Label the axis under its bars, and write remarks below the whole figure.

    Parameters
    ----------
    ax
        Axes to write into, whose limits and lower spine are set.
    label
        What the bars are.
    remarks
        Sentences without their full stop, as the analysis words them; empty ones are passed over.
    """
    left, right = ax.get_xlim()
    under_bars = (ax.spines["bottom"].get_bounds()[1] / 2 - left) / (right - left)
    said = [f"{text[:1].upper()}{text[1:]}" for text in remarks if text]
    lines = [wrapped(text if text.endswith(".") else f"{text}.", 110) for text in said]
    ax.set_xlabel(wrapped(label, 40), x=under_bars)
    note = ax.annotate(
        "\n".join(lines),
        (0, 0),
        xytext=(0, -36 - 11 * ax.get_xlabel().count("\n")),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        fontsize=7.5,
    )
    plain_text([note, ax.xaxis.label])
