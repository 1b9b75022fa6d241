"""How every figure looks: sizes, colours and marks that need no colour to be told apart."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from synthesis.plots.row_links import follow
from synthesis.rounding import percent_text

__all__ = [
    "FIGURE_STYLE",
    "GROUP_MARKS",
    "INK",
    "NOTHING_TO_DRAW",
    "PAGE_WIDTH",
    "PALE",
    "SERIES",
    "Mark",
    "Rows",
    "axes_of_size",
    "bar_rows",
    "count_axis",
    "figure_style",
    "label_below",
    "label_ends",
    "one_line",
    "percent",
    "plain_text",
    "say_nothing_to_draw",
    "share_drawn",
    "stacked_rows",
    "wrapped",
    "wrapped_to",
]

NOTHING_TO_DRAW = "nothing-to-draw"
"""Mark of axes that hold a sentence and no figure."""

PAGE_WIDTH = 18.0
"""Width of a figure in centimetres: that of a journal page between its margins."""

_CM = 1 / 2.54
_CM_OF_POINT = 2.54 / 72
# Letters that are fitted to the dots of a screen are up to this much wider than on paper.
_HINTED = 1.07

FIGURE_STYLE: dict[str, object] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#4d4d4d",
    "axes.grid": False,
    "axes.labelcolor": "#1a1a1a",
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.dpi": 110,
    "figure.facecolor": "white",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.0,
    "grid.color": "#d9d9d9",
    "grid.linewidth": 0.5,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 8.0,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "savefig.dpi": 200,
    # Text stays text: it can be read aloud, searched and copied. The salt keeps ids the same.
    "svg.fonttype": "none",
    "svg.hashsalt": "synthesis",
    # A code that is called "costs $5 to $10" is no formula.
    "text.parse_math": False,
    "xtick.color": "#1a1a1a",
    "xtick.labelsize": 8.0,
    "xtick.major.width": 0.7,
    "ytick.color": "#1a1a1a",
    "ytick.labelsize": 8.0,
    "ytick.major.width": 0.7,
}
"""Settings of matplotlib for drawing and, because text and ids of an SVG depend on them, for saving."""

INK = "#1a1a1a"
PALE = "#d5d9de"


class Mark(NamedTuple):
    """How a series is told apart: by colour, and by hatching or marker where colour is not seen."""

    colour: str
    hatch: str
    marker: str


# Hatching is of lines: matplotlib writes a dotted one as hundreds of kilobytes of circles.
# Okabe and Ito's colours, which people with any common colour blindness can tell apart.
SERIES: dict[str, Mark] = {
    "enabler": Mark("#0072B2", "", "^"),
    "barrier": Mark("#D55E00", "/////", "v"),
    "mixed": Mark("#9a8a00", "xxxxx", "D"),
    "present": Mark("#0072B2", "", "s"),
    "absent": Mark("#D55E00", "", "x"),
    "conflicting": Mark("#7a3d6b", "", "D"),
    "plain": Mark("#4c6a85", "", "o"),
}

GROUP_MARKS: tuple[Mark, ...] = (
    Mark("#0072B2", "", "o"),
    Mark("#D55E00", "", "s"),
    Mark("#009E73", "", "^"),
    Mark("#7a3d6b", "", "D"),
    Mark("#000000", "", "x"),
    Mark("#b8860b", "", "v"),
)


def figure_style() -> AbstractContextManager[None]:
    """Return a context in which figures are drawn, and must be saved, in the project's style."""
    return mpl.rc_context(FIGURE_STYLE)


def axes_of_size(
    ax: Axes | None, *, height: float, width: float = PAGE_WIDTH, is_filled: bool = False
) -> Axes:
    """Return ``ax``, or the axes of a new figure.

    Parameters
    ----------
    ax
        Axes to draw into, or None.
    height, width
        Size of a new figure in centimetres.
    is_filled
        Whether the axes fill a new figure to its edges, as a diagram without ticks wants it.

    Returns
    -------
    The axes. A new figure is not registered with pyplot, so that a notebook shows it once.
    """
    if ax is not None:
        return ax
    size = (width * _CM, height * _CM)
    if is_filled:
        return Figure(figsize=size).add_axes((0, 0, 1, 1))
    return Figure(figsize=size, layout="constrained").subplots()


def say_nothing_to_draw(ax: Axes | None, message: str) -> Axes:
    """Write a sentence where a figure would be, and draw nothing else.

    Parameters
    ----------
    ax
        Axes to write into, or None for a new small figure.
    message
        What there is none of, as a sentence.

    Returns
    -------
    The axes.
    """
    with figure_style():
        ax = axes_of_size(ax, height=2.5)
        # A page says the sentence instead of showing an empty figure; this is how it knows.
        ax.set_gid(NOTHING_TO_DRAW)
        ax.set_axis_off()
        ax.text(0.5, 0.5, message, transform=ax.transAxes, ha="center", va="center", wrap=True)
    return ax


def one_line(text: object) -> str:
    """Return a text with every run of white space made one blank; blanks that do not break stay."""
    return re.sub(r"[ \t\n\r\f\v]+", " ", str(text)).strip()


def wrapped(text: object, width: int) -> str:
    """Break a text into lines of at most ``width`` characters; nothing is cut off."""
    return "\n".join(textwrap.wrap(one_line(text), max(width, 4))) or " "


def wrapped_to(text: object, centimetres: float, size: float) -> str:
    """Break a text into lines that are no wider than a box, as measured in the font of the figures.

    Parameters
    ----------
    text
        What to write.
    centimetres
        Width that the lines may take.
    size
        Size of the letters in points.

    Returns
    -------
    The lines; words are broken only where one alone is too wide.
    """
    letters = int(centimetres / (0.4 * size * _CM_OF_POINT))
    lines = wrapped(text, letters)
    while letters > 4 and max(_width(line, size) for line in lines.split("\n")) > centimetres:
        letters -= 1
        lines = wrapped(text, letters)
    return lines


@cache
def _width(line: str, size: float) -> float:
    font = FontProperties(family="DejaVu Sans", size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(line, font, ismath=False)
    return width * _CM_OF_POINT * _HINTED


def share_drawn(n_drawn: int, n_all: int, noun: str) -> str:
    """Say in brackets how many of how many are drawn; an empty text where all are."""
    return "" if n_drawn == n_all else f" ({n_drawn} of {n_all} {noun} drawn)"


def percent(share: float) -> str:
    """Write a share as people print it: 0.404 as ``40%``, what rounds to 0 as ``<1%``."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return percent_text(share)


@dataclass(frozen=True)
class Rows:
    """Rows of a figure, one below the other, in centimetres from the top.

    Parameters
    ----------
    labels
        Labels, broken into lines.
    centres
        Where the middle of each row is.
    height
        Height of all rows together.
    """

    labels: list[str]
    centres: np.ndarray
    height: float


def stacked_rows(
    labels: Iterable[object], *, width: int = 42, least: float | np.ndarray = 0.5, line: float = 0.34
) -> Rows:
    """Lay out rows whose labels may take several lines.

    Parameters
    ----------
    labels
        One per row.
    width
        Characters in a line.
    least
        Least height of a row in centimetres; one number, or one per row.
    line
        Height of a line of text in centimetres.

    Returns
    -------
    The rows; a label of several lines makes its row higher, and only its row.
    """
    texts = [wrapped(label, width) for label in labels]
    lines = np.array([text.count("\n") + 1 for text in texts], dtype="float64")
    heights = np.maximum(least, np.where(lines > 1, lines * line + 0.14, 0))
    return Rows(texts, np.cumsum(heights) - heights / 2, float(heights.sum()))


def bar_rows(ax: Axes, rows: Rows, of: Iterable[object] | None = None) -> None:
    """Make the vertical axis one of labelled rows, the first at the top.

    Parameters
    ----------
    ax
        Axes to be changed.
    rows
        The rows; vertical coordinates of the axes are their centimetres.
    of
        Label of each row in the index of the table that is drawn, None for a heading; the words
        beside a row then lead to it.
    """
    ax.set_ylim(rows.height, 0)
    ax.set_yticks(rows.centres, rows.labels)
    if of is not None:
        follow(ax.get_yticklabels(), list(of))
    plain_text(ax.get_yticklabels())
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")


def count_axis(ax: Axes, largest: float, *, room: float) -> None:
    """Make the horizontal axis one of whole numbers.

    Parameters
    ----------
    ax
        Axes to be changed.
    largest
        The largest number that is drawn.
    room
        Part of ``largest`` left free beyond it, for what is written at the ends of bars.
    """
    ax.set_xlim(0, max(1, largest) * (1 + room))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def label_ends(
    ax: Axes,
    ends: Iterable[float],
    centres: Iterable[float],
    texts: Iterable[str],
    of: Iterable[object] | None = None,
    column: str | None = None,
) -> None:
    """Write a text beside the end of each bar.

    Parameters
    ----------
    ax
        Axes to write into.
    ends, centres, texts
        Where each bar ends, and what is written there.
    of, column
        Rows and column of the table that the texts lead to, as in `row_links.follow`.
    """
    beside = {"xytext": (3, 0), "textcoords": "offset points", "va": "center", "fontsize": 7}
    written = [ax.annotate(text, (x, y), **beside) for x, y, text in zip(ends, centres, texts, strict=True)]
    if of is not None:
        follow(written, list(of), column)


def label_below(ax: Axes, text: str) -> None:
    """Label the horizontal axis, in several lines where one would run out of the figure."""
    ax.set_xlabel(wrapped(text, 58))
    plain_text([ax.xaxis.label])


def plain_text(texts: Sequence[mpl.text.Text]) -> None:
    """Keep texts, also those of axes that were made elsewhere, from being read as formulas."""
    for text in texts:
        text.set_parse_math(False)
