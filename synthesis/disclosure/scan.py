"""The finished files of a public report, searched for everything that nobody outside may read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from synthesis.disclosure.audience import rules_of
from synthesis.disclosure.consent import is_text_withheld
from synthesis.disclosure.contacts import contacts_in
from synthesis.disclosure.names import Name, known_names
from synthesis.disclosure.place import place_in
from synthesis.disclosure.readings import Reading, normalised, readings
from synthesis.disclosure.search import Found, NameSearch, PassageSearch
from synthesis.errors import list_in_words
from synthesis.review import Review
from synthesis.schema import TABLES

__all__ = ["Hit", "Wanted", "refusal", "scan"]

OWN_WORD = "a word that review.yaml keeps back"
MOST_TOLD = 10
MOST_PLACES = 20
"""Places of one name in one file that are worked out: whoever mends one mends all."""


@dataclass(frozen=True)
class Hit:
    """One thing that a file for the public must not hold.

    Parameters
    ----------
    file
        Its name.
    kind
        What was found: ``the name of a coder``, ``an e-mail address`` …
    where
        The heading, line and element, or the cell of a notebook.
    masked
        The first letter of what was found and its length; the rest is not repeated.
    """

    file: str
    kind: str
    where: str
    masked: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: {self.kind}{f' ({self.masked})' if self.masked else ''}"


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and what is left alone, for one review.

    Parameters
    ----------
    review
        As read, with its names; not the one for the public.
    """

    review: Review

    @cached_property
    def names(self) -> NameSearch:
        """The names and the review's own words."""
        rules = rules_of(self.review)
        wanted = [*known_names(self.review), *(Name(word, OWN_WORD) for word in rules.words)]
        if rules.are_studies_protected:
            studies, reports = self.review.studies, self.review.reports
            wanted += [Name(str(v), "the identifier of a study") for v in studies["study_id"]]
            wanted += [Name(str(v), "the citation of a study") for v in studies["citation"].dropna()]
            wanted += [Name(str(v), "the citation of a report") for v in reports["citation"].dropna()]
        return NameSearch(wanted, [word for word, _ in rules.exempt])

    @cached_property
    def passages(self) -> list[PassageSearch]:
        """The texts that are withheld.

        What a passage that everybody may read says as well is no secret. A memo may have been copied
        into what the team tells everybody; what somebody said without consent may not.
        """
        extracts = self.review.extracts
        is_withheld = is_text_withheld(extracts, "public")
        withheld = {
            "text of an extract that is withheld by consent": _texts(extracts.loc[is_withheld, "text"])
        }
        memos = {"text of a memo": _texts(self.review.memos["text"])}
        is_open = _texts(extracts.loc[~is_withheld, "text"])
        return [PassageSearch(withheld, is_open), PassageSearch(memos, [*is_open, *self._told_texts()])]

    def _told_texts(self) -> list[str]:
        """Return what the team tells everybody in its own words."""
        settings = self.review.settings
        open_texts = [*settings.summary.values(), *settings.interpretation.values()]
        for name in TABLES:
            if name in ("extracts", "memos", "sources"):
                continue
            table = getattr(self.review, name)
            for column in ("text", "definition", "statement", "sentence", "rationale", "note"):
                if column in table:
                    open_texts += _texts(table[column])
        return open_texts

    @cached_property
    def left_alone(self) -> list[str]:
        """Return what may hold a name: citations, authors, identifiers of studies and reports."""
        settings, studies, reports = self.review.settings, self.review.studies, self.review.reports
        phrases = [settings.citation, *settings.authors]
        if not rules_of(self.review).are_studies_protected:
            authors = [name for name in studies if re.search(r"author", str(name), re.IGNORECASE)]
            for table, columns in (
                (studies, ["study_id", "citation", "doi", *authors]),
                (reports, ["report_id", "citation", "doi"]),
            ):
                for column in columns:
                    phrases += _texts(table[column])
        return sorted(
            {" ".join(normalised(p).casefold().split()) for p in phrases if p}, key=len, reverse=True
        )


def scan(files: Mapping[str, str | bytes], wanted: Wanted) -> list[Hit]:
    """Search finished files.

    Parameters
    ----------
    files
        Name -> content.
    wanted
        For which review.

    Returns
    -------
    What was found, each thing once for each place in a file, as far as `MOST_PLACES` go.
    """
    hits: list[Hit] = []
    for name, content in files.items():
        # The same thing is found in several readings of a part: the one that shows most of it counts.
        best: dict[tuple[str, str, str], list[tuple[Reading, Found]]] = {}
        for reading in readings(name, content):
            here: dict[tuple[str, str, str], list[tuple[Reading, Found]]] = {}
            for found in _found(reading, wanted):
                if not _is_left_alone(reading.text, found, wanted.left_alone):
                    key = (reading.where, found.kind, found.text.casefold())
                    here.setdefault(key, []).append((reading, found))
            for key, several in here.items():
                if len(several) > len(best.get(key, ())):
                    best[key] = several
        for (_, kind, _), several in best.items():
            places = dict.fromkeys(place_in(reading, found) for reading, found in several[:MOST_PLACES])
            hits += [Hit(name, kind, place, _masked(several[0][1].text)) for place in places]
    return hits


def _found(reading: Reading, wanted: Wanted) -> Iterable[Found]:
    yield from wanted.names.find(reading.text)
    if reading.how in ("lines", "attributes"):
        for kind, start, end in contacts_in(reading.text):
            yield Found(kind, reading.text[start:end], start, end)
        for passages in wanted.passages:
            yield from passages.find(reading.text)


def _is_left_alone(text: str, found: Found, phrases: list[str]) -> bool:
    """Return whether what was found stands in a citation, say."""
    for phrase in phrases:
        # Blanks in a page may be more than in the data.
        start = max(0, found.start - 2 * len(phrase))
        around = text[start : found.end + 2 * len(phrase)].casefold()
        if phrase[:3] not in around:
            continue
        pattern = re.compile(r"(?<![^\W_])" + r"\s+".join(map(re.escape, phrase.split())))
        for match in pattern.finditer(around):
            if start + match.start() <= found.start and found.end <= start + match.end():
                return True
    return False


def _masked(text: str) -> str:
    """Return enough of what was found to know it again, and no more."""
    return f"{text[0]}…, {len(text)} characters" if text else ""


def refusal(hits: list[Hit]) -> str:
    """Say what was found and what to do, in a few lines.

    Parameters
    ----------
    hits
        At least one.
    """
    n = len(hits)
    found = "one thing in its files" if n == 1 else f"{n} things in its files"
    lines = [f"The report was not published: {found} may not leave the team."]
    lines += [f"  {hit}" for hit in hits[:MOST_TOLD]]
    if n > MOST_TOLD:
        files = list(dict.fromkeys(hit.file for hit in hits))
        lines.append(f"  and {n - MOST_TOLD} more, in {list_in_words(files, most=5)}")
    lines += [
        "Take it out of the data, of review.yaml or of the notebook that shows it. Where the word is no",
        "name in that place, write it into review.yaml with the reason, under disclosure: exempt.",
        "A report for the team is not searched: --audience team.",
    ]
    return "\n".join(lines)


def _texts(values: pd.Series) -> list[str]:
    return [str(value) for value in values.dropna()]
