"""The report of a review as one Word document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synthesis.disclosure.audience import for_audience
from synthesis.export.docx_document import document_bytes
from synthesis.export.docx_figures import FIGURE_DPI
from synthesis.export.evidence_union import evidence_of
from synthesis.export.leaving import check_leaving
from synthesis.export.page_blocks import About, Figure, Page, Table
from synthesis.export.page_reader import read_page
from synthesis.export.rendered import Asked, default_output, rendered_pages
from synthesis.export.written import Exported, output_path, write_files
from synthesis.ingest.account import Account
from synthesis.review import Review, read_review

__all__ = ["export_docx"]


def export_docx(
    review_path: str | Path,
    output: str | Path | None = None,
    *,
    asked: Asked | None = None,
    with_evidence: bool = False,
    replace: bool = False,
) -> Exported:
    """Write the report into a Word document: a chapter for each notebook, native tables, figures, text.

    Parameters
    ----------
    review_path
        As for `synthesis.read_review`.
    output
        The document; ``exports/ID.docx`` by default, ``exports/ID-team.docx`` for the team.
    asked
        For whom, and which notebooks with which parameters.
    with_evidence
        Whether the list of extracts stands at its end; else a sentence says where it is.
    replace
        Whether another file of that name may be replaced.

    Returns
    -------
    The file and the account of what is in it. The same inputs give the same bytes.

    Raises
    ------
    ReportError
        A page could not be made.
    OptionError
        An option or the file cannot be used.
    """
    asked = asked or Asked()
    review = read_review(review_path)
    about = _about(review, asked.audience)
    path = output_path(output or default_output(review, asked.audience, ".docx"), ".docx")
    with rendered_pages(review_path, asked, png_dpi=FIGURE_DPI) as rendered:
        pages = [read_page(page.name, page.html) for page in rendered]
        pictures = {
            (page.name, anchor): content for page in rendered for anchor, content in page.pictures.items()
        }
    content = document_bytes(pages, about, pictures, with_evidence=with_evidence)
    check_leaving(review, asked.audience, {path: content})
    files = write_files({path: content}, replace=replace)
    return Exported(files, _account(pages, with_evidence=with_evidence))


def _about(review: Review, audience: str) -> About:
    settings = for_audience(review, audience).settings
    return About(
        title=settings.title,
        question=settings.question,
        kind=settings.kind,
        authors=tuple(settings.authors),
        licence=settings.licence,
        citation=settings.citation,
        language=settings.language,
        is_synthetic=settings.is_synthetic,
        audience=audience,
    )


def _account(pages: Sequence[Page], *, with_evidence: bool) -> Account:
    account = Account()
    account.find("pages", len(pages))
    account.keep("pages", len(pages), as_="chapters")
    for kind, block, as_ in (("tables", Table, "Word tables"), ("figures", Figure, "pictures of 300 dpi")):
        n = sum(isinstance(found, block) for page in pages for found in page.blocks)
        account.find(kind, n)
        account.keep(kind, n, as_=as_)
    evidence = evidence_of(pages)
    passages = [] if evidence is None else [p for study in evidence.studies for p in study.passages]
    account.find("passages of evidence", len(passages))
    if with_evidence:
        account.keep("passages of evidence", len(passages), as_="a list at the end")
    else:
        account.leave_out("passages of evidence", "--with-evidence writes them", len(passages))
    return account
