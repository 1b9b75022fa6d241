"""Traces of the machine that made a page: its folders, its user, its own name.

A page leaves the team. That it was made in ``/home/someone/secret-project`` is nobody's
business, so a page that says so is not published, and texts that cannot help naming
folders (tracebacks, warnings) have them replaced.
"""

from __future__ import annotations

import getpass
import html
import json
import os
import re
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from synthesis.report.cells import is_added

__all__ = ["Machine", "Trace"]

_SHORTEST_NAME = 4  # shorter names of users and machines stand in ordinary words
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CELL_FILE = re.compile(r"(?:[A-Za-z]:)?[\\/][^\s'\"<>:]*ipykernel_\d+[\\/]\d+\.py")
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]{6,}\b")
_BASE64 = re.compile(r"(data:[\w/+.-]+;base64,)[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True)
class Trace:
    """One place where a text gives the machine away.

    Parameters
    ----------
    what
        What it gives away: ``the home folder`` …
    where
        The nearest heading before it, or the cell.
    excerpt
        The words around it, the trace itself replaced.
    """

    what: str
    where: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.what} of this machine, {self.where}: …{self.excerpt}…"


@dataclass(frozen=True)
class Machine:
    """What can be known of this machine from a text, and how to take it out.

    Parameters
    ----------
    folders
        What a folder is -> the folder: those of the run (project, working folder, output).
        The home, temporary and Python folders are known without being told.
    """

    folders: Mapping[str, str]

    @cached_property
    def _known(self) -> list[tuple[str, re.Pattern[str], str]]:
        """(what, pattern, replacement), the longest folder first so that the nearest name wins."""
        found: dict[str, tuple[str, str]] = {}
        for what, folder, replacement in self._all_folders():
            for form in {os.path.abspath(folder), os.path.realpath(folder)}:
                if len(Path(form).parts) > 1 and len(form) >= _SHORTEST_NAME:
                    found.setdefault(form, (what, replacement))
        known = [
            (what, _folder_pattern(folder), replacement)
            for folder, (what, replacement) in sorted(found.items(), key=lambda item: -len(item[0]))
        ]
        return known + list(_name_patterns())

    def _all_folders(self) -> Iterator[tuple[str, str, str]]:
        for what, folder in self.folders.items():
            yield what, folder, "."
        for key in ("stdlib", "purelib", "platlib"):
            yield "the Python folder", sysconfig.get_path(key), "<python>"
        yield "the Python folder", sys.prefix, "<python>"
        yield "the temporary folder", tempfile.gettempdir(), "<tmp>"
        yield "the home folder", os.path.expanduser("~"), "~"

    def scrub(self, text: str) -> str:
        """Return the text without colours, folders of this machine and memory addresses."""
        text = without_addresses(_CELL_FILE.sub("<cell>", _ANSI.sub("", text)))
        for _, pattern, replacement in self._known:
            text = pattern.sub(lambda _, put=replacement: put, text)
        return text.replace("<python>/./", "<python>/").replace("./synthesis/", "synthesis/")

    def traces_in_text(self, text: str, where: str) -> list[Trace]:
        """Return every trace in a plain text."""
        return [Trace(what, where, self._excerpt(text, match)) for what, match in self._matches(text)]

    def traces_in_page(self, page: str) -> list[Trace]:
        """Return every trace in an HTML page: text, attributes, styles and comments."""
        # Base64 holds any letters by chance; what it encodes is a picture made in the run.
        page = _BASE64.sub(r"\1", page)
        return [
            Trace(what, _place_in_page(page, match.start()), self._excerpt(page, match))
            for what, match in self._matches(page)
        ]

    def traces_in_notebook(self, notebook: Mapping[str, Any]) -> list[Trace]:
        """Return every trace in a notebook: sources, outputs and metadata."""
        found = self.traces_in_text(json.dumps(notebook["metadata"], ensure_ascii=False), "in its metadata")
        number = 0
        for cell in notebook["cells"]:
            number += not is_added(cell)
            where = "in the parameters it was given" if is_added(cell) else f"in cell {number}"
            for text in _texts(cell):
                found += self.traces_in_text(_BASE64.sub(r"\1", text), where)
        return found

    def _matches(self, text: str) -> list[tuple[str, re.Match[str]]]:
        """Return what is given away and where, in order; a folder in a folder counts once."""
        found: list[tuple[str, re.Match[str]]] = []
        for what, pattern, _ in self._known:
            for match in pattern.finditer(text):
                if not any(other.start() <= match.start() < other.end() for _, other in found):
                    found.append((what, match))
        return sorted(found, key=lambda one: one[1].start())

    def _excerpt(self, text: str, match: re.Match[str], around: int = 40) -> str:
        words = text[max(0, match.start() - around) : match.end() + around]
        return " ".join(self.scrub(words).split())


def without_addresses(text: str) -> str:
    """Replace memory addresses: they say nothing to a reader and differ on every run."""
    return _ADDRESS.sub("0x…", text)


def _folder_pattern(folder: str) -> re.Pattern[str]:
    """Match a folder as text, in HTML, in a link or in JSON, but not as part of another path."""
    forms = {folder, folder.replace("\\", "/"), json.dumps(folder, ensure_ascii=False)[1:-1]}
    forms |= {html.escape(form) for form in forms} | {quote(form) for form in forms}
    either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    # `https://example.org/root/page` is not the folder /root, `file:///root/page` is.
    return re.compile(rf"(?:(?<![\w.\-/\\~])|(?<=file://))(?:{either})(?![\w\-])")


def _name_patterns() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Match the names of user and machine where they name these and are not just words."""
    user, host = _user_name(), socket.gethostname().partition(".")[0]
    if len(user) >= _SHORTEST_NAME:
        at_home = rf"(?:[\\/](?:home|Users)[\\/]|~){re.escape(user)}\b"
        yield "the user's name", re.compile(rf"{at_home}|\b{re.escape(user)}@{re.escape(host)}\b"), "~"
    if len(host) >= _SHORTEST_NAME and host.casefold() != "localhost":
        name = re.escape(host)
        # A machine called `trust` must not stop every page that speaks of trust.
        is_a_word = host.isalpha()
        either = rf"(?:@|//|\\\\){name}\b" if is_a_word else rf"(?<![\w-]){name}(?![\w-])"
        yield "the name", re.compile(either, re.IGNORECASE), "<host>"


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run as a user without a name
        return ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            # The bytes of a picture, not words.
            if not str(key).startswith("image/png"):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _place_in_page(page: str, position: int) -> str:
    """Name the nearest heading before a position of the page."""
    reader = _HeadingReader()
    reader.feed(page[:position])
    return f"under “{reader.heading}”" if reader.heading else "before the first heading"


class _HeadingReader(HTMLParser):
    """Remember the last heading that was read."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = ""
        self._reading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._reading = []

    def handle_data(self, data: str) -> None:
        if self._reading is not None:
            self._reading.append(data)

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag) and self._reading is not None:
            self.heading = " ".join("".join(self._reading).replace("¶", "").split())
            self._reading = None
