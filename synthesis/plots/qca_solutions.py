"""The solutions of QCA as a chart of conditions, with the coverage of each term."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from synthesis.plots.condition_marks import (
    condition_columns,
    condition_heads,
    draw_conditions,
    label_conditions,
)
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PALE,
    SERIES,
    axes_of_size,
    figure_style,
    label_ends,
    percent,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
)

__all__ = ["plot_qca_solutions"]

_FIXED = {
    *("solution", "model", "n_models", "expression", "term", "is_in_every_model", "consistency", "pri"),
    *("coverage_raw", "coverage_unique", "cases", "cases_against", "solution_consistency"),
    *("solution_coverage", "n_remainders_used", "remainders_used", "policy", "warning"),
}
_ROW = 0.72
_HEADING = 0.62


def plot_qca_solutions(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 30) -> Axes:
    """Draw each term as a row of circles, with bars for what it covers.

    A filled circle is a condition that must be present, an open one a condition that must be absent,
    none a condition that plays no part. The pale bar is raw coverage, the narrow one unique coverage.
    Above each model stand its consistency and coverage and how many combinations without a study it
    counts as having the outcome.

    Parameters
    ----------
    table
        As returned by `qca_solutions`.
    ax
        Axes to draw into; a figure whose height fits the terms by default.
    most
        Draw at most so many terms, whole models only, from the top of the table; the axis label says of
        how many. None: all.

    Returns
    -------
    The axes. Horizontal coordinates from 0 are shares; the conditions stand at negative ones.
    """
    if table.empty:
        nothing = "No combination of conditions always goes with what is explained."
        return say_nothing_to_draw(ax, table.attrs.get("switched_off", nothing))
    conditions = [name for name in table if name not in _FIXED]
    model = (
        (table["solution"] + table["model"].astype("str"))
        .ne((table["solution"] + table["model"].astype("str")).shift())
        .cumsum()
    )
    # At least one model is drawn, however many terms it has.
    ends_at = model.map(model.value_counts().sort_index().cumsum())
    drawn = table if most is None else table[(ends_at <= most) | (model == 1)]
    model = model[drawn.index]
    right = 1.75
    columns = condition_columns(len(conditions), share=0.5, right=right)
    heads = condition_heads(conditions, columns, right)
    steps = np.where(model.ne(model.shift()), _HEADING + _ROW, _ROW)
    centres = np.cumsum(steps) - _ROW / 2
    with figure_style():
        ax = axes_of_size(ax, height=heads.height + centres[-1] + 3.4)
        draw_conditions(ax, drawn[conditions], columns, centres, heads)
        unique = SERIES["enabler"]
        for column, height, colour in (
            ("coverage_raw", 0.4, PALE),
            ("coverage_unique", 0.16, unique.colour),
        ):
            says = " ".join(reversed(column.split("_")))
            bars = ax.barh(centres, drawn[column], height=height, color=colour, label=says)
            follow(bars, drawn.index, column)
        label_ends(ax, drawn["coverage_raw"], centres, _at_ends(drawn), drawn.index, "coverage_raw")
        is_first = model.ne(model.shift()).to_numpy()
        for y, text in zip(
            centres[is_first] - _ROW / 2 - _HEADING / 2, _headings(drawn[is_first]), strict=True
        ):
            ax.text(columns.left, y, text, va="center", fontsize=7.5, fontweight="bold")
        tops = centres[is_first] - _ROW / 2 - _HEADING
        ax.hlines(tops, columns.left, right, color=PALE, linewidth=0.8, zorder=0)
        ax.set_ylim(centres[-1] + 0.45, -heads.height)
        ax.set_yticks([])
        ax.set_xlim(columns.left, right)
        ax.set_xticks([0, 0.5, 1])
        ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share)))
        plain_text(ax.get_xticklabels())
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(0, 1)
        first = table.iloc[0]
        label = f"Share of the studies to be explained{share_drawn(len(drawn), len(table), 'terms')}"
        label_conditions(ax, label, [first["policy"], first["warning"]])
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    return ax


def _at_ends(drawn: pd.DataFrame) -> pd.Series:
    consistency = "consistency " + drawn["consistency"].map(lambda share: f"{share:.2f}")
    return drawn["coverage_raw"].map(percent) + ", " + consistency


def _headings(first: pd.DataFrame) -> pd.Series:
    number = ", model " + first["model"].astype("str") + " of " + first["n_models"].astype("str")
    said = first["solution"].str.capitalize() + number.where(first["n_models"] > 1, "")
    said = said + " · coverage " + first["solution_coverage"].map(percent)
    said = said + " · consistency " + first["solution_consistency"].map(lambda share: f"{share:.2f}")
    assumed = first["n_remainders_used"].astype("str") + " combinations assumed"
    return said + " · " + assumed.where(first["n_remainders_used"] != 1, "1 combination assumed")
