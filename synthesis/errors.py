"""Every error a person can meet, and how it is worded.

A problem says four things: where it is (file, row, column), what was found there, what
would be allowed, and what to do next. Rows are counted as a spreadsheet counts them: the
header is row 1, the first row of data is row 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "OptionError",
    "Problem",
    "ReportError",
    "ReviewError",
    "SynthesisError",
    "UnreadableError",
    "check_option",
    "did_you_mean",
    "hints_for",
    "list_in_words",
    "nearest",
]


class SynthesisError(Exception):
    """Base of every error that this package raises on purpose."""


class OptionError(SynthesisError, ValueError):
    """An option of a function or a parameter of a notebook has a value that it cannot take."""


class UnreadableError(SynthesisError):
    """A file of some tool could not be imported, or a review not be exported: one clear sentence.

    Parameters
    ----------
    file
        Name of the file; never a path of the machine.
    reason
        What is wrong with it, without a full stop.
    advice
        What to do next, as a sentence.
    """

    def __init__(self, file: str, reason: str, advice: str = "") -> None:
        self.file, self.reason, self.advice = file, reason, advice
        super().__init__(file, reason, advice)

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}. {self.advice}".strip()


class ReportError(SynthesisError):
    """A report could not be rendered, wholly or in part."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth knowing, about a review.

    Parameters
    ----------
    message
        What is wrong, the value included, and what is allowed.
    file
        Name of the file, or of the workbook and its sheet; never a path of the machine.
    row
        Row as a spreadsheet counts it (header = 1), or None where no single row is meant.
    column
        Name of the column, or None.
    value
        The value found, as text, or None.
    advice
        What to do next; empty where the message already says it.
    level
        ``"error"``: the review is not valid. ``"warning"``: shown and kept.
    """

    message: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None
    advice: str = ""
    level: Literal["error", "warning"] = "error"

    @property
    def place(self) -> str:
        """Where the problem is, in words: ``codings.csv row 14, column code_id``."""
        where = self.file
        if self.row is not None:
            where = f"{where} row {self.row}".strip()
        if self.column is not None:
            where = f"{where}, column {self.column}" if where else f"column {self.column}"
        return where

    @property
    def sentence(self) -> str:
        """The message and the advice, without the place."""
        return f"{self.message} {self.advice}".strip()

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


class ReviewError(SynthesisError):
    """A review is not valid. Carries every problem that was found, not the first only.

    Parameters
    ----------
    problems
        All problems, errors and warnings, in the order in which people will want to mend them.
    name
        What was read, as the person named it.
    is_missing
        Whether there was nothing to read at all.
    """

    def __init__(
        self, problems: Sequence[Problem], name: str = "the review", *, is_missing: bool = False
    ) -> None:
        self.problems = tuple(problems)
        self.is_missing = is_missing
        self.name = name
        super().__init__(problems, name)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the review invalid."""
        return tuple(p for p in self.problems if p.level == "error")

    def __str__(self) -> str:
        count = len(self.errors)
        if self.is_missing:
            return str(self.problems[0])
        lines = [f"{self.name} is not valid: {count} error{'s' if count != 1 else ''}."]
        lines += [f"  {problem}" for problem in self.errors]
        lines.append("Nothing was read. Mend these and run `synthesis check` again.")
        return "\n".join(lines)


def nearest(value: str, allowed: Iterable[Any], *, cutoff: float = 0.6) -> str | None:
    """Return the allowed value most like ``value``, or None where none is close.

    Parameters
    ----------
    value, allowed
        What was given and what may be given.
    cutoff
        Least similarity, 0 to 1 (`difflib.SequenceMatcher.ratio`).
    """
    return _nearest_folded(value, _by_folded(allowed), cutoff)


# Likeness costs time with every pair, so hints end where they would take longer than the check.
MOST_COMPARED = 5_000
MOST_HINTS = 20
LONGEST_COMPARED = 200


def _by_folded(allowed: Iterable[Any]) -> dict[str, str]:
    return {str(a).strip().casefold(): str(a) for a in allowed}


def _nearest_folded(
    value: str, by_folded: dict[str, str], cutoff: float, *, by_likeness: bool = True
) -> str | None:
    folded = str(value).strip().casefold()
    if folded in by_folded:
        return by_folded[folded]
    if not by_likeness or len(by_folded) > MOST_COMPARED or len(folded) > LONGEST_COMPARED:
        return None
    found = difflib.get_close_matches(folded, by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def hints_for(values: Iterable[Any], allowed: Iterable[Any], *, cutoff: float = 0.6) -> dict[str, str]:
    """Return `did_you_mean` for each of many values, in a time that does not grow with their square.

    Parameters
    ----------
    values
        The distinct wrong values. All are looked up but for case and white space; only the first
        20 are compared by likeness.
    allowed, cutoff
        As in `nearest`.

    Returns
    -------
    The hint of each value, by value; empty where nothing is close.
    """
    values = list(values)
    by_folded = _by_folded(allowed) if values else {}
    close = {
        value: _nearest_folded(value, by_folded, cutoff, by_likeness=position < MOST_HINTS)
        for position, value in enumerate(values)
    }
    return {value: f"Did you mean '{hint}'?" if hint is not None else "" for value, hint in close.items()}


def did_you_mean(value: str, allowed: Iterable[Any], *, cutoff: float = 0.6) -> str:
    """Return ``Did you mean 'trust'?`` where an allowed value is close, else an empty text."""
    close = nearest(value, allowed, cutoff=cutoff)
    return f"Did you mean '{close}'?" if close is not None else ""


def list_in_words(values: Iterable[Any], *, most: int = 12, last: str = "and") -> str:
    """Join values as people do, and say how many were left out: ``a, b, c and 4 more``.

    Parameters
    ----------
    values
        What to join.
    most
        How many are named at most.
    last
        The word before the last one: "and" or "or".
    """
    words = [str(v) for v in values]
    if not words:
        return "none"
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def check_option(name: str, value: Any, allowed: Iterable[Any]) -> None:
    """Raise `OptionError` unless ``value`` is one of ``allowed``.

    Parameters
    ----------
    name
        The option, as the caller wrote it.
    value, allowed
        What was given and what may be given.
    """
    options = list(allowed)
    if value in options:
        return
    hint = did_you_mean(str(value), options)
    message = f"{name}={value!r} is not allowed; it can be {list_in_words(map(repr, options), last='or')}."
    raise OptionError(f"{message} {hint}".strip())
