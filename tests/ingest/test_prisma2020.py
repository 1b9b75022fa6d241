"""The PRISMA2020 package's CSV: one row a box, reasons apart, sums checked."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import prisma2020
from synthesis.ingest.options import ImportOptions


def read(tmp_path, *rows, header="data,node,box,description,boxtext,tooltips,url,n"):
    path = tmp_path / "prisma.csv"
    path.write_text("\n".join([header, *(f"{box},,,,,,,{n}" for box, n in rows)]))
    imported = prisma2020.read([path], ImportOptions())
    imported.account.check()
    return imported


def flow(imported):
    return imported.tables["flow"].fillna("").values.tolist()


def test_boxes_and_reasons_become_rows(tmp_path):
    imported = read(
        tmp_path,
        ("database_results", '"1,204"'),
        ("database_specific_results", '"MEDLINE, 800; Embase, 404"'),
        ("dbr_excluded", '"Wrong design, not qualitative, 50; No text (n = 30); Reason 2, 3"'),
        ("new_studies", "10"),
    )
    assert flow(imported) == [
        ["database_results", "1204", ""],
        ["database_specific_results", "800", "MEDLINE"],
        ["database_specific_results", "404", "Embase"],
        ["dbr_excluded", "50", "Wrong design, not qualitative"],
        ["dbr_excluded", "30", "No text"],
        ["dbr_excluded", "3", "Reason 2"],
        ["new_studies", "10", ""],
    ]
    assert imported.account.remarks == []


def test_what_is_not_taken_is_named(tmp_path):
    imported = read(
        tmp_path,
        ("NA", "0"),
        ("identification", "0"),
        ("register_results", "NA"),
        ("register_specific_results", '"Register 1, xxx; Register 2, xxx"'),
        ("total_studies_ma", "4"),
        ("other_assessed", "many"),
        ("new_reports", "-1"),
        ("new_studies", "10"),
    )
    assert flow(imported) == [["new_studies", "10", ""]]
    boxes = imported.account["boxes"]
    assert (boxes.found, boxes.kept) == (8, 1)
    assert boxes.left_out == {
        "they are headings of the diagram and have no number": 2,
        "no number is given": 1,
        "they still hold the example of the template": 1,
        "the flow of a review has no such box": 1,
        "what stands there is no number, nor reasons with numbers": 1,
        "a number is below 0": 1,
    }


def test_sums_that_do_not_fit_are_said_and_kept(tmp_path):
    imported = read(
        tmp_path,
        ("database_results", "100"),
        ("database_specific_results", '"MEDLINE, 60; Embase, 39"'),
        ("duplicates", "20"),
        ("records_screened", "90"),
    )
    assert imported.account.remarks == [
        "The rows of database_specific_results add up to 99, but database_results is 100.",
        "records_screened is 90, but database_results + register_results − duplicates, excluded_automatic "
        "and excluded_other is 80.",
    ]


def test_columns_may_stand_in_any_order_and_case(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("N;Data\n3;new_studies\n2;NEW_REPORTS\n1;total_studies\n")
    assert prisma2020.looks_like(path)
    assert flow(prisma2020.read([path], ImportOptions()))[1] == ["new_reports", "2", ""]


def test_a_reason_that_stands_twice_is_added_up(tmp_path):
    imported = read(tmp_path, ("dbr_excluded", '"No text, 2; No text, 3"'))
    assert flow(imported) == [["dbr_excluded", "5", "No text"]]
    assert imported.account.remarks == [
        "The box dbr_excluded gives No text twice; the numbers were added up."
    ]


def test_a_table_without_numbers_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no box of it holds a number"):
        read(tmp_path, ("new_studies", "NA"))
    with pytest.raises(UnreadableError, match="no columns data and n"):
        read(tmp_path, ("new_studies", "1"), header="a,b,c,d,e,f,g,h")
