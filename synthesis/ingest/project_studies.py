"""What the documents, cases and variables of a coding tool are in a review: studies, sources, attributes.

A coding tool knows documents and cases; a review knows studies and the sources inside them. Which is
which stands in the mapping, which people can see and change:

    study: document          # or group, case, one, or "variable: NAME"
    documents: {NAME: study_id}
    variables: {NAME: studies.country, OTHER: sources.age, THIRD: ""}   # "" leaves it out
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synthesis.errors import OptionError, check_option, did_you_mean
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.identifiers import column_name, digest_of, slug, unique_ids
from synthesis.ingest.imported import keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.text_file import counted
from synthesis.schema import TABLES, column_kind

__all__ = ["Placed", "place_documents"]

WAYS = ("document", "group", "case", "one")
# Between two authors; not "et al.".
AND = re.compile(r"\s+(?:and|und|et(?!\s+al))\s+", re.IGNORECASE)


@dataclass
class Placed:
    """Where the documents and cases of a project went.

    Parameters
    ----------
    studies, sources
        Tables of the review.
    keys
        Their native identities.
    study_of
        Document -> study.
    source_of_document, source_of_segment
        Document or segment -> source, where it has one.
    id_of_case
        Case -> the source or study that it became.
    mapping
        The mapping as it was used.
    """

    studies: pd.DataFrame
    sources: pd.DataFrame
    keys: pd.DataFrame
    study_of: dict[str, str]
    source_of_document: dict[str, str] = field(default_factory=dict)
    source_of_segment: dict[str, str] = field(default_factory=dict)
    id_of_case: dict[str, str] = field(default_factory=dict)
    mapping: dict[str, Any] = field(default_factory=dict)


def place_documents(project: CodedProject, options: ImportOptions) -> Placed:
    """Make studies and sources of the documents and cases of a project.

    Parameters
    ----------
    project
        Its account is told what became of documents, cases and variables.
    options
        ``mapping`` and ``studies`` are used.

    Raises
    ------
    OptionError
        The mapping names a way, document or variable that is not there.
    """
    way, variable = _way(options.mapping.get("study", "document"), project)
    names = _study_names(project, way, variable, options.mapping)
    study_ids = _study_ids(project, names, options, by_document=way == "document")
    documents = project.documents
    study_of = dict(zip(documents["document_id"], study_ids, strict=True))
    placed = _tables(project, names, study_of, by_document=way == "document")
    if way == "document":
        project.account.keep("documents", len(documents), as_="studies")
    else:
        project.account.keep("documents", len(documents), as_="sources")
    _place_cases(project, placed, way)
    variables = _place_variables(project, placed, options.mapping.get("variables") or {})
    placed.mapping = {
        "study": options.mapping.get("study", "document"),
        "documents": _told_apart(documents["name"], study_ids),
    }
    if variables:
        placed.mapping["variables"] = variables
    return placed


def _told_apart(names: Iterable[str], study_ids: Iterable[str]) -> dict[str, str]:
    """Return the study of each document whose name stands for one study only."""
    studies_of: dict[str, set[str]] = {}
    for name, study_id in zip(names, study_ids, strict=True):
        studies_of.setdefault(name, set()).add(study_id)
    return {name: next(iter(ids)) for name, ids in studies_of.items() if len(ids) == 1}


def _way(said: Any, project: CodedProject) -> tuple[str, str]:
    said = str(said)
    found = re.fullmatch(r"variable\s*:\s*(.+)", said)
    if found is None:
        check_option("study", said, [*WAYS, "variable: NAME"])
        return said, ""
    known = list(dict.fromkeys(project.variables["name"]))
    if found[1] not in known:
        hint = did_you_mean(found[1], known)
        raise OptionError(
            f"the mapping makes studies of the variable '{found[1]}', which is not there. {hint}"
        )
    return "variable", found[1]


def _study_names(project: CodedProject, way: str, variable: str, mapping: Mapping[str, Any]) -> list[str]:
    """Return, for each document, the name of the study that it belongs to."""
    documents = project.documents
    own = [str(name or "") or "unnamed document" for name in documents["name"]]
    if way == "document":
        return own
    if way == "one":
        return [str(mapping.get("study_name") or project.name or "study")] * len(documents)
    if way == "group":
        found = {d: g for d, g in zip(documents["document_id"], documents["group"], strict=True) if g}
    elif way == "case":
        found = _case_names(project)
    else:
        found = _variable_values(project, variable)
    alone = [name for name, d in zip(own, documents["document_id"], strict=True) if d not in found]
    if alone:
        project.account.remark(
            f"No {variable or way} is known of {counted(len(alone), 'document')}, which "
            f"{'is a study of its own' if len(alone) == 1 else 'are studies of their own'}: "
            f"{', '.join(alone[:5])}{' …' if len(alone) > 5 else ''}."
        )
    return [str(found.get(d, name)) for name, d in zip(own, documents["document_id"], strict=True)]


def _case_names(project: CodedProject) -> dict[str, str]:
    """Return document -> name of the first case that it belongs to as a whole."""
    of_documents = project.members[project.members["member_kind"] == "document"]
    name_of = dict(zip(project.cases["case_id"], project.cases["name"], strict=True))
    found: dict[str, str] = {}
    for case, document in zip(of_documents["case_id"], of_documents["member_id"], strict=True):
        if case in name_of:
            found.setdefault(document, name_of[case] or case)
    return found


def _variable_values(project: CodedProject, variable: str) -> dict[str, str]:
    """Return document -> value of a variable of it, or of a case that it belongs to."""
    rows = project.variables[(project.variables["name"] == variable) & project.variables["value"].notna()]
    found = {r.owner_id: r.value for r in rows.itertuples() if r.owner_kind == "document"}
    of_case = {r.owner_id: r.value for r in rows.itertuples() if r.owner_kind == "case"}
    members = project.members[project.members["member_kind"] == "document"]
    for case, document in zip(members["case_id"], members["member_id"], strict=True):
        if case in of_case:
            found.setdefault(document, of_case[case])
    return found


def _study_ids(
    project: CodedProject, names: list[str], options: ImportOptions, *, by_document: bool
) -> list[str]:
    """Return the study of each document: as the mapping says, one that the review has, or a new one."""
    said = options.mapping.get("documents") or {}
    known: dict[str, str] = {}
    for study in options.studies:
        for column in ("study_id", "citation", "title"):
            if study.get(column):
                known.setdefault(_cited(str(study[column])), str(study["study_id"]))
    document_names = list(project.documents["name"])
    # Two documents of one name are two studies, unless documents are grouped by that name.
    keys = list(range(len(names))) if by_document else names
    found: dict[Any, str] = {}
    for key, name, document in zip(keys, names, document_names, strict=True):
        chosen = said.get(document) or known.get(_cited(name))
        repeated = by_document and chosen is not None and document_names.count(document) > 1
        if chosen and key not in found and not (repeated and chosen in found.values()):
            found[key] = str(chosen)
    missing = {
        key: slug(name, blank="study") for key, name in zip(keys, names, strict=True) if key not in found
    }
    new = unique_ids(missing.values(), taken=found.values())
    found |= dict(zip(missing, new, strict=True))
    return [found[key] for key in keys]


def _cited(name: str) -> str:
    """Return how a study is compared: "Müller & Çelik 2021" is "Müller and Çelik (2021)"."""
    return slug(AND.sub(" & ", name))


def _tables(
    project: CodedProject, names: list[str], study_of: dict[str, str], *, by_document: bool
) -> Placed:
    documents = project.documents
    ids = list(study_of.values())
    first = ~pd.Series(ids, dtype="str").duplicated()
    study_ids = [i for i, is_first in zip(ids, first, strict=True) if is_first]
    citations = [n for n, is_first in zip(names, first, strict=True) if is_first]
    columns: dict[str, Any] = {"study_id": study_ids, "citation": citations}
    groups = [g for g, is_first in zip(documents["group"], first, strict=True) if is_first]
    if by_document and any(groups):
        columns["document_group"] = groups
    studies = review_frame("studies", columns)
    digests = [digest_of(text) for text in documents["text"]]
    if by_document:
        rows = [i for i, is_first in enumerate(first) if is_first]
        native = [documents["document_id"].iloc[i] for i in rows]
        paths = [documents["name"].iloc[i] or "" for i in rows]
        keys = keys_frame("studies", study_ids, native=native, path=paths, content=[digests[i] for i in rows])
        return Placed(studies, review_frame("sources", {"source_id": []}), keys, study_of)
    source_ids = unique_ids(slug(name or "document") for name in documents["name"])
    sources = review_frame(
        "sources",
        {
            "source_id": source_ids,
            "study_id": ids,
            "kind": ["document"] * len(ids),
            "name": list(documents["name"]),
        },
    )
    keys = pd.concat(
        [
            keys_frame("studies", study_ids, path=citations),
            keys_frame(
                "sources",
                source_ids,
                native=documents["document_id"],
                path=documents["name"].fillna(""),
                content=digests,
            ),
        ],
        ignore_index=True,
    )
    placed = Placed(studies, sources, keys, study_of)
    placed.source_of_document = dict(zip(documents["document_id"], source_ids, strict=True))
    return placed


def _place_cases(project: CodedProject, placed: Placed, way: str) -> None:
    """A case that is one whole document is that document; another one becomes a source of each study."""
    account, cases, members = project.account, project.cases, project.members
    document_of_segment = dict(
        zip(project.segments["segment_id"], project.segments["document_id"], strict=True)
    )
    whole: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for case, kind, member in members.itertuples(index=False):
        into = whole if kind == "document" else parts
        known = placed.study_of if kind == "document" else document_of_segment
        if member in known:
            into.setdefault(case, []).append(member)
    n_cases_of = pd.Series([d for ds in whole.values() for d in set(ds)], dtype="str").value_counts()
    rows: dict[str, list[str]] = {"source_id": [], "study_id": [], "kind": [], "name": []}
    native, taken = [], list(placed.sources["source_id"])
    case_name = dict(zip(cases["case_id"], cases["name"], strict=True))
    for case in cases["case_id"]:
        documents = list(dict.fromkeys(whole.get(case, [])))
        segments = parts.get(case, [])
        name = case_name[case] or case
        alone = len(documents) == 1 and n_cases_of.get(documents[0], 0) == 1
        if way == "case" and documents:
            placed.id_of_case[case] = placed.study_of[documents[0]]
            account.keep("cases", as_="studies")
        elif alone and not [s for s in segments if document_of_segment[s] != documents[0]]:
            document = documents[0]
            placed.id_of_case[case] = placed.source_of_document.get(document, placed.study_of[document])
            account.keep("cases", as_="the study or source that they are")
        elif not documents and not segments:
            account.leave_out("cases", "no document or passage belongs to it", [name])
        else:
            studies = dict.fromkeys(
                placed.study_of[d] for d in [*documents, *(document_of_segment[s] for s in segments)]
            )
            for study in studies:
                (source,) = unique_ids([slug(name)], taken=taken)
                taken.append(source)
                for column, value in zip(rows, (source, study, "case", name), strict=True):
                    rows[column].append(value)
                native.append(case)
                placed.id_of_case.setdefault(case, source)
                for document in documents:
                    # A passage has one source: with several cases in a document, only what is
                    # marked as a case's own can be given to it.
                    if placed.study_of[document] == study and n_cases_of[document] == 1:
                        placed.source_of_document[document] = source
                for segment in segments:
                    if placed.study_of[document_of_segment[segment]] == study:
                        placed.source_of_segment.setdefault(segment, source)
            account.keep("cases", as_="sources")
    if native:
        made = review_frame("sources", rows)
        placed.sources = pd.concat([placed.sources, made], ignore_index=True)
        keys = keys_frame("sources", rows["source_id"], native=native, path=rows["name"])
        placed.keys = pd.concat([placed.keys, keys], ignore_index=True)


def _place_variables(project: CodedProject, placed: Placed, said: Mapping[str, str]) -> dict[str, str]:
    """Write each variable into the column that the mapping names; return the mapping as used."""
    account, variables = project.account, project.variables
    unknown = [name for name in said if name not in set(variables["name"])]
    if unknown:
        hint = did_you_mean(unknown[0], set(variables["name"]))
        account.remark(
            f"The mapping speaks of the variable '{unknown[0]}', which is not there. {hint}".strip()
        )
    source_ids = set(placed.sources["source_id"])
    cells: dict[tuple[str, str, str], list[str]] = {}
    used: dict[str, str] = {}
    for row in variables.itertuples(index=False):
        if row.owner_kind == "case":
            owner = placed.id_of_case.get(row.owner_id)
        else:
            owner = placed.source_of_document.get(row.owner_id) or placed.study_of.get(row.owner_id)
        value = "" if row.value is None else str(row.value).strip()
        if owner is None:
            account.leave_out("variables", "what they are about is not in the review", [row.name])
            continue
        if not value:
            account.leave_out("variables", "they have no value", [row.name])
            continue
        table = "sources" if owner in source_ids else "studies"
        target = str(said.get(row.name, used.get(row.name, f"{table}.{_free_column(row.name, table)}")) or "")
        used[row.name] = target
        if not target:
            account.leave_out("variables", "the mapping leaves it out", [row.name])
            continue
        into, _, column = target.rpartition(".")
        column = column_name(column)
        if into == "studies" and table == "sources":
            owner = placed.sources.set_index("source_id")["study_id"][owner]
        values = cells.setdefault((into if into in ("studies", "sources") else table, column, owner), [])
        if value not in values:
            values.append(value)
        account.keep("variables", as_="attributes of studies and sources")
    _write_cells(placed, cells, account)
    return used


def _free_column(name: str, table: str) -> str:
    """Return the column of a variable; what identifies a row is not overwritten by it."""
    column = column_name(name)
    identifying = {"study_id", "source_id", "citation", "kind", "name", "document_group"}
    return f"{column}_variable" if column in identifying else column


def _write_cells(placed: Placed, cells: dict[tuple[str, str, str], list[str]], account: Account) -> None:
    for (table, column, owner), values in cells.items():
        text = "; ".join(values)
        declared = TABLES[table].schema.columns.get(column)
        if (
            declared is not None
            and column_kind(declared) == "integer"
            and not re.fullmatch(r"-?\d{1,15}", text)
        ):
            account.remark(
                f"{table}.{column} takes whole numbers; '{text}' is kept in {column}_as_reported instead."
            )
            column = f"{column}_as_reported"
        frame = placed.studies if table == "studies" else placed.sources
        key = "study_id" if table == "studies" else "source_id"
        if column not in frame.columns:
            frame[column] = pd.Series([None] * len(frame), dtype="str")
        frame.loc[frame[key] == owner, column] = text
