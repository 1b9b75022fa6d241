"""The sources of a REFI-QDA project with their selections and codings, and the memos, which are alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synthesis.ingest.refi_qda_elements import (
    attribute,
    guid_in,
    local_name,
    reference,
    variable_value,
)
from synthesis.ingest.refi_qda_records import (
    RawCoding,
    RawDocument,
    RawNote,
    RawProject,
    RawSelection,
    RawText,
)

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["SourceElements"]

_KINDS = {
    "TextSource": "text",
    "PictureSource": "picture",
    "PDFSource": "pdf",
    "AudioSource": "audio",
    "VideoSource": "video",
}
_TEXTS = {"Representation", "TextDescription"}
_INTEGER = re.compile(r"[+-]?\d{1,15}")


class SourceElements:
    """Reads sources and memos into a `RawProject`.

    Parameters
    ----------
    project
        Is added to.
    """

    def __init__(self, project: RawProject) -> None:
        self._project = project
        self._known: dict[str, str] = {}

    def read_source(self, element: etree._Element) -> None:
        """Add a source with everything in it."""
        kind = _KINDS[local_name(element)]
        path = attribute(element, "plainTextPath", "path", "currentPath", "richTextPath")
        document = RawDocument(
            guid_in(element.get("guid")), attribute(element, "name").strip(), kind, path, ""
        )
        row = self._add_document(document)
        if kind == "text":
            document.text = self._add_text(element, row)
        selected = []
        for child in element:
            name = local_name(child)
            if name in _TEXTS:
                document.text = self._add_text(child, row)
                self._read_selections(child, row, document.text)
            elif name == "Transcript":
                self._read_transcript(child, row)
            elif name.endswith("Selection"):
                selected.append(child)
            elif name == "Coding":
                self._read_coding(child, -1, row, "")
            elif name == "Description":
                document.description = child.text or ""
            elif name == "NoteRef":
                document.notes.append(reference(child))
            elif name == "VariableValue":
                document.values.append(variable_value(child))
        for child in selected:
            self._read_selection(child, row, document.text)

    def read_note(self, element: etree._Element) -> None:
        """Add a memo; one in which passages are coded is a document as well."""
        project = self._project
        date = attribute(element, "creationDateTime", "modifiedDateTime")
        user = guid_in(attribute(element, "creatingUser", "modifyingUser"))
        path, content = attribute(element, "plainTextPath"), _content(element)
        name = attribute(element, "name").strip()
        note = RawNote(guid_in(element.get("guid")), name, path, content, "", user, date, [])
        selections = []
        for child in element:
            tag = local_name(child)
            if tag == "Description":
                note.description = child.text or ""
            elif tag == "NoteRef":
                note.notes.append(reference(child))
            elif tag.endswith("Selection") or tag == "Coding":
                selections.append(child)
        project.notes.append(note)
        if any(_is_coded(child) for child in selections):
            # It keeps an identifier of its own: what refers to the memo means the memo.
            document = RawDocument(f"{note.guid}#text", name or "memo", "memo", path, "")
            note.coded = self._add_document(document)
            document.text = self._add_text(element, note.coded)
            for child in selections:
                if local_name(child) == "Coding":
                    self._read_coding(child, -1, note.coded, "")
                else:
                    self._read_selection(child, note.coded, document.text)
        else:
            for child in selections:
                selection = RawSelection(guid_in(child.get("guid")), -1, "text", name or "memo")
                selection.fault = "it marks the text of a memo and says nothing about it"
                project.selections.append(selection)

    def _add_document(self, document: RawDocument) -> int:
        self._project.documents.append(document)
        return len(self._project.documents) - 1

    def _add_text(self, element: etree._Element, document: int) -> int:
        text = RawText(document, attribute(element, "plainTextPath"), _content(element))
        self._project.texts.append(text)
        return len(self._project.texts) - 1

    def _read_selections(self, parent: etree._Element, document: int, text: int) -> None:
        for child in parent:
            name = local_name(child)
            if name.endswith("Selection"):
                self._read_selection(child, document, text)
            elif name == "Coding":
                self._read_coding(child, -1, document, "")
            elif name == "NoteRef":
                self._project.documents[document].notes.append(reference(child))
            elif name == "VariableValue":
                self._project.documents[document].values.append(variable_value(child))

    def _read_transcript(self, element: etree._Element, row: int) -> None:
        """Add a transcript: the first is the text of the recording, a further one a document of its own."""
        document = self._project.documents[row]
        if document.text >= 0:
            name = attribute(element, "name").strip() or f"{document.name}, another transcript"
            path = attribute(element, "plainTextPath")
            row = self._add_document(RawDocument(guid_in(element.get("guid")), name, "transcript", path, ""))
            document = self._project.documents[row]
        document.text = self._add_text(element, row)
        points = {
            guid_in(child.get("guid")): (child.get("timeStamp") or "", child.get("position") or "")
            for child in element
            if local_name(child) == "SyncPoint"
        }
        for child in element:
            name = local_name(child)
            if name == "TranscriptSelection":
                first = points.get(guid_in(child.get("fromSyncPoint")), ("", ""))
                last = points.get(guid_in(child.get("toSyncPoint")), ("", ""))
                locator = _time_span(first[0], last[0])
                positions = (first[1], last[1]) if first[1] and last[1] else None
                self._read_selection(child, row, document.text, locator=locator, positions=positions)
            elif name == "PlainTextSelection":
                self._read_selection(child, row, document.text)
            elif name == "NoteRef":
                document.notes.append(reference(child))
            elif name == "Description" and (child.text or "").strip() and not document.description:
                document.description = child.text or ""

    def _read_selection(
        self,
        element: etree._Element,
        document: int,
        text: int,
        *,
        locator: str = "",
        positions: tuple[str, str] | None = None,
    ) -> None:
        tag = local_name(element)
        selection = RawSelection(guid_in(element.get("guid")), document, "text", element.get("name", ""))
        selection.user = self._same(element.get("creatingUser") or element.get("modifyingUser") or "")
        selection.locator = locator
        if tag == "PlainTextSelection" or positions:
            positions = positions or (element.get("startPosition", ""), element.get("endPosition", ""))
            selection.text, (selection.start, selection.end) = text, positions
            selection.fault = _fault_of_positions(selection.start, selection.end)
        elif tag == "PDFSelection":
            selection.kind, selection.page = "page", attribute(element, "page").strip()
            if not _INTEGER.fullmatch(selection.page):
                selection.page = ""
        elif tag == "PictureSelection":
            sides = [attribute(element, side).strip() for side in ("firstX", "firstY", "secondX", "secondY")]
            selection.kind = "area"
            selection.locator = f"area {sides[0]},{sides[1]} to {sides[2]},{sides[3]}" if all(sides) else ""
        else:
            selection.kind = "time"
            selection.locator = locator or _time_span(attribute(element, "begin"), attribute(element, "end"))
        row = len(self._project.selections)
        self._project.selections.append(selection)
        for child in element:
            name = local_name(child)
            if name == "Coding":
                self._read_coding(child, row, document, selection.user)
            elif name == "Description":
                selection.note = child.text or ""
            elif name == "NoteRef":
                selection.notes = [*(selection.notes or []), reference(child)]
            elif name in _TEXTS:
                selection.own_text = _content(child) or ""

    def _read_coding(self, element: etree._Element, selection: int, document: int, user: str) -> None:
        codes, notes = [], []
        for child in element:
            name = local_name(child)
            if name == "CodeRef":
                codes.append(self._same(child.get("targetGUID") or reference(child)))
            elif name == "NoteRef":
                notes.append(reference(child))
        guid = guid_in(element.get("guid"))
        coder = self._same(element.get("creatingUser", "")) or user
        for number, code in enumerate(codes or [""]):
            name = guid if number == 0 else f"{guid}#{number + 1}"
            self._project.codings.append(RawCoding(name, selection, document, code, coder, notes or None))

    def _same(self, written: str) -> str:
        """Return an identifier that is met very often, as one object."""
        found = self._known.get(written)
        if found is None:
            found = guid_in(written)
            self._known[written] = found
        return found


def _is_coded(element: etree._Element) -> bool:
    inner = {local_name(child): child for child in element}
    said = inner.get("Description")
    return local_name(element) == "Coding" or "Coding" in inner or (said is not None and bool(said.text))


def _content(element: etree._Element) -> str | None:
    for child in element:
        if local_name(child) == "PlainTextContent":
            return child.text or ""
    return None


def _fault_of_positions(start: str, end: str) -> str:
    first, last = start.strip(), end.strip()
    if not _INTEGER.fullmatch(first) or not _INTEGER.fullmatch(last):
        return "its position is no whole number"
    if int(first) < 0 or int(last) < 0:
        return "its position is negative"
    return "it ends before it begins" if int(last) < int(first) else ""


def _time_span(begin: str, end: str) -> str:
    """Return a span of milliseconds as people write it; empty where it is none."""
    if not _INTEGER.fullmatch(begin.strip()) or not _INTEGER.fullmatch(end.strip()):
        return ""
    first, last = int(begin), int(end)
    if first < 0 or last < 0:
        return ""
    exact = first // 1000 == last // 1000
    return f"{_clock(first, exact=exact)} to {_clock(last, exact=exact)}"


def _clock(milliseconds: int, *, exact: bool) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    shown = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{shown}.{rest:03d}" if exact else shown
