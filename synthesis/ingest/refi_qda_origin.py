"""How a project written by this workbook says so, and how it keeps what REFI-QDA has no place for.

The writer (`synthesis.export.qdpx`) and the reader of our own projects share this page. Names and
identifiers that another tool may shorten stand, readable, in descriptions: one ``name: value`` a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = [
    "CODE_POINTS",
    "LAYOUT",
    "ORIGIN",
    "UTF_16",
    "OwnOrigin",
    "field_lines",
    "in_source",
    "origin_text",
    "own_origin",
    "read_field_lines",
]

ORIGIN = "Evidence synthesis workbook"
"""What ``Project/@origin`` begins with where this workbook wrote the project."""

LAYOUT = 1
"""Raised whenever descriptions or names come to mean something else."""

UTF_16 = "UTF-16 code units"
CODE_POINTS = "code points"

_ORIGIN = re.compile(rf"{ORIGIN} (\S+) \(layout (\d{{1,4}}), offsets in ({UTF_16}|{CODE_POINTS})\)")

# A byte order mark inside a text is taken for one at its beginning by some tools, and line ends are
# counted as one or two characters, so neither stands in a text whose characters are counted.
_LINE_END = re.compile("\r\n?")
_ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|(.))", re.DOTALL)
_EDGE_SPACE = re.compile(r"^\s+|\s+$")
_SHORT = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LONG = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


@dataclass(frozen=True)
class OwnOrigin:
    """What the origin of one of our own projects says.

    Parameters
    ----------
    version
        Version of the workbook that wrote it.
    layout
        See `LAYOUT`.
    unit
        What offsets count: `UTF_16` or `CODE_POINTS`. Ends are excluded; line ends are LF.
    """

    version: str
    layout: int
    unit: str


def origin_text(version: str, unit: str | None = None) -> str:
    """Return what ``origin`` says; ``unit`` is what offsets count, None where there are none."""
    return (
        f"{ORIGIN} {version}" if unit is None else f"{ORIGIN} {version} (layout {LAYOUT}, offsets in {unit})"
    )


def own_origin(said: str | None) -> OwnOrigin | None:
    """Read ``Project/@origin``; None where another tool wrote the project."""
    found = _ORIGIN.fullmatch(said or "")
    return None if found is None else OwnOrigin(found[1], int(found[2]), found[3])


def in_source(text: str) -> str:
    """Return a text as it stands in the plain text of a source: LF line ends, no byte order mark."""
    return _LINE_END.sub("\n", text).replace("\ufeff", "")


def field_lines(fields: Mapping[str, str | None]) -> str:
    r"""Write one ``name: value`` a line; what is missing takes no line.

    Line breaks, tabs and backslashes are written as ``\n``, ``\r``, ``\t`` and ``\\``, white space at
    either end of a value as ``\u0020``, so that a tool that trims changes nothing.

    Parameters
    ----------
    fields
        Name -> value; names hold no colon.
    """
    return "\n".join(f"{name}: {_escaped(value)}" for name, value in fields.items() if value)


def read_field_lines(lines: Iterable[str]) -> dict[str, str]:
    """Read what `field_lines` wrote; a line of another form is left out."""
    found = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        if colon:
            found.setdefault(name, _ESCAPED.sub(_meant, value))
    return found


def _escaped(value: str) -> str:
    def edge(found: re.Match[str]) -> str:
        return "".join(f"\\u{ord(sign):04x}" for sign in found[0])

    # Backslashes first, or those that are written here would be written again.
    return _EDGE_SPACE.sub(edge, value.replace("\\", "\\\\")).translate(_SHORT)


def _meant(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _LONG.get(found[2], found[0])
