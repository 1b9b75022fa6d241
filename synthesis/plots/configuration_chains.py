"""Chains of configurations as rows of words, with the studies behind the weakest hop."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.path_rows import draw_path_rows
from synthesis.plots.style import say_nothing_to_draw

__all__ = ["plot_configuration_chains"]


def plot_configuration_chains(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 15) -> Axes:
    """Draw the chains, those with the best supported weakest hop first.

    The bar is ``n_studies_weakest``: plain where a study reports every step of the chain, hatched where
    the chain is stitched across studies. At its end stand the studies of each step.

    Parameters
    ----------
    table
        As returned by `configuration_chains`.
    ax
        Axes to draw into; a figure whose height fits the chains by default.
    most
        Draw at most so many, from the top of the table; the axis label says of how many. None: all.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are studies.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No chain of configurations was found in so many studies.")
    return draw_path_rows(
        table,
        noun="chain",
        words="pattern",
        steps="n_studies_steps",
        every="n_studies_every_step",
        most=most,
        ax=ax,
    )
