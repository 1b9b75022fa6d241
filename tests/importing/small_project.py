"""A small project of a coding tool, and its newer versions, without a file of any tool."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from synthesis.importing.project import import_project
from synthesis.importing.result import ImportResult
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject, project_frame


def native(kind: str, name: str) -> str:
    """An identifier as NVivo and its like give them: long, and one of a kind."""
    return hashlib.md5(f"{kind} {name}".encode()).hexdigest()


@dataclass
class Project:
    """What people did in the tool; each test changes a copy of it."""

    documents: dict[str, str] = field(
        default_factory=lambda: {
            "Adebayo 2019": "We trust her because she grew up here.\nStipends came late.",
            "Tanaka 2020": "患者は安心と述べた。 \U0001d4b3 older users dropped out.",
        }
    )
    # native identifier -> name, parent, description
    codes: dict[str, tuple[str, str | None, str]] = field(
        default_factory=lambda: {
            native("code", "context"): ("Context", None, ""),
            native("code", "trust"): ("Trust", None, "Belief in the other"),
            native("code", "ties"): ("Local ties", native("code", "context"), ""),
            native("code", "unused"): ("Unused", None, ""),
        }
    )
    # document, quote, native identifier of the code, coder
    codings: list[tuple[str, str, str, str]] = field(
        default_factory=lambda: [
            ("Adebayo 2019", "We trust her", native("code", "trust"), "Ana"),
            ("Adebayo 2019", "We trust her", native("code", "trust"), "Ben"),
            ("Adebayo 2019", "she grew up here", native("code", "ties"), "Ana"),
            ("Tanaka 2020", "\U0001d4b3 older users dropped out", native("code", "trust"), "Ana"),
        ]
    )
    # about_kind, name of what it is about, text
    notes: list[tuple[str, str, str]] = field(default_factory=lambda: [("project", "", "Our aims")])
    natives: str = ""  # another word makes other identifiers, as another system's export has
    tool: str = "NVivo for Windows 12.6"
    name: str = "Rosetta"

    def copy(self) -> Project:
        return copy.deepcopy(self)

    def _id(self, native_id: str | None) -> str | None:
        return native_id and (native("other", native_id + self.natives) if self.natives else native_id)

    def coded_project(self, file: str, format: str = "refi-qda") -> CodedProject:
        document_id = {name: self._id(native("document", name)) for name in self.documents}
        segments, codings, seen = [], [], set()
        for document, quote, code, coder in self.codings:
            start = self.documents[document].index(quote)
            segment = self._id(native("segment", f"{document}{quote}"))
            if segment not in seen:
                seen.add(segment)
                end = start + len(quote)
                segments.append((segment, document_id[document], start, end, quote, None, None, None))
            coding = self._id(native("coding", f"{document}{quote}{code}{coder}"))
            codings.append((coding, segment, None, self._id(code), coder, None, None, None))
        about = {"document": document_id, "project": {"": ""}}
        about["code"] = {name: self._id(c) for c, (name, _, _) in self.codes.items()}
        notes = [
            (native("note", text), None, text, "Ana", "2026-01-31", kind, about[kind][name])
            for kind, name, text in self.notes
        ]
        account = Account()
        counts = {"documents": self.documents, "codes": self.codes, "selections": segments}
        for kind, things in {**counts, "codings": codings, "memos": notes}.items():
            account.find(kind, len(things))
        codes = [
            (self._id(c), name, self._id(parent), text, True)
            for c, (name, parent, text) in self.codes.items()
        ]
        documents = [
            (document_id[name], name, "text", text, None, None) for name, text in self.documents.items()
        ]
        said = repr((self.documents, self.codes, self.codings, self.notes, self.natives))
        return CodedProject(
            file,
            format,
            self.tool,
            self.name,
            account,
            documents=project_frame("documents", documents),
            codes=project_frame("codes", codes),
            segments=project_frame("segments", segments),
            codings=project_frame("codings", codings),
            notes=project_frame("notes", notes),
            digests={file: hashlib.sha256(said.encode()).hexdigest()},
        )


class Desk:
    """A folder for a review, and files that are read as whatever project a test gives them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.review = folder / "review"
        self.given: dict[str, tuple[object, str]] = {}

    def put(self, name: str, project: object, format: str = "refi-qda") -> Path:
        path = self.folder / name
        path.write_bytes(b"stands for a file of a tool")
        self.given[name] = (project, format)
        return path

    def bring(self, project: object, name: str = "rosetta.qdpx", **options: object) -> ImportResult:
        return import_project(self.put(name, project), into=self.review, **options)

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.review / f"{name}.csv", dtype=str, keep_default_na=False)

    def write(self, name: str, table: pd.DataFrame) -> None:
        table.to_csv(self.review / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")

    def tables(self) -> dict[str, bytes]:
        return {
            f.name: f.read_bytes() for f in sorted(self.review.glob("*")) if f.suffix in (".csv", ".yaml")
        }

    def everything(self) -> dict[str, bytes]:
        files = sorted(f for f in self.review.rglob("*") if f.is_file())
        return {f.relative_to(self.review).as_posix(): f.read_bytes() for f in files}
