"""Read a text file in the encoding that its bytes or a person declare; nothing is guessed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from synthesis.errors import UnreadableError
from synthesis.ingest.raw import sha256_of
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.sheet_text import decode_table

__all__ = ["clean_text", "counted", "first_text", "read_text_file"]

_LOOKED_INTO = 200_000
_HALVES = re.compile("[\ud800-\udfff]")


def read_text_file(path: Path, *, encoding: str | None = None) -> tuple[str, str]:
    r"""Return the text of a file, each line ended by ``\n``, and the SHA-256 of its bytes.

    Parameters
    ----------
    path
        The file.
    encoding
        What a person says it is.

    Raises
    ------
    UnreadableError
        It cannot be read, or is not text in that encoding (UTF-8, or UTF-16 that says so, where none
        was named).
    OptionError
        There is no such encoding.
    """
    content = read_bytes(path)
    try:
        text, _ = decode_table(content, path.name, encoding)
    except UnreadableError as error:
        advice = "Export it as UTF-8, or name the encoding that it is in: --encoding windows-1252."
        raise UnreadableError(path.name, error.reason, advice) from error
    return _with_plain_lines(text), sha256_of(content)


def first_text(path: Path) -> str:
    """Return the beginning of a file as text, for a look at its format; empty where it is no text.

    Bytes that are no UTF-8 are replaced: what is looked for is plain ASCII in any encoding.
    """
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            content = file.read(_LOOKED_INTO)
    except OSError:
        return ""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if is_wide else "utf-8-sig", errors="replace")
    return "" if "\x00" in text else _with_plain_lines(text)


def _with_plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def clean_text(value: object) -> str:
    """Return a value as text that any file can hold: half characters and NUL become U+FFFD.

    None becomes an empty text, and white space around it goes.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if not text.isascii():
        text = _HALVES.sub("\ufffd", text)
    return text.replace("\x00", "\ufffd").strip()


def counted(n: int, noun: str, plural: str = "") -> str:
    """Return a number and its noun: ``1 record``, ``2 records``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"
