"""Take one import into a review in memory: find its project, match its rows, merge its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from synthesis.errors import list_in_words
from synthesis.importing.changes import ASKED_FIRST, Changes
from synthesis.importing.facts import FACTS
from synthesis.importing.match import Known, Matched, match_rows
from synthesis.importing.merge import merge_tables
from synthesis.importing.renaming import rename_ids
from synthesis.importing.snapshots import Snapshot, other_versions, project_name, same_project
from synthesis.ingest.imported import Imported

__all__ = ["TakenIn", "take_in"]

WHAT = {"codebook": "codes", "studies": "studies", "sources": "sources"}


@dataclass(frozen=True)
class TakenIn:
    """A review with one more import in it.

    Parameters
    ----------
    tables
        Of the review, plain cells.
    snapshot
        What the tool said, for next time.
    changes
        What changed.
    mapping
        What was taken for what, as it is saved.
    outdated
        Projects that the file was taken for before, and no longer is.
    """

    tables: dict[str, pd.DataFrame]
    snapshot: Snapshot
    changes: Changes
    mapping: dict[str, Any]
    outdated: set[str]


def take_in(
    imported: Imported,
    tables: Mapping[str, pd.DataFrame],
    current: Mapping[str, pd.DataFrame],
    snapshots: Mapping[str, Snapshot],
    mapping: Mapping[str, Any],
    review_id: str = "",
    named: Collection[str] = (),
) -> TakenIn:
    """Merge an import into the tables of a review.

    Parameters
    ----------
    imported
        What a reader made.
    tables
        Its tables, plain cells.
    current
        The review's tables, plain cells.
    snapshots
        What the tools said at the last imports, by project.
    mapping
        What the review's mapping said for this file.
    review_id
        Identifier of the review; what was exported from it is known by its identifiers.
    named
        What ``review.yaml`` names, see `synthesis.importing.references.named_in_settings`.
    """
    said = str(mapping.get("project") or "")
    before, why = same_project(imported.keys, imported.file, imported.format, said, snapshots)
    remarks = [why] if why else []
    if why and before is not None and _coders(tables).isdisjoint(_coders(before.tables)):
        who = list_in_words(sorted(_coders(tables) - {""})) if _coders(tables) != {""} else "nobody by name"
        remarks = [
            f"{imported.file} holds codes and documents of {before.file}, coded by others ({who}): it is "
            "taken for another coder's copy, and nothing of the other one is taken out."
        ]
        before = None
    project = before.project if before is not None else said if said not in snapshots else ""
    project = project or project_name(imported.file, snapshots)
    outdated: set[str] = set()
    if before is not None:
        outdated = other_versions(imported.keys, imported.file, imported.format, project, snapshots)
    others = [s for name, s in snapshots.items() if name != project and name not in outdated]
    empty = pd.DataFrame(columns=FACTS, dtype=object)
    keys = [other.keys for other in others if len(other.keys)]
    known = Known(
        before.keys if before is not None else empty,
        pd.concat(keys, ignore_index=True) if keys else empty,
        current,
    )
    documents = mapping.get("documents")
    settled = documents.values() if isinstance(documents, Mapping) else []
    is_back = bool(review_id) and imported.review_id == review_id
    matched = match_rows(tables, imported.keys, known, settled=map(str, settled), is_back=is_back)
    renamed = rename_ids(tables, matched.ids)
    merged, changes = merge_tables(
        before.tables if before is not None else {},
        current,
        renamed,
        said_elsewhere=[other.tables for other in others],
        replaces=before is not None,
        same_tool=before is None or (before.format, before.tool) == (imported.format, imported.tool),
        named=named,
    )
    known_again = _other_identifiers(imported.file, before, matched)
    changes.remarks = [*remarks, *known_again, *changes.remarks]
    is_other_way_back = bool(review_id) and imported.exported_from == review_id
    changes.asks = changes.n(*ASKED_FIRST) > 0 or bool(known_again) or is_other_way_back
    snapshot = Snapshot(project, imported.file, imported.format, imported.tool, renamed, matched.keys)
    return TakenIn(merged, snapshot, changes, _saved(imported, project, matched), outdated)


def _coders(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    codings = tables.get("codings")
    named = set() if codings is None or "coder" not in codings else set(codings["coder"]) - {""}
    return named or {""}


def _other_identifiers(file: str, before: Snapshot | None, matched: Matched) -> list[str]:
    """Say what was known again by path or text although the tool gave it another identifier."""
    if before is None:
        return []
    said = []
    for table, n in matched.n_new_identifiers.items():
        if table in WHAT and n:
            total = len(matched.ids[table])
            said.append(
                f"{n} of {total} {WHAT[table]} in {file} have other identifiers than in {before.file}; they "
                "were known again by their path or text."
            )
    return said


def _saved(imported: Imported, project: str, matched: Matched) -> dict[str, Any]:
    """Return the mapping with the project and with the review's identifiers."""
    saved = {"project": project, **imported.mapping}
    documents = saved.get("documents")
    if isinstance(documents, Mapping):
        study = matched.ids.get("studies", {})
        saved["documents"] = {name: study.get(str(s), s) for name, s in documents.items()}
    return saved


def without_project(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping as a reader is told it: which project it is, is no concern of readers."""
    return {name: value for name, value in mapping.items() if name != "project"}


def renamed_file(imported: Imported, file: str) -> Imported:
    """Return an import under the name that people gave its file."""
    return imported if imported.file == file else replace(imported, file=file)
