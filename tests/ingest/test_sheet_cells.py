"""A sheet gives the same cells whatever it was saved as, and says how it was read."""

import datetime as dt
import re
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from synthesis.errors import OptionError, UnreadableError
from synthesis.ingest.sheet_cells import read_every_sheet, read_sheet_cells
from tests.ingest.sheet_files import (
    compound_file,
    ods_table,
    rewrite_member,
    write_ods,
    write_xls,
    write_xlsx,
)

ROWS = [["Study", "Quote", "Code"], ["Adebayo 2019", "“We trust her”, she said.", "=Trust"]]


def csv_text(rows, delimiter=","):
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    return "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"


def values(cells):
    return [cells.header, *cells.frame.to_numpy().tolist()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_seen(tmp_path, delimiter):
    path = tmp_path / "sheet.csv"
    path.write_text(csv_text(ROWS, delimiter), encoding="utf-8")
    cells = read_sheet_cells(path)
    assert values(cells) == ROWS
    assert (cells.delimiter, cells.encoding, cells.header_row) == (delimiter, "UTF-8", 1)


def test_a_decimal_comma_and_prose_do_not_hide_the_semicolon(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("study;text;share\nA;one, two, three;0,5\nB;four, five;1,5\n", encoding="utf-8")
    assert read_sheet_cells(path).frame["text"].tolist() == ["one, two, three", "four, five"]


def test_the_separator_line_of_excel_is_obeyed_and_not_counted(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("sep=;\r\na;b\r\n1,2;3,4\r\n", encoding="utf-8")
    cells = read_sheet_cells(path)
    assert cells.frame.to_numpy().tolist() == [["1,2", "3,4"]]
    assert cells.frame.index.tolist() == [2]
    assert cells.remarks == ["The first line, 'sep=;', names the delimiter."]


def test_line_breaks_and_quotation_marks_inside_a_cell_stay(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(b'id,text\r\n1,"two\nlines and ""quotes"""\r\n\r\n2,  spaced  \r\n')
    cells = read_sheet_cells(path)
    assert cells.frame["text"].tolist() == ['two\nlines and "quotes"', "  spaced  "]
    assert (cells.frame.index.tolist(), cells.blank_rows) == ([2, 4], [3])


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE without a byte order mark"),
        ("utf-16-be", "UTF-16-BE without a byte order mark"),
    ],
)
def test_unicode_is_read_without_being_told(tmp_path, encoding, named):
    path = tmp_path / "sheet.csv"
    path.write_bytes(csv_text([["id", "text"], ["1", "Müller – Çelik 患者 😀"]]).encode(encoding))
    cells = read_sheet_cells(path)
    assert values(cells) == [["id", "text"], ["1", "Müller – Çelik 患者 😀"]]
    assert cells.encoding == named


def test_anything_else_is_refused_by_name_and_read_when_declared(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes("id;text\n1;Müller sagt “ja”\n".encode("cp1252"))
    with pytest.raises(UnreadableError, match=r"sheet\.csv: row 2: .* looks like Windows-1252") as refused:
        read_sheet_cells(path)
    assert "1;Müller sagt “ja”" in str(refused.value)
    assert "--encoding windows-1252" in str(refused.value)
    cells = read_sheet_cells(path, encoding="windows-1252")
    assert cells.frame["text"].tolist() == ["Müller sagt “ja”"]
    assert cells.encoding == "cp1252"


def test_a_wrong_declaration_is_refused(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"id,text\n1,\x81\n")
    with pytest.raises(UnreadableError, match="row 2: the bytes are not windows-1252"):
        read_sheet_cells(path, encoding="windows-1252")
    path.write_bytes("id,text\n1,ü\n".encode("utf-8-sig"))
    with pytest.raises(UnreadableError, match="begins with the mark of UTF-8, so it is not windows-1252"):
        read_sheet_cells(path, encoding="windows-1252")
    for wrong in ("klingon", "base64", "rot13"):
        with pytest.raises(OptionError, match=f"encoding='{wrong}'"):
            read_sheet_cells(path, encoding=wrong)


def test_what_no_table_can_be_read_from_is_one_sentence(tmp_path):
    path = tmp_path / "sheet.csv"
    for content, sentence in [
        (b"", "the file is empty"),
        (b" \r\n \r\n", "there is no text in it"),
        (b",,\r\n,,\r\n", "no cell of it holds any text"),
        (b"a,b\n1,2\n3,4,5\n", "row 3: there are 3 cells, but the header names 2 columns"),
        (b'a,b\n1,"2\n3,4\n', "row 2: the quotation marks do not match"),
        (b"a,b\n1,\x00\n", "NUL characters"),
        (b"<html><table><tr><td>a</td></tr></table>", "this is a page"),
    ]:
        path.write_bytes(content)
        with pytest.raises(UnreadableError, match=re.escape(sentence)):
            read_sheet_cells(path)


def test_rows_that_are_too_short_are_filled_up_and_said(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("a,b,c\n1,2\n3,4,5,\n6,7,8\n", encoding="utf-8")
    cells = read_sheet_cells(path)
    assert cells.frame.to_numpy().tolist() == [["1", "2", ""], ["3", "4", "5"], ["6", "7", "8"]]
    assert cells.remarks == ["1 row with fewer cells than the header, filled up with blanks: row 2."]


def test_titles_above_the_header_are_told_apart(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("Tabela 1;;\n;;\nCode;Comment;Group\nTrust;;ATLAS\n", encoding="utf-8")
    cells = read_sheet_cells(path)
    assert (cells.above, cells.header_row, cells.frame.index.tolist()) == (["Tabela 1"], 3, [4])


def test_columns_of_one_name_or_none_are_kept_apart(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("Notes,,Notes , Study  ID,\na,b,c,d,\n", encoding="utf-8")
    assert read_sheet_cells(path).header == ["Notes", "column B", "Notes (2)", "Study ID"]


def test_workbooks_of_three_kinds_give_the_same_cells(tmp_path):
    found = [
        values(read_sheet_cells(write_xlsx(tmp_path / "a.xlsx", {"S": ROWS}))),
        values(read_sheet_cells(write_xls(tmp_path / "a.xls", ROWS))),
        values(read_sheet_cells(write_ods(tmp_path / "a.ods", ods_table("S", ROWS)))),
    ]
    assert found == [ROWS] * 3


def test_columns_that_only_a_stray_cell_reaches_do_not_slow_it_down(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [["a", "b"], ["1", "2"]]})
    rewrite_member(path, "xl/worksheets/sheet1.xml", 'r="B2"', 'r="XFD2"')
    assert values(read_sheet_cells(path)) == [["a", "b", "column XFD"], ["1", "", "2"]]
    rows = [[f"c{n}" for n in range(4_001)], ["x"] * 4_001]
    with pytest.raises(UnreadableError, match="it has 4,001 columns; more than 4,000 are not read"):
        read_sheet_cells(write_xlsx(tmp_path / "b.xlsx", {"S": rows}))


def test_the_bytes_say_what_a_file_is_not_its_ending(tmp_path):
    path = tmp_path / "really_text.xls"
    path.write_text(csv_text(ROWS, "\t"), encoding="utf-8")
    assert values(read_sheet_cells(path)) == ROWS
    assert values(read_sheet_cells(write_xlsx(tmp_path / "workbook.csv", {"S": ROWS}))) == ROWS


def test_cells_of_a_workbook_read_as_people_see_them(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["n", "share", "flag", "when", "sum", "danger"])
        sheet.write_row(1, 0, [2020, 0.25, True])
        sheet.write_datetime(1, 3, dt.datetime(2020, 1, 31), date)
        sheet.write_formula(1, 4, "=A2+1", value=2021)
        sheet.write_string(1, 5, "=cmd|' /C calc'!A0")
        sheet.merge_range(3, 0, 4, 0, "both rows")
        sheet.write_string(3, 1, "x")
        sheet.write_string(4, 1, "y")
    cells = read_sheet_cells(path)
    first = ["2020", "0.25", "true", "2020-01-31", "2021", "=cmd|' /C calc'!A0"]
    assert cells.frame.loc[2].tolist() == first
    assert cells.frame["n"].tolist() == ["2020", "both rows", "both rows"]
    assert (cells.frame.index.tolist(), cells.blank_rows) == ([2, 4, 5], [3])
    assert cells.remarks == ["1 merged area: the value of each was read for every row that it spans."]


def test_a_formula_that_was_never_computed_is_said(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [["a", "b"], ["x", 7]]})
    rewrite_member(path, "xl/worksheets/sheet1.xml", "<v>7</v>", "<f>1+6</f><v></v>")
    cells = read_sheet_cells(path)
    assert cells.frame.to_numpy().tolist() == [["x", ""]]
    assert "1 formula without a stored value, read as blank" in cells.remarks[0]


def test_an_error_of_a_formula_is_said(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [["a", "b"], ["x", 7]]})
    rewrite_member(path, "xl/worksheets/sheet1.xml", '<c r="B2"><v>7</v>', '<c r="B2" t="e"><v>#N/A</v>')
    cells = read_sheet_cells(path)
    assert cells.frame.to_numpy().tolist() == [["x", ""]]
    assert cells.remarks == ["1 cell with the error of a formula (#N/A …), read as blank."]


def test_sheets_are_named_and_hidden_ones_come_last(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("empty")
        hidden = book.add_worksheet("lists")
        hidden.write_column(0, 0, ["a", "b"])
        shown = book.add_worksheet("data")
        shown.write_column(0, 0, ["c", "d"])
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
    assert [(s.sheet, s.is_hidden) for s in read_every_sheet(path)] == [("lists", True), ("data", False)]
    assert read_sheet_cells(path).sheet == "data"
    assert read_sheet_cells(path, sheet="lists").frame["a"].tolist() == ["b"]
    with pytest.raises(OptionError, match=r"it has lists and data\. Did you mean 'data'\?"):
        read_sheet_cells(path, sheet="Data ")


def far_cell(tmp_path):
    path = write_xlsx(tmp_path / "far.xlsx", {"S": [["a"], ["b"]]})
    return rewrite_member(path, "xl/worksheets/sheet1.xml", 'r="A2"', 'r="XFD1048576"')


def repeated_cells(tmp_path):
    repeated = (
        '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="999999999" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    return write_ods(tmp_path / "repeated.ods", repeated)


def cut_off(tmp_path):
    path = write_xlsx(tmp_path / "cut.xlsx", {"S": ROWS})
    path.write_bytes(path.read_bytes()[:-400])
    return path


def protected(tmp_path):
    path = tmp_path / "protected.xlsx"
    path.write_bytes(compound_file("EncryptedPackage", b"secret"))
    return path


def other_zip(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return path


def damaged_old(tmp_path):
    path = write_xls(tmp_path / "old.xls", ROWS)
    path.write_bytes(path.read_bytes()[:700])
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (far_cell, "far.xlsx: the workbook is damaged"),
        (repeated_cells, "repeated.ods: the workbook"),
        (cut_off, "cut.xlsx: this is no zip file, or it is damaged or cut off"),
        (protected, "protected.xlsx: the workbook is protected by a password"),
        (other_zip, "other.xlsx: this is a zip file, but no workbook"),
        (damaged_old, "old.xls: the workbook is damaged"),
    ],
)
def test_hostile_and_damaged_workbooks_are_refused_in_a_sentence(tmp_path, make, sentence):
    with pytest.raises(UnreadableError) as refused:
        read_sheet_cells(make(tmp_path))
    assert str(refused.value).startswith(sentence)
    assert str(tmp_path) not in str(refused.value)


# Any text but what no text file can hold, and lone halves of characters.
cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), max_size=12)


@given(
    rows=st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_comes_back_from_any_delimiter_and_encoding(tmp_path_factory, rows, delimiter, encoding):
    path = tmp_path_factory.mktemp("any") / "sheet.csv"
    path.write_bytes(csv_text([["Study", "Quote", "Code"], *rows], delimiter).encode(encoding))
    filled = [list(row) for row in rows if any(text.strip() for text in row)]
    assert values(read_sheet_cells(path)) == [["Study", "Quote", "Code"], *filled]
