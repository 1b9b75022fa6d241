"""The project of a coding tool as it stands in its file, before it becomes the tables of a review.

Every reader of a coding tool fills a `CodedProject`; `synthesis.ingest.project_tables` makes tables
from it. Identifiers here are the tool's own, casefolded and without braces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synthesis.ingest.account import Account

__all__ = ["PROJECT_FRAMES", "CodedProject", "project_frame"]

PROJECT_FRAMES: dict[str, tuple[str, ...]] = {
    # A source of the project. kind: text, pdf, picture, audio, video, survey or another word.
    # text is None where the file does not hold it. group: document group or folder.
    "documents": ("document_id", "name", "kind", "text", "group", "description"),
    # In the order of the codebook. is_codable False: a container, which no coding may name.
    "codes": ("code_id", "name", "parent_id", "description", "is_codable"),
    # A selection. start and end count code points of the document's text, end excluded; missing
    # where it is no selection of text. text is what the review will hold. locator: where it stands
    # for people, where the tool says so (page 4; 00:01:10 to 00:01:30; ¶ 4).
    # note: a memo on the selection itself; author: of that memo.
    "segments": ("segment_id", "document_id", "start", "end", "text", "locator", "note", "author"),
    # Either segment_id or document_id (a document coded as a whole). coder: a name, blank if unknown.
    # note: a memo on the coding. valence and state as in the review's table, blank where not said.
    "codings": (
        "coding_id",
        "segment_id",
        "document_id",
        "code_id",
        "coder",
        "note",
        "valence",
        "state",
    ),
    # A memo. about_kind: project, document, code, segment, case or blank; about_id its identifier.
    "notes": ("note_id", "title", "text", "author", "date", "about_kind", "about_id"),
    "cases": ("case_id", "name", "description"),
    # What belongs to a case: member_kind document or segment.
    "members": ("case_id", "member_kind", "member_id"),
    # owner_kind: case or document. type: text, boolean, integer, float, date, datetime.
    "variables": ("owner_kind", "owner_id", "name", "type", "value"),
}
"""Name of each frame of a `CodedProject` -> its columns."""


def project_frame(
    name: str, rows: Iterable[Mapping[str, Any]] | Iterable[Sequence[Any]] = ()
) -> pd.DataFrame:
    """Build one frame of a project; a column that a row lacks is missing in it.

    Parameters
    ----------
    name
        One of `PROJECT_FRAMES`.
    rows
        Mappings, or sequences in the order of the columns.
    """
    columns = list(PROJECT_FRAMES[name])
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    return frame.where(frame.notna(), None)


@dataclass
class CodedProject:
    """One project of a coding tool. Frames have the columns of `PROJECT_FRAMES`, ``object`` cells.

    Parameters
    ----------
    file
        Name of the file.
    format
        Name of the format: ``"refi-qda"``.
    tool
        What wrote it, as far as it says.
    name
        Name of the project.
    account
        Must hold what was *found* of the kinds ``documents``, ``codes``, ``selections``,
        ``codings``, ``memos``, ``cases`` and ``variables``, and what the reader itself left out of
        them. Whatever stands in a frame is kept or left out by `project_tables`. Further kinds
        (users, sets, links …) are accounted for by the reader alone.
    digests
        Name of each file read -> SHA-256 of its bytes.
    mapping
        What the reader took for what, where people can change it: the columns of a sheet.
    exported_from
        See `Imported`.
    """

    file: str
    format: str
    tool: str
    name: str
    account: Account
    documents: pd.DataFrame = field(default_factory=lambda: project_frame("documents"))
    codes: pd.DataFrame = field(default_factory=lambda: project_frame("codes"))
    segments: pd.DataFrame = field(default_factory=lambda: project_frame("segments"))
    codings: pd.DataFrame = field(default_factory=lambda: project_frame("codings"))
    notes: pd.DataFrame = field(default_factory=lambda: project_frame("notes"))
    cases: pd.DataFrame = field(default_factory=lambda: project_frame("cases"))
    members: pd.DataFrame = field(default_factory=lambda: project_frame("members"))
    variables: pd.DataFrame = field(default_factory=lambda: project_frame("variables"))
    digests: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict)
    exported_from: str = ""
