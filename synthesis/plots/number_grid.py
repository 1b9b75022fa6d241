"""A grid of numbers on shades of one blue: a heat map that can be read without its shades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from synthesis.plots.row_links import follow
from synthesis.plots.style import INK, plain_text

__all__ = ["Cell", "draw_number_grid"]

# From almost white to the dark end of one blue, so that the steps are seen in grey as well.
_SHADES = LinearSegmentedColormap.from_list("studies", ["#e6f0f8", "#00456d"])
_DARK = 0.65  # of the way to the dark end, from which on letters are white


class Cell(NamedTuple):
    """One filled cell: its column and row, the number it is shaded by, its two lines of text, its row in
    the table."""

    x: int
    y: int
    number: float
    large: str
    small: str
    of: object
    is_quiet: bool = False


def draw_number_grid(
    ax: Axes,
    cells: Iterable[Cell],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    lowest: float,
    highest: float,
    turned: bool = False,
    column: str | None = None,
) -> None:
    """Draw cells with a large text over a small one; places without a cell stay blank.

    Parameters
    ----------
    ax
        Axes to draw into.
    cells
        The filled cells. The small text of a quiet one is in italics.
    rows, columns
        Labels, rows from the top.
    lowest, highest
        Numbers of the palest and the darkest shade.
    turned
        Whether the labels of columns run upwards.
    column
        Column of the table that the cells show.
    """
    cells = list(cells)
    across, down = np.arange(len(columns) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5
    ax.set_facecolor("#f6f6f6")
    squares = [Rectangle((cell.x - 0.5, cell.y - 0.5), 1, 1) for cell in cells]
    shades = PatchCollection(squares, cmap=_SHADES, linewidths=0)
    shades.set(array=[cell.number for cell in cells], clim=(lowest, highest))
    follow(ax.add_collection(shades), [cell.of for cell in cells], column)
    for cell in cells:
        is_dark = (cell.number - lowest) / (highest - lowest) > _DARK
        middle = {"ha": "center", "va": "center", "color": "white" if is_dark else INK}
        style = "italic" if cell.is_quiet else "normal"
        words = [
            ax.text(cell.x, cell.y - 0.15, cell.large, fontsize=8.5, **middle),
            ax.text(cell.x, cell.y + 0.24, cell.small, fontsize=7, fontstyle=style, **middle),
        ]
        follow(words, [cell.of] * 2, column)
    ax.set_xticks(range(len(columns)), columns, rotation=90 if turned else 0)
    ax.set_yticks(range(len(rows)), rows)
    plain_text([*ax.get_xticklabels(), *ax.get_yticklabels()])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    # White lines between all cells, so that a blank one can be followed to its labels.
    ax.hlines(down, across[0], across[-1], color="white", linewidth=1.5)
    ax.vlines(across, down[0], down[-1], color="white", linewidth=1.5)
    ax.set_xlim(across[0], across[-1])
    ax.set_ylim(down[-1], down[0])
    ax.spines[:].set_visible(False)
