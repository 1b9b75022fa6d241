"""Feedback loops as rows of words, with the studies behind the weakest link."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.path_rows import STITCHED, WITHIN, draw_path_rows
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
    drawn = (table if most is None else table.head(most)).reset_index(drop=True)
    is_within = drawn["is_within_study"]
    series = {
        "a study reports the whole loop": (is_within, WITHIN),
        "stitched across studies": (~is_within, STITCHED),
    }
    itself = drawn["is_within_configuration"].map({True: ", one configuration", False: ""})
    words = drawn["pattern"] + " · " + drawn["kind"] + itself
    ends = drawn["n_studies_links"].str.replace("; ", " → ") + ", whole in "
    ends = ends + drawn["n_studies_every_link"].astype("str")
    return draw_path_rows(drawn, words, series, ends, heading="Loop", noun="loops", n_all=len(table), ax=ax)
