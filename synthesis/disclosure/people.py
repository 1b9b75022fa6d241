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
    numbered = numbered_sources(review, rules)
    groups_of = _groups_of(review, numbered, by)
    least: dict[int, int] = {}
    for kind, where in groups_of:
        number = place.get((kind, ALL, ALL, where))
        if number is not None:
            least[number] = least.get(number, 0) + 1
    counts = table["n_sources"].astype("int64").tolist()
    # Reporting checklists say how many sources there are in all; and those who all have numbers of
    # their own can be counted wherever they speak.
    fixed = {place[ALL_KINDS, ALL, ALL, ALL_STUDIES]}
    fixed |= {number for number, at_least in least.items() if at_least == counts[number]}
    return Cells(
        counts=counts,
        equations=equations,
        minimum=rules.minimum,
        harmless={n for n, key in enumerate(keys) if key[0] != ALL_KINDS and not counts_people(key[0])},
        fixed=fixed,
        least=least,
    )


def numbered_sources(review: Review, rules: Rules) -> pd.DataFrame:
    """Return the sources that may be told apart by a number: ``participant 3``.

    Numbers count. So sources of a kind have one only where their study has at least the minimum of
    them, or where they are no people.

    Parameters
    ----------
    review, rules
        A review and its rules.

    Returns
    -------
    ``source_id``, ``study_id``, ``kind`` ("not reported" where blank) and ``number`` in the study.
    """
    sources = review.sources[["source_id", "study_id", "kind"]]
    sources = sources.assign(kind=sources["kind"].fillna(NOT_REPORTED).astype("str"))
    # The order of the names that they have for the public, which says nothing.
    sources = sources.sort_values("source_id", kind="stable")
    same = sources.groupby(["study_id", "kind"])
    sources["number"] = same.cumcount() + 1
    is_enough = same["source_id"].transform("size") >= rules.minimum
    are_people = sources["kind"].map(counts_people).astype(bool)
    return sources[is_enough | ~are_people]


def _groups_of(review: Review, numbered: pd.DataFrame, by: str | None) -> list[tuple[str, str]]:
    """Return kind and group of each numbered source, and kind and all studies as well."""
    pairs = [(kind, ALL_STUDIES) for kind in numbered["kind"]]
    if by is None:
        return pairs
    if by == "study_id":
        return pairs + list(zip(numbered["kind"], numbered["study_id"], strict=True))
    values = review.study_attribute(by).sort_values(["study_id", "value"])
    group = values.groupby("study_id")["value"].agg("; ".join)
    return pairs + list(zip(numbered["kind"], numbered["study_id"].map(group), strict=True))
