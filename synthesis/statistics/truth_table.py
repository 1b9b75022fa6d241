"""The truth table of crisp-set qualitative comparative analysis (QCA)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option, list_in_words
from synthesis.statistics.minimisation import SOLUTION_COLUMNS

__all__ = ["CONFLICTING", "MOST_CONDITIONS", "crisp_truth_table"]

CONFLICTING = "conflicting"
"""A cell that says both present and absent: unresolved, and treated as one that says nothing."""

MOST_CONDITIONS = 10
"""More conditions make a table of thousands of rows, nearly all of them without a case."""

_TAKEN = {
    *("row", "result", "n_cases", "n_with_outcome", "consistency", "pri", "coverage"),
    *("cases_with_outcome", "cases_without_outcome", "policy", "warning"),
    *SOLUTION_COLUMNS,
}
_POLICIES = ("refuse", "absent", "drop")
_CELLS = {"1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0, "true": 1.0, "false": 0.0}


def crisp_truth_table(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    *,
    case: str | None = None,
    unreported: str = "refuse",
    consistency: float = 1.0,
    n_cut: int = 1,
    complete: bool = False,
) -> pd.DataFrame:
    """Sort cases into the combinations of their conditions, and see which go with the outcome.

    Parameters
    ----------
    data
        One row per case; conditions and outcome hold 0 or 1 (as numbers or text). A blank or missing
        cell is not reported; "conflicting" says both, is unresolved and treated as not reported. Not
        modified.
    outcome, conditions
        Columns of ``data``.
    case
        Column with the names of the cases; their row labels by default.
    unreported
        ``"refuse"``: raise, and name every cell that is not reported. ``"absent"``: count it as 0,
        which says that silence is absence. ``"drop"``: leave the case out.
    consistency
        Share of the cases of a row, above 0.5, from which the row counts as one with the outcome; as
        many without it make it one without the outcome. Every row between the two is contradictory.
    n_cut
        Rows of fewer cases count as not observed (remainders).
    complete
        Whether to list the combinations without a case as well.

    Returns
    -------
    One row per combination, those with the outcome first, then contradictory ones, those without it
    and remainders, and within these in descending order of the combination: ``row`` (the conditions
    as digits), one column per condition (0 or 1), ``result`` (``1``, ``contradictory``, ``0`` or
    ``remainder``), ``n_cases``, ``n_with_outcome``, ``consistency`` (inclS: share of its cases with
    the outcome), ``pri``, ``coverage`` (share of all cases with the outcome that are in the row),
    ``cases_with_outcome``, ``cases_without_outcome`` (names joined by "; "), and, the same in every
    row, ``policy`` (what was done about cells that are not reported) and ``warning`` (blank, or that
    there are more conditions than the cases can carry).

    Raises
    ------
    OptionError
        A column is not there, is named twice or bears a name that the table needs; a cell is neither 0
        nor 1; two cases have the same name, or one has a ``;`` in it; there are more than 10 conditions;
        an option is not allowed; cells are not reported and ``unreported="refuse"``; or
        ``unreported="drop"`` leaves no case.

    Notes
    -----
    For crisp sets a case is never partly in both the outcome and its absence, so that ``pri`` equals
    ``consistency`` [2]_; both are given because readers look for both. A row with ``n_cases`` below
    ``n_cut`` keeps its cases in the table, but they decide nothing, as is usual [2]_.

    The limit for the number of conditions is the logarithm of the number of cases to base 2: beyond
    it there are more combinations than cases, and even random data look consistent [3]_.

    References
    ----------
    .. [1] Ragin CC (1987). The Comparative Method. Berkeley: University of California Press.
    .. [2] Duşa A (2019). QCA with R. A Comprehensive Resource. Cham: Springer.
    .. [3] Marx A, Duşa A (2011). Crisp-set qualitative comparative analysis (csQCA), contradictions
       and consistency benchmarks for model specification. Methodological Innovations Online
       6:103-148 (the problem; the limit is ours).
    """
    conditions = _checked_conditions(data, outcome, conditions)
    check_option("unreported", unreported, _POLICIES)
    _check_numbers(consistency, n_cut)
    names = _case_names(data, case)
    columns = [*conditions, outcome]
    cells = pd.DataFrame({name: _as_crisp(data[name], name, names) for name in columns}, index=names)
    is_conflicting = data[columns].apply(_is_conflicting).set_axis(names)
    cells, policy = _settled(cells, is_conflicting, unreported)

    table = _combinations(cells, conditions, outcome)
    table["result"] = _results(table, consistency, n_cut)
    if complete:
        table = _with_remainders(table, conditions)
    n_all = max(1, int(cells[outcome].sum()))
    table["consistency"] = table["n_with_outcome"] / table["n_cases"].where(table["n_cases"] > 0)
    table["pri"] = table["consistency"]
    table["coverage"] = table["n_with_outcome"] / n_all
    table["policy"] = policy
    table["warning"] = _warning(len(conditions), len(cells))
    order = table["result"].map({"1": 0, "contradictory": 1, "0": 2, "remainder": 3})
    table = table.assign(order=order).sort_values(["order", "row"], ascending=[True, False])
    return table[
        [
            "row",
            *conditions,
            "result",
            "n_cases",
            "n_with_outcome",
            "consistency",
            "pri",
            "coverage",
            "cases_with_outcome",
            "cases_without_outcome",
            "policy",
            "warning",
        ]
    ].reset_index(drop=True)


def _checked_conditions(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> list[str]:
    named = [conditions] if isinstance(conditions, str) else list(conditions)
    if not named:
        raise OptionError("conditions is empty; name the conditions that might explain the outcome.")
    if len(named) > MOST_CONDITIONS:
        message = f"conditions names {len(named)} of them; it can name {MOST_CONDITIONS} at most."
        raise OptionError(f"{message} Few studies can carry more than four or five.")
    for name in named:
        check_option("conditions", name, data.columns)
    check_option("outcome", outcome, data.columns)
    twice = sorted({name for name in [*named, outcome] if [*named, outcome].count(name) > 1})
    if twice:
        raise OptionError(f"{list_in_words(twice)} is named more than once among conditions and outcome.")
    for name in [*named, outcome]:
        if name in _TAKEN:
            message = f"a condition or outcome cannot be called '{name}': the tables have such a column."
            raise OptionError(f"{message} Give it another name.")
    return named


def _check_numbers(consistency: float, n_cut: int) -> None:
    is_number = isinstance(consistency, int | float) and not isinstance(consistency, bool)
    if not is_number or not 0.5 < consistency <= 1:
        raise OptionError(f"consistency={consistency!r} is not allowed; it is above 0.5 and at most 1.")
    if not isinstance(n_cut, int | np.integer) or isinstance(n_cut, bool) or n_cut < 1:
        raise OptionError(f"n_cut={n_cut!r} is not allowed; it is a whole number of 1 or more.")


def _case_names(data: pd.DataFrame, case: str | None) -> pd.Index:
    if case is not None:
        check_option("case", case, data.columns)
    names = pd.Index(data.index if case is None else data[case]).astype("str")
    twice = names[names.duplicated()].unique()
    if len(twice):
        raise OptionError(f"several cases are called {list_in_words(twice)}; each needs a name of its own.")
    parted = names[names.str.contains(";")]
    if len(parted):
        message = f"names of cases have no ';' in them, because lists of cases do: {list_in_words(parted)}."
        raise OptionError(f"{message} Give these another name.")
    return names


def _words(cells: pd.Series) -> pd.Series:
    return cells.astype("str").str.strip().str.casefold()


def _is_conflicting(cells: pd.Series) -> pd.Series:
    return _words(cells).eq(CONFLICTING).fillna(False).astype("bool")


def _as_crisp(cells: pd.Series, name: str, names: pd.Index) -> np.ndarray:
    """Return 0, 1 or NaN, or say which cell is neither."""
    words = _words(cells)
    values = words.map(_CELLS).to_numpy(dtype="float64")
    is_silent = cells.isna() | words.isin(["", CONFLICTING])
    wrong = np.flatnonzero(np.isnan(values) & ~is_silent.to_numpy(dtype="bool"))
    if len(wrong):
        found = [f"'{cells.iloc[at]}' ({names[at]})" for at in wrong]
        message = f"'{name}' must hold 0 or 1 in every cell; it also holds {list_in_words(found)}."
        raise OptionError(message)
    return values


def _settled(cells: pd.DataFrame, is_conflicting: pd.DataFrame, unreported: str) -> tuple[pd.DataFrame, str]:
    """Apply the policy for cells that are not reported; say in words what was done."""
    is_missing = cells.isna()
    number = int(is_missing.to_numpy().sum())
    if not number:
        return cells, "every cell is reported"
    of_which = int(is_conflicting.to_numpy().sum())
    counted = f"{number} cell{'s' * (number > 1)} not reported"
    counted += f" ({of_which} of them conflicting)" if of_which else ""
    if unreported == "refuse":
        where = [
            f"{name}: {_named(cells.index[is_missing[name]], is_conflicting[name])}"
            for name in cells
            if is_missing[name].any()
        ]
        advice = "Fill them, or choose unreported='absent' or 'drop' and report that."
        raise OptionError(f"{counted}, so the truth table is refused. {'; '.join(where)}. {advice}")
    if unreported == "absent":
        return cells.fillna(0.0), f"{counted}, counted as absent"
    kept = cells.dropna()
    n_dropped = len(cells) - len(kept)
    if kept.empty:
        message = f"{counted}, and every case has such a cell: unreported='drop' leaves none."
        raise OptionError(f"{message} Fill them, or name fewer conditions.")
    return kept, f"{counted}; {n_dropped} case{'s' * (n_dropped > 1)} left out for it"


def _named(names: pd.Index, is_conflicting: pd.Series) -> str:
    """Name every case, however many, so that all cells can be filled at once."""
    words = [f"{name} ({CONFLICTING})" if is_conflicting[name] else name for name in names]
    return list_in_words(words, most=len(words))


def _combinations(cells: pd.DataFrame, conditions: list[str], outcome: str) -> pd.DataFrame:
    """Group the cases by their combination of conditions."""
    crisp = cells.astype("int64").rename_axis("case").reset_index()
    crisp["row"] = crisp[conditions].astype("str").agg("".join, axis=1) if len(crisp) else ""
    crisp = crisp.sort_values("case")
    table = crisp.groupby("row").agg(n_cases=("case", "size"), n_with_outcome=(outcome, "sum"))
    for name, value in (("cases_with_outcome", 1), ("cases_without_outcome", 0)):
        of_side = crisp[crisp[outcome] == value].groupby("row")["case"].agg("; ".join)
        table[name] = of_side.astype("str").reindex(table.index).fillna("")
    return _with_digits(table.reset_index(), conditions)


def _with_digits(table: pd.DataFrame, conditions: list[str]) -> pd.DataFrame:
    digits = {name: table["row"].str[place].astype("int64") for place, name in enumerate(conditions)}
    return table.assign(**digits)


def _results(table: pd.DataFrame, consistency: float, n_cut: int) -> np.ndarray:
    share = table["n_with_outcome"] / table["n_cases"]
    # A share is compared with a margin, so that 0.8 of 5 cases is 0.8.
    is_one, is_zero = share >= consistency - 1e-9, share <= 1 - consistency + 1e-9
    verdict = np.select([is_one, is_zero], ["1", "0"], "contradictory")
    return np.where(table["n_cases"] < n_cut, "remainder", verdict)


def _with_remainders(table: pd.DataFrame, conditions: list[str]) -> pd.DataFrame:
    every = [format(number, f"0{len(conditions)}b") for number in range(2 ** len(conditions))]
    whole = table.set_index("row").reindex(pd.Index(every, name="row"))
    whole["result"] = whole["result"].fillna("remainder")
    for name in ("n_cases", "n_with_outcome"):
        whole[name] = whole[name].fillna(0).astype("int64")
    for name in ("cases_with_outcome", "cases_without_outcome"):
        whole[name] = whole[name].fillna("")
    return _with_digits(whole.reset_index(), conditions)


def _warning(n_conditions: int, n_cases: int) -> str:
    carried = math.log2(n_cases) if n_cases else 0.0
    if n_conditions <= carried:
        return ""
    return (
        f"{n_conditions} conditions are more than {n_cases} cases can carry (log2 of {n_cases} is "
        f"{carried:.1f}): there are more combinations than cases, and chance alone looks consistent."
    )
