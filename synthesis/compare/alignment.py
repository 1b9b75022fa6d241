"""The older version put into the terms of the newer one: its codes under their new names, places and merges.

What then still differs was changed by the data. What the steps themselves changed is known apart:
renaming changes no result, a merge changes what the merged codes carry, and a move changes what a
finding on a higher code looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from synthesis.compare.lineage import follow_identifiers, recorded_since
from synthesis.compare.versions import Version, build_review
from synthesis.errors import ReviewError
from synthesis.review import Review
from synthesis.schema import TABLES, column_kind

__all__ = ["Alignment", "Merge", "align"]

Tables = dict[str, pd.DataFrame]
CODE, CONFIGURATION = "codebook.code_id", "configurations.configuration_id"
MERGE_DATE = "2000-01-01"  # validation wants one; nothing depends on it


@dataclass(frozen=True)
class Merge:
    """A code or configuration that is counted as another one since.

    Parameters
    ----------
    what
        ``"code"`` or ``"configuration"``.
    given_up, kept
        Identifiers: of the older version, of the newer one.
    given_up_label, kept_label
        What people read.
    stand_in
        The identifier of ``given_up`` in `Alignment.renamed`, where its own may be another's by now.
    """

    what: str
    given_up: str
    kept: str
    given_up_label: str
    kept_label: str
    stand_in: str

    def __str__(self) -> str:
        kind = "" if self.what == "code" else "configuration "
        return f"{kind}“{self.given_up_label}” was merged into “{self.kept_label}”"


@dataclass(frozen=True)
class Alignment:
    """The older version in steps towards the newer one, and the newer one.

    Parameters
    ----------
    renamed
        The older review, codes and configurations under the names of the newer one.
    merged
        The same with the recorded merges followed.
    moved
        The same with the recorded moves followed; compared with ``new`` it shows what the data changed.
    new
        The newer review.
    codes
        Each older code -> its identifier in the newer version.
    merges
        Those that were followed.
    moved_codes
        Codes, under their new names, whose place in the codebook was changed on record.
    remarks
        What could not be followed, and what that means.
    """

    renamed: Review
    merged: Review
    moved: Review
    new: Review
    codes: Mapping[str, str]
    merges: tuple[Merge, ...]
    moved_codes: frozenset[str]
    remarks: tuple[str, ...] = field(default=())


def align(old: Version, new: Version) -> Alignment:
    """Put the older version into the terms of the newer one.

    Parameters
    ----------
    old, new
        The two versions.

    Notes
    -----
    Merges are followed by the same rules as in a review (`synthesis.merges`), so that the older data
    are counted as the team would have counted them then.
    """
    changes = recorded_since(old.table("code_changes"), new.table("code_changes", "date", "from_id", "to_id"))
    codes = follow_identifiers(old.tables["codebook"]["code_id"], new.tables["codebook"]["code_id"], changes)
    names, code_merges = _names_and_merges("code", codes, _labels(old), _labels(new))
    tables = _under_new_names(dict(old.tables), CODE, names)

    recorded = recorded_since(
        old.table("configuration_merges"), new.table("configuration_merges", "date", "from_id", "to_id")
    )
    before, after = (v.table("configurations", "configuration_id")["configuration_id"] for v in (old, new))
    ends = follow_identifiers(before, after, recorded)
    names, configuration_merges = _names_and_merges("configuration", ends, {}, {})
    tables = _under_new_names(tables, CONFIGURATION, names)

    is_as_it_was = all(tables[name] is table for name, table in old.tables.items())
    renamed = old.counted if is_as_it_was else build_review(tables)
    merges = (*code_merges, *configuration_merges)
    merged, remarks = _merged(tables, renamed, merges)
    moved_codes = _moved_codes(changes, codes, new)
    moved, more = _moved(tables, merged, merges, moved_codes, new)
    return Alignment(renamed, merged, moved, new.counted, codes, merges, moved_codes, (*remarks, *more))


def _names_and_merges(
    what: str, becomes: Mapping[str, str], old_labels: Mapping[str, str], new_labels: Mapping[str, str]
) -> tuple[dict[str, str], list[Merge]]:
    """Tell what was renamed from what was merged: of several that became one, one is that one."""
    groups: dict[str, list[str]] = {}
    for name, end in becomes.items():
        groups.setdefault(end, []).append(name)
    names, merges = {}, []
    taken = {*becomes, *groups}
    for end, group in groups.items():
        kept = end if end in group else min(group)
        names[kept] = end
        for name in sorted(set(group) - {kept}):
            stand_in = name
            while stand_in in taken:
                stand_in += " (before)"
            names[name] = stand_in
            taken.add(stand_in)
            labels = old_labels.get(name, name), new_labels.get(end, end)
            merges.append(Merge(what, name, end, *labels, stand_in))
    return names, sorted(merges, key=lambda merge: (merge.kept, merge.given_up))


def _under_new_names(tables: Tables, key: str, names: Mapping[str, str]) -> Tables:
    """Rewrite an identifier where it is declared and wherever the schema refers to it."""
    if all(name == end for name, end in names.items()):
        return tables
    home, own = key.split(".")
    renamed = dict(tables)
    for name, table in tables.items():
        if name not in TABLES:
            continue
        for column, declared in TABLES[name].schema.columns.items():
            if column not in table or not (
                declared.metadata["refers_to"] == key or (name == home and column == own)
            ):
                continue
            cells = renamed[name][column]
            if column_kind(declared) == "references":
                after = cells.map(lambda cell: ";".join(names.get(part, part) for part in cell.split(";")))
            else:
                after = cells.map(lambda cell: names.get(cell, cell))
            renamed[name] = renamed[name].assign(**{column: after.astype("str")})
    return renamed


def _merge_rows(merges: tuple[Merge, ...]) -> Tables:
    """Return the merges as rows of the tables in which a team records them."""
    rows = {
        what: [
            {"date": MERGE_DATE, "from_id": merge.stand_in, "to_id": merge.kept, "kind": "merge"}
            for merge in merges
            if merge.what == what
        ]
        for what in ("code", "configuration")
    }
    found = {}
    if rows["code"]:
        found["code_changes"] = pd.DataFrame(rows["code"])
    if rows["configuration"]:
        found["configuration_merges"] = pd.DataFrame(rows["configuration"]).drop(columns="kind")
    return found


def _merged(tables: Tables, renamed: Review, merges: tuple[Merge, ...]) -> tuple[Review, list[str]]:
    if not merges:
        return renamed, []
    try:
        return build_review(tables, **_merge_rows(merges)), []
    except ReviewError as error:
        remark = (
            "The recorded merges could not be followed in the older data, so what they changed is not told "
            f"apart from what the data changed: {error.errors[0].sentence}"
        )
        return renamed, [remark]


def _moved_codes(changes: pd.DataFrame, codes: Mapping[str, str], new: Version) -> frozenset[str]:
    if changes.empty or "kind" not in changes:
        return frozenset()
    rows = changes[changes["kind"] == "move"]
    named = {codes.get(name, name) for name in [*rows["from_id"], *rows["to_id"]]}
    return frozenset(named & set(new.tables["codebook"]["code_id"]))


def _moved(
    tables: Tables, merged: Review, merges: tuple[Merge, ...], moved: frozenset[str], new: Version
) -> tuple[Review, list[str]]:
    """Hang the codes that were moved on record where the newer codebook has them."""
    above = dict(zip(new.tables["codebook"]["code_id"], new.tables["codebook"]["parent_id"], strict=True))
    book = tables["codebook"]
    there = set(book["code_id"])
    places = {code: above[code] for code in moved if code in there}
    now = dict(zip(book["code_id"], book["parent_id"], strict=True))
    if all(now[code] == parent for code, parent in places.items()):
        return merged, []
    # A code may have been moved below one that was made for it.
    made = []
    waiting = [parent for parent in places.values() if parent]
    while waiting:
        code = waiting.pop()
        if code not in there:
            there.add(code)
            made.append(code)
            waiting += [above[code]] if above.get(code) else []
    parents = book["code_id"].map(places).fillna(book["parent_id"])
    book = book.assign(parent_id=parents.astype("str"))
    rows = new.tables["codebook"]
    book = pd.concat([book, rows[rows["code_id"].isin(made)]], ignore_index=True)[list(book.columns)]
    try:
        return build_review({**tables, "codebook": book.fillna("")}, **_merge_rows(merges)), []
    except ReviewError as error:
        remark = (
            "The recorded moves could not be followed in the older data, so what they changed is not told "
            f"apart from what the data changed: {error.errors[0].sentence}"
        )
        return merged, [remark]


def _labels(version: Version) -> dict[str, str]:
    book = version.table("codebook", "code_id", "label")
    return {code: label or code for code, label in zip(book["code_id"], book["label"], strict=True)}
