"""``review.yaml`` of a review that begins with an import."""

from __future__ import annotations

import re

from synthesis.new import identifier_of, settings_text

__all__ = ["examples_replaced", "first_settings"]

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
