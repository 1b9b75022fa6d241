"""Large files as coding tools and teams write them, made up, the same for the same numbers."""

from __future__ import annotations

import csv
import random
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

N_CODES = 240
CODERS = ("Ana", "Ben", "Chidi", "Dora")
# Letters of several scripts and planes: positions that are counted wrongly show.
WORDS = [
    "we",
    "they",
    "nobody",
    "everybody",
    "trust",
    "trusted",
    "knew",
    "asked",
    "came",
    "back",
    "again",
    "never",
    "often",
    "because",
    "when",
    "the",
    "a",
    "to",
    "nurse",
    "doctor",
    "mother",
    "village",
    "clinic",
    "money",
    "transport",
    "waited",
    "hours",
    "far",
    "too",
    "much",
    "told",
    "others",
    "“ashamed”",
    "Müller",
    "Çelik",
    "naïve",
    "患者",
    "安心",
    "Köln",
    "😀",
    "𝒳",
    "stigma",
    "help",
    "helped",
    "alone",
    "together",
    "after",
    "before",
    "without",
]


def write_qdpx(path: Path, n_codings: int, n_sources: int) -> None:
    """Write a REFI-QDA project as NVivo does: positions in UTF-16 units, a user on each coding.

    Every third selection is coded by two people; each source has about 20,000 characters, and one
    coding in fifty a memo.

    Parameters
    ----------
    path
        The file.
    n_codings, n_sources
        How many of each.
    """
    chance = random.Random(n_codings)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        texts = [_text(chance) for _ in range(n_sources)]
        for number, text in enumerate(texts):
            archive.writestr(f"Sources/{_guid(chance, 1, number)}.txt", text)
        with archive.open("project.qde", "w", force_zip64=True) as project:
            for part in _project(chance, texts, n_codings):
                project.write(part.encode())


def _guid(chance: random.Random, kind: int, number: int | None = None) -> str:
    """Return an identifier; of things that are named in two places by their kind and number."""
    return str(uuid.UUID(int=chance.getrandbits(128) if number is None else kind << 96 | number * 0x9E3779B1))


def _text(chance: random.Random) -> str:
    paragraphs = [" ".join(chance.choices(WORDS, k=60)) for _ in range(60)]
    return "\n".join(paragraphs)


def _project(chance: random.Random, texts: list[str], n_codings: int) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="Generated" '
    yield 'origin="NVivo for Windows 14"><Users>'
    for number, name in enumerate(CODERS):
        yield f'<User guid="{_guid(chance, 2, number)}" name="{name}"/>'
    yield "</Users><CodeBook><Codes>"
    for top in range(0, N_CODES, 12):
        yield _code(chance, top, "".join(_code(chance, top + below) for below in range(1, 12)))
    yield "</Codes></CodeBook><Sources>"
    notes = []
    for number, text in enumerate(texts):
        guid = _guid(chance, 1, number)
        yield f'<TextSource guid="{guid}" name="Interview {number + 1}" plainTextPath="internal://{guid}.txt">'
        left = n_codings * (number + 1) // len(texts) - n_codings * number // len(texts)
        places = _places(text)
        while left > 0:
            n_here = min(left, 2 if chance.random() < 1 / 3 else 1)
            yield _selection(chance, text, places, n_here, notes)
            left -= n_here
        yield "</TextSource>"
    yield "</Sources><Notes>"
    for guid in notes:
        text = "<PlainTextContent>Look at this again.</PlainTextContent>"
        yield f'<Note guid="{guid}" name="Memo">{text}</Note>'
    yield "</Notes></Project>"


def _places(text: str) -> list[tuple[int, int]]:
    """Return where each word begins, in characters and in units of UTF-16."""
    places, units = [], 0
    for place, sign in enumerate(text):
        if place == 0 or text[place - 1].isspace():
            places.append((place, units))
        units += 1 + (sign > "\uffff")
    return places


def _code(chance: random.Random, number: int, inner: str = "") -> str:
    guid, name = _guid(chance, 3, number), f"Theme {number}"
    return f'<Code guid="{guid}" name="{name}" isCodable="true">{inner}</Code>'


def _selection(
    chance: random.Random, text: str, places: list[tuple[int, int]], n_codings: int, notes: list[str]
) -> str:
    first = chance.randrange(len(places) - 60)
    (start, start_unit), (after, after_unit) = places[first], places[first + chance.randint(5, 50)]
    passage = text[start : after - 1]
    inner = []
    for coder in chance.sample(range(len(CODERS)), n_codings):
        note = ""
        if chance.random() < 0.02:
            notes.append(_guid(chance, 4))
            note = f'<NoteRef targetGUID="{notes[-1]}"/>'
        code = _guid(chance, 3, chance.randrange(N_CODES))
        inner.append(
            f'<Coding guid="{_guid(chance, 5)}" creatingUser="{_guid(chance, 2, coder)}" '
            f'creationDateTime="2024-03-01T10:00:00Z"><CodeRef targetGUID="{code}"/>{note}</Coding>'
        )
    return (
        f'<PlainTextSelection guid="{_guid(chance, 6)}" name={quoteattr(passage[:60] + "…")} '
        f'startPosition="{start_unit}" endPosition="{after_unit - 1}">{"".join(inner)}</PlainTextSelection>'
    )


def write_codings_table(path: Path, n_rows: int) -> None:
    """Write the table ``codings`` of a review: one row a code that a coder gave to an extract.

    Three rows an extract, about 2,000 a study.

    Parameters
    ----------
    path
        The file, CSV.
    n_rows
        Rows below the header.
    """
    chance = random.Random(n_rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["study_id", "extract_id", "code_id", "coder", "valence"])
        row = 0
        while row < n_rows:
            study = f"author-{row // 2_000 + 1}-{2000 + row // 2_000 % 25}"
            extract = f"{study}-e{row % 2_000 // 3 + 1}"
            # An extract belongs to one study.
            for code in chance.sample(range(N_CODES), min(3, n_rows - row, 2_000 - row % 2_000)):
                valence = chance.choice(["", "enabler", "barrier", "mixed"])
                table.writerow([study, extract, f"theme-{code}", chance.choice(CODERS), valence])
                row += 1


def write_extraction_sheet(path: Path, n_rows: int) -> None:
    """Write a sheet of codings as teams keep it: one row a code on a quote, three rows a quote.

    Parameters
    ----------
    path
        The file, CSV.
    n_rows
        Rows below the header.
    """
    chance = random.Random(n_rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Study", "Page", "Quote", "Theme", "Coder"])
        row = 0
        while row < n_rows:
            # About one study for each two thousand rows.
            study = f"Author {row // 2_000 + 1} {2000 + row // 2_000 % 25}"
            quote = " ".join(chance.choices(WORDS, k=25))
            page = chance.randrange(1, 40)
            for code in chance.sample(range(N_CODES), min(3, n_rows - row)):
                sheet.writerow([study, page, quote, f"Theme {code}", CODERS[code % 4]])
                row += 1
