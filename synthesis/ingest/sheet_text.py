"""Turn the bytes of a text table into records: its encoding, its delimiter, its rows."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from synthesis.collecting import without_collecting
from synthesis.errors import OptionError, UnreadableError
from synthesis.ingest.csv_table import BYTE_ORDER_MARKS, GARBLED, SEPARATOR_LINE, decode_utf8

__all__ = ["DELIMITERS", "TextTable", "decode_table", "parse_table"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SNIFFED_CHARACTERS = 65_536
SNIFFED_RECORDS = 60
PART_OF_RECORDS = 100_000

# Codecs by the mark that a file begins with; the mark itself is no part of the text.
MARKED = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "UTF-32": "utf-32"}


@dataclass
class TextTable:
    """The cells of a text table, the header among them.

    Parameters
    ----------
    cells
        All records as text, as wide as the widest; the index counts rows as a spreadsheet does.
    delimiter
        What stands between cells.
    widths
        How many cells each record has; None where all have as many.
    remarks
        What was met on the way, as sentences.
    """

    cells: pd.DataFrame
    delimiter: str
    widths: pd.Series | None = None
    remarks: list[str] = field(default_factory=list)


def decode_table(content: bytes, file: str, encoding: str | None = None) -> tuple[str, str]:
    """Decode a text table; nothing but UTF-8 and UTF-16 is taken for granted.

    Parameters
    ----------
    content
        The bytes.
    file
        Name for messages.
    encoding
        What a person has said that it is; any text encoding that Python knows.

    Returns
    -------
    The text without a byte order mark, and the name of its encoding.

    Raises
    ------
    OptionError
        There is no such encoding.
    UnreadableError
        The bytes are not in that encoding, or in none that is evident; the message names what it
        looks like and shows the line.
    """
    marked = _marked(content)
    if encoding is not None:
        return _declared(content, file, encoding, marked)
    if marked is not None:
        return _strictly(content, MARKED[marked], file, marked), marked
    if b"\x00" in content:
        order = _unmarked_utf16(content)
        if order is not None:
            return content.decode(order), f"{order.upper()} without a byte order mark"
        raise UnreadableError(
            file, "NUL characters stand in the text, so it is damaged or no text at all", "Export it again."
        )
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        first = decode_utf8(content, file)[1][0]
    where = f"row {first.row}: " if first.row else ""
    advice = (
        "If the line reads well so, say --encoding windows-1252 (or the encoding that it is in); "
        "or save it again as 'CSV UTF-8'."
    )
    raise UnreadableError(file, f"{where}{first.message}".rstrip("."), advice)


def _marked(content: bytes) -> str | None:
    marks = [(codecs.BOM_UTF8, "UTF-8"), *BYTE_ORDER_MARKS]
    return next((name for mark, name in marks if content.startswith(mark)), None)


def _declared(content: bytes, file: str, encoding: str, marked: str | None) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        message = f"encoding='{encoding}' is not known; write for instance utf-8, utf-16 or windows-1252."
        raise OptionError(message) from error
    if not getattr(codec, "_is_text_encoding", True):
        raise OptionError(f"encoding='{encoding}' is no encoding of text; write for instance windows-1252.")
    plain = codec.name.replace("-", "").replace("_", "").upper()
    if marked is not None:
        if not plain.startswith(marked.replace("-", "")):
            reason = f"it begins with the mark of {marked}, so it is not {encoding}"
            raise UnreadableError(file, reason, "Leave the encoding out; the file says it itself.")
        return _strictly(content, MARKED[marked], file, marked), marked
    return _strictly(content, codec.name, file, encoding), codec.name


def _strictly(content: bytes, codec: str, file: str, name: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeError as error:
        start = getattr(error, "start", len(content))
        row = content.count(b"\n", 0, start) + 1
        reason = f"row {row}: the bytes are not {name}"
        raise UnreadableError(
            file, reason, "Name the encoding that it was saved in, or save it as UTF-8."
        ) from error
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise UnreadableError(
            file, f"row {row}: a NUL character stands in the text, so it is damaged", "Export it again."
        )
    return text


def _unmarked_utf16(content: bytes) -> str | None:
    """Return the byte order of UTF-16 whose zero bytes all lie on one side and which decodes cleanly."""
    if len(content) % 2:
        return None
    even, odd = content[0::2].count(0), content[1::2].count(0)
    # Delimiters and line ends are zero on one side in any script; few characters are on the other.
    if min(even, odd) * 10 > max(even, odd):
        return None
    order = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = content.decode(order)
    except UnicodeError:
        return None
    # Binary data gives characters of no script; a table has next to none of those, and line ends.
    sample = text[:4096]
    strange = sum(not (sign.isprintable() or sign.isspace()) for sign in sample)
    is_table = any(sign in text for sign in "\r\n") and any(sign in text for sign in DELIMITERS)
    return order if is_table and "\x00" not in text and strange * 100 <= len(sample) else None


def parse_table(text: str, file: str) -> TextTable:
    """Split the text of a table into cells.

    Parameters
    ----------
    text
        The text, decoded.
    file
        Name for messages.

    Raises
    ------
    UnreadableError
        It is blank, its quotation marks do not match, or a row has more cells than the header.
    """
    remarks = []
    if not text.strip():
        raise UnreadableError(file, "there is no text in it", "Export it again.")
    # Looked for only where a first sign of it stands, since the search is slow over much text.
    garbled = GARBLED.search(text) if any(sign in text for sign in ("Ã", "Â", "â€")) else None
    if garbled is not None:
        around = text[max(0, garbled.start() - 12) : garbled.end() + 8].replace("\n", " ")
        remarks.append(
            f"Text such as '{around}' looks as if UTF-8 had been read as Windows-1252 before it came here; "
            "it is kept as it stands."
        )
    body = text.lstrip("\r\n")
    n_above = text[: len(text) - len(body)].count("\n")
    first_line = body[:200].splitlines()[0]
    declared = SEPARATOR_LINE.fullmatch(first_line)
    if declared:
        # A spreadsheet does not show this line, so rows are counted from the one below it.
        body = body[len(first_line) :].removeprefix("\r").removeprefix("\n")
        n_above = 0
        remarks.append(f"The first line, '{first_line.strip()}', names the delimiter.")
    delimiter = declared[1] if declared else _delimiter(body)
    quick = _without_quotes(body, delimiter)
    cells, widths = (quick, None) if quick is not None else _with_quotes(body, delimiter, file)
    cells.index = pd.RangeIndex(1 + n_above, 1 + n_above + len(cells))
    cells.columns = pd.RangeIndex(1, 1 + cells.shape[1])
    even = widths is None or len(set(widths)) == 1
    return TextTable(cells, delimiter, None if even else pd.Series(widths, index=cells.index), remarks)


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first records most evenly, then most widely."""
    sample = text[:SNIFFED_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    scores = {}
    for position, delimiter in enumerate(DELIMITERS):
        if delimiter not in sample:
            continue
        widths = _widths(sample, delimiter)
        if not widths or max(widths) < 2:
            continue
        usual, n_usual = Counter(w for w in widths if w > 1).most_common(1)[0]
        scores[delimiter] = (n_usual / len(widths), usual, -position)
    return max(scores, key=lambda sign: scores[sign]) if scores else ","


def _widths(sample: str, delimiter: str) -> list[int]:
    csv.field_size_limit(2**31 - 1)
    widths = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) == SNIFFED_RECORDS:
                break
    except csv.Error:
        pass
    return widths


def _without_quotes(text: str, delimiter: str) -> pd.DataFrame | None:
    """Read a table without quotation marks and with equally long rows; None for any other."""
    if '"' in text:
        return None
    try:
        cells = pd.read_csv(
            io.BytesIO(text.encode()),  # which is read in two thirds of the time that a text takes
            sep=delimiter,
            header=None,
            dtype="str",
            na_filter=False,
            quoting=csv.QUOTE_NONE,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeEncodeError):
        return None  # rows of different lengths, which the slower way names; halves of surrogate pairs
    return cells if text.count(delimiter) == (cells.shape[1] - 1) * len(cells) else None


def _with_quotes(text: str, delimiter: str, file: str) -> tuple[pd.DataFrame, list[int]]:
    csv.field_size_limit(2**31 - 1)  # a passage may be longer than the 128 KiB that csv expects
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    parts: list[pd.DataFrame] = []
    widths: list[int] = []
    with without_collecting():
        # Part by part, so that the lists of one are gone before the next are made.
        while True:
            records: list[list[str]] = []
            try:
                records.extend(itertools.islice(reader, PART_OF_RECORDS))
            except csv.Error as error:
                row = len(widths) + len(records) + 1
                reason = f"row {row}: the quotation marks do not match from here on ({error})"
                advice = 'Inside a quoted cell, write a quotation mark twice: "".'
                raise UnreadableError(file, reason, advice) from error
            if not records:
                break
            widths.extend(map(len, records))
            blanks = [""] * max(map(len, records))
            parts.append(pd.DataFrame([r + blanks[len(r) :] for r in records], dtype="str"))
    cells = pd.concat(parts, ignore_index=True)
    return (cells.fillna("") if len({part.shape[1] for part in parts}) > 1 else cells), widths
