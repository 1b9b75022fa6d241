"""How many syllables a word has, by rules of our own for English, German and Spanish.

Formulas of reading ease count syllables as they are spoken. A dictionary of pronunciations would be
exact for its own words, but those at hand for Python are under copyleft licences. These rules count
groups of vowels and put right what spelling hides; `tests/statistics/test_syllables.py` measures how
often they err on words counted by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["LANGUAGES", "syllables"]

_PIECES = re.compile(r"\d|[^\W\d_]+(?:['’][^\W\d_]+)*")

_ENGLISH_GROUP = re.compile(r"[aeiouy]+")

_ENGLISH_SILENT = re.compile(
    r"(?<=[^aeiouylr])e$|(?<=[aeiouyl]l)e$|(?<=[aeiouyr]r)e$"  # care, whole; not table, centre
    r"|(?<=[^aeiouyscxzghlr])es$|(?<=[aeiouyl]l)es$|(?<=[aeiouy]r)es$|(?<=[^cs]h)es$"  # makes, not places
    r"|(?<=[^aeiouytdlr])ed$|(?<=[aeiouyl]l)ed$|(?<=[aeiouyr]r)ed$"  # used, called; not settled, wanted
    r"|(?<=[^aeiouylr])e(?=(?:ly|ments?|ful|fully|less|ness)$)"  # statement, careful
    r"|(?<=[aeiouy]r)e(?=(?:ly|ments?|ful|fully|less|ness)$)"  # requirement
    r"|(?<=[qg]u)e(?:[sd])?$"  # unique, colleagues
)

_ENGLISH_APART = re.compile(
    r"[aeo](?=ing)|y(?=ing)|(?<!e)(?<=[aeou])y(?=[aou]|e(?!d|s?$))|e(?=yo)"  # being, trying, employer, beyond
    r"|(?<=n)y(?=one)|(?<=[rd])e(?=as?$)|(?<=cr)e(?=at)|e(?=ali[stz])"  # anyone, area, create, realist
    r"|(?<=th)e(?=o[rl])|e(?=os?$)|e(?=ums?$)"  # theory, video, museum
    r"|(?<=^r)e(?=o|ass|act)|(?<=^c)o(?=op|or|ex)"  # reorganise, cooperate
    r"|(?<=[^cstgx])i(?=ous|a(?!ge))|(?<=[tc])i(?=at)"  # serious, material, negotiate
    r"|(?<=sc)i(?=en)|(?<=[rdnlv])i(?=en[ct])|i(?=et)|i(?=ers?$|est$)"  # science, experience, quiet, easier
    r"|(?<=[bdmprv])i(?=o(?!us))|(?<=[ln])i(?=o(?!n|us))|i(?=um)"  # period, priority, medium
    r"|(?<=[^qgs])u(?=a)|(?<=s)u(?=al)|(?<=[^q])u(?=ou|ity|el|en[ct])|(?<=n)u(?=i)"  # actual, influence
    r"|(?=isms?$)|(?<=[ds])(?=n['’]t$)"  # mechanism, didn't
)

_ENGLISH_WORDS = {
    word: count
    for count, words in (
        (1, "else clothes"),
        (2, "every something someone sometimes somewhere therefore business argue argues argued"),
        (3, "everyone everything everywhere businesses"),
        (4, "everybody"),
    )
    for word in words.split()
}

_GERMAN_VOWEL = re.compile(r"aa|ee|oo|ie|ei|ai|ey|ay|au|eu|äu|[aeiouyäöü]")
_GERMAN_APART = re.compile(r"(?<=[dlnr])ien$|(?<=[tdl])ien[tz]|^beu(?=r)")

_SPANISH_RUN = re.compile(r"[aeiouáéíóúü]+")
_SPANISH_NUCLEUS = re.compile(r"[aeoáéóíú]")
_SPANISH_SILENT = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")


def _english(word: str) -> int:
    if word in _ENGLISH_WORDS:
        return _ENGLISH_WORDS[word]
    groups = len(_ENGLISH_GROUP.findall(word))
    return groups - len(_ENGLISH_SILENT.findall(word)) + len(_ENGLISH_APART.findall(word))


def _german(word: str) -> int:
    word = word.replace("qu", "q")
    return len(_GERMAN_VOWEL.findall(word)) + len(_GERMAN_APART.findall(word))


def _spanish(word: str) -> int:
    word = _SPANISH_SILENT.sub("", re.sub(r"y(?![aeiouáéíóú])", "i", word))
    return sum(max(1, len(_SPANISH_NUCLEUS.findall(run))) for run in _SPANISH_RUN.findall(word))


_COUNTS: dict[str, Callable[[str], int]] = {"en": _english, "de": _german, "es": _spanish}

LANGUAGES = tuple(_COUNTS)
"""Languages whose syllables are counted here, by the first letters of their tag."""


def syllables(word: str, language: str = "en") -> int:
    """Count the syllables of a word, about as they are spoken.

    Parameters
    ----------
    word
        One word; parts joined by hyphens count together.
    language
        One of `LANGUAGES`.

    Returns
    -------
    At least 1. A number has one for each digit, and letters that are read out by name one each, a W
    three: "NHS" has 3. Capitals are taken for such letters where there are at most four of them.
    """
    count = _COUNTS[language]
    return max(1, sum(_of_piece(piece, count) for piece in _PIECES.findall(word)))


def _of_piece(piece: str, count: Callable[[str], int]) -> int:
    if piece.isdigit():
        return 1
    if piece.isupper() and 1 < len(piece) <= 4:
        return len(piece) + 2 * piece.count("W")
    return max(1, count(piece.lower()))
