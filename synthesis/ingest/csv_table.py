"""Read one CSV file: UTF-8 or a refusal that names the encoding it looks like."""

from __future__ import annotations

import codecs
import csv
import io
import re

from synthesis.collecting import without_collecting
from synthesis.errors import Problem
from synthesis.ingest.raw import RawTable, sha256_of, text_frame
from synthesis.schema import TABLES

__all__ = ["decode_utf8", "read_csv_table"]

# Longest first: the UTF-32 mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
]

SAVE_AS_UTF8 = "Save it again as 'CSV UTF-8 (comma delimited)' and nothing will be guessed."

# Excel's own note on how the file is separated: sep=;
SEPARATOR_LINE = re.compile(r'"?sep=([^"\w\s]|\t)"?[,;\t ]*', re.IGNORECASE)

# UTF-8 text that was once read as Windows-1252 and saved again.
GARBLED = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u2022\u20ac\u0152-\u0178]|â€[\u0080-\u2122]")


def decode_utf8(content: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """Decode UTF-8, with or without a byte order mark.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for the message.

    Returns
    -------
    The text, or None with a problem that names the encoding it looks like, and where.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return None, [_wrong_encoding(file, name)]
    if content.startswith(b"PK\x03\x04"):
        message = "this is a workbook or another zip file, not CSV."
        return None, [Problem(message, file=file, advice="Give it its true ending, .xlsx or .ods.")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_undecodable(content, error, file)]
    if "\x00" in text:
        every_other = content[1:400:2].count(0) + content[0:400:2].count(0)
        if every_other > min(len(content), 400) // 4:
            return None, [_wrong_encoding(file, "UTF-16 without a byte order mark")]
        row = text[: text.index("\x00")].count("\n") + 1
        message = "a NUL character stands in the text, so the file is damaged."
        return None, [Problem(message, file=file, row=row, advice="Export it again.")]
    return text, _garbled(text, file)


def _wrong_encoding(file: str, name: str) -> Problem:
    return Problem(f"the file is not UTF-8; it looks like {name}.", file=file, advice=SAVE_AS_UTF8)


def _undecodable(content: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    """Name the encoding that the bytes look like and show the first line that is not UTF-8."""
    start = content.rfind(b"\n", 0, error.start) + 1
    end = content.find(b"\n", error.start)
    line = content[start : end if end >= 0 else len(content)]
    row = content.count(b"\n", 0, error.start) + 1
    high = re.findall(rb"[\x80-\xff]+", content)
    # A Western accent stands alone among letters; other scripts come in runs of high bytes.
    in_runs = sum(len(run) for run in high if len(run) > 1)
    shown = ""
    if in_runs > 6 and in_runs > sum(map(len, high)) / 2:
        name = "a non-Western encoding such as Shift JIS, GB 18030 or Windows-1251"
    else:
        try:
            shown = line.decode("cp1252").strip()
            name = "Windows-1252 (or Latin-1)"
        except UnicodeDecodeError:
            name = "no encoding that we can name"
    shown = "".join(sign if sign.isprintable() else "·" for sign in shown[:60])
    quoted = f"; read so, the line says '{shown}'" if shown else ""
    return Problem(
        f"the file is not UTF-8; it looks like {name}{quoted}.",
        file=file,
        row=row,
        value=repr(content[error.start : error.start + 1]),
        advice=SAVE_AS_UTF8,
    )


def _garbled(text: str, file: str) -> list[Problem]:
    """Warn of text that was decoded wrongly before it came to us."""
    found = GARBLED.search(text)
    if found is None:
        return []
    around = text[max(0, found.start() - 12) : found.end() + 8].replace("\n", " ")
    message = f"text such as '{around}' looks as if UTF-8 had been read as Windows-1252 before."
    row = text[: found.start()].count("\n") + 1
    advice = "Look at the file it was exported from; here it is kept as it stands."
    return [Problem(message, file=file, row=row, advice=advice, level="warning")]


def _if_empty(name: str) -> str:
    """Return what to do with an empty file: only a table that no review needs can be deleted."""
    needed = name in TABLES and TABLES[name].required
    return "Write a header row." if needed else "Write a header row, or delete the file if it is not needed."


def _separator(first_line: str) -> str:
    """Return the separator of the header: a comma, or what a localised Excel writes instead."""
    counts = {sign: first_line.count(sign) for sign in (",", ";", "\t")}
    return "," if counts[","] else max(counts, key=counts.get) if any(counts.values()) else ","


@without_collecting()
def read_csv_table(content: bytes, name: str, file: str) -> tuple[RawTable | None, list[Problem]]:
    """Read one table from the bytes of a CSV file.

    Parameters
    ----------
    content
        The bytes.
    name
        Name of the table.
    file
        Name of the file, for messages.

    Returns
    -------
    The table, or None where it could not be read at all, and the problems met. A row with too
    many or too few cells is a problem with its row, never a shift of the columns.
    """
    text, problems = decode_utf8(content, file)
    if text is None:
        return None, problems
    if not text.strip():
        advice = _if_empty(name)
        return None, [*problems, Problem("the file is empty.", file=file, advice=advice)]
    first_line = text.lstrip("\r\n").splitlines()[0]
    declared = SEPARATOR_LINE.fullmatch(first_line)
    separator = declared[1] if declared else _separator(first_line)
    if declared:
        # A spreadsheet does not show this line, so rows are counted from the one below it.
        text = text.lstrip("\r\n")[len(first_line) :].removeprefix("\r").removeprefix("\n")
        message = f"the first line, '{first_line.strip()}', names the separator; it was read so."
        advice = "The line is not counted as a row. Save as CSV UTF-8 (comma delimited) to be rid of it."
        problems.append(Problem(message, file=file, advice=advice, level="warning"))
    elif separator != ",":
        shown = "tabs" if separator == "\t" else f"'{separator}'"
        message = f"the columns are separated by {shown}, not by commas; it was read so."
        problems.append(Problem(message, file=file, row=1, level="warning"))
    csv.field_size_limit(2**31 - 1)  # an extract may be longer than the 128 KiB that csv expects
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        row = len(records) + 1
        message = f"the quotation marks do not match from here on ({error})."
        advice = 'Inside a quoted cell, write a quotation mark twice: "".'
        return None, [*problems, Problem(message, file=file, row=row, advice=advice)]
    # Rows are counted as a spreadsheet counts them: a quoted line break starts no new row.
    filled = [
        (row, cells)
        for row, cells in enumerate(records, start=1)
        if (cells and cells[0].strip()) or any(cell.strip() for cell in cells)
    ]
    if not filled:  # separators and nothing between them
        advice = _if_empty(name)
        return None, [*problems, Problem("the file is empty.", file=file, advice=advice)]
    header = [cell.strip() for cell in filled[0][1]]
    numbers = [row for row, _ in filled[1:]]
    rows = [cells for _, cells in filled[1:]]
    odd = [position for position, cells in enumerate(rows) if len(cells) != len(header)]
    for position in odd:
        row, cells = numbers[position], rows[position]
        extra = [cell for cell in cells[len(header) :] if cell.strip()]
        if extra:
            message = f"there are {len(cells)} cells, but the header names {len(header)} columns."
            advice = f"Put the text that holds a {separator!r} between quotation marks."
            problems.append(Problem(message, file=file, row=row, value=extra[0], advice=advice))
        elif len(cells) < len(header):
            message = f"there are only {len(cells)} cells, but the header names {len(header)} columns."
            advice = "Fill the row up with empty cells, so that it is clear which are blank."
            problems.append(Problem(message, file=file, row=row, advice=advice))
        rows[position] = (cells + [""] * len(header))[: len(header)]
    return RawTable(name, file, sha256_of(content), text_frame(header, rows, numbers)), problems
