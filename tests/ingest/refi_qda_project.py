"""Writes small REFI-QDA projects for tests, each with the quirk of some tool."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from synthesis.ingest import refi_qda
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.options import ImportOptions

NAMESPACE = "urn:QDA-XML:project:1.0"


def guid(name: str) -> str:
    """Return an identifier that is the same for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def element(tag: str, inner: str = "", **attributes: str | int) -> str:
    said = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items())
    return f"<{tag}{said}>{inner}</{tag}>"


def ref(tag: str, name: str) -> str:
    return element(tag, targetGUID=guid(name))


def coding(code: str, *, user: str = "Ana", name: str = "", inner: str = "") -> str:
    called = name or f"coding {code} {user}"
    return element("Coding", ref("CodeRef", code) + inner, guid=guid(called), creatingUser=guid(user))


def selection(start: int | str, end: int | str, inner: str = "", *, name: str = "", of: str = "") -> str:
    called = guid(f"selection {of}{start} {end}")
    attributes = {"name": name} if name else {}
    return element(
        "PlainTextSelection", inner, guid=called, startPosition=start, endPosition=end, **attributes
    )


def text_source(name: str, inner: str = "", **attributes: str) -> str:
    said = {"guid": guid(name), "name": name, "plainTextPath": f"internal://{guid(name)}.txt", **attributes}
    return element("TextSource", inner, **{key: value for key, value in said.items() if value})


def code(name: str, inner: str = "", *, called: str = "", codable: str = "true") -> str:
    return element("Code", inner, guid=guid(called or name), name=name, isCodable=codable)


def project(
    *,
    codes: str = "",
    sources: str = "",
    more: str = "",
    before: str = "",
    users: str | None = None,
    origin: str = "",
    namespace: str = NAMESPACE,
) -> str:
    """Return a ``.qde``: ``before`` stands ahead of the sources, ``more`` after them."""
    if users is None:
        users = "".join(element("User", guid=guid(name), name=name) for name in ("Ana", "Ben"))
    parts = [
        element("Users", users) if users else "",
        element("CodeBook", element("Codes", codes)) if codes else "",
        before,
        element("Sources", sources) if sources else "",
        more,
    ]
    said = {"name": "Small", "origin": origin, "xmlns": namespace}
    return element("Project", "".join(parts), **{name: value for name, value in said.items() if value})


def write_qdpx(
    path: Path, qde: str, texts: Mapping[str, str | bytes] = {}, *, folder: str = "sources"
) -> Path:
    """Write an archive; ``texts`` are the plain texts of sources by name, or files by their path."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", qde.encode())
        for name, text in texts.items():
            inside = name if "/" in name else f"{folder}/{guid(name)}.txt"
            archive.writestr(inside, text.encode() if isinstance(text, str) else text)
    return path


def read_qde(path: Path, qde: str, texts: Mapping[str, str | bytes] = {}, **options: str) -> CodedProject:
    """Write an archive and read it."""
    folder = options.pop("folder", "sources")
    return refi_qda.read([write_qdpx(path, qde, texts, folder=folder)], ImportOptions(**options))


def paths_of(project: CodedProject) -> dict[str, str]:
    """Return identifier of each code -> its names from the top, joined by a slash."""
    above = dict(zip(project.codes["code_id"], project.codes["parent_id"], strict=True))
    name_of = dict(zip(project.codes["code_id"], project.codes["name"], strict=True))

    def path(code_id: str) -> str:
        parent = above[code_id]
        return name_of[code_id] if parent is None else f"{path(parent)}/{name_of[code_id]}"

    return {code_id: path(code_id) for code_id in name_of}


def coded(project: CodedProject) -> list[tuple[str, str, str, str]]:
    """Return document, passage, path of the code and coder of each coding of a passage, sorted."""
    path = paths_of(project)
    documents = dict(zip(project.documents["document_id"], project.documents["name"], strict=True))
    rows = project.codings.merge(project.segments, on="segment_id", suffixes=("", "_of_segment"))
    return sorted(
        (documents[d], t or "", path[c], coder or "")
        for d, t, c, coder in zip(
            rows["document_id_of_segment"], rows["text"], rows["code_id"], rows["coder"], strict=True
        )
    )


def decision(project: CodedProject, about: str) -> str:
    """Return what was chosen about something."""
    return next(d.choice for d in project.account.decisions if d.about == about)


def left_out(project: CodedProject, kind: str) -> dict[str, int]:
    """Return reason -> number of a kind of thing."""
    return dict(project.account[kind].left_out)
