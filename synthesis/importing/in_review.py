"""Rows of an import that stand in the review although no earlier import has brought them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from synthesis.importing.code_paths import code_paths
from synthesis.importing.pairs import pair_rows
from synthesis.ingest.identifiers import digest_of, slug
from synthesis.schema import TABLES

__all__ = ["found_in_review"]


def found_in_review(
    table: str,
    mine: pd.DataFrame,
    left: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    used: set[str],
) -> dict[str, str]:
    """Match rows with what stands in the review, whoever wrote it there.

    Parameters
    ----------
    table
        Name of a table.
    mine
        The rows of the import, plain cells.
    left
        What is known of those that are not matched yet, from `synthesis.importing.facts.row_facts`.
    tables
        Of the review, plain cells.
    used
        Rows of the review that are matched already.

    Returns
    -------
    Id in the import -> id in the review.
    """
    frame, key = tables[table], TABLES[table].unique[0]
    free = frame[~frame[key].isin(used)]
    if left.empty or free.empty:
        return {}
    if table == "codebook":
        paths = code_paths(frame)
        right = pd.DataFrame({"id": free[key], "path": free[key].map(paths).map(_folded_path)})
        return pair_rows(left.assign(path=left["path"].map(_folded_path)), right, ["path"])
    if table == "studies":
        # The reader was told which studies there are, and has used their names where they are meant.
        same = set(left["id"]) & set(free[key])
        return {study: study for study in same if not _is_another(study, mine, free)}
    if table in ("extracts", "memos"):
        owner = free["study_id" if table == "extracts" else "about"] if len(free) else free[key]
        text = free["text"] if "text" in free else pd.Series("", index=free.index)
        right = pd.DataFrame({"id": free[key], "owner": owner, "content": text.map(digest_of)})
        return pair_rows(left, right, ["owner", "content"])
    if table == "sources" and "name" in free:
        right = pd.DataFrame({"id": free[key], "owner": free["study_id"], "path": free["name"]})
        return pair_rows(left, right, ["owner", "path"])
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
