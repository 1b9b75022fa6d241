"""What a review can be exported to, by the name that the command line takes."""

from __future__ import annotations

from pathlib import Path

from synthesis.errors import OptionError, check_option
from synthesis.export.qdc import export_qdc
from synthesis.export.qdpx import export_qdpx
from synthesis.export.written import Exported
from synthesis.export.xlsx import export_xlsx
from synthesis.review import read_review

__all__ = ["TARGETS", "export_review"]

TARGETS = ("qdpx", "qdc", "xlsx")


def export_review(
    path: str | Path,
    *,
    to: str,
    output: str | Path | None = None,
    offsets: str | None = None,
    replace: bool = False,
) -> Exported:
    """Read a review and export it.

    Parameters
    ----------
    path
        As for `read_review`.
    to
        One of `TARGETS`.
    output
        The file to write; ``exports/ID`` with the right ending where it is not given.
    offsets
        For ``"qdpx"`` only, see `export_qdpx`.
    replace
        Whether another file of that name may be replaced.

    Returns
    -------
    The files and the account.

    Raises
    ------
    OptionError
        An option cannot be.
    ReviewError
        The review is not there or not valid.
    UnreadableError
        Something of it cannot stand in such a file.
    """
    check_option("to", to, TARGETS)
    if offsets is not None and to != "qdpx":
        raise OptionError(f"offsets='{offsets}' is for qdpx only; a {to} file has no positions.")
    review = read_review(path)
    into = Path("exports") / f"{review.settings.id}.{to}" if output is None else output
    if to == "qdpx":
        return export_qdpx(review, into, offsets=offsets or "utf-16", replace=replace)
    return (export_qdc if to == "qdc" else export_xlsx)(review, into, replace=replace)
