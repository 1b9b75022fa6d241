"""A map of which study, or source, carries which code."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PALE,
    SERIES,
    axes_of_size,
    figure_style,
    label_below,
    one_line,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
    wrapped,
)

__all__ = ["plot_theme_matrix"]

_WORDS = {"present": "present", "absent": "stated absent", "conflicting": "both (conflicting)"}

# Points in a centimetre, and the height of a letter to its size.
_POINTS = 72 / 2.54
_LINE = 1.25


def plot_theme_matrix(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    labels: Mapping[str, str] | None = None,
    unit_labels: Mapping[str, str] | None = None,
    most: int | None = None,
    is_ordered: bool = True,
) -> Axes:
    """Draw units against codes, one mark for each cell that is not empty.

    States are told apart by shape as well as by colour: a filled square is present, a cross is stated
    absent, a diamond is both. In a table of counts the area of a square grows with the count, and
    in small tables the number stands beside it.

    Parameters
    ----------
    table
        As returned by `theme_matrix`, of any ``unit`` and ``values``.
    ax
        Axes to draw into; a figure whose size fits the table by default.
    labels
        What to write for each ``code_id``, for instance ``codebook.set_index("code_id")["label"]``; the
        ids by default.
    unit_labels
        What to write for each unit, for instance citations; the ids by default.
    most
        Draw this many codes only, those present in most units; the axis label says so.
    is_ordered
        Whether units and codes with most presences come first; else they stand as in the table.

    Returns
    -------
    The axes.
    """
    units, cells = table.iloc[:, 0], table.iloc[:, 1:]
    if cells.empty:
        return say_nothing_to_draw(ax, "There are no studies or codes to draw.")
    is_state = not all(pd.api.types.is_numeric_dtype(dtype) for dtype in cells.dtypes)
    values = cells.to_numpy()
    is_present = np.isin(values, ["present", "conflicting"]) if is_state else values > 0
    columns = np.argsort(-is_present.sum(axis=0), kind="stable")
    kept = columns if most is None else columns[:most]
    down = np.argsort(-is_present.sum(axis=1), kind="stable")
    if not is_ordered:
        kept, down = np.sort(kept), np.arange(len(units))
    values, unit_ids = values[np.ix_(down, kept)], units.iloc[down]
    code_names = _names(cells.columns[kept].to_series(), labels)
    unit_names = _names(unit_ids, unit_labels)

    # Letters shrink with the cells, down to 5 points; the labels take what the cells leave.
    longest = int(unit_names.str.len().max())
    cell = min(0.9, max(0.22, (17.0 - min(0.14 * longest, 5.5)) / len(kept)))
    letters = min(8.0, max(5.0, cell * _POINTS / _LINE))
    across = max(1, int(cell * _POINTS / (letters * _LINE)))
    line = int(max(26, code_names.str.len().max() / across + 6))
    codes_drawn = [wrapped(name, line) for name in code_names]
    deepest = max(len(part) for name in codes_drawn for part in name.split("\n"))
    side = min(cell, 0.62, max(0.28, 24 / len(units)))
    to_centimetres = letters / _POINTS * 0.62
    height = side * len(units) + deepest * to_centimetres + 2.0
    width = cell * len(kept) + longest * to_centimetres + 1.0

    with figure_style():
        ax = axes_of_size(ax, height=height, width=max(width, 13.0))
        ax.set_xlim(-0.5, len(kept) - 0.5)
        ax.set_ylim(len(units) - 0.5, -0.5)
        ax.set_xticks(range(len(kept)), codes_drawn, rotation=90, fontsize=letters)
        ax.set_yticks(range(len(units)), unit_names, fontsize=min(letters, side * _POINTS / 1.05))
        plain_text([*ax.get_xticklabels(), *ax.get_yticklabels()])
        follow(ax.get_yticklabels(), table.index[down])
        ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
        ax.spines[["left", "bottom"]].set_visible(False)
        _rule_cells(ax, len(units), len(kept))
        size = (0.66 * side * _POINTS) ** 2
        if is_state:
            keys = _draw_states(ax, values, size, table.index[down], cells.columns[kept])
        else:
            is_numbered = cell >= 0.7 and values.size <= 600
            keys = _draw_counts(
                ax, values, size, table.index[down], cells.columns[kept], is_numbered=is_numbered
            )
        words = one_line(units.name).removesuffix("_id")
        label = f"{len(units)} {'studies' if words == 'study' else words + 's'}, {len(kept)} codes"
        label_below(ax, label + share_drawn(len(kept), cells.shape[1], "codes"))
        ax.xaxis.labelpad = 22  # the legend stands between the cells and this label
        ax.legend(handles=keys, loc="upper left", bbox_to_anchor=(0, 0), ncols=3, borderaxespad=0.6)
    return ax


def _names(ids: pd.Series, labels: Mapping[str, str] | None) -> pd.Series:
    """Labels of ids; an id without one stands for itself."""
    names = ids if labels is None else ids.map(dict(labels)).fillna(ids)
    return names.map(one_line)


def _rule_cells(ax: Axes, n_rows: int, n_columns: int) -> None:
    ax.hlines(np.arange(n_rows + 1) - 0.5, -0.5, n_columns - 0.5, color=PALE, linewidth=0.35, zorder=0)
    ax.vlines(np.arange(n_columns + 1) - 0.5, -0.5, n_rows - 0.5, color=PALE, linewidth=0.35, zorder=0)


def _draw_states(ax: Axes, values: np.ndarray, size: float, of: pd.Index, codes: pd.Index) -> list[Line2D]:
    handles = []
    for state, words in _WORDS.items():
        mark = SERIES[state]
        down, across = np.nonzero(values == state)
        style = {"color": mark.colour, "linewidths": 1.1 if mark.marker == "x" else 0}
        area = size * (0.6 if state != "present" else 1)
        marks = ax.scatter(across, down, s=area, marker=mark.marker, **style)
        follow(marks, of[down], codes[across])
        legend_key = {"linestyle": "none", "marker": mark.marker, "color": mark.colour, "markersize": 6}
        handles.append(Line2D([], [], label=words, **legend_key))
    return handles


def _draw_counts(
    ax: Axes, values: np.ndarray, size: float, of: pd.Index, codes: pd.Index, *, is_numbered: bool
) -> list[Line2D]:
    mark = SERIES["plain"]
    down, across = np.nonzero(values > 0)
    counts = values[down, across].astype("float64")
    largest = counts.max(initial=1)
    look = {"marker": "s", "color": mark.colour, "linewidths": 0}
    marks = ax.scatter(across, down, s=size * 2 * counts / largest, **look)
    follow(marks, of[down], codes[across])
    if largest > 1 and is_numbered:
        for x, y, count in zip(across, down, counts, strict=True):
            ax.text(x + 0.25, y, f"{count:.0f}", va="center", fontsize=6)
    shown = sorted({1.0, float(np.ceil(largest / 2)), float(largest)})
    return [
        Line2D(
            [],
            [],
            linestyle="none",
            marker="s",
            color=mark.colour,
            markersize=float(np.sqrt(size * 2 * count / largest)),
            label=f"{count:.0f}" + (" extracts" if largest > 1 else " = present") * (count == shown[-1]),
        )
        for count in shown
    ]
