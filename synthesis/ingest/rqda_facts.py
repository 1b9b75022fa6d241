"""What an RQDA project says about its files and cases: cases, attributes, journal, annotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.rqda_codings import Codings
from synthesis.ingest.rqda_rows import ActiveRows, iso_date
from synthesis.ingest.sqlite_rows import key_of, text_of, whole_of

__all__ = ["read_cases", "read_notes", "read_variables"]

Rows = list[dict[str, Any]]

# RQDA shows NA where nothing was entered, and writes it.
NO_VALUE = ("", "NA")


def read_cases(
    rows: ActiveRows, documents: Sequence[dict[str, Any]], codings: Codings, account: Account
) -> tuple[Rows, Rows]:
    """Return the rows of the frames ``cases`` and ``members``.

    Parameters
    ----------
    rows, documents, codings, account
        The database, what was read of it so far, and the account, which is told of the rest.
    """
    cases: dict[str, dict[str, Any]] = {}
    for number, name, memo in rows.of("cases", "id", "name", "memo", kind="cases", named=1):
        key = key_of(number)
        said = text_of(name).strip() or f"case {key}"
        if not key or key in cases:
            account.leave_out("cases", "they have no number of their own", [said])
            continue
        cases[key] = {"case_id": key, "name": said, "description": text_of(memo) or None}
    text_of_document = {d["document_id"]: d["text"] for d in documents}
    kind = "parts of cases"
    members: Rows = []
    marked: list[tuple[str, str, int | None, int | None]] = []
    for case, source, first, last in rows.of("caselinkage", "caseid", "fid", "selfirst", "selend", kind=kind):
        case, document = key_of(case), key_of(source)
        start, end = whole_of(first), whole_of(last)
        if case not in cases or document not in text_of_document:
            account.leave_out(kind, "the case or the file is deleted", 1)
        elif not (start or 0) and (end or 0) in (0, *_around(len(text_of_document[document] or ""))):
            members.append({"case_id": case, "member_kind": "document", "member_id": document})
        else:
            marked.append((case, document, start, end))
    segments = codings.passages_at([(document, start, end) for _, document, start, end in marked])
    for (case, document, start, end), segment in zip(marked, segments, strict=True):
        if segment is not None:
            members.append({"case_id": case, "member_kind": "segment", "member_id": segment})
        elif not (start or 0) and (end or 0) > len(text_of_document[document] or ""):
            # The file was longer when it was put into the case as a whole.
            members.append({"case_id": case, "member_kind": "document", "member_id": document})
        else:
            account.leave_out(kind, "they mark no text", [cases[case]["name"]])
    if members:
        account.keep(kind, len(members))
    return list(cases.values()), members


def _around(length: int) -> tuple[int, ...]:
    return (length - 1, length, length + 1)


def read_variables(
    rows: ActiveRows,
    documents: Sequence[dict[str, Any]],
    cases: Sequence[dict[str, Any]],
    account: Account,
) -> Rows:
    """Return the rows of the frame ``variables``.

    Parameters
    ----------
    rows, documents, cases, account
        As in `read_cases`.
    """
    types = {
        text_of(name): "float" if text_of(of_class).strip().casefold() == "numeric" else "text"
        for name, of_class in rows.of("attributes", "name", "class")
    }
    found: Rows = []
    for table, number, owner_kind, owners in (
        ("fileAttr", "fileID", "document", {d["document_id"] for d in documents}),
        ("caseAttr", "caseID", "case", {c["case_id"] for c in cases}),
    ):
        for name, value, owner in rows.of(table, "variable", "value", number, kind="variables", named=0):
            said = text_of(name).strip() or "unnamed attribute"
            if key_of(owner) not in owners:
                account.leave_out("variables", "what they are about is deleted", [said])
            elif text_of(value).strip() in NO_VALUE:
                account.leave_out("variables", "they have no value", [said])
            else:
                found.append(
                    {
                        "owner_kind": owner_kind,
                        "owner_id": key_of(owner),
                        "name": said,
                        "type": types.get(said, "text"),
                        "value": text_of(value),
                    }
                )
    return found


def read_notes(rows: ActiveRows, documents: Sequence[dict[str, Any]], account: Account) -> Rows:
    """Return the rows of the frame ``notes``: the journal, annotations, and memos on the rest.

    Parameters
    ----------
    rows, documents, account
        As in `read_cases`.
    """
    notes: Rows = []

    def add(
        note: str, text: Any, owner: Any, date: Any, *, title: str = "", about: tuple[str, str] = ("", "")
    ) -> None:
        if text_of(text).strip():
            notes.append(
                {
                    "note_id": note,
                    "title": title,
                    "text": text_of(text),
                    "author": text_of(owner).strip(),
                    "date": iso_date(date),
                    "about_kind": about[0],
                    "about_id": about[1],
                }
            )

    columns = ("rowid", "journal", "owner", "date", "name")
    for rowid, entry, owner, date, name in rows.of("journal", *columns, kind="memos", named=4):
        if text_of(entry).strip():
            add(f"journal-{rowid}", entry, owner, date, title=text_of(name).strip())
        else:
            account.leave_out("memos", "they are empty", [text_of(name)])
    known = {d["document_id"] for d in documents}
    columns = ("rowid", "annotation", "owner", "date", "fid", "position")
    for rowid, words, owner, date, source, position in rows.of("annotation", *columns, kind="memos"):
        note, at = f"annotation-{rowid}", whole_of(position)
        if key_of(source) not in known:
            account.leave_out("memos", "the file that they are on is deleted", [note])
        elif not text_of(words).strip():
            account.leave_out("memos", "they are empty", [note])
        else:
            title = "" if at is None else f"Annotation at character {at}"
            add(note, words, owner, date, title=title, about=("document", key_of(source)))
    n_counted = len(notes)  # of these tables every row is in the account already
    for memo, date in rows.of("project", "memo", "date"):
        add("project", memo, "", date, about=("project", ""))
    for table, words in (("filecat", "File category"), ("attributes", "Attribute")):
        for rowid, memo, owner, date, name in rows.of(table, "rowid", "memo", "owner", "date", "name"):
            add(f"{table}-{rowid}", memo, owner, date, title=f"{words} {text_of(name).strip()}")
    for rowid, memo, owner, date, code in rows.of("treecode", "rowid", "memo", "owner", "date", "cid"):
        add(f"treecode-{rowid}", memo, owner, date, about=("code", f"code-{key_of(code)}"))
    for rowid, memo, owner, date, case in rows.of("caselinkage", "rowid", "memo", "owner", "date", "caseid"):
        add(f"caselinkage-{rowid}", memo, owner, date, about=("case", key_of(case)))
    account.find("memos", len(notes) - n_counted)
    return notes
