"""The front page of a report, from the record of its run."""

from __future__ import annotations

from synthesis.report.record import NotebookRun, RunRecord, fingerprint
from synthesis.report.template import IndexPage, export_index
from synthesis.review import Review

__all__ = ["index_page"]


def index_page(record: RunRecord, review: Review) -> str:
    """Return the index of a report as HTML.

    Parameters
    ----------
    record
        Of the run that is being published.
    review
        What it is about.
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
            "language": settings.language,
            "authors": settings.authors,
            "licence": settings.licence,
            "citation": settings.citation,
            "pages": [_entry(run, inputs) for run in runs],
            "warnings": [str(warning) for warning in review.warnings],
            "run": _facts(record),
        }
    )


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
    }


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    facts = [("Rendered", run.page.rendered_at) for run in record.rendered[:1] if run.page]
    facts += [
        (f"Page of an earlier run: {run.title}", run.page.rendered_at or "at an unknown time")
        for run in record.notebooks
        if run.page and run.status != "rendered"
    ]
    facts += [(entry["file"], f"SHA-256 {entry['sha256']}") for entry in record.inputs]
    return facts + [(package, version) for package, version in record.versions.items()]
