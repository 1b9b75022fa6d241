"""The rules of a review for what leaves the team, as ``disclosure`` in review.yaml gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.errors import Problem, check_option, did_you_mean, list_in_words

__all__ = ["AUDIENCES", "Rules", "check_audience", "counts_people", "disclosure_problems", "disclosure_rules"]

AUDIENCES = ("public", "team")

PARTS = {
    "minimum": "fewer people than this are not shown as a number",
    "studies": "published, or protected: then few studies are not shown as a number either",
    "sources": "renamed, or withheld",
    "words": "words that must not stand in a file for the public",
    "exempt": "words that may, each with the reason",
}

CHOICES = {"studies": ("published", "protected"), "sources": ("renamed", "withheld")}

NO_PERSON = frozenset(
    word + plural
    for word in ("document", "report", "record", "site", "group", "focus group", "organisation", "website")
    for plural in ("", "s")
)
"""Kinds of sources that are not people; every other kind is taken for people."""

MINIMUM = 5
LEAST_MINIMUM = 2


@dataclass(frozen=True)
class Rules:
    """What a review says about what leaves the team.

    Parameters
    ----------
    minimum
        Counts of people from 1 to one less than this are withheld from the public.
    studies
        ``published``: numbers of studies are shown. ``protected``: they are treated like people.
    sources
        ``renamed`` or ``withheld``.
    words
        Words that a public file must not hold.
    exempt
        Word -> the reason why it may stand there although it is somebody's name, say.
    """

    minimum: int = MINIMUM
    studies: str = "published"
    sources: str = "renamed"
    words: tuple[str, ...] = ()
    exempt: tuple[tuple[str, str], ...] = ()

    @property
    def are_studies_protected(self) -> bool:
        """Whether few studies are withheld as few people are."""
        return self.studies == "protected"


def check_audience(audience: str) -> None:
    """Raise `OptionError` unless ``audience`` is "public" or "team"."""
    check_option("audience", audience, AUDIENCES)


def counts_people(kind: str) -> bool:
    """Return whether sources of a kind are people."""
    return kind.strip().casefold() not in NO_PERSON


def disclosure_rules(given: Mapping[str, Any]) -> Rules:
    """Return the rules of a review.

    Parameters
    ----------
    given
        The entry ``disclosure`` of review.yaml, checked; what it does not say has its default.
    """
    return Rules(
        minimum=given.get("minimum") or MINIMUM,
        studies=given.get("studies") or "published",
        sources=given.get("sources") or "renamed",
        words=tuple(str(word).strip() for word in _as_list(given.get("words"))),
        exempt=tuple(
            (str(entry["word"]).strip(), str(entry["reason"]).strip()) for entry in given.get("exempt") or ()
        ),
    )


def disclosure_problems(given: Mapping[str, Any], file: str) -> list[Problem]:
    """Check the entry ``disclosure`` of review.yaml.

    Parameters
    ----------
    given
        The entry as read.
    file
        Name of the file, for messages.

    Returns
    -------
    All problems. Each is an error: a rule that is not understood would be a rule that is not kept.
    """
    problems = []

    def wrong(message: str, value: Any, advice: str = "") -> None:
        problems.append(Problem(message, file=file, column="disclosure", value=str(value), advice=advice))

    for part in given:
        if part not in PARTS:
            message = f"'{part}' is no rule of disclosure; the rules are {list_in_words(PARTS)}."
            wrong(message, part, did_you_mean(str(part), PARTS))
    minimum = given.get("minimum")
    if minimum is not None and (
        isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < LEAST_MINIMUM
    ):
        message = f"minimum: '{minimum}' must be a whole number from {LEAST_MINIMUM}."
        wrong(message, minimum, f"{MINIMUM} is usual: 1 to 4 people are then not shown as a number.")
    for part, allowed in CHOICES.items():
        value = given.get(part)
        if value is not None and value not in allowed:
            message = f"{part}: '{value}' is not allowed; it can be {list_in_words(allowed, last='or')}."
            wrong(message, value, did_you_mean(str(value), allowed))
    words = given.get("words")
    if words is not None and not isinstance(words, str | list):
        wrong(f"words: '{words}' must be a list.", words, "Write each on a line of its own, after a hyphen.")
    for word in _as_list(words):
        if not _is_word(word):
            shown = "a blank" if word is None or word == "" else f"'{word}'"
            wrong(f"words: {shown} stands in the list, but each entry must be text.", word)
    problems += _exempt_problems(given.get("exempt"), file)
    return problems


def _exempt_problems(exempt: Any, file: str) -> list[Problem]:
    """An exemption names a word and says why, or nobody can judge it."""
    where = {"file": file, "column": "disclosure"}
    advice = "Write '- word: lead' and below it, in the same column as word, 'reason: ' and a sentence."
    if exempt is None:
        return []
    if not isinstance(exempt, list):
        return [Problem(f"exempt: '{exempt}' must be a list.", value=str(exempt), advice=advice, **where)]
    problems = []
    for entry in exempt:
        if not isinstance(entry, Mapping):
            message = f"exempt: '{entry}' needs a word and a reason."
            problems.append(Problem(message, value=str(entry), advice=advice, **where))
            continue
        for part in entry:
            if part not in ("word", "reason"):
                message = f"exempt: '{part}' is no part of an exemption; the parts are word and reason."
                hint = did_you_mean(str(part), ("word", "reason"))
                problems.append(Problem(message, value=str(part), advice=hint, **where))
        for part in ("word", "reason"):
            if not _is_word(entry.get(part)):
                named = f" of '{entry['word']}'" if part == "reason" and _is_word(entry.get("word")) else ""
                message = f"exempt: the {part}{named} is missing."
                problems.append(Problem(message, value=str(entry), advice=advice, **where))
    return problems


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []


def _is_word(value: Any) -> bool:
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return is_text and str(value).strip() != ""
