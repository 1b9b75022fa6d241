from __future__ import annotations

import io
import json

from rich.console import Console

from synthesis.importing.describe import describe_import
from tests.importing.small_project import Project


def _shown(result) -> str:
    console = Console(file=io.StringIO(), width=200)
    for part in describe_import(result):
        console.print(part)
    return console.file.getvalue()


def _kinds(text: str) -> list[str]:
    account = text[text.index("Kind") :].split("\n\n")[0].splitlines()
    return [line.strip().split("  ")[0] for line in account if line.strip()[:1].islower()]


def test_kinds_of_which_there_are_none_stand_in_the_log_only(desk):
    project = Project(notes=[])
    result = desk.bring(project)
    assert _kinds(_shown(result))[:4] == ["documents", "codes", "selections", "codings"]
    assert "memos" not in _shown(result)
    log = json.loads((desk.review / "import-log.json").read_text(encoding="utf-8"))
    things = {thing["kind"]: thing["found"] for thing in log["imports"][0]["account"]["things"]}
    assert things["memos"] == 0


def test_an_account_of_nothing_says_what_was_looked_for(desk):
    result = desk.bring(Project(documents={}, codes={}, codings=[], notes=[]))
    assert {"documents", "codes", "codings"} <= set(_kinds(_shown(result)))
