"""A map of candidate intervention functions and the barriers on the components they serve."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from synthesis.frameworks import load_framework
from synthesis.plots.style import INK, axes_of_size, figure_style, plain_text, say_nothing_to_draw, wrapped

__all__ = ["plot_intervention_functions"]

# From almost white to the dark end of one blue, so that the steps are seen in grey as well.
_SHADES = LinearSegmentedColormap.from_list("studies", ["#e6f0f8", "#00456d"])


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
    values = np.full((len(functions), len(components)), np.nan)
    values[y, x] = table["n_studies_barrier"]
    highest = max(float(table["n_studies_barrier"].max()), 1.0)
    with figure_style():
        ax = axes_of_size(ax, height=0.85 * len(functions) + 4.6)
        ax.set_facecolor("#f6f6f6")
        ax.pcolormesh(
            np.arange(len(components) + 1) - 0.5,
            np.arange(len(functions) + 1) - 0.5,
            np.ma.masked_invalid(values),
            cmap=_SHADES,
            vmin=0,
            vmax=highest,
        )
        for place_x, place_y, barriers, studies, is_read in zip(
            x, y, table["n_studies_barrier"], table["n_studies"], table["is_link_verified"], strict=True
        ):
            colour = "white" if barriers / highest > 0.65 else INK
            middle = {"ha": "center", "va": "center", "color": colour}
            ax.text(place_x, place_y - 0.15, f"{barriers}{'' if is_read else ' *'}", fontsize=8.5, **middle)
            words = f"of {studies}" if studies else "no evidence"
            ax.text(
                place_x,
                place_y + 0.24,
                words,
                fontsize=6.5,
                fontstyle="normal" if studies else "italic",
                **middle,
            )
        ax.set_xticks(range(len(components)), [wrapped(name, 14) for name in components])
        ax.set_yticks(range(len(functions)), functions)
        plain_text([*ax.get_xticklabels(), *ax.get_yticklabels()])
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        # White lines between all cells, so that a blank one can be followed to its labels.
        ax.hlines(
            np.arange(len(functions) + 1) - 0.5, -0.5, len(components) - 0.5, color="white", linewidth=1.5
        )
        ax.vlines(
            np.arange(len(components) + 1) - 0.5, -0.5, len(functions) - 0.5, color="white", linewidth=1.5
        )
        ax.set_xlim(-0.5, len(components) - 0.5)
        ax.set_ylim(len(functions) - 0.5, -0.5)
        ax.spines[:].set_visible(False)
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
        f"{first['n_studies_total']} ({first['evidence_from']}). Blank: no link in {first['variant']}.",
    ]
    if not table["is_link_verified"].all():
        lines.append("* link not read in a publication.")
    if parents["n_studies_parent"].gt(0).any():
        lines.append(f"Studies placed above the components, and not counted here: {', '.join(held)}.")
    return lines
