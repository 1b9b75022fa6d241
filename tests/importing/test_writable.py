"""Characters that no table can hold must not make a review that cannot be read, or imported into, again."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest

import synthesis
from tests.importing.test_rosetta import ROSETTA


def _imported_twice(file, review):
    result = synthesis.import_project(file, into=review)
    before = {path: path.read_bytes() for path in sorted(review.rglob("*")) if path.is_file()}
    again = synthesis.import_project(file, into=review)
    assert not again.is_new
    assert len(again.changes) == 0
    assert {path: path.read_bytes() for path in sorted(review.rglob("*")) if path.is_file()} == before
    (remark,) = [r for r in result.account.remarks if "\ufffd" in r and "no page can show" in r]
    assert "U+0000" in remark
    return synthesis.read_review(review)


def test_nul_in_names_texts_and_coders_of_a_database(tmp_path):
    project = tmp_path / "Rosetta.qda"
    shutil.copytree(ROSETTA / "qualcoder" / "Rosetta.qda", project)
    with sqlite3.connect(project / "data.qda") as connection:
        connection.execute("update code_name set name = name || char(0), memo = char(0) || memo")
        connection.execute("update source set name = char(0) || name")
        connection.execute("update attribute_type set name = 'a' || char(0) || name")
        connection.execute("update attribute set name = 'a' || char(0) || name, value = value || char(0)")
        connection.execute("update code_text set owner = owner || char(0)")
    connection.close()
    review = _imported_twice(project, tmp_path / "review")
    assert set(review.codings["coder"]) == {"Ana\ufffd", "Ben\ufffd"}
    assert review.codebook["label"].str.endswith("\ufffd").any()
    assert review.studies["citation"].str.startswith("\ufffd").all()


def test_nul_in_the_tags_of_a_database(tmp_path):
    project = tmp_path / "project.sqlite3"
    shutil.copyfile(ROSETTA / "taguette" / "project.sqlite3", project)
    with sqlite3.connect(project) as connection:
        connection.execute("update tags set path = path || char(0) || 'x'")
        connection.execute("update documents set name = name || char(0)")
    connection.close()
    review = _imported_twice(project, tmp_path / "review")
    assert "interesting\ufffdx" in set(review.codebook["label"])


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "\x1b[31m"])
def test_what_json_may_hold_and_a_table_may_not(tmp_path, odd):
    file = tmp_path / "export.json"
    code = {"AttributeId": 1, "AttributeName": f"Trust{odd}"}
    sets = [{"SetName": f"Themes{odd}", "Attributes": {"AttributesList": [code]}}]
    works = [
        {"ItemId": number, "Title": f"{title}{odd}", "ItemStatus": status, "Codes": [{"AttributeId": 1}]}
        for number, title, status in ((1, "One", "I"), (2, "Two", "D"))
    ]
    file.write_text(json.dumps({"CodeSets": sets, "References": works}), encoding="utf-8")
    result = synthesis.import_project(file, into=tmp_path / "review")
    assert any("\ufffd" in remark for remark in result.account.remarks)
    review = synthesis.read_review(tmp_path / "review")
    assert review.studies["title"][0].startswith("One\ufffd")
    log = (tmp_path / "review" / "import-log.json").read_text(encoding="utf-8")
    assert json.loads(log)["imports"][0]["account"]["things"]
    # What is printed of the account must not steer a terminal.
    assert "\\u001b" not in log
    assert not synthesis.import_project(file, into=tmp_path / "review").is_new
