"""Damaged input of every sort: a review is read, or refused in words; nothing else ever happens.

Each case is made from a seed of its own, so that a failure names the case that made it and
`damaged_review(seed, ...)` makes it again.
"""

from __future__ import annotations

import io
import itertools
import random
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from synthesis.errors import ReviewError
from synthesis.new import write_new_review
from synthesis.review import read_review

pytestmark = pytest.mark.soak

SECONDS = 35  # for each form of a review
LONGEST = 10  # seconds that reading one small review may take

ODD_CELLS = [
    "", " ", "NA", "nan", "None", "NULL", "#N/A", "=1+1", "+", "−", "-", "1e999", "9" * 400, "-0", "٣",
    "1.0", "TRUE", "3-Apr", "2026-13-45", "0000-00-00", "2026-01-31T00:00", ";", ";;", "a;b", "a; ;b",
    "\u00a0", "\u200b", "\ufeff", "\u202e", "é", "e\u0301", "𝕬", "<script>x</script>", "[bold]", "%s{}",
    "trust", "TRUST", " trust", "smith-2020", "x" * 40_000, '"', '""', "'", "\\", "\t", "\r", "\n", "a\nb",
]  # fmt: skip


def _byte_flipped(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 8, 64])):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _piece_moved(content: bytes, dice: random.Random) -> bytes:
    start, end, to = sorted(dice.randrange(len(content)) for _ in range(3))
    piece = content[start:end]
    rest = content[:start] + content[end:] if dice.random() < 0.5 else content
    return rest[:to] + piece + rest[to:]


def _bytes_put_in(content: bytes, dice: random.Random) -> bytes:
    odd = [
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
        b"\r",
        b"\n",
        b"\x1a",
        b"\xc3",
    ]
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(odd) * dice.choice([1, 2, 500]) + content[at:]


def _in_another_encoding(content: bytes, dice: random.Random) -> bytes:
    text = content.decode("utf-8", errors="replace").replace("a", dice.choice("aéßа日"))
    names = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis", "utf-7", "cp500"]
    return text.encode(dice.choice(names), errors="replace")


def _other_line_ends(content: bytes, dice: random.Random) -> bytes:
    return content.replace(b"\n", dice.choice([b"\r", b"\r\n", b"\n\n", b"\x0b", b"\xe2\x80\xa8", b""]))


def _other_separator(content: bytes, dice: random.Random) -> bytes:
    return content.replace(b",", dice.choice([b";", b"\t", b"|", b"", b",,"]))


def _lines_shuffled(content: bytes, dice: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    lines += dice.choices(lines, k=dice.choice([0, 1, 3]))
    dice.shuffle(lines)
    return b"".join(lines[: dice.randrange(len(lines) + 1)])


def _odd_cell(content: bytes, dice: random.Random) -> bytes:
    lines = content.decode("utf-8", errors="replace").split("\n")
    for _ in range(dice.choice([1, 1, 3])):
        row = dice.randrange(len(lines))
        cells = lines[row].split(",")
        odd = dice.choice(ODD_CELLS)
        cells[dice.randrange(len(cells))] = '"' + odd.replace('"', '""') + '"' if dice.random() < 0.8 else odd
        lines[row] = ",".join(cells)
    return "\n".join(lines).encode()


def _replaced(content: bytes, dice: random.Random) -> bytes:
    whole = [
        b"",
        b"\n",
        b",",
        b",,,\n,,,\n",
        b'"',
        b"\xef\xbb\xbf",
        b"\x00",
        b"PK\x03\x04",
        b" \n \n",
        b"a" * 200_000,
    ]
    return dice.choice([*whole, bytes(dice.randrange(256) for _ in range(dice.randrange(400)))])


DAMAGES = [
    _byte_flipped,
    _cut,
    _piece_moved,
    _bytes_put_in,
    _in_another_encoding,
    _other_line_ends,
    _other_separator,
    _lines_shuffled,
    _odd_cell,
    _odd_cell,
    _odd_cell,
    _replaced,
]


def damaged_review(seed: int, whole: dict[str, bytes], folder: Path) -> str:
    """Write a damaged copy of a review into an empty folder; return in words what was done to it."""
    dice = random.Random(seed)
    files = dict(whole)
    done = []
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        name = dice.choice(sorted(files))
        kind = dice.random()
        if kind < 0.04:
            del files[name]
            done.append(f"{name} deleted")
        elif kind < 0.08:
            files[dice.choice([name.upper(), f"copy of {name}", "studies.csv", "notes.csv"])] = files[name]
            done.append(f"{name} copied")
        elif not files[name]:
            continue
        else:
            damage = dice.choice(DAMAGES)
            files[name] = damage(files[name], dice)
            done.append(f"{name} {damage.__name__}")
        if not files:
            break
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return ", ".join(done)


def _damaged_workbook(seed: int, whole: dict[str, bytes], folder: Path) -> str:
    """Damage a workbook as a file, or one of the files inside it."""
    dice = random.Random(seed)
    content = whole["review.xlsx"]
    damage = dice.choice(DAMAGES)
    if dice.random() < 0.3:
        content, done = damage(content, dice), f"workbook {damage.__name__}"
    else:
        packed = zipfile.ZipFile(io.BytesIO(content))
        parts = {name: packed.read(name) for name in packed.namelist()}
        name = dice.choice(sorted(parts))
        parts[name] = damage(parts[name], dice)
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, "w") as book:
            for part, inside in parts.items():
                book.writestr(part, inside)
        content, done = stored.getvalue(), f"{name} {damage.__name__}"
    (folder / "review.xlsx").write_bytes(content)
    (folder / "review.yaml").write_bytes(whole["review.yaml"])
    return done


def _what_is_wrong(folder: Path, ended: dict[str, int]) -> str | None:
    """Read one damaged review; return what went otherwise than it should, or None."""
    started = time.monotonic()
    try:
        review = read_review(folder)
    except ReviewError as error:
        ended["refused"] += 1
        if not error.errors:
            return "refused without a reason"
        if str(folder.parent) in str(error):
            return "the message names a path of the machine"
        if "\x00" in str(error):
            return "the message holds a NUL"
    except Exception as error:
        return repr(error)
    else:
        ended["read"] += 1
        if not set(review.codings["code_id"]) <= set(review.codebook["code_id"]):
            return "read, with a coding that points to no code"
        if review.codings_in_effect()["study_id"].isna().any():
            return "read, with a coding that belongs to no study"
    took = time.monotonic() - started
    return None if took < LONGEST else f"took {took:.0f} s"


@pytest.mark.parametrize(
    ("xlsx", "damage"), [(False, damaged_review), (True, _damaged_workbook)], ids=["csv", "xlsx"]
)
def test_a_damaged_review_is_read_or_refused_in_words(xlsx, damage, tmp_path):
    made = write_new_review(tmp_path / "whole", xlsx=xlsx)
    whole = {file.name: file.read_bytes() for file in made.iterdir() if file.name != "README.md"}
    ended = {"read": 0, "refused": 0}
    failures = []
    stop = time.monotonic() + SECONDS
    for seed in itertools.count(1):
        if time.monotonic() > stop:
            break
        folder = tmp_path / str(seed)
        folder.mkdir()
        done = damage(seed, whole, folder)
        wrong = _what_is_wrong(folder, ended)
        if wrong is not None:
            failures.append(f"seed {seed} ({done}): {wrong}")
        shutil.rmtree(folder)
    assert not failures, "\n".join(failures[:40])
    # Damage that is always, or never, noticed would be no test.
    assert min(ended.values()) > 0, ended
