"""A workbook gives the same tables as CSV, and what the spreadsheet changed is said."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from synthesis.ingest.workbook import read_workbook


def xlsx(write) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        write(book)
    return buffer.getvalue()


def ods(sheets: dict[str, list[list[str]]]) -> bytes:
    """Write the smallest OpenDocument spreadsheet that holds these texts."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{namespace}:office:1.0" '
        f'xmlns:table="{namespace}:table:1.0" xmlns:text="{namespace}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{namespace}:manifest:1.0" manifest:version="1.2"/>',
        )
    return buffer.getvalue()


def test_cells_become_the_text_that_a_person_sees():
    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_row(0, 0, ["study_id", "year", "note", "flag"])
        sheet.write_string(1, 0, "01")
        sheet.write_number(1, 1, 2020)
        sheet.write_string(1, 2, "NA")
        sheet.write_boolean(1, 3, True)
        sheet.write_string(3, 0, "b")
        sheet.write_number(3, 1, 0.5)

    tables, problems = read_workbook(xlsx(write), "review.xlsx")
    cells = tables["studies"].cells
    assert problems == []
    assert cells.loc[2].tolist() == ["01", "2020", "NA", "true"]
    assert cells.index.tolist() == [2, 4]
    assert cells.loc[4, "year"] == "0.5"
    assert tables["studies"].file == "review.xlsx, sheet studies"


def test_a_cell_that_was_turned_to_a_date_is_found():
    def write(book):
        sheet = book.add_worksheet("extracts")
        sheet.write_row(0, 0, ["extract_id", "study_id", "locator"])
        sheet.write_row(1, 0, ["e1", "s1"])
        sheet.write_datetime(1, 2, dt.datetime(2026, 4, 3), book.add_format({"num_format": "d-mmm"}))

    tables, [problem] = read_workbook(xlsx(write), "review.xlsx")
    assert problem.level == "error"
    assert (problem.row, problem.column) == (2, "locator")
    assert "turned this cell into the date 2026-04-03" in problem.message
    assert tables["extracts"].cells.loc[2, "locator"] == "2026-04-03"


def test_a_date_in_a_date_column_is_a_date():
    def write(book):
        sheet = book.add_worksheet("memos")
        sheet.write_row(0, 0, ["memo_id", "date"])
        sheet.write_string(1, 0, "m1")
        sheet.write_datetime(1, 1, dt.datetime(2026, 4, 3), book.add_format({"num_format": "d-mmm"}))

    tables, problems = read_workbook(xlsx(write), "review.xlsx")
    assert problems == []
    assert tables["memos"].cells.loc[2, "date"] == "2026-04-03"


def test_formulas_without_a_value_are_never_read_as_blank():
    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_row(0, 0, ["study_id", "year"])
        sheet.write_row(1, 0, ["a"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["b"])
        sheet.write_formula(2, 1, "=A1", None, "")

    _, problems = read_workbook(xlsx(write), "review.xlsx")
    assert [(p.row, p.column, p.level) for p in problems] == [(2, "year", "error"), (3, "year", "error")]
    assert "#DIV/0!" in problems[0].message
    assert "never computed" in problems[1].message


def test_merged_cells_are_never_read_as_blank():
    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_row(0, 0, ["study_id", "country"])
        sheet.write_column(1, 0, ["a", "b", "c"])
        sheet.merge_range("B2:B4", "UK")

    tables, problems = read_workbook(xlsx(write), "review.xlsx")
    assert [(p.row, p.column, p.level) for p in problems] == [
        (3, "country", "error"),
        (4, "country", "error"),
    ]
    assert "merged" in problems[0].message
    assert tables["studies"].cells.loc[2, "country"] == "UK"


def test_unknown_sheets_are_said_and_read_me_is_not():
    def write(book):
        for name in ("read me first", "coding", "studies"):
            book.add_worksheet(name).write_row(0, 0, ["study_id"])

    tables, [problem] = read_workbook(xlsx(write), "review.xlsx")
    assert list(tables) == ["studies"]
    assert problem.level == "warning"
    assert "'coding' is not a table" in problem.message
    assert problem.advice == "Did you mean 'codings'?"


def test_opendocument_is_read():
    tables, problems = read_workbook(ods({"studies": [["study_id", "country"], ["01", "NA"]]}), "review.ods")
    assert problems == []
    assert tables["studies"].cells.loc[2].tolist() == ["01", "NA"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"no workbook at all", "review.xlsx", "damaged or no .xlsx"),
        (b"PK\x03\x04 cut short", "review.xlsx", "damaged or no .xlsx"),
        (b"PK\x03\x04 cut short", "review.ods", "damaged or no .ods"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "review.xlsx", "old .xls file or protected by a password"),
    ],
)
def test_what_is_no_workbook_gives_one_clear_sentence(content, name, said):
    tables, [problem] = read_workbook(content, name)
    assert tables == {}
    assert said in problem.message
    assert problem.file == name
