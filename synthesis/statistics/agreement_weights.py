"""Agreement weights between categories, and Krippendorff's levels of measurement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option, list_in_words

__all__ = ["LEVELS", "WEIGHTS", "level_weights", "named_weights", "own_weights"]


def _identity(x: np.ndarray) -> np.ndarray:
    return np.eye(len(x))


def _from_disagreement(disagreement: np.ndarray) -> np.ndarray:
    """Weights 1 − disagreement / its largest; all 1 where there is none."""
    largest = disagreement.max(initial=0)
    return 1 - disagreement / largest if largest > 0 else np.ones_like(disagreement)


def _linear(x: np.ndarray) -> np.ndarray:
    return _from_disagreement(np.abs(x[:, None] - x))


def _quadratic(x: np.ndarray) -> np.ndarray:
    return _from_disagreement((x[:, None] - x) ** 2)


def _radical(x: np.ndarray) -> np.ndarray:
    return _from_disagreement(np.sqrt(np.abs(x[:, None] - x)))


def _ordinal(x: np.ndarray) -> np.ndarray:
    # Pairs of categories from one to the other, both included; only the order counts.
    ranks = np.arange(len(x))
    steps = np.abs(ranks[:, None] - ranks)
    return _from_disagreement(steps * (steps + 1) / 2)


def _ratio(x: np.ndarray) -> np.ndarray:
    if (x < 0).any():
        message = "ratio weights need categories of 0 or more; use weights='quadratic' for numbers below 0."
        raise OptionError(message)
    return _from_disagreement(_ratio_metric(x))


def _ratio_metric(x: np.ndarray) -> np.ndarray:
    sums = x[:, None] + x
    return np.divide(x[:, None] - x, sums, out=np.zeros_like(sums), where=sums != 0) ** 2


def _circular(x: np.ndarray) -> np.ndarray:
    return _from_disagreement(np.sin(np.pi * (x[:, None] - x) / (np.ptp(x) + 1)) ** 2)


def _bipolar(x: np.ndarray) -> np.ndarray:
    sums = x[:, None] + x
    scale = (sums - 2 * x.min()) * (2 * x.max() - sums)
    difference = (x[:, None] - x) ** 2
    return _from_disagreement(np.divide(difference, scale, out=np.zeros_like(scale), where=difference > 0))


WEIGHTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "identity": _identity,
    "linear": _linear,
    "quadratic": _quadratic,
    "ordinal": _ordinal,
    "radical": _radical,
    "ratio": _ratio,
    "circular": _circular,
    "bipolar": _bipolar,
}
"""Agreement weights of Gwet (2014), chapter 3, by name."""

LEVELS: tuple[str, ...] = ("nominal", "ordinal", "interval", "ratio")
"""Krippendorff's levels of measurement."""


def named_weights(
    name: str, categories: Sequence[Any], values: np.ndarray | None, *, is_ordered: bool
) -> np.ndarray:
    """Return agreement weights between categories.

    Parameters
    ----------
    name
        One of `WEIGHTS`.
    categories
        The categories in their order.
    values
        The categories as numbers; None: their positions 1, 2, 3 … stand for them.
    is_ordered
        Whether the order of the categories means something.

    Returns
    -------
    Categories × categories, 1 on the diagonal.

    Raises
    ------
    OptionError
        There are no such weights, or the categories have no order that they could rest on.
    """
    check_option("weights", name, WEIGHTS)
    if name != "identity" and not is_ordered:
        raise OptionError(_no_order(f"weights={name!r}", categories))
    if not len(categories):
        return np.empty((0, 0))
    positions = np.arange(1.0, len(categories) + 1)
    return WEIGHTS[name](positions if values is None else values)


def own_weights(matrix: Any, categories: Sequence[Any]) -> np.ndarray:
    """Return a matrix of weights, checked, as agreement weights.

    Parameters
    ----------
    matrix
        Categories × categories, rows for the first coder. With 1 on the diagonal: agreement weights.
        With 0 on the diagonal: weights of disagreement, as Cohen (1968) gives them; they are turned
        into 1 − disagreement / the largest one. A data frame is put into the order of the categories.
    categories
        The categories in their order.

    Returns
    -------
    Agreement weights, from 0 to 1, 1 on the diagonal.

    Raises
    ------
    OptionError
        The matrix does not fit the categories or is neither of the two.
    """
    if isinstance(matrix, pd.DataFrame) and set(matrix.columns) == set(matrix.index) == set(categories):
        matrix = matrix.loc[list(categories), list(categories)]
    try:
        weights = np.asarray(matrix, dtype="float64")
    except (TypeError, ValueError):
        weights = np.empty(0)
    n = len(categories)
    if weights.shape != (n, n):
        shape = " × ".join(map(str, weights.shape))
        message = (
            f"weights is a matrix of {shape}, but there are {n} categories: "
            f"{list_in_words(map(repr, categories))}. Give a row and a column for each, and name the "
            "categories with categories= where not all of them were used."
        )
        raise OptionError(message)
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise OptionError("weights holds a value that is missing or below 0; weights are numbers from 0.")
    diagonal = np.diag(weights)
    if (diagonal == 0).all():
        return _from_disagreement(weights)
    if (diagonal == 1).all() and weights.max() <= 1:
        return weights
    message = (
        "weights is neither a matrix of agreement weights (1 on the diagonal, nothing above 1) "
        "nor one of disagreement weights (0 on the diagonal)."
    )
    raise OptionError(message)


def level_weights(
    level: str,
    categories: Sequence[Any],
    values: np.ndarray | None,
    *,
    is_ordered: bool,
    n_ratings: np.ndarray,
) -> np.ndarray:
    """Return 1 − δ² / the largest δ², for the difference δ that a level of measurement means.

    Parameters
    ----------
    level
        One of `LEVELS`.
    categories, values, is_ordered
        As for `named_weights`.
    n_ratings
        Pairable ratings in each category; the ordinal difference depends on them.

    Returns
    -------
    Categories × categories, 1 on the diagonal.

    Raises
    ------
    OptionError
        There is no such level, or the categories have no order, are no numbers, or are below 0 where
        the level asks for it.

    References
    ----------
    .. [1] Krippendorff (2011), Computing Krippendorff's alpha-reliability, section E: the differences.
    """
    check_option("level", level, LEVELS)
    if level == "nominal":
        return _identity(np.empty(len(categories)))
    if level == "ordinal":
        if not is_ordered:
            raise OptionError(_no_order("level='ordinal'", categories))
        return _quadratic(midranks(n_ratings))
    if values is None:
        message = (
            f"level={level!r} needs numbers, and the categories are "
            f"{list_in_words(map(repr, categories))}; use level='nominal' or level='ordinal'."
        )
        raise OptionError(message)
    if level == "interval":
        return _quadratic(values)
    if (values < 0).any():
        message = "level='ratio' needs numbers of 0 or more; use level='interval' for numbers below 0."
        raise OptionError(message)
    return _from_disagreement(_ratio_metric(values))


def midranks(n_ratings: np.ndarray) -> np.ndarray:
    """Return the place of each category's middle rating when all ratings stand in order.

    Krippendorff's ordinal difference of two categories, the ratings from one to the other less half of
    those in both, is the difference of these places.
    """
    return np.cumsum(n_ratings, axis=-1) - n_ratings / 2


def _no_order(option: str, categories: Sequence[Any]) -> str:
    return (
        f"{option} needs an order, and the categories {list_in_words(map(repr, categories))} have none; "
        "name them in their order with categories=."
    )
