"""The evidence gap map: bubbles as large as the number of studies, ringed by their appraisal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle, Wedge
from matplotlib.text import Text

from synthesis.appraisal_scale import answer_step
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PAGE_WIDTH,
    PALE,
    axes_of_size,
    figure_style,
    one_line,
    plain_text,
    say_nothing_to_draw,
    wrapped_to,
)

__all__ = ["plot_gap_map"]

JUDGED = "judged: "

_LABELS = 4.6  # centimetres beside the rows
_ROW = 1.36
_LINE = 0.36
_LEAST, _MOST = 1.62, 3.2  # width of a column
_SHEET = 26.0  # what a sheet turned sideways holds
_FOOT = 2.9
_NUMBER = 0.24  # radius from which on a number fits into the ring

_BLUE = "#0072B2"
_GREY = "#8d9299"
_TINT = "#f1efe9"

# Full, half and empty: an order that is seen in grey as well.
_RINGS: dict[str, dict[str, object]] = {
    "full": {"facecolor": _BLUE, "edgecolor": _BLUE, "linewidth": 0.6},
    "half": {"facecolor": "white", "edgecolor": _BLUE, "hatch": "//////", "linewidth": 0.6},
    "empty": {"facecolor": "white", "edgecolor": _BLUE, "linewidth": 0.9},
    "none": {"facecolor": "#d9dce0", "edgecolor": _GREY, "linewidth": 0.6},
}


class _Frame(NamedTuple):
    """Where everything stands, in centimetres: columns, rows and what is written beside them."""

    heads: list[str]
    is_turned: bool
    top: float
    column: float
    labels: list[str]
    edges: np.ndarray

    @property
    def width(self) -> float:
        return max(PAGE_WIDTH, _LABELS + self.column * len(self.heads))

    def middle(self, row: int, column: int) -> tuple[float, float]:
        return _LABELS + (column + 0.5) * self.column, float(self.edges[row] + self.edges[row + 1]) / 2


def plot_gap_map(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw themes by the values of an attribute, a bubble where there are studies.

    The area of a bubble stands for its number of studies, which is written in it or beside it. Its ring
    says how the studies were appraised: full for the first answer of the tool, such as yes or high, hatched
    for those between, empty for the last, grey where there is no agreed answer. Without an appraisal all
    is grey. Places where no study says anything are shaded and called gap.

    Parameters
    ----------
    table
        As returned by `gap_map`.
    ax
        Axes to draw into; a figure whose size fits the map by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no themes or no studies to map.")
    themes = table.drop_duplicates("code_id")
    columns = table.drop_duplicates("value")
    largest = max(1, int(table["n_studies"].max()))
    with figure_style():
        frame = _frame(themes, columns)
        height = float(frame.edges[-1]) + _FOOT
        ax = axes_of_size(ax, height=height, width=frame.width, is_filled=True)
        ax.set_axis_off()
        ax.set(xticks=[], yticks=[])
        ax.set_aspect("equal")
        ax.set_xlim(0, frame.width)
        ax.set_ylim(height, 0)
        _write_labels(ax, frame)
        radius = min(frame.column, float(np.diff(frame.edges).min())) / 2 - 0.07
        rows = pd.Index(themes["code_id"]).get_indexer(table["code_id"])
        places = pd.Index(columns["value"]).get_indexer(table["value"])
        rings = _rings(table)
        for row, column, cell in zip(rows, places, table.to_dict("index").items(), strict=True):
            _draw_cell(ax, frame, (int(row), int(column)), cell, radius / math.sqrt(largest), rings)
        _draw_key(ax, frame, radius / math.sqrt(largest), largest, rings, _item(table))
        plain_text(ax.texts)
    return ax


def _item(table: pd.DataFrame) -> str:
    return one_line(table["item"].iloc[0])


def _rings(table: pd.DataFrame) -> dict[str, str]:
    """Return the fill of each answer that stands in a column of the table."""
    answers = [name.removeprefix(JUDGED) for name in table.columns if str(name).startswith(JUDGED)]
    fills = {"first": "full", "last": "empty"}
    without = ("not agreed", "not answered", "not appraised", "beside")
    return {
        answer: "none" if answer_step(answer) in without else fills.get(answer_step(answer), "half")
        for answer in answers
    }


def _frame(themes: pd.DataFrame, columns: pd.DataFrame) -> _Frame:
    n = len(columns)
    sizes = columns["n_studies_total"].map(lambda k: f"{k} {'study' if k == 1 else 'studies'}")
    names = columns["value"].map(one_line)
    words = {word for name in names for word in name.split()}
    widest = min(_MOST, (_SHEET - _LABELS) / n)
    least = min(widest, max((PAGE_WIDTH - _LABELS) / n, _LEAST if n > 8 else 2.0))
    fitting = (w for w in np.arange(least, widest + 0.01, 0.1) if _fit(words, w - 0.14))
    found = next(fitting, None)
    # Words that would be cut in two are better turned.
    is_turned = found is None
    width = least if found is None else float(found)
    room = width - 0.14
    heads = [
        wrapped_to(name, 3.4 if is_turned else room, 8) + f"\n({size})"
        for name, size in zip(names, sizes, strict=True)
    ]
    n_lines = max(head.count("\n") + 1 for head in heads)
    top = 3.7 if is_turned else n_lines * _LINE + 0.3
    labels = themes["label"].mask(themes["label"].duplicated(keep=False), themes["path"])
    texts = [wrapped_to(one_line(label), _LABELS - 0.3, 8.5) for label in labels]
    heights = [max(_ROW, (text.count("\n") + 1) * _LINE + 0.2) for text in texts]
    return _Frame(heads, is_turned, top, width, texts, top + np.concatenate([[0.0], np.cumsum(heights)]))


def _fit(words: Iterable[str], room: float) -> bool:
    return all(wrapped_to(word, room, 8) == word for word in words)


def _write_labels(ax: Axes, frame: _Frame) -> None:
    turn = {"rotation": 90} if frame.is_turned else {}
    for place, head in enumerate(frame.heads):
        x = _LABELS + (place + 0.5) * frame.column
        ax.text(x, frame.top - 0.12, head, ha="center", va="bottom", fontsize=8, linespacing=1.15, **turn)
    for row, label in enumerate(frame.labels):
        _, y = frame.middle(row, 0)
        ax.text(0.05, y, label, ha="left", va="center", fontsize=8.5)
    right = _LABELS + frame.column * len(frame.heads)
    ax.hlines(frame.edges, 0, right, color=PALE, linewidth=0.7, zorder=0.5)


def _draw_cell(
    ax: Axes,
    frame: _Frame,
    place: tuple[int, int],
    cell: tuple[object, Mapping[str, object]],
    unit: float,
    rings: Mapping[str, str],
) -> None:
    """Draw one place of the map; all of it leads to its row of the table."""
    of, values = cell
    x, y = frame.middle(*place)
    half, high = frame.column / 2 - 0.05, float(np.diff(frame.edges)[place[0]]) / 2 - 0.05
    is_gap = bool(values["is_gap"])
    ground = Rectangle(
        (x - half, y - high),
        2 * half,
        2 * high,
        facecolor=_TINT if is_gap else "white",
        linewidth=0,
        zorder=0,
    )
    follow(ax.add_patch(ground), of, "n_studies")
    n = int(values["n_studies"])
    if n == 0:
        absent = int(values["n_studies_absent"])
        words = "gap" if is_gap else f"stated\nabsent: {absent}"
        said = ax.text(x, y, words, ha="center", va="center", fontsize=8, fontstyle="italic", color="#55595f")
        follow(said, of, "n_studies" if is_gap else "n_studies_absent")
        return
    counts = {answer: int(values[JUDGED + answer]) for answer in rings}
    _draw_bubble(ax, (x, y), unit * math.sqrt(n), n, counts, rings, of)


def _draw_bubble(
    ax: Axes,
    centre: tuple[float, float],
    radius: float,
    n: int,
    counts: Mapping[str, int],
    rings: Mapping[str, str],
    of: object | None,
) -> None:
    by_fill = {fill: sum(k for answer, k in counts.items() if rings[answer] == fill) for fill in _RINGS}
    if not any(by_fill.values()):
        by_fill["none"] = n
    inner = 0.55 * radius
    thick = radius - inner if inner >= _NUMBER else radius
    marks: list[object] = []
    end = -90.0  # the axis points down: the ring begins at the top and runs clockwise
    for fill, k in by_fill.items():
        if k:
            start, end = end, end + 360 * k / n
            look = {**_RINGS[fill], "zorder": 2}
            if k == n and thick == radius:
                marks.append(ax.add_patch(Circle(centre, radius, **look)))
            else:
                marks.append(ax.add_patch(Wedge(centre, radius, start, end, width=thick, **look)))
    x, y = centre
    beside = {"ha": "left", "va": "center", "fontsize": 8, "color": INK, "zorder": 3}
    if thick < radius:
        marks.append(ax.text(x, y, str(n), **{**beside, "ha": "center", "fontsize": 8.5, "weight": "bold"}))
    else:
        marks.append(ax.text(x + radius + 0.07, y, str(n), **{**beside, "weight": "bold"}))
    if of is not None:
        follow(marks, [of] * len(marks), "n_studies")


def _draw_key(
    ax: Axes, frame: _Frame, unit: float, largest: int, rings: Mapping[str, str], item: str
) -> None:
    """Draw what the areas and the rings stand for, below the map."""
    y = float(frame.edges[-1]) + 0.55 + max(0.3, unit * math.sqrt(largest))
    middle = {"ha": "left", "va": "center", "fontsize": 8}
    ax.text(0.05, y, wrapped_to("Area of a bubble: number of studies", _LABELS - 0.4, 8), **middle)
    x = _LABELS
    for n in _examples(largest):
        radius = unit * math.sqrt(n)
        ax.add_patch(Circle((x + radius, y), radius, facecolor="white", edgecolor=INK, linewidth=0.7))
        ax.text(x + 2 * radius + 0.1, y, str(n), **middle)
        x += 2 * radius + 0.9
    ax.add_patch(Rectangle((x + 0.3, y - 0.25), 0.9, 0.5, facecolor=_TINT, linewidth=0))
    ax.text(x + 0.75, y, "gap", **{**middle, "ha": "center", "fontstyle": "italic"})
    ax.text(x + 1.35, y, "no study says anything of it", **middle)
    _draw_answers(ax, y + 0.45 + max(0.3, unit * math.sqrt(largest)), rings, item)


def _draw_answers(ax: Axes, y: float, rings: Mapping[str, str], item: str) -> None:
    middle = {"ha": "left", "va": "center", "fontsize": 8}
    if not rings:
        ax.text(0.05, y, "The review holds no appraisal.", **middle)
        return
    ax.text(0.05, y, wrapped_to(f"Ring, appraisal: {item}", _LABELS - 0.4, 8), **middle)
    x = _LABELS
    for fill, look in _RINGS.items():
        said = " / ".join(answer for answer, its in rings.items() if its == fill)
        if said:
            ax.add_patch(Rectangle((x, y - 0.16), 0.5, 0.32, **look))
            text: Text = ax.text(x + 0.62, y, said, **middle)
            x += 1.1 + 0.16 * len(text.get_text())


def _examples(largest: int) -> list[int]:
    """Return one, a round number about half way by area, and the largest."""
    half = next((n for n in (20, 10, 5, 2) if 1 < n <= largest / 2), None)
    return list(dict.fromkeys(n for n in (1, half, largest) if n))
