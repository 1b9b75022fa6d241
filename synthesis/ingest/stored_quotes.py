"""Passages as a tool stored them, held against the text that stands at their positions.

A tool stores where a passage begins and ends and, beside it, a copy of its words. The copy shows how
the tool counts, and where the text was edited after it was coded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from synthesis.ingest.account import Account, Mismatch
from synthesis.ingest.positions import OUTSIDE, Converter

__all__ = ["Convention", "Settled", "Stored", "settle_quotes", "with_plain_breaks"]

# Characters that are looked through for all stale quotes together: a few seconds.
MOST_SEARCHED = 300_000_000


@dataclass(frozen=True)
class Convention:
    """A way in which a tool counts positions.

    Parameters
    ----------
    name
        In words: ``"UTF-16 code units"``.
    convert
        Its positions as code points.
    is_distinct
        Whether it can differ, for a text, from the conventions before it.
    """

    name: str
    convert: Converter
    is_distinct: Callable[[str], bool] = lambda text: True


class Stored(NamedTuple):
    """A passage as it stands in the database: positions as the tool counts them, and its words."""

    document_id: str
    first: int | None
    last: int | None
    text: str


class Settled(NamedTuple):
    """A passage in code points of the document's text, or missing where it stands nowhere in it."""

    start: int | None
    end: int | None
    text: str
    locator: str = ""


def with_plain_breaks(text: str) -> str:
    """Return a text with each kind of line and paragraph break written as a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\u2028", "\n")


def settle_quotes(
    quotes: Sequence[Stored],
    documents: Mapping[str, tuple[str, str | None]],
    conventions: Sequence[Convention],
    account: Account,
    *,
    kept: str = "stored",
) -> list[Settled | None]:
    """Say for each passage where it stands and what its words are.

    Parameters
    ----------
    quotes
        The passages.
    documents
        Identifier -> name and text; the text is None where the file does not hold it.
    conventions
        How the tool counts. A passage whose stored words do not stand where the first convention
        says is tried with the next.
    account
        Is told of the convention, with the share of quotes that it fits, and of each mismatch.
    kept
        Which words are kept where the text and the tool differ, ``"stored"`` or ``"source"``.
        Stored words are then looked for in the rest of the text, and placed where they stand once.

    Returns
    -------
    One for each quote; None for one that has neither words nor a place in the text.
    """
    settled: list[Settled | None] = [None] * len(quotes)
    fitting = [0] * len(conventions)
    stale: list[tuple[int, str]] = []  # of a quote: its number, and what stands there now
    for document_id, numbers in _by_document(quotes).items():
        text = documents[document_id][1]
        if text is None:
            for number in numbers:
                settled[number] = _unplaced(quotes[number])
            continue
        waiting = numbers
        there: dict[int, str] = {}
        for rank, convention in enumerate(conventions):
            if not waiting or (rank and not convention.is_distinct(text)):
                continue
            first = [-1 if quotes[n].first is None else quotes[n].first for n in waiting]
            last = [-1 if quotes[n].last is None else quotes[n].last for n in waiting]
            starts, ends = convention.convert(text, np.array(first)), convention.convert(text, np.array(last))
            unfit = []
            for number, start, end in zip(waiting, starts.tolist(), ends.tolist(), strict=True):
                stored = quotes[number].text
                is_place = start != OUTSIDE and start < end
                found = text[start:end] if is_place else ""
                if is_place and (_is_same(found, stored) or (not stored.strip() and rank == 0)):
                    settled[number] = Settled(start, end, found)
                    fitting[rank] += bool(stored)
                    continue
                unfit.append(number)
                if rank == 0:
                    there[number] = found
                    if is_place and kept == "source":
                        settled[number] = Settled(start, end, found)
            waiting = unfit
        stale += [(number, there[number]) for number in waiting]
    n_moved = _settle_stale(stale, quotes, documents, settled, account)
    _report(conventions, fitting, sum(1 for n, _ in stale if quotes[n].text.strip()), n_moved, account)
    return settled


def _by_document(quotes: Sequence[Stored]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, quote in enumerate(quotes):
        found.setdefault(quote.document_id, []).append(number)
    return found


def _is_same(found: str, stored: str) -> bool:
    return found == stored or with_plain_breaks(found) == with_plain_breaks(stored)


def _unplaced(quote: Stored) -> Settled | None:
    if not quote.text.strip():
        return None
    return Settled(None, None, with_plain_breaks(quote.text), _place(quote))


def _place(quote: Stored) -> str:
    if quote.first is None or quote.last is None:
        return ""
    return f"characters {quote.first} to {quote.last}"


def _settle_stale(
    stale: Sequence[tuple[int, str]],
    quotes: Sequence[Stored],
    documents: Mapping[str, tuple[str, str | None]],
    settled: list[Settled | None],
    account: Account,
) -> int:
    """Settle the quotes that are not where they should be; return how many were found elsewhere."""
    n_moved, searched = 0, 0
    for number, in_source in stale:
        quote = quotes[number]
        name, text = documents[quote.document_id]
        if not quote.text.strip() or text is None:
            continue  # without stored words there is nothing to differ from
        words = with_plain_breaks(quote.text)
        keeps_source = settled[number] is not None
        mismatch = Mismatch(
            name, _place(quote) or "no position", in_source, words, "source" if keeps_source else "stored"
        )
        account.mismatches.append(mismatch)
        if keeps_source:
            continue
        searched += len(text)
        start = _only_place(words, text, quote.first) if searched <= MOST_SEARCHED else None
        if start is None:
            place = _place(quote)
            settled[number] = Settled(None, None, words, f"{place} when it was coded" if place else "")
        else:
            settled[number] = Settled(start, start + len(words), words)
            n_moved += 1
    if searched > MOST_SEARCHED:
        account.remark("Not every quote that differs from its text was looked for in the rest of the text.")
    return n_moved


def _only_place(words: str, text: str, first: int | None) -> int | None:
    """Return where words stand in a text, if they stand one place before where they should, or once."""
    # One too early is how RQDA stores its quotes when the file is edited in it.
    if first and text.startswith(words, first - 1):
        return first - 1
    start = text.find(words)
    return start if start >= 0 and text.find(words, start + 1) < 0 else None


def _report(
    conventions: Sequence[Convention], fitting: Sequence[int], n_stale: int, n_moved: int, account: Account
) -> None:
    n_quotes = sum(fitting) + n_stale
    if not n_quotes:
        return
    account.decide(
        "positions",
        f"{conventions[0].name}, the end not included",
        confidence=fitting[0] / n_quotes,
        evidence=f"{fitting[0]:,} of {n_quotes:,} stored quotes are the text that stands there",
    )
    for convention, n in zip(conventions[1:], fitting[1:], strict=True):
        if n:
            account.decide(
                "positions",
                f"{convention.name} for {n:,} passages",
                confidence=n / n_quotes,
                evidence="their stored words stand where that count leads, and not where the first does",
            )
    if n_stale:
        elsewhere = f" {n_moved:,} of them stand elsewhere in it and were placed there." if n_moved else ""
        account.remark(
            f"{n_stale:,} of {n_quotes:,} stored quotes differ from the text that stands at their place; "
            f"each is listed, with what was kept.{elsewhere}"
        )
