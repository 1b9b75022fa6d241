"""A comparison as a page and as a table that can be sent to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from synthesis.compare.change import CODEBOOK, METHODS, RESULTS
from synthesis.compare.change_tables import changes_table, theme_tables, versions_table
from synthesis.compare.comparison import COLUMNS, Comparison
from synthesis.compare.points import KINDS
from synthesis.compare.result_files import PAGE_FILE, TABLE_FILE, csv_text
from synthesis.compare.versions import Version
from synthesis.disclosure.scan import Wanted, refusal, scan
from synthesis.display.block import element, escaped
from synthesis.display.header import SYNTHETIC
from synthesis.errors import ReportError, list_in_words
from synthesis.report.publish import check_page, publish
from synthesis.report.template import export_page
from synthesis.report.traces import Machine

__all__ = ["TITLE", "comparison_page", "comparison_table", "section_anchor", "write_comparison"]

TITLE = "What changed since the last version?"

SECTIONS: dict[str, tuple[str, ...]] = {
    "Studies": ("study", "report", "flow"),
    "Themes": ("theme",),
    "Patterns and theories": ("demi-regularity", "contradiction", "theory", "configuration"),
    "Findings and appraisal": ("finding", "appraisal"),
}
HOW_TO_READ = """## How to read this

Codes are followed through the renames, moves and merges that the team recorded. A code under another name
or in another place is the same code, and the order of rows means nothing; neither is a changed result. What
a merge changed is listed with the merge that did it, and what the data changed on top of it in a row of its
own.

A changed number is no judgement. One more study changes the share of every theme, because all studies are
the denominator; themes of which only the share or the rank moved stand in a table of their own. Themes are
counted by their own codings, not rolled up. The text of an extract is compared by its digest.

The items are those that PRISMA-LSR asks of each version of a living review: changes to its methods and to
its results (Akl et al. 2024, BMJ 387:e079183, doi:10.1136/bmj-2024-079183).
"""


def comparison_page(comparison: Comparison, *, siblings: Sequence[tuple[str, str]] = ()) -> str:
    """Return a comparison as one HTML page, as self-contained as those of a report.

    Parameters
    ----------
    comparison
        What changed.
    siblings
        ``(title, href)`` of the pages of the report that it is part of, see
        `synthesis.report.template.export_page`.

    Returns
    -------
    The page. The same two versions give the same text.
    """
    settings = comparison.new.settings
    return export_page(
        _notebook(comparison),
        language=settings.get("language", "en"),
        siblings=siblings,
        synthetic=settings.get("is_synthetic") == "true",
        audience=comparison.audience,
    )


def comparison_table(comparison: Comparison) -> str:
    """Return a comparison as CSV; see `Comparison.table` for its columns.

    Parameters
    ----------
    comparison
        What changed.
    """
    return csv_text(comparison.table)


def write_comparison(comparison: Comparison, output: str | Path) -> Path:
    """Write ``changes.html`` and ``changes.csv``.

    Parameters
    ----------
    comparison
        What changed.
    output
        Folder for the two; made if need be.

    Returns
    -------
    The page.

    Raises
    ------
    ReportError
        The folder cannot be written, holds files of these names that are not ours, or the page would
        give away the machine or, to the public, what may not leave the team.
    """
    folder = Path(output).expanduser()
    _check_ours(folder)
    page = comparison_page(comparison)
    check_page(page, Machine({"the working folder": str(Path.cwd())}))
    files = {PAGE_FILE: page, TABLE_FILE: comparison_table(comparison)}
    if comparison.audience == "public":
        # What comes from reports was searched when these were rendered.
        for read in filter(None, (comparison.old.read, comparison.new.read)):
            hits = scan(files, Wanted(read))
            if hits:
                raise ReportError(refusal(hits))
    publish(folder, files)
    return folder / PAGE_FILE


def _check_ours(folder: Path) -> None:
    """Raise `ReportError` where a file of somebody else would be written over."""
    marks = {PAGE_FILE: TITLE, TABLE_FILE: ",".join(COLUMNS)}
    for name, mark in marks.items():
        file = folder / name
        if file.is_file() and mark.encode() not in file.read_bytes():
            message = (
                f"'{folder}' holds a {name} that no comparison has written; it would be written over. "
                "Choose another folder with --output, or take it away."
            )
            raise ReportError(message)


def _notebook(comparison: Comparison) -> NotebookNode:
    """Lay the comparison out as cells: prose of ours as Markdown, what comes from data as escaped HTML."""
    cells = [
        _prose(f"# {TITLE}"),
        _shown(_about(comparison)),
        _prose("## In short"),
        _shown(_in_short(comparison)),
        _shown(versions_table(comparison)),
    ]
    for heading, kinds in SECTIONS.items():
        found = {kind: comparison.of(RESULTS, kind) for kind in kinds}
        if any(found.values()):
            cells.append(_prose(f"## {heading}"))
            for kind, changes in found.items():
                if changes:
                    cells += map(
                        _shown, theme_tables(changes) if kind == "theme" else [changes_table(kind, changes)]
                    )
    for group, heading in ((CODEBOOK, "Codebook"), (METHODS, "Methods")):
        if comparison.of(group):
            cells += [_prose(f"## {heading}"), _shown(changes_table(group, comparison.of(group)))]
    cells.append(_prose(HOW_TO_READ))
    remarks = "".join(element("li", escaped(remark)) for remark in comparison.remarks)
    if remarks:
        cells += [_prose("### What could not be compared"), _shown(element("ul", remarks))]
    notebook = nbformat.v4.new_notebook(cells=cells)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"part-{place}"
    return notebook


def _prose(text: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(text)


def _shown(html: str) -> NotebookNode:
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    return nbformat.v4.new_code_cell(outputs=[output])


def _about(comparison: Comparison) -> str:
    """Return the block that a page reads title, language and the label of synthetic data from."""
    settings = comparison.new.settings
    synthetic = settings.get("is_synthetic") == "true"
    parts = [element("p", escaped(SYNTHETIC), class_="synthetic-label")] if synthetic else []
    parts.append(element("p", escaped(comparison.new.title), class_="review-title"))
    if settings.get("question"):
        parts.append(element("p", escaped(settings["question"]), class_="review-question"))
    words = f"From version {_named(comparison.old)} to version {_named(comparison.new)}"
    parts.append(element("p", escaped(words), class_="review-facts"))
    return element(
        "section",
        "".join(parts),
        class_="review",
        aria_label="About the review",
        data_review=comparison.new.title,
        data_language=settings.get("language", "en"),
        data_synthetic="true" if synthetic else "false",
    )


def _named(version: Version) -> str:
    studies = len(version.tables["studies"])
    said = f"{studies} {'study' if studies == 1 else 'studies'}"
    if version.last_change:
        said += f", last recorded change of {version.last_change}"
    return f"{version.data_version or version.name} ({said})"


def section_anchor(kind: str) -> str:
    """Return the anchor of the section of the page that lists a kind of result."""
    heading = next(heading for heading, kinds in SECTIONS.items() if kind in kinds)
    return heading.casefold().replace(" ", "-")


def _in_short(comparison: Comparison) -> str:
    """Return what changed in a list, and what did not in a sentence."""
    if not comparison.changes:
        return element("p", "Nothing has changed.")
    parts = [element("li", escaped(words[:1].upper() + words[1:])) for _, words in comparison.points]
    html = element("ul", "".join(parts)) if parts else element("p", "No result has changed.")
    reasons = list(dict.fromkeys(change.because for change in comparison.of(RESULTS) if change.because))
    if reasons:
        words = f"Some of it changed {list_in_words(reasons, most=6)}."
        html += element("p", escaped(words))
    same = [several for kind, (_, several) in KINDS.items() if not comparison.of(RESULTS, kind)]
    if same and parts:
        html += element("p", escaped(f"Nothing changed in {list_in_words(same)}."))
    numbers = [
        f"{len(comparison.of(group))} {words}"
        for group, words in ((CODEBOOK, "to the codebook"), (METHODS, "to methods, settings and software"))
        if comparison.of(group)
    ]
    if numbers:
        html += element("p", escaped(f"Further changes: {list_in_words(numbers)}; they are listed below."))
    return html + element("p", f'The same as a table: <a href="{TABLE_FILE}">{TABLE_FILE}</a>')
