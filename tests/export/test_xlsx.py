from __future__ import annotations

import io
import warnings
import zipfile

import openpyxl
import pandas as pd
import pytest
import python_calamine
from hypothesis import HealthCheck, Phase, given, settings

from synthesis.errors import OptionError, UnreadableError
from synthesis.export import xlsx_cells, xlsx_views
from synthesis.export.xlsx import export_xlsx, xlsx_bytes
from synthesis.export.xlsx_views import views
from synthesis.ingest.workbook import read_workbook
from synthesis.review import read_review, review_from_tables
from synthesis.schema import TABLES
from tests.analyses.small_review import small_review, small_tables
from tests.export.generated_reviews import reviews

# Without shrinking: a review is large, and the first that fails says what it fails with.
QUICK = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def assert_same_review(found, expected):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), obj=name)


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    """Return what another library than the writer and the reader of reviews sees."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@given(review=reviews(every_table=True))
@QUICK
def test_a_review_read_back_from_its_workbook_is_equal_in_every_table(review, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "all.xlsx"
    exported = export_xlsx(review, path)
    found = read_review(path)
    assert_same_review(found, review)
    assert [entry.found for entry in exported.account.entries] == [
        entry.kept for entry in exported.account.entries
    ]


@pytest.mark.soak
@given(review=reviews(every_table=True))
@settings(QUICK, max_examples=200)
def test_many_reviews_read_back_from_their_workbooks_are_equal(review, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "all.xlsx"
    export_xlsx(review, path)
    assert_same_review(read_review(path), review)


def test_the_shipped_review_comes_back_with_its_settings(tmp_path):
    review = read_review("data/realist-86")
    export_xlsx(review, tmp_path / "out.xlsx")
    found = read_review(tmp_path / "out.xlsx")
    assert_same_review(found, review)
    assert found.settings == review.settings


def test_the_same_review_is_the_same_workbook_byte_by_byte():
    assert xlsx_bytes(small_review())[0] == xlsx_bytes(small_review())[0]


def test_what_begins_like_a_formula_is_text_in_every_sheet(tmp_path):
    payloads = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")', "\t=1", "'=1"]
    tables = small_tables()
    tables["codebook"] = [
        {"code_id": f"c{n}", "label": text, "definition": text} for n, text in enumerate(payloads)
    ]
    tables["codings"] = [{"study_id": "s1", "code_id": "c0"}]
    tables = {name: tables[name] for name in ("studies", "codebook", "codings")}
    content, _ = xlsx_bytes(review_from_tables(tables))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
        links = [name for name in archive.namelist() if name.endswith(".rels") and "worksheets" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert links == []
    assert [row[1] for row in sheets_of(content)["codebook"][1:]] == payloads


def test_a_text_that_a_cell_cannot_hold_is_refused_by_name_and_never_cut(tmp_path):
    tables = small_tables()
    fits, too_long = "x" * 32_767, "😀" * 16_384  # Excel counts an emoji twice: 32,768
    tables["codebook"][1]["definition"] = fits
    xlsx_bytes(review_from_tables(tables))
    tables["codebook"][1]["definition"] = too_long
    with pytest.raises(UnreadableError) as error:
        export_xlsx(review_from_tables(tables), tmp_path / "out.xlsx")
    said = str(error.value)
    assert said.startswith(
        "out.xlsx: codebook row 3, column definition (code_id 'a1') holds 32,768 characters"
    )
    assert "Nothing was cut and nothing written" in said
    assert list(tmp_path.iterdir()) == []


def test_texts_that_the_file_format_has_another_meaning_for_come_back():
    odd = [
        "<r>not <b>formatted</b> &amp;</r>",
        "_x000D_",
        "_x0041_x0042_x0043_\r",
        "a\r\nb",
        "x005F_",
        "#N/A",
    ]
    odd += ["<r>" + "x" * 32_760 + "</r>", "'apostrophe", "1e5", "007"]
    tables = small_tables()
    tables["codebook"] += [{"code_id": f"odd{n}", "definition": text} for n, text in enumerate(odd)]
    content, _ = xlsx_bytes(review_from_tables(tables))
    found, problems = read_workbook(content, "out.xlsx")
    assert problems == []
    assert found["codebook"].cells["definition"].tolist()[-len(odd) :] == odd


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_cells, "MOST_ROWS", 3)
    with pytest.raises(UnreadableError, match=r"studies has 4 rows, and a sheet holds 3"):
        xlsx_bytes(small_review())


def test_more_study_columns_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_cells, "MOST_COLUMNS", 8)
    with pytest.raises(UnreadableError, match=r"studies has 9 columns, and a sheet holds 8"):
        xlsx_bytes(small_review())


def test_sheets_for_people_say_what_was_counted_by_hand():
    sheets = sheets_of(xlsx_bytes(small_review())[0])
    head, *rows = sheets["view code by study"]
    by_code = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert head[:2] == ["code_id", "label"]
    assert head[-4:] == ["s1", "s2", "s3", "s4"]
    assert by_code["a11"]["code level 3"] == "Trust in a day"
    assert by_code["a11"]["code level 2"] == "Early trust"
    # b is given to s3 as a whole: no extract, so nothing to count.
    assert [by_code["b"][study] for study in ("s1", "s2", "s3", "s4")] == [
        len(
            {
                row["extract_id"]
                for row in small_tables()["codings"]
                if row["code_id"] == "b" and row.get("state", "") != "absent" and row["extract_id"]
            }
        ),
        0,
        0,
        0,
    ]
    head, *rows = sheets["view 0-1 matrix"]
    matrix = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    assert matrix["s3"]["b"] == 1
    assert matrix["s2"]["b"] == 0
    assert set(matrix["s4"].values()) == {0}


def test_every_coded_passage_is_in_the_quotes_with_its_path_and_attributes():
    review = small_review()
    quotes = next(view.table for view in views(review) if view.sheet == "view quotes")
    coded = review.codings_in_effect().dropna(subset="extract_id")
    uncoded = set(review.extracts["extract_id"]) - set(coded["extract_id"])
    assert len(quotes) == len(coded) + len(uncoded)
    row = quotes[quotes["code_id"] == "a11"].iloc[0]
    assert (row["code level 1"], row["code level 2"], row["code level 3"]) == (
        "Trust",
        "Early trust",
        "Trust in a day",
    )
    assert row["code"] == "Trust in a day"
    assert (row["study_id"], row["citation"], row["country"]) == ("s2", "Birch 2009", "England")


def test_study_attributes_named_like_a_column_of_the_quotes_keep_their_values():
    tables = small_tables()
    for study in tables["studies"]:
        study["text"] = f"attribute of {study['study_id']}"
    quotes = next(v.table for v in views(review_from_tables(tables)) if v.sheet == "view quotes")
    assert quotes.loc[quotes["study_id"] == "s2", "study text"].unique().tolist() == ["attribute of s2"]
    assert "attribute of s2" not in set(quotes["text"])


def test_a_matrix_larger_than_a_sheet_becomes_a_list_that_says_the_same(monkeypatch):
    review = small_review()
    wide = {view.sheet: view for view in views(review)}
    monkeypatch.setattr(xlsx_views, "MOST_CELLS", 3)
    long = {view.sheet: view for view in views(review)}
    for sheet, key in (("view code by study", "study_id"), ("view code by source", "source_id")):
        units = [
            c for c in wide[sheet].table if c in {*review.studies["study_id"], *review.sources["source_id"]}
        ]
        counts = wide[sheet].table.melt("code_id", units, key, "n_extracts")
        assert pairs(long[sheet].table, "code_id", key) == pairs(counts, "code_id", key)
        assert "each pair that is not 0 has a row" in long[sheet].about
    matrix = wide["view 0-1 matrix"].table.melt("study_id", var_name="code_id", value_name="present")
    ones = long["view 0-1 matrix"].table
    assert pairs(ones, "study_id", "code_id") == pairs(matrix, "study_id", "code_id")


def pairs(table, first, second):
    """Return what is not 0 in the last column, by the two others."""
    found = zip(table[first], table[second], table.iloc[:, -1], strict=True)
    return {(a, b): int(n) for a, b, n in found if n}


def test_headers_are_frozen_filtered_and_wide_enough_to_read():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(small_review())[0]))
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None, sheet.title
        assert sheet.auto_filter.ref == sheet.dimensions, sheet.title
    assert book["codebook"].column_dimensions["B"].width >= len("Costs $5 to $9")
    assert book["studies"]["C2"].value == 2010  # a year sorts as a number


def test_a_made_up_review_says_so_on_the_first_sheet():
    review = review_from_tables(small_tables(), settings={"synthetic": True, "title": "Trust"})
    first = sheets_of(xlsx_bytes(review)[0])["read me"]
    words = " ".join(str(cell) for row in first for cell in row)
    assert "SYNTHETIC: the data are made up." in words
    assert words.startswith("Trust")


def test_text_for_the_team_only_is_warned_of():
    tables = small_tables()
    tables["extracts"][0]["consent"] = "team"
    account = xlsx_bytes(review_from_tables(tables))[1]
    assert "The file holds 1 extract that only the team, or nobody, may read" in account.remarks[0]


def test_a_workbook_is_not_put_among_the_tables_of_a_review(tmp_path):
    (tmp_path / "studies.csv").write_text("study_id\na\n")
    with pytest.raises(OptionError, match=r"holds the tables of a review \(studies\.csv\)"):
        export_xlsx(small_review(), tmp_path / "out.xlsx")


def test_somebody_elses_file_is_not_replaced_unless_one_says_so(tmp_path):
    path = tmp_path / "out.xlsx"
    export_xlsx(small_review(), path)
    export_xlsx(small_review(), path)  # the same bytes: nothing to lose
    path.write_bytes(b"mine")
    with pytest.raises(OptionError, match=r"out\.xlsx is there already and holds something else"):
        export_xlsx(small_review(), path)
    assert path.read_bytes() == b"mine"
    export_xlsx(small_review(), path, replace=True)
    assert read_review(path).studies["study_id"].tolist() == ["s1", "s2", "s3", "s4"]


@pytest.mark.parametrize("output", ["out.csv", "out", "."])
def test_a_workbook_must_be_named_like_one(output, tmp_path):
    with pytest.raises(OptionError, match=r"must end in \.xlsx"):
        export_xlsx(small_review(), tmp_path / output)


def test_nothing_is_warned_about_by_the_libraries():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        openpyxl.load_workbook(io.BytesIO(xlsx_bytes(small_review())[0]))
