"""Codebooks of REFI-QDA: codes alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import refi_qda_codebook
from synthesis.ingest.formats import detect_format
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables

from .refi_qda_project import code, decision, element, guid, left_out, paths_of

ROSETTA = Path(__file__).parents[1] / "data" / "rosetta"
PATHS = {
    "Context",
    "Context/Local ties",
    "Context/Management support",
    "Mechanism",
    "Mechanism/Trust",
    "Mechanism/Fear of control",
    "Outcome",
    "Outcome/Retention",
    "Outcome/Drop-out",
    "Unused code",
}


def _read(path):
    assert detect_format(path).name == "refi-qda-codebook"
    return refi_qda_codebook.read([path], ImportOptions())


def _write(tmp_path, inner, *, namespace="urn:QDA-XML:codebook:1.0", origin=""):
    said = {"xmlns": namespace, "origin": origin}
    path = tmp_path / "codes.qdc"
    path.write_text(element("CodeBook", inner, **{k: v for k, v in said.items() if v}), encoding="utf-8")
    return path


@pytest.mark.parametrize("folder", ["qualcoder", "qualcoder/maxqda_eol"])
def test_the_codebook_of_qualcoder(folder):
    found = _read(ROSETTA / folder / "Codebook-Rosetta.qdc")
    assert set(paths_of(found).values()) == PATHS | {"Context/Context (general)"}
    definition = dict(zip(found.codes["name"], found.codes["description"], strict=True))
    assert definition["Drop-out"] == 'Leaving; "stopped", dissolved'
    assert found.account.remarks == []


def test_the_codebook_of_taguette():
    found = _read(ROSETTA / "taguette" / "codebook.qdc")
    assert set(paths_of(found).values()) == PATHS | {"interesting"}
    assert "'Context.Local ties' is 'Context / Local ties'" in decision(found, "hierarchy of codes")
    # An empty list of sets, which the schema does not allow.
    assert "Missing child element(s). Expected is ( Set )" in found.account.remarks[0]
    assert project_tables(found, ImportOptions()).account["codes"].kept == 11


def test_identifiers_in_braces_and_a_codebook_without_an_origin(tmp_path):
    inner = code("Topics", codable="false") + code("Economy").replace(
        guid("Economy"), f"{{{guid('Economy')}}}"
    )
    found = _read(_write(tmp_path, element("Codes", inner)))
    assert list(found.codes["code_id"]) == [guid("Topics"), guid("Economy")]
    assert list(found.codes["is_codable"]) == [False, True]
    assert found.tool == "a tool that does not say its name"


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0", ""])
def test_any_namespace(tmp_path, namespace):
    found = _read(_write(tmp_path, element("Codes", code("Trust")), namespace=namespace))
    assert list(found.codes["name"]) == ["Trust"]
    assert "read all the same" in found.account.remarks[0]


@pytest.mark.parametrize("colour", ["#80FF0000", "rgb(1, 2, 3)"])
def test_colours_that_the_schema_does_not_allow(tmp_path, colour):
    inner = code("Trust").replace("<Code ", f'<Code color="{colour}" ')
    found = _read(_write(tmp_path, element("Codes", inner)))
    assert list(found.codes["name"]) == ["Trust"]
    assert all("departs from the published schema" in remark for remark in found.account.remarks)


def test_sets_of_codes_are_memos(tmp_path):
    member = element("MemberCode", guid=guid("Trust"))
    sets = element("Set", member, guid=guid("s"), name="Core") + element("Set", guid=guid("e"), name="Empty")
    found = _read(_write(tmp_path, element("Codes", code("Trust")) + element("Sets", sets)))
    assert found.notes[["title", "text"]].to_numpy().tolist() == [["Set: Core", "Trust"]]
    assert left_out(found, "sets") == {"nothing is in it": 1}


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<CodeBook><Codes/></CodeBook>", "there is no code"),
        ("<Codes/>", "no REFI-QDA codebook"),
        ("<a", "well-formed"),
    ],
)
def test_what_is_no_codebook_is_refused(tmp_path, inner, reason):
    path = tmp_path / "codes.qdc"
    path.write_text(inner, encoding="utf-8")
    with pytest.raises(UnreadableError, match=reason):
        refi_qda_codebook.read([path], ImportOptions())
