"""Which rows of an import are rows that the review has already, and what each is called there.

A row is known again by the identifier that the tool gave it, else by its path (a code's place in the
codebook, a document's name, a passage's offsets), else by what it says. Identifiers come first but are
not trusted alone: two exports of one project may share no identifier and yet every path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from synthesis.importing.facts import FACTS, MATCHED, NAME_ONLY, known_facts, row_facts
from synthesis.importing.in_review import found_in_review
from synthesis.importing.pairs import Pairs
from synthesis.importing.renaming import free_ids
from synthesis.schema import TABLES

__all__ = ["Known", "Matched", "match_rows"]

HOW = {"native": "identifier", "path": "path", "content": "content", "review": "the review"}

# A number that a database counted up says nothing outside that database, and is given again after a
# row was deleted; a long identifier is one of a kind.
ONE_OF_A_KIND = re.compile(r"(?=.{16})[0-9a-z-]*[0-9][0-9a-z-]*", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What an import may be matched with.

    Parameters
    ----------
    keys
        Keys (`Imported.keys`) of the last import of the same project, with the review's ids.
    others
        Keys of the last imports of other projects.
    tables
        The review's tables as they are now, plain cells.
    """

    keys: pd.DataFrame
    others: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]


@dataclass
class Matched:
    """What the rows of an import are called in the review.

    Parameters
    ----------
    ids
        Table -> id in the import -> id in the review.
    counts
        How each was known again: columns ``table``, ``by`` (identifier, path, content, the
        review), ``n``.
    n_new_identifiers
        Table -> how many have another native identifier than last time, though path or content
        are the same.
    keys
        By what each row will be known again: columns of `Imported.keys` and ``owner``, all
        identifiers the review's.
    """

    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    counts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["table", "by", "n"]))
    n_new_identifiers: dict[str, int] = field(default_factory=dict)
    keys: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FACTS, dtype=object))


def match_rows(
    tables: Mapping[str, pd.DataFrame],
    keys: pd.DataFrame,
    known: Known,
    *,
    settled: Iterable[str] = (),
    is_back: bool = False,
) -> Matched:
    """Find the review's name for each row of an import.

    Parameters
    ----------
    tables
        The tables of the import, plain cells.
    keys
        Its keys.
    known
        What there is already.
    settled
        Studies that a person has named in the mapping: they are taken at their word.
    is_back
        Whether this review was exported and now comes back: then its identifiers are its own.

    Returns
    -------
    A name for every row; one that nothing is known about keeps its own, or the next that is free.
    """
    matched = Matched()
    rows, facts = [], []
    for table in MATCHED:
        if table not in tables or not len(tables[table]):
            continue
        mine = row_facts(table, tables[table], keys, matched.ids)
        found = Pairs(mine)
        if table == "studies":
            found.add({study: study for study in set(settled) & set(mine["id"])}, "review")
        if is_back and table in known.tables:
            there = set(known.tables[table][TABLES[table].unique[0]]) - found.used
            found.add({row: row for row in found.left()["id"] if row in there}, "review")
        before = known_facts(table, known.keys)
        one_of_a_kind = _mostly_one_of_a_kind(mine["native"])
        for on in _steps(table, one_of_a_kind):
            found.pair(before, on)
        matched.n_new_identifiers[table] = found.n_with_new_identifiers(before)
        current = set()
        if table in known.tables:
            current = set(known.tables[table][TABLES[table].unique[0]])
            others = known_facts(table, known.others)
            others = others[others["id"].isin(current) & ~others["path"].str.startswith(NAME_ONLY)]
            for on in _steps_elsewhere(table, one_of_a_kind):
                found.pair(others, on)
            found.add(found_in_review(table, tables[table], found.left(), known.tables, found.used), "review")
        taken = current | set(before["id"]) | found.used
        free = free_ids(list(found.left()["id"]), taken)
        matched.ids[table] = found.ids | free if found.ids else free
        rows += [{"table": table, "by": HOW[by], "n": n} for by, n in found.counts.items() if n]
        mine["id"] = list(map(matched.ids[table].__getitem__, mine["id"]))
        facts.append(mine.rename(columns={"native": "native_id"}).assign(table=table)[FACTS])
    if rows:
        matched.counts = pd.DataFrame(rows, columns=["table", "by", "n"])
    if facts:
        matched.keys = pd.concat(facts, ignore_index=True)
    return matched


def _steps(table: str, one_of_a_kind: bool) -> list[list[str]]:
    """Return the facts by which rows of one project are known again, the surest first."""
    if table == "sources":
        # The case of a tool that has passages in three studies is three sources.
        return [["owner", "native", "path"], ["owner", "native"], ["owner", "path"], ["native"], ["path"]]
    # Where a text was changed above a passage, another one may stand at its old place: what a passage
    # says comes before where it stands.
    name = [["path", "content"], ["owner", "content"], ["path"]]
    by_name = [["native"], *name] if one_of_a_kind else [*name, ["native"]]
    return [["native", "path"], ["native", "content"], *by_name]


def _steps_elsewhere(table: str, one_of_a_kind: bool) -> list[list[str]]:
    """Return those by which rows of another project, say a second coder's copy, are known."""
    native = [["native"]] if one_of_a_kind else []
    by_name = {
        "sources": [["owner", "path"]],
        "extracts": [["path", "content"], ["owner", "content"]],
        "memos": [["path", "content"]],
    }
    return [*native, *by_name.get(table, [["path"]])]


def _mostly_one_of_a_kind(native: pd.Series) -> bool:
    filled = native[native != ""]
    return len(filled) > 0 and bool(filled.head(50).map(_is_one_of_a_kind).mean() > 0.5)


def _is_one_of_a_kind(native: str) -> bool:
    return ONE_OF_A_KIND.fullmatch(native.split(" ")[0].split("#")[0]) is not None
