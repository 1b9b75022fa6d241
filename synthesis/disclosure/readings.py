"""A finished file as everything that somebody could read in it, hidden or not.

A name can stand in a page in many ways: split by tags or by marks that nobody sees, written as
entities, escapes or percent signs, in an attribute, a comment, a picture's metadata, a drawing that
is encoded in an address. Each file is therefore read in several ways, each reading in parts, and
each part knows where it is.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from synthesis.disclosure.pdf_texts import is_pdf, pdf_texts

__all__ = ["Reading", "normalised", "readings"]

TAG = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>|<[!?]?/?[A-Za-z][^<>]*>", re.DOTALL)
MARKUP = re.compile(r"<!--|</?[A-Za-z][\w:-]*[\s>/]")
# What ends a line; every other element stands inside one, those that nobody knows with them.
BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|button|caption|circle|col|colgroup|dd|defs|desc|details|div|dl"
    r"|dt|ellipse|fieldset|figcaption|figure|footer|form|g|h[1-6]|head|header|hr|html|iframe|image|img|input|legend"
    r"|li|line|link|main|meta|metadata|nav|noscript|ol|optgroup|option|p|path|polygon|polyline|pre|rect|script"
    r"|section|select|style|summary|svg|table|tbody|td|text|textarea|tfoot|th|thead|title|tr|ul|use)(?=[\s>/])[^<>]*>",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
GEOMETRY = re.compile(
    r"d|points|transform|viewbox|[xyr]|[xy][12]|c[xy]|r[xy]|d[xy]|width|height|stroke-dasharray|data-e"
)
ENCODED = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*),([A-Za-z0-9+/=_%.~!*'()\-\s]*)")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
# Zero-width marks, soft hyphens, directions of writing, variation selectors.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
BLANKS = re.compile(r"[^\S\n]+")
DEEPEST = 4
LARGEST = 200_000_000


@dataclass(frozen=True)
class Reading:
    """One part of a file, read in one way.

    Parameters
    ----------
    text
        Normalised, see `normalised`.
    how
        ``whole``: as it stands, markup included; ``apart``: tags read as blanks; ``lines``: tags inside a
        line read as nothing, others as the end of a line; ``attributes``: what stands in tags.
    where
        What part of the file it is: ``cell 5``, a member of an archive; empty for all of it.
    source
        The part as it stands in the file, or empty where it was encoded.
    """

    text: str
    how: str
    where: str = ""
    source: str = ""


def readings(name: str, content: bytes | str) -> Iterator[Reading]:
    """Read a file in every way.

    Parameters
    ----------
    name
        Name of the file; its ending says how it is read.
    content
        What is in it.

    Yields
    ------
    The readings of the file, of what is encoded in it, and of its name.
    """
    yield Reading(normalised(name), "lines", "its name", name)
    yield from _of_content(name, content, "", 0)


def normalised(text: str) -> str:
    """Return a text as it is compared: one form of each letter, without accents and unseen marks.

    Parameters
    ----------
    text
        Any text. Entities, escapes and percent signs are read as what they stand for.
    """
    if "\\" in text:
        text = ESCAPE.sub(_escaped, text).replace("\\/", "/")
    for _ in range(2):  # an entity in an attribute of a drawing in an attribute
        if "&" in text:
            text = html.unescape(text)
    if "%" in text:
        text = PERCENT.sub(lambda found: unquote(found[0], errors="replace"), text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", UNSEEN.sub("", text))
        text = ACCENTS.sub("", text)
    return BLANKS.sub(" ", text)


def _escaped(found: re.Match[str]) -> str:
    number = int(next(group for group in found.groups() if group), 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else " "


def _of_content(name: str, content: bytes | str, where: str, depth: int) -> Iterator[Reading]:
    if isinstance(content, bytes):
        if content.startswith(b"PK\x03\x04") and depth < DEEPEST:
            yield from _of_archive(content, where, depth)
            return
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            for text in _png_texts(content):
                yield Reading(normalised(text), "lines", _join(where, "metadata of a picture"))
            return
        if is_pdf(content):
            for text in pdf_texts(content):
                yield Reading(
                    normalised(text), "lines", _join(where, "its title, outline or words for pictures")
                )
            return
        content = _decoded(content)
    if name.endswith((".json", ".ipynb")):
        try:
            value = json.loads(content)
        except ValueError:
            value = None
        if isinstance(value, dict | list):
            for part, text in _of_json(value):
                yield from _of_text(text, _join(where, part), depth)
            return
    yield from _of_text(content, where, depth)


def _of_text(text: str, where: str, depth: int) -> Iterator[Reading]:
    """Read a text that may hold markup and encoded parts, in every way."""
    if depth < DEEPEST and "data:" in text:
        for found in ENCODED.finditer(text):
            inner = _encoded(found)
            if inner is not None:
                kind = found[1].rpartition("/")[2].partition("+")[0] or "text"
                yield from _of_content(f"x.{kind}", inner, _join(where, "an encoded part"), depth + 1)
        # What it encodes is read; its letters are not words.
        text = ENCODED.sub(lambda found: " " if ";base64" in found[2] else found[0], text)
    yield Reading(normalised(text), "whole", where, text)
    if not MARKUP.search(text):
        yield Reading(normalised(text), "lines", where, text)
        inner = html.unescape(text)
        if inner != text and MARKUP.search(inner) and depth < DEEPEST:
            yield from _of_text(inner, where, depth + 1)
        return
    yield Reading(normalised(TAG.sub(" ", text)), "apart", where, text)
    yield Reading(normalised(TAG.sub("", BREAK.sub("\n", text))), "lines", where, text)
    values = list(_attributes(text))
    yield Reading(normalised("\n".join(values)), "attributes", where, text)
    for value in values:
        # A page within a page, written as an attribute.
        if "&lt;" in value and depth < DEEPEST:
            yield from _of_text(html.unescape(value), where, depth + 1)


def _attributes(text: str) -> Iterator[str]:
    """Return comments, and the values of attributes that are no geometry."""
    for tag in TAG.finditer(text):
        if tag[0].startswith("<!--"):
            yield tag[0]
        elif "=" in tag[0]:
            for found in ATTRIBUTE.finditer(tag[0]):
                if not GEOMETRY.fullmatch(found[1].lower()):
                    yield found[2]


def _of_json(value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, str]]:
    """Return each part of a JSON file and all texts in it: a cell of a notebook, an entry of a record."""
    if isinstance(value, dict) and isinstance(value.get("cells"), list):
        for number, cell in enumerate(value["cells"], start=1):
            for text in _mime_texts(cell):
                yield f"cell {number}", text
        rest = {key: inner for key, inner in value.items() if key != "cells"}
        yield "its metadata", "\n".join(_texts(rest))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"the entry {key!r}", "\n".join([str(key), *_texts(inner)])
    else:
        yield "", "\n".join(_texts(value))


def _mime_texts(cell: Any) -> Iterator[str]:
    """Return the outputs of a cell by format, and the rest of it: nothing runs from one into another."""
    rest = []
    for key, inner in cell.items() if isinstance(cell, dict) else ():
        if key != "outputs":
            rest += list(_texts({key: inner}))
    yield "\n".join(rest)
    for output in cell.get("outputs", ()) if isinstance(cell, dict) else ():
        data = output.get("data", {}) if isinstance(output, dict) else {}
        for form, content in data.items():
            text = "".join(content) if isinstance(content, list) else content
            if form.startswith("image/") and isinstance(text, str) and "svg" not in form:
                text = f"data:{form};base64,{text}"
            yield text if isinstance(text, str) else "\n".join(_texts(content))
        yield "\n".join(_texts({key: inner for key, inner in output.items() if key != "data"}))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        if value and all(isinstance(inner, str) for inner in value) and any("\n" in v for v in value[:-1]):
            yield "".join(value)  # the lines of a notebook's cell
        else:
            for inner in value:
                yield from _texts(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _of_archive(content: bytes, where: str, depth: int) -> Iterator[Reading]:
    """Read each member of an archive, a workbook or a document of Word, say."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            inside = _join(where, member.filename)
            yield Reading(normalised(member.filename), "lines", inside, member.filename)
            if not member.is_dir() and member.file_size <= LARGEST:
                yield from _of_content(member.filename, archive.read(member), inside, depth + 1)


def _png_texts(content: bytes) -> Iterator[str]:
    """Return what is written in a picture beside what is drawn."""
    at = 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"eXIf", b"zTXt"):
            yield _decoded(data)
            for start in {data.find(b"\0") + 2, data.rfind(b"\0") + 1}:
                try:
                    yield _decoded(zlib.decompress(data[start:]))
                except zlib.error:
                    continue
        at += 12 + length


def _encoded(found: re.Match[str]) -> bytes | None:
    """Return what an address of the form data:… holds."""
    if ";base64" not in found[2]:
        return unquote(found[3]).encode()
    letters = re.sub(r"[^A-Za-z0-9+/]", "", unquote(found[3]).replace("-", "+").replace("_", "/"))
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4))
    except (binascii.Error, ValueError):
        return None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _join(where: str, part: str) -> str:
    return ", ".join(filter(None, [where, part]))
