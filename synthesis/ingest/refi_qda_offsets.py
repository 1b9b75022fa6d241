"""Which way of counting positions a project follows, judged by where its selections fall.

No project says it, and the tools differ from the standard and from each other. Each way is tried on
every selection: the passage should equal what the tool stored as its name, begin and end at the border
of a word, lie within the text and split no character.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_positions import CONVENTIONS, Convention, SourceText

__all__ = ["Choice", "Evidence", "choose_convention", "is_excerpt", "squeezed"]

# What the tools were measured to do; decides only where the selections do not.
PRODUCERS: dict[str, Convention] = {
    "nvivo": Convention("UTF-16"),
    "atlas.ti": Convention("UTF-16", "as one"),
    "qualcoder": Convention("UTF-16", "as one"),
    "maxqda": Convention("UTF-16", "as one"),
}

MOST_NAMES = 4_000
MOST_TEXTS = 1_500
LONGEST_NAME = 20_000
FULL_NAME, BEGINNING, OUTSIDE = 6.0, 3.0, -3.0
MEASURED_END = 3.0
ELLIPSES = ("…", "...")

_SPACE, _WORD, _UNSPACED, _JOINER = 1, 2, 3, 4
_UNSPACED_SCRIPTS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xF900, 0xFAFF))


@dataclass
class Evidence:
    """The selections of one text: positions as written and, where the tool stored any, names."""

    text: SourceText
    starts: np.ndarray
    ends: np.ndarray
    names: Sequence[str]
    document: str


@dataclass(frozen=True)
class Choice:
    """How a project counts; ``of_text`` holds the texts, by their place, that count otherwise."""

    convention: Convention
    of_text: Mapping[int, Convention] = field(default_factory=dict)


@dataclass
class _Tally:
    """What speaks for one convention in one text."""

    score: float = 0.0
    n_fitting: int = 0
    named: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=bool))
    passages: int = 0


def squeezed(text: str) -> str:
    """Return a text with one blank for each run of white space: tools store excerpts so."""
    return " ".join(text.split())


def is_excerpt(name: str, passage: str) -> float:
    """Return how well a stored name fits a passage: 1 all of it, 0.5 its beginning, 0 not at all."""
    if name == passage:
        return 1.0
    # What is far longer than its name is compared by its beginning.
    name, passage = squeezed(name), squeezed(passage[: 4 * len(name) + 400])
    if not name:
        return 0.0
    if name == passage:
        return 1.0
    for ellipsis in ELLIPSES:
        if name.endswith(ellipsis):
            start = name[: -len(ellipsis)].rstrip()
            return 0.5 if len(start) >= 3 and passage.startswith(start) else 0.0
    return 0.5 if len(name) >= 60 and passage.startswith(name) else 0.0


def choose_convention(texts: Sequence[Evidence], origin: str, account: Account) -> Choice:
    """Choose how the positions of a project are to be read, and say why in the account.

    Parameters
    ----------
    texts
        One for each text that has selections.
    origin
        The tool, as the project says.
    account
        Gets the decision.
    """
    n_all = sum(len(evidence.starts) for evidence in texts)
    if not n_all:
        return Choice(_expected(origin))
    if len(texts) > MOST_TEXTS:
        # Answers to a survey come as thousands of short texts.
        chosen = [round(at) for at in np.linspace(0, len(texts) - 1, MOST_TEXTS)]
        account.remark(f"How positions count was judged by {MOST_TEXTS:,} of {len(texts):,} texts.")
        found = choose_convention([texts[at] for at in chosen], origin, account)
        return Choice(found.convention, {chosen[at]: c for at, c in found.of_text.items()})
    step = max(1, sum(sum(map(bool, evidence.names)) for evidence in texts) // MOST_NAMES)
    tallies = [_tallies(evidence, step) for evidence in texts]
    scores = np.array([sum(tally[c].score for tally in tallies) for c in CONVENTIONS])
    totals = scores + [_preference(c, origin) for c in CONVENTIONS]
    best = CONVENTIONS[int(totals.argmax())]
    of_text = {
        number: found
        for number, tally in enumerate(tallies)
        if (found := _better_in(tally, best, origin, len(texts[number].starts))) is not None
    }
    _say(texts, tallies, scores, totals, best, account)
    for number, convention in of_text.items():
        account.decide(
            f"offsets of {texts[number].document}",
            convention.words,
            evidence="the way that fits the other documents does not fit this one",
        )
    return Choice(best, of_text)


def _expected(origin: str) -> Convention:
    folded = origin.casefold()
    return next((c for tool, c in PRODUCERS.items() if tool in folded), CONVENTIONS[0])


def _preference(convention: Convention, origin: str) -> float:
    """Less than half the weight of one end of one selection: it parts what is otherwise equal.

    That the tools that were measured leave the end out weighs more: where words have no blanks between
    them, as in Japanese, a few selections can look as good one character longer.
    """
    expected = _expected(origin)
    agreeing = [
        convention.unit == expected.unit,
        convention.line_end == expected.line_end,
        not convention.bom_counts,
        not convention.end_included,
    ]
    leaves_out = _is_measured(origin) and not convention.end_included
    return 0.1 * sum(agreeing) + (MEASURED_END if leaves_out else 0.0)


def _is_measured(origin: str) -> bool:
    """Return whether it was measured how this tool counts."""
    return any(tool in origin.casefold() for tool in PRODUCERS)


def _tallies(evidence: Evidence, step: int) -> dict[Convention, _Tally]:
    """Weigh every convention on one text; those that mean the same positions in it, once."""
    found: dict[Convention, _Tally] = {}
    sample = [row for row, name in enumerate(evidence.names) if 0 < len(name) <= LONGEST_NAME][::step]
    # A blank stands before and after the text.
    classes = np.full(len(evidence.text.codes) + 2, _SPACE, dtype=np.int8)
    classes[1:-1] = _classes(evidence.text.codes)
    borders: dict[tuple[str, str], np.ndarray] = {}
    for convention in CONVENTIONS:
        simplest = evidence.text.same_as(convention)
        if simplest not in found:
            counted = (simplest.unit, simplest.line_end)
            if counted not in borders:
                borders[counted] = evidence.text.borders(simplest)
            found[simplest] = _tally(evidence, simplest, borders[counted], classes, sample, step)
        found[convention] = found[simplest]
    evidence.text.forget()
    return found


def _tally(
    evidence: Evidence,
    convention: Convention,
    borders: np.ndarray,
    classes: np.ndarray,
    sample: list[int],
    weight: int,
) -> _Tally:
    source = evidence.text
    first, last, within, whole = source.find(evidence.starts, evidence.ends, convention, borders)
    usable = within & whole
    # A selection of nothing has no ends that could be judged.
    judged = evidence.starts < evidence.ends
    good = usable & judged & (first < last)
    begins = _BEGINS[classes[first + 1], classes[first]]
    ends = _ENDS[classes[last], classes[last + 1]]
    score = float(begins[good].sum() + ends[good].sum()) + OUTSIDE * int((judged & ~good).sum())
    fitting = good & (begins >= 0.5) & (ends >= 0.5)
    named = np.zeros(len(sample), dtype=bool)
    for place, row in enumerate(sample):
        if usable[row]:
            likeness = is_excerpt(evidence.names[row], source.text[first[row] : last[row]])
            named[place] = likeness > 0
            score += weight * (FULL_NAME if likeness == 1.0 else BEGINNING if likeness else 0.0)
    passages = hash((np.where(usable, first, -1).tobytes(), np.where(usable, last, -1).tobytes()))
    return _Tally(score, int(fitting.sum()), named, passages)


def _qualities() -> tuple[np.ndarray, np.ndarray]:
    """Return how good a beginning and an end are, by the sign within and the sign outside."""
    begins = np.zeros((5, 5))
    for inner in range(5):
        for outer in range(5):
            both_words = inner >= _WORD and outer >= _WORD
            # Chinese, Japanese or Thai words stand without a blank between: such an end says nothing.
            silent = _UNSPACED in (inner, outer)
            begins[inner, outer] = (0.5 if silent else 0.0) if both_words else 1.0 if outer == _SPACE else 0.6
    begins[_SPACE, :] = 0.0
    ends = begins.copy()
    # What joins the sign before it, such as an accent of its own, begins nothing.
    begins[_JOINER, :] = 0.0
    ends[:, _JOINER] = 0.0
    return begins, ends


_BEGINS, _ENDS = _qualities()


@functools.cache
def _table() -> np.ndarray:
    return np.array([_class_of(code) for code in range(0x10000)], dtype=np.int8)


def _class_of(code: int) -> int:
    sign = chr(code)
    if sign.isspace():
        return _SPACE
    if unicodedata.category(sign)[0] == "M" or code in (0x200C, 0x200D) or 0x1F3FB <= code <= 0x1F3FF:
        return _JOINER
    if sign.isalnum():
        unspaced = code >= 0x20000 or any(low <= code <= high for low, high in _UNSPACED_SCRIPTS)
        return _UNSPACED if unspaced else _WORD
    return 0


def _classes(codes: np.ndarray) -> np.ndarray:
    classes = _table()[np.minimum(codes, 0xFFFF)]
    for code in np.unique(codes[codes > 0xFFFF]):
        classes[codes == code] = _class_of(int(code))
    return classes


def _better_in(tally: dict[Convention, _Tally], chosen: Convention, origin: str, n: int) -> Convention | None:
    """Return the convention that one text clearly follows, where it is not the project's."""
    own = max(CONVENTIONS, key=lambda c: tally[c].score + _preference(c, origin))
    mine, theirs = tally[own], tally[chosen]
    if mine.passages == theirs.passages:
        return None
    by_name = mine.named.sum() >= 3 and theirs.named.sum() <= 0.5 * mine.named.sum()
    by_fit = n >= 5 and theirs.n_fitting <= 0.4 * n and mine.n_fitting >= 0.8 * n
    return own if by_name or by_fit else None


def _say(
    texts: Sequence[Evidence],
    tallies: list[dict[Convention, _Tally]],
    scores: np.ndarray,
    totals: np.ndarray,
    best: Convention,
    account: Account,
) -> None:
    """Write the decision down: what was chosen, what speaks for it and what would be no other."""
    n_all = sum(int((evidence.starts < evidence.ends).sum()) for evidence in texts)
    chosen = [tally[best] for tally in tallies]
    same = [
        c for c in CONVENTIONS if [t[c].passages for t in tallies] == [tally.passages for tally in chosen]
    ]
    n_fitting = sum(tally.n_fitting for tally in chosen)
    n_named = sum(int(tally.named.sum()) for tally in chosen)
    # A name that fits no reading is a title that somebody gave.
    n_names = sum(int(np.logical_or.reduce([t.named for t in tally.values()]).sum()) for tally in tallies)
    said = [f"{n_fitting:,} of {n_all:,} selections begin and end at the border of a word"]
    if n_names:
        said.insert(0, f"{n_named:,} of {n_names:,} stored passages equal the text")
    confidence = n_named / n_names if n_names else n_fitting / max(n_all, 1)
    others = [i for i, c in enumerate(CONVENTIONS) if c not in same]
    if others:
        second = max(others, key=lambda i: totals[i])
        runner = [tally[CONVENTIONS[second]] for tally in tallies]
        fitting = sum(tally.n_fitting for tally in runner)
        told = f"{fitting:,} of them with the next best reading ({CONVENTIONS[second].words})"
        if n_names:
            told += f" and {sum(int(tally.named.sum()) for tally in runner):,} of the passages"
        said.append(told)
        if scores[totals.argmax()] - scores[second] < 0.5:
            confidence = min(confidence, 0.5)
            said.append("the two are as good as each other; what the tool is known to do decided")
    if len(same) > 1:
        said.append(f"readings that give the same passages and are no other choice: {len(same) - 1}")
    has_pairs = any(evidence.text.n_pairs for evidence in texts)
    words = best.words if has_pairs or best.line_end == "as two" else best.words_of_unit_and_end
    account.decide("offsets", words, confidence=confidence, evidence="; ".join(said))
