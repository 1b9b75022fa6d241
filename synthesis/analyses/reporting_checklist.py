"""Which items of a reporting standard the review fills, and where they are reported."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._review_facts import has_need, need_in_words, review_facts
from synthesis.errors import check_option
from synthesis.review import Review
from synthesis.standards import confirmed_items, load_standard, standard_ids

__all__ = ["reporting_checklist"]

_CONFIRM = "Confirm it in review.yaml, under reporting, with the page."
_SAY = "Say in review.yaml, under reporting, where it is reported."


def reporting_checklist(review: Review, *, standard: str = "rameses-realist") -> pd.DataFrame:
    """Go through the items of a reporting standard.

    Parameters
    ----------
    review
        Not modified.
    standard
        ``"rameses-realist"`` (19 items), ``"entreq"`` (21), ``"prisma-2020"`` (42, sub-items counted),
        ``"prisma-scr"`` (22), ``"prisma-lsr"`` (its 4 new items), ``"coreq"`` (32) or ``"emerge"`` (19).

    Returns
    -------
    One row per item, in the order of the standard:

    - ``standard``, ``item`` (its identifier), ``also_numbered`` (its number in another form of the
      standard, or empty), ``section``, ``name`` (short, in our words);
    - ``status``: "filled from data"; "confirmed by people", where ``reporting`` in ``review.yaml`` says
      where the item stands, whatever the tables hold; "to be confirmed", where the tables answer part
      of it and nobody has confirmed it; "missing";
    - ``fill``: who can fill it at all: "computed", "drafted" (people confirm) or "people";
    - ``evidence``: what the tables hold on it, or empty;
    - ``reported_in``: the notebook that shows this, or empty; ``confirmation``: what people wrote, with the
      page, or empty;
    - ``to_do``: what would fill it, or empty;
    - ``is_verified``: whether we read the item in the publication; ``note``.

    ``attrs``: ``standard`` (its name), ``citation``.

    Raises
    ------
    OptionError
        There is no such standard.

    Notes
    -----
    It says that something is reported and not that it is reported well, and an item that does not apply
    is for people to confirm as such. Names are short forms of ours: open the publication for what an item
    asks. What a table can fill is our judgement; each rule stands with its item in
    ``synthesis/standards``.
    """
    check_option("standard", standard, standard_ids())
    found = load_standard(standard)
    table = found.items
    facts = review_facts(review)
    needs = table["needs"].explode().dropna()
    is_there = needs.map({need: has_need(review, need) for need in needs.unique()}).astype("bool")
    is_held = is_there.groupby(level=0).all().reindex(table.index, fill_value=True)
    is_held &= table["holds"].map(lambda name: not name or facts[name] > 0)
    is_held &= table["fill"] != "people"
    lacking = needs[~is_there].map(need_in_words).groupby(level=0).agg(" and ".join).reindex(table.index)

    confirmed = confirmed_items(review.settings, standard)
    confirmation = table["item"].str.casefold().map(confirmed).astype("str").fillna("")
    is_confirmed = confirmation.ne("")
    states = [is_confirmed, is_held & table["fill"].eq("computed"), is_held]
    status = np.select(states, ["confirmed by people", "filled from data", "to be confirmed"], "missing")
    missing = ("Needs " + lacking + "; or " + _SAY[0].lower() + _SAY[1:]).fillna(_SAY)
    to_do = np.select([status == "missing", status == "to be confirmed"], [missing, _CONFIRM], "")

    table = table.assign(
        standard=standard,
        status=status,
        evidence=table["says"].map(lambda words: words.format_map(facts)).where(is_held, ""),
        reported_in=table["reported_in"].where(is_held, ""),
        confirmation=confirmation,
        to_do=to_do,
    )
    names = ["standard", "item", "also_numbered", "section", "name", "status", "fill", "evidence"]
    names += ["reported_in", "confirmation", "to_do"]
    table = table[[*names, "is_verified", "note"]].astype(dict.fromkeys([*names, "note"], "str"))
    table.attrs |= {"standard": found.name, "citation": found.citation}
    return table
