"""The people and sources that a review names, and what they are called where nobody may know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from synthesis.review import Review

__all__ = ["CONSENSUS", "Name", "known_names", "naming_columns", "pseudonyms"]

CONSENSUS = "consensus"
"""What the consensus coder is called, and the appraiser of agreed answers: nobody's name."""

PSEUDONYM = re.compile(r"(?:coder|appraiser|author|source|participant|document)[ _-]?\d+", re.IGNORECASE)
"""A name that says no more than what it would be replaced by."""

NAMING = re.compile(
    r"(?:^|[_\s-])(?:names?|surname|forename|initials|e-?mail|mail|phone|telephone|mobile|contact|address"
    r"|postcode|nhs|pseudonym)(?:$|[_\s-])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Name:
    """Something that names a person or a source.

    Parameters
    ----------
    text
        The name as it stands in the review.
    kind
        Whose it is: ``the name of a coder`` …
    """

    text: str
    kind: str


def known_names(review: Review) -> list[Name]:
    """Return what a file for the public may not hold: everybody whom the tables of a review name.

    Parameters
    ----------
    review
        As read, with its names. Not modified.

    Returns
    -------
    Each name once, in the order of the tables. Not "consensus", and nothing that is no more than a
    pseudonym by itself ("coder 1").
    """
    found: dict[str, Name] = {}
    for kind, values in _named(review):
        for value in values:
            text = str(value).strip()
            if text and text.casefold() != CONSENSUS and not PSEUDONYM.fullmatch(text):
                found.setdefault(text, Name(text, kind))
    return list(found.values())


def _named(review: Review) -> Iterator[tuple[str, Iterable[str]]]:
    sources = review.sources
    yield "the name of a coder", review.codings["coder"].dropna().unique()
    yield "the name of a coder", review.assignments["coder"].dropna().unique()
    yield "the name of a coder", [review.settings.consensus_coder]
    yield "the name of an appraiser", review.appraisal["appraiser"].dropna().unique()
    yield "the author of a memo", review.memos["author"].dropna().unique()
    yield "the author of a change to the codebook", review.code_changes["author"].dropna().unique()
    yield "the author of a merge", review.configuration_merges["author"].dropna().unique()
    yield "the identifier of a source", sources["source_id"].dropna().unique()
    for column in naming_columns(sources):
        yield f"{column} of a source", sources[column].dropna().unique()


def naming_columns(sources: pd.DataFrame) -> list[str]:
    """Return the open columns of ``sources`` that name people rather than describe them.

    Parameters
    ----------
    sources
        The table. Not modified.

    Returns
    -------
    Columns whose heading says so (name, e-mail, phone …), and columns of words in which every source
    has a value of its own.
    """
    declared = {"source_id", "study_id", "kind", "role"}
    columns = []
    for column in sources.columns:
        values = sources[column].dropna().astype("str")
        if column in declared or values.empty:
            continue
        is_words = pd.to_numeric(values, errors="coerce").isna().any()
        is_own = len(values) > 1 and values.is_unique and is_words
        if NAMING.search(str(column)) or is_own:
            columns.append(str(column))
    return columns


def pseudonyms(names: Iterable[str], noun: str, *, kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return name -> what it is called instead: ``coder 1``, ``coder 2`` …

    Parameters
    ----------
    names
        Numbered in this order, each once.
    noun
        What they are.
    kept
        Names that have a word of their own, and no number.
    """
    kept = dict(kept or {})
    others = [name for name in dict.fromkeys(names) if name not in kept]
    return kept | {name: f"{noun} {number}" for number, name in enumerate(others, start=1)}
