"""What a tool stored as the name of a selection: its text, the beginning of it, or a title.

The text of the source goes before; where the stored one is another, both are listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import rapidfuzz

from synthesis.ingest.account import Account, Mismatch
from synthesis.ingest.refi_qda_offsets import ELLIPSES, is_excerpt, squeezed
from synthesis.ingest.refi_qda_positions import SourceText
from synthesis.ingest.refi_qda_records import RawProject, RawSelection
from synthesis.ingest.text_file import counted

__all__ = ["compare_names", "keep_stored", "stored_text"]

# Names that a tool makes up: "69,126" (MAXQDA), "Quotation 12:3" (ATLAS.ti), "4:1".
_MADE_UP = re.compile(r"(?:[^\W\d_]+\s)?\d+(?:[.:,\s]\s*\d+)+")
# Names of more signs are no excerpt that a tool would show in a list.
_LONGEST = 200_000
_LIKE = 60.0
# How much of a text is held against a name, and for how many names a text is searched.
_COMPARED, _MOST_SEARCHES = 2_000, 2_000
# Tools cut names off at about a hundred signs, some without saying so.
_WHOLE = 95


def stored_text(name: str) -> str:
    """Return the name of a selection where it can be an excerpt; blank where a tool made it up."""
    said = name.strip()
    return "" if not said or len(said) > _LONGEST or _MADE_UP.fullmatch(said[:_WHOLE]) else name


def keep_stored(selection: RawSelection, document: str, account: Account) -> str | None:
    """Keep the stored text of a selection that cannot be read from its source, where there is all of it."""
    stored = stored_text(selection.name).strip()
    if len(stored) < 3 or stored.endswith(ELLIPSES) or len(stored) >= _WHOLE:
        return None
    place = f"characters {selection.start} to {selection.end}"
    account.mismatches.append(Mismatch(document, place, "", stored, "stored"))
    if not selection.locator:
        selection.locator = f"{place}, which is not in the text"
    return stored


def compare_names(
    raw: RawProject,
    texts: list[SourceText | None],
    names: list[str],
    passages: Mapping[int, str],
    account: Account,
) -> dict[int, str]:
    """List where the stored name is another text than the source's.

    Parameters
    ----------
    raw
        The project.
    texts, names
        Each text of it, and the name of each document.
    passages
        Row of a selection -> its text in the source.
    account
        Gets the mismatches.

    Returns
    -------
    Row of a selection -> its name, where that is a title.
    """
    differing: list[int] = []
    n_equal = n_searched = 0
    for row, passage in passages.items():
        stored = stored_text(raw.selections[row].name)
        if stored and not is_excerpt(stored, passage):
            differing.append(row)
        elif stored:
            n_equal += 1
    if not differing:
        return {}
    titles: dict[int, str] = {}
    whole: dict[int, str] = {}
    are_excerpts = n_equal >= len(differing)
    for row in differing:
        selection = raw.selections[row]
        stored = squeezed(selection.name[:_COMPARED])
        bare = next((stored[: -len(e)].rstrip() for e in ELLIPSES if stored.endswith(e)), stored)
        passage = squeezed(passages[row][:_COMPARED])
        source = texts[selection.text]
        if selection.text not in whole and source is not None:
            whole[selection.text] = squeezed(source.text)
        n_searched += len(bare) >= 12
        elsewhere = len(bare) >= 12 and n_searched <= _MOST_SEARCHES and bare in whole.get(selection.text, "")
        alike = rapidfuzz.fuzz.ratio(bare, passage[: len(bare)] if bare != stored else passage)
        if elsewhere or (are_excerpts and alike >= _LIKE):
            place = f"characters {selection.start} to {selection.end}"
            account.mismatches.append(
                Mismatch(names[selection.document], place, passages[row], selection.name, "source")
            )
        else:
            titles[row] = selection.name.strip()
    if titles:
        account.remark(
            f"{counted(len(titles), 'selection')} with a title that is not the text of the passage, such as "
            f"'{next(iter(titles.values()))[:60]}'; it stands first in the note about the passage."
        )
    return titles
