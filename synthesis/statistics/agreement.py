"""Coefficients of agreement between coders, with their standard errors and intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option, list_in_words
from synthesis.statistics.agreement_errors import contributions, null_error, standard_error
from synthesis.statistics.agreement_ratings import CodedRatings, coded_ratings
from synthesis.statistics.agreement_sums import (
    STATISTICS,
    UnitSums,
    category_counts,
    coefficient_of,
    in_sample,
    observed_and_expected,
    unit_sums,
)
from synthesis.statistics.agreement_weights import LEVELS, level_weights, named_weights, own_weights
from synthesis.statistics.student_t import two_sided_t

__all__ = ["FEW_UNITS", "Plan", "agreement", "cannot_be_computed", "coefficients", "plans"]

FEW_UNITS = 30
"""Below this many units an interval is not to be relied on (Gwet 2016, table 1)."""

# Below this a standard error is 0 but for rounding.
_NO_WIDTH = 1e-9

_TWO_CODERS = {"cohen", "scott"}


@dataclass(frozen=True)
class Plan:
    """One coefficient to be computed, its weights settled.

    Parameters
    ----------
    statistic
        One of `agreement_sums.STATISTICS`.
    weights_name
        Name of the weights; "own" for a matrix; empty where a level of measurement stands for them.
    level
        Krippendorff's level of measurement, or empty.
    weights
        Agreement weights; for the ordinal level those of this very table.
    """

    statistic: str
    weights_name: str
    level: str
    weights: np.ndarray

    @property
    def is_weighted(self) -> bool:
        """Whether any disagreement counts as partial agreement."""
        return bool((self.weights != np.eye(len(self.weights))).any())

    @property
    def label(self) -> str:
        """What people call the coefficient."""
        name = STATISTICS[self.statistic]
        if self.statistic == "gwet":
            return f"{name}1" if self.weights_name == "identity" else f"{name}2 ({self.weights_name} weights)"
        if self.level:
            return f"{name} ({self.level})"
        return name if self.weights_name == "identity" else f"{name} ({self.weights_name} weights)"


def agreement(
    ratings: pd.DataFrame | np.ndarray | Sequence[Sequence[Any]],
    *,
    statistic: str | Sequence[str] = "krippendorff",
    weights: str | Any = "identity",
    level: str | None = None,
    categories: Sequence[Any] | None = None,
    coders: Sequence[Any] | None = None,
    confidence: float = 0.95,
    interval: str | None = None,
    se_divisor: str | None = None,
) -> pd.DataFrame:
    """Compute coefficients of agreement for any table of units × coders.

    Each is (p_observed − p_expected) / (1 − p_expected); they differ in what they take for the agreement
    that chance would bring, and in what they do with missing ratings.

    ==================  =========================================  ================================
    ``statistic``       expected agreement                         units used
    ==================  =========================================  ================================
    "percent"           none taken off                             two ratings or more
    "cohen"             each coder's own shares; two coders [1]_   rated by both
    "scott"             shares of both together; two coders [2]_   rated by both
    "fleiss"            shares of all coders together [3]_         all; observed: two or more
    "conger"            each coder's own shares; any number [4]_   all; observed: two or more
    "brennan_prediger"  every category as likely [5]_              two ratings or more
    "krippendorff"      pairs drawn from all ratings [6]_          two ratings or more
    "gwet"              AC1; with weights AC2 [7]_                 all; observed: two or more
    ==================  =========================================  ================================

    Where coders rated different units, Fleiss, Conger, Brennan-Prediger and Gwet are computed as
    generalised in [7]_: a unit with one rating counts in expected agreement.

    Parameters
    ----------
    ratings
        One row per unit, one column per coder: text or numbers; blank cells, None and NaN are missing.
        A cross table of two coders becomes one with `cross_table_as_ratings`, counts per category with
        `category_counts_as_ratings`. Not modified.
    statistic
        One name of the table above, several, or "all".
    weights
        What a disagreement is worth: "identity" (nothing), "linear", "quadratic", "ordinal", "radical",
        "ratio", "circular", "bipolar" ([7]_, chapter 3), or a matrix of categories × categories, first
        coder in rows: agreement weights with 1 on the diagonal, or disagreement weights with 0 on it,
        which are turned into 1 − weight / largest weight. A matrix that is not symmetric is for "cohen"
        only. Categories that are numbers are taken at their value, others at their position.
    level
        For "krippendorff": "nominal", "ordinal", "interval" or "ratio". None: as ``weights`` say
        ("identity" is nominal, "quadratic" of numbers is interval). Other coefficients set it aside.
    categories
        All categories in their order, unused ones included. None: those of ordered categorical columns,
        else those seen, numbers by size. Brennan-Prediger and Gwet depend on how many there are.
    coders
        Columns that hold ratings; None: all.
    confidence
        Of the interval, between 0 and 1.
    interval
        "t" (Student, units − 1 degrees of freedom) or "normal". None: "normal" for "cohen", as [8]_;
        "t" for the others, as [7]_. Intervals are cut at −1 (percent: 0) and 1.
    se_divisor
        What the squared contributions of the units are averaged over: "n-1" or "n". None: "n" for
        "cohen" [8]_ and "scott", whose formulas are of large samples; "n-1" for the others [7]_. The
        formulas for a cross table of two coders in [7]_, chapter 5, take "n" throughout.

    Returns
    -------
    One row per statistic, in the order asked for:

    - ``statistic``, ``label`` (what people call it), ``weights`` (empty where ``level`` decides; "own"
      for a matrix), ``level`` (of "krippendorff");
    - ``coefficient``, ``p_observed``, ``p_expected``; for "krippendorff" 1 − D_o and 1 − D_e, in the
      scale of the weights;
    - ``se``: analytic standard error; ``se_null``: the one that holds where there is chance agreement
      only, and ``z`` = coefficient / ``se_null`` ("cohen" [8]_; "fleiss" without weights and missing
      ratings [9]_); ``ci_low``, ``ci_high``;
    - ``n_units`` (rows), ``n_units_used`` (with two ratings or more), ``n_coders`` (who rated
      anything), ``n_categories``;
    - ``note``: why a number is missing, and what to beware of; empty otherwise.

    Raises
    ------
    OptionError
        An option cannot be: an unknown name, categories without order under weights that need one, a
        matrix that does not fit, a rating that is no category, a number that is text elsewhere.

    Notes
    -----
    Where all ratings are the same, nothing is left to agree on beyond chance: the coefficient is missing
    and ``note`` says so; it is not 1. "gwet" and "brennan_prediger" are still defined there, if the
    other categories are named.

    Standard errors are by linearisation [7]_ and speak of other units rated by the same coders; they
    take the units for independent, which extracts of one study are not: see `cluster_bootstrap`. For
    the ordinal level none is given, because the difference itself depends on the ratings. Below 30
    units intervals cover less than they promise [10]_.

    References
    ----------
    .. [1] Cohen (1960), Educational and Psychological Measurement 20:37–46; weighted: Cohen (1968),
       Psychological Bulletin 70:213–220.
    .. [2] Scott (1955), Public Opinion Quarterly 19:321–325.
    .. [3] Fleiss (1971), Psychological Bulletin 76:378–382.
    .. [4] Conger (1980), Psychological Bulletin 88:322–328.
    .. [5] Brennan and Prediger (1981), Educational and Psychological Measurement 41:687–699.
    .. [6] Krippendorff (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania.
    .. [7] Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, Advanced Analytics; AC1: Gwet
       (2008), British Journal of Mathematical and Statistical Psychology 61:29–48.
    .. [8] Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72:323–327.
    .. [9] Fleiss, Nee and Landis (1979), Psychological Bulletin 86:974–977.
    .. [10] Gwet (2016), Educational and Psychological Measurement 76:609–637, table 1.
    """
    if not 0 < confidence < 1:
        message = f"confidence={confidence!r} is not allowed; it can be a number between 0 and 1."
        raise OptionError(message)
    check_option("interval", interval, [None, "t", "normal"])
    check_option("se_divisor", se_divisor, [None, "n", "n-1"])
    coded = coded_ratings(ratings, categories=categories, coders=coders)
    rows = coefficients(
        coded,
        plans(coded, statistic=statistic, weights=weights, level=level),
        confidence=confidence,
        interval=interval,
        se_divisor=se_divisor,
    )
    return pd.DataFrame(rows).astype(dict.fromkeys(("statistic", "label", "weights", "level", "note"), "str"))


def plans(
    coded: CodedRatings, *, statistic: str | Sequence[str], weights: str | Any, level: str | None
) -> list[Plan]:
    """Return what is to be computed, every option checked.

    Parameters
    ----------
    coded
        The ratings.
    statistic, weights, level
        As for `agreement`.

    Returns
    -------
    One plan per statistic.

    Raises
    ------
    OptionError
        As for `agreement`.
    """
    if isinstance(statistic, str):
        names = list(STATISTICS) if statistic == "all" else [statistic]
    else:
        names = list(statistic)
    if not names:
        raise OptionError(f"statistic names none; it can name {list_in_words(STATISTICS, last='or')}.")
    for name in names:
        check_option("statistic", name, [*STATISTICS, "all"] if len(names) == 1 else STATISTICS)
    check_option("level", level, [None, *LEVELS])
    scale = {"values": coded.values, "is_ordered": coded.is_ordered}
    if isinstance(weights, str):
        weights_name, matrix = weights, named_weights(weights, coded.categories, **scale)
    else:
        weights_name, matrix = "own", own_weights(weights, coded.categories)
    planned = []
    for name in names:
        if name == "krippendorff" and level is not None:
            used = coded.codes[in_sample(name, coded.codes)]
            n_ratings = category_counts(used, len(coded.categories)).sum(axis=0)
            of_level = level_weights(level, coded.categories, n_ratings=n_ratings, **scale)
            planned.append(Plan(name, "", level, of_level))
        else:
            is_nominal_alpha = name == "krippendorff" and weights_name == "identity"
            planned.append(Plan(name, weights_name, "nominal" if is_nominal_alpha else "", matrix))
    return planned


def coefficients(
    coded: CodedRatings,
    planned: Sequence[Plan],
    *,
    confidence: float = 0.95,
    interval: str | None = None,
    se_divisor: str | None = None,
) -> list[dict[str, Any]]:
    """Compute planned coefficients; one row each, with the columns of `agreement`."""
    has_rated = (coded.codes >= 0).any(axis=0)
    codes = coded.codes[:, has_rated]
    n_used = int(((codes >= 0).sum(axis=1) >= 2).sum())
    shared = {
        "n_units": len(codes),
        "n_units_used": n_used,
        "n_coders": codes.shape[1],
        "n_categories": len(coded.categories),
    }
    rows = []
    for plan in planned:
        row = {
            "statistic": plan.statistic,
            "label": plan.label,
            "weights": plan.weights_name,
            "level": plan.level,
            **dict.fromkeys(
                ("coefficient", "p_observed", "p_expected", "se", "se_null", "z", "ci_low", "ci_high"),
                math.nan,
            ),
            **shared,
        }
        reason = cannot_be_computed(plan, codes)
        notes = [reason] if reason else []
        if not reason:
            found, more = _coefficient(plan, codes, coded.categories, confidence, interval, se_divisor)
            row.update(found)
            notes += more
            if n_used < FEW_UNITS and not math.isnan(found["coefficient"]):
                notes.append(f"fewer than {FEW_UNITS} units: the interval is not to be relied on")
        rows.append({**row, "note": "; ".join(notes)})
    return rows


def _coefficient(
    plan: Plan,
    codes: np.ndarray,
    categories: Sequence[Any],
    confidence: float,
    interval: str | None,
    se_divisor: str | None,
) -> tuple[dict[str, float], list[str]]:
    n_coders = codes.shape[1]
    units = unit_sums(plan.statistic, codes, plan.weights)
    total = units.total()
    observed, expected = observed_and_expected(plan.statistic, total, plan.weights, n_coders=n_coders)
    found = {"p_observed": float(observed), "p_expected": float(expected)}
    found["coefficient"] = kappa = float(coefficient_of(observed, expected))
    if math.isnan(kappa):
        return found, [_no_variation(codes, categories)]
    notes = []
    if plan.level == "ordinal":
        notes.append("no standard error is published for the ordinal level")
    else:
        found["se"] = se = _error(plan, units, n_coders, se_divisor)
        if not math.isnan(se):
            how = interval or ("normal" if plan.statistic == "cohen" else "t")
            tail = 0.5 + confidence / 2
            n = int(total.n_units)
            reach = se * (NormalDist().inv_cdf(tail) if how == "normal" else two_sided_t(confidence, n - 1))
            # With missing ratings a coefficient itself may lie below −1.
            lowest = min(0.0 if plan.statistic == "percent" else -1.0, kappa)
            found["ci_low"], found["ci_high"] = max(kappa - reach, lowest), min(kappa + reach, 1.0)
            if se < _NO_WIDTH:
                full = math.isclose(observed, 1, abs_tol=1e-12)
                why = "no disagreement at all" if full else "the formula gives a standard error of 0"
                notes.append(f"{why}: the interval has no width and promises nothing")
        else:
            notes.append("one unit only: no standard error")
    found["se_null"] = null_error(plan.statistic, codes, plan.weights)
    found["z"] = kappa / found["se_null"] if found["se_null"] > 0 else math.nan
    return found, notes


def _error(plan: Plan, units: UnitSums, n_coders: int, se_divisor: str | None) -> float:
    values, centre = contributions(plan.statistic, units, plan.weights, n_coders=n_coders)
    divisor = se_divisor or ("n" if plan.statistic in _TWO_CODERS else "n-1")
    # With a single unit there is no spread to go by, whatever one would divide by.
    return standard_error(values, centre, divisor=divisor) if len(values) > 1 else math.nan


def cannot_be_computed(plan: Plan, codes: np.ndarray) -> str:
    """Why a coefficient cannot be computed at all; empty where it can."""
    n_coders = codes.shape[1]
    if n_coders < 2:
        return "fewer than two coders rated"
    if plan.statistic in _TWO_CODERS and n_coders != 2:
        return f"is for two coders, and {n_coders} rated"
    if not ((codes >= 0).sum(axis=1) >= 2).any():
        return "no unit was rated by two coders"
    if plan.statistic != "cohen" and not np.allclose(plan.weights, plan.weights.T, rtol=0, atol=1e-12):
        return "the weights are not symmetric: only Cohen's kappa tells first from second coder"
    if plan.statistic in {"gwet", "brennan_prediger"} and len(plan.weights) == 1:
        return "no variation: one category was seen and no other named, so that chance is not defined"
    return ""


def _no_variation(codes: np.ndarray, categories: Sequence[Any]) -> str:
    """Say why expected agreement is 1, so that nothing is left beyond chance."""
    paired = codes[(codes >= 0).sum(axis=1) >= 2]
    seen = np.unique(paired[paired >= 0])
    if len(seen) == 1:
        return f"no variation: every rating is {categories[seen[0]]!r}"
    return "no variation: expected agreement is 1"
