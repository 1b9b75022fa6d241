"""What a QualCoder project says about its sources and cases: cases, attributes, references, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.qualcoder_codings import Codings
from synthesis.ingest.sqlite_rows import SqliteTables, key_of, text_of, whole_of

__all__ = ["read_cases", "read_notes", "read_variables"]

Rows = list[dict[str, Any]]

# The tags of a reference that a review has words for; the first of each that is there counts.
RIS_NAMES = {
    "title": ("TI", "T1"),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1"),
    "journal": ("JO", "JF", "T2"),
    "doi": ("DO",),
    "url": ("UR",),
    "abstract": ("AB",),
    "reference type": ("TY",),
}


def read_cases(
    tables: SqliteTables, documents: Sequence[dict[str, Any]], codings: Codings, account: Account
) -> tuple[Rows, Rows]:
    """Return the rows of the frames ``cases`` and ``members``.

    Parameters
    ----------
    tables, documents, codings, account
        The database, what was read of it so far, and the account, which is told of the rest.
    """
    rows = tables.rows("cases", "caseid", "name", "memo")
    account.find("cases", len(rows))
    cases: dict[str, dict[str, Any]] = {}
    for number, name, memo in rows:
        key = key_of(number)
        if not key or key in cases:
            account.leave_out("cases", "they have no number of their own", [text_of(name)])
            continue
        said = text_of(name).strip() or f"case {key}"
        cases[key] = {"case_id": key, "name": said, "description": text_of(memo) or None}
    text_of_document = {d["document_id"]: d["text"] for d in documents}
    parts = tables.rows("case_text", "caseid", "fid", "pos0", "pos1")
    kind = "parts of cases"
    if parts:
        account.find(kind, len(parts))
    members: Rows = []
    marked: list[tuple[str, str, int | None, int | None]] = []
    for case, source, first, last in parts:
        case, document = key_of(case), key_of(source)
        start, end = whole_of(first), whole_of(last)
        if case not in cases or document not in text_of_document:
            account.leave_out(kind, "the case or the source is not in the project", 1)
        elif _is_whole(text_of_document[document], start, end):
            members.append({"case_id": case, "member_kind": "document", "member_id": document})
        else:
            marked.append((case, document, start, end))
    segments = codings.passages_at([place for _, *place in marked])
    for (case, *_), segment in zip(marked, segments, strict=True):
        if segment is None:
            account.leave_out(kind, "they mark no text", [cases[case]["name"]])
        else:
            members.append({"case_id": case, "member_kind": "segment", "member_id": segment})
    if members:
        account.keep(kind, len(members))
    return list(cases.values()), members


def _is_whole(text: str | None, first: int | None, last: int | None) -> bool:
    """Say whether a case takes in a whole source, which QualCoder writes as 0 to 0 or to the length."""
    if not text or (not first and not last):
        return True
    if first != 0 or last is None:
        return False
    # The length was counted in code points by some versions and in UTF-16 by Qt.
    n_units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return last in (len(text), len(text) - 1) or last >= n_units - 1


def read_variables(
    tables: SqliteTables,
    documents: Sequence[dict[str, Any]],
    cases: Sequence[dict[str, Any]],
    account: Account,
) -> Rows:
    """Return the rows of the frame ``variables``: attributes, and the references of sources.

    Parameters
    ----------
    tables, documents, cases, account
        As in `read_cases`.
    """
    owners = {"file": {d["document_id"] for d in documents}, "case": {c["case_id"] for c in cases}}
    types = {
        text_of(name): "float" if text_of(valuetype).strip().casefold() == "numeric" else "text"
        for name, valuetype in tables.rows("attribute_type", "name", "valuetype")
    }
    rows = tables.rows("attribute", "name", "attr_type", "value", "id")
    account.find("variables", len(rows))
    found: Rows = []
    for name, of_what, value, number in rows:
        said, owner_kind, owner = text_of(name).strip(), text_of(of_what).strip().casefold(), key_of(number)
        if owner_kind not in owners:
            account.leave_out("variables", "they are about neither a file nor a case", [said])
        elif owner not in owners[owner_kind]:
            account.leave_out("variables", "what they are about is not in the project", [said])
        elif not text_of(value).strip():
            account.leave_out("variables", "they have no value", [said])
        else:
            kind = "case" if owner_kind == "case" else "document"
            of_type = types.get(said, "text")
            found.append(_variable(kind, owner, said or "unnamed attribute", of_type, text_of(value)))
    return found + _references(tables, owners["file"], account)


def _variable(owner_kind: str, owner: str, name: str, of_type: str, value: str) -> dict[str, Any]:
    return {"owner_kind": owner_kind, "owner_id": owner, "name": name, "type": of_type, "value": value}


def _references(tables: SqliteTables, documents: Iterable[str], account: Account) -> Rows:
    """Return what the references of sources say of them."""
    references: dict[str, dict[str, list[str]]] = {}
    for number, tag, value in tables.rows("ris", "risid", "tag", "value"):
        of_tag = references.setdefault(key_of(number), {}).setdefault(text_of(tag).strip().upper(), [])
        of_tag.append(text_of(value).strip())
    if not references:
        return []
    linked = [(key_of(source), key_of(ris)) for source, ris in tables.rows("source", "id", "risid")]
    linked = [(source, ris) for source, ris in linked if source in set(documents) and ris in references]
    used = {ris for _, ris in linked}
    account.find("references", len(references))
    account.keep("references", len(used), as_="attributes of studies and sources")
    unused = [
        of_tag.get("TI", of_tag.get("T1", [ris]))[0] for ris, of_tag in references.items() if ris not in used
    ]
    account.leave_out("references", "no source is linked to them; import them as references", unused)
    found: Rows = []
    for source, ris in linked:
        rest = dict(references[ris])
        for name, tags in RIS_NAMES.items():
            tag = next((t for t in tags if any(rest.get(t, []))), None)
            if tag is not None:
                said = "; ".join(filter(None, rest.pop(tag)))
                found.append(_variable("document", source, name, "text", said))
        for tag, values in rest.items():
            if any(values):
                said = "; ".join(filter(None, values))
                found.append(_variable("document", source, f"RIS {tag}", "text", said))
    account.find("variables", len(found))
    return found


def read_notes(
    tables: SqliteTables, documents: Sequence[dict[str, Any]], codings: Codings, account: Account
) -> Rows:
    """Return the rows of the frame ``notes``: the journal, annotations, and memos on the rest.

    Parameters
    ----------
    tables, documents, codings, account
        As in `read_cases`.
    """
    notes: Rows = []

    def add(
        note: str, text: Any, owner: Any, date: Any, *, title: str = "", about: tuple[str, str] = ("", "")
    ) -> None:
        if text_of(text).strip() or title:
            notes.append(
                {
                    "note_id": note,
                    "title": title,
                    "text": text_of(text),
                    "author": text_of(owner).strip(),
                    "date": text_of(date).strip(),
                    "about_kind": about[0],
                    "about_id": about[1],
                }
            )

    for memo, codername, date in tables.rows("project", "memo", "codername", "date"):
        add("project", memo, codername, date, about=("project", ""))
    for number, name, entry, date, owner in tables.rows("journal", "jid", "name", "jentry", "date", "owner"):
        add(f"journal-{key_of(number)}", entry, owner, date, title=text_of(name).strip())
    for name, memo, owner, date in tables.rows("attribute_type", "name", "memo", "owner", "date"):
        if text_of(memo).strip():
            add(f"attribute-{text_of(name)}", memo, owner, date, title=f"Attribute {text_of(name)}")
    known = {d["document_id"] for d in documents}
    columns = ("anid", "fid", "pos0", "pos1", "memo", "owner", "date")
    rows = [row for row in tables.rows("annotation", *columns) if text_of(row[4]).strip()]
    lost = [f"annotation-{key_of(row[0])}" for row in rows if key_of(row[1]) not in known]
    account.find("memos", len(lost))
    account.leave_out("memos", "the source that they are on is not in the project", lost)
    rows = [row for row in rows if key_of(row[1]) in known]
    segments = codings.passages_at([(key_of(row[1]), whole_of(row[2]), whole_of(row[3])) for row in rows])
    for (number, source, _, _, memo, owner, date), segment in zip(rows, segments, strict=True):
        about = ("document", key_of(source)) if segment is None else ("segment", segment)
        add(f"annotation-{key_of(number)}", memo, owner, date, about=about)
    columns = ("id", "caseid", "memo", "owner", "date")
    for number, case, memo, owner, date in tables.rows("case_text", *columns):
        add(f"case-text-{key_of(number)}", memo, owner, date, about=("case", key_of(case)))
    return notes
