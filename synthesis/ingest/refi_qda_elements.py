"""The elements of a REFI-QDA project as plain records, whatever tool wrote them and in whatever order.

Nothing is resolved here: references stay identifiers, positions stay what the file says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.errors import UnreadableError
from synthesis.ingest.refi_qda_records import RawCase, RawCode, RawProject, RawSet
from synthesis.ingest.safe_xml import iterate_xml

if TYPE_CHECKING:
    from lxml import etree

__all__ = [
    "attribute",
    "guid_in",
    "local_name",
    "read_codes",
    "read_elements",
    "reference",
    "variable_value",
]


_LOCAL: dict[object, str] = {}


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    tag = element.tag
    found = _LOCAL.get(tag)
    if found is None:
        found = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(_LOCAL) < 500:  # a hostile file may have any number of names
            _LOCAL[tag] = found
    return found


def guid_in(written: str | None) -> str:
    """Return an identifier without braces and in small letters."""
    return (written or "").strip().strip("{}").strip().casefold()


def attribute(element: etree._Element, *names: str) -> str:
    """Return the first of some attributes that is there; empty without any."""
    for name in names:
        found = element.get(name)
        if found is not None:
            return found
    return ""


def reference(element: etree._Element) -> str:
    """Return what a reference names: drafts of the standard wrote it in other places."""
    return guid_in(element.get("targetGUID") or element.get("guid") or element.text)


def read_codes(parent: etree._Element, codes: list[RawCode]) -> None:
    """Append every code below an element, at any depth, the upper ones first.

    Parameters
    ----------
    parent
        The element ``Codes``.
    codes
        Is added to.
    """
    waiting = [(child, -1) for child in reversed(parent) if local_name(child) == "Code"]
    while waiting:
        element, above = waiting.pop()
        row = len(codes)
        description, notes = "", []
        inner = []
        for child in element:
            name = local_name(child)
            if name == "Description":
                description = child.text or ""
            elif name == "NoteRef":
                notes.append(reference(child))
            elif name == "Code":
                inner.append((child, row))
        is_codable = attribute(element, "isCodable").strip().casefold() not in ("false", "0")
        codes.append(
            RawCode(
                guid_in(element.get("guid")),
                attribute(element, "name"),
                above,
                description,
                is_codable,
                notes,
            )
        )
        waiting += reversed(inner)


_SOURCES = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")
_PARTS = {
    "User": ("Users",),
    "Codes": ("CodeBook", "Project"),
    "Variable": ("Variables",),
    "Case": ("Cases",),
    "Note": ("Notes",),
    "Link": ("Links",),
    "Set": ("Sets",),
    "Graph": ("Graphs",),
    **dict.fromkeys(_SOURCES, ("Sources",)),
}
_CONTAINERS = {name for containers in _PARTS.values() for name in containers} | {"Description", "NoteRef"}


def read_elements(content: bytes, file: str) -> RawProject:
    """Read the elements of a ``.qde`` file.

    Parameters
    ----------
    content
        Its bytes.
    file
        Name for messages.

    Raises
    ------
    UnreadableError
        It is no XML that can be read, or no REFI-QDA project.
    """
    from synthesis.ingest.refi_qda_sources import SourceElements

    project = RawProject()
    sources = SourceElements(project)
    for element in iterate_xml(content, file, _PARTS):
        name = local_name(element)
        if name in _SOURCES:
            sources.read_source(element)
        elif name == "Note":
            sources.read_note(element)
        elif name == "User":
            said = attribute(element, "name").strip() or attribute(element, "id").strip()
            project.users.append((guid_in(element.get("guid")), said))
        elif name == "Codes":
            read_codes(element, project.codes)
        elif name == "Variable":
            project.variables.append(_variable(element))
        elif name == "Case":
            project.cases.append(_case(element))
        elif name == "Link":
            notes = [reference(child) for child in element if local_name(child) == "NoteRef"]
            ends = guid_in(element.get("originGUID")), guid_in(element.get("targetGUID"))
            project.links.append((*ends, attribute(element, "name").strip(), notes))
        elif name == "Set":
            project.sets.append(_set(element))
        elif name == "Graph":
            project.graphs.append(attribute(element, "name").strip())
        else:
            _read_root(element, project, file)
    return project


def _read_root(root: etree._Element, project: RawProject, file: str) -> None:
    if local_name(root) != "Project":
        kind = "codebook" if local_name(root) == "CodeBook" else f"file with the root '{local_name(root)}'"
        raise UnreadableError(
            file, f"this is a {kind}, not a REFI-QDA project", "Export the whole project from the tool."
        )
    project.name = attribute(root, "name").strip()
    project.origin = attribute(root, "origin").strip()
    project.namespace = root.tag.rpartition("}")[0].lstrip("{") or None
    for child in root:
        name = local_name(child)
        if name == "Description":
            project.description = child.text or ""
        elif name == "NoteRef":
            project.notes_on_project.append(reference(child))
        elif name and name not in _CONTAINERS:
            project.unknown.append(name)


def _variable(element: etree._Element) -> tuple[str, str, str, str]:
    said = [child.text or "" for child in element if local_name(child) == "Description"]
    kind = attribute(element, "typeOfVariable").strip().casefold() or "text"
    name = attribute(element, "name").strip()
    return guid_in(element.get("guid")), name, kind, "".join(said).strip()


def variable_value(element: etree._Element) -> tuple[str, str]:
    """Return the variable and the value of a ``VariableValue``."""
    variable, value = "", ""
    for child in element:
        name = local_name(child)
        if name == "VariableRef":
            variable = reference(child)
        elif name.endswith("Value"):
            value = child.text or ""
    return variable, value


def _case(element: etree._Element) -> RawCase:
    case = RawCase(guid_in(element.get("guid")), attribute(element, "name").strip(), "", [], [], [], [])
    members = {"CodeRef": case.codes, "SourceRef": case.sources, "SelectionRef": case.selections}
    for child in element:
        name = local_name(child)
        if name in members:
            members[name].append(reference(child))
        elif name == "VariableValue":
            case.values.append(variable_value(child))
        elif name == "Description":
            case.description = child.text or ""
    return case


def _set(element: etree._Element) -> RawSet:
    group = RawSet(guid_in(element.get("guid")), attribute(element, "name").strip(), "", [], [], [])
    members = {"MemberCode": group.codes, "MemberSource": group.sources, "MemberNote": group.notes}
    for child in element:
        name = local_name(child)
        if name in members:
            members[name].append(reference(child))
        elif name == "Description":
            group.description = child.text or ""
    return group
