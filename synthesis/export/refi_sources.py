"""Sources, selections and codings of a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from synthesis.export.records import records
from synthesis.export.refi_codes import CodeGuids
from synthesis.export.refi_elements import RefiElements, path_of
from synthesis.export.refi_texts import Passage, SourceText
from synthesis.export.refi_variables import Variables
from synthesis.review import Review

__all__ = ["SourceWriter", "codings_by_place"]

NOT_THE_PAPER = "The passages that the review took from this source, in its order; not the whole source."


class _Coding(NamedTuple):
    code_id: str
    coder: str | None
    valence: str | None
    state: str


def codings_by_place(review: Review) -> tuple[dict[str, list[_Coding]], dict[str, list[_Coding]]]:
    """Return the codings of each extract, and those of each study as a whole."""
    of_extract: dict[str, list[_Coding]] = {}
    of_study: dict[str, list[_Coding]] = {}
    for row in records(review.codings):
        extract = row["extract_id"]
        into, key = (of_study, row["study_id"]) if extract is None else (of_extract, extract)
        into.setdefault(key, []).append(_Coding(*(row[name] for name in _Coding._fields)))
    return of_extract, of_study


@dataclass
class SourceWriter:
    """Writes the sources of a project.

    Parameters
    ----------
    refi
        Makes the elements.
    review
        Not modified.
    codes
        Identifiers of the codes.
    users
        Name of a coder -> identifier.
    variables
        Writes values of attributes.
    notes
        Kind (``extract``, ``source``, ``study``) and identifier -> identifiers of the notes about it.
    valence_notes
        Valence -> identifier of the note that codings with it refer to.
    """

    refi: RefiElements
    review: Review
    codes: CodeGuids
    users: Mapping[str, str]
    variables: Variables
    notes: Mapping[tuple[str, str], Sequence[str]]
    valence_notes: Mapping[str, str]

    def __post_init__(self) -> None:
        self._of_extract, self._of_study = codings_by_place(self.review)
        self._extracts = records(self.review.extracts)

    def guid_of(self, text: SourceText) -> str:
        """Return the identifier of a source."""
        kind = "study text" if text.source_id is None else "source"
        return self.refi.guid(kind, text.source_id or text.study_id)

    def add(self, parent: etree._Element, text: SourceText) -> None:
        """Append a source with its selections and codings.

        Parameters
        ----------
        parent
            The element ``Sources``.
        text
            What stands in it and where.
        """
        refi, guid = self.refi, self.guid_of(text)
        source = refi.add(parent, "TextSource", guid=guid, name=text.name, plainTextPath=path_of(guid))
        key = {"source_id": text.source_id} if text.source_id is not None else {"study_id": text.study_id}
        refi.describe(source, NOT_THE_PAPER, **key)
        for passage in text.passages:
            self._add_selection(source, passage)
        if text.source_id is None:
            place = refi.guid("study", text.study_id)
            self._add_codings(source, place, self._of_study.get(text.study_id, ()))
        about = [("study", text.study_id)] if text.source_id is None else [("source", text.source_id)]
        for note in self.notes.get(about[0], ()):
            refi.refer(source, "NoteRef", note)
        self.variables.add_to_source(source, text)

    def _add_selection(self, source: etree._Element, passage: Passage) -> None:
        """Append an extract, once for each of its coders: some tools ask a selection who coded it."""
        row = self._extracts[passage.row]
        extract = row["extract_id"]
        codings = self._of_extract.get(extract, ())
        coders = list(dict.fromkeys(coding.coder for coding in codings)) or [None]
        for coder in coders:
            is_first = coder == coders[0]
            place = self.refi.guid("extract", extract)
            selection = self.refi.add(
                source,
                "PlainTextSelection",
                guid=place if is_first else self.refi.guid("extract of coder", extract, coder),
                name=extract,
                startPosition=str(passage.start),
                endPosition=str(passage.end),
                creatingUser=None if coder is None else self.users[coder],
            )
            self.refi.describe(selection, None, **self._said_of(row, passage))
            self._add_codings(selection, place, [coding for coding in codings if coding.coder == coder])
            for note in self.notes.get(("extract", extract), ()) if is_first else ():
                self.refi.refer(selection, "NoteRef", note)

    @staticmethod
    def _said_of(row: Mapping[str, Any], passage: Passage) -> dict[str, str | None]:
        """Return what the review knows of an extract and a selection has no place for."""
        has_text = row["text"] is not None
        return {
            "extract_id": row["extract_id"],
            "report_id": row["report_id"],
            "locator": row["locator"],
            "voice": row["voice"],
            "is_verbatim": {True: "yes", False: "no", None: None}[row["is_verbatim"]],
            "consent": row["consent"],
            "row": str(passage.row + 2),
            "has_text": None if has_text else "no",
            "text": row["text"] if has_text and not passage.is_exact else None,
        }

    def _add_codings(self, parent: etree._Element, place: str, codings: Sequence[_Coding]) -> None:
        """Append the codings of one place, and once per coder each valence that they have."""
        refi = self.refi
        valences: dict[tuple[str, str | None], None] = {}
        for coding in codings:
            states = self.codes.absent if coding.state == "absent" else self.codes.present
            user = None if coding.coder is None else self.users[coding.coder]
            element = refi.add(parent, "Coding", guid=refi.guid("coding", place, *coding), creatingUser=user)
            refi.refer(element, "CodeRef", states[coding.code_id])
            if coding.valence is not None:
                refi.refer(element, "NoteRef", self.valence_notes[coding.valence])
                valences.setdefault((coding.valence, coding.coder))
        for valence, coder in valences:
            guid = refi.guid("valence coding", place, valence, coder)
            user = None if coder is None else self.users[coder]
            element = refi.add(parent, "Coding", guid=guid, creatingUser=user)
            refi.refer(element, "CodeRef", self.codes.valence[valence])
