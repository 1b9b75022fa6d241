"""CSV is read as UTF-8 or refused with the encoding it looks like; no row shifts, none is lost."""

import pytest

from synthesis.ingest.csv_table import read_csv_table


def read(content: bytes | str):
    if isinstance(content, str):
        content = content.encode()
    return read_csv_table(content, "studies", "studies.csv")


def test_only_a_blank_cell_is_missing():
    table, problems = read("study_id,country,note\n01,NA,nan\n1e5, ,TRUE\n")
    assert not problems
    assert table.cells.loc[2].tolist() == ["01", "NA", "nan"]
    assert table.cells.loc[3, "study_id"] == "1e5"
    assert table.cells.loc[3, "note"] == "TRUE"
    assert table.cells["country"].isna().tolist() == [False, True]


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    # A line break inside a quoted cell starts no row; a blank line is one.
    table, problems = read('study_id,citation\na,"two\nlines"\n\nb,x\n')
    assert not problems
    assert table.cells.index.tolist() == [2, 4]
    assert table.cells.loc[2, "citation"] == "two\nlines"


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    table, problems = read(b"\xef\xbb\xbfstudy_id\na\n")
    assert not problems
    assert table.cells.columns.tolist() == ["study_id"]


@pytest.mark.parametrize(
    ("content", "looks_like", "row"),
    [
        ("study_id,citation\na,Müller\n".encode("cp1252"), "Windows-1252 (or Latin-1); read so", 2),
        ("study_id,citation\na,b\n".encode("utf-16"), "UTF-16", None),
        ("study_id,citation\na,b\n".encode("utf-16-le"), "UTF-16 without a byte order mark", None),
        ("study_id,citation\na,b\n".encode("utf-32"), "UTF-32", None),
        ("study_id,citation\na,協働は信頼から生まれる\n".encode("shift_jis"), "Shift JIS", 2),
    ],
)
def test_another_encoding_is_refused_and_named(content, looks_like, row):
    table, [problem] = read(content)
    assert table is None
    assert problem.level == "error"
    assert looks_like in problem.message
    assert "CSV UTF-8" in problem.advice
    assert problem.row == row


def test_the_line_is_shown_as_it_was_meant():
    _, [problem] = read("study_id,citation\na,Müller 2019\n".encode("cp1252"))
    assert "'a,Müller 2019'" in problem.message


def test_garbled_text_is_kept_with_a_warning():
    table, [problem] = read("study_id,citation\na,MÃ¼ller\n")
    assert table.cells.loc[2, "citation"] == "MÃ¼ller"
    assert (problem.level, problem.row) == ("warning", 2)


def test_portuguese_capitals_are_not_taken_for_garbled_text():
    _, problems = read("study_id,citation\na,NÃO É SÓ INTEGRAÇÃO\n")
    assert problems == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("study_id,citation\na,b,c\n", "there are 3 cells, but the header names 2 columns."),
        ("study_id,citation\na\n", "there are only 1 cells, but the header names 2 columns."),
    ],
)
def test_a_row_of_another_length_is_a_problem_and_shifts_nothing(text, said):
    table, [problem] = read(text)
    assert problem.message == said
    assert (problem.level, problem.row) == ("error", 2)
    assert table.cells.loc[2, "study_id"] == "a"


def test_empty_cells_beyond_the_header_are_no_problem():
    _, problems = read("study_id,citation\na,b,,\n")
    assert problems == []


def test_quotation_marks_that_do_not_match_are_named():
    table, [problem] = read('study_id,citation\na,b\nc,"d"e\n')
    assert table is None
    assert problem.row == 3
    assert "quotation marks" in problem.message


def test_semicolons_of_a_localised_spreadsheet_are_read_and_said():
    table, [problem] = read('study_id;country\na;"UK;France"\n')
    assert table.cells.loc[2].tolist() == ["a", "UK;France"]
    assert problem.level == "warning"
    assert "separated by ';'" in problem.message


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"  \n"])
def test_an_empty_file_is_an_error(content):
    table, [problem] = read(content)
    assert table is None
    assert problem.message == "the file is empty."


def test_a_workbook_that_is_called_csv_is_recognised():
    _, [problem] = read(b"PK\x03\x04rest")
    assert "workbook" in problem.message


def test_a_very_long_extract_is_read():
    text = "x" * 300_000
    table, problems = read(f"study_id,citation\na,{text}\n")
    assert not problems
    assert len(table.cells.loc[2, "citation"]) == 300_000


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_separator_line_of_a_spreadsheet_is_honoured(line):
    table, [problem] = read(f'{line}\r\nstudy_id;country\r\na;"UK, France"\r\n')
    assert table.cells.loc[2].tolist() == ["a", "UK, France"]
    assert problem.level == "warning"
    assert "names the separator" in problem.message
