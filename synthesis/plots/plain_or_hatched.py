"""Bars of one series: plain or hatched, so that two series differ where colour is not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from synthesis.plots.row_links import follow
from synthesis.plots.style import INK, Mark

__all__ = ["draw_bars", "key_of", "number_parts"]


def draw_bars(
    ax: Axes,
    centres: ArrayLike,
    lengths: ArrayLike,
    mark: Mark,
    says: str,
    *,
    height: float,
    left: ArrayLike = 0.0,
    chosen: ArrayLike | None = None,
    of: Sequence[object] | None = None,
    column: str | None = None,
) -> None:
    """Draw horizontal bars that the legend names once; a bar of no length leaves no trace.

    Parameters
    ----------
    ax
        Axes to draw into.
    centres, lengths
        Where the bars stand and how long they are; a missing length is none.
    mark
        Colour and hatching. A hatched bar is white between its lines.
    says
        What the legend says of the bars.
    height
        Height of a bar.
    left
        Where the bars begin: one number, or one per bar.
    chosen
        Which bars belong to the series; all by default.
    of, column
        Row of the table that each bar stands for, and the column that it shows, as in
        `row_links.follow`.
    """
    lengths = np.nan_to_num(np.asarray(lengths, dtype="float64"))
    starts = np.broadcast_to(np.asarray(left, dtype="float64"), lengths.shape)
    # A bar of no length would still draw its edge, and look like a very short one.
    is_drawn = lengths != 0
    if chosen is not None:
        is_drawn &= np.asarray(chosen, dtype="bool")
    if is_drawn.any():
        at = np.asarray(centres, dtype="float64")[is_drawn]
        look = {"left": starts[is_drawn], "height": height, "label": says, **_look(mark)}
        bars = ax.barh(at, lengths[is_drawn], **look)
        if of is not None:
            follow(bars, [row for row, drawn in zip(of, is_drawn, strict=True) if drawn], column)


def number_parts(
    ax: Axes,
    middles: Iterable[float],
    centres: Iterable[float],
    texts: Iterable[object],
    mark: Mark,
    *,
    of: Iterable[object] | None = None,
    column: str | None = None,
) -> None:
    """Write a number on each part of stacked bars, so that it can be read on hatching too.

    Parameters
    ----------
    ax
        Axes to write into.
    middles, centres
        Horizontal and vertical middle of each part.
    texts
        What to write on each.
    mark
        How the parts are drawn.
    of, column
        As for `draw_bars`.
    """
    # On white paper: letters with a rim round each would be drawn as shapes, that nobody can search.
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if mark.hatch else None
    written = {"ha": "center", "va": "center", "fontsize": 7, "bbox": paper}
    colour = INK if mark.hatch else "white"
    numbers = [
        ax.text(x, y, str(text), color=colour, **written)
        for x, y, text in zip(middles, centres, texts, strict=True)
    ]
    if of is not None:
        follow(numbers, list(of), column)


def key_of(mark: Mark, says: str) -> Patch:
    """Return how a legend shows such bars, for a legend that names series in an order of its own."""
    return Patch(label=says, **_look(mark))


def _look(mark: Mark) -> dict[str, object]:
    return {
        "facecolor": "white" if mark.hatch else mark.colour,
        "edgecolor": mark.colour,
        "hatch": mark.hatch,
        "linewidth": 0.6,
    }
