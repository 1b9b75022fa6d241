"""Feedback loops as rows of words, with the studies behind the weakest link."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.path_rows import draw_path_rows
from synthesis.plots.style import say_nothing_to_draw

__all__ = ["plot_configuration_loops"]


def plot_configuration_loops(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 15) -> Axes:
    """Draw the loops, those with the best supported weakest link first.

    The bar is ``n_studies_weakest``: plain where a study reports the whole loop, hatched where it is
    stitched across studies. Beside each loop stands its kind, and whether a configuration feeds itself.

    Parameters
    ----------
    table
        As returned by `configuration_loops`.
    ax
        Axes to draw into; a figure whose height fits the loops by default.
    most
        Draw at most so many, from the top of the table; the axis label says of how many. None: all.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are studies.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No code was found to lead back to itself.")
    itself = table["is_within_configuration"].map({True: ", one configuration", False: ""})
    return draw_path_rows(
        table.assign(words=table["pattern"] + " · " + table["kind"] + itself),
        noun="loop",
        words="words",
        steps="n_studies_links",
        every="n_studies_every_link",
        most=most,
        ax=ax,
    )
