"""Each table of a report as CSV, each figure as SVG and PNG: files with the names that the pages use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from synthesis.export.docx_figures import FIGURE_DPI
from synthesis.export.leaving import check_leaving
from synthesis.export.page_blocks import Figure, Page, Table
from synthesis.export.page_reader import read_page
from synthesis.export.rendered import Asked, RenderedPage, default_output, rendered_pages
from synthesis.export.table_csv import csv_bytes, table_csv
from synthesis.export.written import Exported, output_folder, write_files
from synthesis.ingest.account import Account
from synthesis.report.drawing import SVG, XLINK, inline_drawing
from synthesis.review import read_review

__all__ = ["export_files", "standalone_drawing"]

LIST = "contents.csv"
_KINDS = {
    "csv": ("tables", "CSV"),
    "svg": ("drawings of figures", "SVG"),
    "png": ("pictures of figures", f"PNG of {FIGURE_DPI} dpi"),
}
OF_THE_PAGE = ("data-r", "data-c", "role")


def export_files(
    review_path: str | Path,
    output: str | Path | None = None,
    *,
    asked: Asked | None = None,
    replace: bool = False,
) -> Exported:
    """Write the tables and figures of a report as files.

    Parameters
    ----------
    review_path
        As for `synthesis.read_review`.
    output
        A folder; ``exports/ID-files`` by default.
    asked
        For whom, and which notebooks with which parameters.
    replace
        Whether other files of these names may be replaced.

    Returns
    -------
    The files, ``contents.csv`` first, which lists the others with captions and alternative texts: in a
    folder for each notebook ``table-ID.csv``, ``figure-ID.svg``, ``figure-ID.png`` (300 dpi) and
    ``numbers-ID.csv``, what the figure was drawn from. The same inputs give the same bytes.

    Raises
    ------
    ReportError
        A page could not be made.
    OptionError
        An option or the folder cannot be used.
    """
    asked = asked or Asked()
    review = read_review(review_path)
    folder = output_folder(output or default_output(review, asked.audience, "-files"))
    account = Account()
    files: dict[Path, bytes] = {}
    listed: list[tuple[str, str, str, str]] = []
    with rendered_pages(review_path, asked, png_dpi=FIGURE_DPI) as rendered:
        for page in rendered:
            for name, content, block in _files(page, read_page(page.name, page.html)):
                kind, as_ = _KINDS[name.rpartition(".")[2]]
                account.find(kind)
                account.keep(kind, as_=as_)
                files[folder / page.name / name] = content
                alt = block.alt if isinstance(block, Figure) else ""
                listed.append((f"{page.name}/{name}", block.caption, getattr(block, "note", ""), alt))
    heads = ("File", "Caption", "Note", "Alternative text")
    everything = {folder / LIST: csv_bytes(heads, listed), **files}
    check_leaving(review, asked.audience, everything)
    return Exported(write_files(everything, replace=replace), account)


def _files(rendered: RenderedPage, page: Page) -> Iterator[tuple[str, bytes, Table | Figure]]:
    for block in page.blocks:
        if isinstance(block, Table) and block.id:
            yield f"{block.id}.csv", table_csv(block), block
        elif isinstance(block, Figure) and block.id:
            if block.id in rendered.drawings:
                drawing = standalone_drawing(rendered.drawings[block.id], label=block.alt)
                yield f"{block.id}.svg", drawing, block
            if block.id in rendered.pictures:
                yield f"{block.id}.png", rendered.pictures[block.id], block
            if block.numbers is not None:
                yield f"{block.numbers.id}.csv", table_csv(block.numbers), block.numbers


def standalone_drawing(drawing: bytes, *, label: str) -> bytes:
    """Return a drawing as a file of its own.

    Parameters
    ----------
    drawing
        SVG as it stands in a notebook.
    label
        What can be seen in it; it becomes the title of the file, which screen readers read.

    Returns
    -------
    SVG with nothing in it that runs, and no link to the rows of the page it was made for.
    """
    inline = inline_drawing(drawing, label=label)
    if inline is None:
        raise ValueError("this is no drawing")
    root = etree.fromstring(inline.replace("<svg", f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}"', 1))
    for element in root.iter():
        for name in OF_THE_PAGE:
            element.attrib.pop(name, None)
        if "href" in element.attrib:  # programs older than SVG 2 know it by this name only
            element.set(f"{{{XLINK}}}href", element.attrib.pop("href"))
    root.attrib.pop("aria-label", None)
    title = etree.Element(f"{{{SVG}}}title")
    title.text = label
    root.insert(0, title)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
