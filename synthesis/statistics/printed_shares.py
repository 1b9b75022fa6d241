"""Printed percentages against the counts they were printed for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option

__all__ = ["printed_shares"]


def printed_shares(
    table: pd.DataFrame,
    total: int | str,
    *,
    count: str = "n",
    printed: str = "percent_printed",
    decimals: int = 0,
) -> pd.DataFrame:
    """Flag printed percentages that rounding cannot explain.

    Rounding half up (12.5 to 13) and half to even (12.5 to 12) are both allowed, because tables
    are made with either. Digits that were cut off are not rounding: such a row is flagged, and
    ``explained_by_truncation`` says that cutting would give what is printed.

    Parameters
    ----------
    table
        One row per printed percentage. Not modified.
    total
        The denominator: one number, or the name of a column of ``table``.
    count
        Column of the counts, whole numbers.
    printed
        Column of the percentages as printed, 0 to 100, without the sign.
    decimals
        Decimals with which the percentages were printed.

    Returns
    -------
    The rows and columns of ``table`` in their order, with

    - ``percent``: the percentage that the count gives, unrounded;
    - ``is_flagged``: whether rounding cannot explain what is printed;
    - ``explained_by_truncation``: whether cutting digits off gives what is printed.

    Where the count, the total or the printed value is missing, or the total is 0, the last two are
    missing.

    Raises
    ------
    OptionError
        ``count``, ``printed`` or ``total`` is not a column of ``table``, a count or total is no whole
        number from 0 upwards, or ``decimals`` is negative.

    Notes
    -----
    A percentage that is not flagged may still be wrong: 7 of 55 and 7 of 54 are both printed 13.
    Ours; the check needs no source.
    """
    check_option("count", count, table.columns)
    check_option("printed", printed, table.columns)
    if isinstance(total, str):
        check_option("total", total, table.columns)
    if decimals < 0:
        message = f"decimals={decimals!r} is not allowed; it can be 0 or more."
        raise OptionError(message)

    n = _whole_numbers("count", table[count])
    out_of = table[total] if isinstance(total, str) else pd.Series(total, index=table.index)
    of = _whole_numbers("total", out_of)
    of = of.mask(of == 0)

    # Whole numbers throughout: a half is exactly a half, whatever a float would make of it.
    unit = 10**decimals
    cut, rest = n * 100 * unit // of, n * 100 * unit % of
    half_up = cut + (2 * rest >= of).astype("Int64")
    half_even = cut + ((2 * rest > of) | ((2 * rest == of) & (cut % 2 == 1))).astype("Int64")
    shown = pd.to_numeric(table[printed]).astype("Float64") * unit

    checked = table.copy(deep=False)
    checked["percent"] = (100 * n / of).astype("Float64")
    checked["is_flagged"] = ~(_same(shown, half_up) | _same(shown, half_even))
    checked["explained_by_truncation"] = _same(shown, cut)
    return checked


def _whole_numbers(option: str, values: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(values).astype("Float64")
    wrong = ((numbers < 0) | (numbers != np.floor(numbers))).fillna(False)
    if wrong.any():
        message = f"{option}: {values[wrong].iloc[0]!r} is not a whole number from 0 upwards."
        raise OptionError(message)
    return numbers.astype("Int64")


def _same(shown: pd.Series, whole: pd.Series) -> pd.Series:
    """Compare what is printed, as read from text, with a whole number of its last digit."""
    return ((shown - whole).abs() < 1e-6).astype("boolean")
