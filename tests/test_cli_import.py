"""`synthesis import` at the terminal: what it shows, asks, writes, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.cli import app, main
from tests.importing.conftest import desk  # noqa: F401  (a fixture)
from tests.importing.small_project import Project, native

ROSETTA = Path(__file__).parent / "data" / "rosetta"


def _run(desk, *words: str, answer: str = ""):  # noqa: F811
    return CliRunner().invoke(app, ["import", *words, "--into", str(desk.review)], input=answer)


def _said(result) -> str:
    return " ".join(result.output.split())


@pytest.fixture
def newer() -> Project:
    project = Project()
    project.codes[native("code", "trust")] = ("Trust in partners", native("code", "context"), "")
    del project.codings[1]
    return project


def test_it_shows_the_account_and_says_what_to_do_next(desk):  # noqa: F811
    file = desk.put("rosetta.qdpx", Project())
    result = _run(desk, str(file))
    assert result.exit_code == 0, result.output
    said = _said(result)
    assert "rosetta.qdpx: REFI-QDA project, written by NVivo for Windows 12.6" in said
    assert "selections 3 3 0 as extracts" in said
    assert "codings 4 new" in said
    assert f"synthesis check {desk.review}" in result.output.replace("\n", "")
    assert f"synthesis report {desk.review}" in result.output.replace("\n", "")


def test_a_dry_run_shows_the_same_and_writes_nothing(desk):  # noqa: F811
    file = desk.put("rosetta.qdpx", Project())
    result = _run(desk, str(file), "--dry-run")
    assert result.exit_code == 0
    assert "codings 4 new" in _said(result)
    assert "Nothing was written, because of --dry-run." in result.output
    assert not desk.review.exists()


def test_the_same_file_again_is_nothing_new(desk):  # noqa: F811
    file = desk.put("rosetta.qdpx", Project())
    _run(desk, str(file))
    result = _run(desk, str(file))
    assert result.exit_code == 0
    assert "There is nothing new" in result.output


def test_an_empty_project_is_said_to_be_one(desk):  # noqa: F811
    empty = Project(documents={}, codes={}, codings=[], notes=[])
    result = _run(desk, str(desk.put("blank.qdpx", empty)))
    assert result.exit_code == 0
    assert "nothing in it that a review could hold" in result.output
    assert not desk.review.exists()


def test_changes_are_shown_before_they_are_asked_about(desk, newer):  # noqa: F811
    _run(desk, str(desk.put("rosetta.qdpx", Project())))
    result = _run(desk, str(desk.put("rosetta.qdpx", newer)), answer="y\n")
    assert result.exit_code == 0
    said = _said(result)
    asked = said.index("Go on?")
    assert 0 < said.index("renamed codebook Context/Trust in partners Trust Trust in partners") < asked
    assert 0 < said.index("moved codebook Context/Trust in partners (top) Context") < asked
    assert 0 < said.index("no longer in the tool, taken out") < asked
    assert said.index("is written") > asked


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_no_and_no_answer_write_nothing(desk, newer, answer):  # noqa: F811
    _run(desk, str(desk.put("rosetta.qdpx", Project())))
    before = desk.everything()
    result = _run(desk, str(desk.put("rosetta.qdpx", newer)), answer=answer)
    assert result.exit_code == 1
    assert "Nothing was written." in result.output
    assert ("--yes" in result.output) == (answer == "")
    assert desk.everything() == before


def test_yes_answers_beforehand(desk, newer):  # noqa: F811
    _run(desk, str(desk.put("rosetta.qdpx", Project())))
    result = _run(desk, str(desk.put("rosetta.qdpx", newer)), "--yes")
    assert result.exit_code == 0
    assert "Go on?" not in result.output
    assert "Trust in partners" in set(desk.table("codebook")["label"])


def test_a_file_that_is_none_gives_one_sentence(tmp_path, capsys, monkeypatch):
    file = tmp_path / "damaged.qdpx"
    file.write_bytes(b"PK\x03\x04 and no more")
    monkeypatch.setattr(sys, "argv", ["synthesis", "import", str(file), "--into", str(tmp_path / "r")])
    with pytest.raises(SystemExit, match="1"):
        main()
    said = capsys.readouterr().err.strip()
    assert said.startswith("damaged.qdpx: ")
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "r").exists()


def test_a_whole_review_comes_out_of_one_command(tmp_path):
    """As a person types it, in a process of its own."""
    review = tmp_path / "review"
    file = ROSETTA / "dialects" / "rosetta_nvivo_win.qdpx"
    run = subprocess.run(
        [sys.executable, "-m", "synthesis.cli", "import", str(file), "--into", str(review)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    check = CliRunner().invoke(app, ["check", str(review)])
    assert check.exit_code == 0, check.output
    assert "The review is valid" in check.output
