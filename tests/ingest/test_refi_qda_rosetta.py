"""Every dialect of REFI-QDA says the same of the one project that all tools were given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthesis.ingest import refi_qda
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables

from .refi_qda_project import coded, decision, paths_of

ROSETTA = Path(__file__).parents[1] / "data" / "rosetta"
TRUTH = json.loads((ROSETTA / "truth.json").read_text(encoding="utf-8"))
OFFSETS = {
    "dialects/rosetta_atlas.qdpx": "UTF-16 code units, CRLF counts as one, end excluded",
    "dialects/rosetta_maxqda.qdpx": "UTF-16 code units, end excluded",
    "dialects/rosetta_nvivo_mac.qdpx": "UTF-16 code units, end excluded",
    "dialects/rosetta_nvivo_win.qdpx": "UTF-16 code units, CRLF counts as two, end excluded",
    "dialects/rosetta_spec.qdpx": "code points, end excluded",
    "qualcoder/Rosetta.qdpx": "UTF-16 code units, end excluded",
    "qualcoder/maxqda_eol/Rosetta.qdpx": "UTF-16 code units, CRLF counts as one, end excluded",
}
# QualCoder lets nobody code with a category, so the code 'Context' stands below the category.
QUALCODER = {"Context": "Context/Context (general)"}


@pytest.fixture(scope="module", params=list(OFFSETS))
def read(request):
    return request.param, refi_qda.read([ROSETTA / request.param], ImportOptions())


def _code(file, path):
    return QUALCODER.get(path, path) if file.startswith("qualcoder") else path


def test_documents_have_their_names_and_texts(read):
    _, project = read
    found = dict(zip(project.documents["name"], project.documents["text"], strict=True))
    assert found == TRUTH["docs"]


def test_codes_have_their_places_and_definitions(read):
    file, project = read
    path = paths_of(project)
    found = {path[c]: d or "" for c, d in zip(path, project.codes["description"], strict=True)}
    expected = {code["path"]: code["memo"] for code in TRUTH["codes"]}
    if file.startswith("qualcoder"):
        expected["Context/Context (general)"] = "Where and for whom"
    assert found == expected


def test_every_coding_has_its_passage_code_and_coder(read):
    file, project = read
    expected = [(c["document"], c["quote"], _code(file, c["code"]), c["coder"]) for c in TRUTH["codings"]]
    assert coded(project) == sorted(expected)


def test_passages_are_where_the_truth_has_them(read):
    _, project = read
    documents = dict(zip(project.documents["document_id"], project.documents["name"], strict=True))
    coded_ones = project.segments[project.segments["segment_id"].isin(project.codings["segment_id"])]
    found = {
        (documents[d], start, end)
        for d, start, end in zip(
            coded_ones["document_id"], coded_ones["start"], coded_ones["end"], strict=True
        )
    }
    assert found == {(c["document"], c["start_cp"], c["end_cp"]) for c in TRUTH["codings"]}


def test_memos_on_codings_stand_on_their_passages(read):
    _, project = read
    coded_ones = project.segments[project.segments["segment_id"].isin(project.codings["segment_id"])]
    found = {(t, n) for t, n in zip(coded_ones["text"], coded_ones["note"], strict=True) if n}
    assert found == {(c["quote"], c["memo"]) for c in TRUTH["codings"] if c["memo"]}


def test_what_was_decided_about_positions_is_said(read):
    file, project = read
    (said,) = [d for d in project.account.decisions if d.about == "offsets"]
    assert said.choice == OFFSETS[file]
    assert said.confidence > 0.85
    if "qualcoder" in file:
        assert said.evidence.startswith("18 of 18 stored passages equal the text")
    assert not project.account.mismatches


def test_found_is_kept_plus_left_out(read):
    _, project = refi_qda_file = read
    again = refi_qda.read([ROSETTA / refi_qda_file[0]], ImportOptions())
    account = project_tables(again, ImportOptions()).account
    assert account["codings"].found == account["codings"].kept == 18
    assert account["documents"].kept == 4
    assert account["selections"].found == len(project.segments) + project.account["selections"].n_left_out


def test_hierarchy_in_names_is_said():
    project = refi_qda.read([ROSETTA / "dialects" / "rosetta_atlas.qdpx"], ImportOptions())
    assert "'Context: Local ties' is 'Context / Local ties'" in decision(project, "hierarchy of codes")


def test_sets_are_groups_attributes_and_memos():
    project = refi_qda.read([ROSETTA / "dialects" / "rosetta_atlas.qdpx"], ImportOptions())
    group = dict(zip(project.documents["name"], project.documents["group"], strict=True))
    assert group["Adebayo 2019"] == "Africa"
    assert group["Müller & Çelik 2021"] == "country: DE"
    assert project.variables[["name", "value"]].to_numpy().tolist() == [["country", "DE"]]
    (note,) = project.notes.itertuples()
    assert (note.title, note.text) == ("Set: CMO", "Context\nMechanism")
    assert project.account["sets"].found == 4
    assert project.account["sets"].left_out == {"nothing is in it": 1}


def test_a_memo_on_text_without_a_code_is_kept():
    project = refi_qda.read([ROSETTA / "dialects" / "rosetta_maxqda.qdpx"], ImportOptions())
    uncoded = project.segments[~project.segments["segment_id"].isin(project.codings["segment_id"])]
    assert sorted(uncoded["text"]) == ["Mülle", "Study", "Tanak"]
    assert set(uncoded["note"]) == {"memo on text, no code"}
    assert set(uncoded["author"]) == {"Ana"}


def test_memos_cases_and_variables_of_qualcoder():
    project = refi_qda.read([ROSETTA / "qualcoder" / "Rosetta.qdpx"], ImportOptions())
    notes = {(n.title, n.text, n.about_kind, n.author) for n in project.notes.itertuples()}
    (document,) = project.documents.loc[project.documents["name"] == "Adebayo 2019", "document_id"]
    assert ("Programme theory v1", "If stipends are paid on time, then …", None, "Ana") in notes
    assert (None, "annotation on a span", "document", "Ana") in notes
    assert (None, "Parallel sample", "project", None) in notes
    assert document in set(project.notes["about_id"])
    assert list(project.cases["name"]) == ["Nigeria", "Germany", "Japan"]
    values = {(v.owner_kind, v.name, v.type, v.value) for v in project.variables.itertuples()}
    assert {("document", "Year", "float", "2019"), ("case", "Income", "text", "LMIC")} <= values
