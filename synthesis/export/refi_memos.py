"""Memos of a review as notes of a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from synthesis.export.records import records
from synthesis.export.refi_elements import RefiElements, path_of
from synthesis.ingest.refi_qda_origin import in_source
from synthesis.review import Review

__all__ = ["add_memos", "notes_by_subject", "valence_notes"]

# A note without a date makes some tools stop. This one is plainly none; the true one is described.
NO_DATE = "1970-01-01T00:00:00Z"


def notes_by_subject(refi: RefiElements, review: Review) -> dict[tuple[str, str], list[str]]:
    """Return, for each code, extract, source and study that a memo is about, the memo's identifiers.

    Parameters
    ----------
    refi, review
        As for `add_memos`.

    Returns
    -------
    Kind (``code``, ``extract``, ``source``, ``study``) and identifier -> identifiers of notes. Where
    one identifier is that of several kinds, the first of them is taken.
    """
    known = {
        "code": set(review.codebook["code_id"]),
        "extract": set(review.extracts["extract_id"]),
        "source": set(review.sources["source_id"]),
        "study": set(review.studies["study_id"]),
    }
    found: dict[tuple[str, str], list[str]] = {}
    memos = review.memos.dropna(subset="about")
    for memo, about in zip(memos["memo_id"], memos["about"], strict=True):
        kind = next((kind for kind, ids in known.items() if about in ids), None)
        if kind is not None:
            found.setdefault((kind, about), []).append(refi.guid("memo", memo))
    return found


def valence_notes(refi: RefiElements, valences: Sequence[str]) -> dict[str, str]:
    """Return the identifier of the note that says a valence, by valence."""
    return {valence: refi.guid("valence note", valence) for valence in valences}


def add_memos(
    refi: RefiElements,
    parent: etree._Element,
    review: Review,
    users: Mapping[str, str],
    valences: Mapping[str, str],
) -> dict[str, str]:
    """Append ``Notes``: the memos, and one note per valence; nothing where there are none.

    Parameters
    ----------
    refi
        Makes the elements.
    parent
        The project.
    review
        Not modified.
    users
        Name of an author -> identifier.
    valences
        As returned by `valence_notes`.

    Returns
    -------
    Identifier of each note -> its text. It goes into a file of its own, because some tools read no
    note that stands in the project itself.
    """
    texts: dict[str, str] = {}
    if review.memos.empty and not valences:
        return texts
    notes = refi.add(parent, "Notes")
    for memo in records(review.memos):
        guid, date, text = refi.guid("memo", memo["memo_id"]), memo["date"], memo["text"] or ""
        note = refi.add(
            notes,
            "Note",
            guid=guid,
            name=" – ".join(filter(None, (memo["memo_id"], memo["about"]))),
            plainTextPath=path_of(guid),
            creatingUser=None if memo["author"] is None else users[memo["author"]],
            # The date is that of a day; midnight in Greenwich is all that the format lets one write.
            creationDateTime=f"{date}T00:00:00Z" if date is not None else NO_DATE,
        )
        texts[guid] = in_source(text)
        refi.describe(
            note,
            None,
            memo_id=memo["memo_id"],
            date=date,
            about=memo["about"],
            text=text if texts[guid] != text else None,
        )
    for valence, guid in valences.items():
        note = refi.add(
            notes,
            "Note",
            guid=guid,
            name=f"valence: {valence}",
            plainTextPath=path_of(guid),
            creationDateTime=NO_DATE,
        )
        refi.describe(note, None, valence=valence)
        texts[guid] = f"Codings that refer to this note were given with the valence '{valence}'."
    return texts
