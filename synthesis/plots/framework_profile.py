"""Bars of the studies behind each construct of a framework."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.construct_bars import construct_names, draw_construct_bars
from synthesis.plots.style import say_nothing_to_draw

__all__ = ["plot_framework_profile"]


def plot_framework_profile(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the studies with each construct, and how many speak of it as enabler, barrier or both.

    The broad pale bar is ``n_studies``, its number and share written at its end; the narrow bars in it
    are the studies with an enabler, a barrier and a mixed coding. A dashed outline is
    ``n_studies_rolled_up``, where the constructs below add studies. A construct without evidence bears
    a hollow circle and says whether no code was linked to it, or none of its codes was present.

    Parameters
    ----------
    table
        As returned by `framework_profile`.
    ax
        Axes to draw into; a figure whose height fits the constructs by default.

    Returns
    -------
    The axes. Names of constructs that have others below them are bold. Where no code is linked to any
    construct, they hold a sentence that says so.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The framework has no constructs to draw.")
    if not table["n_codes"].any():
        return say_nothing_to_draw(ax, "No code of the review is linked to a construct of this framework.")
    silence = (
        table["n_codes"]
        .gt(0)
        .map({True: "no evidence: codes linked, none present", False: "no evidence: no code linked"})
    )
    absent = table["n_studies_absent"]
    stated = (
        "no evidence: stated absent in "
        + absent.astype("str")
        + absent.eq(1).map({True: " study", False: " studies"})
    )
    label = f"Studies with the construct, of {table['n_studies_total'].iloc[0]}"
    unread = table["is_verified"].map({True: "", False: " *"})
    if not table["is_verified"].all():
        label += "   (* name not read in a publication)"
    names = construct_names(table) + unread
    return draw_construct_bars(table, names, silence.mask(absent.gt(0), stated), label, ax=ax)
