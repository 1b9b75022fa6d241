"""Damaged files of every format, made from small valid ones; and an import that may only refuse them."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import re
import signal
import sqlite3
import threading
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import synthesis
from synthesis.errors import SynthesisError
from tests.importing.test_accounts import SMALL
from tests.ingest.sheet_files import ods_table, write_ods, write_xls, write_xlsx

ROSETTA = Path(__file__).parents[1] / "data" / "rosetta"

SECONDS = 10
MOST_BYTES = 1024**3

ROWS = [
    ["Study", "Quote", "Theme", "Coder", "Page"],
    ["Ng 2019", "We trust her", "Trust", "Ana", "3"],
    ["Ng 2019", "=1+1", "Stigma; Trust", "Ben", "4"],
    ["Li 2018", "“Alone”, she said", "Stigma", "Ana", "7"],
]


SEEDS = (
    "rosetta_spec.qdpx", "rosetta_nvivo_win.qdpx", "Rosetta.qdpx", "rosetta_atlas.qde",
    "Codebook-Rosetta.qdc", "data.qda", "project.sqlite3", "Rosetta.rqda", "all_tags.csv", "all_tags.xlsx",
    "codebook.csv", "sheet.ods", "sheet.xls", "sheet.xlsx", "wide.csv", "refs.txt", *SMALL,
)  # fmt: skip


class SeedFiles(dict[str, bytes]):
    """Contents of files, which hypothesis would otherwise repeat whole in its messages."""

    def __repr__(self) -> str:
        return f"{len(self)} files"


def seed_files(folder: Path) -> dict[str, bytes]:
    """Return a small valid file of each format, and of each container that a format comes in.

    Parameters
    ----------
    folder
        Where what can only be written as a file is written.

    Returns
    -------
    Name, each of `SEEDS` -> content.
    """
    paths = [
        "dialects/rosetta_spec.qdpx",
        "dialects/rosetta_nvivo_win.qdpx",
        "qualcoder/maxqda_eol/Rosetta.qdpx",
        "qualcoder/Codebook-Rosetta.qdc",
        "taguette/project.sqlite3",
        "taguette/all_tags.csv",
        "taguette/all_tags.xlsx",
        "taguette/codebook.csv",
        "rqda/Rosetta.rqda",
    ]
    seeds = {Path(path).name: (ROSETTA / path).read_bytes() for path in paths}
    with zipfile.ZipFile(ROSETTA / "dialects" / "rosetta_atlas.qdpx") as archive:
        seeds["rosetta_atlas.qde"] = archive.read(next(n for n in archive.namelist() if n.endswith(".qde")))
    seeds["data.qda"] = (ROSETTA / "qualcoder" / "Rosetta.qda" / "data.qda").read_bytes()
    seeds |= {name: text.encode() for name, (_, text) in SMALL.items()}
    seeds["sheet.ods"] = write_ods(folder / "sheet.ods", ods_table("Codings", ROWS)).read_bytes()
    seeds["sheet.xls"] = write_xls(folder / "sheet.xls", ROWS).read_bytes()
    seeds["sheet.xlsx"] = write_xlsx(folder / "sheet.xlsx", {"Codings": ROWS}).read_bytes()
    wide = "Study,Trust,Stigma\nNg 2019,x,\nLi 2018,x,x\n"
    seeds |= {"wide.csv": wide.encode("utf-16"), "refs.txt": SMALL["refs.ris"][1].encode()}
    # The first import loads what all of them need; that is not what is timed.
    synthesis.import_project(ROSETTA / paths[0])
    return SeedFiles(seeds)


TOKENS = [
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"\n", b"\r", b",", b";", b"\t", b"<", b">",
    b"&", b"&#0;", b"&#xD800;", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", b"<!--", b"\xf0\x9f\x98\x80",
    b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"1e999", b"-1", b"9" * 400, b"NaN", b"{", b"}", b"[" * 3000,
    b"]", b"null", b"true", b"TY  - ", b"ER  - ", b"PMID- ", b"@article{", b"=cmd|' /C calc'!A0",
    b"../../outside.txt", b"%s%n", b"::" * 500, b"A" * 5000, b"PK\x03\x04", b"PK\x05\x06",
    b"SQLite format 3\x00", b"\xd0\xcf\x11\xe0", b"\x1b[31m",
]  # fmt: skip
VALUE = re.compile(rb"=\s*\"([^\"]*)\"|:\s*\"([^\"]*)\"|,([^,\n]*)")


def _flipped(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 8, 64])):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _piece_doubled(content: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    return content[:end] + content[start:end] * dice.choice([1, 1, 2, 50]) + content[end:]


def _piece_moved(content: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    rest = content[:start] + content[end:]
    to = dice.randrange(len(rest) + 1)
    return rest[:to] + content[start:end] + rest[to:]


def _token_put_in(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(TOKENS) + content[at + dice.choice([0, 0, 1, 20]) :]


def _line_damaged(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = dice.randrange(len(lines))
    lines[at : at + 1] = dice.choice(
        [[], [lines[at]] * 3, [lines[at].replace(b'"', b"", 1)], [lines[at][::-1]]]
    )
    return b"\n".join(lines)


def _value_swapped(content: bytes, dice: random.Random) -> bytes:
    """Put another value into an attribute of XML, into JSON or a cell: another one, or a gigantic one."""
    values = [found.span(found.lastindex) for found in VALUE.finditer(content)]
    if not values:
        return _token_put_in(content, dice)
    start, end = dice.choice(values)
    other = content[slice(*dice.choice(values))]
    return content[:start] + dice.choice([other, other, b"", b"x" * 200_000, b"-" + other]) + content[end:]


def _json_damaged(content: bytes, dice: random.Random) -> bytes:
    """Put a value of any kind in the place of another one, or take it out."""
    try:
        whole = json.loads(content)
    except ValueError:  # damaged before
        return _flipped(content, dice)
    places: list[tuple[Any, Any]] = []
    left = [whole]
    while left:
        at = left.pop()
        keys = list(at) if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else ()
        places += [(at, key) for key in keys]
        left += [at[key] for key in keys]
    for _ in range(dice.choice([1, 1, 3])):
        holder, key = dice.choice(places) if places else ([None], 0)
        other, at = dice.choice(places) if places else ([None], 0)
        values = [None, [], {}, "", "x" * 100_000, -1, 1e300, True, "\ud800\x00", [copy.deepcopy(whole)]]
        with contextlib.suppress(LookupError):  # it was taken out with what it stood in
            holder[key] = dice.choice([*values, copy.deepcopy(other[at])])
    return json.dumps(whole).encode()


def _page_damaged(content: bytes, dice: random.Random) -> bytes:
    """Overwrite a part of a page of SQLite, most often of its head."""
    size = int.from_bytes(content[16:18], "big") or 4096
    size = 65_536 if size == 1 else max(size, 512)
    at = size * dice.randrange(max(len(content) // size, 1)) + dice.choice([0, 0, dice.randrange(size)])
    junk = dice.choice([bytes(16), b"\xff" * 16, dice.randbytes(16), content[100:116], dice.randbytes(3)])
    return content[:at] + junk + content[at + len(junk) :]


def _statement_run(content: bytes, dice: random.Random) -> bytes:
    """Change what stands in a database by SQL: cells of other kinds, tables and columns that are gone."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    # Names that were damaged before need not be text.
    connection.text_factory = lambda name: name.decode("utf-8", "replace")
    tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
    table = dice.choice([name for name in tables if not name.startswith("sqlite_")])
    columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
    column = dice.choice(columns)
    value = dice.choice(
        ["null", "-1", "9e999", "9223372036854775807", "''", "x'ff00fe'", "cast(x'ff41' as text)", "'{'",
         f'"{dice.choice(columns)}"', "char(0)", "zeroblob(100000)", "hex(zeroblob(50000))", "1.5"]
    )  # fmt: skip
    statement = dice.choice(
        [f'update "{table}" set "{column}" = {value}', f'drop table "{table}"', f'delete from "{table}"',
         f'alter table "{table}" rename column "{column}" to "other"',
         f'update "{table}" set "{column}" = {value} where rowid % 2 = 1',
         f'create trigger harm after insert on "{table}" begin delete from "{table}"; end']
    )  # fmt: skip
    with contextlib.suppress(sqlite3.Error):
        connection.execute(statement)
        connection.commit()
        content = connection.serialize()
    connection.close()
    return content


def _members_damaged(content: bytes, dice: random.Random) -> bytes:
    """Swap, drop, double, rename or damage the members of an archive, whose sums then fit again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # damaged before
        return _flipped(content, dice)
    one, other = dice.randrange(len(members)), dice.randrange(len(members))
    name, inner = members[one]
    match dice.choice(["swap", "drop", "double", "rename", "inner", "inner", "inner", "nest"]):
        case "swap":
            members[one], members[other] = (name, members[other][1]), (members[other][0], inner)
        case "drop":
            del members[one]
        case "double":
            members.append((name.upper(), inner))
        case "rename":
            members[one] = (
                dice.choice(["../" + name, "x" * 300, "/" + name, "a\\" + name, name + "/"]),
                inner,
            )
        case "inner":
            members[one] = (name, damaged(inner, dice) if inner else b"x")
        case "nest":
            members[one] = (name, content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are meant
        for called, inner in members:
            archive.writestr(called, inner)
    return buffer.getvalue()


ANY = (_flipped, _cut, _piece_doubled, _piece_moved, _token_put_in)
TEXTS = (*ANY, _line_damaged, _value_swapped, _value_swapped)


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Return some content with one damage that fits it.

    Parameters
    ----------
    content
        A file, or a member of an archive.
    dice
        What the damage is drawn by: the same state makes the same file.
    """
    if not content:
        return dice.choice(TOKENS)
    ways: tuple[Callable[[bytes, random.Random], bytes], ...] = TEXTS
    if content.startswith(b"PK"):
        ways = (*ANY, *[_members_damaged] * 12)
    elif content.startswith(b"SQLite format 3"):
        ways = (*ANY, *[_page_damaged] * 4, *[_statement_run] * 8)
        # What was damaged before may not open, or hold no table any more.
        with contextlib.suppress(sqlite3.Error, IndexError, UnicodeError):
            return dice.choice(ways)(content, dice)
        return _flipped(content, dice)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        ways = ANY
    elif content.startswith(b"{"):
        ways = (*TEXTS, *[_json_damaged] * 12)
    return dice.choice(ways)(content, dice)


class TookTooLong(BaseException):
    """Not an `Exception`, so that no reader swallows it."""


@contextlib.contextmanager
def within_limits() -> Iterator[None]:
    """Stop what runs longer than 10 seconds, or asks for 1 GiB more memory than there was before."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TookTooLong(f"more than {SECONDS} seconds")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MOST_BYTES, hard))
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def import_or_refuse(path: Path, into: Path | None = None, *, format: str | None = None) -> str:
    """Import a file; what comes out is an account that adds up, or one of our errors in one sentence.

    Parameters
    ----------
    path
        The file.
    into
        A review that it is written into, read from and imported into again; None: nothing is written.
    format
        Its format, where it is said.

    Returns
    -------
    What it was refused with, empty where it was not.
    """
    try:
        with within_limits():
            result = synthesis.import_project(path, into=into, format=format)
    except SynthesisError as error:
        said = str(error)
        assert said.strip()
        assert str(path.parent) not in said, said
        assert "Traceback" not in said, said
        return said
    result.account.check()
    assert result.tables or not any(entry.kept for entry in result.account.entries)
    if into is not None and result.written:
        if not result.missing:
            synthesis.read_review(into)
        again = synthesis.import_project(path, into=into)
        assert not again.is_new, again.changes.as_list()
    return ""
