"""Boolean minimisation of a crisp truth table: the solutions of QCA, every minimal model of each.

A combination and a term are written as one character per condition, in the order of the
conditions: ``1`` present, ``0`` absent, ``-`` either. So ``1-0`` is A*~C.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, check_option, list_in_words
from synthesis.statistics.boolean_terms import covers, minimal_covers, prime_implicants, term_in_words

__all__ = ["SOLUTIONS", "SOLUTION_COLUMNS", "minimise"]

SOLUTIONS = ("conservative", "parsimonious", "intermediate")

_EXPECTED = {"present": "1", "absent": "0"}
SOLUTION_COLUMNS: tuple[str, ...] = (
    "solution",
    "model",
    "n_models",
    "expression",
    "term",
    "is_in_every_model",
    "consistency",
    "pri",
    "coverage_raw",
    "coverage_unique",
    "cases",
    "cases_against",
    "solution_consistency",
    "solution_coverage",
    "n_remainders_used",
    "remainders_used",
)
"""Columns of a table of solutions, besides one per condition."""


def minimise(
    table: pd.DataFrame,
    conditions: Sequence[str],
    *,
    solution: str = "conservative",
    explain: str = "present",
    expectations: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Reduce a truth table to the shortest expressions that say when the outcome is there.

    Contradictory rows are neither explained nor used as remainders.

    Parameters
    ----------
    table
        As `crisp_truth_table` returns it, complete or not. Not modified.
    conditions
        Its conditions, all of them, in any order.
    solution
        ``"conservative"``: from observed rows only (also called complex). ``"parsimonious"``: any row
        without cases may be assumed to show the outcome where that makes a term shorter.
        ``"intermediate"``: only where ``expectations`` agree.
    explain
        ``"present"`` or ``"absent"``: which outcome is explained.
    expectations
        Which state of a condition is expected to lead to what is explained: ``"present"`` or
        ``"absent"``; conditions without an expectation are left out. For the intermediate solution.

    Returns
    -------
    One row per model and term; without a row to explain none. ``solution``, ``model`` (from 1),
    ``n_models``, ``expression`` (all terms of the model), ``term`` (``A*~B``; "(always)" where no
    condition is left), one column per condition (1, 0, or missing where it plays no part),
    ``is_in_every_model``, ``consistency``, ``pri``, ``coverage_raw``, ``coverage_unique`` (of the term,
    0 to 1), ``cases``, ``cases_against`` (those covered with and without what is explained, joined by
    "; "), ``solution_consistency``, ``solution_coverage`` (of the model), ``n_remainders_used`` and
    ``remainders_used`` (the combinations without cases that the model counts as having the outcome:
    its simplifying assumptions).

    Raises
    ------
    OptionError
        ``table`` is no truth table, ``conditions`` are not those of ``table``, an option is not allowed,
        the intermediate solution is asked for without expectations, or there are more models than can
        be searched.

    Notes
    -----
    Prime implicants are found by merging combinations that differ in one condition [1]_; the models
    listed are all those with the fewest prime implicants, none preferred. Where several are listed,
    the data do not tell them apart.

    The intermediate solution is made as in [2]_: from each conservative term, a condition is taken out
    that goes against the expectation and is not in a parsimonious term that contains the term. It is
    done for each pair of a conservative and a parsimonious model.

    Consistency is that of the terms over all cases in the table, those of contradictory rows and of
    rows below the cut included. A consistent term is a pattern among these cases and no proof of a
    cause. A parsimonious solution rests on combinations that nobody has seen: they are listed.

    References
    ----------
    .. [1] McCluskey EJ (1956). Minimization of Boolean functions. Bell System Technical Journal
       35:1417-1444.
    .. [2] Ragin CC (2008). Redesigning Social Inquiry. Chicago: University of Chicago Press,
       chapter 9.
    """
    table = _in_order_of(table, conditions)
    check_option("solution", solution, SOLUTIONS)
    check_option("explain", explain, _EXPECTED)
    expected = _checked_expectations(expectations or {}, conditions)
    if solution == "intermediate" and not expected:
        raise OptionError("the intermediate solution needs expectations, such as {'trust': 'present'}.")

    result = dict(zip(table["row"], table["result"], strict=True))
    every = ["".join(digits) for digits in product("01", repeat=len(conditions))]
    positive = {row for row in every if result.get(row) == _EXPECTED[explain]}
    remainders = {row for row in every if result.get(row, "remainder") == "remainder"}
    models = _models(positive, remainders, solution, expected)
    columns = [*SOLUTION_COLUMNS[:5], *conditions, *SOLUTION_COLUMNS[5:]]
    if not models:
        return pd.DataFrame(columns=columns)
    found = _described(table, list(conditions), models, remainders, explain)
    return found.assign(solution=solution)[columns]


def _in_order_of(table: pd.DataFrame, conditions: Sequence[str]) -> pd.DataFrame:
    """Return the table with its rows written in the order in which the conditions are named."""
    columns = list(table.columns)
    for name in ("row", "result", "n_cases", "n_with_outcome", "cases_with_outcome", "cases_without_outcome"):
        if name not in columns:
            raise OptionError(f"the truth table has no column '{name}'; give one made by crisp_truth_table.")
    own = columns[columns.index("row") + 1 : columns.index("result")]
    if sorted(own) != sorted(conditions):
        message = f"conditions names {list_in_words(conditions)}, but the truth table was made for "
        raise OptionError(f"{message}{list_in_words(own)}; name these, or make another truth table.")
    table = table.reset_index(drop=True)
    # From the cells of the conditions and not from ``row``, which is in the order of the table.
    digits = [table[name].astype("int64").astype("str") for name in conditions]
    rows = pd.Series("", index=table.index, dtype="str").str.cat(digits)
    return table.assign(row=rows, result=table["result"].astype("str"))


def _checked_expectations(expectations: Mapping[str, str], conditions: Sequence[str]) -> list[str]:
    """Return the expected digit of each condition, ``-`` where none is, or nothing at all."""
    for name, state in expectations.items():
        check_option("expectations", name, conditions)
        check_option(f"expectations['{name}']", state, _EXPECTED)
    return [_EXPECTED.get(expectations.get(name, ""), "-") for name in conditions] if expectations else []


def _models(
    positive: set[str], remainders: set[str], solution: str, expected: list[str]
) -> list[tuple[str, ...]]:
    conservative = minimal_covers(prime_implicants(positive), positive)
    if solution == "conservative":
        return conservative
    parsimonious = minimal_covers(prime_implicants(positive, remainders), positive)
    if solution == "parsimonious":
        return parsimonious
    found = {
        model: None  # a set that keeps its order
        for complex_model, short_model in product(conservative, parsimonious)
        for model in minimal_covers(_between(complex_model, short_model, expected), positive)
    }
    fewest = min(map(len, found), default=0)
    return [model for model in found if len(model) == fewest]


def _between(complex_model: Iterable[str], short_model: Iterable[str], expected: list[str]) -> list[str]:
    """Take out of conservative terms what goes against the expectations."""
    terms = set()
    for long_term in complex_model:
        wider = [short_term for short_term in short_model if covers(short_term, long_term)]
        # A term that only several parsimonious ones cover together stays as it is.
        terms |= {_reduced(long_term, short_term, expected) for short_term in wider} or {long_term}
    # A term within a wider one says nothing more.
    return sorted(
        (term for term in terms if not any(term != other and covers(other, term) for other in terms)),
        reverse=True,
    )


def _reduced(long_term: str, short_term: str, expected: list[str]) -> str:
    """Take out conditions that are not in the short term and are not expected to help as they are."""
    return "".join(
        "-" if kept == "-" and mark != "-" and want not in ("-", mark) else mark
        for mark, kept, want in zip(long_term, short_term, expected, strict=True)
    )


def _described(
    table: pd.DataFrame,
    conditions: list[str],
    models: list[tuple[str, ...]],
    remainders: set[str],
    explain: str,
) -> pd.DataFrame:
    """Describe each model and each of its terms: how consistent they are and what they cover."""
    terms = list(dict.fromkeys(term for model in models for term in model))
    members = [[terms.index(term) for term in model] for model in models]
    n_cases = table["n_cases"].to_numpy(dtype="int64")
    n_with = table["n_with_outcome"].to_numpy(dtype="int64")
    n_with = n_with if explain == "present" else n_cases - n_with
    n_all = n_with.sum()
    covered = _coverage(terms, table["row"])
    assumed, among = _coverage(terms, sorted(remainders)), np.array(sorted(remainders), dtype="object")

    of_terms = pd.DataFrame({"term": [term_in_words(term, conditions) for term in terms]})
    for place, name in enumerate(conditions):
        marks = [pd.NA if term[place] == "-" else int(term[place]) for term in terms]
        of_terms[name] = pd.array(marks, dtype="Int64")
    of_terms["consistency"] = (covered @ n_with) / (covered @ n_cases)
    of_terms["pri"] = of_terms["consistency"]
    of_terms["coverage_raw"] = (covered @ n_with) / n_all
    with_, without = ("cases_with_outcome", "cases_without_outcome")[:: 1 if explain == "present" else -1]
    for column, cases in (("cases", with_), ("cases_against", without)):
        of_terms[column] = [_joined_cases(table.loc[rows, cases]) for rows in covered.astype("bool")]
    shared = set.intersection(*map(set, members))
    of_terms["is_in_every_model"] = [number in shared for number in range(len(terms))]

    rows = of_terms.iloc[[number for model in members for number in model]].reset_index(drop=True)
    n_terms = [len(model) for model in members]
    times = [covered[model].sum(axis=0) for model in members]
    of_model = [count > 0 for count in times]
    used = [among[assumed[model].any(axis=0)] for model in members]
    unique = [covered[m] @ (n_with * (count == 1)) for m, count in zip(members, times, strict=True)]
    words = of_terms["term"].to_numpy()
    per_model = {
        "model": range(1, len(models) + 1),
        "expression": [" + ".join(words[model]) for model in members],
        "solution_consistency": [n_with[rows_].sum() / n_cases[rows_].sum() for rows_ in of_model],
        "solution_coverage": [n_with[rows_].sum() / n_all for rows_ in of_model],
        "n_remainders_used": [len(found) for found in used],
        "remainders_used": ["; ".join(found) for found in used],
    }
    repeated = pd.DataFrame(per_model).loc[np.repeat(range(len(models)), n_terms)].reset_index(drop=True)
    rows["coverage_unique"] = np.concatenate(unique) / n_all
    return pd.concat([rows, repeated], axis=1).assign(n_models=len(models))


def _coverage(terms: Sequence[str], rows: Sequence[str] | pd.Series) -> np.ndarray:
    """Return which term covers which row, as 0 and 1; one row per term."""
    cells = [[covers(term, row) for row in rows] for term in terms]
    return np.array(cells, dtype="int64").reshape(len(terms), len(rows))


def _joined_cases(cells: pd.Series) -> str:
    return "; ".join(sorted(name for cell in cells if cell for name in cell.split("; ")))
