"""A report and its audience: what notebooks are told, and what is looked at before files go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.disclosure.audience import for_audience
from synthesis.disclosure.record import DISCLOSURE_FILE, disclosure_record
from synthesis.disclosure.scan import Wanted, refusal, scan
from synthesis.errors import OptionError, ReportError, list_in_words
from synthesis.report.parameters import Given, Parameter
from synthesis.report.record import audience_of
from synthesis.review import Review

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["AUDIENCE", "Outgoing", "check_declared", "check_folder", "files_in", "with_audience"]

AUDIENCE = "audience"
"""The parameter of a notebook that says who will read its page."""

PREPARED = 'data-audience="public"'
"""What `show_review` leaves in a notebook whose review was made for the public."""


@dataclass(frozen=True)
class Outgoing:
    """What leaves a run, for whom.

    Parameters
    ----------
    read
        The review as read, with its names.
    audience
        "public" or "team".
    """

    read: Review
    audience: str

    @cached_property
    def review(self) -> Review:
        """The review as the audience may see it."""
        return for_audience(self.read, self.audience)

    def check_prepared(self, notebook: NotebookNode | None) -> None:
        """Raise `ReportError` where a notebook for the public did not prepare its review for it."""
        if self.audience == "team":
            return
        blocks = [
            "".join(output.get("data", {}).get("text/html", ""))
            for cell in (notebook or {"cells": []})["cells"]
            for output in cell.get("outputs", ())
        ]
        if not any(PREPARED in block for block in blocks):
            message = (
                "the notebook does not show that its review was made for the public. Let it say: "
                "evidence = sy.for_audience(sy.read_review(review), audience), then "
                "sy.show_review(evidence), or render it for the team: --audience team."
            )
            raise ReportError(message)

    def checked(self, files: Mapping[str, str], *, kept: Mapping[str, str]) -> dict[str, str]:
        """Return the files of a report with ``disclosure.json`` among them.

        Parameters
        ----------
        files
            Name -> content of what is to be published.
        kept
            The same of what is in the folder already and stays.

        Raises
        ------
        ReportError
            One for the public holds what may not leave the team. Then nothing is published.
        """
        every = {**kept, **files}
        pages = {name: text for name, text in every.items() if name.endswith(".html")}
        record = disclosure_record(self.read, self.review, pages)
        complete = {**files, DISCLOSURE_FILE: record}
        if self.audience == "public":
            hits = scan({**every, DISCLOSURE_FILE: record}, Wanted(self.read))
            if hits:
                raise ReportError(refusal(hits))
        return complete


def check_declared(
    declared: Mapping[str, Mapping[str, Parameter]], given: Given | None, audience: str
) -> None:
    """Raise where the audience is given as a parameter, or a notebook for the public does not take it.

    Parameters
    ----------
    declared
        Notebook -> its parameters.
    given
        What a person gave as parameters.
    audience
        Who will read the report.
    """
    names = [name for name, _ in (given.items() if isinstance(given, Mapping) else given or ())]
    if AUDIENCE in names:
        message = (
            f"parameter {AUDIENCE!r} is set by the rendering itself, so that all pages are for the same "
            "readers. Say it with --audience instead."
        )
        raise OptionError(message)
    without = [name for name, parameters in declared.items() if AUDIENCE not in parameters]
    if audience == "public" and without:
        message = (
            f"{list_in_words(without)} cannot say for whom it is: a notebook for the public needs the "
            f'parameter {AUDIENCE!r}. Let its parameters cell say: audience: str = "public", and below it '
            "evidence = sy.for_audience(sy.read_review(review), audience); or render it for the team: "
            "--audience team."
        )
        raise ReportError(message)


def with_audience(
    settled: Mapping[str, Mapping[str, Any]],
    declared: Mapping[str, Mapping[str, Parameter]],
    audience: str,
) -> dict[str, dict[str, Any]]:
    """Return the parameters of each notebook, the audience among them where it takes it."""
    return {
        name: {**values, AUDIENCE: audience} if AUDIENCE in declared[name] else dict(values)
        for name, values in settled.items()
    }


def check_folder(folder: Path, audience: str) -> None:
    """Raise `ReportError` where a folder holds a report for other readers.

    Parameters
    ----------
    folder
        It need not be there.
    audience
        Who will read the new one.
    """
    there = audience_of(folder)
    if there is not None and there != audience:
        message = (
            f"'{folder}' holds a report for the {there}; one for the {audience} in its place would mix "
            "the two. Choose another folder with --output, or take that report away."
        )
        raise ReportError(message)


def files_in(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the content of those of some files that are in a folder."""
    return {
        name: (folder / name).read_text(encoding="utf-8", errors="replace")
        for name in names
        if (folder / name).is_file()
    }
