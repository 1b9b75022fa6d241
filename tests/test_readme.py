"""What README.md shows is there and works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from synthesis.cli import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_fits_on_two_screens():
    assert len(README.splitlines()) <= 80


def test_its_python_runs_as_it_stands(monkeypatch):
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    table = eval(code.strip().splitlines()[-1], names)
    assert {"code_id", "n_studies", "share_of_studies"} <= set(table.columns)
    assert len(table)


def test_the_picture_has_words_for_those_who_cannot_see_it():
    (alt,) = re.findall(r"!\[(.*?)\]\(docs/images/evidence-panel\.png\)", README)
    assert len(alt.split()) > 10


@pytest.mark.parametrize("place", sorted(set(re.findall(r"`([\w./-]+/[\w./-]*|[A-Z]+\.md)`", README))))
def test_the_places_it_names_are_there(place):
    # reports/ is made by the first run.
    assert (ROOT / place).exists() or place == "reports/"


def test_the_commands_it_shows_are_commands():
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    shown = set(re.findall(r"^    synthesis (\w+)", README, flags=re.MULTILINE))
    assert shown == {"new", "import", "check", "report"}
    assert shown <= known


def test_the_make_targets_it_shows_are_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = set(re.findall(r"make ([a-z]+)", README))
    named = {target for target in shown if re.search(rf"^{target}:", makefile, flags=re.MULTILINE)}
    assert {"report", "lab", "help"} <= named
