"""The records of a RIS file, or of the tagged format of Web of Science; none is lost without a word.

`rispy` reads the lines of a record. Where a record begins and ends is settled here, because a missing
``ER`` or ``TY`` would otherwise lose one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import rispy

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.text_file import counted, read_text_file

__all__ = ["RisRecord", "is_ris", "is_web_of_science", "read_records"]

_TAG = re.compile(r"^[ \t]*([A-Z][A-Z0-9])  -(?:[ \t]+(.*)|(.*))$")
# Some programs write one blank or a tab. Only known tags are taken then: "UK - " may begin a sentence.
_LOOSE_TAG = re.compile(r"^([A-Z][A-Z0-9])[ \t]{1,3}-(?:[ \t]+(.*)|)$")
_WOS_TAG = re.compile(r"^([A-Z][A-Z0-9])(?: (.*)|)$")
_WOS_LISTS = {"AU", "AF", "BA", "BF", "CA", "GP", "BE", "CR", "RI", "OI"}
_COUNTER = re.compile(r"^\s*(?:[0-9]+\.?|<[0-9]+>)?\s*$")

_KNOWN_TAGS = {*rispy.config.TAG_KEY_MAPPING, "U1", "U2", "U3", "U4", "LK", "NL", "BT", "ED", "VO"} - {"UK"}


# The lines of a record: a tag, and its text with the lines that follow it.
Block = list[tuple[str, list[str]]]


@dataclass
class RisRecord:
    """One record: tag -> values, in the order of the file.

    Parameters
    ----------
    line
        Where it begins.
    tags
        Tag -> values.
    """

    line: int
    tags: dict[str, list[str]] = field(default_factory=dict)


def is_ris(text: str) -> bool:
    """Return whether a text has a line that begins a RIS record."""
    return re.search(r"^[ \t]*TY[ \t]{1,3}-(?:[ \t]|$)", text, re.MULTILINE) is not None


def is_web_of_science(text: str) -> bool:
    """Return whether a text has lines of the tagged format of Web of Science."""
    starts = re.search(r"^PT [A-Z]\b", text, re.MULTILINE) is not None
    return starts and re.search(r"^(?:FN |VR |AU |TI |ER\b)", text, re.MULTILINE) is not None


def read_records(path: Path, options: ImportOptions, account: Account) -> tuple[list[RisRecord], str, str]:
    """Return the records of a file, the tool that wrote it as far as that is known, and its digest.

    Parameters
    ----------
    path, options, account
        The account gets remarks on records without an end, and lines outside of records.

    Raises
    ------
    UnreadableError
        See `read`.
    """
    text, digest = read_text_file(path, encoding=options.encoding)
    is_wos = not is_ris(text) and is_web_of_science(text)
    blocks = list((_wos_blocks if is_wos else _ris_blocks)(text.split("\n"), account))
    parser = rispy.WokParser if is_wos else rispy.RisParser
    records = [RisRecord(line, _parsed(block, parser, path.name, line)) for line, block in blocks]
    if not records:
        raise UnreadableError(
            path.name,
            "no reference was found in it: no line begins a record (TY  - or PT)",
            "Export the references again as RIS, or name the format with --format.",
        )
    return records, "Web of Science" if is_wos else "", digest


class _EveryTag(dict):
    """A mapping that knows every tag, as itself: nothing is unknown, so nothing is dropped."""

    def __missing__(self, tag: str) -> str:
        return tag

    def __contains__(self, tag: object) -> bool:
        return True


def _parsed(block: Block, parser: type[rispy.RisParser], file: str, line: int) -> dict[str, list[str]]:
    """Let rispy read the lines of one record; every tag may repeat."""
    is_wos = parser is rispy.WokParser
    start, between, joined = parser.START_TAG, " " if is_wos else "  - ", " " if is_wos else "\v"
    # A line break inside a value would end its line.
    values = [(tag, joined.join(part for part in lines if part)) for tag, lines in block]
    first = next((value for tag, value in values if tag == start), "")
    lines = [f"{start}{between}{first}"]
    lines += [f"{tag}{between}{value}" for tag, value in values if tag not in (start, "ER")]
    reader = parser(
        mapping=_EveryTag(), list_tags=_EveryTag(), delimiter_tags_mapping={}, ignore=[], newline="\n"
    )
    try:
        records = reader.parse("\n".join([*lines, f"ER{between}"]))
    except Exception as error:  # rispy declares no errors of its own
        raise UnreadableError(
            file, f"the record at line {line} cannot be read", "Export it again."
        ) from error
    found = records[0] if records else {}
    tags = {tag: [value] if isinstance(value, str) else list(value) for tag, value in found.items()}
    return {tag: [value.replace("\v", "\n") for value in values] for tag, values in tags.items()}


def _ris_blocks(lines: Sequence[str], account: Account) -> Iterator[tuple[int, Block]]:
    """Yield the line and the tagged values of each record; say what stands outside of records."""
    block: Block = []
    began, is_open = 0, False
    endless: list[int] = []
    headless: list[int] = []
    outside: list[str] = []
    for number, line in enumerate(lines, start=1):
        tag, value = _ris_tag(line)
        if tag == "TY":
            if is_open:
                endless.append(began)
                yield began, block
            elif _is_headless_record(block):
                headless.append(began)
                yield began, block
            else:
                outside += _names(block)
            block, began, is_open = [(tag, [value])], number, True
        elif tag == "ER":
            if is_open or _is_headless_record(block):
                headless += [] if is_open else [began]
                yield began, block
            else:
                outside += _names(block)
            block, is_open = [], False
        elif tag is not None:
            began = began if block else number
            block.append((tag, [value]))
        elif block and line.strip() and (is_open or not _COUNTER.match(line)):
            block[-1][1].append(line.strip())
        elif not block and not _COUNTER.match(line):
            outside.append("text without a tag")
    if is_open or _is_headless_record(block):
        (endless if is_open else headless).append(began)
        yield began, block
    else:
        outside += _names(block)
    _remark_on_blocks(account, endless, headless, outside)


def _ris_tag(line: str) -> tuple[str | None, str]:
    found = _TAG.match(line)
    if found is None:
        found = _LOOSE_TAG.match(line)
        if found is None or found[1] not in _KNOWN_TAGS:
            return None, ""
        return found[1], (found[2] or "").strip()
    return found[1], (found[2] or found[3] or "").strip()


def _names(block: Block) -> list[str]:
    return [name for name, lines in block for _ in lines]


def _is_headless_record(block: Block) -> bool:
    """Whether lines outside of a record are one that lost its first line: it has a title."""
    return len(block) > 1 and any(tag in ("TI", "T1") and any(lines) for tag, lines in block)


def _remark_on_blocks(account: Account, endless: list[int], headless: list[int], outside: list[str]) -> None:
    for lines, what in (
        (endless, "without an end (ER), read up to the next one or the end of the file"),
        (headless, "without a beginning (TY), read all the same"),
    ):
        if lines:
            shown = list_in_words([f"line {n}" for n in lines], most=5)
            account.remark(f"{counted(len(lines), 'record')} {what}: {shown}.")
    if outside:
        shown = list_in_words(list(dict.fromkeys(outside)), most=5)
        account.remark(f"{counted(len(outside), 'line')} between or after the records, not read: {shown}.")


def _wos_blocks(lines: Sequence[str], account: Account) -> Iterator[tuple[int, Block]]:
    block: Block = []
    began, is_open = 0, False
    endless: list[int] = []
    outside: list[str] = []
    for number, line in enumerate(lines, start=1):
        found = _WOS_TAG.match(line)
        tag = found[1] if found else None
        if tag == "PT":
            if is_open:
                endless.append(began)
                yield began, block
            block, began, is_open = [(tag, [(found[2] or "").strip()])], number, True
        elif tag == "ER":
            if is_open:
                yield began, block
            block, is_open = [], False
        elif not is_open:
            if line.strip() and tag not in ("FN", "VR", "EF"):
                outside.append(tag or "text without a tag")
        elif tag is not None:
            block.append((tag, [(found[2] or "").strip()]))
        elif line.strip() and block[-1][0] in _WOS_LISTS:
            block.append((block[-1][0], [line.strip()]))
        elif line.strip():
            block[-1][1].append(line.strip())
    if is_open:
        endless.append(began)
        yield began, block
    _remark_on_blocks(account, endless, [], outside)
