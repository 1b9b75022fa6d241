"""Code saturation suits some reviews only: a review can switch it off, and say why."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._incidence import CodeIncidence
from synthesis.review import Review

__all__ = ["labelled"]


def labelled(table: pd.DataFrame, review: Review, incidence: CodeIncidence, unit: str) -> pd.DataFrame:
    """Say what a table of saturation counts, or empty it where the review does not use saturation.

    Parameters
    ----------
    table
        What an analysis found.
    review
        Its settings decide.
    incidence, unit
        What was counted.

    Returns
    -------
    The table with ``attrs["unit"]`` and ``attrs["n_codings_left_out"]``. Where the review switched
    saturation off, the same without rows and with the reason in ``attrs["switched_off"]``.
    """
    setting = review.settings.saturation
    if not setting.get("use", True):
        table = table.iloc[:0].copy()
        table.attrs["switched_off"] = str(setting.get("reason", "")).strip()
    table.attrs["unit"] = unit
    table.attrs["n_codings_left_out"] = incidence.n_codings_left_out
    return table
