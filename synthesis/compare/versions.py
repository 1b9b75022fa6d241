"""One side of a comparison: a review as it stands, or a run of a report with the result tables it kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.compare.result_files import NEEDED, RESULTS, read_result_files
from synthesis.compare.results import AUDIENCES, result_tables
from synthesis.disclosure.audience import for_audience
from synthesis.errors import ReportError, ReviewError, SynthesisError, check_option
from synthesis.ingest.review_files import find_review
from synthesis.provenance import provenance
from synthesis.report.record import RUN_FILE, fingerprint, is_report
from synthesis.review import Review, read_review, review_from_tables

__all__ = ["Version", "build_review", "read_version", "version_of_report", "version_of_review"]

# What is counted anew. A change on record is followed by whoever compares, the rest is compared as it is.
_COUNTED = {
    *("studies", "codebook", "extracts", "codings", "configurations", "configuration_terms"),
    *("theories", "findings"),
}


@dataclass(frozen=True)
class Version:
    """What is known of a review at one time.

    Parameters
    ----------
    name
        What people call it: the name of its folder.
    tables
        Its result tables, as `synthesis.compare.results.result_tables` makes them.
    inputs
        ``table``, ``file``, ``sha256`` and ``n_rows`` of each file that it was read from.
    run
        What ``run.json`` says of the run, or empty for a review that is not a report.
    read
        The review as read, with its names, where the version is no report: whoever writes a file for
        the public looks for them in it.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    inputs: tuple[Mapping[str, Any], ...] = ()
    run: Mapping[str, Any] = field(default_factory=dict)
    read: Review | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What ``review.yaml`` says, and for whom the tables were made."""
        table = self.tables["settings"]
        return dict(zip(table["setting"], table["value"], strict=True))

    @property
    def audience(self) -> str:
        """Who may read the tables."""
        return self.settings.get("audience", "public")

    @property
    def title(self) -> str:
        """Title of the review."""
        return self.settings.get("title", self.name)

    @property
    def data_version(self) -> str:
        """A short digest of the data: two versions with the same one stand on the same files."""
        return fingerprint(self.inputs)[:12] if self.inputs else ""

    @property
    def last_change(self) -> str:
        """The latest date on which the team recorded a change to its codes or configurations, or blank."""
        dates = [self.table(name, "date")["date"] for name in ("code_changes", "configuration_merges")]
        return max((date for several in dates for date in several), default="")

    @cached_property
    def counted(self) -> Review:
        """The review that the result tables make, with what is counted and nothing else."""
        return build_review(self.tables)

    def table(self, name: str, *columns: str) -> pd.DataFrame:
        """Return a result table, or an empty one where there is none.

        Parameters
        ----------
        name
            Of the table.
        *columns
            Those that it must have; a missing one is blank.
        """
        table = self.tables.get(name, pd.DataFrame(columns=list(columns), dtype="str"))
        missing = [column for column in columns if column not in table]
        return table.assign(**dict.fromkeys(missing, "")) if missing else table


def build_review(tables: Mapping[str, pd.DataFrame], **more: Any) -> Review:
    """Make a review of result tables, so that it can be counted.

    Parameters
    ----------
    tables
        Result tables; those that nothing is counted from are left out.
    **more
        Further tables of the review, as rows.

    Raises
    ------
    ReviewError
        They do not fit together.
    """
    kept = {
        name: table.drop(columns="sha256", errors="ignore").replace("", None)
        for name, table in tables.items()
        if name in _COUNTED and (len(table) or name in NEEDED)
    }
    return review_from_tables({**kept, **more})


def read_version(path: str | Path, *, audience: str = "public") -> Version:
    """Read one side of a comparison.

    Parameters
    ----------
    path
        A folder of a report, with its ``run.json`` and its result tables, or a review: a folder of
        CSV files or a workbook.
    audience
        Who will read the comparison: ``"public"`` or ``"team"``.

    Raises
    ------
    ReviewError
        The review is not valid.
    ReportError
        It is neither, the report keeps no result tables or not all that are needed, or it was made for
        the team and the comparison is for the public.
    UnreadableError
        A table of the report cannot be read.
    """
    check_option("audience", audience, AUDIENCES)
    folder = Path(path).expanduser()
    if is_report(folder):
        version = version_of_report(folder)
        if version.audience == "team" != audience:
            message = (
                f"'{path}' is a report for the team, so a comparison with it is for the team as well. "
                "Say --audience team, or compare the reviews themselves."
            )
            raise ReportError(message)
        return version
    try:
        found = find_review(folder)
    except ReviewError as error:
        if not error.is_missing:
            raise
        message = (
            f"'{path}' is neither a review nor the folder of a report. Name a folder of CSV "
            f"files, a workbook, or a folder that holds the {RUN_FILE} of a report."
        )
        raise ReportError(message) from None
    version = version_of_review(read_review(found), audience=audience)
    if not set(NEEDED) <= set(version.tables):
        message = (
            f"'{path}' protects its studies, so there is nothing to compare for the public. "
            "Say --audience team."
        )
        raise ReportError(message)
    return version


def version_of_report(folder: Path) -> Version:
    """Read the run of a report.

    Parameters
    ----------
    folder
        With ``run.json`` and the result tables.

    Raises
    ------
    ReportError, UnreadableError
        As for `read_version`.
    """
    run = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    tables = read_result_files(folder)
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        message = (
            f"'{folder}' is a report that keeps no result tables (no {RESULTS}/{missing[0]}.csv), so it "
            "cannot be compared. Render it again, or compare the reviews themselves."
        )
        raise ReportError(message)
    version = Version(folder.resolve().name, tables, tuple(_inputs(run)), run)
    _check(version)
    return version


def version_of_review(review: Review, *, audience: str) -> Version:
    """Return a review as one side of a comparison.

    Parameters
    ----------
    review
        Not modified.
    audience
        Who will read the comparison: ``"team"`` or ``"public"``.
    """
    tables = result_tables(for_audience(review, audience), audience=audience)
    return Version(review.name, tables, tuple(provenance(review)["inputs"]), read=review)


def _inputs(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the inputs that a run.json names; one of another version may name them otherwise."""
    inputs = run.get("inputs")
    good = isinstance(inputs, list) and all(
        isinstance(entry, dict) and {"table", "sha256"} <= set(entry) for entry in inputs
    )
    return inputs if good else []


def _check(version: Version) -> None:
    """Raise `ReportError` where the tables of a report do not make a review."""
    try:
        _ = version.counted, version.settings
    except (SynthesisError, KeyError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        message = f"The result tables of '{version.name}' cannot be used: {reason} Render the report again."
        raise ReportError(message) from None
