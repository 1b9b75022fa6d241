"""The traffic light: studies by items, one mark for each answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from synthesis.plots.answer_marks import answer_marks, in_words_of_marks
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PAGE_WIDTH,
    PALE,
    Mark,
    axes_of_size,
    figure_style,
    label_below,
    one_line,
    plain_text,
    say_nothing_to_draw,
    wrapped,
    wrapped_to,
)

__all__ = ["plot_appraisal_table"]

_POINTS = 72 / 2.54
_INCH = 1 / 2.54
_LETTERS = 7.0
_LINE = 0.34  # centimetres from one line of small text to the next


def plot_appraisal_table(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw studies against items, a mark for each agreed answer.

    Answers are told apart by shape as well as by colour, and the legend gives them in full. Items stand
    under the name of their tool.

    Parameters
    ----------
    table
        As returned by `appraisal_table`.
    ax
        Axes to draw into; a figure whose size fits the studies by default.
    most
        Draw this many studies only, those of which the review has most extracts; the axis label says
        so. They stay in the order of the table.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The review has no appraisal to draw.")
    studies = table.drop_duplicates("study_id")[["study_id", "citation", "n_extracts"]]
    kept = studies
    if most is not None and most < len(studies):
        kept = studies.sort_values("n_extracts", ascending=False, kind="stable").head(most).sort_index()
    items = table[["tool", "item"]].drop_duplicates(ignore_index=True)
    drawn = table[table["study_id"].isin(kept["study_id"])]
    y = pd.Index(kept["study_id"]).get_indexer(drawn["study_id"])
    place = pd.MultiIndex.from_frame(items).get_indexer(pd.MultiIndex.from_frame(drawn[["tool", "item"]]))
    # Half a column is left between two tools.
    x_of_item = (
        np.arange(len(items)) + 0.5 * items["tool"].ne(items["tool"].shift()).cumsum().to_numpy() - 0.5
    )
    marks = answer_marks(table)
    names = [one_line(name) for name in kept["citation"]]

    side = min(0.62, max(0.34, 24 / len(kept)))
    letters = min(8.0, side * _POINTS / 1.3)
    label_width = min(6.5, 0.5 + max(map(len, names)) * letters / _POINTS * 0.58)
    across = float(x_of_item[-1]) + 1
    cell = min(1.5, (PAGE_WIDTH - label_width - 0.8) / across)
    lines = max(1, int(cell / _LINE))
    long = int(max(20, items["item"].str.len().max() / lines * 1.15 + 4))
    heads = [wrapped(name, long) for name in items["item"]]
    deepest = max(len(line) for head in heads for line in head.split("\n"))
    tools = [_tool_head(items, x_of_item, tool, cell) for tool in items["tool"].unique()]
    tool_lines = max(text.count("\n") + 1 for _, _, text in tools)
    head_height = deepest * _LETTERS / _POINTS * 0.6 + tool_lines * _LINE + 0.6
    words = in_words_of_marks({key: mark for key, mark in marks.items() if _is_in(key, drawn)})
    height = side * len(kept) + head_height + 0.55 * -(-len(words) // 3) + 1.4

    with figure_style():
        ax = axes_of_size(ax, height=height, width=max(label_width + cell * across + 0.8, 12.0))
        ax.set_xlim(-0.6, across - 0.4)
        ax.set_ylim(len(kept) - 0.5, -0.5)
        ax.hlines(np.arange(len(kept)), -0.6, across - 0.4, color=PALE, linewidth=0.35, zorder=0)
        size = (0.62 * min(side, 0.5) * _POINTS) ** 2
        for mark in words:
            is_mark = np.array(
                [marks[key] == mark for key in zip(drawn["tool"], drawn["judgement"], strict=True)]
            )
            marked = ax.scatter(x_of_item[place[is_mark]], y[is_mark], s=size, **_look(mark))
            follow(marked, drawn.index[is_mark])
        ax.set_xticks(x_of_item, heads, rotation=90, fontsize=_LETTERS)
        ax.set_yticks(range(len(kept)), names, fontsize=letters)
        plain_text([*ax.get_xticklabels(), *ax.get_yticklabels()])
        ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
        ax.spines[:].set_visible(False)
        for left, right, text in tools:
            _name_tool(ax, (left + right) / 2, text, deepest)
        label = f"{len(kept)} studies, {len(items)} items"
        if len(kept) < len(studies):
            label += f" ({len(kept)} of {len(studies)} studies drawn, those with most extracts)"
        label_below(ax, label)
        above = ScaledTranslation(0, head_height * _INCH, ax.figure.dpi_scale_trans)
        ax.legend(
            handles=[_key(mark, said) for mark, said in words.items()],
            loc="lower left",
            bbox_to_anchor=(0, 1),
            # Above the heads: under many studies nobody would find it.
            bbox_transform=ax.transAxes + above,
            ncols=3,
            borderaxespad=0.2,
        )
    return ax


def _is_in(key: tuple[str, str], drawn: pd.DataFrame) -> bool:
    return bool((drawn["tool"].eq(key[0]) & drawn["judgement"].eq(key[1])).any())


def _tool_head(items: pd.DataFrame, x: np.ndarray, tool: str, cell: float) -> tuple[float, float, str]:
    places = x[items["tool"].eq(tool)]
    left, right = float(places[0]), float(places[-1])
    return left, right, wrapped_to(tool, max((right - left + 1.4) * cell, 2.0), 8.0)


def _name_tool(ax: Axes, x: float, text: str, deepest: int) -> None:
    above = deepest * _LETTERS * 0.6 + 8
    note = ax.annotate(
        text,
        (x, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, above),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontweight="bold",
        fontsize=8,
        annotation_clip=False,
    )
    plain_text([note])


def _look(mark: Mark) -> dict[str, object]:
    """Return how `scatter` draws a mark: strokes as strokes, a ring as a ring."""
    if mark.marker == "_":
        return {"marker": mark.marker, "color": mark.colour, "linewidths": 1.6}
    if mark.hatch == "---":
        return {"marker": mark.marker, "facecolors": "none", "edgecolors": mark.colour, "linewidths": 0.9}
    return {"marker": mark.marker, "color": mark.colour, "linewidths": 0}


def _key(mark: Mark, said: str) -> Line2D:
    is_ring = mark.hatch == "---"
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=mark.marker,
        color=mark.colour,
        markerfacecolor="none" if is_ring else mark.colour,
        markeredgewidth=1.6 if mark.marker == "_" else 0.9 if is_ring else 0,
        markersize=6.5,
        label=wrapped(said, 34),
    )
