"""Search what an export is about to write for everything that may not leave the team."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synthesis.disclosure.scan import Wanted, refusal, scan
from synthesis.errors import ReportError
from synthesis.review import Review

__all__ = ["check_leaving"]


def check_leaving(review: Review, audience: str, files: Mapping[Path, bytes]) -> None:
    """Raise where a file for the public holds what the public may not read.

    The pages that an export is made from were searched already; this looks at the files themselves.

    Parameters
    ----------
    review
        As read, with its names.
    audience
        Who will read the files; those for the team are not searched.
    files
        Path -> content.

    Raises
    ------
    ReportError
        Something was found; the message says what and where. Then nothing may be written.
    """
    if audience == "team":
        return
    hits = scan({path.name: content for path, content in files.items()}, Wanted(review))
    if hits:
        raise ReportError(refusal(hits))
