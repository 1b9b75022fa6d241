"""What a row of an import is known by: the tool's identifier, its path, what it says, what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from synthesis.ingest.identifiers import digest_of
from synthesis.schema import TABLES

__all__ = ["FACTS", "MATCHED", "NAME_ONLY", "known_facts", "row_facts"]

MATCHED = ("studies", "reports", "sources", "codebook", "extracts", "memos")
"""Tables whose rows are matched, in the order in which one may depend on another."""

# Before a path that is only the name which a reader gave to a row: it says nothing of another file.
NAME_ONLY = "# "

FACTS = ["table", "id", "native_id", "path", "content", "owner"]


def row_facts(
    table: str, frame: pd.DataFrame, keys: pd.DataFrame, ids: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Return what is known of the rows of an import.

    Parameters
    ----------
    table, frame
        Name of a table and its plain cells.
    keys
        `Imported.keys`.
    ids
        Table -> id in the import -> id in the review, of the tables that come before it.

    Returns
    -------
    ``id`` (of the import), ``native``, ``path``, ``content`` and ``owner`` (in the review's ids).
    """
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
        silent = _says_nothing(facts, speaks)
        if silent.any():
            facts.loc[silent, "content"] = [digest_of(text) for text in frame.loc[silent, "text"]]
    silent = _says_nothing(facts, speaks)
    if silent.any():
        facts.loc[silent, "path"] = NAME_ONLY + facts.loc[silent, "id"]
    return facts


def _says_nothing(facts: pd.DataFrame, speaks: list[str]) -> np.ndarray:
    return np.logical_and.reduce([facts[fact].to_numpy() == "" for fact in speaks])


def known_facts(table: str, keys: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of the rows of a table from earlier imports: columns as of `row_facts`."""
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
        studies = ids.get("studies", {})
        return np.array([studies.get(s, s) for s in frame["study_id"].tolist()], dtype=object)
    return np.full(len(frame), "", dtype=object)
