"""What every Rosetta file should be read as, and what a reader made of it, in comparable form."""

from __future__ import annotations

import json
from pathlib import Path

from synthesis.ingest.coded_project import CodedProject

ROSETTA = Path(__file__).parents[1] / "data" / "rosetta"
TRUTH = json.loads((ROSETTA / "truth.json").read_text(encoding="utf-8"))

CODINGS = [(c["document"], c["quote"], c["code"], c["coder"], c["memo"]) for c in TRUTH["codings"]]
SPANS = {(c["document"], c["quote"]): (c["start_cp"], c["end_cp"]) for c in TRUTH["codings"]}
CODES = {c["path"]: c["memo"] for c in TRUTH["codes"]}


def code_paths(project: CodedProject) -> dict[str, str]:
    """Return code -> path, levels joined by ``/``."""
    above = {c.code_id: (c.parent_id, c.name) for c in project.codes.itertuples()}

    def path(code):
        parent, name = above[code]
        return f"{path(parent)}/{name}" if parent in above else name

    return {code: path(code) for code in above}


def descriptions(project: CodedProject) -> dict[str, str]:
    """Return path of a code -> its description, blank where it has none."""
    path = code_paths(project)
    return {path[c.code_id]: c.description or "" for c in project.codes.fillna("").itertuples()}


def texts(project: CodedProject) -> dict[str, str]:
    """Return name of a document -> its text."""
    return dict(zip(project.documents["name"], project.documents["text"], strict=True))


def codings(project: CodedProject) -> list[tuple[str, str, str, str, str]]:
    """Return document, quote, code, coder and memo of each coding."""
    path = code_paths(project)
    name = dict(zip(project.documents["document_id"], project.documents["name"], strict=True))
    of = {s.segment_id: (name[s.document_id], s.text) for s in project.segments.itertuples()}
    return [(*of[c.segment_id], path[c.code_id], c.coder, c.note or "") for c in project.codings.itertuples()]


def spans(project: CodedProject) -> dict[tuple[str, str], tuple[int, int]]:
    """Return document and quote -> where it stands in the document."""
    name = dict(zip(project.documents["document_id"], project.documents["name"], strict=True))
    return {(name[s.document_id], s.text): (s.start, s.end) for s in project.segments.itertuples()}
