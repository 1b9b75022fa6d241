"""What a coding tool calls documents, cases, selections and codings becomes the tables of a review."""

from __future__ import annotations

import pytest

from synthesis.errors import OptionError
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject, project_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables
from synthesis.review import review_from_tables

TEXT = "First line.\nTrust grew.\nThen it fell.\n"


def project(**frames):
    """Two documents; one passage coded by two coders; a memo on a coding."""
    rows = {
        "documents": [
            {"document_id": "d1", "name": "Smith 2020", "kind": "text", "text": TEXT, "group": "UK"},
            {"document_id": "d2", "name": "Åsa 2021", "kind": "text", "text": "", "group": "UK"},
        ],
        "codes": [
            {"code_id": "g1", "name": "Mechanism", "description": "Why"},
            {"code_id": "g2", "name": "Trust", "parent_id": "g1"},
        ],
        "segments": [
            {"segment_id": "s1", "document_id": "d1", "start": 12, "end": 23, "text": "Trust grew."},
            {"segment_id": "s2", "document_id": "d1", "start": 12, "end": 23, "text": "Trust grew."},
            {"segment_id": "s3", "document_id": "d1", "start": 0, "end": 5, "text": "First"},
        ],
        "codings": [
            {"coding_id": "k1", "segment_id": "s1", "code_id": "g2", "coder": "Ana", "note": "strong"},
            {"coding_id": "k2", "segment_id": "s2", "code_id": "g2", "coder": "Ben"},
            {"coding_id": "k3", "segment_id": "s2", "code_id": "g2", "coder": "Ana"},
            {"coding_id": "k4", "segment_id": "s3", "code_id": "gone", "coder": "Ana"},
            {"coding_id": "k5", "document_id": "d2", "code_id": "g1", "coder": "Ben"},
        ],
    } | frames
    built = {name: project_frame(name, given) for name, given in rows.items()}
    made = CodedProject("p.qdpx", "refi-qda", "a tool", "A project", Account(), **built)
    notes = sum(
        1 for name in ("segments", "codings") for note in getattr(made, name)["note"] if note is not None
    )
    for kind, n in {
        "documents": len(made.documents),
        "codes": len(made.codes),
        "selections": len(made.segments),
        "codings": len(made.codings),
        "memos": len(made.notes) + notes,
        "cases": len(made.cases),
        "variables": len(made.variables),
    }.items():
        made.account.find(kind, n)
    return made


def rows(table):
    return table.astype(object).where(table.notna(), None).to_dict("records")


def test_documents_become_studies_and_equal_passages_one_extract():
    imported = project_tables(project(), ImportOptions())
    tables = imported.tables
    assert list(tables["studies"]["study_id"]) == ["smith-2020", "åsa-2021"]
    assert list(tables["studies"]["citation"]) == ["Smith 2020", "Åsa 2021"]
    assert rows(tables["extracts"][["extract_id", "text", "locator"]]) == [
        {"extract_id": "smith-2020-e1", "text": "First", "locator": "paragraph 1"},
        {"extract_id": "smith-2020-e2", "text": "Trust grew.", "locator": "paragraph 2"},
    ]
    assert [
        tuple(r.values()) for r in rows(tables["codings"][["extract_id", "study_id", "code_id", "coder"]])
    ] == [
        ("smith-2020-e2", None, "mechanism-trust", "Ana"),
        ("smith-2020-e2", None, "mechanism-trust", "Ben"),
        (None, "åsa-2021", "mechanism", "Ben"),
    ]
    review_from_tables(tables)  # raises where it is not valid


def test_the_account_names_what_was_left_out_and_adds_up():
    account = project_tables(project(), ImportOptions()).account
    account.check()
    codings = account["codings"]
    assert (codings.found, codings.kept) == (5, 3)
    assert codings.left_out == {
        "the code is not in the codebook": 1,
        "the same code on the same passage by the same coder, given twice": 1,
    }
    assert account["selections"].found == 3
    assert account["selections"].kept == 2


def test_a_note_on_a_coding_becomes_a_memo_about_the_extract():
    memos = project_tables(project(), ImportOptions()).tables["memos"]
    assert rows(memos[["about", "author", "text"]]) == [
        {"about": "smith-2020-e2", "author": "Ana", "text": "strong"}
    ]


def test_keys_know_every_selection_of_a_passage():
    keys = project_tables(project(), ImportOptions()).keys
    passages = keys[keys["table"] == "extracts"]
    assert list(passages["native_id"]) == ["s3", "s1 s2"]
    assert list(passages["path"]) == ["Smith 2020:0-5", "Smith 2020:12-23"]
    assert list(keys.loc[keys["table"] == "codebook", "path"]) == ["Mechanism", "Mechanism/Trust"]


@pytest.mark.parametrize(
    ("mapping", "studies", "sources"),
    [
        ({"study": "one", "study_name": "Our interviews"}, ["our-interviews"], ["smith-2020", "åsa-2021"]),
        ({"study": "group"}, ["uk"], ["smith-2020", "åsa-2021"]),
        ({"documents": {"Smith 2020": "s20"}}, ["s20", "åsa-2021"], None),
    ],
)
def test_the_mapping_says_what_a_study_is(mapping, studies, sources):
    imported = project_tables(project(), ImportOptions(mapping=mapping))
    assert list(imported.tables["studies"]["study_id"]) == studies
    assert ("sources" in imported.tables) == (sources is not None)
    if sources:
        assert list(imported.tables["sources"]["source_id"]) == sources
        # A source coded as a whole is an extract without text, so that the source is not lost.
        extracts = imported.tables["extracts"]
        assert extracts["source_id"].tolist() == ["smith-2020", "smith-2020", "åsa-2021"]
        assert extracts["locator"].tolist()[-1] == "whole source"
    review_from_tables(imported.tables)


def test_a_study_that_the_review_has_is_taken_by_its_citation():
    known = [{"study_id": "asa", "citation": "Åsa 2021", "title": ""}]
    imported = project_tables(project(), ImportOptions(studies=known))
    assert list(imported.tables["studies"]["study_id"]) == ["smith-2020", "asa"]


def test_variables_become_attributes_and_odd_numbers_do_not_break_the_review():
    frames = {
        "variables": [
            {"owner_kind": "document", "owner_id": "d1", "name": "Country", "value": "Norway"},
            {"owner_kind": "document", "owner_id": "d1", "name": "Year", "value": "about 2020"},
            {"owner_kind": "document", "owner_id": "d2", "name": "Year", "value": "2021"},
            {"owner_kind": "case", "owner_id": "gone", "name": "Age", "value": "40"},
        ]
    }
    imported = project_tables(project(**frames), ImportOptions())
    studies = imported.tables["studies"].set_index("study_id")
    assert studies.loc["smith-2020", "country"] == "Norway"
    assert studies.loc["smith-2020", "year_as_reported"] == "about 2020"
    assert studies.loc["åsa-2021", "year"] == "2021"
    assert imported.account["variables"].left_out == {"what they are about is not in the review": 1}
    assert imported.mapping["variables"]["Country"] == "studies.country"
    review_from_tables(imported.tables)


def test_participants_that_are_parts_of_a_document_become_sources():
    frames = {
        "cases": [
            {"case_id": "c1", "name": "P1"},
            {"case_id": "c2", "name": "P2"},
            {"case_id": "c3", "name": "No"},
        ],
        "members": [
            {"case_id": "c1", "member_kind": "segment", "member_id": "s1"},
            {"case_id": "c2", "member_kind": "segment", "member_id": "s3"},
        ],
        "variables": [{"owner_kind": "case", "owner_id": "c2", "name": "Role", "value": "nurse"}],
    }
    imported = project_tables(project(**frames), ImportOptions())
    assert rows(imported.tables["sources"]) == [
        {"source_id": "p1", "study_id": "smith-2020", "kind": "case", "name": "P1", "role": None},
        {"source_id": "p2", "study_id": "smith-2020", "kind": "case", "name": "P2", "role": "nurse"},
    ]
    assert list(imported.tables["extracts"]["source_id"]) == ["p2", "p1"]
    assert imported.account["cases"].left_out == {"no document or passage belongs to it": 1}
    review_from_tables(imported.tables)


def test_codes_in_a_circle_and_equal_names_stay_apart():
    frames = {
        "codes": [
            {"code_id": "g1", "name": "Trust", "parent_id": "g3"},
            {"code_id": "g2", "name": "Trust"},
            {"code_id": "g3", "name": "Loop", "parent_id": "g1"},
        ]
    }
    imported = project_tables(project(**frames), ImportOptions())
    codebook = imported.tables["codebook"]
    assert len(set(codebook["code_id"])) == 3
    assert any("circle" in remark for remark in imported.account.remarks)
    review_from_tables(imported.tables)


@pytest.mark.parametrize("document", ["Adebayo & Li 2019", "Adebayo und Li (2019)", "adebayo and li 2019"])
def test_two_authors_are_the_same_study_however_they_are_joined(document):
    given = {"document_id": "d1", "name": document, "kind": "text", "text": TEXT}
    known = [{"study_id": "s7", "citation": "Adebayo and Li 2019"}]
    found = project_tables(project(documents=[given]), ImportOptions(studies=known))
    assert list(found.tables["studies"]["study_id"]) == ["s7"]


def test_an_unknown_way_of_making_studies_is_refused():
    with pytest.raises(OptionError, match="study='documnt'"):
        project_tables(project(), ImportOptions(mapping={"study": "documnt"}))
