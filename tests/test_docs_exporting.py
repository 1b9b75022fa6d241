"""What docs/exporting.md shows works as it is written there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import synthesis
from synthesis.cli import app
from synthesis.export.report_targets import REPORT_TARGETS
from synthesis.export.targets import TARGETS
from synthesis.export.xlsx_cells import LONGEST_TEXT
from synthesis.export.xlsx_views import views
from synthesis.ingest.formats import FORMATS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "exporting.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^    (synthesis .+)$", PAGE, flags=re.MULTILINE)]


def test_every_target_is_explained_and_no_other():
    shown = {words[words.index("--to") + 1] for words in COMMANDS if words[0] == "export"}
    assert shown == {*TARGETS, *REPORT_TARGETS}


def test_every_option_that_it_shows_is_one():
    commands = get_command(app).commands
    for words in COMMANDS:
        known = {option for p in commands[words[0]].params for option in p.opts}
        assert {word for word in words if word.startswith("-")} <= known, words


def test_its_quick_commands_run_in_the_order_in_which_it_shows_them(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data" / "collaboration", tmp_path / "my-review")
    settings = tmp_path / "my-review" / "review.yaml"
    settings.write_text(settings.read_text("utf-8").replace("id: collaboration", "id: my-review"), "utf-8")
    monkeypatch.chdir(tmp_path)
    for words in COMMANDS:
        is_quick = words[0] == "check" or not {*REPORT_TARGETS, "import"} & set(words)
        if is_quick:
            result = CliRunner().invoke(app, words)
            assert result.exit_code == 0, (words, result.output)
    # The project, unchanged, is the review again.
    shutil.copy("exports/my-review.qdpx", "back-from-nvivo.qdpx")
    (back,) = (words for words in COMMANDS if words[0] == "import")
    result = CliRunner().invoke(app, back)
    assert result.exit_code == 0, result.output
    again = synthesis.read_review(back[back.index("--into") + 1])
    assert list(again.studies["study_id"]) == list(synthesis.read_review("my-review").studies["study_id"])
    assert synthesis.read_review("exports/my-review.xlsx").settings.id == "my-review"


def test_the_sheets_and_the_limit_that_it_names_are_those_of_the_workbook():
    review = synthesis.read_review(ROOT / "data" / "collaboration")
    assert re.findall(r"^\| `(view [^`]+)` \|", PAGE, flags=re.MULTILINE) == [v.sheet for v in views(review)]
    assert f"{LONGEST_TEXT:,} characters" in PAGE


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "importing").glob("*.md")), ids=lambda p: p.stem)
def test_the_imports_that_the_pages_of_the_tools_show_are_of_known_endings(page):
    known = {ending for format in FORMATS.values() for ending in format.endings}
    options = {option for p in get_command(app).commands["import"].params for option in p.opts}
    commands = re.findall(
        r"^    synthesis import (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert commands or page.stem == "README"
    for command in commands:
        words = shlex.split(command)
        assert {word for word in words if word.startswith("--")} <= options
        assert {Path(word).suffix for word in words[: words.index("--into")]} <= known
