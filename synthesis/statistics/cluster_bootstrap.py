"""Bootstrap intervals of agreement that resample clusters (studies), not single units."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from synthesis.errors import OptionError
from synthesis.statistics.agreement import FEW_UNITS, Plan, cannot_be_computed, coefficients, plans
from synthesis.statistics.agreement_ratings import coded_ratings
from synthesis.statistics.agreement_sums import (
    UnitSums,
    coefficient_of,
    observed_and_expected,
    unit_sums,
)

__all__ = [
    "FEW_CLUSTERS",
    "agreement_in_resamples",
    "check_resampling",
    "cluster_bootstrap",
    "drawn_clusters",
    "interval_of",
    "pooled",
    "too_few",
]

FEW_CLUSTERS = 30
"""Below this many clusters a bootstrap over them tends to be too narrow (Cameron et al. 2008)."""


def cluster_bootstrap(
    ratings: pd.DataFrame | Mapping[Hashable, pd.DataFrame],
    clusters: Sequence[Any] | pd.Series,
    *,
    statistic: str = "krippendorff",
    weights: str | Any = "identity",
    level: str | None = None,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
    n_resamples: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Compute a coefficient of agreement with an interval from resampled clusters.

    Units of one study resemble each other, so that a formula or a bootstrap that takes them for
    independent promises too much. Here whole clusters are drawn, with replacement, as many as there are.

    With several tables (one per code, the same units in each), the first row pools them as De Vries et
    al. [1]_ do: (mean p_observed − mean p_expected) / (1 − mean p_expected), and every resample is used
    for all tables at once.

    Parameters
    ----------
    ratings
        One table of units × coders as for `agreement`, or several by name. Not modified.
    clusters
        The cluster of each unit, in the order of the rows.
    statistic, weights, level, categories, confidence
        As for `agreement`; one statistic.
    n_resamples
        Number of resamples, at least 1.
    seed
        Of the random numbers: the same seed gives the same interval.

    Returns
    -------
    One row per table, with several tables preceded by one for all:

    - ``name`` ("(all)" for the pooled row, "" for a single table), ``statistic``, ``label``;
    - ``coefficient``, ``p_observed``, ``p_expected``; for the pooled row, over the tables for which they
      are defined;
    - ``ci_low``, ``ci_high``: quantiles (type 7) of the resamples for which the coefficient is defined;
    - ``n_units_used`` (rated by two or more), ``n_clusters`` (with such a unit), ``n_resamples``,
      ``n_resamples_used``;
    - ``note``: why a number is missing, and what to beware of; empty otherwise.

    Raises
    ------
    OptionError
        There are not as many clusters as units, ``n_resamples`` or ``confidence`` cannot be, or as for
        `agreement`.

    Notes
    -----
    Each cluster is reduced once to the sums that the coefficient is made of; a resample only adds them
    up. With few clusters the interval is likely too narrow [2]_; nothing can be resampled that the
    clusters at hand do not show.

    References
    ----------
    .. [1] De Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20:272–282.
    .. [2] Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90:414–427.
    """
    check_resampling(n_resamples, confidence)
    tables = ratings if isinstance(ratings, Mapping) else {"": ratings}
    names = pd.Series(list(clusters), dtype="object")
    if names.isna().any():
        raise OptionError("clusters has a missing value; every unit belongs to a cluster.")
    # By name, so that the order of rows has no part in what is drawn.
    cluster_codes = pd.factorize(names.astype("str"), sort=True)[0]
    frames = [pd.DataFrame(table).reset_index(drop=True) for table in tables.values()]
    for frame in frames:
        if len(frame) != len(cluster_codes):
            message = f"clusters has {len(cluster_codes)} entries, but the ratings have {len(frame)} units."
            raise OptionError(message)
    # One list of categories for all tables, so that a code that nobody gave still has two.
    together = coded_ratings(pd.concat(frames, axis=1), categories=categories)
    ends = np.cumsum([frame.shape[1] for frame in frames])
    coded = [
        replace(together, codes=codes, coders=tuple(frame.columns))
        for codes, frame in zip(np.split(together.codes, ends[:-1], axis=1), frames, strict=True)
    ]
    planned = [plans(one, statistic=statistic, weights=weights, level=level) for one in coded]
    if any(len(plan) != 1 for plan in planned):
        raise OptionError(
            f"statistic={statistic!r} is not allowed; a bootstrap takes one statistic at a time."
        )

    is_paired = np.array([(one.codes >= 0).sum(axis=1) >= 2 for one in coded])
    drawn = drawn_clusters(cluster_codes, is_paired.any(axis=0), n_resamples, seed)
    rows, observed, expected = [], [], []
    for name, one, (plan,), paired in zip(tables, coded, planned, is_paired, strict=True):
        (row,) = coefficients(one, [plan], confidence=confidence)
        terms = agreement_in_resamples(plan, one.codes, cluster_codes, drawn)
        observed.append(terms[0])
        expected.append(terms[1])
        n_clusters = len(np.unique(cluster_codes[paired]))
        reason = row["note"] if math.isnan(row["coefficient"]) else ""
        rows.append({**row, "name": name, "n_clusters": n_clusters, "note": reason})
    resampled = [coefficient_of(o, e) for o, e in zip(observed, expected, strict=True)]
    if isinstance(ratings, Mapping):
        kept = [k for k, row in enumerate(rows) if not math.isnan(row["p_observed"] + row["p_expected"])]
        first = {"name": "(all)", "statistic": statistic, "label": planned[0][0].label, "note": ""}
        first["n_units_used"] = int(is_paired.any(axis=0).sum())
        first["n_clusters"] = len(np.unique(cluster_codes[is_paired.any(axis=0)]))
        terms = [[rows[k][term] for k in kept] for term in ("p_observed", "p_expected")]
        first["coefficient"], first["p_observed"], first["p_expected"] = map(float, pooled(*terms))
        if math.isnan(first["coefficient"]):
            first["note"] = "no table has a coefficient"
        resampled.insert(0, pooled([observed[k] for k in kept], [expected[k] for k in kept])[0])
        rows.insert(0, first)
    for row, found in zip(rows, resampled, strict=True):
        is_possible = row["n_clusters"] > 1 and not math.isnan(row["coefficient"])
        low, high, n_used = interval_of(found, confidence) if is_possible else (math.nan, math.nan, 0)
        row.update(ci_low=low, ci_high=high, n_resamples=n_resamples, n_resamples_used=n_used)
        if not math.isnan(row["coefficient"]):
            row["note"] = "; ".join(too_few(row["n_units_used"], row["n_clusters"], n_resamples - n_used))
    columns = [
        *("name", "statistic", "label", "coefficient", "p_observed", "p_expected", "ci_low", "ci_high"),
        *("n_units_used", "n_clusters", "n_resamples", "n_resamples_used", "note"),
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(("statistic", "label", "note"), "str"))


def check_resampling(n_resamples: int, confidence: float, *, least: int = 1) -> None:
    """Raise `OptionError` unless the numbers of a bootstrap can be."""
    if isinstance(n_resamples, bool) or not isinstance(n_resamples, int) or n_resamples < least:
        message = f"n_resamples={n_resamples!r} is not allowed; it can be a whole number from {least}."
        raise OptionError(message)
    if not 0 < confidence < 1:
        message = f"confidence={confidence!r} is not allowed; it can be a number between 0 and 1."
        raise OptionError(message)


def drawn_clusters(cluster_codes: np.ndarray, is_used: np.ndarray, n_resamples: int, seed: int) -> np.ndarray:
    """Return resamples × clusters: how often each cluster was drawn.

    Parameters
    ----------
    cluster_codes
        Cluster of each unit, as a position from 0.
    is_used
        Whether each unit has anything to resample; clusters without such a unit are never drawn.
    n_resamples, seed
        As for `cluster_bootstrap`.

    Returns
    -------
    Whole numbers, each row adding up to the number of clusters in use.
    """
    used = np.unique(cluster_codes[is_used])
    drawn = np.zeros((n_resamples, int(cluster_codes.max(initial=-1)) + 1))
    if len(used) and n_resamples:
        chances = np.full(len(used), 1 / len(used))
        drawn[:, used] = np.random.default_rng(seed).multinomial(len(used), chances, size=n_resamples)
    return drawn


def agreement_in_resamples(
    plan: Plan, codes: np.ndarray, cluster_codes: np.ndarray, drawn: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return observed and expected agreement in every resample.

    Parameters
    ----------
    plan
        The coefficient.
    codes
        Units × coders: position of the category, -1 where missing.
    cluster_codes, drawn
        As `drawn_clusters` takes and returns them.

    Returns
    -------
    Two arrays, one number per resample; missing where a resample does not define it.
    """
    codes = codes[:, (codes >= 0).any(axis=0)]
    if cannot_be_computed(plan, codes):
        nothing = np.full(len(drawn), math.nan)
        return nothing, nothing
    is_ordinal = plan.level == "ordinal"
    sums = unit_sums(plan.statistic, codes, plan.weights, keep_pairs=is_ordinal).stacked()
    by_cluster = np.zeros((drawn.shape[1], sums.shape[1]))
    np.add.at(by_cluster, cluster_codes, sums)
    return observed_and_expected(
        plan.statistic,
        UnitSums.unstacked(drawn @ by_cluster),
        plan.weights,
        n_coders=codes.shape[1],
        keep_pairs=is_ordinal,
    )


def interval_of(resampled: np.ndarray, confidence: float) -> tuple[float, float, int]:
    """Return the two quantiles (type 7) of the resamples that are defined, and how many these are."""
    defined = resampled[~np.isnan(resampled)]
    if not len(defined):
        return math.nan, math.nan, 0
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2], method="linear")
    return float(low), float(high), len(defined)


def pooled(observed: Sequence[Any], expected: Sequence[Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pool over the first axis.

    Returns
    -------
    The coefficient, (mean observed − mean expected) / (1 − mean expected), and both means; missing
    where there is nothing to pool.
    """
    if not len(observed):
        nothing = np.array(math.nan)
        return nothing, nothing, nothing
    means = np.mean(observed, axis=0), np.mean(expected, axis=0)
    return coefficient_of(*means), *means


def too_few(n_units: int, n_clusters: int, n_left_out: int = 0, *, noun: str = "clusters") -> list[str]:
    """Say what is too few for the interval to be relied on; ``noun`` is the word for the clusters."""
    notes = []
    if n_units < FEW_UNITS:
        notes.append(f"fewer than {FEW_UNITS} units: the interval is not to be relied on")
    if n_clusters < 2:
        notes.append(f"fewer than two {noun}: there is nothing to resample")
    elif n_clusters < FEW_CLUSTERS:
        notes.append(f"{n_clusters} {noun}, fewer than {FEW_CLUSTERS}: the interval is likely too narrow")
    if n_left_out and n_clusters > 1:
        notes.append(f"{n_left_out} resamples have no variation and are left out of the interval")
    return notes
