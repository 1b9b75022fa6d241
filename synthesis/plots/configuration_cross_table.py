"""A heat map of the contexts, mechanisms and outcomes that stand together."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.number_grid import Cell, draw_number_grid
from synthesis.plots.style import (
    axes_of_size,
    figure_style,
    say_nothing_to_draw,
    share_drawn,
    wrapped,
)

__all__ = ["plot_configuration_cross_table"]

_LABEL_WIDTH = {"row": 34, "column": 18}


def plot_configuration_cross_table(
    table: pd.DataFrame, *, ax: Axes | None = None, most_rows: int = 15, most_columns: int = 12
) -> Axes:
    """Draw the studies behind each pair of terms as a heat map with its numbers.

    The number in a cell is ``n_studies``, and darker means more. Below it stand the studies with
    the column's term present or rising (+) and missing or falling (−); a study can be in both. A pair
    that never meets is left blank. The columns of most studies are drawn, and of the rows that
    meet these, those of most studies; both in this order.

    Parameters
    ----------
    table
        As returned by `configuration_cross_table`.
    ax
        Axes to draw into; a figure whose size fits the cells by default.
    most_rows, most_columns
        Draw at most so many; the axis labels say of how many.

    Returns
    -------
    The axes.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "There are no configurations with both roles to draw.")
    columns = _codes_by_studies(table, "column")[:most_columns]
    drawn = table[table["column_code_id"].isin(columns)]
    rows = _codes_by_studies(drawn, "row")[:most_rows]
    drawn = drawn[drawn["row_code_id"].isin(rows)]
    columns = columns[columns.isin(drawn["column_code_id"])]
    row_labels, column_labels = _labels(table, "row"), _labels(table, "column")
    y = rows.get_indexer(drawn["row_code_id"])
    x = columns.get_indexer(drawn["column_code_id"])
    highest = max(float(drawn["n_studies"].max()), 2.0)
    numbers = drawn[["n_studies", "n_studies_plus", "n_studies_minus"]].to_numpy()
    cells = [
        Cell(column, row, n, str(n), _signs(plus, minus), of)
        for column, row, of, (n, plus, minus) in zip(x, y, drawn.index, numbers, strict=True)
    ]

    with figure_style():
        ax = axes_of_size(ax, height=0.95 * len(rows) + 4.8)
        names = (row_labels[rows], column_labels[columns])
        draw_number_grid(ax, cells, *names, lowest=1, highest=highest, turned=True, column="n_studies")
        ax.xaxis.set_label_position("top")
        ax.set_xlabel(
            _axis_label(table["column_role"].iloc[0], len(columns), len(column_labels)), labelpad=10
        )
        ax.set_ylabel(_axis_label(table["row_role"].iloc[0], len(rows), len(row_labels)))
        ax.annotate(
            "Large: studies. Small: with the column's term present or rising (+), missing or falling (−)",
            (0, 0),
            xytext=(0, -6),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize=7,
        )
    return ax


def _codes_by_studies(table: pd.DataFrame, side: str) -> pd.Index:
    """Codes of the rows or columns, those whose cells hold most studies first, then most cells."""
    code = f"{side}_code_id"
    studies = table[[code]].assign(study_id=table["study_ids"].str.split("; ")).explode("study_id")
    found = studies.groupby(code)["study_id"].agg(n_studies="nunique", n_places="size").reset_index()
    order = found.sort_values(["n_studies", "n_places", code], ascending=[False, False, True])
    return pd.Index(order[code])


def _labels(table: pd.DataFrame, side: str) -> pd.Series:
    """Wrapped labels by code; two codes of one label are told apart by their identifiers."""
    label = table.drop_duplicates(f"{side}_code_id").set_index(f"{side}_code_id")[f"{side}_label"]
    label = label.mask(label.duplicated(keep=False), label + " [" + label.index + "]")
    return label.map(lambda text: wrapped(text, _LABEL_WIDTH[side]))


def _signs(plus: int, minus: int) -> str:
    return " ".join(f"{sign}{n}" for sign, n in (("+", plus), ("−", minus)) if n)


def _axis_label(role: str, n_drawn: int, n_all: int) -> str:
    return role.capitalize() + share_drawn(n_drawn, n_all, f"{role}s")
