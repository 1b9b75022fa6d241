"""How a reference is named and recognised: family names, year, DOI, citation, a key of its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from synthesis.ingest.identifiers import slug

__all__ = [
    "citation_of",
    "doi_of",
    "family_name",
    "lettered_ids",
    "readable_id",
    "title_key",
    "year_of",
]

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+){0,3}/[^\s\"<>]+", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_DATE_RUN = re.compile(
    r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?(?![0-9])"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}", re.UNICODE)


def doi_of(text: str) -> str:
    """Return the DOI that a text holds: lower case, without the address before it; empty if none."""
    plain = unquote(text) if "%" in text else text
    found = _DOI.search(plain)
    if found is None:
        return ""
    # In an address, what follows an & is another parameter: ?doi=10.1000/x&partner=1
    doi = found[0].partition("&")[0] if "?" in plain[: found.start()] else found[0]
    doi = doi.rstrip(".,;:'’”]}")
    # A bracket at the end belongs to the DOI only if it was opened inside it: 10.1016/0022(92)90584-7.
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi.lower()


def year_of(text: str) -> str:
    """Return the first year that a text names, 1400 to 2099; empty if there is none."""
    plain = unicodedata.normalize("NFKC", text)
    found = _YEAR.search(plain) or _DATE_RUN.search(plain)
    return found[1] if found else ""


def title_key(title: str) -> str:
    """Return a title as it is compared: letters and digits only, without case and accents."""
    spread = unicodedata.normalize("NFKD", re.sub(r"<[^<>]{1,20}>", "", title)).casefold()
    return "".join(sign for sign in spread if sign.isalnum())


def family_name(name: str) -> str:
    """Return the family name of a person; the whole name where nothing says which part it is.

    ``Smith, John`` and ``Smith J.`` have one. ``World Health Organization`` is no person, and of
    ``Abbas Mohamed`` nobody can say which name is which.

    Parameters
    ----------
    name
        As the reference gives it.
    """
    words = name.strip().strip("{};,").split()
    name = " ".join(words)
    if "," in name:
        return name.partition(",")[0].strip() or name
    # Initials stand last: "Smith JA", "van der Berg J.-P."
    last = len(words)
    while last > 1 and _is_initials(words[last - 1]):
        last -= 1
    return " ".join(words[:last])


def _is_initials(word: str) -> bool:
    letters = [sign for sign in word if sign.isalpha()]
    if not 1 <= len(letters) <= 4 or not all(sign.isupper() for sign in letters):
        return False
    return _INITIALS.fullmatch(word) is not None and ("." in word or len(word) < 4)


def citation_of(authors: Sequence[str], year: str, title: str, *, otherwise: str = "") -> str:
    """Return how a reference is cited: ``Smith 2020``, ``Smith and Jones 2020``, ``Smith et al. 2020``.

    Parameters
    ----------
    authors, year, title
        Of the reference; each may be empty. Without authors the first words of the title stand for them.
    otherwise
        What is returned where there is neither.
    """
    families = [family for family in map(family_name, authors[:3]) if family]
    if not families:
        words = title.split()
        if not words:
            return f"{otherwise} {year}".strip()
        start = " ".join(words[:6]) + (" …" if len(words) > 6 else "")
        return f"{start} ({year or 'n.d.'})"
    names = families[0] if len(authors) != 2 else " and ".join(families)
    return f"{names}{' et al.' if len(authors) > 2 else ''} {year or 'n.d.'}"


def readable_id(authors: Sequence[str], year: str, title: str, *, otherwise: str) -> str:
    """Return the identifier that a reference would like to have: ``smith-2020``.

    Parameters
    ----------
    authors, year, title
        As in `citation_of`.
    otherwise
        What is returned where there is neither an author nor a title.
    """
    name = family_name(authors[0]) if authors else " ".join(title.split()[:4])
    if slug(name, blank="") == "":
        return otherwise
    return f"{slug(name)[:50].strip('-')}{'-' + year if year else ''}"


def lettered_ids(wanted: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Return identifiers in the same order, a second ``smith-2020`` as ``smith-2020-b``.

    Parameters
    ----------
    wanted
        Identifiers that may repeat.
    taken
        Identifiers that are in use already.
    """
    used, next_of, found = set(taken), {}, []
    for name in wanted:
        candidate, number = name, next_of.get(name, 1)
        while candidate in used:
            candidate, number = f"{name}-{_letters(number)}", number + 1
        next_of[name] = number
        used.add(candidate)
        found.append(candidate)
    return found


def _letters(number: int) -> str:
    """Return 1 as b, 25 as z, 26 as aa: as years are told apart in a list of references."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
