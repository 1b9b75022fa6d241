"""Taguette projects: the SQLite database that Taguette exports, or that a Taguette server keeps.

What the columns mean follows Taguette's own source code (taguette/database/models.py and
taguette/extract.py at https://github.com/remram44/taguette): contents and snippets are HTML, and
offsets count the bytes of UTF-8 over the text without its tags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject, project_frame
from synthesis.ingest.html_text import HtmlText
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.positions import OUTSIDE, code_points_checked, code_points_from_utf8
from synthesis.ingest.safe_sqlite import open_sqlite
from synthesis.ingest.sqlite_rows import SqliteTables, digests_of, key_of, text_of, whole_of
from synthesis.ingest.stored_quotes import Convention, Stored, settle_quotes
from synthesis.ingest.taguette_log import taggers
from synthesis.ingest.taguette_tags import read_tags

__all__ = ["looks_like", "read"]

Rows = list[dict[str, Any]]

CANNOT_CARRY = (
    "Taguette has no memos on highlights or tags, no cases and no attributes of documents; a highlight has "
    "each tag once, whoever else would give it, and no line break at its ends."
)
# In the mapping, where a database holds several projects; `project` there says which project of the review.
CHOSEN = "taguette_project"
CONVENTION = Convention("bytes of UTF-8 over the text without its tags", code_points_checked)


def looks_like(path: Path) -> bool:
    """Return whether this is a database of Taguette.

    Parameters
    ----------
    path
        A file.
    """
    try:
        with open_sqlite(path) as connection:
            return _is_taguette(SqliteTables(connection))
    except (UnreadableError, OSError):
        return False


def read(paths: Sequence[Path], options: ImportOptions) -> CodedProject:
    """Read one project of a Taguette database.

    Parameters
    ----------
    paths
        One database.
    options
        ``sheet``, or ``taguette_project`` of its ``mapping``: the name or number of the project where
        there are several. ``separator`` of its ``mapping``: a sign that parts the levels of every
        tag's name, or ``""`` for no levels.

    Returns
    -------
    Highlights are segments, with or without tags; whoever put a tag on one is the coder.

    Raises
    ------
    UnreadableError
        It is no such database, damaged, or holds several projects and none was chosen.
    """
    path = paths[0]
    account = Account()
    with open_sqlite(path) as connection:
        tables = SqliteTables(connection, account)
        if not _is_taguette(tables):
            raise UnreadableError(path.name, "this database is none of Taguette", "Export the project again.")
        project, name, description = _chosen_project(tables, options, path.name, account)
        documents, contents = _documents(tables, project, account)
        codes = read_tags(tables, project, options, account)
        highlights, tags_on = _highlights(tables, project)
        segments = _segments(highlights, contents, documents, account)
        known = [s["segment_id"] for s in segments], [c["code_id"] for c in codes]
        codings = _codings(tags_on, *known, taggers(tables, project, tags_on, account), account)
    notes = []
    if not documents and not codes and any(e.found for e in account.entries if e.kind != "projects"):
        raise UnreadableError(path.name, "none of its documents and tags can be read", "Export it again.")
    if description.strip():
        note = {"note_id": "project", "text": description, "about_kind": "project", "about_id": ""}
        notes.append(note)
    account.remark(CANNOT_CARRY)
    account.find("memos", len(notes))
    account.find("cases", 0)
    account.find("variables", 0)
    return CodedProject(
        file=path.name,
        format="taguette",
        tool="Taguette",
        name=name or path.stem,
        account=account,
        documents=project_frame("documents", documents),
        codes=project_frame("codes", codes),
        segments=project_frame("segments", segments),
        codings=project_frame("codings", codings),
        notes=project_frame("notes", notes),
        mapping={CHOSEN: name or project} if account["projects"].found > 1 else {},
        digests=digests_of(path, path.name),
    )


def _is_taguette(tables: SqliteTables) -> bool:
    return (
        tables.has("projects", "id")
        and tables.has("documents", "contents", "project_id")
        and tables.has("tags", "path")
        and tables.has("highlights", "start_offset", "end_offset")
    )


def _chosen_project(
    tables: SqliteTables, options: ImportOptions, file: str, account: Account
) -> tuple[str, str, str]:
    """Return number, name and description of the project that is meant."""
    projects = {
        key_of(number): (text_of(name).strip(), text_of(description))
        for number, name, description in tables.rows("projects", "id", "name", "description")
    }
    n_documents: dict[str, int] = {}
    for (project,) in tables.rows("documents", "project_id"):
        n_documents[key_of(project)] = n_documents.get(key_of(project), 0) + 1
    names = list_in_words([f"'{name or number}'" for number, (name, _) in projects.items()])
    advice = "Name one of them with --sheet NAME, or as `taguette_project: NAME` in import-mapping.yaml."
    said = options.sheet or options.mapping.get(CHOSEN)
    if said is not None:
        chosen = [n for n, (name, _) in projects.items() if str(said).strip() in (name, n)]
        if len(chosen) != 1:
            raise UnreadableError(file, f"it holds the projects {names}, and not one '{said}'", advice)
    else:
        chosen = list(projects)
        if len(chosen) > 1:  # projects without a document are no choice
            chosen = [n for n in chosen if n_documents.get(n)] or chosen
        if len(chosen) > 1:
            raise UnreadableError(file, f"it holds several projects: {names}", advice)
        if not chosen:
            raise UnreadableError(file, "there is no project in it", "Export the project again.")
    project = chosen[0]
    account.find("projects", len(projects))
    account.keep("projects")
    others = [name for number, (name, _) in projects.items() if number != project]
    account.leave_out("projects", "another one was chosen, or they hold no document", others)
    return (project, *projects[project])


def _documents(tables: SqliteTables, project: str, account: Account) -> tuple[Rows, dict[str, HtmlText]]:
    found: Rows = []
    contents: dict[str, HtmlText] = {}
    rows = tables.rows("documents", "id", "name", "description", "filename", "contents", "project_id")
    for number, name, description, filename, html, of_project in rows:
        if key_of(of_project) != project:
            continue
        key = key_of(number)
        account.find("documents")
        said = text_of(name).strip() or text_of(filename).strip() or f"document {key}"
        if not key or key in contents:
            account.leave_out("documents", "they have no number of their own", [said])
            continue
        contents[key] = HtmlText(text_of(html))
        found.append(
            {
                "document_id": key,
                "name": said,
                "kind": "text",
                "text": contents[key].text,
                "description": text_of(description) or None,
            }
        )
    if any(content.text != content.nodes for content in contents.values()):
        account.decide(
            "line breaks",
            "one between two blocks of a document, such as paragraphs, where its text has none",
            evidence="Taguette keeps documents as HTML, in which paragraphs part without a sign between them",
        )
    return found, contents


def _highlights(tables: SqliteTables, project: str) -> tuple[Rows, list[tuple[str, str]]]:
    """Return the highlights that are of no other project, and their tags as pairs of numbers."""
    project_of = {key_of(number): key_of(p) for number, p in tables.rows("documents", "id", "project_id")}
    columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
    found: Rows = []
    elsewhere: set[str] = set()
    for number, document, first, last, snippet in tables.rows("highlights", *columns):
        if project_of.get(key_of(document), project) != project:
            elsewhere.add(key_of(number))
            continue
        start, end = whole_of(first), whole_of(last)
        found.append(
            {
                "key": key_of(number),
                "document": key_of(document),
                "first": OUTSIDE if start is None else start,
                "last": OUTSIDE if end is None else end,
                "snippet": text_of(snippet),
            }
        )
    pairs = [(key_of(h), key_of(t)) for h, t in tables.rows("highlight_tags", "highlight_id", "tag_id")]
    return found, [pair for pair in pairs if pair[0] not in elsewhere]


def _segments(highlights: Rows, contents: dict[str, HtmlText], documents: Rows, account: Account) -> Rows:
    account.find("selections", len(highlights))
    lost = [row["key"] for row in highlights if row["document"] not in contents]
    account.leave_out("selections", "their document is not in the database", lost)
    rows = [row for row in highlights if row["document"] in contents]
    names = {d["document_id"]: (d["name"], d["text"]) for d in documents}
    # The text of a document cannot be edited in Taguette, but a highlight can be moved; its snippet
    # is then the old one.
    settled = settle_quotes(_quotes(rows, contents), names, [CONVENTION], account, kept="source")
    found: dict[str, dict[str, Any]] = {}
    for row, passage in zip(rows, settled, strict=True):
        key = row["key"]
        if passage is None:
            account.leave_out("selections", "they mark no text", [key])
        elif not key or key in found:
            account.leave_out("selections", "they have no number of their own", [key])
        else:
            found[key] = {"segment_id": key, "document_id": row["document"], **passage._asdict()}
    return list(found.values())


def _quotes(rows: Rows, contents: dict[str, HtmlText]) -> list[Stored]:
    """Return highlights with their positions in the text that people read."""
    numbers_of: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        numbers_of.setdefault(row["document"], []).append(number)
    found: dict[int, Stored] = {}
    for document, numbers in numbers_of.items():
        content = contents[document]
        first, last = (np.array([rows[n][which] for n in numbers]) for which in ("first", "last"))
        starts = content.starts(first, code_points_from_utf8).tolist()
        ends = content.ends(last, code_points_from_utf8).tolist()
        for number, start, end in zip(numbers, starts, ends, strict=True):
            place = (None if at == OUTSIDE else at for at in (start, end))
            found[number] = Stored(document, *place, HtmlText(rows[number]["snippet"]).text)
    return [found[number] for number in range(len(rows))]


def _codings(
    given: Sequence[tuple[str, str]],
    segments: Sequence[str],
    codes: Sequence[str],
    tagger_of: Mapping[tuple[str, str], str],
    account: Account,
) -> Rows:
    """Return one row for each tag on a highlight."""
    account.find("codings", len(given))
    known = set(codes)
    order = {segment: number for number, segment in enumerate(segments)}
    found: Rows = []
    for segment, code in sorted(given, key=lambda pair: order.get(pair[0], -1)):
        coding = f"{segment}:{code}"
        if segment not in order:
            account.leave_out("codings", "their highlight is not in the project", [coding])
        elif code not in known:
            account.leave_out("codings", "their tag is not in the project", [coding])
        else:
            coder = tagger_of.get((segment, code), "")
            found.append({"coding_id": coding, "segment_id": segment, "code_id": code, "coder": coder})
    return found
