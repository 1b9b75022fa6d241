"""How easy a text is to read, by published formulas.

A formula counts long words and long sentences. It cannot tell whether a text is clear, true or kind: a
text may score well and still be hard to follow. People from the audience who read it can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from synthesis.errors import check_option
from synthesis.statistics.syllables import syllables

__all__ = [
    "FORMULAS",
    "Counts",
    "Formula",
    "count_text",
    "formulas_for",
    "plain_meaning",
    "sentences",
    "words",
]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’\-‐‑][^\W_]+)*")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ABBREVIATIONS = {
    *("e.g", "i.e", "vs", "cf", "al", "dr", "mr", "mrs", "ms", "prof", "st", "fig", "approx"),
    *("z.b", "d.h", "u.a", "bzw", "ca", "vgl", "nr", "abb", "sr", "sra", "pág", "núm", "p.ej"),
}
_MONTHS = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_WITHOUT_BLANKS = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo", "dz"})


class Counts(NamedTuple):
    """What the formulas count in a text."""

    n_words: int
    n_sentences: int
    n_syllables: int
    n_polysyllables: int
    n_long_words: int


class Formula(NamedTuple):
    """A formula: what it is called, what it makes of counts, and what its values mean, the easiest first."""

    label: str
    value: Callable[[Counts], float]
    bands: tuple[tuple[float, str], ...]
    is_ease: bool
    source: str


_EASE_BANDS = (
    *(
        (90.0, "very easy"),
        (80.0, "easy"),
        (70.0, "fairly easy"),
        (60.0, "plain"),
        (50.0, "fairly difficult"),
    ),
    *((30.0, "difficult"), (float("-inf"), "very difficult")),
)
_INFLESZ_BANDS = (
    *((80.0, "very easy"), (65.0, "fairly easy"), (55.0, "plain"), (40.0, "fairly difficult")),
    (float("-inf"), "very difficult"),
)
_GRADE_BANDS = (
    *((6.0, "easy"), (8.0, "plain"), (10.0, "fairly difficult"), (13.0, "difficult")),
    (float("inf"), "very difficult"),
)
_LIX_BANDS = (
    *((30.0, "very easy"), (40.0, "easy"), (50.0, "plain"), (60.0, "difficult")),
    (float("inf"), "very difficult"),
)

FORMULAS: dict[str, Formula] = {
    "flesch": Formula(
        "Flesch reading ease",
        lambda n: 206.835 - 1.015 * n.n_words / n.n_sentences - 84.6 * n.n_syllables / n.n_words,
        _EASE_BANDS,
        True,
        "Flesch (1948), Journal of Applied Psychology 32:221–233",
    ),
    "flesch-kincaid": Formula(
        "Flesch-Kincaid grade",
        lambda n: 0.39 * n.n_words / n.n_sentences + 11.8 * n.n_syllables / n.n_words - 15.59,
        _GRADE_BANDS,
        False,
        "Kincaid et al. (1975), Research Branch Report 8-75, Naval Technical Training Command",
    ),
    "smog": Formula(
        "SMOG grade",
        lambda n: 3.1291 + 1.0430 * (n.n_polysyllables * 30 / n.n_sentences) ** 0.5,
        _GRADE_BANDS,
        False,
        "McLaughlin (1969), Journal of Reading 12:639–646",
    ),
    "amstad": Formula(
        "Reading ease after Amstad",
        lambda n: 180 - n.n_words / n.n_sentences - 58.5 * n.n_syllables / n.n_words,
        _EASE_BANDS,
        True,
        "Amstad (1978), Wie verständlich sind unsere Zeitungen?, Universität Zürich",
    ),
    "szigriszt": Formula(
        "Perspicuity after Szigriszt Pazos",
        lambda n: 206.835 - 62.3 * n.n_syllables / n.n_words - n.n_words / n.n_sentences,
        _INFLESZ_BANDS,
        True,
        "Szigriszt Pazos (1993), Universidad Complutense de Madrid; bands: Barrio-Cantalejo et al. (2008), "
        "Anales del Sistema Sanitario de Navarra 31:135–152",
    ),
    "lix": Formula(
        "LIX",
        lambda n: n.n_words / n.n_sentences + 100 * n.n_long_words / n.n_words,
        _LIX_BANDS,
        False,
        "Björnsson (1968), Läsbarhet, Stockholm: Liber",
    ),
}
"""Each formula by its name."""

_BY_LANGUAGE = {"en": ("flesch", "flesch-kincaid", "smog"), "de": ("amstad",), "es": ("szigriszt",)}


def formulas_for(language: str) -> tuple[str, ...]:
    """Return the formulas that were published for a language.

    Parameters
    ----------
    language
        A tag such as ``en`` or ``pt-BR``.

    Returns
    -------
    Names of `FORMULAS`: Flesch, Flesch-Kincaid and SMOG for English, Amstad for German, Szigriszt Pazos
    for Spanish; LIX, which counts letters and is used across languages, for others. None for languages
    that are written without blanks between words.
    """
    root = language.casefold().partition("-")[0]
    return () if root in _WITHOUT_BLANKS else _BY_LANGUAGE.get(root, ("lix",))


def words(text: str) -> list[str]:
    """Return the words of a text; parts joined by hyphens are one word, and so is a number."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, white space in them made one blank.

    A sentence ends at a full stop, question mark, exclamation mark or ellipsis before a blank, and at an
    empty line. It does not end after a known abbreviation, a single letter, "No." before a number or the
    day of a German date, nor before a small letter. Colons and semicolons do not end one, which makes our
    values a little harder than those of sources that let them.
    """
    found: list[str] = []
    for paragraph in _BLANK_LINE.split(text):
        line = " ".join(paragraph.split()) + " "
        start = 0
        for end in _END.finditer(line):
            if _is_end(line[start : end.start()], end.group(), line[end.end() :].lstrip()):
                found.append(line[start : end.end()].strip())
                start = end.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if words(sentence)]


def _is_end(before: str, sign: str, after: str) -> bool:
    if not after:
        return True
    if after.lstrip("\"'“‘«([¿¡")[:1].islower():
        return False
    if sign[0] != "." or sign.startswith(".."):
        return True
    last = before.rsplit(" ", 1)[-1].lstrip("(\"'“‘«[").casefold()
    is_day = last.isdigit() and _MONTHS.match(after) is not None
    is_numbered = last == "no" and after[0].isdigit()
    is_letter = len(last) == 1 and last.isalpha() and last != "i"
    return not (is_day or is_numbered or is_letter or last in _ABBREVIATIONS)


def count_text(text: str, language: str = "en") -> Counts:
    """Count what the formulas need.

    Parameters
    ----------
    text
        Plain text; an empty line ends a paragraph.
    language
        Tag of its language. Syllables are counted for English, German and Spanish, by rules of our own, and
        are 0 for others.

    Returns
    -------
    Words, sentences, syllables, words of three or more syllables, words of more than six letters.
    """
    found = words(text)
    root = language.casefold().partition("-")[0]
    spoken = [syllables(word, root) for word in found] if root in _BY_LANGUAGE else []
    return Counts(
        len(found),
        len(sentences(text)),
        sum(spoken),
        sum(n >= 3 for n in spoken),
        sum(sum(map(str.isalpha, word)) > 6 for word in found),
    )


def plain_meaning(formula: str, value: float) -> str:
    """Say in words what a value means.

    Parameters
    ----------
    formula
        A name of `FORMULAS`.
    value
        What it gave.

    Returns
    -------
    "very easy", "easy", "fairly easy", "plain", "fairly difficult", "difficult" or "very difficult", by the
    bands of the source of the formula where it has any; those of school grades are ours.

    Raises
    ------
    OptionError
        There is no such formula.
    """
    check_option("formula", formula, FORMULAS)
    chosen = FORMULAS[formula]
    return next(says for bound, says in chosen.bands if (value >= bound if chosen.is_ease else value < bound))
