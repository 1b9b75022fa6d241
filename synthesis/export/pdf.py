"""The pages of a report as PDF, one file a page."""

from __future__ import annotations

import re
from pathlib import Path

from synthesis.errors import ReportError
from synthesis.export.chromium import find_chromium, print_page
from synthesis.export.evidence_union import count_in_words
from synthesis.export.leaving import check_leaving
from synthesis.export.page_reader import read_page
from synthesis.export.printed_hatches import with_drawn_hatches
from synthesis.export.rendered import Asked, default_output, rendered_pages
from synthesis.export.written import Exported, output_folder, write_files
from synthesis.ingest.account import Account
from synthesis.review import read_review

__all__ = ["export_pdf", "printable"]

SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")')
PRINTED_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STUDY = re.compile(r'<details(?= id="s\d+">)')
EVIDENCE = '<div class="evidence" id="evidence">'
FOLDED = f"{EVIDENCE}<details>"
HIDDEN = "<style>.evidence { display: none; }</style></head>"
# What is shown anyway needs no word to fold it away, and the list by code repeats it.
OPEN = "<style>.by-code, .evidence > details > summary { display: none; }</style></head>"


def export_pdf(
    review_path: str | Path,
    output: str | Path | None = None,
    *,
    asked: Asked | None = None,
    with_evidence: bool = False,
    replace: bool = False,
) -> Exported:
    """Print the pages of a report, each into a tagged PDF of its own.

    Parameters
    ----------
    review_path
        As for `synthesis.read_review`.
    output
        A folder; ``exports/ID-pdf`` by default.
    asked
        For whom, and which notebooks with which parameters.
    with_evidence
        Whether the list of extracts is printed too; else a sentence says where it is.
    replace
        Whether other files of these names may be replaced.

    Returns
    -------
    The files and the account of what is in them.

    Raises
    ------
    ReportError
        A page could not be made, or there is no program to print it with.
    OptionError
        An option or the folder cannot be used.
    """
    asked = asked or Asked()
    program = find_chromium()
    review = read_review(review_path)
    folder = output_folder(output or default_output(review, asked.audience, "-pdf"))
    account = Account()
    files: dict[Path, bytes] = {}
    with rendered_pages(review_path, asked) as rendered:
        for page in rendered:
            account.find("pages")
            account.keep("pages", as_="one PDF each")
            files[folder / f"{page.name}.pdf"] = print_page(
                printable(page.name, page.html, with_evidence=with_evidence), program
            )
    if not all(b"/StructTreeRoot" in content for content in files.values()):
        raise ReportError(f"{Path(program).name} is too old: it prints without tags. Nothing was written.")
    if not with_evidence:
        account.remark("Lists of evidence are left out; --with-evidence prints them.")
    check_leaving(review, asked.audience, files)
    return Exported(write_files(files, replace=replace), account)


def printable(name: str, page: str, *, with_evidence: bool) -> str:
    """Return a page as it is printed: without its script, and with or without its list of evidence.

    Parameters
    ----------
    name
        Of its notebook.
    page
        As it would be sent.
    with_evidence
        Whether the list stands open in it, or a sentence in its place.
    """
    page = with_drawn_hatches(SCRIPT.sub("", page))
    # The policy allows the one style sheet by its hash; a printed copy has one rule more.
    page = POLICY.sub(rf"\1{PRINTED_POLICY}\2", page)
    if EVIDENCE not in page:
        return page
    if with_evidence:
        page = page.replace(FOLDED, f"{EVIDENCE}<details open>")
        return STUDY.sub("<details open", page).replace("</head>", OPEN, 1)
    evidence = read_page(name, page).evidence
    if not evidence.studies:
        return page
    said = f"In this copy the list is left out: {count_in_words(evidence)}. The page of the report has it."
    return page.replace("</head>", HIDDEN, 1).replace(EVIDENCE, f"<p>{said}</p>{EVIDENCE}", 1)
