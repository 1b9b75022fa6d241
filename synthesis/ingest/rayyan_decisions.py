"""What reviewers decided in Rayyan: from the notes of articles and from the log of events."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.text_file import clean_text, counted

__all__ = ["RayyanNotes", "ScreeningLog", "notes_in", "read_log", "reviewers_of_log", "say_agreement"]

_MARK = re.compile(r"(RAYYAN-INCLUSION|RAYYAN-LABELS|RAYYAN-EXCLUSION-REASONS|USER-NOTES)\s{0,5}:")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"\s{0,5}(=>|:)?', re.DOTALL)
# How Ruby writes what cannot stand between its quotation marks.
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "e": "", "a": "", "b": "", "f": "\n", "v": "\n"}
_DECISIONS = {"1": "Included", "0": "Maybe", "-1": "Excluded"}
_REASON = "__EXR__"
# Which share of common decisions must be the same for a user of the log to be a reviewer of the notes.
SAME_PERSON = 0.9


@dataclass
class RayyanNotes:
    """The notes of an article, taken apart.

    Parameters
    ----------
    decisions
        Reviewer -> ``Included``, ``Maybe``, ``Excluded``.
    labels, reasons
        What was written on it by anybody.
    user_notes
        Reviewer and note.
    rest
        What stood in the notes before Rayyan added to them.
    """

    decisions: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    user_notes: list[tuple[str, str]] = field(default_factory=list)
    rest: str = ""


def notes_in(text: str) -> RayyanNotes:
    """Take the notes of an article apart.

    Parameters
    ----------
    text
        As in the column ``notes``, the tag ``N1`` or the BibTeX field ``note``.
    """
    found = RayyanNotes()
    marks = list(_MARK.finditer(text))
    edges = [mark.start() for mark in marks] + [len(text)]
    found.rest = _part(text[: edges[0]])
    for mark, end in zip(marks, edges[1:], strict=True):
        value = _part(text[mark.end() : end])
        if mark[1] == "RAYYAN-INCLUSION":
            strings = _strings(value)
            for (name, is_key), (decision, _) in pairwise(strings):
                if is_key:
                    found.decisions[name] = _decision(decision)
            if not strings and _decision(value) != value:
                found.decisions["reviewer"] = _decision(value)
        elif mark[1] == "USER-NOTES":
            name = ""
            for string, is_key in _strings(value):
                if is_key:
                    name = string
                elif string:
                    found.user_notes.append((name, string))
        else:
            into = found.labels if mark[1] == "RAYYAN-LABELS" else found.reasons
            into += [part for part in map(str.strip, value.split(",")) if part and part not in into]
    return found


def _part(text: str) -> str:
    return text.strip().removesuffix("|").strip()


def _strings(value: str) -> list[tuple[str, bool]]:
    """Return the quoted strings of a Ruby hash, and whether each is a key."""
    return [
        (_ESCAPED.sub(_unescaped, string).strip(), bool(arrow)) for string, arrow in _STRING.findall(value)
    ]


def _unescaped(found: re.Match[str]) -> str:
    number = found[1] or found[2]
    if number:
        return chr(int(number, 16)) if int(number, 16) <= 0x10FFFF else "\ufffd"
    return _SIGNS.get(found[3], found[3])


def _decision(word: str) -> str:
    """Return a decision as Rayyan writes it today; what is unknown stays."""
    start = word.strip().strip("{}").casefold()[:5]
    return {"inclu": "Included", "exclu": "Excluded", "maybe": "Maybe"}.get(start, word.strip())


@dataclass
class ScreeningLog:
    """What the log of events says in the end, by article.

    Parameters
    ----------
    decisions
        Article -> user -> decision. Users are ``reviewer 1``, ``reviewer 2`` …
    reasons, labels
        Article -> what is written on it.
    """

    decisions: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)


def read_log(events: pd.DataFrame, articles: set[str], account: Account) -> ScreeningLog:
    """Replay the log: the last event of a user, article and key is what holds.

    Parameters
    ----------
    events
        Columns ``article_id``, ``key``, ``value`` and, where there are any, ``created_at``, ``user_id``
        and ``user_email``; text.
    articles
        Numbers of the articles that are there.
    account
        Is told what became of ``log events``.
    """
    log = ScreeningLog()
    events = events.map(clean_text)
    account.find("log events", len(events))
    users = events["user_id"] if "user_id" in events else pd.Series("", index=events.index)
    if "user_email" in events:
        users = users.where(users != "", events["user_email"])
    events = events.assign(user=users)
    if "created_at" in events and events["created_at"].str.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").all():
        events = events.sort_values("created_at", kind="stable")
    names = {user: f"reviewer {n}" for n, user in enumerate(dict.fromkeys(events["user"]), start=1)}
    # The key of a label or a reason carries quotation marks of its own.
    events = events.assign(key=events["key"].str.strip('"').str.strip())
    last = events.drop_duplicates(["user", "article_id", "key"], keep="last")
    account.leave_out(
        "log events",
        "a later event of the same reviewer, article and key replaced them",
        len(events) - len(last),
    )
    kept = 0
    unknown: Counter[str] = Counter()
    for user, article, key, value in zip(
        last["user"], last["article_id"], last["key"], last["value"], strict=True
    ):
        if article not in articles:
            account.leave_out("log events", "their article is in none of the files", [article])
        elif value.casefold() in ("deleted", ""):
            account.leave_out("log events", "what they set was withdrawn", [key.removeprefix(_REASON)])
        elif key == "included" and value in _DECISIONS:
            log.decisions.setdefault(article, {})[names[user]] = _DECISIONS[value]
            kept += 1
        elif key != "included" and value == "1":
            into = log.reasons if key.startswith(_REASON) else log.labels
            words = into.setdefault(article, [])
            name = key.removeprefix(_REASON)
            words += [name] if name not in words else []
            kept += 1
        else:
            unknown[key.removeprefix(_REASON)] += 1
    account.leave_out("log events", "their key or value is not known", list(unknown.elements()))
    account.keep("log events", kept, as_="decisions, labels and reasons")
    account.decide(
        "names in the log",
        f"{counted(len(names), 'person')} of the log {'is' if len(names) == 1 else 'are'} called reviewer 1"
        f"{f' to {len(names)}' if len(names) > 1 else ''}".replace("persons", "people"),
        evidence="the log knows them by e-mail address, which is not written into the review",
    )
    return log


def reviewers_of_log(
    notes: Mapping[str, Mapping[str, str]], log: Mapping[str, Mapping[str, str]], account: Account
) -> dict[str, str]:
    """Return which reviewer of the notes a user of the log is, where their decisions say so.

    Parameters
    ----------
    notes, log
        Article -> person -> decision.
    account
        Gets one decision.
    """
    same: Counter[tuple[str, str]] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for article, of_log in log.items():
        for name, decision in notes.get(article, {}).items():
            for user, logged in of_log.items():
                both[user, name] += 1
                same[user, name] += decision == logged
    found: dict[str, str] = {}
    for user, name in sorted(both, key=lambda pair: (-same[pair] / both[pair], -both[pair], pair)):
        sure = same[user, name] / both[user, name]
        if user in found or name in found.values() or sure < SAME_PERSON:
            continue
        found[user] = name
        n = counted(both[user, name], "record")
        account.decide(
            f"who {user} of the log is", f"{name} of the notes", confidence=sure, evidence=f"decisions on {n}"
        )
    return found


def say_agreement(decisions: Mapping[str, Mapping[str, str]], account: Account) -> None:
    """Remark how far each two reviewers agreed on the records that both decided on.

    Parameters
    ----------
    decisions
        Article -> reviewer -> decision.
    account
        Gets a sentence for each pair, for ten pairs at most.
    """
    both: Counter[tuple[str, str]] = Counter()
    same: Counter[tuple[str, str]] = Counter()
    for of_article in decisions.values():
        for pair in combinations(sorted(of_article), 2):
            both[pair] += 1
            same[pair] += of_article[pair[0]] == of_article[pair[1]]
    for (one, other), n in both.most_common(10):
        share = same[one, other] / n
        account.remark(
            f"{one} and {other} both decided on {counted(n, 'record')} and agreed on {same[one, other]:,} "
            f"({share:.0%})."
        )
    if len(both) > 10:
        account.remark(f"{len(both) - 10} further pairs of reviewers are not listed.")


def outcome_of(decisions: Sequence[str]) -> str:
    """Return what the decisions on one record come to: included, excluded, maybe, conflict or undecided."""
    kinds = set(decisions)
    if not kinds:
        return "undecided"
    if len(kinds) > 1:
        return "conflict"
    return {"Included": "included", "Excluded": "excluded", "Maybe": "maybe"}.get(kinds.pop(), "undecided")


def in_words(decisions: Mapping[str, str]) -> str:
    """Return decisions as people read them: ``Ana: Included; Ben: Excluded``."""
    return "; ".join(f"{name}: {decision}" for name, decision in sorted(decisions.items()))
