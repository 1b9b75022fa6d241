"""What stands in a REFI-QDA project, as plain records: references are identifiers, positions as written."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

__all__ = [
    "Identifiers",
    "RawCase",
    "RawCode",
    "RawCoding",
    "RawDocument",
    "RawNote",
    "RawProject",
    "RawSelection",
    "RawSet",
    "RawText",
]


class Identifiers:
    """Hands out identifiers so that no two things have one.

    Parameters
    ----------
    taken
        Identifiers that are in use already.
    """

    def __init__(self, taken: Container[str] = ()) -> None:
        self._given: set[str] = set()
        self._taken = taken
        self._next: dict[str, int] = {}
        self.n_changed = 0

    def new(self, wanted: str) -> str:
        """Return an identifier as wanted, with a number where something else has it: ``a#2``."""
        identifier, number = wanted, self._next.get(wanted, 2)
        while identifier in self._given or identifier in self._taken:
            identifier, number = f"{wanted}#{number}", number + 1
        self._next[wanted] = number
        self._given.add(identifier)
        self.n_changed += identifier != wanted
        return identifier


@dataclass(slots=True)
class RawCode:
    """A code; ``parent`` is the row of the code above it, -1 at the top."""

    guid: str
    name: str
    parent: int
    description: str
    is_codable: bool
    notes: list[str]


@dataclass(slots=True)
class RawText:
    """A plain text: of a source, of the text layer of a PDF, or a transcript."""

    document: int
    path: str
    content: str | None


@dataclass(slots=True)
class RawSelection:
    """A selection. ``kind``: text, page, area or time. ``start`` and ``end`` as written, for text."""

    guid: str
    document: int
    kind: str
    name: str
    text: int = -1
    start: str = ""
    end: str = ""
    page: str = ""
    locator: str = ""
    own_text: str = ""
    note: str = ""
    user: str = ""
    notes: list[str] | None = None
    fault: str = ""


@dataclass(slots=True)
class RawCoding:
    """A coding of a selection or, where ``selection`` is -1, of a document as a whole."""

    guid: str
    selection: int
    document: int
    code: str
    user: str
    notes: list[str] | None


@dataclass(slots=True)
class RawDocument:
    """A source, whatever its medium; ``values`` are pairs of variable and value."""

    guid: str
    name: str
    kind: str
    path: str
    description: str
    text: int = -1
    notes: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class RawNote:
    """A memo; ``coded`` is the document that it is as well, because passages of it are coded."""

    guid: str
    name: str
    path: str
    content: str | None
    description: str
    user: str
    date: str
    notes: list[str]
    coded: int = -1


@dataclass(slots=True)
class RawCase:
    """A case and what belongs to it."""

    guid: str
    name: str
    description: str
    codes: list[str]
    sources: list[str]
    selections: list[str]
    values: list[tuple[str, str]]


@dataclass(slots=True)
class RawSet:
    """A group of sources, codes or memos."""

    guid: str
    name: str
    description: str
    codes: list[str]
    sources: list[str]
    notes: list[str]


@dataclass
class RawProject:
    """Everything that stands in a ``.qde`` file."""

    name: str = ""
    origin: str = ""
    namespace: str | None = None
    description: str = ""
    notes_on_project: list[str] = field(default_factory=list)
    users: list[tuple[str, str]] = field(default_factory=list)
    codes: list[RawCode] = field(default_factory=list)
    variables: list[tuple[str, str, str, str]] = field(default_factory=list)
    cases: list[RawCase] = field(default_factory=list)
    documents: list[RawDocument] = field(default_factory=list)
    texts: list[RawText] = field(default_factory=list)
    selections: list[RawSelection] = field(default_factory=list)
    codings: list[RawCoding] = field(default_factory=list)
    notes: list[RawNote] = field(default_factory=list)
    links: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    sets: list[RawSet] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
