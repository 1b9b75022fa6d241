"""Memos of a coding tool: on a project, a document, a code, a passage, a coding, each a dated row."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.identifiers import digest_of
from synthesis.ingest.imported import keys_frame, review_frame

__all__ = ["memo_tables"]

ISO_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def memo_tables(
    project: CodedProject, about: Mapping[str, Mapping[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the memos of a project and their keys.

    Parameters
    ----------
    project
        Its account is told what became of the memos.
    about
        Kind of thing (document, code, segment, case) -> native identifier -> the review's.

    Returns
    -------
    The review's ``memos`` and the `Imported.keys` of them.
    """
    account = project.account
    rows: list[tuple[str, str, str, str, str]] = []  # native id, date, author, about, text
    for note in project.notes.itertuples(index=False):
        title, text = str(note.title or "").strip(), str(note.text or "")
        if not text.strip() and not title:
            account.leave_out("memos", "they are empty", [note.note_id])
            continue
        if title and title not in text[: len(title) + 40]:
            text = f"{title}\n\n{text}" if text.strip() else title
        target = about.get(note.about_kind or "", {}).get(note.about_id or "", "")
        if note.about_id and not target and note.about_kind != "project":
            account.remark(
                f"A memo is about a {note.about_kind} that is not in the review; it is kept: {note.about_id}."
            )
        if note.about_kind == "project":
            target = "the project"
        rows.append((note.note_id or "", _date(note.date), str(note.author or ""), target, text))
    segments = project.segments[_is_filled(project.segments["note"])]
    extract_of = about.get("segment", {})
    for segment, note, author in zip(
        segments["segment_id"], segments["note"], segments["author"], strict=True
    ):
        if segment not in extract_of:
            account.leave_out("memos", "the passage they are on is not in the review", [segment])
            continue
        rows.append((f"{segment}#note", "", str(author or ""), extract_of[segment], str(note)))
    codings = project.codings[_is_filled(project.codings["note"])]
    document_of = about.get("document", {})
    for coding in codings.itertuples(index=False):
        target = extract_of.get(coding.segment_id) or document_of.get(coding.document_id)
        if target is None:
            account.leave_out("memos", "the passage they are on is not in the review", [coding.coding_id])
            continue
        rows.append((f"{coding.coding_id}#note", "", str(coding.coder or ""), target, str(coding.note)))
    account.keep("memos", len(rows))
    ids = [f"memo-{number}" for number in range(1, len(rows) + 1)]
    native, dates, authors, targets, texts = (list(c) for c in zip(*rows, strict=True)) if rows else ([],) * 5
    memos = review_frame(
        "memos", {"memo_id": ids, "date": dates, "author": authors, "about": targets, "text": texts}
    )
    return memos, keys_frame("memos", ids, native=native, path=targets, content=map(digest_of, texts))


def _is_filled(column: pd.Series) -> pd.Series:
    return column.notna() & (column.astype("str").str.strip() != "")


def _date(said: object) -> str:
    found = ISO_DATE.match(str(said or ""))
    return found[0] if found else ""
