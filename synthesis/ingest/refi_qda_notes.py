"""Memos of a REFI-QDA project, each with what it is about: by reference, by link or by its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_records import RawNote, RawProject

__all__ = ["Memos", "read_memos"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SHOWN = 60


@dataclass
class Memos:
    """The memos.

    Parameters
    ----------
    rows
        In the order of the columns of ``notes``.
    on_coding
        Row of a coding -> the text of its memos.
    """

    rows: list[list[str | None]] = field(default_factory=list)
    on_coding: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Things:
    """What identifiers of the file mean here.

    Parameters
    ----------
    known
        Identifier -> kind and identifier here: document, code, segment, case.
    name_of
        Identifier -> what people call it.
    segment_of
        Row of a selection -> its segment.
    documents
        Identifier here of each document, by its row.
    codes
        Identifier here of each code, by its row.
    """

    known: Mapping[str, tuple[str, str]]
    name_of: Mapping[str, str]
    segment_of: Mapping[int, str]
    documents: list[str]
    codes: list[str]


def read_memos(
    raw: RawProject,
    texts: list[str | None],
    things: Things,
    coder_of: Mapping[str, str],
    account: Account,
) -> Memos:
    """Find what each memo is about.

    Parameters
    ----------
    raw
        The project.
    texts
        Text of each of its notes, None where the file does not hold it.
    things
        What identifiers mean.
    coder_of
        User -> name.
    account
        Gets links, and memos whose text is missing.
    """
    memos = Memos()
    about: dict[str, dict[tuple[str, str], None]] = {}
    on_coding: dict[str, list[int]] = {}
    known = {note.guid for note in raw.notes}
    missing = [0]

    def refer(notes: list[str] | None, kind: str, identifier: str) -> None:
        for note in notes or ():
            if note not in known:
                missing[0] += 1
            else:
                about.setdefault(note, {}).setdefault((kind, identifier))

    refer(raw.notes_on_project, "project", "")
    for row, code in enumerate(raw.codes):
        refer(code.notes, "code", things.codes[row])
    for row, document in enumerate(raw.documents):
        refer(document.notes, "document", things.documents[row])
    for row, selection in enumerate(raw.selections):
        if selection.notes and row in things.segment_of:
            refer(selection.notes, "segment", things.segment_of[row])
    for row, coding in enumerate(raw.codings):
        for note in coding.notes or ():
            if note in known:
                on_coding.setdefault(note, []).append(row)
            else:
                missing[0] += 1
    _read_links(raw, things, known, about, memos, account)
    for note, text in zip(raw.notes, texts, strict=True):
        said = _text_of(note, text)
        whose = coder_of.get(note.user, "") or None
        day = _DATE.match(note.date)
        date = day[0] if day else None
        for row in on_coding.get(note.guid, ()):
            inner = f"{note.name}\n\n{said}" if note.name and note.name not in said else said
            memos.on_coding[row] = "\n\n".join(filter(None, [memos.on_coding.get(row), inner]))
        targets = list(about.get(note.guid, ())) or ([] if note.guid in on_coding else [("", "")])
        if text is None and not said and not note.name:
            account.find("memos")
            account.leave_out("memos", "their text did not come with the file", [note.path or note.guid])
            continue
        for number, (kind, target) in enumerate(targets):
            identifier = note.guid if number == 0 else f"{note.guid}#{number + 1}"
            memos.rows.append(
                [identifier, note.name or None, said, whose, date, kind or None, target or None]
            )
    if raw.description.strip():
        memos.rows.append(["project", None, raw.description, None, None, "project", None])
    if missing[0]:
        account.remark(f"References to memos that are not in the file: {missing[0]}.")
    return memos


def _text_of(note: RawNote, text: str | None) -> str:
    said = text or ""
    if note.description.strip() and note.description.strip() not in said:
        said = f"{said}\n\n{note.description}" if said.strip() else note.description
    return said


def _read_links(
    raw: RawProject,
    things: Things,
    known: set[str],
    about: dict[str, dict[tuple[str, str], None]],
    memos: Memos,
    account: Account,
) -> None:
    """A link to a memo says what the memo is about; the others become the lines of one memo."""
    if not raw.links:
        return
    account.find("links", len(raw.links))
    lines: list[str] = []
    for origin, target, name, notes in raw.links:
        ends = [end in known or end in things.known for end in (origin, target)]
        label = " ".join(
            filter(None, [_named(origin, things), f"—{name}→" if name else "→", _named(target, things)])
        )
        if not all(ends):
            account.leave_out("links", "one of its ends is not in the file", [label])
            continue
        is_memo = [end in known for end in (origin, target)]
        if any(is_memo) and not all(is_memo):
            note, other = (origin, target) if is_memo[0] else (target, origin)
            about.setdefault(note, {}).setdefault(things.known[other])
            account.keep("links")
            continue
        for note in notes:
            if note in known and not is_memo[0]:
                about.setdefault(note, {}).setdefault(things.known[origin])
        lines.append(label)
        account.keep("links")
    account["links"].kept_as = "what memos are about, and lines of a memo"
    if lines:
        memos.rows.append(["links", "Links", "\n".join(lines), None, None, "project", None])


def _named(identifier: str, things: Things) -> str:
    said = things.name_of.get(identifier, "")
    return f"'{said[:_SHOWN]}'" if said else "something unnamed"
