"""The record of a run: what was made of what, with which settings, and how it went."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from synthesis.report.task import Failure

__all__ = [
    "NotebookRun",
    "Page",
    "RunRecord",
    "audience_of",
    "fingerprint",
    "is_report",
    "pages_of_earlier_run",
]

RUN_FILE = "run.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Page:
    """A page that is in the output folder.

    Parameters
    ----------
    file
        Its name.
    title
        What it is called.
    sha256
        Digest of its bytes.
    rendered_at
        When, in UTC; empty where nobody knows any more.
    inputs_sha256
        Digest of all inputs it was made from, see `fingerprint`.
    """

    file: str
    title: str
    sha256: str
    rendered_at: str = ""
    inputs_sha256: str = ""


@dataclass(frozen=True)
class NotebookRun:
    """How one notebook went.

    Parameters
    ----------
    name
        Name of the notebook.
    status
        ``rendered``; ``failed`` (then ``failure`` says why, and ``page`` is the last good one, if
        there is one); ``kept``: not part of this run, its page is from an earlier one.
    title
        First heading of the notebook.
    sha256
        Digest of the notebook before it was run; empty for a kept page.
    parameters
        What it was given.
    started, seconds
        When, in UTC, and how long it took.
    warnings
        What it wrote to stderr, one text a cell.
    failure
        None unless it failed.
    page
        The page that is now in the output folder, or None.
    failed_notebook
        Where in the output folder the notebook that failed is kept for the team, or empty.
    """

    name: str
    status: Literal["rendered", "failed", "kept"]
    title: str = ""
    sha256: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    started: str = ""
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    failure: Failure | None = None
    page: Page | None = None
    failed_notebook: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the record in terms of JSON."""
        failure = self.failure
        told = failure and {
            "kind": failure.kind,
            "message": failure.message,
            "cell": failure.cell,
            "source": failure.source,
        }
        return {
            "status": self.status,
            "title": self.title,
            "sha256": self.sha256,
            "parameters": dict(self.parameters),
            "started": self.started,
            "duration_s": self.seconds,
            "n_warnings": len(self.warnings),
            "warnings": list(self.warnings),
            "failure": told,
            "failed_notebook": self.failed_notebook or None,
            "page": self.page and dict(vars(self.page)),
        }


@dataclass(frozen=True)
class RunRecord:
    """What a run made, and how it went; ``run.json`` in the output folder says the same.

    Parameters
    ----------
    output
        The folder with the pages.
    review_id, review_title, is_synthetic
        Which review.
    inputs
        ``table``, ``file``, ``sha256`` and ``n_rows`` of each file or sheet that was read.
    versions
        Of Python and the packages that a page can depend on.
    started, finished, seconds
        When, in UTC, and how long it took.
    notebooks
        Every notebook that was run or whose page is in the folder, by name.
    audience
        Who may read the pages: "public" or "team".
    """

    output: Path
    review_id: str
    review_title: str
    is_synthetic: bool
    inputs: Sequence[Mapping[str, Any]]
    versions: Mapping[str, str]
    started: str
    finished: str
    seconds: float
    notebooks: tuple[NotebookRun, ...]
    audience: str = "team"

    @property
    def rendered(self) -> tuple[NotebookRun, ...]:
        """The notebooks that gave a new page."""
        return tuple(run for run in self.notebooks if run.status == "rendered")

    @property
    def failed(self) -> tuple[NotebookRun, ...]:
        """The notebooks that gave none."""
        return tuple(run for run in self.notebooks if run.status == "failed")

    @property
    def ok(self) -> bool:
        """Whether every notebook of this run gave its page."""
        return not self.failed

    @property
    def index(self) -> Path:
        """The page to open first."""
        return self.output / "index.html"

    def __str__(self) -> str:
        """Return what a person wants to know after a run: failures in full, and where to look."""
        lines = []
        for run in self.failed:
            where = "in " if run.failure and run.failure.cell else "because "
            lines += [f"{run.name} failed {where}{run.failure}", ""]
            kept = "Its last good page was left as it was." if run.page else "It has no page."
            if run.failed_notebook:
                kept += f" What it did so far: {self.output / run.failed_notebook}"
            lines += [f"  {kept}", ""]
        n_warnings = sum(len(run.warnings) for run in self.rendered)
        if n_warnings:
            lines.append(f"Warnings in {n_warnings} cells; {RUN_FILE} has them.")
        tried = len(self.rendered) + len(self.failed)
        lines.append(f"{len(self.rendered)} of {tried} pages rendered in {self.seconds:.1f} s: {self.index}")
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the record as strict JSON; keys stand in the same order in every run."""
        record = {
            "schema_version": SCHEMA_VERSION,
            "review": {
                "id": self.review_id,
                "title": self.review_title,
                "is_synthetic": self.is_synthetic,
            },
            "audience": self.audience,
            "status": "rendered" if self.ok else "failed",
            "started": self.started,
            "finished": self.finished,
            "duration_s": self.seconds,
            "inputs_sha256": fingerprint(self.inputs),
            "inputs": [dict(entry) for entry in self.inputs],
            "versions": dict(self.versions),
            "notebooks": {run.name: run.as_dict() for run in self.notebooks},
        }
        return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def fingerprint(inputs: Sequence[Mapping[str, Any]]) -> str:
    """Return one digest of all inputs: two pages with the same stand on the same data.

    Parameters
    ----------
    inputs
        As in `RunRecord`.
    """
    lines = sorted(f"{entry['table']}\t{entry['sha256']}" for entry in inputs)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_report(output: Path) -> bool:
    """Return whether a folder holds the record of a report, of this version or another.

    Parameters
    ----------
    output
        It need not be there.
    """
    try:
        recorded = json.loads((output / RUN_FILE).read_text(encoding="utf-8"))
        return isinstance(recorded["schema_version"], int) and isinstance(recorded["notebooks"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def audience_of(output: Path) -> str | None:
    """Return whom the report in a folder was made for; None where the folder holds none.

    Parameters
    ----------
    output
        It need not be there.

    Returns
    -------
    "team" where its record does not say.
    """
    if not is_report(output):
        return None
    recorded = json.loads((output / RUN_FILE).read_text(encoding="utf-8"))
    return str(recorded.get("audience", "team"))


def pages_of_earlier_run(output: Path) -> dict[str, Page]:
    """Return the pages that are in an output folder.

    Parameters
    ----------
    output
        It need not be there.

    Returns
    -------
    Name of the notebook -> its page, as the folder's run.json has it while the file is the one
    that was written then. Of any other, only its name is known.
    """
    try:
        recorded = json.loads((output / RUN_FILE).read_text(encoding="utf-8"))["notebooks"]
    except (OSError, ValueError, KeyError, TypeError):
        recorded = {}
    pages = {}
    for file in sorted(output.glob("[0-9][0-9]_*.html")):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        pages[file.stem] = Page(file.name, file.stem, digest)
        try:
            known = Page(**recorded[file.stem]["page"])
        except (KeyError, TypeError):
            continue
        if known.sha256 == digest:
            pages[file.stem] = known
    return pages
