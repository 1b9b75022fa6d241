"""What a PDF says beside what is drawn: its title, its outline, its words for pictures, its metadata.

The words on its sheets stand there as numbers of glyphs. They are those of the page that was printed,
which is searched itself; here the rest is read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

__all__ = ["is_pdf", "pdf_texts"]

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
HEADER = 400
"""Bytes before a stream that say what it is."""

SAID_IN = (b"/ObjStm", b"/Metadata", b"/EmbeddedFile")
LITERAL = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)", re.DOTALL)
# What Chromium calls the parts of a page.
PART = re.compile(r"node\d+")
HEX = re.compile(rb"(?<!<)<([0-9A-Fa-f\s]*)>")
ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def is_pdf(content: bytes) -> bool:
    """Return whether this is the content of a PDF."""
    return content.startswith(b"%PDF-")


def pdf_texts(content: bytes) -> Iterator[str]:
    """Return every text that stands in a PDF as a text, and what stands in its metadata.

    Parameters
    ----------
    content
        All of the file.

    Yields
    ------
    One text after the other: title, headings of the outline, words for pictures, addresses of links,
    then each part that is packed, as it stands.
    """
    yield from _strings(STREAM.sub(b"stream endstream", content))
    for found in STREAM.finditer(content):
        said = content[max(0, found.start() - HEADER) : found.start()]
        said = said[said.rfind(b" obj") + 1 :]
        if not any(kind in said for kind in SAID_IN):
            continue  # what is drawn, a font, a picture
        inside = found[1]
        if b"/FlateDecode" in said:
            try:
                inside = zlib.decompressobj().decompress(inside)
            except zlib.error:
                continue
        if b"/ObjStm" in said:
            yield from _strings(inside)
        else:
            yield inside.decode("utf-8", errors="replace")


def _strings(part: bytes) -> Iterator[str]:
    yield from (text for text in dict.fromkeys(_all_strings(part)) if text and not PART.fullmatch(text))


def _all_strings(part: bytes) -> Iterator[str]:
    for found in LITERAL.finditer(part):
        yield _decoded(ESCAPE.sub(_escaped, found[0][1:-1]))
    for found in HEX.finditer(LITERAL.sub(b"()", part)):
        digits = re.sub(rb"\s", b"", found[1]).decode()
        yield _decoded(bytes.fromhex(digits + "0" * (len(digits) % 2)))


def _escaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 0xFF])
    return b"" if found[2] else LETTERS.get(found[3], found[3])


def _decoded(text: bytes) -> str:
    if text.startswith(b"\xfe\xff"):
        return text[2:].decode("utf-16-be", errors="replace")
    return text.decode("utf-8" if text.startswith(b"\xef\xbb\xbf") else "latin-1", errors="replace")
