"""What a report keeps of itself for the next one, and what changed since the last one on other data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synthesis.compare.comparison import Comparison, compare_versions
from synthesis.compare.page import TITLE, comparison_page, comparison_table, section_anchor
from synthesis.compare.result_files import NEEDED, PAGE_FILE, PREVIOUS, RESULTS, TABLE_FILE, result_files
from synthesis.compare.results import result_tables
from synthesis.compare.versions import Version, version_of_report
from synthesis.errors import SynthesisError
from synthesis.provenance import provenance
from synthesis.report.record import RUN_FILE, is_report
from synthesis.review import Review

__all__ = ["SinceLastRun", "out_of_date", "since_last_run"]

NO_EARLIER = "Nothing has changed: there is no earlier report here that stands on other data."

UNREADABLE = "What changed cannot be told: the last report here keeps no result tables that can be read."


@dataclass(frozen=True)
class SinceLastRun:
    """What a report keeps, and what it says of its predecessor.

    Parameters
    ----------
    files
        Name within the folder of the report -> content.
    remove
        Names of files that are out of date now.
    message
        What changed, or that nothing has, in a sentence.
    points
        What changed in the results: (a few words, where that is listed).
    href
        The page that lists the changes, or empty.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    message: str = NO_EARLIER
    points: tuple[tuple[str, str], ...] = ()
    href: str = ""


def since_last_run(
    review: Review,
    run: Mapping[str, Any],
    output: Path,
    *,
    audience: str,
    siblings: Sequence[tuple[str, str]] = (),
) -> SinceLastRun:
    """Make what a report keeps of itself, and compare it with the last run on other data.

    Parameters
    ----------
    review
        That is being published.
    run
        What its ``run.json`` will say.
    output
        Folder of the report; it need not be there.
    audience
        Who will read the report: ``"team"`` or ``"public"``. What was kept for the team is taken out of a
        folder that is published for the public, and not compared with.
    siblings
        ``(title, href)`` of the pages of the report.

    Returns
    -------
    Result tables; where the report in the folder stands on other data, that one's record and tables under
    ``previous/``, in the place of older ones; and, where there is such a predecessor, ``changes.html`` and
    ``changes.csv``. While the data stay the same, so does the predecessor: a second run says what the
    first one said.

    Notes
    -----
    A predecessor that cannot be read is no reason for a report to fail: the message says so.
    """
    tables = result_tables(review, audience=audience)
    version = Version(review.name, tables, tuple(provenance(review)["inputs"]), run)
    files = result_files(tables)
    found = SinceLastRun()
    try:
        last, kept = _last(version, output)
        if last is None:
            pass
        elif version.audience == "public" != last.audience:
            found = SinceLastRun(message="Not compared: the last report here was made for the team.")
        elif not set(NEEDED) <= set(tables):
            found = SinceLastRun(message="Not told to the public: the review protects its studies.")
        else:
            files |= kept
            found = _told(compare_versions(last, version), siblings)
    except SynthesisError:  # its words would name the folder
        found = SinceLastRun(message=UNREADABLE)
    files |= found.files
    return SinceLastRun(files, out_of_date(output, files), found.message, found.points, found.href)


def _last(version: Version, output: Path) -> tuple[Version | None, dict[str, str]]:
    """Return the last run on other data, and the files that keep it."""
    folder = output
    if not is_report(output):
        return None, {}
    if _data_of(output) == version.data_version:
        folder = output / PREVIOUS
        if not is_report(folder):
            return None, {}
    last = version_of_report(folder)
    run = (folder / RUN_FILE).read_text(encoding="utf-8")
    tables = {f"{PREVIOUS}/{name}": text for name, text in result_files(last.tables).items()}
    return last, {f"{PREVIOUS}/{RUN_FILE}": run, **tables}


def _data_of(report: Path) -> str:
    """Return the version of the data of a report, whether it keeps result tables or not."""
    run = json.loads((report / RUN_FILE).read_text(encoding="utf-8"))
    return str(run.get("inputs_sha256", ""))[:12]


def _told(comparison: Comparison, siblings: Sequence[tuple[str, str]]) -> SinceLastRun:
    if not comparison.changes:
        return SinceLastRun(
            message="The files of the data have changed since the last report; no result has."
        )
    with_this = [*siblings, (TITLE, "")] if siblings else []
    return SinceLastRun(
        files={
            PAGE_FILE: comparison_page(comparison, siblings=with_this),
            TABLE_FILE: comparison_table(comparison),
        },
        message=comparison.summary,
        points=tuple((words, f"{PAGE_FILE}#{section_anchor(kind)}") for kind, words in comparison.points),
        href=PAGE_FILE,
    )


def out_of_date(output: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a report keeps for comparison and is not among the files to be written.

    Parameters
    ----------
    output
        Folder of the report; it need not be there.
    files
        Name within it -> content.
    """
    if not is_report(output):
        return ()
    names = [PAGE_FILE, TABLE_FILE, f"{PREVIOUS}/{RUN_FILE}"]
    for folder in (output, output / PREVIOUS):
        names += [file.relative_to(output).as_posix() for file in (folder / RESULTS).glob("*.csv")]
    # Sorted, so that a folder is emptied before the folder around it.
    return tuple(sorted(name for name in names if name not in files and (output / name).is_file()))
