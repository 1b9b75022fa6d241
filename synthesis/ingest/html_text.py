"""The text of an HTML document as people read it, and where a position counted without tags is in it."""

from __future__ import annotations

import html
import re

import numpy as np

from synthesis.ingest.positions import OUTSIDE, Converter

__all__ = ["HtmlText"]

BLOCK = re.compile(
    "address|article|aside|blockquote|body|br|caption|d[dlt]|details|div|fig(ure|caption)|footer|form|h[1-6r]|"
    "header|li|main|nav|[ou]l|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead"
)

TAG_NAME = re.compile(r"/?([a-zA-Z][^\s/>]*)")
# In a tag, what may hide its end: a value in quotation marks.
IN_TAG = re.compile(r"""=\s*(["'])|>""")
LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


class HtmlText:
    """The text nodes of a document, in order, with a line break wherever a block begins or ends.

    Tools that code HTML count positions over the text nodes alone, in which the last word of a
    paragraph and the first of the next stand side by side. Here a line break stands between them,
    unless one does already.

    Parameters
    ----------
    source
        The HTML. Its time is linear in its length, whatever is in it.

    Attributes
    ----------
    text
        What people read.
    nodes
        The text nodes joined, which positions count.
    """

    def __init__(self, source: str) -> None:
        pieces, breaks = _text_nodes(source.replace("\r\n", "\n").replace("\r", "\n"))
        shown: list[str] = []
        added: list[int] = []  # positions in the nodes before which a line break was added
        position = 0
        for piece, has_break in zip(pieces, breaks, strict=True):
            is_break_there = piece.startswith("\n") or (shown and shown[-1].endswith("\n"))
            if has_break and shown and not is_break_there:
                shown.append("\n")
                added.append(position)
            shown.append(piece)
            position += len(piece)
        self.text = "".join(shown)
        self.nodes = "".join(pieces)
        self._added = np.array(added, dtype=np.int64)

    def starts(self, positions: np.ndarray, convert: Converter) -> np.ndarray:
        """Return where passages begin in `text` that begin at these positions of the text nodes.

        Parameters
        ----------
        positions
            As the tool counts them.
        convert
            Makes code points of them.
        """
        points = convert(self.nodes, positions)
        # A passage that begins where a block does begins after the line break.
        return np.where(points == OUTSIDE, OUTSIDE, points + np.searchsorted(self._added, points, "right"))

    def ends(self, positions: np.ndarray, convert: Converter) -> np.ndarray:
        """Return where passages end in `text`; the parameters are those of `starts`."""
        points = convert(self.nodes, positions)
        return np.where(points == OUTSIDE, OUTSIDE, points + np.searchsorted(self._added, points, "left"))


def _text_nodes(source: str) -> tuple[list[str], list[bool]]:
    """Return the text nodes, and for each whether a block began or ended before it."""
    pieces: list[str] = []
    breaks: list[bool] = []
    at, has_break = 0, False
    for begin, end, name in [*_tags(source), (len(source), len(source), "")]:
        words = _unescaped(source[at:begin])
        if words:
            pieces.append(words)
            breaks.append(has_break)
            has_break = False
        has_break |= BLOCK.fullmatch(name) is not None
        at = end
    return pieces, breaks


def _tags(source: str) -> list[tuple[int, int, str]]:
    """Return where each tag, comment or declaration begins and ends, and the name of the tag."""
    found = []
    at = source.find("<")
    while at >= 0:
        named = TAG_NAME.match(source, at + 1)
        if source.startswith("<!--", at):
            end = source.find("-->", at + 4)
            end = end + 3 if end >= 0 else len(source)
        elif named is not None:
            end = _end_of_tag(source, named.end())
        elif source.startswith(("<!", "<?", "</"), at):
            end = source.find(">", at) + 1 or len(source)
        else:  # a sign that begins no tag is text
            at = source.find("<", at + 1)
            continue
        found.append((at, end, named[1].lower() if named else ""))
        at = source.find("<", end)
    return found


def _end_of_tag(source: str, at: int) -> int:
    """Return where the tag ends; what never ends reaches to the end of the document."""
    while True:
        found = IN_TAG.search(source, at)
        if found is None:
            return len(source)
        if found[1] is None:
            return found.end()
        at = source.find(found[1], found.end()) + 1
        if not at:
            return len(source)


def _unescaped(text: str) -> str:
    # A number that is no character; Python refuses to read one of thousands of digits.
    return html.unescape(LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text
