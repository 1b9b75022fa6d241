"""Few people are not shown as a number: the cells of `source_characteristics` and their sums."""

from __future__ import annotations

import pandas as pd

from synthesis.disclosure.rules import Rules, counts_people
from synthesis.disclosure.suppression import Cells, Equation, suppressed
from synthesis.disclosure.withheld import with_marks
from synthesis.review import NOT_REPORTED, Review

__all__ = ["numbered_sources", "people_cells", "withhold_few_people"]

ALL, ALL_KINDS, ALL_STUDIES = "all", "all sources", "all studies"


def withhold_few_people(
    table: pd.DataFrame, review: Review, rules: Rules, *, by: str | None = None
) -> pd.DataFrame:
    """Withhold the counts of few people, and the others that would give them away.

    Parameters
    ----------
    table
        As `source_characteristics` returns it. Not modified.
    review
        That it was made from.
    rules
        Those of the review.
    by
        What it is counted by as well.

    Returns
    -------
    The table; where a count is withheld its share is, and where the number of a kind is, so is
    every share of it.
    """
    if table.empty:
        return table
    marks = suppressed(people_cells(table, review, rules, by=by))
    kept = with_marks(table, "n_sources", marks, rules.minimum, also=["share_of_sources"])
    group = [] if by is None else [by]
    is_whole = table["attribute"].eq(ALL)
    hidden = pd.Series([bool(mark) for mark in marks], index=table.index)
    of_hidden = hidden.where(is_whole, False).groupby([table[name] for name in ["kind", *group]])
    without_whole = of_hidden.transform("any")
    attrs = kept.attrs
    kept["share_of_sources"] = kept["share_of_sources"].mask(without_whole)
    attrs["withheld"]["share_of_sources"] |= dict.fromkeys(table.index[without_whole], "withheld")
    kept.attrs = attrs
    return kept


def people_cells(table: pd.DataFrame, review: Review, rules: Rules, *, by: str | None = None) -> Cells:
    """Return the counts of `source_characteristics` with every sum that a reader could do.

    Parameters
    ----------
    table, review, rules, by
        As in `withhold_few_people`.
    """
    group = table[by] if by is not None else pd.Series(ALL_STUDIES, index=table.index)
    keys = list(zip(table["kind"], table["attribute"], table["value"], group, strict=True))
    place = {key: number for number, key in enumerate(keys)}
    sums: dict[int, dict[object, list[int]]] = {number: {} for number in range(len(keys))}
    for number, (kind, attribute, value, where) in enumerate(keys):
        if attribute != ALL:
            sums[place[kind, ALL, ALL, where]].setdefault(("values", attribute), []).append(number)
        elif kind != ALL_KINDS:
            sums[place[ALL_KINDS, ALL, ALL, where]].setdefault("kinds", []).append(number)
        if where != ALL_STUDIES:
            sums[place[kind, attribute, value, ALL_STUDIES]].setdefault("groups", []).append(number)
    equations: list[Equation] = [
        (total, tuple(parts)) for total, several in sums.items() for parts in several.values()
    ]
    counts = table["n_sources"].astype("int64").tolist()
    # Reporting checklists say how many sources there are in all; and where all have numbers of their
    # own, those of a kind can be counted wherever they speak.
    fixed = {place[ALL_KINDS, ALL, ALL, ALL_STUDIES]}
    if len(numbered_sources(review, rules)):
        fixed |= {number for number, key in enumerate(keys) if key[1] == ALL}
    return Cells(
        counts=counts,
        equations=equations,
        minimum=rules.minimum,
        harmless={n for n, key in enumerate(keys) if key[0] != ALL_KINDS and not counts_people(key[0])},
        fixed=fixed,
    )


def numbered_sources(review: Review, rules: Rules) -> pd.DataFrame:
    """Return the sources that may be told apart by a number: ``participant 3``.

    Numbers count. So sources have them only where no study has few people of a kind: one that had
    would be counted by its numbers, or by the numbers of all others.

    Parameters
    ----------
    review, rules
        A review and its rules.

    Returns
    -------
    ``source_id``, ``study_id``, ``kind`` ("not reported" where blank) and ``number`` in the study;
    either all sources or none.
    """
    sources = review.sources[["source_id", "study_id", "kind"]]
    sources = sources.assign(kind=sources["kind"].fillna(NOT_REPORTED).astype("str"))
    # The order of the names that they have for the public, which says nothing.
    sources = sources.sort_values("source_id", kind="stable")
    same = sources.groupby(["study_id", "kind"])
    sources["number"] = same.cumcount() + 1
    are_few = same["source_id"].transform("size") < rules.minimum
    are_people = sources["kind"].map(counts_people).astype(bool)
    return sources.iloc[:0] if (are_few & are_people).any() else sources
