"""The account of an import: per kind of thing what was found, what was kept, what was left out and why.

Found is kept plus left out, always. Whoever reads a file says what stands in it; whoever makes the
tables says what became of it. `Account.check` refuses an account that does not add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

__all__ = ["Account", "Decision", "Entry", "Mismatch"]

MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Decision:
    """A choice that an import had to make because the file does not say.

    Parameters
    ----------
    about
        What was open: ``"offsets"``.
    choice
        What was chosen, in words.
    confidence
        0 to 1: the share of the evidence that speaks for it; None where nothing could be measured.
    evidence
        What speaks for it, in words and numbers.
    """

    about: str
    choice: str
    confidence: float | None = None
    evidence: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, for ``import-log.json``."""
        sure = None if self.confidence is None else round(self.confidence, 4)
        return {
            "about": self.about,
            "choice": self.choice,
            "confidence": sure,
            "evidence": self.evidence,
        }


@dataclass(frozen=True)
class Mismatch:
    """A passage where the text of the source and what the tool stored differ.

    Parameters
    ----------
    document
        Name of the source.
    place
        Where in it, in words: ``characters 69 to 126``.
    in_source, stored
        The two texts.
    kept
        Which of them the review holds: ``"source"`` or ``"stored"``.
    """

    document: str
    place: str
    in_source: str
    stored: str
    kept: str


@dataclass
class Entry:
    """What became of one kind of thing.

    Parameters
    ----------
    kind
        The kind, as the tool's users call it, in the plural: ``"codings"``.
    found
        How many stand in the file.
    kept
        How many of them the review holds.
    kept_as
        What they are in the review, in words; empty where it is the same.
    left_out
        Reason -> number.
    examples
        Reason -> the first few by name.
    """

    kind: str
    found: int = 0
    kept: int = 0
    kept_as: str = ""
    left_out: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    @property
    def n_left_out(self) -> int:
        """How many were left out, for whatever reason."""
        return sum(self.left_out.values())

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, for ``import-log.json``."""
        reasons = [
            {"reason": reason, "n": n, "examples": self.examples.get(reason, [])}
            for reason, n in self.left_out.items()
        ]
        return {
            "kind": self.kind,
            "found": self.found,
            "kept": self.kept,
            "kept_as": self.kept_as or self.kind,
            "left_out": reasons,
        }


class Account:
    """What an import found, kept and left out, and what it decided on the way."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self.decisions: list[Decision] = []
        self.mismatches: list[Mismatch] = []
        self.remarks: list[str] = []

    def __getitem__(self, kind: str) -> Entry:
        return self._entries.setdefault(kind, Entry(kind))

    @property
    def entries(self) -> list[Entry]:
        """Every kind of thing, in the order in which it was first spoken of."""
        return list(self._entries.values())

    def find(self, kind: str, n: int = 1) -> None:
        """Say that ``n`` more things of a kind stand in the file.

        Parameters
        ----------
        kind, n
            See `Entry`.
        """
        self[kind].found += int(n)

    def keep(self, kind: str, n: int = 1, *, as_: str = "") -> None:
        """Say that ``n`` more of them are in the review.

        Parameters
        ----------
        kind, n
            See `Entry`.
        as_
            What they are there, in words.
        """
        self[kind].kept += int(n)
        self[kind].kept_as = as_ or self[kind].kept_as

    def leave_out(self, kind: str, reason: str, names: Iterable[str] | int) -> None:
        """Say that some of them are not, and why.

        Parameters
        ----------
        kind
            See `Entry`.
        reason
            Why, as words that follow "because": "it is not codable".
        names
            What they are called, one each; or their number where they have no names.
        """
        names = [""] * names if isinstance(names, int) else [str(name) for name in names]
        if not names:
            return
        entry = self[kind]
        entry.left_out[reason] = entry.left_out.get(reason, 0) + len(names)
        shown = entry.examples.setdefault(reason, [])
        shown += [name for name in dict.fromkeys(names) if name and name not in shown]
        del shown[MOST_EXAMPLES:]

    def decide(self, about: str, choice: str, *, confidence: float | None = None, evidence: str = "") -> None:
        """Write down a choice that the file left open; the parameters are those of `Decision`."""
        self.decisions.append(Decision(about, choice, confidence, evidence))

    def remark(self, sentence: str) -> None:
        """Write down something worth knowing, as one sentence; the same one only once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def add(self, other: Account) -> None:
        """Take in the account of another file of the same import."""
        for entry in other.entries:
            mine = self[entry.kind]
            mine.found += entry.found
            mine.kept += entry.kept
            mine.kept_as = mine.kept_as or entry.kept_as
            for reason, n in entry.left_out.items():
                self.leave_out(entry.kind, reason, entry.examples.get(reason, []))
                named = min(len(entry.examples.get(reason, [])), n)
                mine.left_out[reason] = mine.left_out.get(reason, 0) + n - named
        self.decisions += other.decisions
        self.mismatches += other.mismatches
        for sentence in other.remarks:
            self.remark(sentence)

    def check(self) -> None:
        """Raise `AssertionError` where found is not kept plus left out: a fault of the importer."""
        for entry in self.entries:
            if entry.found != entry.kept + entry.n_left_out:
                raise AssertionError(
                    f"the account of {entry.kind} does not add up: {entry.found} found, "
                    f"{entry.kept} kept, {entry.n_left_out} left out"
                )

    def table(self) -> pd.DataFrame:
        """Return one row per kind and reason: ``kind, found, kept, kept_as, left_out, reason``."""
        rows: list[dict[str, Any]] = []
        for entry in self.entries:
            first = {"kind": entry.kind, "found": entry.found, "kept": entry.kept}
            first["kept_as"] = entry.kept_as or entry.kind
            for reason, n in entry.left_out.items() or [("", 0)]:
                rows.append(first | {"left_out": n, "reason": reason})
        return pd.DataFrame(rows, columns=["kind", "found", "kept", "kept_as", "left_out", "reason"])

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, for ``import-log.json``."""
        return {
            "things": [entry.as_dict() for entry in self.entries],
            "decisions": [decision.as_dict() for decision in self.decisions],
            "mismatches": [vars(mismatch) for mismatch in self.mismatches],
            "remarks": list(self.remarks),
        }
