"""How the tools count positions in a text, and where in a text a position is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

__all__ = ["CONVENTIONS", "Convention", "SourceText"]

UNITS = {"code points": "code points", "UTF-16": "UTF-16 code units", "UTF-8": "UTF-8 bytes"}
LINE_ENDS = {
    "as in the text": "CRLF counts as two",
    "as one": "CRLF counts as one",
    "as two": "every line end counts as two",
}


@dataclass(frozen=True)
class Convention:
    """One way of counting positions.

    Parameters
    ----------
    unit
        ``"code points"``, ``"UTF-16"`` or ``"UTF-8"``.
    line_end
        ``"as in the text"``, ``"as one"`` (CRLF in the text, one position) or ``"as two"`` (LF in
        the text, two positions).
    bom_counts
        Whether a byte order mark before the text takes a position.
    end_included
        Whether the end is the last character itself, not the one after it.
    """

    unit: str = "code points"
    line_end: str = "as in the text"
    bom_counts: bool = False
    end_included: bool = False

    @property
    def words(self) -> str:
        """The convention as people say it."""
        return self._said(LINE_ENDS[self.line_end])

    @property
    def words_of_unit_and_end(self) -> str:
        """The same for texts without CRLF."""
        return self._said("")

    def _said(self, line_ends: str) -> str:
        mark = "byte order mark counts" if self.bom_counts else ""
        end = f"end {'included' if self.end_included else 'excluded'}"
        return ", ".join(filter(None, [UNITS[self.unit], line_ends, mark, end]))


CONVENTIONS = tuple(
    Convention(unit, line_end, bom, end)
    for unit in UNITS
    for line_end in LINE_ENDS
    for bom in (False, True)
    for end in (False, True)
)
"""Every way of counting that is weighed; the first is the one the standard means."""


class SourceText:
    """A text as the review holds it, and what of the file is needed to find positions in it.

    Parameters
    ----------
    written
        The text as decoded, line ends and byte order marks as in the file.
    keep_line_ends
        Whether CRLF stays CRLF; otherwise it becomes LF, as in what other tools export.
    """

    def __init__(self, written: str, *, keep_line_ends: bool = False) -> None:
        bare = written.lstrip("\ufeff")
        self.has_bom = len(bare) < len(written)
        self.text = bare
        self._pairs = np.empty(0, dtype=np.int64)
        if "\r\n" in bare and not keep_line_ends:
            codes = np.frombuffer(bare.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            at = np.flatnonzero((codes[:-1] == 13) & (codes[1:] == 10))
            self._pairs = at - np.arange(len(at))
            self.text = bare.replace("\r\n", "\n")

    @property
    def n_pairs(self) -> int:
        """How many line ends are CRLF in the file."""
        return len(self._pairs)

    @cached_property
    def codes(self) -> np.ndarray:
        """The code points of the text."""
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")

    def forget(self) -> None:
        """Let go of what can be computed again."""
        self.__dict__.pop("codes", None)
        self.__dict__.pop("_traits", None)

    @cached_property
    def _traits(self) -> tuple[int, int]:
        highest = int(self.codes.max()) if len(self.codes) else 0
        return highest, int((self.codes == 10).sum())

    def same_as(self, convention: Convention) -> Convention:
        """Return the simplest convention that means the same positions in this text."""
        highest, n_newlines = self._traits
        unit, line_end = convention.unit, convention.line_end
        if (unit == "UTF-16" and highest <= 0xFFFF) or (unit == "UTF-8" and highest <= 0x7F):
            unit = "code points"
        only_pairs = n_newlines == len(self._pairs)
        if (line_end == "as one" and not len(self._pairs)) or (line_end == "as two" and only_pairs):
            line_end = "as in the text"
        return Convention(unit, line_end, convention.bom_counts and self.has_bom, convention.end_included)

    def borders(self, convention: Convention) -> np.ndarray:
        """Return the position of each border between characters, one more than there are characters.

        A byte order mark is not counted here.
        """
        codes = self.codes
        if convention.unit == "UTF-16":
            widths = 1 + (codes > 0xFFFF)
        elif convention.unit == "UTF-8":
            widths = 1 + (codes > 0x7F) + (codes > 0x7FF).astype(np.int64) + (codes > 0xFFFF)
        else:
            widths = np.ones(len(codes), dtype=np.int64)
        widths = widths.astype(np.int64)
        if convention.line_end == "as in the text":
            widths[self._pairs] += 1
        elif convention.line_end == "as two":
            widths[codes == 10] = 2
        borders = np.zeros(len(codes) + 1, dtype=np.int64)
        np.cumsum(widths, out=borders[1:])
        return borders

    def find(
        self,
        starts: np.ndarray,
        ends: np.ndarray,
        convention: Convention,
        borders: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return where passages stand, in code points of `text`, the end excluded.

        A position between the two characters of one line end is taken to its inner side.

        Parameters
        ----------
        starts, ends
            Positions as the tool wrote them, whole numbers, the end not before the start.
        convention
            How they count.
        borders
            What `borders` returns for it, where that is known.

        Returns
        -------
        Starts and ends; whether both lie within the text; whether neither splits a character.
        """
        if borders is None:
            borders = self.borders(convention)
        n = len(self.codes)
        # What a byte order mark takes comes before the first character.
        mark = (3 if convention.unit == "UTF-8" else 1) if convention.bom_counts and self.has_bom else 0
        starts, last = starts - mark, ends - mark + convention.end_included
        within = (starts >= 0) & (last <= borders[-1])
        first_at = np.searchsorted(borders, starts)
        last_at = np.searchsorted(borders, last)
        whole = np.ones(len(starts), dtype=bool)
        for wanted, at, is_end in ((starts, first_at, False), (last, last_at, True)):
            split = within & (borders[np.minimum(at, n)] != wanted)
            if split.any():
                in_line_end = split.copy()
                in_line_end[split] = self.codes[at[split] - 1] == 10
                whole &= ~split | in_line_end
                if is_end:
                    at[in_line_end] -= 1
        return np.minimum(first_at, n), np.minimum(last_at, n), within, whole
