"""Positions in a text, counted in units of UTF-16 or UTF-8, as positions in code points.

A tool counts what its toolkit counts: Qt and .NET count UTF-16 code units, in which 😀 is two;
others count the bytes of UTF-8, in which it is four. Python counts code points, in which it is one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = [
    "OUTSIDE",
    "Converter",
    "code_points_checked",
    "code_points_from_utf8",
    "code_points_from_utf16",
    "has_wide",
    "with_crlf_as_one",
]

Converter = Callable[[str, np.ndarray], np.ndarray]

OUTSIDE = -1
"""What a position becomes that lies outside the text or inside a character."""


def has_wide(text: str) -> bool:
    """Return whether a text has characters that are two code units of UTF-16."""
    return not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def code_points_checked(text: str, positions: np.ndarray) -> np.ndarray:
    """Return positions that count code points already; those outside the text become `OUTSIDE`.

    Parameters
    ----------
    text
        The text.
    positions
        Integers; the length of the text is the last position in it.
    """
    positions = np.asarray(positions, dtype=np.int64)
    return np.where((positions >= 0) & (positions <= len(text)), positions, OUTSIDE)


def code_points_from_utf16(text: str, positions: np.ndarray) -> np.ndarray:
    """Return positions counted in UTF-16 code units as positions counted in code points.

    Parameters
    ----------
    text
        The text.
    positions
        Integers, in any order.

    Returns
    -------
    As many integers; `OUTSIDE` for a position outside the text or between two surrogates.
    """
    positions = np.asarray(positions, dtype=np.int64)
    if not has_wide(text):
        return code_points_checked(text, positions)
    wide = np.flatnonzero(_code_points(text) > 0xFFFF)
    starts = wide + np.arange(len(wide))  # of the wide characters, in code units
    before = np.searchsorted(starts, positions, side="left")
    is_inside = (before > 0) & (starts[np.maximum(before, 1) - 1] + 1 == positions)
    found = positions - before
    return np.where((positions >= 0) & (found <= len(text)) & ~is_inside, found, OUTSIDE)


def code_points_from_utf8(text: str, positions: np.ndarray) -> np.ndarray:
    """Return positions counted in bytes of UTF-8 as positions counted in code points.

    Parameters
    ----------
    text
        The text.
    positions
        Integers, in any order.

    Returns
    -------
    As many integers; `OUTSIDE` for a position outside the text or inside a character.
    """
    positions = np.asarray(positions, dtype=np.int64)
    if text.isascii():
        return code_points_checked(text, positions)
    content = np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    starts = np.append(np.flatnonzero((content & 0xC0) != 0x80), len(content))
    found = np.searchsorted(starts, positions)
    is_start = starts[np.minimum(found, len(text))] == positions
    return np.where(is_start, found, OUTSIDE)


def with_crlf_as_one(convert: Converter) -> Converter:
    """Return a converter for positions that count a CR LF as one unit.

    Parameters
    ----------
    convert
        One of the converters above, which counts the rest.
    """

    def converted(text: str, positions: np.ndarray) -> np.ndarray:
        points = _code_points(text)
        is_second = np.zeros(len(points), dtype=bool)
        is_second[1:] = (points[1:] == 10) & (points[:-1] == 13)
        original = np.append(np.flatnonzero(~is_second), len(points))
        found = convert(text.replace("\r\n", "\n"), positions)
        return np.where(found == OUTSIDE, OUTSIDE, original[np.maximum(found, 0)])

    return converted


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
