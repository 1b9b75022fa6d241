"""What stands where in a REFI-QDA file of our own; what is missing there was taken out by somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from synthesis.ingest.refi_qda_elements import local_name
from synthesis.ingest.refi_qda_origin import CODE_POINTS, read_field_lines

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["NotAsWritten", "Slices", "all_of", "children", "described", "first", "is_number", "needed"]


class NotAsWritten(Exception):
    """The project says that this workbook wrote it, but something in it is not as it was written."""


class Slices:
    """Passages of one text by positions that count code points or UTF-16 code units."""

    def __init__(self, text: str, unit: str) -> None:
        self._text = text
        # Where every character takes one unit, both count the same.
        beyond = unit != CODE_POINTS and max(text, default="") > "\uffff"
        self._units = text.encode("utf-16-le") if beyond else None
        self._length = len(text) if self._units is None else len(self._units) // 2

    def between(self, start: str, end: str) -> str:
        """Return the passage from a position to another, as written in the file."""
        if not (is_number(start) and is_number(end) and int(start) < int(end) <= self._length):
            raise NotAsWritten("a selection lies outside its text")
        if self._units is None:
            return self._text[int(start) : int(end)]
        try:
            return self._units[2 * int(start) : 2 * int(end)].decode("utf-16-le")
        except UnicodeDecodeError as error:
            raise NotAsWritten("a selection cuts a character in two") from error


def is_number(text: str) -> bool:
    """Return whether a text is a whole number that is short enough to be one."""
    return text.isdecimal() and len(text) <= 18


def described(element: etree._Element) -> tuple[str, dict[str, str]]:
    """Return the words of a description, and what its last lines say."""
    description = first(element, "Description", optional=True)
    text = "" if description is None else description.text or ""
    words, _, lines = text.rpartition("\n\n")
    return words, read_field_lines(lines.split("\n"))


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Return the children of a local name."""
    return (child for child in element if local_name(child) == name)


def first(element: etree._Element, name: str, *, optional: bool = False) -> Any:
    """Return the first child of a local name; None, or `NotAsWritten`, where there is none."""
    found = next(children(element, name), None)
    if found is None and not optional:
        raise NotAsWritten(f"{name} is missing")
    return found


def all_of(root: etree._Element, group: str, name: str) -> list[etree._Element]:
    """Return the members of a group of the project, none where there is no such group."""
    found = first(root, group, optional=True)
    return [] if found is None else list(children(found, name))


def needed(element: etree._Element, attribute: str) -> str:
    """Return an attribute that must be there."""
    value = element.get(attribute)
    if value is None:
        raise NotAsWritten(f"{attribute} is missing")
    return str(value)
