"""Which rows of an import are rows that the review has already, and what each is called there.

A row is known again by the identifier that the tool gave it, else by its path (a code's place in the
codebook, a document's name, a passage's offsets), else by what it says. Identifiers come first but are
not trusted alone: two exports of one project may share no identifier and yet every path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from synthesis.ingest.identifiers import digest_of, slug
from synthesis.schema import TABLES, column_kind

__all__ = ["MATCHED", "Known", "Matched", "code_paths", "match_rows", "rename_ids"]

MATCHED = ("studies", "reports", "sources", "codebook", "extracts", "memos")
"""Tables whose rows are matched, in the order in which one may depend on another."""

# Before a path that is only the name which a reader gave to a row: it says nothing of another file.
NAME_ONLY = "# "

FACTS = ["table", "id", "native_id", "path", "content", "owner"]

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
        mine = _facts(table, tables[table], keys, matched.ids)
        found = _Pairs(mine)
        if table == "studies":
            found.add({study: study for study in set(settled) & set(mine["id"])}, "review")
        if is_back and table in known.tables:
            there = set(known.tables[table][TABLES[table].unique[0]]) - found.used
            found.add({row: row for row in found.left()["id"] if row in there}, "review")
        before = _known_facts(table, known.keys)
        one_of_a_kind = _mostly_one_of_a_kind(mine["native"])
        for on in _steps(table, one_of_a_kind):
            found.pair(before, on)
        matched.n_new_identifiers[table] = found.n_with_new_identifiers(before)
        current = set()
        if table in known.tables:
            current = set(known.tables[table][TABLES[table].unique[0]])
            others = _known_facts(table, known.others)
            others = others[others["id"].isin(current) & ~others["path"].str.startswith(NAME_ONLY)]
            for on in _steps_elsewhere(table, one_of_a_kind):
                found.pair(others, on)
            found.add(_by_the_review(table, tables[table], found.left(), known.tables, found.used), "review")
        taken = current | set(before["id"]) | found.used
        matched.ids[table] = found.ids | _free_ids(list(found.left()["id"]), taken)
        rows += [{"table": table, "by": HOW[by], "n": n} for by, n in found.counts.items() if n]
        mine["id"] = [matched.ids[table][i] for i in mine["id"]]
        facts.append(mine.rename(columns={"native": "native_id"}).assign(table=table)[FACTS])
    if rows:
        matched.counts = pd.DataFrame(rows, columns=["table", "by", "n"])
    if facts:
        matched.keys = pd.concat(facts, ignore_index=True)
    return matched


class _Pairs:
    """The rows of one table, and what is known of them so far."""

    def __init__(self, mine: pd.DataFrame) -> None:
        self.mine = mine
        self.ids: dict[str, str] = {}
        self.used: set[str] = set()
        self.counts: dict[str, int] = {}

    def add(self, pairs: Mapping[str, str], by: str) -> None:
        self.ids.update(pairs)
        self.used.update(pairs.values())
        self.counts[by] = self.counts.get(by, 0) + len(pairs)

    def pair(self, theirs: pd.DataFrame, on: Sequence[str]) -> None:
        by = next(fact for fact in ("native", "path", "content") if fact in on)
        for _ in range(3):  # a passage that was put together of several is paired with one at a time
            if not len(theirs) or len(self.ids) == len(self.mine):
                break
            pairs = _pair(self.left(), theirs[~theirs["id"].isin(self.used)], on)
            if not pairs:
                break
            self.add(pairs, by)

    def left(self) -> pd.DataFrame:
        return self.mine[~self.mine["id"].isin(self.ids)] if self.ids else self.mine

    def n_with_new_identifiers(self, theirs: pd.DataFrame) -> int:
        """Count the rows that are the same ones by path or content, under another identifier."""
        before = dict(zip(theirs["id"], theirs["native"], strict=True))
        if not before:
            return 0
        return sum(
            1
            for mine, now in zip(self.mine["id"], self.mine["native"], strict=True)
            if now
            and (was := before.get(self.ids.get(mine, ""), ""))
            and not set(was.split()) & set(now.split())
        )


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


def _facts(
    table: str, frame: pd.DataFrame, keys: pd.DataFrame, ids: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Return id, native identifier, path, content and owner (in the review's ids) of each row."""
    facts = pd.DataFrame({"id": frame[TABLES[table].unique[0]].to_numpy()}, dtype=object)
    said = keys[keys["table"] == table].drop_duplicates("id")
    in_order = np.array_equal(said["id"].to_numpy(dtype=object), facts["id"].to_numpy())
    for column, source in (("native", "native_id"), ("path", "path"), ("content", "content")):
        if in_order:
            facts[column] = said[source].to_numpy(dtype=object)
            continue
        of = dict(zip(said["id"], said[source], strict=True))
        facts[column] = np.array([of.get(i, "") for i in facts["id"]], dtype=object)
    facts["owner"] = _owners(table, frame, ids)
    if table == "memos":
        # What a memo is about is called differently in the review.
        facts["path"] = facts["owner"]
    return _with_own_words(table, frame, facts)


def _with_own_words(table: str, frame: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Where the reader gave no keys to a row, its text is one; failing that, the reader's own name."""
    speaks = ["native", "content"] if table == "memos" else ["native", "path", "content"]
    if table in ("memos", "extracts") and "text" in frame:
        silent = (facts[speaks] == "").all(axis=1).to_numpy()
        facts.loc[silent, "content"] = [digest_of(text) for text in frame.loc[silent, "text"]]
    silent = (facts[speaks] == "").all(axis=1)
    facts.loc[silent, "path"] = NAME_ONLY + facts.loc[silent, "id"]
    return facts


def _known_facts(table: str, keys: pd.DataFrame) -> pd.DataFrame:
    said = keys[keys["table"] == table]
    return said.rename(columns={"native_id": "native"})[["id", "native", "path", "content", "owner"]]


def _owners(table: str, frame: pd.DataFrame, ids: Mapping[str, Mapping[str, str]]) -> np.ndarray:
    """Return what each row belongs to: the study of a source or extract, the subject of a memo."""
    if table == "memos" and "about" in frame:
        subject: dict[str, str] = {}
        for name in reversed(MATCHED):
            subject |= ids.get(name, {})
        return np.array([subject.get(a, a) for a in frame["about"]], dtype=object)
    if "study_id" in frame and table != "studies":
        return _renamed(frame["study_id"], {a: b for a, b in ids.get("studies", {}).items() if a != b})
    return np.full(len(frame), "", dtype=object)


def _pair(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str]) -> dict[str, str]:
    """Pair rows that agree in some facts, each with one other at most, in the order of the tables."""
    facts = list(on)
    left, right = left[["id", *facts]], right[["id", *facts]]
    if "native" in facts:
        # A passage that was selected several times has the identifier of each selection.
        left, right = (_one_native_a_row(frame) for frame in (left, right))
    needed = [f for f in facts if f != "owner"]
    left = left[(left[needed] != "").all(axis=1)]
    right = right[(right[needed] != "").all(axis=1)]
    if left.empty or right.empty:
        return {}
    if "native" not in facts:
        left = left.assign(_n=left.groupby(facts, sort=False).cumcount())
        right = right.assign(_n=right.groupby(facts, sort=False).cumcount())
        facts = [*facts, "_n"]
    met = left.merge(right, on=facts, suffixes=("", "_known"))
    met = met.drop_duplicates("id").drop_duplicates("id_known")
    return dict(zip(met["id"], met["id_known"], strict=True))


def _one_native_a_row(frame: pd.DataFrame) -> pd.DataFrame:
    several = np.array([" " in native for native in frame["native"]], dtype=bool)
    if not several.any():
        return frame
    split = frame[several]
    split = split.assign(native=[native.split(" ") for native in split["native"]]).explode("native")
    return pd.concat([frame[~several], split]).sort_index(kind="stable")


def _mostly_one_of_a_kind(native: pd.Series) -> bool:
    filled = native[native != ""]
    return len(filled) > 0 and bool(filled.head(50).map(_is_one_of_a_kind).mean() > 0.5)


def _is_one_of_a_kind(native: str) -> bool:
    return ONE_OF_A_KIND.fullmatch(native.split(" ")[0].split("#")[0]) is not None


def _by_the_review(
    table: str,
    mine: pd.DataFrame,
    left: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    used: set[str],
) -> dict[str, str]:
    """Match with what stands in the review, whoever wrote it there."""
    frame, key = tables[table], TABLES[table].unique[0]
    free = frame[~frame[key].isin(used)]
    if left.empty or free.empty:
        return {}
    if table == "codebook":
        paths = code_paths(frame)
        right = pd.DataFrame({"id": free[key], "path": free[key].map(paths).map(_folded_path)})
        return _pair(left.assign(path=left["path"].map(_folded_path)), right, ["path"])
    if table == "studies":
        # The reader was told which studies there are, and has used their names where they are meant.
        same = set(left["id"]) & set(free[key])
        return {study: study for study in same if not _is_another(study, mine, free)}
    if table in ("extracts", "memos"):
        owner = free["study_id" if table == "extracts" else "about"] if len(free) else free[key]
        text = free["text"] if "text" in free else pd.Series("", index=free.index)
        right = pd.DataFrame({"id": free[key], "owner": owner, "content": text.map(digest_of)})
        return _pair(left, right, ["owner", "content"])
    if table == "sources" and "name" in free:
        right = pd.DataFrame({"id": free[key], "owner": free["study_id"], "path": free["name"]})
        return _pair(left, right, ["owner", "path"])
    return {}


def _is_another(study: str, mine: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    """Return whether two studies of one name are two, because each has a DOI of its own."""
    dois = [
        set(frame.loc[frame["study_id"] == study, "doi"].str.casefold()) - {""}
        for frame in (mine, theirs)
        if "doi" in frame
    ]
    return len(dois) == 2 and bool(dois[0]) and bool(dois[1]) and not dois[0] & dois[1]


def _folded_path(path: str) -> str:
    return "/".join(slug(level) for level in path.split("/")) if path else ""


def code_paths(codebook: pd.DataFrame) -> dict[str, str]:
    """Return the path of each code: the labels from the top, joined by ``/``.

    Parameters
    ----------
    codebook
        Plain cells.
    """
    label = dict(zip(codebook["code_id"], codebook["code_id"], strict=True))
    if "label" in codebook:
        label |= {c: said for c, said in zip(codebook["code_id"], codebook["label"], strict=True) if said}
    parent: dict[str, str] = {}
    if "parent_id" in codebook:
        parent = dict(zip(codebook["code_id"], codebook["parent_id"], strict=True))
    paths = {}
    for code in label:
        chain: list[str] = []
        at = code
        while at in label and at not in chain:
            chain.append(at)
            at = parent.get(at, "")
        paths[code] = "/".join(label[step] for step in reversed(chain))
    return paths


def _free_ids(wanted: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Give each new row a name that no other has: its own, or the next number of its kind."""
    given = {name: name for name in wanted if name not in taken}
    if len(given) == len(wanted):
        return given
    used = taken | set(given)
    next_of: dict[str, int] = {}
    for name in wanted:
        if name in given:
            continue
        stem, number = _counted(name)
        number = next_of.get(stem, number + 1)
        while f"{stem}{number}" in used:
            number += 1
        next_of[stem] = number + 1
        given[name] = f"{stem}{number}"
        used.add(given[name])
    return given


def _counted(name: str) -> tuple[str, int]:
    """Split ``smith-2020-e12`` into what is counted and the number; another name gets one."""
    found = re.fullmatch(r"(.*-e|memo-|description-)(\d{1,9})", name)
    return (found[1], int(found[2])) if found else (f"{name}-", 1)


def rename_ids(
    tables: Mapping[str, pd.DataFrame], ids: Mapping[str, Mapping[str, str]]
) -> dict[str, pd.DataFrame]:
    """Return the tables of an import with the review's identifiers, wherever one stands.

    Parameters
    ----------
    tables
        Plain cells.
    ids
        From `match_rows`.
    """
    ids = {table: {was: now for was, now in of.items() if was != now} for table, of in ids.items()}
    subject: dict[str, str] = {}
    for name in reversed(MATCHED):
        subject |= ids.get(name, {})
    renamed = {}
    for table, frame in tables.items():
        columns = {}
        for name in frame.columns:
            declared = TABLES[table].schema.columns.get(name)
            kind = None if declared is None else column_kind(declared)
            if kind == "key":
                columns[name] = _renamed(frame[name], ids.get(table, {}))
            elif kind in ("reference", "references") and declared is not None:
                target = str(declared.metadata["refers_to"]).split(".")[0]
                many = kind == "references"
                columns[name] = _renamed(frame[name], ids.get(target, {}), many=many)
            elif (table, name) == ("memos", "about"):
                columns[name] = _renamed(frame[name], subject)
            else:
                columns[name] = frame[name].to_numpy()
        renamed[table] = pd.DataFrame(columns, columns=frame.columns, dtype=object)
    return renamed


def _renamed(cells: pd.Series, ids: Mapping[str, str], *, many: bool = False) -> np.ndarray:
    if not ids:
        return cells.to_numpy()
    values = cells.tolist()
    if many:
        values = [";".join(ids.get(part.strip(), part.strip()) for part in v.split(";")) for v in values]
        return np.array(values, dtype=object)
    return np.array([ids.get(value, value) for value in values], dtype=object)
