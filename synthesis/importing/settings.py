"""``review.yaml`` of a review that begins with an import, or goes on with one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synthesis.importing.existing import Existing
from synthesis.ingest.settings_file import parse_settings
from synthesis.new import identifier_of, settings_text

__all__ = ["SETTINGS_FILE", "examples_replaced", "first_settings", "settings_after"]

SETTINGS_FILE = "review.yaml"

HINTS = {
    "title": "It was taken from the imported file; write your own.",
    "question": "Write it here.",
}


def first_settings(folder: str, name: str) -> str:
    """Return the text of ``review.yaml`` for a new review.

    Parameters
    ----------
    folder
        Name of the review's folder.
    name
        Name of the project that was imported.
    """
    values = {
        "id": identifier_of(folder),
        "title": name.strip() or folder,
        "kind": "thematic",
        "language": "en",
    }
    return settings_text(values, HINTS)


def examples_replaced(content: bytes) -> str | None:
    """Return the text of ``review.yaml`` once real evidence has taken the place of the examples.

    Parameters
    ----------
    content
        Of the file.

    Returns
    -------
    The text in which the review is no longer called synthetic; None where it is not called so.
    """
    text = content.decode("utf-8-sig")
    changed = re.sub(r"^synthetic:[ \t]*true[ \t]*$", "synthetic: false", text, count=1, flags=re.MULTILINE)
    return changed if changed != text else None


def settings_after(
    folder: Path | None, existing: Existing, name: str
) -> tuple[Mapping[str, Any], bytes | None]:
    """Return the settings of the review, and the bytes of ``review.yaml`` where it is to be written.

    Parameters
    ----------
    folder
        The review; None where nothing is written.
    existing
        As it stands.
    name
        Name of the project that is imported.
    """
    raw = existing.raw
    if raw is not None and raw.settings_file:
        if existing.only_examples and folder is not None:
            text = examples_replaced((folder / raw.settings_file).read_bytes())
            if text is not None:
                return parse_settings(text, raw.settings_file)[0], text.encode()
        return raw.settings, None
    text = first_settings(folder.resolve().name if folder is not None else name, name)
    return parse_settings(text, SETTINGS_FILE)[0], text.encode()
