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
    if to == "xlsx":
        _refuse_own_place(Path(path).expanduser(), Path(into).expanduser())
    if to == "qdpx":
        return export_qdpx(review, into, offsets=offsets or "utf-16", replace=replace)
    return (export_qdc if to == "qdc" else export_xlsx)(review, into, replace=replace)


def _refuse_own_place(review: Path, output: Path) -> None:
    """Refuse to write over a review, or beside its tables, where it could not be read any more."""
    into = output.resolve()
    if into == review.resolve():
        raise OptionError(f"'{output}' is the review itself. Nothing was written. Name another file.")
    if review.is_dir() and into.parent == review.resolve():
        raise OptionError(
            f"'{output}' would stand among the tables of the review, which could not be read any more. "
            "Nothing was written. Name another folder."
        )
