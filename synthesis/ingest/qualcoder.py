"""QualCoder projects: a folder ``NAME.qda`` with the database ``data.qda``, or the database alone.

Read by what tables and columns there are, not by the version that the database names (8 to 17 are
known). What a column means follows QualCoder's own source code, src/qualcoder/ at
https://github.com/ccbogel/QualCoder (seen at c3204641).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.code_order import depth_first
from synthesis.ingest.coded_project import CodedProject, project_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.qualcoder_codings import Codings
from synthesis.ingest.qualcoder_facts import read_cases, read_notes, read_variables
from synthesis.ingest.safe_sqlite import open_sqlite
from synthesis.ingest.sqlite_rows import SqliteTables, digests_of, key_of, text_of
from synthesis.ingest.text_file import counted

__all__ = ["looks_like", "read"]

DATABASE = "data.qda"

# QualCoder names a source after its file. Names of pictures and recordings keep their endings.
ENDINGS = (".txt", ".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".epub", ".md")

KIND_OF_FOLDER = {"images": "picture", "audio": "audio", "video": "video"}

LEFT_OUT_TABLES = {
    "graphs": ("graph", "a graph is a drawing, and a review has none"),
    "stored queries": ("stored_sql", "a query is no evidence, and none is run"),
    "filters of files": ("files_filter", "a filter is no evidence"),
}


def looks_like(path: Path) -> bool:
    """Return whether this is a QualCoder project.

    Parameters
    ----------
    path
        The folder, or a database.
    """
    try:
        with open_sqlite(_database(path)) as connection:
            return _is_qualcoder(SqliteTables(connection))
    except (UnreadableError, OSError):
        return False


def read(paths: Sequence[Path], options: ImportOptions) -> CodedProject:
    """Read a QualCoder project.

    Parameters
    ----------
    paths
        One folder, or one database.
    options
        Nothing in it is used.

    Returns
    -------
    Categories are codes that cannot be given; sources are documents; a coding's owner is its coder.

    Raises
    ------
    UnreadableError
        It is no such database, damaged, or holds nothing that can be read.
    """
    path = paths[0]
    database = _database(path)
    account = Account()
    with open_sqlite(database) as connection:
        tables = SqliteTables(connection, account)
        if not _is_qualcoder(tables):
            raise UnreadableError(
                path.name, "this database is no QualCoder project", "Name the folder that ends in .qda."
            )
        documents = _documents(tables, account)
        codes = _codes(tables, account)
        codings = Codings(tables, documents, {code["code_id"] for code in codes}, account)
        cases, members = read_cases(tables, documents, codings, account)
        variables = read_variables(tables, documents, cases, account)
        notes = read_notes(tables, documents, codings, account)
        version, program = _program(tables)
        _account_for_the_rest(tables, codings, account)
    if not documents and not codes and any(entry.found for entry in account.entries):
        raise UnreadableError(
            path.name, "none of its sources and codes can be read", "Open it in QualCoder: is it whole?"
        )
    n_memos = len(notes) + sum(1 for row in codings.rows if row["note"])
    for kind, n in {"selections": len(codings.passages.rows), "memos": n_memos}.items():
        account.find(kind, n)
    return CodedProject(
        file=path.name,
        format="qualcoder",
        tool=f"{program} (database {version})" if version else program,
        name=_project_name(path),
        account=account,
        documents=project_frame("documents", documents),
        codes=project_frame("codes", codes),
        segments=project_frame("segments", codings.passages.rows),
        codings=project_frame("codings", codings.rows),
        notes=project_frame("notes", notes),
        cases=project_frame("cases", cases),
        members=project_frame("members", members),
        variables=project_frame("variables", variables),
        digests=digests_of(database, f"{path.name}/{DATABASE}" if path.is_dir() else path.name),
    )


def _database(path: Path) -> Path:
    if not path.is_dir():
        return path
    database = path / DATABASE
    if database.is_symlink():
        raise UnreadableError(path.name, f"'{DATABASE}' in it is a symbolic link", "Name the file itself.")
    if not database.is_file():
        raise UnreadableError(
            path.name, f"there is no '{DATABASE}' in this folder", "Name the folder that ends in .qda."
        )
    return database


def _is_qualcoder(tables: SqliteTables) -> bool:
    return (
        tables.has("source", "fulltext")
        and tables.has("code_name", "cid")
        and tables.has("code_text", "pos0", "pos1")
    )


def _project_name(path: Path) -> str:
    named = path.resolve().parent if path.name == DATABASE else path
    return named.stem if named.suffix.lower() == ".qda" else path.stem


def _program(tables: SqliteTables) -> tuple[str, str]:
    """Return the version of the database and the program that wrote it."""
    for version, about in tables.rows("project", "databaseversion", "about"):
        said = text_of(about).strip()
        return text_of(version).strip(), said if said.startswith("QualCoder") else "QualCoder"
    return "", "QualCoder"


def _documents(tables: SqliteTables, account: Account) -> list[dict[str, Any]]:
    rows = tables.rows("source", "id", "name", "fulltext", "mediapath", "memo", "av_text_id")
    account.find("documents", len(rows))
    found: dict[str, dict[str, Any]] = {}
    transcripts: list[str] = []
    n_linked = 0
    for number, name, text, mediapath, memo, transcript in rows:
        key, path = key_of(number), text_of(mediapath)
        if not key or key in found:
            account.leave_out("documents", "they have no number of their own", [text_of(name)])
            continue
        n_linked += re.match(r"\w+:", path) is not None
        said = text_of(name).strip() or f"source {key}"
        kind = KIND_OF_FOLDER.get(path.replace(":", "/").strip("/").split("/")[0].lower())
        if kind is None:
            kind = "pdf" if said.lower().endswith(".pdf") or path.lower().endswith(".pdf") else "text"
        # A recording has no text; a source that was found to have none is empty.
        content = text_of(text) if text is not None or kind == "text" else None
        found[key] = {
            "document_id": key,
            "name": said,
            "kind": kind,
            "text": content if content or kind in ("text", "pdf") else None,
            "description": text_of(memo) or None,
        }
        if key_of(transcript):
            transcripts.append(said)
    _drop_endings(list(found.values()))
    if n_linked:
        account.remark(
            f"Linked from outside the project: {counted(n_linked, 'source')}. What QualCoder stored is read."
        )
    if transcripts:
        account.find("links of transcripts", len(transcripts))
        account.leave_out(
            "links of transcripts", "a transcript is a document of its own, beside its recording", transcripts
        )
    return list(found.values())


def _drop_endings(documents: list[dict[str, Any]]) -> None:
    """Name documents without the ending of their file, unless two would then have one name."""
    shorter: dict[str, list[dict[str, Any]]] = {}
    for document in documents:
        name = document["name"]
        ending = next((e for e in ENDINGS if name.lower().endswith(e)), "")
        is_text = document["kind"] in ("text", "pdf")
        stem = name[: len(name) - len(ending)] if is_text and ending and len(name) > len(ending) else name
        shorter.setdefault(stem, []).append(document)
    for stem, sharing in shorter.items():
        if len(sharing) == 1:
            sharing[0]["name"] = stem


def _codes(tables: SqliteTables, account: Account) -> list[dict[str, Any]]:
    categories = tables.rows("code_cat", "catid", "name", "memo", "supercatid")
    names = tables.rows("code_name", "cid", "name", "memo", "catid", "supercid")
    account.find("codes", len(categories) + len(names))
    found: dict[str, dict[str, Any]] = {}

    def take(key: str, name: Any, memo: Any, parent: str | None, *, is_codable: bool) -> None:
        if key.endswith("-") or key in found:
            account.leave_out("codes", "they have no number of their own", [text_of(name)])
            return
        found[key] = {
            "code_id": key,
            "name": text_of(name).strip() or f"unnamed {key}",
            "parent_id": parent,
            "description": text_of(memo) or None,
            "is_codable": is_codable,
        }

    for number, name, memo, above in categories:
        parent = f"category-{key_of(above)}" if key_of(above) else None
        take(f"category-{key_of(number)}", name, memo, parent, is_codable=False)
    for number, name, memo, category, above in names:
        # A code stands under another code or in a category, never in both.
        parent = f"category-{key_of(category)}" if key_of(category) else None
        parent = f"code-{key_of(above)}" if key_of(above) else parent
        take(f"code-{key_of(number)}", name, memo, parent, is_codable=True)
    for code in found.values():
        if code["parent_id"] is not None and code["parent_id"] not in found:
            account.remark(f"What stood above the code '{code['name']}' is gone; it is at the top now.")
            code["parent_id"] = None
    if categories:
        account.remark(
            "QualCoder gives codes and no categories, so none of its categories is ever given itself: "
            f"{list_in_words([code['name'] for code in found.values() if not code['is_codable']])}."
        )
    return depth_first(list(found.values()))


def _account_for_the_rest(tables: SqliteTables, codings: Codings, account: Account) -> None:
    for kind, (table, reason) in LEFT_OUT_TABLES.items():
        n = tables.count(table)
        if n:
            account.find(kind, n)
            account.leave_out(kind, reason, n)
    coders = {row["coder"] for row in codings.rows if row["coder"]}
    named = {text_of(name): visible for name, visible in tables.rows("coder_names", "name", "visibility")}
    names = dict.fromkeys([*named, *sorted(coders)])
    account.find("coders", len(names))
    account.keep("coders", len(coders), as_="coders of codings")
    account.leave_out("coders", "they coded nothing", [name for name in names if name not in coders])
    hidden = [name for name in coders if key_of(named.get(name)) == "0"]
    if hidden:
        account.remark(
            f"QualCoder hides {len(hidden)} of the coders from view; "
            "their codings are imported like all others."
        )
