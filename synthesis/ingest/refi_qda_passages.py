"""Selections of a REFI-QDA project as the segments of a `CodedProject`, each with its text."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_documents import DocumentTable
from synthesis.ingest.refi_qda_names import compare_names, keep_stored, stored_text
from synthesis.ingest.refi_qda_offsets import Choice, Evidence, choose_convention, squeezed
from synthesis.ingest.refi_qda_positions import Convention, SourceText
from synthesis.ingest.refi_qda_records import Identifiers, RawProject, RawSelection

__all__ = ["Passages", "read_passages"]

# Overlapping passages repeat a text; nobody's project holds as much of them.
MOST_CHARACTERS = 100_000_000
_SHOWN = 60


@dataclass
class Passages:
    """The segments, and what became of each selection.

    Parameters
    ----------
    rows
        In the order of the columns of ``segments``.
    segment_of
        Row of a selection -> identifier of its segment; a selection that was left out is missing.
    repeated
        Selections that stand in the file a second time as another selection.
    label_of
        Row of a selection -> what people call it, for the account.
    rescued
        Memos on selections that were left out: row, memo.
    """

    rows: list[list[object]] = field(default_factory=list)
    segment_of: dict[int, str] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    label_of: dict[int, str] = field(default_factory=dict)
    rescued: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class _Found:
    """Where the text selections stand, by their row."""

    start: dict[int, int] = field(default_factory=dict)
    end: dict[int, int] = field(default_factory=dict)
    text: dict[int, str] = field(default_factory=dict)
    fault: dict[int, str] = field(default_factory=dict)


def read_passages(
    raw: RawProject,
    texts: list[SourceText | None],
    documents: DocumentTable,
    coder_of: dict[str, str],
    account: Account,
    fixed: Convention | None,
    file: str,
) -> Passages:
    """Find the passage of each selection.

    Parameters
    ----------
    raw
        The project.
    texts
        Each text of it, None where the file does not hold it.
    documents
        Identifier and name of each document.
    coder_of
        User -> name.
    account
        Gets the decisions, mismatches and what was left out.
    fixed
        How positions count, where the project says so.
    file
        Name for messages.

    Raises
    ------
    UnreadableError
        The passages overlap so much that they hold more text than is read.
    """
    names = documents.names
    found = _positions(raw, texts, names, account, fixed, file)
    in_text = {row: found.text[row] for row in found.start}
    title_of = compare_names(raw, texts, names, in_text, account)
    passages = Passages()
    zero_based = any(s.kind == "page" and s.page == "0" for s in raw.selections)
    if zero_based:
        account.decide("pages", "the first page is 0 in the file and 1 here", evidence="a page 0 is named")
    left_out: dict[str, list[str]] = {}
    groups: dict[tuple[int, str], list[int]] = {}
    for row, selection in enumerate(raw.selections):
        passages.label_of[row] = _label(selection, names)
        fault = selection.fault or found.fault.get(row, "")
        if fault:
            left_out.setdefault(fault, []).append(passages.label_of[row])
            if selection.note.strip() and selection.document >= 0:
                passages.rescued.append((row, selection.note))
            continue
        groups.setdefault((selection.document, selection.guid or f"selection {row + 1}"), []).append(row)
    identifiers = Identifiers()
    repeated: list[int] = []
    for (_, guid), rows in groups.items():
        for part in _parts_of_one(rows, raw, found):
            identifier = identifiers.new(guid)
            passages.rows.append(
                _segment(identifier, part, raw, found, title_of, coder_of, zero_based=zero_based)
            )
            passages.rows[-1][1] = documents.ids[raw.selections[part[0]].document]
            passages.segment_of.update(dict.fromkeys(part, identifier))
            repeated += part[1:]
    repeated += _continued_pages(raw, passages, set(repeated))
    passages.repeated.update(repeated)
    for reason, labels in left_out.items():
        account.leave_out("selections", reason, labels)
    account.leave_out(
        "selections",
        "it stands in the file once more, as text and as a place on the page, and is one passage",
        [passages.label_of[row] for row in repeated],
    )
    if identifiers.n_changed:
        account.remark(
            f"{identifiers.n_changed} selections share their identifier with another one; a number tells "
            "them apart."
        )
    account.find("selections", len(raw.selections))
    return passages


def _label(selection: RawSelection, names: list[str]) -> str:
    document = names[selection.document] if selection.document >= 0 else "a memo"
    said = squeezed(selection.name)[:_SHOWN] or selection.locator
    if selection.text >= 0:
        said = f"characters {selection.start} to {selection.end}" + (f", '{said}'" if said else "")
    return f"{document}: {said}" if said else document


def _positions(
    raw: RawProject,
    texts: list[SourceText | None],
    names: list[str],
    account: Account,
    fixed: Convention | None,
    file: str,
) -> _Found:
    rows_of: dict[int, list[int]] = {}
    for row, selection in enumerate(raw.selections):
        if selection.kind == "text" and selection.text >= 0 and not selection.fault:
            rows_of.setdefault(selection.text, []).append(row)
    evidence: list[Evidence] = []
    of_evidence: list[list[int]] = []
    found = _Found()
    for text, rows in rows_of.items():
        source = texts[text]
        if source is None:
            _without_text(raw, rows, found)
            continue
        starts = np.array([int(raw.selections[row].start) for row in rows], dtype=np.int64)
        ends = np.array([int(raw.selections[row].end) for row in rows], dtype=np.int64)
        stored = [stored_text(raw.selections[row].name) for row in rows]
        evidence.append(Evidence(source, starts, ends, stored, names[raw.selections[rows[0]].document]))
        of_evidence.append(rows)
    choice = Choice(fixed) if fixed else choose_convention(evidence, raw.origin, account)
    if fixed and evidence:
        account.decide("offsets", fixed.words, confidence=1.0, evidence="the project says so")
    n_characters = 0
    for number, (one, rows) in enumerate(zip(evidence, of_evidence, strict=True)):
        convention = choice.of_text.get(number, choice.convention)
        first, last, within, whole = one.text.find(one.starts, one.ends, convention)
        one.text.forget()
        text = one.text.text
        # Codings of one passage share its text.
        passages: dict[tuple[int, int], str] = {}
        for row, start, end, is_within, is_whole in zip(
            rows, first.tolist(), last.tolist(), within.tolist(), whole.tolist(), strict=True
        ):
            if is_within and is_whole and start < end:
                found.start[row], found.end[row] = start, end
                if (start, end) not in passages:
                    passages[start, end] = text[start:end]
                    n_characters += end - start
                    if n_characters > MOST_CHARACTERS:
                        raise UnreadableError(
                            file, f"its selections hold more than {MOST_CHARACTERS:,} characters of text"
                        )
                found.text[row] = passages[start, end]
            elif stored := keep_stored(raw.selections[row], one.document, account):
                found.text[row] = stored
            else:
                found.fault[row] = (
                    "it lies outside the text"
                    if not is_within
                    else ("it marks no character" if is_whole else "it begins or ends inside a character")
                )
    return found


def _without_text(raw: RawProject, rows: Iterable[int], found: _Found) -> None:
    """Keep what is known of selections whose text did not come with the file."""
    for row in rows:
        selection = raw.selections[row]
        stored = stored_text(selection.name)
        if stored:
            found.text[row] = stored.strip()
        if not selection.locator:
            selection.locator = f"characters {selection.start} to {selection.end}"


def _parts_of_one(rows: list[int], raw: RawProject, found: _Found) -> list[list[int]]:
    """Divide selections of one identifier into those that are one passage, the text first in each."""
    in_text = [row for row in rows if row in found.start]
    elsewhere = [row for row in rows if row not in found.start]
    parts: dict[tuple[int, int, int], list[int]] = {}
    for row in in_text:
        key = (raw.selections[row].text, found.start[row], found.end[row])
        parts.setdefault(key, []).append(row)
    if not parts:
        # The same area, page or time twice is one; two different ones are two.
        places: dict[tuple[str, str, str], list[int]] = {}
        for row in elsewhere:
            one = raw.selections[row]
            places.setdefault((one.kind, one.locator, one.page), []).append(row)
        return list(places.values())
    next(iter(parts.values())).extend(elsewhere)
    return list(parts.values())


def _segment(
    identifier: str,
    part: list[int],
    raw: RawProject,
    found: _Found,
    title_of: dict[int, str],
    coder_of: dict[str, str],
    *,
    zero_based: bool,
) -> list[object]:
    first = raw.selections[part[0]]
    text = found.text.get(part[0])
    notes: dict[str, None] = {}
    locators: dict[str, None] = {}
    author = ""
    for row in part:
        one = raw.selections[row]
        if text is None and one.kind == "page":
            text = one.own_text or stored_text(one.name).strip() or None
        title = stored_text(one.name).strip() if one.kind in ("area", "time") else title_of.get(row)
        if title:
            notes.setdefault(title)
        if one.note.strip():
            notes.setdefault(one.note)
            author = author or coder_of.get(one.user, "")
        if one.page:
            locators.setdefault(f"page {int(one.page) + zero_based}")
        if one.locator:
            locators.setdefault(one.locator)
    if notes and not author:
        author = coder_of.get(first.user, "")
    start, end = found.start.get(part[0]), found.end.get(part[0])
    locator = ", ".join(locators) or None
    return [identifier, None, start, end, text, locator, "\n\n".join(notes) or None, author or None]


def _continued_pages(raw: RawProject, passages: Passages, done: set[int]) -> list[int]:
    """Find places that go on with a passage of the page before: ATLAS.ti gives them a new identifier."""
    codes_of: dict[int, set[str]] = {}
    for coding in raw.codings:
        if coding.selection >= 0 and raw.selections[coding.selection].kind == "page":
            codes_of.setdefault(coding.selection, set()).add(coding.code)
    pages: dict[tuple[int, str], list[int]] = {}
    for row, selection in enumerate(raw.selections):
        is_page = selection.kind == "page" and selection.page and row in passages.segment_of
        if is_page and len(stored_text(selection.name)) >= 20:
            pages.setdefault((selection.document, selection.name), []).append(row)
    joined: list[int] = []
    index = {row[0]: place for place, row in enumerate(passages.rows)}
    gone: dict[int, str] = {}
    into: dict[str, str] = {}
    for rows in pages.values():
        rows.sort(key=lambda row: int(raw.selections[row].page))
        for earlier, later in itertools.pairwise(rows):
            follows = int(raw.selections[later].page) == int(raw.selections[earlier].page) + 1
            alone = later not in done and codes_of.get(later) == codes_of.get(earlier)
            if not follows or not alone or earlier not in done | set(joined):
                continue
            kept, extra = passages.segment_of[earlier], passages.segment_of[later]
            segment, more = passages.rows[index[kept]], passages.rows[index[extra]]
            segment[5] = f"{segment[5]}, {more[5]}"
            gone[index[extra]] = into[extra] = kept
            passages.segment_of[later] = kept
            joined.append(later)
    if into:
        passages.segment_of.update({row: into.get(s, s) for row, s in passages.segment_of.items()})
    passages.rows[:] = [row for place, row in enumerate(passages.rows) if place not in gone]
    return joined
