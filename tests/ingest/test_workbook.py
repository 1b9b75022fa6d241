"""A workbook gives the same tables as CSV, and what the spreadsheet changed is said."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from synthesis.ingest.workbook import read_workbook
from synthesis.schema import TABLES
from synthesis.validate_cells import check_cells


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


def test_two_sheets_of_one_name_are_refused_and_neither_is_lost_in_silence():
    def write(book):
        book.add_worksheet("codings").write_column(0, 0, ["extract_id", "e1"])
        book.add_worksheet("codings ").write_column(0, 0, ["extract_id", "e2"])

    _, [problem] = read_workbook(xlsx(write), "review.xlsx")
    assert problem.level == "error"
    assert "two sheets are named 'codings'" in problem.message


@pytest.mark.parametrize("title", ["Studies", " STUDIES "])
def test_a_sheet_whose_name_differs_by_case_is_to_be_renamed(title):
    def write(book):
        book.add_worksheet(title).write_column(0, 0, ["study_id", "a"])

    tables, [problem] = read_workbook(xlsx(write), "review.xlsx")
    assert tables == {}
    assert (problem.level, problem.advice) == ("error", "Rename it to 'studies'.")


def test_a_number_that_shows_as_another_text_is_read_with_both_readings():
    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_row(0, 0, ["study_id", "year", "share"])
        padded, percent = book.add_format({"num_format": "000"}), book.add_format({"num_format": "0.0%"})
        plain = book.add_format({"num_format": '0" 100%"'})
        for row, number in enumerate([7, 8, 9], start=1):
            sheet.write_number(row, 0, number, padded)
            sheet.write_number(row, 1, 2020, book.add_format({"num_format": "00000"}))
            sheet.write_number(row, 2, 0.455, percent if row == 1 else plain)

    tables, problems = read_workbook(xlsx(write), "review.xlsx")
    assert tables["studies"].cells["study_id"].tolist() == ["7", "8", "9"]
    assert [(p.level, p.row, p.column) for p in problems] == [
        ("warning", 2, "study_id"),
        ("warning", 2, "share"),
    ]
    assert (
        problems[0].message
        == "the cell holds 7 and shows 007; it is read as 7, as are 2 more cells of the column."
    )
    assert "holds 0.455 and shows 45.5%; it is read as 0.455." in problems[1].message


def cell(text="", *, attributes="", kind="table-cell"):
    return f"<table:{kind} {attributes}><text:p>{text}</text:p></table:{kind}>"


def ods_rows(*rows: str) -> bytes:
    """Write a sheet of studies from the XML of its rows, below the header study_id, share, note."""
    texts = ods({"studies": [["study_id", "share", "note"]]})
    with zipfile.ZipFile(io.BytesIO(texts)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    namespace = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = parts["content.xml"].replace("office:version", f'xmlns:calcext="{namespace}" office:version', 1)
    parts["content.xml"] = content.replace("</table:table>", "".join(rows) + "</table:table>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


STRING = 'office:value-type="string"'
ERROR = f'table:formula="of:=1/0" {STRING} office:string-value="" calcext:value-type="error"'


def test_errors_and_empty_formulas_of_opendocument_are_never_blank():
    content = ods_rows(
        row(cell("a", attributes=STRING), cell("#DIV/0!", attributes=ERROR)),
        # The same cell twice over, in rows that repeat, as LibreOffice writes them.
        row(
            cell("b", attributes=STRING),
            cell("Err:508", attributes=f'{ERROR} table:number-columns-repeated="2"'),
            repeated=2,
        ),
        row(cell("c", attributes=STRING), '<table:table-cell table:formula="of:=A1"/>'),
        row(cell("d", attributes=STRING), cell("", attributes=f'table:formula="of:=T(1)" {STRING}')),
    )
    _, problems = read_workbook(content, "review.ods")
    found = [(p.row, p.column, p.value) for p in problems]
    assert found == [
        (2, "share", "#DIV/0!"),
        (3, "share", "Err:508"),
        (3, "note", "Err:508"),
        (4, "share", "Err:508"),
        (4, "note", "Err:508"),
        (5, "share", None),
    ]
    assert {p.level for p in problems} == {"error"}
    assert "never computed" in problems[-1].message


def test_merged_cells_of_opendocument_are_no_blanks():
    spanning = f'{STRING} table:number-rows-spanned="2" table:number-columns-spanned="1"'
    content = ods_rows(
        row(cell("a", attributes=STRING), cell("x", attributes=spanning)),
        row(cell("b", attributes=STRING), "<table:covered-table-cell/>", cell("n", attributes=STRING)),
    )
    _, [problem] = read_workbook(content, "review.ods")
    assert (problem.row, problem.column, problem.level) == (3, "share", "error")
    assert "merged" in problem.message


def test_what_opendocument_shows_otherwise_is_said():
    content = ods_rows(
        row(
            cell("007", attributes='office:value-type="float" office:value="7"'),
            cell("45%", attributes='office:value-type="percentage" office:value="0.45"'),
        )
    )
    tables, problems = read_workbook(content, "review.ods")
    assert tables["studies"].cells.loc[2].tolist()[:2] == ["7", "0.45"]
    assert ["shows 007" in p.message or "shows 45%" in p.message for p in problems] == [True, True]
    assert {p.level for p in problems} == {"warning"}


def test_comments_and_entities_of_opendocument():
    noted = (
        f"<table:table-cell {STRING}><office:annotation><text:p>#DIV/0!</text:p></office:annotation>"
        "<text:p>real</text:p></table:table-cell>"
    )
    tables, problems = read_workbook(ods_rows(row(cell("a", attributes=STRING), noted)), "review.ods")
    assert problems == []
    assert tables["studies"].cells.loc[2, "share"] == "real"
    with zipfile.ZipFile(io.BytesIO(ods_rows())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        "<office:document-content", '<!DOCTYPE x [<!ENTITY a "b">]><office:document-content', 1
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    _, [problem] = read_workbook(buffer.getvalue(), "review.ods")
    assert "cannot be opened" in problem.message


def test_a_sheet_that_breaks_off_is_one_clear_error():
    whole = xlsx(lambda book: book.add_worksheet("studies").write_column(0, 0, ["study_id", "a"]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(buffer, "w") as broken:
        for name in source.namelist():
            content = source.read(name)
            broken.writestr(name, content[:200] if name.endswith("sheet1.xml") else content)
    _, [problem] = read_workbook(buffer.getvalue(), "review.xlsx")
    assert "damaged or no .xlsx" in problem.message


def test_a_second_nameless_column_of_a_sheet_keeps_its_cells():
    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_row(0, 0, ["study_id", "", "", "note"])
        sheet.write_row(1, 0, ["a", "", "kept", "x"])

    tables, _ = read_workbook(xlsx(write), "review.xlsx")
    _, _, problems = check_cells(TABLES["studies"], tables["studies"])
    assert [(p.row, p.value) for p in problems] == [(2, "kept")]


def test_escaped_characters_are_read_as_what_they_stand_for():
    texts = ["a\r\nb", "_x000D_", "x005F_", "a\rb_x0041_"]

    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_column(0, 0, ["study_id", *texts])

    tables, problems = read_workbook(xlsx(write), "review.xlsx")
    assert problems == []
    assert tables["studies"].cells["study_id"].tolist() == texts


def test_a_typed_text_that_reads_like_an_error_is_text_and_the_error_of_a_formula_is_not():
    def write(book):
        sheet = book.add_worksheet("studies")
        sheet.write_row(0, 0, ["study_id", "country"])
        sheet.write_row(1, 0, ["a", "#N/A"])
        sheet.write_string(2, 0, "b")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")

    tables, [problem] = read_workbook(xlsx(write), "review.xlsx")
    assert tables["studies"].cells.loc[2, "country"] == "#N/A"
    assert (problem.row, problem.column) == (3, "country")


def test_sheets_that_are_there_to_be_looked_at_are_left_out_without_a_word():
    def write(book):
        for name in ("view codebook", "studies", "View of mine"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["study_id"])
            sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")

    tables, problems = read_workbook(xlsx(write), "review.xlsx")
    assert list(tables) == ["studies"]
    assert [problem.file for problem in problems] == ["review.xlsx, sheet studies"]
