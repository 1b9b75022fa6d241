"""Ratings as people have them: units × coders, a cross table of two coders, or counts per category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option, list_in_words

__all__ = [
    "CodedRatings",
    "category_counts_as_ratings",
    "category_totals",
    "coded_ratings",
    "cross_table_as_ratings",
]


@dataclass(frozen=True)
class CodedRatings:
    """Ratings as positions in a list of categories.

    Parameters
    ----------
    codes
        Units × coders: position of the category, -1 where missing.
    categories
        The categories in their order.
    values
        The categories as numbers; None where they are not numbers.
    is_ordered
        Whether the order of the categories means something.
    coders
        Names of the columns.
    """

    codes: np.ndarray
    categories: tuple[Any, ...]
    values: np.ndarray | None
    is_ordered: bool
    coders: tuple[Any, ...]


def coded_ratings(
    ratings: pd.DataFrame | np.ndarray | Sequence[Sequence[Any]],
    *,
    categories: Sequence[Any] | None = None,
    coders: Sequence[Any] | None = None,
) -> CodedRatings:
    """Read a table of ratings.

    Parameters
    ----------
    ratings
        One row per unit, one column per coder; blank cells, None and NaN are missing.
    categories
        The categories in their order, unused ones included. None: those of ordered categorical
        columns, else those seen: numbers by size, text by the alphabet, which orders nothing.
    coders
        Columns that hold ratings; None: all.

    Returns
    -------
    The ratings as positions of categories.

    Raises
    ------
    OptionError
        The table has no two dimensions or no such columns, ``categories`` names one twice, a rating is
        none of them, or the same number is a number here and text there.
    """
    if isinstance(ratings, np.ndarray) and ratings.ndim != 2:
        message = f"ratings have {ratings.ndim} dimension(s); a table of units × coders is needed."
        raise OptionError(message)
    frame = pd.DataFrame(ratings)
    if coders is not None:
        for coder in coders:
            check_option("coders", coder, frame.columns)
        frame = frame[list(coders)]
    if categories is None:
        categories = _declared_order(frame)
    cells = frame.astype("object").to_numpy(dtype="object").ravel()
    is_missing = pd.isna(cells) | np.fromiter((_is_blank(cell) for cell in cells), "bool", len(cells))
    found = list(dict.fromkeys(_plain(cell) for cell in cells[~is_missing]))

    _check_kinds(found)
    given = categories is not None
    order = [_plain(c) for c in categories] if given else _in_order(found)
    if len(set(order)) < len(order):
        twice = next(c for c in order if order.count(c) > 1)
        message = f"categories names {twice!r} twice; each category is named once."
        raise OptionError(message)
    place = {category: position for position, category in enumerate(order)}
    unknown = [category for category in found if category not in place]
    if unknown:
        message = (
            f"the rating {unknown[0]!r} is none of categories={list_in_words(map(repr, order))}; "
            "name every category, or leave categories out."
        )
        raise OptionError(message)
    codes = np.full(len(cells), -1)
    codes[~is_missing] = [place[_plain(cell)] for cell in cells[~is_missing]]
    values = _as_numbers(order)
    return CodedRatings(
        codes=codes.reshape(frame.shape),
        categories=tuple(order),
        values=values,
        is_ordered=given or values is not None,
        coders=tuple(frame.columns),
    )


def category_totals(
    ratings: pd.DataFrame | np.ndarray | Sequence[Sequence[Any]],
    *,
    categories: Sequence[Any] | None = None,
    coders: Sequence[Any] | None = None,
) -> pd.DataFrame:
    """Count how often each category was given, by all coders and by each.

    Where one category takes nearly all ratings, coefficients corrected for chance are low however
    often coders agree; where coders use a category unequally often, they read it differently.

    Parameters
    ----------
    ratings
        One row per unit, one column per coder; missing ratings allowed.
    categories, coders
        As for `agreement`.

    Returns
    -------
    One row per category in its order: ``category``, ``n_ratings``, ``share_of_ratings``, and one
    column ``n_ratings_<coder>`` per coder.

    Raises
    ------
    OptionError
        As for `agreement`.
    """
    coded = coded_ratings(ratings, categories=categories, coders=coders)
    n_categories = len(coded.categories)
    by_coder = np.array(
        [np.bincount(column[column >= 0], minlength=n_categories) for column in coded.codes.T]
    ).reshape(len(coded.coders), n_categories)
    totals = by_coder.sum(axis=0)
    table = pd.DataFrame({"category": list(coded.categories), "n_ratings": totals})
    table["share_of_ratings"] = totals / totals.sum() if totals.sum() else np.nan
    for coder, counts in zip(coded.coders, by_coder, strict=True):
        table[f"n_ratings_{coder}"] = counts
    return table


def cross_table_as_ratings(
    table: pd.DataFrame | np.ndarray | Sequence[Sequence[float]], *, n_units: int | None = None
) -> pd.DataFrame:
    """Turn a cross table of two coders into one row per unit.

    Parameters
    ----------
    table
        Categories of the first coder in rows, of the second in columns, in the same order; counts,
        or proportions if ``n_units`` is given.
    n_units
        Number of units, for a table of proportions.

    Returns
    -------
    One row per unit with the columns ``coder_1`` and ``coder_2``: ordered categories, unused ones
    included, so that `agreement` knows them. Without names of categories they are 1, 2, 3 …

    Raises
    ------
    OptionError
        The table is not square, its rows and columns bear different names, or a cell is no count.
    """
    frame = pd.DataFrame(table)
    if frame.shape[0] != frame.shape[1]:
        message = (
            f"the cross table has {frame.shape[0]} rows and {frame.shape[1]} columns; it must be square."
        )
        raise OptionError(message)
    names = list(frame.columns)
    if not isinstance(table, pd.DataFrame):
        names = list(range(1, len(names) + 1))
    elif not isinstance(frame.index, pd.RangeIndex) and list(frame.index) != names:
        message = (
            f"the rows of the cross table are {list_in_words(frame.index)}, its columns "
            f"{list_in_words(names)}; both must name the same categories in the same order."
        )
        raise OptionError(message)
    counts = _counts(frame.to_numpy(dtype="float64") * (1 if n_units is None else n_units), "cross table")
    first, second = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), len(names))
    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(codes, categories=names, ordered=True)
            for name, codes in (("coder_1", first), ("coder_2", second))
        }
    )


def category_counts_as_ratings(counts: pd.DataFrame | np.ndarray | Sequence[Sequence[int]]) -> pd.DataFrame:
    """Turn counts of coders per unit and category into one column per rating.

    Some publications print, for each unit, how many coders chose each category, and not who. That is
    enough for every statistic that does not tell coders apart: percent agreement, Fleiss,
    Brennan-Prediger, Krippendorff and Gwet. Cohen, Scott and Conger need to know who said what, so do
    not ask for them: the columns made here are no persons.

    Parameters
    ----------
    counts
        One row per unit, one column per category, in the order of the categories.

    Returns
    -------
    One row per unit, as many columns ``rating_1``, ``rating_2`` … as the unit with most ratings needs:
    ordered categories, unused ones included. Without names of categories they are 1, 2, 3 …

    Raises
    ------
    OptionError
        A cell is no count.
    """
    frame = pd.DataFrame(counts)
    named = isinstance(counts, pd.DataFrame)
    names = list(frame.columns) if named else list(range(1, frame.shape[1] + 1))
    whole = _counts(frame.to_numpy(dtype="float64"), "table of counts")
    n_ratings = whole.sum(axis=1)
    unit, category = np.divmod(np.repeat(np.arange(whole.size), whole.ravel()), whole.shape[1])
    position = np.arange(len(unit)) - np.repeat(np.cumsum(n_ratings) - n_ratings, n_ratings)
    codes = np.full((len(whole), int(n_ratings.max(initial=0))), -1)
    codes[unit, position] = category
    return pd.DataFrame(
        {
            f"rating_{number}": pd.Categorical.from_codes(column, categories=names, ordered=True)
            for number, column in enumerate(codes.T, start=1)
        },
        index=frame.index,
    )


def _counts(cells: np.ndarray, what: str) -> np.ndarray:
    whole = np.rint(cells)
    is_wrong = ~(np.isfinite(cells) & (cells >= 0) & (np.abs(cells - whole) < 1e-6))
    if is_wrong.any():
        value = cells[is_wrong][0]
        message = (
            f"the {what} holds {value:g}, which is no count of units; "
            "give whole numbers, or proportions together with n_units."
        )
        raise OptionError(message)
    return whole.astype("int64")


def _declared_order(frame: pd.DataFrame) -> list[Any] | None:
    """The order of ordered categorical columns, where all columns share it."""
    if not all(isinstance(dtype, pd.CategoricalDtype) and dtype.ordered for dtype in frame.dtypes):
        return None
    orders = {tuple(dtype.categories) for dtype in frame.dtypes}
    return list(orders.pop()) if len(orders) == 1 else None


def _check_kinds(found: Iterable[Any]) -> None:
    """Raise where a number stands in one cell as a number and in another as text.

    A column with a single word in it is read as text from most files. Its "1" would differ from the 1
    of every other column, and coders who agree would seem to disagree.
    """
    texts = {category for category in found if isinstance(category, str)}
    for category in found:
        if not isinstance(category, str) and str(category) in texts:
            message = f"the ratings hold {category!r} as a number and {str(category)!r} as text; "
            raise OptionError(message + "give both as one of the two.")


def _is_blank(cell: Any) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _plain(cell: Any) -> Any:
    """A rating as it is compared: text without blanks around it, numbers of any type as one."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, (Real, np.bool_)):
        number = float(cell)
        return int(number) if number.is_integer() else number
    return cell


def _in_order(found: list[Any]) -> list[Any]:
    values = _as_numbers(found)
    if values is not None:
        return [found[position] for position in np.argsort(values, kind="stable")]
    return sorted(found, key=str)


def _as_numbers(categories: Iterable[Any]) -> np.ndarray | None:
    """The categories as numbers; None where one is none, or where two are the same number ("1", "01")."""
    try:
        values = np.array([float(category) for category in categories], dtype="float64")
    except (TypeError, ValueError):
        return None
    return values if np.isfinite(values).all() and len(np.unique(values)) == len(values) else None
