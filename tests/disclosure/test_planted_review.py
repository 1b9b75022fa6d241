"""One review with somebody's name, number or word in every kind of place: its public report stops, and once
it is mended nothing of them is in any byte of any file.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import html
import io
import re
import shutil
import zipfile
from pathlib import Path
from unittest import mock
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from docx import Document

from synthesis.compare.comparison import compare_reviews
from synthesis.compare.page import write_comparison
from synthesis.disclosure.scan import scan
from synthesis.errors import ReportError
from synthesis.export.docx import export_docx
from synthesis.export.page_files import export_files
from synthesis.export.rendered import Asked
from synthesis.report.render import render_report
from tests.in_process import without_kernels

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ["01_studies", "02_themes", "03_configurations", "05_rigour", "06_summary"]

CODER, SECOND, APPRAISER = "Zoë Zephyrine", "Quill Marten", "Bob Appraisal"
AUTHOR, CHANGER, SOURCE = "Mia Memorian", "Cy Changer", "Petra Polonius"
WORD = "Operation Heron"
SECRET = "It was the night shift that held all of us together in that long year."
MEMO = "I doubt every single word that the chief executive told us on that day."
CONTACTS = ["petra.p@example.org", "07700 900123", "943 476 5919", "SW1A 1AA", "+44 1632 960 001"]
PLANTED = [CODER, SECOND, APPRAISER, AUTHOR, CHANGER, SOURCE, "liapi-p01", WORD, SECRET, MEMO, *CONTACTS]

# Table, column, row, what is planted there, what it is called, where it must be found.
DATA = [
    ("studies", "setting", 0, f"The ward of {SOURCE}", "name of a source", "01_studies.html"),
    ("studies", "design", 1, "Interviews, ring 07700 900123", "a telephone number", "02_themes.html"),
    ("studies", f"read by {APPRAISER}", 0, "yes", "the name of an appraiser", "01_studies.html"),
    ("studies", "country", 2, f"Wales ({CODER.upper()})", "the name of a coder", "results/studies.csv"),
    ("codebook", "label", 0, f"Trust after {WORD}", "a word that review.yaml keeps back", "02_themes.html"),
    ("extracts", "text", 0, "She lives at SW1A 1AA.", "a postcode", "02_themes.html"),
    ("extracts", "locator", 1, "of 943 476 5919", "an NHS number", "02_themes.html"),
    ("extracts", "text", 2, "Memorian, Mia told us so.", "the author of a memo", "02_themes.html"),
    ("findings", "sentence", 0, f"As {CHANGER} says.", "the author of a change", "06_summary.html"),
    ("studies", "text_read", 0, MEMO, "text of a memo", "01_studies.html"),
    ("appraisal", "rationale", 0, SECRET, "text of an extract that is withheld", "05_rigour.html"),
    ("appraisal", "tool", 1, "Tool of petra.p@example.org", "an e-mail address", "05_rigour.html"),
    ("theories", "statement", 0, "Said by liapi-p01", "the identifier of a source", "03_configurations.html"),
]
SETTINGS = [
    ("title", f"Collaboration, coded by {SECOND}", "the name of a coder", "index.html"),
    ("question", "Write to petra.p@example.org", "an e-mail address", "index.html"),
    ("licence", f"Ask {APPRAISER}", "the name of an appraiser", "index.html"),
    ("summary", {"issue": f"{AUTHOR} wrote this."}, "the author of a memo", "06_summary.html"),
    ("interpretation", {"themes": "Ring +44 1632 960 001."}, "a telephone number", "02_themes.html"),
]
DRAWING = base64.b64encode(f"<svg><text>{SOURCE}</text></svg>".encode()).decode()
# What a notebook of somebody's own brings in: hidden parts, alternative text, metadata, drawings.
HIDDEN = [
    f"<!-- {CODER} -->",
    f'<p hidden title="x">{CODER}</p>',
    f'<span data-by="{SOURCE}">x</span>',
    f'<img alt="x" src="data:image/svg+xml;base64,{DRAWING}">',
]


def tables() -> dict[str, pd.DataFrame]:
    """Return a shipped review with people in it, and three doctors whom the sums would give away."""
    folder = ROOT / "data" / "collaboration"
    found = {
        file.stem: pd.read_csv(file, dtype="str", keep_default_na=False) for file in folder.glob("*.csv")
    }
    people = found["sources"]
    is_person = people["kind"] == "participant"
    people["role"] = ["doctor" if n < 5 else "nurse" for n in range(len(people))]
    people.loc[~is_person, "role"] = ""
    people["name"] = [SOURCE, *[f"Person {n}" for n in range(1, len(people))]]
    found["codings"]["coder"] = [CODER, *[SECOND] * (len(found["codings"]) - 1)]
    found["appraisal"]["appraiser"] = APPRAISER
    found["memos"] = found["memos"].assign(author=AUTHOR, about="trust")
    found["memos"].loc[0, "text"] = MEMO
    found["code_changes"]["author"] = CHANGER
    extracts = found["extracts"]
    extracts.loc[5, ["text", "consent", "is_verbatim"]] = [SECRET, "none", "true"]
    extracts.loc[6, ["text", "consent", "is_verbatim"]] = [f"{SOURCE} said so at SW1A 1AA.", "team", "true"]
    return found


def settings() -> dict[str, object]:
    known = yaml.safe_load((ROOT / "data" / "collaboration" / "review.yaml").read_text(encoding="utf-8"))
    exempt = [{"word": "lead", "reason": "A role."}, {"word": "Person 3", "reason": "The name of a play."}]
    return known | {"id": "planted", "disclosure": {"words": [WORD], "exempt": exempt}}


def write(folder: Path, found, known) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, table in found.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    (folder / "review.yaml").write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")
    return folder


def hits_of(folder: Path, **options):
    """Render for the public, and return what was found and where, all of it."""
    seen = []

    def kept(files, wanted):
        seen.extend(scan(files, wanted))
        return seen

    with (
        without_kernels(),
        mock.patch("synthesis.report.audience.scan", kept),
        contextlib.chdir(folder.parent),
        pytest.raises(ReportError, match="The report was not published") as stopped,
    ):
        render_report(folder.name, output="out", **options)
    assert not (folder.parent / "out").exists()
    return seen, str(stopped.value)


def everything(files: dict[str, bytes]) -> str:
    """Return all that can be read in files by other means than those under test, in small letters."""
    texts = []
    for name, content in files.items():
        texts.append(name)
        if content[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                texts.append(everything({one: archive.read(one) for one in archive.namelist()}))
            continue
        text = content.decode("utf-8", "replace")
        plain = html.unescape(html.unescape(unquote(text)))
        texts += [text, plain, re.sub(r"<[^<>]*>", "", plain), re.sub(r"<[^<>]*>", " ", plain)]
        for encoded in re.findall(r"base64,([A-Za-z0-9+/=]{16,})", text):
            texts.append(everything({"": base64.b64decode(encoded + "===")}))
    joined = " ".join("\n".join(texts).replace("\\u00eb", "ë").casefold().split())
    return joined.replace("zoë", "zoe")


def traces(files: dict[str, bytes]) -> list[str]:
    held = everything(files)
    wanted = {text: text.casefold().replace("zoë", "zoe") for text in PLANTED}
    turned = {text: ", ".join(reversed(one.split())) for text, one in wanted.items() if len(one.split()) == 2}
    return [text for text, one in wanted.items() if one in held or turned.get(text, one) in held]


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_public_report_stops_at_everything_that_is_planted_and_says_where(tmp_path):
    found, known = tables(), settings()
    for table, column, row, value, *_ in DATA:
        found[table][column] = found[table].get(column, "")
        found[table].loc[row, column] = value
    for name, value, *_ in SETTINGS:
        known[name] = known.get(name, {}) | value if isinstance(value, dict) else value
    # A citation may name whoever coded as well: it is left alone.
    found["studies"].loc[1, "citation"] = f"{CODER} et al. 2025"
    hits, told = hits_of(write(tmp_path / "planted", found, known), notebooks=NOTEBOOKS)
    said = {(hit.kind, hit.file) for hit in hits}
    planted = [(kind, file) for *_, kind, file in DATA] + [(kind, file) for *_, kind, file in SETTINGS]
    missed = [(k, f) for k, f in planted if not any(k in kind and f == file for kind, file in said)]
    assert missed == []
    assert all(hit.where for hit in hits)
    assert not any("citation" in hit.where for hit in hits)
    assert re.search(r"and \d+ more, in ", told)
    assert traces({"": told.encode()}) == []


@pytest.mark.parametrize("part", range(len(HIDDEN)))
def test_it_stops_at_what_a_notebook_hides(tmp_path, part):
    notebook = nbformat.read(ROOT / "notebooks" / "04_frameworks.ipynb", as_version=4)
    notebook.cells.insert(2, nbformat.v4.new_markdown_cell(HIDDEN[part], id="hidden"))
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "04_frameworks.ipynb")
    folder = write(tmp_path / "planted", tables(), settings())
    hits, _ = hits_of(folder, notebooks_dir=tmp_path / "notebooks")
    assert {hit.kind for hit in hits} <= {"the name of a coder", "name of a source"}
    assert "notebooks/04_frameworks.ipynb" in {hit.file for hit in hits}


def test_it_stops_at_a_name_in_the_metadata_of_a_notebook_and_in_the_name_of_the_review(tmp_path):
    notebook = nbformat.read(ROOT / "notebooks" / "04_frameworks.ipynb", as_version=4)
    notebook.metadata["authors"] = [{"name": APPRAISER}]
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "04_frameworks.ipynb")
    folder = write(tmp_path / "of-quill-marten", tables(), settings())
    hits, _ = hits_of(folder, notebooks_dir=tmp_path / "notebooks")
    assert ("the name of an appraiser", "notebooks/04_frameworks.ipynb") in {(h.kind, h.file) for h in hits}
    assert ("the name of a coder", "run.json") in {(h.kind, h.file) for h in hits}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with the report of the review once it is mended, and with what is exported of it.

    Names, texts and small numbers of people stay in its tables.
    """
    base = tmp_path_factory.mktemp("mended")
    found = tables()
    # An exemption lets its word through, and nothing else.
    found["codebook"].loc[0, "label"] = "Person 3, a play"
    review = write(base / "planted", found, settings())
    found["codings"] = found["codings"].iloc[:-9]
    older = write(base / "older", found, settings())
    with without_kernels(), contextlib.chdir(base):
        for one in (older, review):
            pages = NOTEBOOKS if one == review else ["06_summary"]
            assert render_report(one.name, output="out", notebooks=pages).ok
        asked = Asked("public", ["01_studies"])
        export_files("planted", "files", asked=asked)
        export_docx("planted", "planted.docx", asked=asked, with_evidence=True)
        write_comparison(compare_reviews(older, review), base / "changes")
    return base


def test_no_byte_of_the_report_holds_anything_of_them(place):
    files = files_of(place / "out")
    assert {"index.html", "run.json", "disclosure.json", "changes.html", "results/studies.csv"} <= set(files)
    assert {f"notebooks/{name}.ipynb" for name in NOTEBOOKS} <= set(files)
    assert traces(files) == []
    assert "person 3, a play" in everything(files)


@pytest.mark.parametrize("export", ["files", "changes"])
def test_no_byte_of_an_export_holds_anything_of_them(place, export):
    files = files_of(place / export)
    assert len(files) > 1
    assert traces(files) == []


def test_no_part_of_the_word_document_holds_anything_of_them(place):
    content = (place / "planted.docx").read_bytes()
    assert "who took part" in everything({"": content})
    assert traces({"planted.docx": content}) == []


def test_few_people_are_a_number_in_no_table_of_any_file(place):
    """Four doctors among thirteen participants: neither they nor the nine nurses are counted anywhere."""
    shown = []
    for name in ["index", *NOTEBOOKS]:
        page = BeautifulSoup((place / "out" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        for row in page.select("table tr"):
            words = [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
            if "doctor" in words or "nurse" in words:
                shown.append((name, words[-3:]))
    doctors, nurses = ["doctor", "<5", "withheld"], ["nurse", "withheld", "withheld"]
    assert shown == [("01_studies", doctors), ("01_studies", nurses)] * 2
    files = place / "files" / "01_studies"
    for file in ("table-sources.csv", "numbers-sources.csv"):
        rows = list(csv.reader((files / file).read_text(encoding="utf-8-sig").splitlines()))
        assert [row[-3:] for row in rows if row[2] in ("doctor", "nurse")] == [doctors, nurses]
    tables = Document(place / "planted.docx").tables
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    assert [row[-3:] for row in rows if {"doctor", "nurse"} & set(row)] == [doctors, nurses]
    plain = (place / "out" / "notebooks" / "01_studies.ipynb").read_text(encoding="utf-8")
    assert re.findall(r"role +(?:doctor|nurse) +(\S+) +(\w+)", plain) == [
        ("<5", "withheld"),
        ("withheld",) * 2,
    ]


def test_what_is_searched_here_would_be_found(place):
    coded = base64.b64encode(f"<text>{CODER}</text>".encode()).decode()
    assert traces({"x": f"data:image/svg+xml;base64,{coded}".encode()}) == [CODER]
    assert traces({"x": b"943&nbsp;476&#32;5919, Polonius, Petra"}) == [SOURCE, "943 476 5919"]


def test_the_report_for_the_team_holds_what_the_public_one_does_not(place):
    with without_kernels(), contextlib.chdir(place):
        assert render_report("planted", audience="team", notebooks=["02_themes"]).ok
    held = traces(files_of(place / "reports" / "planted-team"))
    assert {SECOND, "liapi-p01"} <= set(held)
    assert SECRET not in held
