"""Attacks and formulas in every text of a review are text in each file that leaves it."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document

from synthesis.compare.result_files import csv_text, read_csv_text, result_files
from synthesis.compare.results import result_tables
from synthesis.errors import ReviewError
from synthesis.export.docx import export_docx
from synthesis.export.page_files import export_files
from synthesis.export.rendered import Asked
from synthesis.export.table_csv import inert
from synthesis.export.xlsx import export_xlsx
from synthesis.review import read_review, review_from_tables
from tests.data.payloads import FORMULAS, REFUSED, SCRIPTS
from tests.data.planted_review import planted_settings, planted_tables, write_review
from tests.export.word_rules import faults
from tests.in_process import without_kernels

NUMBER = re.compile(r"[+-]?[\d,]+(?:\.\d+)?")
# Read as a number or a lone sign, or computed: by its beginning, or where cells are parted at semicolons.
COMPUTED = re.compile(r"(?:^[\t\r\n]?|[;\r\n])[=+\-@＝＋－＠]")
ASKED = Asked("team", ["02_themes"])


def computed(cells):
    return [cell for cell in cells if COMPUTED.search(cell) and not NUMBER.fullmatch(cell) and len(cell) > 1]


def cells_of(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


@pytest.fixture(scope="module")
def formulas(tmp_path_factory):
    """Return a review each of whose texts is one formula."""
    folder = tmp_path_factory.mktemp("formulas")
    tables = planted_tables(FORMULAS, len(FORMULAS))
    return write_review(folder / "review", tables, planted_settings(FORMULAS))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attacked")
    return write_review(folder / "review", planted_tables(SCRIPTS), planted_settings(SCRIPTS))


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(formulas, tmp_path):
    file = tmp_path / "review.xlsx"
    export_xlsx(read_review(formulas), file)
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert b"<f>" not in part
            assert b"<f " not in part
            assert "externalLink" not in name
            assert b'TargetMode="External"' not in part
    book = openpyxl.load_workbook(file)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    notes = {row[-1] for row in book["memos"].iter_rows(values_only=True)}
    assert {text for text in FORMULAS if not re.search(r"[\r\n]|^\s|\s$|^\ufeff", text)} <= notes


def test_no_cell_of_the_files_of_a_report_is_computed(formulas, tmp_path):
    with without_kernels():
        exported = export_files(formulas, tmp_path / "files", asked=ASKED)
    tables = [file for file in exported.files if file.suffix == ".csv"]
    assert len(tables) > 5
    cells = [cell for file in tables for cell in cells_of(file.read_bytes())]
    assert computed(cells) == []
    assert any(cell.startswith("'=cmd|'/c calc'!A1") for cell in cells)
    drawings = b"".join(file.read_bytes() for file in exported.files if file.suffix == ".svg")
    assert b"<script" not in drawings


def test_no_cell_that_a_report_keeps_is_computed_and_each_comes_back_as_it_was(formulas):
    tables = result_tables(read_review(formulas), audience="team")
    for name, text in result_files(tables).items():
        assert computed(cells_of(text.encode())) == [], name
    for table in tables.values():
        assert read_csv_text(csv_text(table), "x").equals(table)


@pytest.mark.parametrize("text", ["x;=1+1;y", "x\n=1+1", "a;-cmd|'/c calc'!A1"])
def test_a_formula_behind_a_semicolon_or_a_line_break_is_none(text):
    assert computed([text]) == [text]
    assert computed([inert(text)]) == []
    assert inert(text) == re.sub(r"(?<=[;\n])", "'", text, count=1)


@pytest.mark.parametrize("text", ["-3", "+44", "−", "-", "1,234", "a; -b", "Trust"])
def test_numbers_signs_and_words_stay_as_they_are(text):
    assert inert(text) == text


def test_attacks_in_a_word_document_are_words(attacked, tmp_path):
    file = tmp_path / "report.docx"
    with without_kernels():
        export_docx(attacked, file, asked=Asked("team", ["06_summary"]), with_evidence=True)
    content = file.read_bytes()
    assert faults(content) == []
    with zipfile.ZipFile(file) as archive:
        targets = re.findall(
            rb'Target="([^"]*)" TargetMode="External"', archive.read("word/_rels/document.xml.rels")
        )
        fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", archive.read("word/document.xml"))
        assert not {name for name in archive.namelist() if re.search(r"vba|embed|activeX|oleObject", name)}
    assert targets == []
    assert {re.split(rb"\s", field.strip())[0] for field in fields} <= {
        b"SEQ",
        b"TOC",
        b"PAGE",
        b"NUMPAGES",
        b"REF",
    }
    document = Document(file)
    said = "\n".join(
        [p.text for p in document.paragraphs] + [c.text for t in document.tables for c in t._cells]
    )
    plain = " ".join(said.split())
    missing = [text for text in SCRIPTS if " ".join(text.split()) not in plain]
    assert missing == []


@pytest.mark.parametrize("text", REFUSED)
def test_a_sign_that_no_page_can_hold_is_refused_where_it_stands(text):
    tables = {"studies": [{"study_id": "S1"}], "codebook": [{"code_id": "c", "label": text}]}
    tables["codings"] = [{"study_id": "S1", "code_id": "c"}]
    with pytest.raises(ReviewError, match="codebook"):
        review_from_tables(tables)
