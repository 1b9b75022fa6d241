"""Look for names, words and passages in a text, in a time that does not grow with their number.

A text is taken apart into its words once; each name is then found by its first two words. So a name
is never found inside another word, and several hundred names take no longer than one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from synthesis.disclosure.names import Name
from synthesis.disclosure.readings import normalised

__all__ = ["Found", "NameSearch", "PassageSearch", "words_of"]

WORD = re.compile(r"[^\W_]+")
WORD_OR_LINE = re.compile(r"[^\W_]+|\n")  # two passages under each other are no third one
BETWEEN = re.compile(r"[^\w!?]{0,3}|_")
SHORT = 4
"""A name with fewer letters is looked for as it is written: "Al" is no "al"."""

RUN = 8
"""Words in a row that make a passage recognisable."""

SHORTEST_PASSAGE = 5


@dataclass(frozen=True)
class Found:
    """Something that was found in a text: what kind, which words, and where."""

    kind: str
    text: str
    start: int
    end: int


@dataclass
class NameSearch:
    """Names, ready to be looked for.

    Parameters
    ----------
    names
        Those with no letter, or of one sign only, cannot be looked for: ``unsearchable`` holds them.
    exempt
        Words that are not looked for.
    """

    names: Collection[Name]
    exempt: Iterable[str] = ()
    unsearchable: list[Name] = field(default_factory=list)

    def __post_init__(self) -> None:
        exempt = {tuple(words_of(word)) for word in self.exempt}
        # Identifiers such as study-01-p3 share their first word: by two words they are told apart.
        self._several: dict[tuple[str, str], list[tuple[tuple[str, ...], Name]]] = {}
        self._one: dict[str, list[Name]] = {}
        self._exact: dict[str, list[Name]] = {}
        for name in self.names:
            written = tuple(WORD.findall(normalised(name.text)))
            folded = tuple(word.casefold() for word in written)
            n_letters = sum(letter.isalpha() for word in written for letter in word)
            if folded in exempt:
                continue
            if n_letters == 0 or len("".join(written)) < 2:
                self.unsearchable.append(name)
            elif n_letters < SHORT and len(written) == 1:
                self._exact.setdefault(written[0], []).append(name)
            elif len(folded) == 1:
                self._one.setdefault(folded[0], []).append(name)
            else:
                for order in _orders(folded):
                    self._several.setdefault(order[:2], []).append((order, name))
        self._firsts = {first for first, _ in self._several}

    def find(self, text: str) -> Iterator[Found]:
        """Find the names in a normalised text."""
        before, start, middle = "", 0, 0
        for word in WORD.finditer(text):
            written = word[0]
            folded = written.casefold()
            for name in (*self._exact.get(written, ()), *self._one.get(folded, ())):
                yield Found(name.kind, written, word.start(), word.end())
            if before in self._firsts:
                for order, name in self._several.get((before, folded), ()):
                    end = _end_of(order, text, middle)
                    if end:
                        yield Found(name.kind, text[start:end], start, end)
            before, start, middle = folded, word.start(), word.end()


def _end_of(words: tuple[str, ...], text: str, at: int) -> int:
    """Return where words end of which the first ends at a place, or 0 where the others do not follow."""
    for wanted in words[1:]:
        following = WORD.search(text, at)
        if following is None or following[0].casefold() != wanted:
            return 0
        if not BETWEEN.fullmatch(text, at, following.start()):
            return 0
        at = following.end()
    return at


def _orders(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return a name as it stands, and with the last name first: ``Silva, Ana``."""
    turned = (words[-1], *words[:-1])
    # An identifier such as p-12 is no name that could be turned round.
    is_name = 2 <= len(words) <= 4 and all(word.isalpha() and len(word) > 1 for word in words)
    return [words, turned] if is_name and turned != words else [words]


class PassageSearch:
    """Passages that are withheld, ready to be looked for by any eight words in a row of theirs.

    Parameters
    ----------
    passages
        Kind -> texts.
    allowed
        Texts that may be read: what stands in these as well is not looked for.
    """

    def __init__(self, passages: dict[str, Iterable[str]], allowed: Iterable[str] = ()) -> None:
        self._runs: dict[tuple[str, ...], str] = {}
        open_runs = {
            run for text in allowed for n in range(SHORTEST_PASSAGE, RUN + 1) for run in _runs(text, n)
        }
        for kind, texts in passages.items():
            for text in texts:
                n = min(RUN, len(words_of(text)))
                if n >= SHORTEST_PASSAGE:
                    for run in _runs(text, n):
                        if run not in open_runs:
                            self._runs.setdefault(run, kind)
        self._lengths = {len(run) for run in self._runs}
        self._firsts = {run[0] for run in self._runs}

    def find(self, text: str) -> Iterator[Found]:
        """Find the passages in a normalised text, each once where several runs of it follow each other."""
        if not self._runs:
            return
        words = [(found[0].casefold(), found.start(), found.end()) for found in WORD_OR_LINE.finditer(text)]
        plain = [word for word, _, _ in words]
        until = 0
        for at, word in enumerate(plain):
            if word not in self._firsts or at < until:
                continue
            for n in self._lengths:
                kind = self._runs.get(tuple(plain[at : at + n]))
                if kind is not None:
                    yield Found(kind, "", words[at][1], words[at + n - 1][2])
                    until = at + n
                    break


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [word.casefold() for word in WORD.findall(normalised(text))]


def _runs(text: str, n: int) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    return (tuple(words[at : at + n]) for at in range(len(words) - n + 1))
