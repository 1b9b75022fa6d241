"""XML that somebody else made: no entities, no references to elsewhere, no more of it than is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from synthesis.errors import UnreadableError

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["iterate_xml", "parse_xml"]

XML_CHUNK_BYTES = 1024**2
# Elements and attributes that one part of a file may hold; a tree of them takes about 500 MiB.
MOST_XML_MARKS = 4_000_000


def parse_xml(content: bytes, file: str) -> etree._Element:
    """Parse XML without entities, external references or network.

    Parameters
    ----------
    content
        The bytes.
    file
        Name for messages.

    Returns
    -------
    The root element (`lxml`).

    Raises
    ------
    UnreadableError
        It is not well formed, or declares entities or a document type.
    """
    from lxml import etree

    _refuse_document_type(content, file)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        reason = f"this is no well-formed XML{where}: {str(error).splitlines()[0] if str(error) else 'empty'}"
        raise UnreadableError(
            file, reason.rstrip("."), "Export it again from the tool that wrote it."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(file, "it declares a document type, which no export of a coding tool does")
    return root


def iterate_xml(content: bytes, file: str, within: Mapping[str, Collection[str]]) -> Iterator[etree._Element]:
    """Parse XML as `parse_xml` does, part by part, so that a large file needs little memory.

    Parameters
    ----------
    content
        The bytes.
    file
        Name for messages.
    within
        Local name of a part -> local names of the elements that it must stand in.

    Yields
    ------
    Each such part when it is complete. It is emptied, and what stood before it in its parent is
    forgotten, when the next one is asked for. Last comes the root, with whatever was no part.

    Raises
    ------
    UnreadableError
        As `parse_xml`; also where one part is larger than any export is.
    """
    from lxml import etree

    _refuse_document_type(content, file)
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in within],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    marks = 0
    advice = "Export it again from the tool that wrote it."
    try:
        for start in range(0, len(content), XML_CHUNK_BYTES):
            chunk = content[start : start + XML_CHUNK_BYTES]
            marks += chunk.count(b"<") + chunk.count(b"=")
            if marks > MOST_XML_MARKS:
                raise UnreadableError(file, "one part of it holds millions of elements, more than is read")
            parser.feed(chunk)
            for _, element in parser.read_events():
                parent = element.getparent()
                if (
                    parent is None
                    or etree.QName(parent).localname not in within[etree.QName(element).localname]
                ):
                    continue
                yield element
                marks = 0
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
        root = parser.close()
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        said = str(error).splitlines()[0].rstrip(".") if str(error) else "it is empty"
        if "Excessive depth" in said:
            said = "its elements are nested more than 250 deep"
        raise UnreadableError(file, f"this is no well-formed XML: {said}", advice) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(file, "it declares a document type, which no export of a coding tool does")
    yield root


def _refuse_document_type(content: bytes, file: str) -> None:
    """Refuse a document type before the parser sees it; the first bytes are all that come before it."""
    start = content[:65_536]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="replace").encode("utf-8")
    if b"<!DOCTYPE" in start.replace(b"\x00", b"") or b"<!ENTITY" in start.replace(b"\x00", b""):
        reason = "it declares a document type or entities, which no export of a coding tool does"
        raise UnreadableError(file, reason, "It was not read, because such a file can be made to do harm.")
