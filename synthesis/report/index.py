"""The front page of a report: what the review is and stands on, its pages, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.report.record import NotebookRun, RunRecord, fingerprint
from synthesis.report.template import IndexPage, export_index
from synthesis.review import Review

if TYPE_CHECKING:
    from synthesis.compare.last_run import SinceLastRun

__all__ = ["index_page"]

# For somebody who has not opened a page yet. A notebook of a team's own has no sentence.
ANSWERS: dict[str, str] = {
    "01_studies": "Which studies were included, how they were found, and what kind they are.",
    "02_themes": "What the studies speak about, in how many of them, and which themes meet.",
    "03_configurations": "Which contexts, mechanisms and outcomes meet, and what that does to the theories.",
    "04_frameworks": "Where the themes stand in published frameworks, and what these suggest to consider.",
    "05_rigour": "How well coders agree, how sound the studies are, and what rests on a few of them.",
    "06_summary": "What the evidence says, for whom, how sure that is and what is missing, in plain words.",
    "07_gap_map": "Each theme by an attribute of the studies: how many studies there are, and how sound.",
}

COUNTED = {
    "studies": ("Study", "Studies"),
    "reports": ("Report", "Reports"),
    "extracts": ("Extract", "Extracts"),
    "codebook": ("Code", "Codes"),
    "configurations": ("Configuration", "Configurations"),
    "findings": ("Finding", "Findings"),
}


def index_page(record: RunRecord, review: Review, since: SinceLastRun | None = None) -> str:
    """Return the index of a report as HTML.

    Parameters
    ----------
    record
        Of the run that is being published.
    review
        What it is about.
    since
        What changed since the last run on other data; nothing is said of it by default.
    """
    settings = review.settings
    inputs = fingerprint(record.inputs)
    # The summary comes first: most people who open a report read nothing else.
    runs = sorted(record.notebooks, key=lambda run: not run.name.endswith("summary"))
    return export_index(
        {
            "title": settings.title,
            "question": settings.question,
            "kind": settings.kind,
            "synthetic": settings.is_synthetic,
            "audience": record.audience,
            "language": settings.language,
            "authors": settings.authors,
            "licence": settings.licence,
            "citation": settings.citation,
            "numbers": _numbers(review, record.audience),
            "version": _version(review, inputs),
            "pages": [_entry(run, inputs) for run in runs],
            "changed": since.message if since else "",
            "changes": since.points if since else (),
            "changes_href": since.href if since else "",
            "warnings": [str(warning) for warning in review.warnings],
            "run": _facts(record),
            "files": [(entry["file"], f"SHA-256 {entry['sha256']}") for entry in record.inputs],
        }
    )


def _numbers(review: Review, audience: str) -> list[tuple[str, int]]:
    # How few studies there are is then not told to the public.
    if audience == "public" and review.settings.disclosure.get("studies") == "protected":
        return []
    counts = {name: len(getattr(review, name)) for name in COUNTED}
    # A study without a row in reports has one, which is the study itself.
    counts["reports"] += int((~review.studies["study_id"].isin(review.reports["study_id"])).sum())
    return [(COUNTED[name][count != 1], count) for name, count in counts.items() if count]


def _version(review: Review, inputs: str) -> list[tuple[str, str]]:
    """Say which version of the data it is: a digest that changes with any of them, and a date of theirs."""
    version = [("Version of the data", inputs[:12])]
    dates = [*review.code_changes["date"].dropna(), *review.configuration_merges["date"].dropna()]
    if dates:
        version.append(("Last recorded change to the codebook", max(str(date) for date in dates)))
    return version


def _entry(run: NotebookRun, inputs: str) -> IndexPage:
    message = f"{run.failure.place}: {run.failure.message}" if run.failure else ""
    # A page of an earlier run may be true of other data than those beside it.
    is_outdated = run.page is not None and run.page.inputs_sha256 != inputs
    if run.status == "kept" and is_outdated:
        message = "The data have changed since it was made."
    return {
        "name": run.name,
        "title": run.title,
        "href": run.page.file if run.page else "",
        "status": run.status,
        "message": message.removeprefix(": "),
        "answers": ANSWERS.get(run.name, ""),
    }


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    facts = [("Rendered", run.page.rendered_at) for run in record.rendered[:1] if run.page]
    facts += [
        (f"Page of an earlier run: {run.title}", run.page.rendered_at or "at an unknown time")
        for run in record.notebooks
        if run.page and run.status != "rendered"
    ]
    return facts + [(package, version) for package, version in record.versions.items()]
