"""Boolean terms: how they are written, which are the shortest, and the fewest that cover all rows.

A combination and a term are one character per condition, in the order of the conditions: ``1``
present, ``0`` absent, ``-`` either. So ``1-0`` is A*~C.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from synthesis.errors import OptionError

__all__ = ["covers", "minimal_covers", "prime_implicants", "term_in_words"]

# Steps of a search for models before it is given up: some seconds.
_MOST_STEPS = 50_000


def term_in_words(term: str, conditions: Sequence[str]) -> str:
    """Write a term as people do: ``A*~B``.

    Parameters
    ----------
    term
        One character per condition.
    conditions
        Names of the conditions.

    Returns
    -------
    The names joined by ``*``, with ``~`` before those that must be absent; "(always)" where none is
    left.
    """
    signs = {"1": "", "0": "~"}
    words = [signs[mark] + name for mark, name in zip(term, conditions, strict=True) if mark in signs]
    return "*".join(words) or "(always)"


def prime_implicants(positive: Iterable[str], free: Iterable[str] = ()) -> list[str]:
    """Return the shortest terms that cover positive combinations and nothing that is negative.

    Parameters
    ----------
    positive
        Combinations to be covered.
    free
        Combinations that may be covered.

    Returns
    -------
    The prime implicants that cover at least one positive combination, sorted.
    """
    positive = set(positive)
    level, primes = positive | set(free), set()
    while level:
        merged, used = set(), set()
        for term in level:
            # Each pair is met once, from the side where the condition is absent.
            for place in (place for place, mark in enumerate(term) if mark == "0"):
                other = f"{term[:place]}1{term[place + 1 :]}"
                if other in level:
                    merged.add(f"{term[:place]}-{term[place + 1 :]}")
                    used |= {term, other}
        primes |= level - used
        level = merged
    return sorted((term for term in primes if any(covers(term, row) for row in positive)), reverse=True)


def minimal_covers(terms: Sequence[str], rows: Iterable[str]) -> list[tuple[str, ...]]:
    """Return every choice of the fewest terms that together cover all rows.

    Parameters
    ----------
    terms
        Terms to choose from.
    rows
        Combinations, each covered by at least one term.

    Returns
    -------
    The choices, each in the order of ``terms``; none where there are no rows.

    Raises
    ------
    OptionError
        The search takes too many steps.
    """
    covered_by = {row: frozenset(n for n, term in enumerate(terms) if covers(term, row)) for row in rows}
    # Where every term that covers one row also covers another, the other needs no thought of its own.
    distinct = set(covered_by.values())
    choices = sorted(
        (options for options in distinct if not any(other < options for other in distinct)),
        key=lambda options: (len(options), sorted(options)),
    )
    if not choices:
        return []
    for size in range(_least_size(choices), len(choices) + 1):
        found = list(_covers_of_size(choices, size, frozenset(), [_MOST_STEPS]))
        if found:
            return [tuple(terms[n] for n in cover) for cover in sorted(map(sorted, found))]
    return []


def _covers_of_size(
    choices: list[frozenset[int]], size: int, refused: frozenset[int], steps_left: list[int]
) -> Iterator[frozenset[int]]:
    """Search the covers of so many terms: each holds one of those of the row with fewest to choose from."""
    if not choices:
        yield frozenset()
        return
    steps_left[0] -= 1
    if steps_left[0] < 0:
        raise OptionError(
            "the solution has too many models that are equally short: the cases cannot tell them apart. "
            "Name fewer conditions, or ask for the conservative solution."
        )
    left = [options - refused for options in choices]
    if not all(left) or _least_size(left) > size:
        return
    for term in sorted(min(left, key=lambda options: (len(options), sorted(options)))):
        rest = [options for options in choices if term not in options]
        for cover in _covers_of_size(rest, size - 1, refused, steps_left):
            yield cover | {term}
        # Covers with this term have all been found: each is listed once.
        refused = refused | {term}


def _least_size(choices: list[frozenset[int]]) -> int:
    """Count rows that share no term with one another: each of them needs a term of its own."""
    taken: set[int] = set()
    number = 0
    for options in sorted(choices, key=len):
        if not options & taken:
            taken |= options
            number += 1
    return number


def covers(wide: str, narrow: str) -> bool:
    """Return whether a term covers a combination, or every combination of another term."""
    return all(mark in ("-", other) for mark, other in zip(wide, narrow, strict=True))
