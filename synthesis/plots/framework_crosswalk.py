"""Bars of the evidence that published links carry to each construct of another framework."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.construct_bars import construct_names, draw_construct_bars, variant_name
from synthesis.plots.style import say_nothing_to_draw

__all__ = ["plot_framework_crosswalk"]


def plot_framework_crosswalk(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the studies that the links carry to each construct, and from where.

    As `plot_framework_profile`; beside each construct stand, after an arrow, those that lead to it. A
    construct that no link of the variant leads to says so.

    Parameters
    ----------
    table
        As returned by `framework_crosswalk`.
    ax
        Axes to draw into; a figure whose height fits the constructs by default.

    Returns
    -------
    The axes. The axis label names the variant.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The framework has no constructs to draw.")
    if not table["n_codes"].any():
        source = table["source_framework"].iloc[0]
        return say_nothing_to_draw(ax, f"No code of the review is linked to a construct of '{source}'.")
    sources = (" ← " + table["source_labels"]).where(table["source_labels"].ne(""), "")
    silence = table["source_ids"].eq("").map({True: "no link leads here", False: "no evidence"})
    first = table.iloc[0]
    label = (
        f"Studies with the construct, of {first['n_studies_total']}: "
        f"{first['source_framework'].upper()} to {first['target_framework'].upper()} "
        f"by the links of {variant_name(first['variant'])}"
    )
    return draw_construct_bars(table, construct_names(table) + sources, silence, label, ax=ax)
