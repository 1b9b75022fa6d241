"""What a report stands on: the review's files, the versions of the software, the time."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["provenance", "rendered_at", "software_versions"]

# Those that a number or a page can depend on.
SOFTWARE = ("evidence-synthesis-workbook", "pandas", "matplotlib", "seaborn", "papermill", "nbconvert")


def provenance(review: Any) -> dict[str, Any]:
    """Return what a page made from a review stands on.

    Parameters
    ----------
    review
        A `synthesis.Review`; not modified.

    Returns
    -------
    ``review_id``; ``title``; ``inputs``, a list of ``table``, ``file``, ``sha256`` and ``n_rows``
    for each file or sheet that was read, the last one only where it may be told; ``versions``, a
    dict; ``rendered_at``, see `rendered_at`. Every value can be written as JSON.
    """
    return {
        "review_id": review.settings.id,
        "title": review.settings.title,
        "inputs": [
            {"table": table, "file": origin.file, "sha256": origin.sha256}
            | ({} if origin.n_rows is None else {"n_rows": int(origin.n_rows)})
            for table, origin in sorted(review.origins.items())
        ],
        "versions": dict(software_versions()),
        "rendered_at": rendered_at(),
    }


@cache
def software_versions() -> dict[str, str]:
    """Return the version of Python and of each package that a page can depend on."""
    found = {"python": platform.python_version()}
    for package in SOFTWARE:
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # this one, run from a folder without being installed
            found[package] = "not installed"
    return found


def rendered_at() -> str:
    """Return the present time in UTC, to the second: ``2026-01-31T12:00:00+00:00``.

    ``SOURCE_DATE_EPOCH`` takes its place where it is set, as reproducible builds agree [1]_.

    References
    ----------
    .. [1] Reproducible Builds project: SOURCE_DATE_EPOCH specification.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return moment.isoformat(timespec="seconds")
