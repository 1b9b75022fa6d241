"""Elements of REFI-QDA files: identifiers and colours that stay the same, text that reads back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from lxml import etree

from synthesis.errors import UnreadableError
from synthesis.ingest.refi_qda_origin import field_lines

__all__ = ["CODEBOOK", "PROJECT", "RefiElements", "checked", "path_of", "xml_bytes"]

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"

# Any fixed value does; another one would make other identifiers of the same review.
_OURS = uuid.UUID("6c1f3a52-9f0e-5d0b-8b44-0f5a7d1c2e90")

# Paul Tol's "bright", "muted" and "light" schemes: told apart by readers with any colour vision.
_COLOURS = (
    *("#4477AA", "#66CCEE", "#228833", "#CCBB44", "#EE6677", "#AA3377", "#332288", "#88CCEE", "#44AA99"),
    *("#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499", "#77AADD", "#99DDFF", "#BBCC33"),
    *("#EEDD88", "#EE8866", "#FFAABB"),
)


@dataclass(frozen=True)
class RefiElements:
    """Makes the elements of one file.

    Parameters
    ----------
    review_id
        Identifier of the review; the same table rows of two reviews get different identifiers.
    namespace
        `PROJECT` or `CODEBOOK`.
    """

    review_id: str
    namespace: str

    @property
    def is_project(self) -> bool:
        """Whether this is a project, not a codebook alone."""
        return self.namespace == PROJECT

    def guid(self, kind: str, *key: str | None) -> str:
        """Return the identifier of a thing: the same each time the review is exported."""
        # No part of a key holds the separator: validation refuses it everywhere.
        parts = [self.review_id, kind, *("" if part is None else part for part in key)]
        return str(uuid.uuid5(_OURS, "\x1f".join(parts)))

    def colour(self, kind: str, key: str) -> str:
        """Return a colour that does not change when others come or go."""
        return _COLOURS[uuid.UUID(self.guid(kind, key)).int % len(_COLOURS)]

    def root(self, tag: str, **attributes: str) -> etree._Element:
        """Start a document."""
        element = etree.Element(f"{{{self.namespace}}}{tag}", nsmap={None: self.namespace})
        return self._with(element, attributes)

    def add(
        self, parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None
    ) -> etree._Element:
        """Append an element; an attribute that is None is left away."""
        element = etree.SubElement(parent, f"{{{self.namespace}}}{tag}")
        if text is not None:
            element.text = text
        return self._with(element, attributes)

    def refer(self, parent: etree._Element, tag: str, guid: str) -> None:
        """Append a reference to another thing."""
        self.add(parent, tag, targetGUID=guid)

    def describe(self, parent: etree._Element, words: str | None, **fields: str | None) -> None:
        """Append a description: words for people, an empty line, and what must read back exactly."""
        parts = [part for part in (words, field_lines(fields)) if part]
        if parts:
            self.add(parent, "Description", "\n\n".join(parts))

    @staticmethod
    def _with(element: etree._Element, attributes: dict[str, str | None]) -> etree._Element:
        for name, value in attributes.items():
            if value is not None:
                element.set(name, value)
        return element


def path_of(guid: str) -> str:
    """Return how a project names the file that holds the text of a source or note."""
    return f"internal://{guid}.txt"


def xml_bytes(root: etree._Element) -> bytes:
    """Return a document as UTF-8."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def checked(text: str, place: str) -> str:
    """Return a text that XML can hold.

    Raises
    ------
    UnreadableError
        It has a character that no XML document can hold.
    """
    try:
        etree.Element("a").text = text
    except ValueError as error:
        raise UnreadableError(
            place, "it holds a control character, which no XML can hold", "Delete that character."
        ) from error
    return text
