"""What a page of a report is made of, in order: headings, paragraphs, lists, tables, figures, evidence.

An export to Word or to files reads these and not the HTML; `synthesis.export.page_reader` finds them
in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "About",
    "Block",
    "Cell",
    "Evidence",
    "EvidenceStudy",
    "Facts",
    "Figure",
    "Heading",
    "ListItem",
    "Page",
    "Paragraph",
    "Passage",
    "Run",
    "Table",
    "plain",
]


@dataclass(frozen=True)
class Run:
    """A piece of text that looks the same throughout.

    Parameters
    ----------
    text
        The words; a line break is ``"\\n"``.
    bold, italic, code, raised, lowered
        How it looks.
    link
        An address outside the page, or empty. Links within a page are not kept: what they lead to
        may not be there.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    raised: bool = False
    lowered: bool = False
    link: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; ``level`` is 1 for the title of the page."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    runs
        Its text.
    kind
        ``text``, ``caution``, ``missing``, ``note`` (below a table), ``quote``, ``origin`` (of an
        extract), ``finding``, ``finding-detail``, ``list-caption`` or ``printed``.
    """

    runs: tuple[Run, ...]
    kind: str = "text"


@dataclass(frozen=True)
class ListItem:
    """An item of a list; ``begins`` says that a numbered list starts again with it."""

    runs: tuple[Run, ...]
    depth: int = 0
    ordered: bool = False
    begins: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Parameters
    ----------
    text
        What stands in it, as on the page.
    kind
        ``text``, ``number`` or ``mark`` (a symbol).
    meaning
        What a dash or symbol is read out as; empty where the text says it.
    is_header
        Whether it names its row or column.
    is_quiet
        Whether it names its row and yet stands back: it says the same again, or a whole sentence.
    """

    text: str
    kind: str = "text"
    meaning: str = ""
    is_header: bool = False
    is_quiet: bool = False


@dataclass(frozen=True)
class Table:
    """A table, every row of it.

    Parameters
    ----------
    id
        The anchor on the page, such as ``table-themes``; empty where it has none.
    caption
        Without its number; empty where it has none.
    head
        Its headings.
    rows
        Rows of cells, each as long as ``head``.
    note
        A remark below it, or empty.
    """

    id: str
    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure.

    Parameters
    ----------
    id
        The anchor on the page, such as ``figure-themes``; empty where it has none.
    caption
        Without its number.
    note
        A remark beside the caption, or empty.
    alt
        What can be seen in it, in words.
    numbers
        What it was drawn from, where that stands under it.
    picture
        The picture itself, where the page holds one that is no drawing.
    """

    id: str
    caption: str
    note: str
    alt: str
    numbers: Table | None = None
    picture: bytes = b""


@dataclass(frozen=True)
class Facts:
    """Names and values in pairs."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Passage:
    """One extract or configuration of the evidence: its mark, what it says, where it comes from."""

    mark: str
    text: str
    origin: str
    is_quoted: bool


@dataclass(frozen=True)
class EvidenceStudy:
    """A study of the evidence list and its passages."""

    mark: str
    citation: str
    about: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Evidence:
    """The evidence list of a page, or in words why there is none."""

    studies: tuple[EvidenceStudy, ...]
    instead: str = ""


Block = Heading | Paragraph | ListItem | Table | Figure | Facts | Evidence


@dataclass(frozen=True)
class Page:
    """A page of a report.

    Parameters
    ----------
    name
        Of its notebook: ``02_themes``.
    title
        Its first heading.
    blocks
        The rest, in order; the evidence, the block about the review and the account of how the page
        was made stand apart, because one document says each once.
    evidence
        What its counts stand on; None where the page lists none.
    made
        How it was made, as pairs; without the time, which differs from run to run.
    files
        The files that went in, with their digests.
    warnings
        What the page warns of about the data.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    evidence: Evidence | None = None
    made: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class About:
    """What a document says of the review before anything else.

    Parameters
    ----------
    title, question, kind, authors, licence, citation, language
        As in ``review.yaml``.
    is_synthetic
        Whether the data are made up.
    audience
        Who will read it: ``"public"`` or ``"team"``.
    """

    title: str
    question: str = ""
    kind: str = ""
    authors: tuple[str, ...] = ()
    licence: str = ""
    citation: str = ""
    language: str = "en"
    is_synthetic: bool = False
    audience: str = "public"


def plain(runs: tuple[Run, ...]) -> str:
    """Return the text of runs as one line."""
    return " ".join("".join(run.text for run in runs).split())
