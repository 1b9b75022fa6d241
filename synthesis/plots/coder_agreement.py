"""Points of agreement per code, each with its interval, below that of all codes pooled."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    GROUP_MARKS,
    INK,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_coder_agreement"]


def plot_coder_agreement(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw the coefficient of each code, lowest first, below the pooled one.

    The line through a point is its interval from resampled studies. At the right stands on how many
    units coders differ, of those to which any of them gave the code: a coefficient that rests on two
    units looks like any other. Codes without a coefficient are left out, and the axis label says how many.

    Parameters
    ----------
    table
        As returned by `coder_agreement`; with several statistics, each has a marker of its own and the
        first sets the order.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw this many codes at most, those with the lowest coefficients; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty or not (table["n_units"] > 0).any():
        return say_nothing_to_draw(ax, "No unit was rated by two or more coders.")
    if table["coefficient"].isna().all():
        return say_nothing_to_draw(ax, "No code has a coefficient of agreement.")
    statistics = list(dict.fromkeys(table["statistic"]))[: len(GROUP_MARKS)]
    first = table[table["statistic"] == statistics[0]]
    codes = first[first["code_id"] != "(all)"]
    defined = codes[codes["coefficient"].notna() & (codes["n_given"] > 0)]
    kept = defined.sort_values(["coefficient", "n_given"], ascending=[True, False], kind="stable")
    kept = kept if most is None else kept.head(most)
    drawn = pd.concat([first[first["code_id"] == "(all)"], kept])
    rows = stacked_rows(drawn["label"], least=0.5 if len(statistics) == 1 else 0.68)
    order = drawn["code_id"]
    places = 0.12 * (np.arange(len(statistics)) - (len(statistics) - 1) / 2)

    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.9 + 0.4 * ((len(statistics) + 1) // 2))
        lowest = 0.0
        for statistic, mark, place in zip(statistics, GROUP_MARKS, places, strict=False):
            own = table[table["statistic"] == statistic].assign(of=lambda rows: rows.index)
            own = own.set_index("code_id").loc[order]
            heights = rows.centres + place
            ax.hlines(heights, own["ci_low"], own["ci_high"], color=mark.colour, linewidth=1.1)
            [line] = ax.plot(
                own["coefficient"],
                heights,
                linestyle="none",
                marker=mark.marker,
                color=mark.colour,
                # Where there are several, hollow ones do not hide each other.
                markerfacecolor=mark.colour if len(statistics) == 1 or mark.marker == "x" else "white",
                markersize=4.8,
                markeredgewidth=1.2,
                clip_on=False,
                label=own["statistic_label"].iloc[0],
            )
            follow(line, own["of"])
            lowest = min(lowest, np.nanmin(own[["coefficient", "ci_low"]].to_numpy(dtype="float64")))
        bar_rows(ax, rows, drawn.index)
        ax.get_yticklabels()[0].set_fontweight("bold")
        if len(rows.centres) > 1:
            ax.axhline((rows.centres[0] + rows.centres[1]) / 2, color=INK, linewidth=0.6)
        ax.axvline(0, color=INK, linewidth=0.8)
        pooled = drawn["coefficient"].iloc[0]
        if not np.isnan(pooled):
            dotted = {"color": INK, "linewidth": 0.8, "linestyle": ":", "zorder": 0}
            whose = f" ({first['statistic_label'].iloc[0]})" if len(statistics) > 1 else ""
            ax.axvline(pooled, label=f"all codes, pooled{whose}", **dotted)
        differ = drawn["n_differ"].astype("str") + " of " + drawn["n_given"].astype("str")
        label_ends(ax, np.full(len(drawn), 1.01), rows.centres, differ, drawn.index, "n_differ")
        ax.set_xlim(lowest - 0.03 if lowest < 0 else 0, 1.15)
        ax.xaxis.set_major_locator(MultipleLocator(0.2))
        ax.set_xticks([tick for tick in ax.get_xticks() if lowest - 0.03 <= tick <= 1.0001])
        label_below(ax, _label(first, kept, defined, codes))
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax


def _label(first: pd.DataFrame, kept: pd.DataFrame, defined: pd.DataFrame, codes: pd.DataFrame) -> str:
    unit = {"extract": "extracts", "study": "studies"}[first["unit"].iloc[0]]
    chance = "" if set(first["statistic"]) == {"percent"} else "0: by chance, "
    label = f"Agreement ({chance}1: full), with intervals from resampled studies. "
    label += f"Right: {unit} that differ, of those given the code"
    left_out = []
    if higher := len(defined) - len(kept):
        left_out.append(f"{higher} {_codes(higher)} with higher agreement not drawn")
    if others := len(codes) - len(defined):
        left_out.append(f"{others} {_codes(others)} that nobody gave or without a coefficient")
    return f"{label} ({'; '.join(left_out)})" if left_out else label


def _codes(n: int) -> str:
    return "code" if n == 1 else "codes"
