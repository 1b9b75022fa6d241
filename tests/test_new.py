"""`synthesis new`: both forms are valid as written, say the same, and harm nothing."""

from __future__ import annotations

import os

import openpyxl
import pandas as pd
import pytest

from synthesis.errors import OptionError
from synthesis.new import example_rows, write_new_review
from synthesis.review import read_review
from synthesis.schema import SETTINGS, TABLES, column_allowed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_new_review(tmp_path_factory.mktemp("csv") / "trust-in_teams")


@pytest.fixture(scope="module")
def workbook_folder(tmp_path_factory):
    return write_new_review(tmp_path_factory.mktemp("xlsx") / "trust-in_teams", xlsx=True)


@pytest.fixture(scope="module")
def workbook(workbook_folder):
    return openpyxl.load_workbook(workbook_folder / "review.xlsx")


@pytest.mark.parametrize("form", ["folder", "workbook_folder"])
def test_a_new_review_is_valid_without_a_single_warning(form, request):
    review = read_review(request.getfixturevalue(form))
    assert review.warnings == ()
    assert all(review.has(table) for table in TABLES)


def test_both_forms_hold_the_same_review(folder, workbook_folder):
    from_csv, from_xlsx = read_review(folder), read_review(workbook_folder)
    assert from_csv.settings == from_xlsx.settings
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(from_csv, table), getattr(from_xlsx, table))


def test_the_example_is_a_whole_configuration_and_says_that_it_is_made_up(folder):
    review = read_review(folder)
    assert sorted(review.configuration_terms["role"]) == ["context", "mechanism", "outcome"]
    assert set(review.configuration_terms["code_id"]) <= set(review.present_codings()["code_id"])
    assert review.settings.is_synthetic


def test_the_title_comes_from_the_folder_unless_it_is_given(folder, tmp_path):
    assert read_review(folder).settings.title == "Trust in teams"
    assert read_review(folder).settings.id == "trust-in_teams"
    awkward = 'Trust: "who" #1, 50 % – 測試\\n'
    given = write_new_review(tmp_path / "a b & c", title=awkward)
    assert read_review(given).settings.title == awkward
    assert read_review(given).settings.id == "a-b-c"


def test_every_column_and_every_setting_is_explained(folder):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    settings = (folder / "review.yaml").read_text(encoding="utf-8").replace("\n# ", " ")
    for table in TABLES.values():
        assert f"## {table.name}\n" in readme
        for name, column in table.schema.columns.items():
            assert f"| `{name}` |" in readme
            assert column.description in readme
    for name, setting in SETTINGS.items():
        assert f"\n{name}:" in settings
        assert setting.meaning in settings


def test_excel_is_told_that_the_csv_files_are_utf8(folder):
    for table in TABLES:
        assert (folder / f"{table}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_folder_opens_with_ordinary_permissions(folder):
    umask = os.umask(0)
    os.umask(umask)
    assert folder.stat().st_mode & 0o777 == 0o777 & ~umask


def test_the_same_review_is_the_same_bytes(workbook_folder, tmp_path):
    again = write_new_review(tmp_path / "trust-in_teams", xlsx=True)
    for file in workbook_folder.iterdir():
        assert (again / file.name).read_bytes() == file.read_bytes()


def _drop_downs(sheet) -> dict[str, str]:
    """Return the source of each drop-down of a sheet by the name of its column."""
    return {
        sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }


def test_every_allowed_value_is_offered_by_a_drop_down(workbook):
    offered = {}
    for name in TABLES:
        for column, source in _drop_downs(workbook[name]).items():
            if source.startswith('"'):
                offered[name, column] = source.strip('"').split(",")
            elif source.startswith("'read me"):
                sheet, _, cells = source.partition("!")
                block = workbook[sheet.strip("'")][cells.replace("$", "")]
                offered[name, column] = [cell.value for (cell,) in block]
    expected = {
        (name, column): list(column_allowed(declared))
        for name, table in TABLES.items()
        for column, declared in table.schema.columns.items()
        if column_allowed(declared) is not None
    }
    assert {key: offered.get(key) for key in expected} == expected
    assert len(offered["flow", "box"]) == 26


def test_references_are_offered_from_the_sheet_that_they_point_to(workbook):
    sources = _drop_downs(workbook["configurations"])
    assert sources["study_id"].startswith("OFFSET(studies!$A$2,")
    assert sources["theory_id"].startswith("OFFSET(theories!$A$2,")
    assert "extract_ids" not in sources  # several identifiers in one cell: no drop-down can offer that
    assert _drop_downs(workbook["codebook"])["parent_id"].startswith("OFFSET(codebook!$A$2,")


def test_an_identifier_such_as_3_4_stays_text(workbook):
    for name, table in TABLES.items():
        for at, column in enumerate(table.columns, start=1):
            form = workbook[name].cell(2, at).number_format
            kind = table.schema.columns[column].metadata["kind"]
            if workbook[name].cell(2, at).value is not None:
                assert form == ("0" if kind == "integer" else "@"), f"{name}.{column}"
    # Rows that are not written yet take the format of their column.
    below = workbook["studies"].column_dimensions["A"]
    assert below.number_format == "@"


def test_headers_stay_in_sight_and_say_what_their_column_holds(workbook):
    for name, table in TABLES.items():
        sheet = workbook[name]
        assert sheet.freeze_panes == "B2"
        assert [cell.value for cell in sheet[1]] == table.columns
        for cell in sheet[1]:
            assert table.schema.columns[cell.value].description in cell.comment.text


def test_the_workbook_opens_on_its_guide(workbook):
    assert workbook.sheetnames[0] == "read me"
    words = " ".join(str(cell.value) for row in workbook["read me"] for cell in row if cell.value)
    assert all(table.row_is in words for table in TABLES.values())


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    title = '=HYPERLINK("http://example.org","x")'
    made = write_new_review(tmp_path / "new", xlsx=True, title=title)
    guide = openpyxl.load_workbook(made / "review.xlsx")["read me"]
    assert guide["A1"].value == title
    assert guide["A1"].data_type == "s"
    signs = openpyxl.load_workbook(made / "review.xlsx")["configuration_terms"]["D"]
    assert {cell.data_type for cell in signs} == {"s"}


def test_a_folder_that_holds_files_is_left_alone(tmp_path):
    (tmp_path / "studies.csv").write_text("mine")
    with pytest.raises(OptionError, match=r"not empty: it holds studies\.csv\. Nothing was written"):
        write_new_review(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["studies.csv"]
    assert (tmp_path / "studies.csv").read_text() == "mine"


def test_a_file_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "review").write_text("mine")
    with pytest.raises(OptionError, match="is a file, not a folder"):
        write_new_review(tmp_path / "review")
    assert (tmp_path / "review").read_text() == "mine"


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path):
    empty = tmp_path / "here"
    empty.mkdir()
    before = empty.stat().st_ino
    write_new_review(empty)
    assert empty.stat().st_ino == before
    assert read_review(empty).warnings == ()
    assert [entry.name for entry in tmp_path.iterdir()] == ["here"]


@pytest.mark.parametrize("exists", [True, False])
def test_nothing_is_left_behind_when_the_disk_fails(exists, tmp_path, monkeypatch):
    target = tmp_path / "new"
    if exists:
        target.mkdir()
    written = []

    def fail_at_the_fifth(source, destination):
        written.append(destination)
        if not exists or len(written) == 5:
            raise OSError(28, "No space left on device")
        os.replace(source, destination)

    monkeypatch.setattr("synthesis.new.shutil.move", fail_at_the_fifth)
    monkeypatch.setattr("synthesis.new.os.rename", fail_at_the_fifth)
    with pytest.raises(OSError, match="No space left"):
        write_new_review(target)
    assert written
    assert [entry.name for entry in tmp_path.iterdir()] == (["new"] if exists else [])
    assert not exists or list(target.iterdir()) == []


def test_the_first_example_row_is_made_from_the_columns_own_examples():
    row = example_rows("studies")[0]
    assert row["study_id"] == "smith-2020"
    assert list(row) == TABLES["studies"].columns
