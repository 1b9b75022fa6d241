"""Who put which tag on which highlight in Taguette, which only its log of commands says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.sqlite_rows import SqliteTables, key_of, text_of

__all__ = ["taggers"]


def taggers(
    tables: SqliteTables, project: str, tags_on: Sequence[tuple[str, str]], account: Account
) -> dict[tuple[str, str], str]:
    """Return who put each tag on its highlight.

    Parameters
    ----------
    tables
        Of the database.
    project
        Number of the project.
    tags_on
        Pairs of highlight and tag that stand now.
    account
        Is told how coders were found, and how many were not.

    Returns
    -------
    Pair of highlight and tag -> login of the person: the one since whose command the tag has been on
    the highlight; failing that, the last who changed the highlight.
    """
    who: dict[tuple[str, str], str] = {}
    last: dict[str, str] = {}
    of_highlight: dict[str, set[str]] = {}
    with_tag: dict[str, set[str]] = {}
    n_commands = 0
    for login, of_project, cell in tables.rows("commands", "user_login", "project_id", "payload"):
        if key_of(of_project) != project:
            continue
        n_commands += 1
        user, payload = text_of(login).strip(), _payload(cell)
        kind = payload.get("type")
        if kind == "highlight_add":
            highlight = key_of(_cell(payload, "highlight_id", "id"))
            tags = payload.get("tags")
            now = {key_of(tag) for tag in tags} if isinstance(tags, list) else set()
            before = of_highlight.get(highlight, set())
            for tag in before - now:
                who.pop((highlight, tag), None)
                with_tag[tag].discard(highlight)
            for tag in now - before:
                who[highlight, tag] = user
                with_tag.setdefault(tag, set()).add(highlight)
            of_highlight[highlight], last[highlight] = now, user
        elif kind == "tag_merge":
            gone = key_of(_cell(payload, "src_tag_id", "src"))
            into = key_of(_cell(payload, "dest_tag_id", "dest"))
            for highlight in with_tag.pop(gone, set()) if gone != into else ():
                of_highlight[highlight].discard(gone)
                of_highlight[highlight].add(into)
                with_tag.setdefault(into, set()).add(highlight)
                who.setdefault((highlight, into), who.pop((highlight, gone), ""))
    found = {pair: who.get(pair) or last.get(pair[0], "") for pair in tags_on}
    if n_commands:
        account.find("entries of the log", n_commands)
        account.leave_out(
            "entries of the log", "of the history only who gave a tag is part of a review", n_commands
        )
    if tags_on:
        n_known = sum(1 for pair in tags_on if who.get(pair))
        account.decide(
            "coders",
            "whoever put the tag on the highlight, or else changed the highlight last",
            confidence=n_known / len(tags_on),
            evidence=f"the log of commands says so for {n_known:,} of {len(tags_on):,} codings",
        )
        n_unknown = sum(1 for coder in found.values() if not coder)
        if n_unknown:
            account.remark(f"The log of Taguette does not say who gave {n_unknown:,} of the tags.")
    return found


def _payload(cell: Any) -> dict[str, Any]:
    try:
        said = json.loads(text_of(cell))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _cell(payload: dict[str, Any], *names: str) -> Any:
    """Return what a command says under the first of these names; older versions had shorter ones."""
    found = next((payload[name] for name in names if name in payload), None)
    return found if isinstance(found, int | float | str) else None
