"""Patterns with the fewest studies that remain when one study, or one group, is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.remaining_studies import draw_remaining_studies
from synthesis.plots.style import say_nothing_to_draw, wrapped

__all__ = ["plot_leave_one_out_patterns"]

_LINE = 36  # letters of a line beside a bar


def plot_leave_one_out_patterns(
    table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 20
) -> Axes:
    """Draw, for each pattern, all its studies and the fewest that remain.

    Parameters
    ----------
    table
        As returned by `leave_one_out_patterns`.
    ax
        Axes to draw into; a figure whose height fits the patterns by default.
    most
        Draw at most so many patterns, from the top of the table; the axis label says of how many.
        None: all.

    Returns
    -------
    The axes.
    """
    if table.empty or table["n_studies_lowest"].isna().all():
        return say_nothing_to_draw(ax, "There is no pattern, or nothing that could be left out.")
    n_falls = table["n_falls"]
    names = "falls without " + table["falls_without"].str.replace("; ", " or ")
    is_named = (n_falls <= 2) & (names.str.len() <= 2 * _LINE)
    counted = ("falls without any one of " + n_falls.astype("str")).where(n_falls > 1, "falls; see the table")
    stands = "at least " + table["n_studies_lowest"].astype("str") + " of " + table["n_studies"].astype("str")
    named = names.map(lambda name: wrapped(name, _LINE))
    ends = pd.Series(np.select([n_falls == 0, is_named], [stands, named], counted), index=table.index)
    says = "fewest that remain"
    return draw_remaining_studies(table, ax, remaining="n_studies_lowest", says=says, ends=ends, most=most)
