"""Where in a file something was found: the line, the element, the heading above it."""

from __future__ import annotations

import html
import re

from synthesis.disclosure.readings import Reading, normalised
from synthesis.disclosure.search import Found

__all__ = ["place_in"]

HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def place_in(reading: Reading, found: Found) -> str:
    """Say where something stands in the file that was read.

    Parameters
    ----------
    reading
        In which it was found.
    found
        What.

    Returns
    -------
    For a page ``under “Themes”, line 120, in <td>``; the part of the file where there is one.
    """
    source = reading.source
    at = _position(reading, found)
    parts = [reading.where] if reading.where else []
    if at is None:
        return ", ".join(parts) or "somewhere in it"
    heading = ""
    for match in HEADING.finditer(source, 0, at):
        heading = " ".join(html.unescape(TAG.sub("", match[2])).replace("¶", "").split())
    if heading and found.text.casefold() not in normalised(heading).casefold():
        parts.append(f"under “{heading}”")
    if "\n" in source and not reading.where:
        parts.append(f"line {source.count(chr(10), 0, at) + 1}")
    element = _element(source, at)
    if element:
        parts.append(element)
    return ", ".join(parts) or "in its text"


def _position(reading: Reading, found: Found) -> int | None:
    """Return about where in the source a find ends: the words before it are looked up, the last first."""
    source = reading.source
    if not source:
        return None
    wanted = reading.text[found.start : found.end]
    exact = [match.start() for match in re.finditer(re.escape(wanted), source)]
    # The same word may stand in several places: which of them is told by how often it came before.
    before = reading.text.count(wanted, 0, found.start)
    if exact and len(exact) > before and reading.how == "whole":
        return exact[before]
    share = found.start / max(1, len(reading.text))
    if exact:
        return min(exact, key=lambda at: abs(at - share * len(source)))
    return int(share * len(source))


def _element(source: str, at: int) -> str:
    """Return the element or the attribute that a position stands in."""
    opened, closed = source.rfind("<", 0, at + 1), source.rfind(">", 0, at)
    if opened < 0:
        return ""
    comment = source.rfind("<!--", 0, at + 1)
    if comment >= 0 and source.find("-->", comment) >= at:
        return "in a comment"
    name = re.match(r"</?([A-Za-z][\w:-]*)", source[opened : opened + 40])
    if name is None:
        return ""
    if opened > closed:
        attribute = re.findall(r"([\w:-]+)\s*=\s*[\"']?[^\"'=]*$", source[opened:at])
        return f"in {attribute[-1]} of <{name[1]}>" if attribute else f"in <{name[1]}>"
    return f"in <{name[1]}>"
