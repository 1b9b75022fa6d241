"""A map of candidate intervention functions and the barriers on the components they serve."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.frameworks import load_framework
from synthesis.plots.construct_bars import variant_name
from synthesis.plots.number_grid import Cell, draw_number_grid
from synthesis.plots.style import axes_of_size, figure_style, plain_text, say_nothing_to_draw, wrapped

__all__ = ["plot_intervention_functions"]


def plot_intervention_functions(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which functions are linked to which components, with the studies that report barriers there.

    The large number is ``n_studies_barrier`` of the component, the small one ``n_studies``; darker means more
    studies with a barrier. A pair without a link is left blank. The numbers repeat down a column: they are
    the component's, and do not rank the functions.

    Parameters
    ----------
    table
        As returned by `intervention_functions`.
    ax
        Axes to draw into; a new figure by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no links to intervention functions to draw.")
    components = table.drop_duplicates("construct_id").set_index("construct_id")["label"]
    functions = table.drop_duplicates("function_id").set_index("function_id")["function_label"]
    functions = functions.reindex(load_framework("bcw").constructs["construct_id"]).dropna()
    y = functions.index.get_indexer(table["function_id"])
    x = components.index.get_indexer(table["construct_id"])
    highest = max(float(table["n_studies_barrier"].max()), 1.0)
    read = table["is_link_verified"]
    cells = [
        Cell(column, row, n, f"{n}{'' if is_read else ' *'}", f"of {m}" if m else "no evidence", of, not m)
        for column, row, n, m, of, is_read in zip(
            x, y, table["n_studies_barrier"], table["n_studies"], table.index, read, strict=True
        )
    ]
    with figure_style():
        ax = axes_of_size(ax, height=0.85 * len(functions) + 4.6)
        names = [wrapped(name, 14) for name in components]
        draw_number_grid(ax, cells, functions, names, lowest=0, highest=highest, column="n_studies_barrier")
        ax.set_xlabel(
            "\n".join(wrapped(line, 92) for line in _legend(table)), fontsize=7, loc="left", labelpad=8
        )
        plain_text([ax.xaxis.label])
        ax.xaxis.set_label_position("bottom")
    return ax


def _legend(table: pd.DataFrame) -> list[str]:
    first = table.iloc[0]
    parents = table.drop_duplicates("parent_id")
    held = parents["parent_label"] + " " + parents["n_studies_parent"].astype("str")
    lines = [
        "Candidates for people to choose from, not a recommendation.",
        "Large: studies that report a barrier on the component; small: all studies with it, of "
        f"{first['n_studies_total']} ({_reached(first['evidence_from'])}). "
        f"Blank: no link in {variant_name(first['variant'])}.",
    ]
    if not table["is_link_verified"].all():
        lines.append("* link not read in a publication.")
    if parents["n_studies_parent"].gt(0).any():
        lines.append(f"Studies placed above the components, and not counted here: {', '.join(held)}.")
    return lines


def _reached(evidence_from: str) -> str:
    """Say how the evidence came to the components: ``tdf by michie_2014`` as TDF, links of Michie 2014."""
    framework, by, variant = evidence_from.partition(" by ")
    return f"{framework.upper()}, links of {variant_name(variant)}" if by else evidence_from
