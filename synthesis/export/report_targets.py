"""What the report of a review can be exported to, by the name that the command line takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.errors import OptionError, check_option
from synthesis.export.written import Exported

if TYPE_CHECKING:
    from synthesis.export.rendered import Asked

__all__ = ["REPORT_TARGETS", "export_report"]

REPORT_TARGETS = ("docx", "pdf", "files")


def export_report(
    review_path: str | Path,
    *,
    to: str,
    output: str | Path | None = None,
    asked: Asked | None = None,
    with_evidence: bool = False,
    replace: bool = False,
) -> Exported:
    """Render the report of a review and export it.

    Parameters
    ----------
    review_path
        As for `synthesis.read_review`.
    to
        One of `REPORT_TARGETS`: one Word document, a PDF for each page, or every table and figure as a
        file.
    output
        The document, or a folder for ``"pdf"`` and ``"files"``; below ``exports/`` by default.
    asked
        For whom, and which notebooks with which parameters.
    with_evidence
        Whether the list of extracts is part of it; not for ``"files"``.
    replace
        Whether other files of these names may be replaced.

    Returns
    -------
    The files and the account of what is in them.

    Raises
    ------
    OptionError
        An option cannot be.
    ReviewError
        The review is not there or not valid.
    ReportError
        A page could not be made.
    """
    check_option("to", to, REPORT_TARGETS)
    if to == "files":
        if with_evidence:
            raise OptionError("with_evidence is for docx and pdf only; the evidence is no table of a page.")
        from synthesis.export.page_files import export_files

        return export_files(review_path, output, asked=asked, replace=replace)
    if to == "pdf":
        from synthesis.export.pdf import export_pdf

        return export_pdf(review_path, output, asked=asked, with_evidence=with_evidence, replace=replace)
    from synthesis.export.docx import export_docx

    return export_docx(review_path, output, asked=asked, with_evidence=with_evidence, replace=replace)
