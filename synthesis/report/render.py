"""Render the notebooks of a review into pages that can be sent to somebody."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.compare.result_files import kept_files
from synthesis.disclosure.record import DISCLOSURE_FILE
from synthesis.disclosure.rules import check_audience
from synthesis.display.figure import PNG_DPI
from synthesis.errors import OptionError, ReportError, list_in_words
from synthesis.ingest.review_files import find_review
from synthesis.provenance import provenance, rendered_at
from synthesis.report.audience import (
    Outgoing,
    check_declared,
    check_folder,
    files_in,
    with_audience,
)
from synthesis.report.notebooks import PROJECT_ROOT, Place, Source, find_notebooks, place_of_review
from synthesis.report.parameters import REVIEW, Given, declared_parameters, settle_parameters
from synthesis.report.progress import Progress
from synthesis.report.publish import check_notebook, check_page, check_targets, check_text, publish
from synthesis.report.record import (
    RUN_FILE,
    NotebookRun,
    Page,
    RunRecord,
    fingerprint,
    is_report,
    pages_of_earlier_run,
)
from synthesis.report.task import NOTEBOOK_FILE, Failure, Result, Task
from synthesis.report.tidy import scrubbed
from synthesis.report.traces import Machine
from synthesis.report.workers import run_tasks, stop_on_signals
from synthesis.review import Review, read_review

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from synthesis.compare.last_run import SinceLastRun

__all__ = ["RunRecord", "render_report"]

MOST_JOBS = 4  # each holds a kernel with pandas and matplotlib in memory
INDEX_FILE = "index.html"


def render_report(
    review_path: str | Path,
    *,
    output: str | Path | None = None,
    notebooks: Sequence[str] | None = None,
    parameters: Given | None = None,
    by: str | Sequence[str] | None = None,
    notebooks_dir: str | Path | None = None,
    timeout: int = 300,
    start_timeout: int = 60,
    jobs: int | None = None,
    audience: str = "public",
    png_dpi: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> RunRecord:
    """Render a review's notebooks: a page for each, an index, and the record of the run.

    Everything is checked before anything starts. A notebook that fails, hangs or loses its kernel
    does not keep the others from being rendered, and leaves its last good page as it is. Files
    take their places when all notebooks have ended, so an interrupted run changes nothing.

    Parameters
    ----------
    review_path
        A folder of CSV files or a workbook, as in `synthesis.read_review`.
    output
        Folder for the pages; ``reports/NAME`` in the working directory by default, where NAME is
        that of the review's folder, and ``reports/NAME-team`` for the team. Pages of notebooks that
        are not part of this run stay.
    notebooks
        Names of notebooks, such as ``["02_themes"]``; all that are numbered by default.
    parameters
        Name -> value (or pairs of these). Text is read as the notebook's cell declares the type.
        Each goes to the notebooks that declare it.
    by
        Study attribute to show tables by: short for the parameter ``by``.
    notebooks_dir
        Where the notebooks are; ``notebooks/`` of the project by default.
    timeout
        Seconds that one cell may take.
    start_timeout
        Seconds that a kernel may take to start.
    jobs
        Notebooks at a time; one for each processor by default, four at most.
    audience
        Who may read the report. "public": nobody is named, few people are not shown as a number, and
        the finished files are searched before they are published; see docs/disclosure.md. "team": the
        pages say that they are not to be passed on. The notebooks get it as their parameter.
    png_dpi
        Dots per inch of a picture that stands beside each figure in the executed notebooks, for
        exports that take no SVG; none by default. The pages are the same with and without.
    progress
        Called with each `synthesis.report.progress.Progress`.

    Returns
    -------
    The record; ``record.ok`` says whether every notebook gave its page, and ``str(record)`` what
    to tell a person.

    Raises
    ------
    ReviewError
        The review is not valid.
    OptionError
        A notebook, parameter or other option is not one of those that are allowed.
    ReportError
        There are no notebooks, the output folder cannot be used, the review's files changed while
        the notebooks were running, or a file for the public holds what may not leave the team.
    """
    check_audience(audience)
    counts = {"timeout": timeout, "start_timeout": start_timeout, "jobs": jobs, "png_dpi": png_dpi}
    for name, value in counts.items():
        _check_count(name, value)
    started = time.monotonic()
    found = find_review(review_path)
    digests = _digests(found)
    review = read_review(found)
    sources = find_notebooks(notebooks_dir, notebooks)
    declared = {source.name: declared_parameters(source.content, source.name) for source in sources}
    check_declared(declared, parameters, audience)
    settled = settle_parameters(declared, parameters, by=by, attributes=review.attributes)
    settled = with_audience(settled, declared, audience)
    folder = _checked_output(output, found, sources, audience)
    outgoing = Outgoing(review, audience)
    run = _Run(review, place_of_review(found), sources, settled, folder, datetime.now(UTC), started, outgoing)
    with stop_on_signals(), _scratch_folder() as scratch:
        tasks = run.tasks(scratch, timeout, start_timeout)
        environment = _environment(scratch, png_dpi)
        tell = progress or (lambda _: None)
        results = run_tasks(tasks, jobs=jobs or _default_jobs(), environment=environment, tell=tell)
        _check_unchanged(found, digests)
        executed = {task.name: _read_notebook(task.path(NOTEBOOK_FILE)) for task in tasks}
        return run.publish(_with_lost_notebooks(results, executed), executed, tell)


@dataclass(frozen=True)
class _Run:
    """What is settled before anything starts, and what is made of the results."""

    review: Review
    place: Place
    sources: Sequence[Source]
    settled: Mapping[str, Mapping[str, Any]]
    output: Path
    started_at: datetime
    started: float
    outgoing: Outgoing

    @property
    def machine(self) -> Machine:
        return Machine(
            {
                "the working folder": os.getcwd(),
                "the folder of the project": str(PROJECT_ROOT),
                "the folder of the report": os.path.abspath(self.output),
                "the folder of the notebooks": str(self.sources[0].path.parent),
                "the folder around the review": str(self.place.folder),
            }
        )

    def given(self, name: str) -> dict[str, Any]:
        """Return the parameters of a notebook, the review included."""
        return {REVIEW: self.place.name, **self.settled[name]}

    def tasks(self, scratch: Path, timeout: int, start_timeout: int) -> list[Task]:
        """Return a task for each notebook, each with a folder of its own."""
        tasks = []
        for source in self.sources:
            own = scratch / source.name
            own.mkdir()
            task = Task(
                source.name,
                str(source.path.resolve()),
                self.given(source.name),
                str(self.place.folder),
                str(own),
                timeout,
                start_timeout,
                self.machine.folders,
            )
            tasks.append(task)
        return tasks

    def publish(
        self,
        results: Mapping[str, Result],
        executed: Mapping[str, NotebookNode | None],
        tell: Callable[[Progress], None],
    ) -> RunRecord:
        """Make the pages, let them take their places, and return the record."""
        earlier = pages_of_earlier_run(self.output)
        ran = results
        results, pages = self._pages(ran, executed, earlier)
        for name, result in results.items():
            if result.failure and not ran[name].failure:
                tell(Progress(name, "failed", seconds=result.seconds, message=str(result.failure)))
        files = {}
        for name, notebook in executed.items():
            if results[name].failure is None:
                files[f"{name}.html"] = pages[name]
                files[_executed_file(name)] = _as_text(notebook)
            elif notebook is not None and self.outgoing.audience == "team":
                files[_failed_file(name)] = _as_text(scrubbed(notebook, self.machine))
        runs = [
            replace(run, failed_notebook=_failed_file(run.name) if _failed_file(run.name) in files else "")
            for run in self._notebook_runs(results, pages, earlier)
        ]
        record = self._record(runs)
        remove = {_failed_file(name) for name in executed}.difference(files)
        since = self._since_last_run(record)
        files |= since.files
        files[INDEX_FILE] = self._index(record, since)
        files[RUN_FILE] = record.as_json()
        kept = [name for name in earlier if f"{name}.html" not in files]
        staying = [file for name in kept for file in (f"{name}.html", _executed_file(name))]
        files = self.outgoing.checked(files, kept=files_in(self.output, staying))
        publish(self.output, files, remove=[*remove, *since.remove])
        return record

    def _pages(
        self,
        results: Mapping[str, Result],
        executed: Mapping[str, NotebookNode | None],
        earlier: Mapping[str, Page],
    ) -> tuple[dict[str, Result], dict[str, str]]:
        """Export each notebook that succeeded; a page that may not be published is a failure.

        Pages link to each other. Where one fails at this stage and has no earlier page, the others
        are made again, so that no link leads nowhere.
        """
        results = dict(results)
        while True:
            good = [name for name, result in results.items() if result.failure is None]
            titles = {name: results[name].title or name for name in good}
            titles = {**{name: page.title for name, page in earlier.items()}, **titles}
            pages = {}
            for name in good:
                try:
                    pages[name] = self._page(name, executed[name], titles)
                except ReportError as error:
                    results[name] = replace(results[name], failure=Failure("page", str(error)))
                except Exception as error:  # whatever breaks on one page, the others are still made
                    broke = self.machine.scrub(f"the page could not be made: {type(error).__name__}: {error}")
                    results[name] = replace(results[name], failure=Failure("page", broke))
            if all(name in pages or name in earlier for name in good):
                return results, pages

    def _page(self, name: str, notebook: NotebookNode | None, titles: Mapping[str, str]) -> str:
        from synthesis.report.template import export_page

        settings = self.review.settings
        siblings = [
            (titles[other], "" if other == name else f"{other}.html")
            for other in sorted(titles)
            if len(titles) > 1
        ]
        check_notebook(notebook, self.machine)
        self.outgoing.check_prepared(notebook)
        page = export_page(
            notebook,
            language=settings.language,
            siblings=siblings,
            synthetic=settings.is_synthetic,
            audience=self.outgoing.audience,
        )
        check_page(page, self.machine)
        return page

    def _notebook_runs(
        self, results: Mapping[str, Result], pages: Mapping[str, str], earlier: Mapping[str, Page]
    ) -> list[NotebookRun]:
        inputs = fingerprint(provenance(self.review)["inputs"])
        moment = rendered_at()
        runs = {
            name: NotebookRun(name, "kept", page.title, page=page)
            for name, page in earlier.items()
            if name not in results
        }
        for source in self.sources:
            name, result = source.name, results[source.name]
            title, page = result.title or name, earlier.get(name)
            if name in pages:
                digest = hashlib.sha256(pages[name].encode()).hexdigest()
                page = Page(f"{name}.html", title, digest, moment, inputs)
            runs[name] = NotebookRun(
                name,
                "failed" if result.failure else "rendered",
                title,
                source.sha256,
                self.given(name),
                result.started,
                result.seconds,
                result.warnings,
                result.failure,
                page,
            )
        return [runs[name] for name in sorted(runs)]

    def _record(self, runs: Sequence[NotebookRun]) -> RunRecord:
        known = provenance(self.outgoing.review)
        return RunRecord(
            output=self.output,
            review_id=known["review_id"],
            review_title=known["title"],
            is_synthetic=self.review.settings.is_synthetic,
            inputs=known["inputs"],
            versions=known["versions"],
            started=self.started_at.isoformat(timespec="seconds"),
            finished=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - self.started, 3),
            notebooks=tuple(runs),
            audience=self.outgoing.audience,
        )

    def _since_last_run(self, record: RunRecord) -> SinceLastRun:
        """Return what the report keeps for the next one, and what changed since the last one."""
        from synthesis.compare.last_run import SinceLastRun, out_of_date, since_last_run

        pages = [(run.title, run.page.file) for run in record.notebooks if run.page]
        run = json.loads(record.as_json())
        try:
            since = since_last_run(
                self.outgoing.review, run, self.output, audience=self.outgoing.audience, siblings=pages
            )
            for name, content in since.files.items():
                if name.endswith(".html"):
                    check_page(content, self.machine)
                else:
                    check_text(content, self.machine, name)
        except Exception as error:  # whatever breaks in the comparison, the pages are still published
            broke = self.machine.scrub(f"What changed could not be told: {error}")
            return SinceLastRun(remove=out_of_date(self.output, {}), message=broke)
        return since

    def _index(self, record: RunRecord, since: SinceLastRun) -> str:
        from synthesis.report.index import index_page

        page = index_page(record, self.outgoing.review, since)
        check_page(page, self.machine)
        return page


def _check_count(name: str, value: int | None) -> None:
    if value is None and name in ("jobs", "png_dpi"):
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise OptionError(f"{name}={value!r} is not allowed; it can be a whole number from 1.")


def _default_jobs() -> int:
    # Only Linux knows how many processors this process may use.
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, MOST_JOBS)


def _checked_output(
    output: str | Path | None, review: Path, sources: Sequence[Source], audience: str
) -> Path:
    """Return the output folder; refuse one whose other files would be written over."""
    absolute = review.resolve()
    name = absolute.stem if absolute.is_file() else absolute.name
    name += "-team" if audience == "team" else ""
    folder = Path(output).expanduser() if output is not None else Path("reports") / name
    if folder.exists() and not folder.is_dir():
        raise ReportError(f"'{folder}' is a file; the pages need a folder. Choose another with --output.")
    if folder.is_symlink() and not folder.exists():
        raise ReportError(f"'{folder}' is a link that leads nowhere. Choose another folder with --output.")
    resolved = folder.resolve()
    theirs = {
        absolute if absolute.is_dir() else absolute.parent: "the folder of the review",
        sources[0].path.resolve().parent: "the folder of the notebooks",
        sources[0].path.resolve().parent.parent: "the folder around the notebooks",
    }
    if resolved in theirs:
        message = (
            f"'{folder}' is {theirs[resolved]}; the report would be mixed with what it is made from. "
            f"Choose another with --output, for instance reports/{name}."
        )
        raise ReportError(message)
    existing = next(place for place in [resolved, *resolved.parents] if place.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise ReportError(f"'{folder}' cannot be written. Choose another folder with --output.")
    _check_not_of_others(folder, sources)
    check_folder(folder, audience)
    return folder


def _check_not_of_others(folder: Path, sources: Sequence[Source]) -> None:
    """Raise `ReportError` where publishing would write over what no report has put there."""
    ours = [INDEX_FILE, RUN_FILE, DISCLOSURE_FILE, *kept_files()]
    for source in sources:
        ours += [f"{source.name}.html", _executed_file(source.name), _failed_file(source.name)]
    check_targets(folder, ours)
    if is_report(folder):
        return
    numbered = (page.name for page in folder.glob("[0-9][0-9]_*.html"))
    theirs = sorted({name for name in ours if (folder / name).exists()}.union(numbered))
    if theirs:
        message = (
            f"'{folder}' holds {list_in_words(theirs, most=3)} but no {RUN_FILE} of a report, so they may "
            "be somebody's own and would be written over. Choose another folder with --output, or take "
            "them away."
        )
        raise ReportError(message)


def _digests(found: Path) -> dict[str, str]:
    """Return the digest of each file that a review may be read from."""
    folder = found if found.is_dir() else found.parent
    files = [p for p in folder.iterdir() if p.suffix.lower() in {".csv", ".xlsx", ".ods", ".yaml"}]
    if found.is_file():
        files = [p for p in files if p == found or p.suffix.lower() == ".yaml"]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files) if p.is_file()}


def _check_unchanged(found: Path, digests: Mapping[str, str]) -> None:
    now = _digests(found)
    changed = sorted(name for name in {*now, *digests} if now.get(name) != digests.get(name))
    if changed:
        message = (
            f"{list_in_words(changed)} changed while the notebooks were running, so the pages would not "
            "agree with each other. Nothing was published. Run it again."
        )
        raise ReportError(message)


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Give the workers a folder that goes away whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="synthesis-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(scratch: Path, png_dpi: int | None) -> dict[str, str]:
    """Return the environment of the kernels: the same results whoever runs them."""
    for name in ("tmp", "ipython", "runtime"):
        (scratch / name).mkdir()
    ours = {
        "TMPDIR": str(scratch / "tmp"),  # a kernel that is killed leaves its connection file
        "PYTHONHASHSEED": "0",  # sets come in the same order in every run
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": str(scratch / "ipython"),  # nobody's start-up files
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this Python, not one the user once installed
        PNG_DPI: str(png_dpi or ""),
    }
    environment = {**os.environ, **ours}
    if (PROJECT_ROOT / "pyproject.toml").is_file():
        # A copy of the project works without being installed.
        paths = [str(PROJECT_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment


def _executed_file(name: str) -> str:
    return f"notebooks/{name}.ipynb"


def _failed_file(name: str) -> str:
    return f"failed/{name}.ipynb"


def _read_notebook(path: Path) -> NotebookNode | None:
    """Return an executed notebook, or None where there is none that can be read."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # the worker that wrote it may have died of anything
        return None


def _with_lost_notebooks(
    results: Mapping[str, Result], executed: Mapping[str, NotebookNode | None]
) -> dict[str, Result]:
    """Return the results; one that claims success and left no notebook is a failure."""
    message = "the executed notebook was lost on its way; often the disk is full. Run it again."
    return {
        name: replace(result, failure=Failure("worker", message))
        if result.failure is None and executed[name] is None
        else result
        for name, result in results.items()
    }


def _as_text(notebook: NotebookNode | None) -> str:
    import nbformat

    return nbformat.writes(notebook) + "\n"
