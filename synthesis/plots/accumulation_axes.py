"""What the figures of code saturation have in common: their axes, and what stands where there is none."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from synthesis.plots.style import figure_style, label_below, say_nothing_to_draw, wrapped

__all__ = ["accumulation_axes", "left_out", "nothing_accumulates", "units_of"]


def units_of(table: pd.DataFrame) -> str:
    """Return what the units of a table are called: "studies" or "sources"."""
    return {"study": "studies", "source": "sources"}.get(table.attrs.get("unit", ""), "units")


def left_out(table: pd.DataFrame) -> str:
    """Say how many codings name no source and are in no unit; an empty text where none."""
    n_left_out = table.attrs.get("n_codings_left_out", 0)
    return f"; {n_left_out:,} codings without a source left out" if n_left_out else ""


def nothing_accumulates(table: pd.DataFrame, ax: Axes | None) -> Axes | None:
    """Write why there is nothing to draw: saturation is switched off, or there are no units.

    Parameters
    ----------
    table
        As returned by an analysis of saturation.
    ax
        Axes to write into, or None for new ones.

    Returns
    -------
    The axes, or None where there is something to draw.
    """
    if not table.empty:
        return None
    reason = table.attrs.get("switched_off")
    if reason is None:
        return say_nothing_to_draw(ax, f"There are no {units_of(table)} to draw.")
    return say_nothing_to_draw(ax, wrapped(f"This review does not use code saturation: {reason}", 90))


def accumulation_axes(ax: Axes, table: pd.DataFrame, label: str) -> None:
    """Make the axes those of codes, upwards, against units, to the right.

    Parameters
    ----------
    ax
        Axes to be changed.
    table
        One row per number of units.
    label
        What stands below the horizontal axis, before what was left out.
    """
    with figure_style():
        ax.set_xlim(0, len(table) + 0.5)
        ax.set_ylim(0, None)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        highest = ax.get_ylim()[1]
        ticks = MaxNLocator(integer=True, steps=[1, 2, 5, 10]).tick_values(0, highest)
        ax.set_yticks([tick for tick in ticks if tick <= highest])
        ax.grid(axis="y")
        ax.set_ylabel("Codes found (code saturation)")
        label_below(ax, label + left_out(table))
