"""Readable identifiers from names: stable, unique, in any script."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["column_name", "digest_of", "slug", "unique_ids"]

LONGEST = 60


def slug(name: str, *, blank: str = "unnamed") -> str:
    """Return a name as an identifier: small letters and digits of any script, joined by hyphens.

    Parameters
    ----------
    name
        Any text.
    blank
        What is returned where nothing of it is left.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Apostrophes belong to a word; everything else that is no letter or digit parts two words.
    words = re.sub(r"[^\w]+|_", "-", re.sub("['’]", "", folded)).strip("-")
    return words[:LONGEST].strip("-") or blank


def column_name(name: str) -> str:
    """Return a name as the name of a column: as `slug`, with underscores."""
    return slug(name, blank="attribute").replace("-", "_")


def unique_ids(wanted: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Return identifiers in the same order, a second ``trust`` as ``trust-2``.

    Parameters
    ----------
    wanted
        Identifiers that may repeat.
    taken
        Identifiers that are in use already.
    """
    used, next_of, found = set(taken), {}, []
    for name in wanted:
        candidate, number = name, next_of.get(name, 2)
        while candidate in used:
            candidate, number = f"{name}-{number}", number + 1
        next_of[name] = number
        used.add(candidate)
        found.append(candidate)
    return found


def digest_of(text: str | None) -> str:
    """Return a short digest of a text, by which it is known again; empty for no text."""
    if not text:
        return ""
    return hashlib.blake2b(text.encode("utf-8", errors="surrogatepass"), digest_size=8).hexdigest()
