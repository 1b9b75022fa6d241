"""The passages of coded sheets, each once, with their codings, memos and participants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from synthesis.ingest.coded_project import PROJECT_FRAMES
from synthesis.ingest.identifiers import digest_of

__all__ = ["participant_cases", "passage_codings", "passage_segments", "sheet_frame"]


def sheet_frame(name: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Build a frame of a project from columns; a blank text is missing.

    Parameters
    ----------
    name
        One of `PROJECT_FRAMES`.
    columns
        Name -> cells, all of one length.
    """
    length = max((len(cells) for cells in columns.values()), default=0)
    frame = {}
    for column in PROJECT_FRAMES[name]:
        cells = np.asarray(columns.get(column, [None] * length), dtype=object)
        frame[column] = pd.Series(np.where(cells == "", None, cells), dtype=object)
    return pd.DataFrame(frame)


def passage_segments(passages: pd.DataFrame, has_code: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the passages, each once, and the segment of each row (blank where it has none).

    Parameters
    ----------
    passages
        Columns `PASSAGE` and ``document_id``.
    has_code
        Whether a row has a code.
    """
    has_text = (passages["text"] != "").to_numpy()
    has_place = (passages["locator"] != "").to_numpy()
    at = np.flatnonzero(has_text | (has_code & has_place))
    rows = passages.iloc[at]
    same = ["document_id", "participant", "key", "locator", "text"]
    number = rows.groupby(same, sort=False).ngroup().to_numpy()
    is_first = ~pd.Series(number).duplicated().to_numpy()
    first = rows[is_first]
    own = first["key"].where(first["key"] != "")
    places = first["participant"] + "|" + first["locator"] + "|" + first["text"]
    digests = pd.Series([digest_of(place) for place in places], index=first.index, dtype="str")
    ids = first["document_id"] + ":" + own.fillna(digests)
    repeated = ids.duplicated(keep=False) & own.notna()
    ids = ids.mask(repeated, ids + ":" + digests)
    segment_of = np.full(len(passages), "", dtype=object)
    segment_of[at] = ids.to_numpy(dtype=object)[number]
    columns = {"segment_id": ids, "document_id": first["document_id"], "text": first["text"]}
    return sheet_frame("segments", columns | {"locator": first["locator"]}), segment_of


def passage_codings(
    passages: pd.DataFrame, given: pd.DataFrame, segment_of: np.ndarray, segments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings, and memos that are on no coding; memos on passages go to the segments.

    Parameters
    ----------
    passages
        Columns `PASSAGE` and ``document_id``.
    given
        Columns `GIVEN` and ``code_id``, one row for each code.
    segment_of, segments
        From `passage_segments`; ``note`` and ``author`` of ``segments`` are filled.
    """
    at = given["passage"].to_numpy(dtype=np.int64)
    coder = passages["coder"].to_numpy(dtype=object)[at]
    segment = segment_of[at]
    note = given["note"].to_numpy(dtype=object)
    row_note = passages["note"].to_numpy(dtype=object)
    # The memo of a row is on its coding where that is one, and else on the passage.
    n_codes = np.bincount(at, minlength=len(passages))
    is_first = ~pd.Series(at).duplicated().to_numpy()
    on_coding = (row_note[at] != "") & is_first & ((n_codes[at] == 1) | (segment == ""))
    both = row_note[at] + np.where(note == "", "", "\n\n") + note
    note = np.where(on_coding, both, note)
    placed = np.zeros(len(passages), dtype=bool)
    placed[at[on_coding]] = True
    left = np.flatnonzero((row_note != "") & ~placed)
    _note_segments(passages, left[segment_of[left] != ""], segment_of, segments)
    alone = passages.iloc[left[segment_of[left] == ""]]
    notes = {
        "note_id": alone["document_id"]
        + ":note:"
        + pd.Series(map(digest_of, alone["note"]), index=alone.index),
        "text": alone["note"],
        "author": alone["coder"],
        "about_kind": ["document"] * len(alone),
        "about_id": alone["document_id"],
    }
    document = passages["document_id"].to_numpy(dtype=object)[at]
    code = given["code_id"].to_numpy(dtype=object)
    place = np.where(segment == "", document, segment)
    columns = {
        "coding_id": pd.Series(place, dtype="str") + "#" + pd.Series(code, dtype="str") + "#" + coder,
        "segment_id": segment,
        "document_id": np.where(segment == "", document, ""),
        "code_id": code,
        "coder": coder,
        "note": note,
        "valence": given["valence"],
        "state": given["state"],
    }
    return sheet_frame("codings", columns), sheet_frame("notes", notes)


def _note_segments(
    passages: pd.DataFrame, rows: np.ndarray, segment_of: np.ndarray, segments: pd.DataFrame
) -> None:
    if not len(rows):
        return
    said = pd.DataFrame(
        {
            "segment_id": segment_of[rows],
            "note": passages["note"].to_numpy(dtype=object)[rows],
            "author": passages["coder"].to_numpy(dtype=object)[rows],
        }
    ).drop_duplicates()
    by_segment = said.groupby("segment_id", sort=False)
    notes, authors = by_segment["note"].agg("\n\n".join), by_segment["author"].first()
    for column, found in (("note", notes), ("author", authors)):
        cells = segments["segment_id"].map(found).fillna("").to_numpy(dtype=object)
        segments[column] = pd.Series(np.where(cells == "", None, cells), dtype=object)


def participant_cases(passages: pd.DataFrame, segment_of: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a case for each participant of a document, and the passages that belong to it.

    Parameters
    ----------
    passages, segment_of
        As in `passage_codings`.
    """
    at = np.flatnonzero((passages["participant"] != "").to_numpy() & (segment_of != ""))
    rows = passages.iloc[at]
    ids = rows["document_id"] + "›" + rows["participant"]
    members = pd.DataFrame({"case_id": ids.to_numpy(), "member_id": segment_of[at]}).drop_duplicates()
    first = ~ids.duplicated()
    cases = sheet_frame("cases", {"case_id": ids[first], "name": rows["participant"][first]})
    kinds = {"member_kind": ["segment"] * len(members)}
    return cases, sheet_frame("members", {**{c: members[c] for c in members}, **kinds})
