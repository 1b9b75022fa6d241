"""Which contexts, mechanisms and outcomes stand together in configurations, by studies."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_patterns import (
    ROLES,
    code_labels,
    joined,
    role_combinations,
    signed_terms,
)
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["configuration_cross_table"]


def configuration_cross_table(
    review: Review, *, rows: str = "context", columns: str = "mechanism", level: int | None = None
) -> pd.DataFrame:
    """Count the studies in whose configurations a term of one role stands with one of another.

    Dyads count wherever they have both roles. A study counts once in a cell, however many of its
    configurations fill it. Where a study has the column's term under both signs, it counts once
    in the cell and once under each sign, so the two signed counts can add up to more than the
    cell. Where a configuration has several terms in a role, each of them fills a cell.

    Parameters
    ----------
    review
        Not modified.
    rows, columns
        ``"context"``, ``"mechanism"`` or ``"outcome"``; not the same one twice. Context by
        mechanism, mechanism by outcome and context by outcome are the usual three.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level
        stays itself. None: codes as given.

    Returns
    -------
    One row per filled cell: ``row_role``, ``row_code_id``, ``row_label``, ``column_role``,
    ``column_code_id``, ``column_label``, ``n_studies``, ``n_studies_plus`` and
    ``n_studies_minus`` (studies with the column's term under that sign; the row's sign is set
    aside), ``n_configurations`` and ``study_ids`` (joined by ``; ``). Most studies first, then by
    identifiers. A pair that never meets has no row.

    Raises
    ------
    OptionError
        A role is unknown, both are the same, or ``level`` is no level of a codebook.

    Notes
    -----
    A cell says that studies reported the two together, in some direction. It does not say that
    one brought about the other, nor that a combination with few studies is rare in the world.

    The counts by study with their signs are ours, as a working table for finding
    demi-regularities; see [1]_ for the configurations that they count.

    References
    ----------
    .. [1] Pawson R, Tilley N (1997). Realistic Evaluation. London: Sage.
    """
    check_option("rows", rows, ROLES)
    check_option("columns", columns, ROLES)
    if rows == columns:
        raise OptionError(
            f"rows={rows!r} and columns={columns!r} are the same role; choose two different ones."
        )
    cells = role_combinations(signed_terms(review, level=level), (rows, columns)).rename(
        columns={f"{rows}_id": "row_code_id", f"{columns}_id": "column_code_id"}
    )
    cell = ["row_code_id", "column_code_id"]
    table = cells.groupby(cell).agg(
        n_studies=("study_id", "nunique"),
        n_configurations=("configuration_id", "nunique"),
        study_ids=("study_id", joined),
    )
    for name, sign in {"n_studies_plus": "+", "n_studies_minus": "-"}.items():
        of_sign = cells[cells[f"{columns}_sign"] == sign].groupby(cell)["study_id"].nunique()
        table[name] = of_sign.reindex(table.index, fill_value=0).astype("int64")
    labels = code_labels(review)
    table = table.reset_index().assign(row_role=rows, column_role=columns)
    table["row_label"] = table["row_code_id"].map(labels)
    table["column_label"] = table["column_code_id"].map(labels)
    order = ["n_studies", "row_code_id", "column_code_id"]
    table = table.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return table[
        [
            "row_role",
            "row_code_id",
            "row_label",
            "column_role",
            "column_code_id",
            "column_label",
            "n_studies",
            "n_studies_plus",
            "n_studies_minus",
            "n_configurations",
            "study_ids",
        ]
    ]
