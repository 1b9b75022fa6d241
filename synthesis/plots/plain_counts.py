"""In how many of the studies: a picture for people who read few figures."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from synthesis.errors import OptionError, check_option
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    SERIES,
    axes_of_size,
    figure_style,
    one_line,
    plain_text,
    say_nothing_to_draw,
    wrapped_to,
)
from synthesis.plots.withheld import lengths, said_instead

__all__ = ["plot_plain_counts"]

# Centimetres. It is read on a telephone as well: the narrower, the larger its letters there.
_LABELS, _ROOM, _NUMBERS = 4.6, 5.4, 2.3
_LETTERS = 11.0
_LINE = 0.5
_STEP = 0.58
_FEW = 30  # up to so many studies each is a box of its own
_EMPTY = "#e4e2db"


def plot_plain_counts(
    table: pd.DataFrame, *, ax: Axes | None = None, names: str = "label", most: int | None = 8
) -> Axes:
    """Draw for each row how many studies of all it stands for, and write it beside: "52 of 86".

    Up to 30 studies, each is a box, filled or empty; more are a bar in a trough that stands for all.

    Parameters
    ----------
    table
        Columns ``names``, ``n_studies`` and ``n_studies_total``.
    ax
        Axes to draw into; a figure whose height fits the rows by default.
    names
        Column that names the rows.
    most
        Draw this many rows, from the top; how many there are is written below. None draws all.

    Returns
    -------
    The axes.

    Raises
    ------
    OptionError
        The table has no column ``names``, or ``most`` is less than 1.
    """
    check_option("names", names, table.columns)
    if most is not None and most < 1:
        raise OptionError(f"most={most} is not allowed; it can be a whole number from 1, or None for all.")
    if table.empty:
        return say_nothing_to_draw(ax, table.attrs.get("withheld_whole", "There is nothing to count yet."))
    drawn = table if most is None else table.head(most)
    labels = [wrapped_to(one_line(name), _LABELS - 0.3, _LETTERS) for name in drawn[names]]
    heights = [max(0.95, (label.count("\n") + 1) * _LINE + 0.25) for label in labels]
    is_cut = len(drawn) < len(table)
    with figure_style():
        height = sum(heights) + (0.7 if is_cut else 0.1)
        width = _LABELS + _NUMBERS + _room(int(drawn["n_studies_total"].max()))
        ax = axes_of_size(ax, height=height, width=width, is_filled=True)
        ax.set_axis_off()
        ax.set(xticks=[], yticks=[])
        ax.set_xlim(0, width)
        ax.set_ylim(height, 0)
        top = 0.0
        counts = lengths(drawn["n_studies"])
        said = said_instead(drawn, "n_studies", drawn["n_studies"].map(_number, na_action="ignore"))
        for label, high, n, of_all, text, of in zip(
            labels, heights, counts, drawn["n_studies_total"], said, drawn.index, strict=True
        ):
            y = top + high / 2
            beside = _draw_row(ax, y, int(n), int(of_all), of)
            name = {"ha": "right", "va": "center", "fontsize": _LETTERS, "linespacing": 1.1}
            words = {"va": "center", "fontsize": _LETTERS, "fontweight": "bold", "color": INK}
            marks = [
                ax.text(_LABELS - 0.25, y, label, **name),
                ax.text(beside + 0.18, y, f"{text} of {of_all}", **words),
            ]
            follow(marks, [of, of], "n_studies")
            top += high
        if is_cut:
            words = f"These are the first {len(drawn)} of {len(table)}."
            ax.text(_LABELS, height - 0.3, words, va="center", fontsize=9, color="#55595f")
        plain_text(ax.texts)
    return ax


def _room(of_all: int) -> float:
    return min(_ROOM, max(_STEP * of_all, 1.2)) if of_all <= _FEW else _ROOM


def _number(n: object) -> str:
    return f"{int(n):,}"


def _draw_row(ax: Axes, y: float, n: int, of_all: int, of: object) -> float:
    """Draw a box for each study, or one bar where they are many; return where the drawing ends."""
    room = _room(of_all)
    colour = SERIES["plain"].colour
    if of_all <= _FEW:
        step = min(_STEP, room / max(of_all, 1))
        side = step * 0.82
        boxes = [Rectangle((_LABELS + k * step, y - side / 2), side, side) for k in range(of_all)]
        faces = [colour if k < n else "white" for k in range(of_all)]
        drawn = PatchCollection(boxes, facecolors=faces, edgecolors=colour, linewidths=0.8)
        follow(ax.add_collection(drawn), [of] * of_all, "n_studies")
        return _LABELS + of_all * step
    trough = Rectangle((_LABELS, y - 0.22), room, 0.44, facecolor=_EMPTY, linewidth=0)
    bar = Rectangle((_LABELS, y - 0.22), room * n / of_all, 0.44, facecolor=colour, linewidth=0)
    follow([ax.add_patch(trough), ax.add_patch(bar)], [of, of], "n_studies")
    return _LABELS + room
