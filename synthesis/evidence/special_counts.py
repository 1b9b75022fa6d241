"""The evidence of counts that some tables make in a way of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from synthesis.analyses._passing import passing_studies
from synthesis.analyses.disagreements import disagreements
from synthesis.evidence.marks import Marks, split_ids

if TYPE_CHECKING:
    from synthesis.evidence.links import Finder, Found

__all__ = ["special_count"]

LIST = "evidence"

OF_EXTRACTS = {"n_shared_extracts", "n_extracts_rolled_up", "n_of_code", "n_differ", "n_extracts"}
# The others count studies.


def special_count(finder: Finder, name: str) -> list[tuple[str, Found]] | None:
    """Return what stands behind a column that only one kind of table has.

    Parameters
    ----------
    finder
        Knows the review and the table.
    name
        The column.

    Returns
    -------
    What is counted ("studies" or "extracts"), with the marks of each row and where they are listed, once
    for each thing that the column counts; None where it is counted as elsewhere, or cannot be opened.
    """
    if name == "n" and "quantity" in finder.table:
        return [("studies", _whole(finder, "studies", "s")), ("extracts", _whole(finder, "extracts", "x"))]
    found = _found(finder, name, set(finder.table.columns))
    return None if found is None else [("extracts" if name in OF_EXTRACTS else "studies", found)]


def _found(finder: Finder, name: str, columns: set[str]) -> Found | None:
    if {"code_id", "is_gap"} <= columns and name in ("n_studies", "n_extracts", "n_studies_absent"):
        return _of_listed_studies(finder, "absent" if name.endswith("_absent") else "")
    if "cases_with_outcome" in columns and name in ("n_cases", "n_with_outcome"):
        return _cases(finder, name)
    if {"a_id", "b_id"} <= columns and name in ("n_shared_studies", "n_shared_extracts"):
        return _shared(finder, name)
    if {"code_id", "rank_of_passing"} <= columns and name == "n_studies_passing":
        return _passing(finder)
    if {"construct_id", "parent_id", "code_ids"} <= columns and name.endswith("_rolled_up"):
        return _rolled_up(finder)
    if name == "n_of_code" and "given_by" in columns:
        return _of_code(finder, finder.table)
    if name == "n_differ" and "coefficient" in columns:
        return _of_code(finder, disagreements(finder.review))
    return None


def _whole(finder: Finder, quantity: str, letter: str) -> Found:
    """Return all studies, or all extracts, of the review in the row that counts them."""
    places = finder.place[letter].values()
    sets = [Marks(**{letter: places if said == quantity else ()}) for said in finder.table["quantity"]]
    return sets, [LIST] * len(sets)


def _of_listed_studies(finder: Finder, part: str) -> Found:
    """Return what the studies that a row lists say of its code."""
    codings = finder.codings_of(part)
    rows = dict(list(codings.groupby(["code", "study_id"], sort=False)))
    listed = finder.table[f"study_ids_{part}".rstrip("_")].map(split_ids)
    codes = finder.table["code_id"].to_list()
    sets = [
        Marks.union(Marks.of_codings(rows[code, study]) for study in studies if (code, study) in rows)
        for code, studies in zip(codes, listed, strict=True)
    ]
    return sets, [finder.target_of(code) for code in codes]


def _cases(finder: Finder, name: str) -> Found:
    """Return the studies of a row of the truth table, all or those with the outcome."""
    lists = ["cases_with_outcome", "cases_without_outcome"] if name == "n_cases" else ["cases_with_outcome"]
    sets = [
        Marks(s=[finder.place["s"][study] for cell in row for study in split_ids(cell)])
        for row in finder.table[lists].itertuples(index=False)
    ]
    return sets, [LIST] * len(sets)


def _shared(finder: Finder, name: str) -> Found:
    """Return what both of a pair have: the extracts with both codes, or all of either in their studies."""
    table = finder.table
    if table["a_id"].isin(finder.place["c"]).all():
        owner, place = finder.study_of_configuration, finder.place["c"]
        pairs = [(place[a], place[b]) for a, b in zip(table["a_id"], table["b_id"], strict=True)]
        if name == "n_shared_studies":
            sets = [Marks(c=(a, b) if owner[a] == owner[b] else ()) for a, b in pairs]
        else:
            held = [set(split_ids(cell)) for cell in finder.review.configurations["extract_ids"]]
            sets = [Marks(x={finder.place["x"][e] for e in held[a] & held[b]}) for a, b in pairs]
        return sets, [LIST] * len(sets)
    present = finder.codings_of("")
    sets = []
    for a, b in zip(table["a_id"], table["b_id"], strict=True):
        of_a, of_b = (present[present["code_id"] == code] for code in (a, b))
        if name == "n_shared_extracts":
            sets.append(Marks(x=set(of_a["x"].dropna().astype(int)) & set(of_b["x"].dropna().astype(int))))
        else:
            both = pd.concat([of_a, of_b])
            sets.append(Marks.of_codings(both[both["s"].isin(of_a["s"]) & both["s"].isin(of_b["s"])]))
    return sets, [LIST] * len(sets)


def _passing(finder: Finder) -> Found:
    """Return the codings of each code in the studies that pass, as the table says which do."""
    told = {name: finder.table.attrs.get(name) or None for name in ("tool", "item", "passes")}
    studies = passing_studies(finder.review, **told)
    passing = studies.loc[studies["is_passing"], "study_id"]
    codings = finder.codings_of("")
    codings = codings[codings["study_id"].isin(passing)]
    by_code = {code: Marks.of_codings(rows) for code, rows in codings.groupby("code", sort=False)}
    codes = finder.table["code_id"].tolist()
    return [by_code.get(code, Marks()) for code in codes], [finder.target_of(code) for code in codes]


def _rolled_up(finder: Finder) -> Found:
    """Return the codings of each construct and of those below it."""
    table = finder.table
    parent = dict(zip(table["construct_id"], table["parent_id"], strict=True))
    codes: dict[str, set[str]] = {construct: set() for construct in parent}
    for construct, cell in zip(table["construct_id"], table["code_ids"], strict=True):
        at, seen = construct, set()
        while isinstance(at, str) and at in codes and at not in seen:
            codes[at].update(split_ids(cell))
            seen.add(at)
            at = parent[at]
    present = finder.codings_of("")
    by_code = {code: Marks.of_codings(rows) for code, rows in present.groupby("code", sort=False)}
    sets = [Marks.union(by_code[c] for c in sorted(codes[k]) if c in by_code) for k in table["construct_id"]]
    return sets, [LIST] * len(sets)


def _of_code(finder: Finder, differ: pd.DataFrame) -> Found:
    """Return the extracts of each code on which coders differ."""
    places = differ["extract_id"].map(finder.place["x"])
    of_code = places.groupby(differ["code_id"]).agg(set)
    codes = finder.table["code_id"].tolist()
    return [Marks(x=of_code.get(code, ())) for code in codes], [finder.target_of(code) for code in codes]
