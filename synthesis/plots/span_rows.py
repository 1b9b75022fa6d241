"""Labelled rows with a pale line from the one end to the other, for marks to stand on."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.row_links import follow
from synthesis.plots.style import PALE, Mark, Rows, bar_rows, stacked_rows

__all__ = ["draw_spans", "place_marks", "span_rows"]


def span_rows(labels: pd.Series) -> Rows:
    """Lay out rows that are as low as their words allow: marks need less room than bars."""
    return stacked_rows(labels, least=0.44)


def draw_spans(
    ax: Axes,
    rows: Rows,
    start: pd.Series,
    end: pd.Series,
    *,
    of: pd.Index,
    width: float,
    says: str | None = None,
) -> None:
    """Draw the lines and label the rows.

    Parameters
    ----------
    ax
        Axes to draw into.
    rows
        As `span_rows` returned them.
    start, end
        The ends of each line.
    of
        Row of the table that each line stands for.
    width
        Of the lines, in points.
    says
        What the legend says of them, or None.
    """
    follow(ax.hlines(rows.centres, start, end, color=PALE, linewidth=width, label=says), of)
    bar_rows(ax, rows, of)


def place_marks(
    ax: Axes,
    rows: Rows,
    values: pd.Series,
    mark: Mark,
    says: str,
    *,
    is_open: bool = False,
    column: str | None = None,
) -> None:
    """Put one mark on each line.

    Parameters
    ----------
    ax, rows
        As for `draw_spans`.
    values
        Where the marks stand, by row of the table; one that reaches over the edge of the axes is not
        cut off.
    mark, says
        Its shape and colour, and what the legend says of it.
    is_open
        Whether only its outline is drawn, so that another mark at the same place is seen.
    column
        Column of the table that the marks lead to.
    """
    style = {"markersize": 5.5, "markeredgewidth": 1.4, "clip_on": False, "linestyle": "none"}
    face = "none" if is_open else mark.colour
    [line] = ax.plot(
        values, rows.centres, marker=mark.marker, color=mark.colour, mfc=face, label=says, **style
    )
    follow(line, values.index, column)
