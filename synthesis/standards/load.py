"""Load the reporting standards that ship with the package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from synthesis.errors import check_option
from synthesis.shipped_tables import rows_as_table, shipped_entry, shipped_ids

__all__ = ["Standard", "load_standard", "standard_ids"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Standard:
    """A published reporting standard.

    Parameters
    ----------
    standard_id, name, citation, note
        What it is called, where it was published, and what one should know of it here.
    n_items
        How many items the publication has, sub-items counted one by one.
    items
        One row per item, in its order: ``item`` (identifier), ``also_numbered`` (its number in another
        form of the standard, or empty), ``section``, ``name`` (short, ours), ``is_verified`` (False: it
        was not read in the publication by us), ``fill``, ``needs``, ``holds``, ``says``,
        ``reported_in``, ``note``.

        ``fill``: "computed" (the tables answer it), "drafted" (they answer part of it, and people
        confirm) or "people". ``needs``: a list of what must be there, all of it: a table ("flow"), a
        column with a value ("studies.country") or a setting ("settings.question"); "a|b" is either.
        ``holds``: a number that must not be 0, or empty. ``says``: a sentence with numbers of the review
        in braces. ``reported_in``: the notebook that shows it.
    """

    standard_id: str
    name: str
    citation: str
    note: str
    n_items: int
    items: pd.DataFrame


def standard_ids() -> tuple[str, ...]:
    """Return the identifiers of the standards that ship with the package."""
    return shipped_ids(FOLDER)


def load_standard(standard_id: str) -> Standard:
    """Return one shipped standard.

    Parameters
    ----------
    standard_id
        One of `standard_ids`.

    Returns
    -------
    The standard; its table is a copy, so that nobody changes it for others.

    Raises
    ------
    OptionError
        There is no standard of that identifier.
    """
    check_option("standard_id", standard_id, standard_ids())
    standard = _read_standard(standard_id)
    return replace(standard, items=standard.items.copy(deep=False))


@cache
def _read_standard(standard_id: str) -> Standard:
    entry = shipped_entry(FOLDER, standard_id)
    texts = ["item", "also_numbered", "section", "name", "fill", "holds", "says", "reported_in", "note"]
    names = {"id": "item", "also": "also_numbered"}
    items = rows_as_table(entry["items"], texts=texts, names=names, others=["needs"])
    items[texts] = items[texts].fillna("")
    items["needs"] = items["needs"].map(lambda needs: needs if isinstance(needs, list) else [])
    order = ["item", "also_numbered", "section", "name", "is_verified", "fill", "needs", "holds"]
    items = items[[*order, "says", "reported_in", "note"]]
    return Standard(
        entry["id"], entry["name"], entry["citation"], entry.get("note", ""), int(entry["n_items"]), items
    )
