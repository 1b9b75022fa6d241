"""Stacked bars of what the studies did to each programme-theory statement."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.plain_or_hatched import draw_bars, number_parts
from synthesis.plots.style import (
    Mark,
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_theory_ledger"]

# Colour and hatching both tell the relations apart; numbers stand on them.
_MARKS: dict[str, Mark] = {
    "supports": Mark("#0072B2", "", ""),
    "refines": Mark("#56B4E9", "\\\\\\\\", ""),
    "refutes": Mark("#D55E00", "/////", ""),
    "new": Mark("#009E73", "xxxx", ""),
    "unstated": Mark("#8c8c8c", "----", ""),
}


def plot_theory_ledger(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw, for each statement, the studies that support, refine or refute it.

    The parts of a bar are ``n_studies_<relation>`` with their numbers. A study under two
    relations is in two parts, so that a bar can be longer than the number of its studies, which
    stands at its end.

    Parameters
    ----------
    table
        As returned by `theory_ledger` with ``per="theory"``.
    ax
        Axes to draw into; a figure whose height fits the statements by default.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(
            ax, "There are no programme-theory statements and no configurations to draw."
        )
    statements = (table["theory_id"] + ": " + table["statement"]).where(
        table["theory_id"] != "", table["statement"]
    )
    rows = stacked_rows(statements, width=52, least=0.75)
    counts = table[[f"n_studies_{relation}" for relation in _MARKS]].to_numpy()
    ends = counts.cumsum(axis=1)

    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.5)
        for place, (relation, mark) in enumerate(_MARKS.items()):
            n_studies, name = counts[:, place], f"n_studies_{relation}"
            start = ends[:, place] - n_studies
            says = "relation not stated" if relation == "unstated" else relation
            draw_bars(
                ax, rows.centres, n_studies, mark, says, height=0.5, left=start, of=table.index, column=name
            )
            some = n_studies > 0
            middles = (start + n_studies / 2)[some]
            links = {"of": table.index[some], "column": name}
            number_parts(ax, middles, rows.centres[some], n_studies[some], mark, **links)
        said = table["n_studies"].map(_studies)
        label_ends(ax, ends[:, -1], rows.centres, said, table.index, "n_studies")
        bar_rows(ax, rows, table.index)
        count_axis(ax, ends.max(), room=0.22)
        label_below(ax, "Studies, each once under every relation it has")
        if counts.any():
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def _studies(n: int) -> str:
    return "no study" if n == 0 else f"{n} {'study' if n == 1 else 'studies'}"
