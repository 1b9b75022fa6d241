"""The answers of a Covidence template: one a study, from reviewers, their consensus, or arms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.schema_values import fits_column
from synthesis.ingest.text_file import clean_text, counted

__all__ = ["Answers", "StudyRows"]


@dataclass
class StudyRows:
    """The rows of one study.

    Parameters
    ----------
    named, number, title
        What Covidence calls the study.
    rows
        Column -> cell, one mapping a row; blank cells are not in it.
    """

    named: str
    number: str
    title: str
    rows: list[dict[str, str]] = field(default_factory=list)


class Answers:
    """Takes the answers of a template into columns of the review, and accounts for each."""

    def __init__(self, columns: Mapping[str, str], account: Account, said: Any) -> None:
        self._columns = columns
        self._account = account
        self._said = {
            (clean_text(e.get("study")), clean_text(e.get("field"))): clean_text(e.get("choice"))
            for e in (said if isinstance(said, list) else [])
            if isinstance(e, Mapping) and e.get("choice")
        }
        self._overruled: Counter[str] = Counter()
        self.open_ones: list[dict[str, str]] = []

    def of_reviewers(self, study: StudyRows, reviewer: str) -> dict[str, str]:
        """Return column -> answer of a study: the consensus where there is one, else what all say."""
        consensus = [row for row in study.rows if row.get(reviewer, "").casefold().startswith("consensus")]
        found: dict[str, str] = {}
        for name, column in self._columns.items():
            given = [(_called(row.get(reviewer, "")), row[name]) for row in study.rows if name in row]
            if not given:
                continue
            self._account.find("answers", len(given))
            if not column:
                self._account.leave_out("answers", "their column is left out", [name] * len(given))
                continue
            if consensus:
                answer = consensus[-1].get(name, "")
                reason = "the consensus says otherwise"
            else:
                answer, reason = self._without_consensus(study, name, given)
            same = sum(1 for _, text in given if text == answer)
            self._account.keep("answers", same, as_="attributes of studies")
            self._account.leave_out("answers", reason, [name] * (len(given) - same))
            self._overruled[study.named] += bool(consensus) and same < len(given)
            if answer:
                self._write(found, column, answer)
        return found

    def _without_consensus(
        self, study: StudyRows, name: str, given: Sequence[tuple[str, str]]
    ) -> tuple[str, str]:
        if len({text for _, text in given}) == 1:
            return given[0][1], ""
        choice = self._said.get((study.named, name), "")
        answers = "; ".join(f"{reviewer}: {text}" for reviewer, text in given)
        self.open_ones.append({"study": study.named, "field": name, "answers": answers, "choice": choice})
        return (
            choice,
            "the mapping chose another" if choice else "the reviewers disagree, without a consensus",
        )

    def of_arms(self, study: StudyRows, varying: set[str]) -> dict[str, str]:
        """Return column -> answer of a study from columns in which no study's arms differ."""
        found: dict[str, str] = {}
        for name, column in self._columns.items():
            given = [row[name] for row in study.rows if name in row]
            if not given or name in varying:
                continue
            self._account.find("answers", len(given))
            if not column:
                self._account.leave_out("answers", "their column is left out", [name] * len(given))
                continue
            self._account.keep("answers", len(given), as_="attributes of studies and arms")
            self._write(found, column, given[0])
        return found

    def arms(self, study: StudyRows, arm: str, varying: set[str]) -> list[dict[str, str]]:
        """Return what the sources of a study say: one an arm."""
        found = []
        for number, row in enumerate(study.rows, start=1):
            source = {"role": row.get(arm, f"arm {number}")}
            for name in varying & set(row):
                self._account.find("answers")
                column = self._columns[name]
                if column:
                    self._account.keep("answers", as_="attributes of studies and arms")
                    source[column] = row[name]
                else:
                    self._account.leave_out("answers", "their column is left out", [name])
            found.append(source)
        return found

    def _write(self, found: dict[str, str], column: str, answer: str) -> None:
        if fits_column("studies", column, answer):
            found[column] = answer
        else:
            found[f"{column}_as_reported"] = answer

    def remark(self) -> None:
        """Say where reviewers differ."""
        overruled = {study: n for study, n in self._overruled.items() if n}
        if overruled:
            n = counted(sum(overruled.values()), "answer")
            shown = list_in_words([f"{study} ({k})" for study, k in overruled.items()], most=5)
            self._account.remark(f"In {n} a reviewer said otherwise than the consensus: {shown}.")
        undecided = [e for e in self.open_ones if not e["choice"]]
        if undecided:
            shown = list_in_words([f"{e['study']}, {e['field']}" for e in undecided], most=5)
            self._account.remark(
                f"{counted(len(undecided), 'answer')} left blank, because reviewers disagree without a "
                f"consensus: {shown}. Choose in the mapping, under disagreements."
            )


def _called(reviewer: str) -> str:
    """Return the name of a reviewer, but no e-mail address."""
    return reviewer if reviewer and "@" not in reviewer else "reviewer"
