"""The network of configurations in three layers: context, mechanism, outcome."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PAGE_WIDTH,
    axes_of_size,
    figure_style,
    say_nothing_to_draw,
    wrapped_to,
)

__all__ = ["plot_configuration_network"]

_LAYERS = ("context", "mechanism", "outcome")
_FONT = 7.0
_BOLD = 1.12  # bold letters are so much wider
_BOX = 3.9  # centimetres, the width of a box
_LINE = 0.3
_GAP = 0.22  # centimetres between boxes
_EDGE = 0.1  # centimetres left free at the sides
_QUIET = "#6b6b6b"
_HEAD = 2.3  # centimetres for the legend and the headings
_FOOT = 0.8

_Dashes = str | tuple[float, tuple[float, ...]]

# Told apart by line as well as by colour.
_POLARITIES: dict[str, tuple[str, _Dashes, str]] = {
    "same": ("#0072B2", "-", "same signs at both ends"),
    "opposite": ("#D55E00", (0, (4, 2)), "opposite signs"),
    "both": ("#7a3d6b", (0, (6, 1.5, 1, 1.5)), "reported both ways"),
}


def plot_configuration_network(
    table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 36, min_studies: int | None = None
) -> Axes:
    """Draw contexts, mechanisms and outcomes in three columns, with the edges between them.

    A code stands in the column of each part that it plays; a heavy frame marks those that stand in
    several, through which chains run on. The wider the line, the more studies. A whole line joins ends
    of the same sign, a broken one ends of opposite signs, a dashed and dotted one is reported both ways.

    Parameters
    ----------
    table
        As returned by `configuration_network`.
    ax
        Axes to draw into; a figure whose height fits the longest column by default.
    most
        With ``min_studies=None``, draw the edges of so many studies that at most so many edges remain;
        where that leaves too few, edges of fewer studies come in, those of the codes with most edges first.
        The line below the figure says which are drawn. None: all.
    min_studies
        Draw the edges of at least so many studies.

    Returns
    -------
    The axes, in centimetres from the top left.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The configurations have no links to draw.")
    drawn, least = _strongest(table, most, min_studies)
    if drawn.empty:
        return say_nothing_to_draw(ax, f"No link was found in {least} studies.")
    boxes = _boxes(drawn)
    in_several = set(_nodes(table).loc[lambda nodes: nodes["code_id"].duplicated(keep=False), "code_id"])
    height = _HEAD + boxes["bottom"].max() + _FOOT
    with figure_style():
        ax = axes_of_size(ax, height=height, is_filled=True)
        ax.set_xlim(0, PAGE_WIDTH)
        ax.set_ylim(height, 0)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.set_axis_off()
        for box in boxes.itertuples():
            heavy = box.code_id in in_several
            ax.add_patch(
                FancyBboxPatch(
                    (box.left, _HEAD + box.top),
                    _BOX,
                    box.bottom - box.top,
                    boxstyle="round,pad=0,rounding_size=0.08",
                    facecolor="white",
                    edgecolor=INK,
                    linewidth=1.8 if heavy else 0.6,
                    zorder=3,
                )
            )
            ax.text(
                box.left + _BOX / 2,
                _HEAD + (box.top + box.bottom) / 2,
                box.text,
                ha="center",
                va="center",
                fontsize=_FONT,
                fontweight="bold" if heavy else "normal",
                linespacing=1.05,
                zorder=4,
            )
        _draw_edges(ax, drawn, boxes, int(table["n_studies"].max()))
        for layer, left in zip(_LAYERS, _lefts(), strict=True):
            if (boxes["role"] == layer).any():
                middle = left + _BOX / 2
                ax.text(middle, _HEAD - 0.15, layer.capitalize(), ha="center", va="bottom", fontweight="bold")
        _draw_keys(ax, drawn, bool(in_several & set(boxes["code_id"])), int(table["n_studies"].max()))
        said = f"Links in at least {least} {'study' if least == 1 else 'studies'}"
        n_least = int((table["n_studies"] >= least).sum())
        if len(drawn) < n_least:
            said += ", those of the codes with most links"
        if len(drawn) < len(table):
            said += f" ({len(drawn)} of {len(table)} links drawn)"
        ax.text(PAGE_WIDTH / 2, height - 0.2, said, ha="center", va="bottom")
    return ax


def _strongest(table: pd.DataFrame, most: int | None, min_studies: int | None) -> tuple[pd.DataFrame, int]:
    """Keep the edges of enough studies; where these are too many or too few, those of best joined codes."""
    if min_studies is not None or most is None:
        least = 1 if min_studies is None else min_studies
        return table[table["n_studies"] >= least], least
    numbers = np.sort(table["n_studies"].unique())
    fitting = [n for n in numbers if (table["n_studies"] >= n).sum() <= most]
    least = int(fitting[0]) if fitting else int(numbers[-1])
    drawn = _best_joined(table[table["n_studies"] >= least]).head(most)
    # A handful of edges is no network: the next ones come in as far as there is room.
    if len(drawn) < min(most, len(table)) / 3:
        drawn = _best_joined(table).head(most)
        least = int(drawn["n_studies"].min())
    return drawn, least


def _best_joined(table: pd.DataFrame) -> pd.DataFrame:
    """Put the edges of most studies first and, among equals, those of the codes with most edges."""
    degree = pd.concat([table["from_id"], table["to_id"]]).value_counts()
    weaker = np.minimum(table["from_id"].map(degree), table["to_id"].map(degree))
    both = table["from_id"].map(degree) + table["to_id"].map(degree)
    order = ["n_studies", "weaker", "both", "link", "from_id", "to_id"]
    ranked = table.assign(weaker=weaker, both=both)
    return ranked.sort_values(order, ascending=[False] * 3 + [True] * 3)[table.columns]


def _nodes(edges: pd.DataFrame) -> pd.DataFrame:
    """List each code once for each part that it plays."""
    ends = [
        edges[[f"{end}_id", f"{end}_label", f"{end}_role"]].set_axis(["code_id", "label", "role"], axis=1)
        for end in ("from", "to")
    ]
    return pd.concat(ends).drop_duplicates(["code_id", "role"], ignore_index=True)


def _lefts() -> np.ndarray:
    return np.linspace(_EDGE, PAGE_WIDTH - _EDGE - _BOX, len(_LAYERS))


def _boxes(edges: pd.DataFrame) -> pd.DataFrame:
    """Place a box for each node: in the column of its part, near to what it is joined to."""
    nodes = _nodes(edges)
    nodes["text"] = nodes["label"].map(lambda label: wrapped_to(label, _BOX - 0.25, _FONT * _BOLD))
    nodes["height"] = (nodes["text"].str.count("\n") + 1) * _LINE + 0.14
    nodes["order"] = _order_of_few_crossings(nodes, edges)
    nodes = nodes.sort_values(["role", "order"], ignore_index=True)
    by_role = nodes.groupby("role")
    nodes["bottom"] = by_role["height"].cumsum() + by_role.cumcount() * _GAP
    # Shorter columns are spread over the height of the longest.
    size, number = by_role["bottom"].transform("max"), by_role["bottom"].transform("size")
    spare = size.max() - size
    nodes["bottom"] += by_role.cumcount() * spare / number + spare / number / 2
    nodes["top"] = nodes["bottom"] - nodes["height"]
    nodes["left"] = nodes["role"].map(dict(zip(_LAYERS, _lefts(), strict=True)))
    return nodes


def _order_of_few_crossings(nodes: pd.DataFrame, edges: pd.DataFrame) -> pd.Series:
    """Order each column by the middle of what its nodes are joined to, back and forth (barycentres)."""
    key = nodes["code_id"] + "\n" + nodes["role"]
    start = edges["from_id"] + "\n" + edges["from_role"]
    end = edges["to_id"] + "\n" + edges["to_role"]
    joins = pd.DataFrame({"here": [*start, *end], "there": [*end, *start], "n": [*edges["n_studies"]] * 2})
    place = pd.Series(nodes.groupby("role").cumcount().to_numpy(dtype="float64"), index=key.to_numpy())
    role = pd.Series(nodes["role"].to_numpy(), index=key.to_numpy())
    for sweep in range(12):
        moving = [("mechanism",), ("context", "outcome")][sweep % 2]
        joins["pull"] = joins["there"].map(place) * joins["n"]
        of_node = joins.groupby("here")
        middle = (of_node["pull"].sum() / of_node["n"].sum()).reindex(place.index)
        ranked = middle.where(role.isin(moving), place)
        # Equal columns of places: a rank from 0 to 1 in each column.
        frame = pd.DataFrame({"role": role, "at": ranked, "was": place}).sort_values(["role", "at", "was"])
        rank = frame.groupby("role").cumcount() + 0.5
        place = (rank / frame.groupby("role")["at"].transform("size")).reindex(place.index)
    return pd.Series(place.to_numpy(), index=nodes.index)


def _draw_edges(ax: Axes, edges: pd.DataFrame, boxes: pd.DataFrame, highest: int) -> None:
    boxes = boxes.set_index(["code_id", "role"])
    middle = (_HEAD + (boxes["top"] + boxes["bottom"]) / 2).to_dict()
    left = boxes["left"].to_dict()
    # Edges that have no mechanism pass between the boxes of mechanisms, not behind one.
    of_mechanisms = boxes[boxes.index.get_level_values("role") == "mechanism"].sort_values("top")
    gaps = list(_HEAD + (of_mechanisms["bottom"] + of_mechanisms["top"].shift(-1)).dropna() / 2)
    between = _lefts()[1]
    for edge in edges.itertuples():
        start, end = (edge.from_id, edge.from_role), (edge.to_id, edge.to_role)
        colour, style, _ = _POLARITIES[edge.polarity]
        x0, x1, y0, y1 = left[start] + _BOX, left[end], middle[start], middle[end]
        stops = [(x0, y0), (x1, y1)]
        if edge.link == "CO" and gaps:
            passage = min(gaps, key=lambda gap: abs(gap - (y0 + y1) / 2))
            stops[1:1] = [(between, passage), (between + _BOX, passage)]
        line = ax.add_patch(
            PathPatch(
                _curve(stops),
                facecolor="none",
                edgecolor=colour,
                linestyle=_dashes(style, _width(edge.n_studies, highest)),
                linewidth=_width(edge.n_studies, highest),
                alpha=0.85,
                zorder=1,
                gid=f"{edge.from_id}-{edge.link}-{edge.to_id}",
            )
        )
        follow(line, edge.Index, "n_studies")


def _curve(stops: list[tuple[float, float]]) -> Path:
    """Join points from left to right by curves that are level at each of them."""
    points, codes = [stops[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(stops):
        bend = (x1 - x0) / 2
        points += [(x0 + bend, y0), (x1 - bend, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    return Path(points, codes)


def _dashes(style: _Dashes, width: float) -> _Dashes:
    """Keep dashes as long on a broad line as on a line of a point and a half, or they become blocks."""
    if isinstance(style, str):
        return style
    return 0, tuple(length * 1.6 / max(width, 1.0) for length in style[1])


def _width(n_studies: float, highest: int) -> float:
    """Width of a line in points, from one study to the most."""
    return 0.8 + 3.2 * (n_studies - 1) / max(1, highest - 1)


def _draw_keys(ax: Axes, drawn: pd.DataFrame, has_several: bool, highest: int) -> None:
    keys = [
        Line2D([], [], color=colour, linestyle=style, linewidth=1.6, label=name)
        for polarity, (colour, style, name) in _POLARITIES.items()
        if (drawn["polarity"] == polarity).any()
    ]
    if has_several:
        box = {"marker": "s", "markersize": 7, "markerfacecolor": "white", "markeredgecolor": INK}
        keys.append(Line2D([], [], linestyle="none", markeredgewidth=1.8, label="changes role", **box))
    # What a width stands for is read from its ends.
    for n_studies in sorted({int(drawn["n_studies"].min()), int(drawn["n_studies"].max())}):
        said = f"{n_studies} {'study' if n_studies == 1 else 'studies'}"
        keys.append(Line2D([], [], color=_QUIET, linewidth=_width(n_studies, highest), label=said))
    ax.legend(handles=keys, loc="upper left", bbox_to_anchor=(0, 1), ncols=3, handlelength=2.6)
