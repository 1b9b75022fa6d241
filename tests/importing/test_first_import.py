"""The first import: a whole review, valid at once, or nothing at all."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import synthesis
from synthesis.errors import OptionError, ReviewError, UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.new import write_new_review
from tests.importing.small_project import Project


def _references(*titles: str, doi: str = "") -> Imported:
    account = Account()
    account.find("references", len(titles))
    account.keep("references", len(titles), as_="studies")
    ids = [title.casefold().replace(" ", "-") for title in titles]
    studies = review_frame("studies", {"study_id": ids, "citation": titles, "doi": [doi] * len(titles)})
    return Imported("refs.ris", "ris", "", {"studies": studies}, keys_frame("studies", ids), account)


def test_it_makes_a_review_that_is_valid_at_once(desk):
    result = desk.bring(Project())

    assert result.written
    review = synthesis.read_review(desk.review)
    assert review.settings.title == "Rosetta"
    assert review.settings.kind == "thematic"
    assert not review.settings.is_synthetic
    assert list(review.studies["citation"]) == ["Adebayo 2019", "Tanaka 2020"]
    assert list(review.codebook["label"]) == ["Context", "Trust", "Local ties", "Unused"]
    assert len(review.codings) == 4
    assert set(review.extracts["text"]) == {
        "We trust her",
        "she grew up here",
        "\U0001d4b3 older users dropped out",
    }
    assert [problem.message for problem in review.warnings if problem.level == "error"] == []


def test_without_a_folder_the_result_is_a_review_and_nothing_is_written(desk):
    path = desk.put("rosetta.qdpx", Project())
    before = sorted(desk.folder.rglob("*"))

    result = synthesis.import_project(path)

    assert not result.written
    assert sorted(desk.folder.rglob("*")) == before
    assert synthesis.theme_frequencies(result.review()).set_index("code_id")["n_studies"]["trust"] == 2
    assert result.account["codings"].kept == 4


def test_a_dry_run_says_everything_and_writes_nothing(desk):
    result = desk.bring(Project(), dry_run=True)

    assert not result.written
    assert result.changes.n("new") == len(pd.concat(result.tables.values()))
    assert not desk.review.exists()


def test_the_files_have_the_mark_that_excel_needs_and_line_feeds_only(desk):
    desk.bring(Project())
    content = (desk.review / "extracts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfextract_id,")
    assert b"\r" not in content


def test_line_breaks_tabs_and_spaces_of_a_passage_come_back_as_they_were(desk):
    passages = [" leads with space", "ends at newline\n", "a\rb", "c\r\nd", "tab\there", 'says "no", twice']
    project = Project(
        documents={"Doc": "|".join(passages)},
        codings=[("Doc", passage, next(iter(Project().codes)), "Ana") for passage in passages],
    )
    desk.bring(project)
    assert list(synthesis.read_review(desk.review).extracts["text"]) == passages


def test_characters_that_no_page_can_show_are_replaced_and_it_is_said(desk):
    project = Project(
        documents={"Doc": "page one\x0cpage two \x07"},
        codings=[("Doc", "one\x0cpage two \x07", next(iter(Project().codes)), "Ana")],
    )
    result = desk.bring(project)
    assert list(synthesis.read_review(desk.review).extracts["text"]) == ["one\npage two \ufffd"]
    (remark,) = [r for r in result.account.remarks if "U+0007, U+000C" in r]
    assert "1 cell" in remark


def test_the_log_says_what_came_from_where_and_nothing_of_the_machine(desk):
    desk.bring(Project())
    (entry,) = json.loads((desk.review / "import-log.json").read_text("utf-8"))["imports"]
    assert entry["files"][0]["name"] == "rosetta.qdpx"
    assert len(entry["files"][0]["sha256"]) == 64
    assert entry["tool"] == "NVivo for Windows 12.6"
    assert {"kind": "codings", "found": 4, "kept": 4, "kept_as": "codings", "left_out": []} in entry[
        "account"
    ]["things"]
    assert {"table": "codings", "change": "new", "n": 4} in entry["changes"]
    for file, content in desk.everything().items():
        assert str(desk.folder).encode() not in content, file


def test_references_alone_are_a_beginning(desk):
    result = desk.bring(_references("Smith 2020"), "refs.ris")
    assert result.written
    assert result.missing == ["codebook", "codings"]
    assert not (desk.review / "codings.csv").exists()
    with pytest.raises(ReviewError, match="'codings' is missing"):
        synthesis.read_review(desk.review)

    desk.bring(Project())
    review = synthesis.read_review(desk.review)
    assert list(review.studies["study_id"]) == ["smith-2020", "adebayo-2019", "tanaka-2020"]


def test_the_studies_of_a_project_are_those_that_the_references_brought(desk):
    desk.bring(_references("Adebayo 2019", doi="10.1000/1"), "refs.ris")
    desk.bring(Project())
    studies = desk.table("studies").set_index("study_id")
    assert list(studies.index) == ["adebayo-2019", "tanaka-2020"]
    assert studies["doi"]["adebayo-2019"] == "10.1000/1"


def test_two_studies_of_one_name_with_two_dois_stay_two(desk):
    desk.bring(_references("Smith 2020", doi="10.1000/1"), "refs.ris")
    desk.bring(_references("Smith 2020", doi="10.1000/2"), "more.ris")
    assert list(desk.table("studies")["doi"]) == ["10.1000/1", "10.1000/2"]
    assert desk.table("studies")["study_id"].is_unique


def test_several_files_in_one_call_are_one_import(desk):
    refs = desk.put("refs.ris", _references("Adebayo 2019"), "ris")
    result = synthesis.import_project(refs, desk.put("rosetta.qdpx", Project()), into=desk.review)
    assert [i.file for i in result.imports] == ["refs.ris", "rosetta.qdpx"]
    assert desk.options.studies[0]["citation"] == "Adebayo 2019"
    assert len(json.loads((desk.review / "import-log.json").read_text("utf-8"))["imports"]) == 2
    assert list(desk.table("studies")["study_id"]) == ["adebayo-2019", "tanaka-2020"]


def test_a_reader_is_told_the_codes_and_studies_of_the_review(desk):
    desk.bring(Project())
    desk.bring(Project(), "again.qdpx", dry_run=True)
    assert list(desk.options.codes) == ["Context", "Trust", "Context/Local ties", "Unused"]
    assert [s["study_id"] for s in desk.options.studies] == ["adebayo-2019", "tanaka-2020"]


def test_the_examples_of_a_new_review_give_way(desk):
    write_new_review(desk.review)
    result = desk.bring(Project())
    assert result.written
    assert not result.asks
    review = synthesis.read_review(desk.review)
    assert list(review.studies["study_id"]) == ["adebayo-2019", "tanaka-2020"]
    assert not review.settings.is_synthetic
    assert not (desk.review / "theories.csv").exists()


def test_examples_that_people_wrote_over_stay(desk):
    write_new_review(desk.review)
    studies = desk.table("studies")
    studies.loc[0, "citation"] = "Smith and Jones 2020"
    desk.write("studies", studies)
    desk.bring(Project())
    assert "Smith and Jones 2020" in set(desk.table("studies")["citation"])


def test_a_file_that_holds_something_of_which_nothing_could_be_kept_is_an_error(desk):
    account = Account()
    account.find("codings", 3)
    account.leave_out("codings", "the document they are in is not there", 3)
    empty = Imported("x.qdpx", "refi-qda", "", {}, keys_frame("codings", []), account)
    with pytest.raises(UnreadableError, match=r"x\.qdpx: nothing of what it holds could be kept"):
        desk.bring(empty, "x.qdpx")
    assert not desk.review.exists()


def test_records_without_title_identifier_or_doi_are_known_again(desk):
    for _ in range(3):
        result = desk.bring(_references("record 1", "record 2"), "refs.ris")
    assert not result.is_new
    assert list(desk.table("studies")["study_id"]) == ["record-1", "record-2"]
    assert [p.name for p in (desk.review / "imports").iterdir()] == ["refs"]


def test_an_account_that_does_not_add_up_stops_the_import(desk):
    lossy = _references("Smith 2020")
    lossy.account.find("references", 1)
    with pytest.raises(UnreadableError, match=r"2 found, 1 kept, 0 left out"):
        desk.bring(lossy, "refs.ris")
    assert not desk.review.exists()


def test_an_import_that_would_make_the_review_invalid_writes_nothing(desk):
    desk.bring(Project())
    before = desk.everything()
    wrong = _references("Brown 2021")
    wrong.tables["appraisal"] = review_frame(
        "appraisal", {"study_id": ["nobody"], "tool": ["CASP"], "item": ["Aims?"], "judgement": ["yes"]}
    )
    wrong.account.find("answers")
    wrong.account.keep("answers")
    with pytest.raises(ReviewError, match=r"appraisal\.csv row 2, column study_id: 'nobody'"):
        desk.bring(wrong, "refs.ris")
    assert desk.everything() == before


def test_a_review_that_was_not_valid_before_is_named_with_its_own_rows(desk):
    desk.bring(Project())
    codings = desk.table("codings")
    codings.loc[1, "code_id"] = "trsut"
    desk.write("codings", codings)
    before = desk.everything()
    with pytest.raises(ReviewError, match=r"codings\.csv row 3, column code_id: 'trsut'"):
        desk.bring(_references("Brown 2021"), "refs.ris")
    assert desk.everything() == before


@pytest.mark.parametrize("where", ["review.xlsx", "review"])
def test_a_workbook_is_not_written_to(desk, where):
    write_new_review(desk.review, xlsx=True)
    before = desk.everything()
    place = desk.review / where if where.endswith("xlsx") else desk.review
    with pytest.raises(OptionError, match="workbook"):
        synthesis.import_project(desk.put("rosetta.qdpx", Project()), into=place)
    assert desk.everything() == before


def test_an_error_of_a_reader_leaves_nothing_behind(desk):
    with pytest.raises(UnreadableError, match="damaged"):
        desk.bring(UnreadableError("rosetta.qdpx", "the file is damaged"))
    assert not desk.review.exists()


def test_no_file_or_one_that_is_not_there_is_said(tmp_path):
    with pytest.raises(OptionError, match="no file is named"):
        synthesis.import_project()
    with pytest.raises(OptionError, match="there is no file"):
        synthesis.import_project(tmp_path / "missing.qdpx")
    with pytest.raises(OptionError, match="as_='rows' is not allowed"):
        synthesis.import_project(tmp_path / "missing.csv", as_="rows")
