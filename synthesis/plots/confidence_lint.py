"""Which findings have which faults of judgement."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PALE,
    SERIES,
    Mark,
    axes_of_size,
    figure_style,
    label_below,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
)

__all__ = ["plot_confidence_lint"]

_LEVELS: dict[str, tuple[str, Mark]] = {
    "fault": ("fault: missing, or against the guidance", SERIES["barrier"]._replace(marker="X")),
    "question": ("question: look again", SERIES["enabler"]._replace(marker="D")),
}


def plot_confidence_lint(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = None) -> Axes:
    """Draw faults against findings, a mark where a finding has one.

    Faults are crosses, questions are diamonds. Findings without either are not drawn.

    Parameters
    ----------
    table
        As returned by `confidence_lint`.
    ax
        Axes to draw into; a figure whose height fits the faults by default.
    most
        Draw this many findings only, from the top; the axis label says so.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(
            ax, "Nothing is missing from the judgements of confidence, or there are none."
        )
    findings = table["finding_id"].drop_duplicates()
    shown = findings if most is None else findings.head(most)
    drawn = table[table["finding_id"].isin(shown)]
    order = drawn.drop_duplicates("fault").sort_values(["level", "fault"])
    faults = order["fault"].to_list()
    x = pd.Index(shown).get_indexer(drawn["finding_id"])
    y = pd.Index(faults).get_indexer(drawn["fault"])
    names = shown.str.len().max()
    is_level = names * 0.16 < 11.0 / len(shown)
    with figure_style():
        ax = axes_of_size(ax, height=0.6 * len(faults) + 2.2 + (0 if is_level else 0.15 * names))
        ax.set_xlim(-0.6, max(len(shown), 6) - 0.4)
        ax.set_ylim(len(faults) - 0.4, -0.6)
        ax.hlines(range(len(faults)), -0.6, len(shown) - 0.4, color=PALE, linewidth=0.5, zorder=0)
        for level, (_, mark) in _LEVELS.items():
            is_level_of = drawn["level"].eq(level).to_numpy()
            marks = ax.scatter(
                x[is_level_of], y[is_level_of], s=52, marker=mark.marker, color=mark.colour, linewidths=0
            )
            follow(marks, drawn.index[is_level_of])
        ax.set_xticks(range(len(shown)), shown, rotation=0 if is_level else 90)
        counts = drawn["fault"].value_counts()
        ax.set_yticks(range(len(faults)), [f"{fault} ({counts[fault]})" for fault in faults])
        plain_text([*ax.get_xticklabels(), *ax.get_yticklabels()])
        ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
        ax.spines[:].set_visible(False)
        label_below(
            ax, "Findings" + share_drawn(len(shown), len(findings), "findings with a fault or question")
        )
        keys = [
            Line2D([], [], linestyle="none", marker=mark.marker, color=mark.colour, markersize=7, label=words)
            for level, (words, mark) in _LEVELS.items()
            if level in set(drawn["level"])
        ]
        ax.legend(handles=keys, loc="upper left", bbox_to_anchor=(0, 0), ncols=2, borderaxespad=0.4)
        ax.xaxis.labelpad = 20
    return ax
