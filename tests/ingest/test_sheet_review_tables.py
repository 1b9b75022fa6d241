"""Sheets that are tables of a review are taken over as they stand."""

import pytest

from synthesis.ingest import sheet
from synthesis.ingest.options import ImportOptions
from tests.ingest.sheet_files import write_xlsx

CODINGS = "extract_id,study_id,code_id,coder,state\ne1,s1,trust,AB,\ne1,s1,trust,AB,\ne2,s2,fear,CD,absent\n"


def read(tmp_path, **tables):
    paths = []
    for name, text in tables.items():
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    imported = sheet.read(paths, ImportOptions())
    imported.account.check()
    return imported


def test_codings_alone_bring_what_they_name(tmp_path):
    imported = read(tmp_path, codings=CODINGS)
    assert imported.tables["codings"]["code_id"].tolist() == ["trust", "fear"]
    assert imported.tables["codings"]["state"].isna().tolist() == [True, False]
    assert imported.tables["extracts"].to_numpy().tolist() == [["e1", "s1"], ["e2", "s2"]]
    assert imported.tables["codebook"]["code_id"].tolist() == ["trust", "fear"]
    assert imported.tables["studies"]["study_id"].tolist() == ["s1", "s2"]
    assert imported.account["codings"].left_out == {"the same row stands there before": 1}
    assert imported.account["codings"].examples == {"the same row stands there before": ["row 3"]}
    assert "Added to codebook for what other tables name: 2 rows." in imported.account.remarks


def test_extracts_of_no_study_are_put_under_one_and_it_is_said(tmp_path):
    imported = read(tmp_path, codings="extract_id,code_id\ne1,trust\n")
    assert imported.tables["extracts"]["study_id"].tolist() == ["codings"]
    assert imported.account.decisions[0].about == "extracts without a study"


def test_files_that_belong_together_are_one_review(tmp_path):
    imported = read(
        tmp_path,
        codings=CODINGS,
        codebook="code_id,label,nickname\ntrust,Trust,t\nfear,Fear,f\n",
        extracts="extract_id,study_id,text\ne1,s1, We trust her. \ne2,s2,Late\n",
        studies="study_id,citation,mood\ns1,Smith 2020,good\ns2,Jones 2021,bad\n",
    )
    assert imported.tables["extracts"]["text"].tolist() == [" We trust her. ", "Late"]
    assert imported.tables["studies"]["mood"].tolist() == ["good", "bad"]
    assert imported.account["columns"].left_out == {"the table codebook has no such column": 1}
    assert imported.account.remarks == []
    assert set(imported.keys["table"]) == {"extracts", "codebook", "studies"}


def test_a_row_may_hold_the_passage_too(tmp_path):
    text = (
        "study_id,extract_id,text,code_id,coder\ns1,e1,We trust her.,trust,AB\ns1,e1,We trust her.,fear,AB\n"
    )
    imported = read(tmp_path, everything=text)
    assert imported.tables["extracts"][["extract_id", "text"]].to_numpy().tolist() == [
        ["e1", "We trust her."]
    ]
    assert len(imported.tables["codings"]) == 2


def test_a_workbook_of_a_review_gives_its_tables(tmp_path):
    sheets = {
        "studies": [["study_id", "citation"], ["01", "Smith 2020"]],
        "codebook": [["code_id", "label"], ["trust", "Trust"]],
        "codings": [["study_id", "code_id"], ["01", "trust"]],
        "Read me": [["What this is"], ["a review"]],
    }
    path = write_xlsx(tmp_path / "review.xlsx", sheets)
    imported = sheet.read([path], ImportOptions())
    assert list(imported.tables) == ["studies", "codebook", "codings"]
    assert imported.tables["studies"]["study_id"].tolist() == ["01"]
    assert imported.account["sheets"].left_out == {"it is no table of a review": 1}


@pytest.mark.parametrize("as_", [None, "codings"])
def test_a_person_may_say_that_it_is_codings(tmp_path, as_):
    path = tmp_path / "codings.csv"
    path.write_text(CODINGS, encoding="utf-8")
    assert "codings" in sheet.read([path], ImportOptions(as_=as_)).tables
