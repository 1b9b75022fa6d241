"""RQDA projects: SQLite databases in which what was deleted stays, with another status.

What the columns mean follows RQDA's own source code (R/ProjectFun.R, R/FilesFun.R, R/CaseButton.R at
https://github.com/Ronggui/RQDA): positions count characters of ``source.file``, the end not included,
and only rows with status 1 are in use. Databases from 0.1.5 on are known; tables and columns that came
later may be missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject, project_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.rqda_codebook import read_codebook
from synthesis.ingest.rqda_codings import Codings
from synthesis.ingest.rqda_facts import read_cases, read_notes, read_variables
from synthesis.ingest.rqda_rows import ActiveRows
from synthesis.ingest.safe_sqlite import open_sqlite
from synthesis.ingest.sqlite_rows import SqliteTables, digests_of, key_of, text_of

__all__ = ["looks_like", "read"]

Rows = list[dict[str, Any]]


def looks_like(path: Path) -> bool:
    """Return whether this is a database of RQDA.

    Parameters
    ----------
    path
        A file.
    """
    try:
        with open_sqlite(path) as connection:
            return _is_rqda(SqliteTables(connection))
    except (UnreadableError, OSError):
        return False


def read(paths: Sequence[Path], options: ImportOptions) -> CodedProject:
    """Read an RQDA project.

    Parameters
    ----------
    paths
        One database.
    options
        Nothing in it is used.

    Returns
    -------
    Code categories are codes above the codes in them; a coding's owner is its coder; file categories
    are groups of documents.

    Raises
    ------
    UnreadableError
        It is no such database, damaged, or holds nothing that is not deleted.
    """
    path = paths[0]
    account = Account()
    with open_sqlite(path) as connection:
        tables = SqliteTables(connection, account)
        if not _is_rqda(tables):
            raise UnreadableError(
                path.name,
                "this database is none of RQDA: it has no tables of files, codes and codings",
                "Save the project again in RQDA. Views that stand in for tables are not read.",
            )
        rows = ActiveRows(tables, account)
        documents = _documents(rows, account)
        codes, code_of = read_codebook(rows, account)
        codings = Codings(rows, documents, code_of, account)
        cases, members = read_cases(rows, documents, codings, account)
        variables = read_variables(rows, documents, cases, account)
        notes = read_notes(rows, documents, account)
        version = next((text_of(v).strip() for (v,) in tables.rows("project", "databaseversion")), "")
    if not documents and not codes and any(entry.found for entry in account.entries):
        raise UnreadableError(
            path.name, "all files and codes in it are deleted", "Open it in RQDA: is it whole?"
        )
    account.find("selections", len(codings.passages.rows))
    account.find("memos", sum(1 for row in codings.rows if row["note"]))
    return CodedProject(
        file=path.name,
        format="rqda",
        tool=f"RQDA (database {version})" if version else "RQDA",
        name=path.stem,
        account=account,
        documents=project_frame("documents", documents),
        codes=project_frame("codes", codes),
        segments=project_frame("segments", codings.passages.rows),
        codings=project_frame("codings", codings.rows),
        notes=project_frame("notes", notes),
        cases=project_frame("cases", cases),
        members=project_frame("members", members),
        variables=project_frame("variables", variables),
        digests=digests_of(path, path.name),
    )


def _is_rqda(tables: SqliteTables) -> bool:
    return (
        tables.has("source", "file")
        and tables.has("freecode", "name")
        and tables.has("coding", "selfirst", "selend")
    )


def _documents(rows: ActiveRows, account: Account) -> Rows:
    found: dict[str, dict[str, Any]] = {}
    categories = {
        key_of(number): text_of(name).strip()
        for number, name in rows.of("filecat", "catid", "name", kind="file categories", keeps=True)
    }
    groups: dict[str, list[str]] = {}
    for source, category in rows.of("treefile", "fid", "catid"):
        if categories.get(key_of(category)):
            groups.setdefault(key_of(source), []).append(categories[key_of(category)])
    for number, name, text, memo in rows.of(
        "source", "id", "name", "file", "memo", kind="documents", named=1
    ):
        key = key_of(number)
        said = text_of(name).strip() or f"file {key}"
        if not key or key in found:
            account.leave_out("documents", "they have no number of their own", [said])
            continue
        found[key] = {
            "document_id": key,
            "name": said,
            "kind": "text",
            "text": text_of(text),
            "group": "; ".join(dict.fromkeys(groups.get(key, []))) or None,
            "description": text_of(memo) or None,
        }
    for number, name in rows.of("image", "id", "name", kind="documents", named=1):
        key = f"image-{key_of(number)}"
        if key in found:
            account.leave_out("documents", "they have no number of their own", [text_of(name)])
            continue
        said = text_of(name).strip() or key
        found[key] = {"document_id": key, "name": said, "kind": "picture", "text": None}
    n_of_name = Counter(document["name"] for document in found.values())
    repeated = [name for name, n in n_of_name.items() if n > 1]
    if repeated:
        account.remark(f"Files that have the same name are kept apart: {list_in_words(repeated)}.")
    return list(found.values())
