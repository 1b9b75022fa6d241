"""``import-log.json``: what was imported when, what was found, kept and left out, and what changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.errors import UnreadableError

__all__ = ["LOG_FILE", "log_text", "read_log"]

LOG_FILE = "import-log.json"


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Return the imports so far, the first one first.

    Parameters
    ----------
    folder
        The review.

    Raises
    ------
    UnreadableError
        The log is there and cannot be read.
    """
    path = folder / LOG_FILE
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        entries = found["imports"]
    except (ValueError, KeyError, TypeError) as error:
        advice = "Put it back from a copy, or move it away to begin a new one."
        raise UnreadableError(LOG_FILE, "the log of imports cannot be read", advice) from error
    return [dict(entry) for entry in entries if isinstance(entry, Mapping)]


def log_text(before: Sequence[Mapping[str, Any]], added: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of the log with new entries, each with the time of day.

    Parameters
    ----------
    before
        From `read_log`.
    added
        What was imported now.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entries = [*before, *({"imported": now, **entry} for entry in added)]
    return json.dumps({"imports": entries}, ensure_ascii=False, indent=2) + "\n"
