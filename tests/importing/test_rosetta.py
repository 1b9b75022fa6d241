"""Every Rosetta file, all the way into a review: what the truth says, or what the format cannot carry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import synthesis
from synthesis.importing.code_paths import code_paths

ROSETTA = Path(__file__).parents[1] / "data" / "rosetta"
TRUTH = json.loads((ROSETTA / "truth.json").read_text(encoding="utf-8"))
CODES = {code["path"]: code["memo"] for code in TRUTH["codes"]}
CODINGS = {(c["document"], c["quote"], c["code"], c["coder"]) for c in TRUTH["codings"]}
NOTES = {(c["quote"], c["memo"]) for c in TRUTH["codings"] if c["memo"]}

# QualCoder cannot code with a category, so its users give it a code of its own below it.
BELOW = {"Context": "Context/Context (general)"}

WHOLE = [
    "dialects/rosetta_atlas.qdpx",
    "dialects/rosetta_maxqda.qdpx",
    "dialects/rosetta_nvivo_mac.qdpx",
    "dialects/rosetta_nvivo_win.qdpx",
    "dialects/rosetta_spec.qdpx",
    "qualcoder/Rosetta.qda",
    "qualcoder/Rosetta.qda/data.qda",
    "qualcoder/Rosetta.qdpx",
    "qualcoder/maxqda_eol/Rosetta.qdpx",
    "rqda/Rosetta.rqda",
]
# File -> who is said to have coded, and whether codes without codings and their memos are there.
WITHOUT_CODERS = {
    "taguette/project.sqlite3": "admin",
    "taguette/all_tags.csv": "",
    "taguette/all_tags.xlsx": "",
}
CODEBOOKS = [
    "qualcoder/Codebook-Rosetta.qdc",
    "qualcoder/maxqda_eol/Codebook-Rosetta.qdc",
    "taguette/codebook.csv",
    "taguette/codebook.qdc",
    "taguette/codebook.xlsx",
]
READABLE = [*WHOLE, *WITHOUT_CODERS, *CODEBOOKS, "taguette/Mechanism.csv", "truth_codings.csv"]


def _codings(tables) -> list[tuple[str, str, str, str]]:
    """Return study, passage, path of the code and coder of each coding."""
    blank = {name: table.fillna("") for name, table in tables.items()}
    paths = code_paths(blank["codebook"])
    citation = dict(zip(blank["studies"]["study_id"], blank["studies"]["citation"], strict=True))
    extracts = blank["extracts"].set_index("extract_id")
    coders = blank["codings"].get("coder", [""] * len(blank["codings"]))
    return [
        (citation[extracts["study_id"][e]], extracts["text"][e], paths[c], coder)
        for e, c, coder in zip(
            blank["codings"]["extract_id"], blank["codings"]["code_id"], coders, strict=True
        )
    ]


def _from_qualcoder(path: str) -> bool:
    return path.startswith("qualcoder")


@pytest.mark.parametrize("path", WHOLE)
def test_the_whole_project_is_there(path, tmp_path):
    result = synthesis.import_project(ROSETTA / path, into=tmp_path / "review")
    review = synthesis.read_review(tmp_path / "review")

    expected = {(d, q, BELOW.get(c, c) if _from_qualcoder(path) else c, who) for d, q, c, who in CODINGS}
    found = _codings(result.tables)
    assert set(found) == expected
    assert len(found) == len(expected)
    definitions = dict(zip(review.code_tree["path"], review.code_tree["code_id"], strict=True))
    of = review.codebook.set_index("code_id")["definition"].fillna("")
    said = {p.replace(" › ", "/"): of[c] for p, c in definitions.items()}
    further = {"Context/Context (general)"} if _from_qualcoder(path) else set()
    assert set(said) == set(CODES) | further
    assert {p: text for p, text in said.items() if p in CODES} == CODES
    assert set(review.studies["citation"]) == set(TRUTH["docs"])
    assert result.account.mismatches == []


@pytest.mark.parametrize("path", WHOLE)
def test_memos_on_codings_are_memos_on_their_passages(path):
    result = synthesis.import_project(ROSETTA / path)
    tables = result.tables
    text = tables["extracts"].set_index("extract_id")["text"]
    memos = tables["memos"]
    about = memos[memos["about"].isin(text.index)]
    found = {(text[a], said) for a, said in zip(about["about"], about["text"], strict=True)}
    assert found >= NOTES


@pytest.mark.parametrize("path", WITHOUT_CODERS)
def test_a_format_without_coders_has_each_coding_once(path):
    result = synthesis.import_project(ROSETTA / path)
    coder = WITHOUT_CODERS[path]
    # Taguette shows documents as HTML, in which line breaks at the ends of a passage are nothing.
    found = {(d, " ".join(q.split()), c, who) for d, q, c, who in _codings(result.tables)}
    assert found == {(d, " ".join(q.split()), c, coder) for d, q, c, _ in CODINGS}
    assert len(result.tables["codings"]) == len({(d, q, c) for d, q, c, _ in CODINGS})
    # What the format cannot carry is said.
    said = " ".join(result.account.remarks)
    assert ("each tag once, whoever" in said) == path.endswith("sqlite3")
    assert ("does not say who gave a tag" in said) != path.endswith("sqlite3")
    result.review()


def test_a_sheet_of_the_truth_has_all_codings():
    result = synthesis.import_project(ROSETTA / "truth_codings.csv")
    assert set(_codings(result.tables)) == CODINGS


@pytest.mark.parametrize("path", CODEBOOKS)
def test_a_codebook_has_all_codes_and_nothing_else(path):
    result = synthesis.import_project(ROSETTA / path)
    assert list(result.tables) == ["codebook"]
    assert set(code_paths(result.tables["codebook"].fillna("")).values()) >= set(CODES)
    assert result.missing == ["studies", "codings"]


@pytest.mark.parametrize("path", READABLE)
def test_the_same_file_again_changes_no_byte(path, tmp_path):
    review = tmp_path / "review"
    synthesis.import_project(ROSETTA / path, into=review)
    before = {file: file.read_bytes() for file in sorted(review.rglob("*")) if file.is_file()}
    result = synthesis.import_project(ROSETTA / path, into=review)
    assert len(result.changes) == 0
    assert not result.is_new
    assert {file: file.read_bytes() for file in sorted(review.rglob("*")) if file.is_file()} == before


@pytest.mark.parametrize("path", [p for p in WHOLE if "Rosetta.qda/" not in p])
def test_a_codebook_first_and_the_project_after_it_make_one_codebook(path, tmp_path):
    review = tmp_path / "review"
    synthesis.import_project(ROSETTA / "taguette" / "codebook.csv", into=review)
    synthesis.import_project(ROSETTA / path, into=review)
    assert set(synthesis.read_review(review).codebook["label"]) - {"Context (general)"} == {
        *(code.split("/")[-1] for code in CODES),
        "interesting",
    }


def test_windows_and_mac_exports_of_one_project_are_one_project(tmp_path):
    review = tmp_path / "review"
    synthesis.import_project(ROSETTA / "dialects" / "rosetta_nvivo_win.qdpx", into=review)
    before = {file.name: file.read_bytes() for file in review.glob("*.csv")}
    result = synthesis.import_project(ROSETTA / "dialects" / "rosetta_nvivo_mac.qdpx", into=review)
    assert result.asks
    assert any("10 of 10 codes" in sentence for sentence in result.changes.remarks)
    assert {file.name: file.read_bytes() for file in review.glob("*.csv")} == before
