"""Pages of a report as one Word document that drops into a manuscript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docx.opc.constants import RELATIONSHIP_TYPE

from synthesis.export.docx_figures import alt_in_document, figure_xml, page_parts
from synthesis.export.docx_numbers import numbered
from synthesis.export.docx_package import open_template, package_bytes
from synthesis.export.docx_sections import SYNTHETIC, TEAM, Piece, lay_out, set_head_and_foot
from synthesis.export.docx_tables import LANDSCAPE, PORTRAIT, WIDE, legend, split_columns, table_xml
from synthesis.export.docx_xml import bookmark, field, paragraph, runs_xml, text_xml, within
from synthesis.export.evidence_union import count_in_words, evidence_of
from synthesis.export.page_blocks import (
    About,
    Block,
    Cell,
    Facts,
    Figure,
    Heading,
    ListItem,
    Page,
    Paragraph,
    Run,
    Table,
    plain,
)

__all__ = ["document_bytes"]

Pictures = Mapping[tuple[str, str], bytes]
"""(Name of a page, anchor of a figure) -> PNG."""

STYLES = {
    "text": "",
    "caution": "Caution",
    "missing": "Missing",
    "note": "TableNote",
    "quote": "Quote",
    "origin": "Origin",
    "finding": "Finding",
    "finding-detail": "FindingDetail",
    "list-caption": "Caption",
    "printed": "Printed",
}
BOLD = "<w:b/>"
ABOVE_TABLE = '<w:keepNext/><w:spacing w:before="280"/>'


def document_bytes(
    pages: Sequence[Page], about: About, pictures: Pictures, *, with_evidence: bool = False
) -> bytes:
    """Return pages as one document.

    Parameters
    ----------
    pages
        In the order of the document; each becomes a chapter.
    about
        What it is about.
    pictures
        The figures as PNG.
    with_evidence
        Whether the list of extracts stands at its end; else a sentence says where it is.

    Returns
    -------
    The ``.docx``; the same pages give the same bytes.
    """
    return _Writer(pages, about, pictures, with_evidence=with_evidence).written()


class _Writer:
    """Writes one document: what is numbered, marked or linked in it is counted here."""

    def __init__(
        self, pages: Sequence[Page], about: About, pictures: Pictures, *, with_evidence: bool
    ) -> None:
        self.pages = pages
        self.about = about
        self.pictures = pictures
        self.with_evidence = with_evidence
        self.numbers = numbered(pages)
        self.document = open_template(about.title, about.language)
        self.contents: list[tuple[int, str, str]] = []
        self.n_bookmarks = 0
        self.n_drawings = 0
        self.list_number = 1

    def written(self) -> bytes:
        set_head_and_foot(self.document, self.about)
        chapters = [piece for at, page in enumerate(self.pages) for piece in self.chapter(at, page)]
        chapters += [*self.further_numbers(), *self.evidence(), *self.account()]
        # The contents come first and are known last.
        lay_out(self.document, [*self.opening(), *chapters])
        return package_bytes(self.document)

    def opening(self) -> Iterator[Piece]:
        about = self.about
        yield Piece(paragraph(text_xml(about.title), "Title"))
        if about.question:
            yield Piece(paragraph(text_xml(about.question), "Subtitle"))
        for words, holds in ((SYNTHETIC, about.is_synthetic), (TEAM, about.audience == "team")):
            if holds:
                yield Piece(paragraph(text_xml(words, BOLD), "Caution"))
        if about.authors:
            yield Piece(paragraph(text_xml(", ".join(about.authors))))
        if about.kind:
            yield Piece(paragraph(text_xml(f"{about.kind.capitalize()} synthesis.")))
        if self.contents:
            yield Piece(paragraph(text_xml("Contents"), "TOCHeading") + self.contents_list())

    def contents_list(self) -> str:
        """Return the contents as Word's own field, filled: nobody is asked to update it."""
        entries = [(f"TOC{level}", within(mark, text_xml(words))) for level, words, mark in self.contents]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        last = len(entries) - 1
        return "".join(
            paragraph((begin if place == 0 else "") + content + (end if place == last else ""), style)
            for place, (style, content) in enumerate(entries)
        )

    def chapter(self, at: int, page: Page) -> Iterator[Piece]:
        yield self.heading(1, page.title)
        after_table = False
        for place, block in enumerate(page.blocks):
            number = self.numbers.tables.get((at, place))
            if isinstance(block, Table):
                yield from self.table(block, number)
            elif isinstance(block, Figure):
                yield from self.figure(page, block, at, place)
            else:
                yield self.block(block, after_table=after_table)
            after_table = isinstance(block, Table) and not (block.note or legend(block) or _is_wide(block))

    def heading(self, level: int, words: str, content: str = "", *, is_listed: bool = True) -> Piece:
        content = content or text_xml(words)
        if level <= 2 and is_listed:
            self.n_bookmarks += 1
            mark = f"_Toc{self.n_bookmarks:06}"
            self.contents.append((level, words, mark))
            content = bookmark(self.n_bookmarks, mark, content)
        return Piece(paragraph(content, f"Heading{level}"), is_heading=True)

    def block(self, block: Block, *, after_table: bool) -> Piece:
        space = '<w:spacing w:before="240"/>' if after_table else ""
        if isinstance(block, Heading):
            return self.heading(block.level, plain(block.runs), runs_xml(block.runs, self.link))
        if isinstance(block, ListItem):
            return Piece(self.list_item(block))
        if isinstance(block, Facts):
            return Piece("".join(_fact(name, value) for name, value in block.pairs))
        if isinstance(block, Paragraph):
            keep = "<w:keepNext/>" if block.kind in ("list-caption", "quote") else ""
            return Piece(paragraph(runs_xml(block.runs, self.link), STYLES[block.kind], keep + space))
        raise AssertionError(f"{type(block).__name__} stands apart")

    def link(self, address: str) -> str:
        return self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def list_item(self, item: ListItem) -> str:
        if item.ordered and item.begins and item.depth == 0:
            numbering = self.document.part.numbering_part.element
            new = numbering.add_num(1)
            new.add_lvlOverride(ilvl=0).add_startOverride(1)
            self.list_number = new.numId
        number = self.list_number if item.ordered else 1
        depth = min(item.depth, 2)
        which = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        style = "ListNumber" if item.ordered else "ListBullet"
        return paragraph(runs_xml(item.runs, self.link), style, which)

    def table(self, table: Table, number: int | None) -> Iterator[Piece]:
        """Yield a table with its caption above it and what its symbols mean below it."""
        is_wide = _is_wide(table)
        available = LANDSCAPE if is_wide else PORTRAIT
        for place, part in enumerate(split_columns(table, available)):
            xml = ""
            if number is not None:
                caption = (
                    self.caption("Table", number, table.caption) if place == 0 else _continued(number, part)
                )
                xml += paragraph(caption, "Caption", ABOVE_TABLE)
            xml += table_xml(part, available)
            note = " ".join(filter(None, [table.note, "" if _explains_marks(table.note) else legend(part)]))
            n_rows = f"{len(part.rows):,} {'row' if len(part.rows) == 1 else 'rows'}."
            # Without a caption between them Word would make two tables one.
            note = note or ("" if number is not None else n_rows)
            xml += paragraph(text_xml(note), "TableNote") if note else ""
            yield Piece(xml, is_wide, closing="" if note else paragraph(text_xml(n_rows), "TableNote"))

    def caption(self, kind: str, number: int, words: str) -> str:
        self.n_bookmarks += 1
        label = text_xml(f"{kind} ", BOLD) + field(f"SEQ {kind} \\* ARABIC", str(number), BOLD)
        label = bookmark(self.n_bookmarks, f"{kind}_{number}", label)
        return label + text_xml(f". {_sentence(words)}")

    def figure(self, page: Page, figure: Figure, at: int, place: int) -> Iterator[Piece]:
        picture = self.pictures.get((page.name, figure.id)) or figure.picture
        number = self.numbers.figures.get((at, place))
        behind = self.numbers.behind.get((at, place))
        alt = alt_in_document(figure.alt, behind)
        xml = ""
        parts = page_parts(picture) if picture else []
        for which, part in enumerate(parts):
            self.n_drawings += 1
            words = alt if which == 0 else f"The figure goes on: part {which + 1} of {len(parts)}."
            name = f"Figure {number or self.n_drawings}" + (f", part {which + 1}" if len(parts) > 1 else "")
            xml += figure_xml(self.document, part, number=self.n_drawings, name=name, alt=words)
        if not parts:
            xml += paragraph(
                text_xml(f"[The figure is not in this file: {alt or 'no description'}]"), "Missing"
            )
        if number is not None:
            caption = self.caption("Figure", number, figure.caption)
            caption += text_xml(f" {_sentence(figure.note)}") if figure.note else ""
            if behind is not None:
                reference = field(f"REF Table_{behind} \\h", f"Table {behind}")
                caption += text_xml(" The numbers are in ") + reference + text_xml(".")
            xml += paragraph(caption, "Caption")
        yield Piece(xml)

    def further_numbers(self) -> Iterator[Piece]:
        """Yield the tables behind figures that stand nowhere else."""
        if self.numbers.further:
            yield self.heading(1, "The numbers in the figures")
        for number, table in self.numbers.further:
            yield from self.table(table, number)

    def evidence(self) -> Iterator[Piece]:
        """Yield the evidence once, or one sentence on where it is."""
        evidence = evidence_of(self.pages)
        if evidence is None:
            return
        yield self.heading(1, "The evidence")
        amount = count_in_words(evidence)
        if evidence.instead or not self.with_evidence:
            words = evidence.instead or (
                f"The counts of this document stand on {amount}. They are left out here; the pages of the "
                "report list each of them once, and every count there opens those it stands for."
            )
            yield Piece(paragraph(text_xml(words)))
            return
        how = "Each stands here once, under its study; what is not in quotation marks is paraphrased."
        yield Piece(paragraph(text_xml(f"{amount}. {how}")))
        for study in evidence.studies:
            yield self.heading(2, study.citation, is_listed=False)
            if study.about:
                yield Piece(paragraph(text_xml(study.about)))
            for passage in study.passages:
                origin = paragraph(text_xml(passage.origin), "Origin") if passage.origin else ""
                keep = "<w:keepNext/>" if origin else ""
                yield Piece(paragraph(text_xml(passage.text), "Quote", keep) + origin)

    def account(self) -> Iterator[Piece]:
        """Yield how the document was made; nothing of it depends on when or by whom."""
        yield self.heading(1, "How this document was made")
        facts: dict[str, str] = {}
        for page in self.pages:
            for name, value in page.made:
                facts.setdefault(f"Parameters of “{page.title}”" if name == "Parameters" else name, value)
        facts["How to cite it"] = self.about.citation
        facts["Licence of the data"] = self.about.licence
        facts["For"] = "the team only" if self.about.audience == "team" else "the public"
        yield Piece("".join(_fact(name, value) for name, value in facts.items() if value))
        warnings = dict.fromkeys(warning for page in self.pages for warning in page.warnings)
        if warnings:
            yield self.heading(2, "Warnings about the data")
            yield Piece("".join(self.list_item(ListItem((Run(warning),))) for warning in warnings))
        files = next((page.files for page in self.pages if page.files), ())
        if files:
            yield self.heading(2, "Files that went in")
            yield from self.table(_files_table(files), self.numbers.last_table + 1)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _is_wide(table: Table) -> bool:
    return len(table.head) > WIDE or len(split_columns(table, PORTRAIT)) > 1


def _fact(name: str, value: str) -> str:
    return paragraph(text_xml(f"{name}: ", BOLD) + text_xml(value))


def _files_table(files: Sequence[tuple[str, str]]) -> Table:
    head = (Cell("File", is_header=True), Cell("SHA-256", is_header=True))
    rows = tuple((Cell(name, is_header=True), Cell(digest)) for name, digest in files)
    return Table("files", "Files of the review and their digests", head, rows)


def _continued(number: int, part: Table) -> str:
    columns = f"{part.head[1].text} to {part.head[-1].text}" if len(part.head) > 2 else part.head[-1].text
    return text_xml(f"Table {number}, continued: ", BOLD) + text_xml(f"{columns}.")


def _explains_marks(note: str) -> bool:
    return any(mark in note for mark in "●○◐")
