"""What an import took for what is written down, can be changed, and the change is followed."""

from __future__ import annotations

import pytest

import synthesis
from synthesis.errors import OptionError, UnreadableError
from synthesis.importing.mapping_file import MAPPING_FILE, mapping_text, read_mappings
from tests.importing.small_project import Project


def test_it_reads_back_what_was_written(tmp_path):
    mapping = {
        "columns": {"Yes": "no", "1.10": "01", "on": "", "a: b": "# c", "\u202bعربي\u202c": "x"},
        "header": 3,
        "wide": True,
        "list": ["a", "b;c", "2020"],
        "nothing": None,
    }
    (tmp_path / MAPPING_FILE).write_text(mapping_text("", {}, {"a b.xlsx": mapping}), encoding="utf-8")
    assert read_mappings(tmp_path)[1] == {"a b.xlsx": mapping}


def test_other_entries_and_comments_of_people_stay(tmp_path):
    first = "# ours\none.csv:\n  study: document   # on purpose\n\n# about two\n"
    text = first + "two.csv:\n  # inner\n  study: case\n"
    before = {"one.csv": {"study": "document"}, "two.csv": {"study": "case"}}
    changed = mapping_text(text, before, {"two.csv": {"study": "one"}, "three.csv": {"a": "b"}})
    assert changed.startswith(first + "two.csv:\n")
    assert "study: one" in changed
    assert "case\n" not in changed.replace("group (a folder), case, one", "")
    assert changed.endswith("three.csv:\n  a: b\n")
    assert mapping_text(text, before, before) == text


@pytest.mark.parametrize(
    "text", ["a: [", "- a\n", "a.csv: text\n", "a.csv:\n  b: 1\n  \tc: 2\n", b"\xff\xfe\x00"]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, text):
    content = text.encode() if isinstance(text, str) else text
    (tmp_path / MAPPING_FILE).write_bytes(content)
    with pytest.raises(UnreadableError, match=r"^import-mapping\.yaml: "):
        read_mappings(tmp_path)


def test_what_people_change_in_it_is_followed_and_stays(desk):
    desk.bring(Project())
    file = desk.review / MAPPING_FILE
    changed = file.read_text("utf-8").replace(
        "Tanaka 2020: tanaka-2020", "Tanaka 2020: adebayo-2019  # one study"
    )
    file.write_text(changed, encoding="utf-8")

    result = desk.bring(Project())
    assert desk.options.mapping["documents"]["Tanaka 2020"] == "adebayo-2019"
    assert list(desk.table("studies")["study_id"]) == ["adebayo-2019"]
    assert set(desk.table("extracts")["study_id"]) == {"adebayo-2019"}
    assert result.asks
    assert file.read_text("utf-8") == changed
    synthesis.read_review(desk.review)


def test_another_project_name_keeps_both_versions(desk):
    desk.bring(Project())
    file = desk.review / MAPPING_FILE
    file.write_text(file.read_text("utf-8").replace("project: rosetta", "project: second"), encoding="utf-8")
    newer = Project()
    newer.codings = newer.codings[:1]
    result = desk.bring(newer)
    assert result.changes.n("vanished") == 0
    assert len(desk.table("codings")) == 4
    assert {p.name for p in (desk.review / "imports").iterdir()} == {"rosetta", "second"}


def test_a_mapping_can_be_given_from_python(desk):
    path = desk.put("rosetta.qdpx", Project())
    first = synthesis.import_project(path)
    mapping = {**first.mapping["rosetta.qdpx"], "study": "one", "study_name": "All of it", "documents": {}}
    assert len(synthesis.import_project(path, mapping=mapping).tables["studies"]) == 1
    by_name = synthesis.import_project(path, mapping={"rosetta.qdpx": mapping})
    assert list(by_name.tables["studies"]["citation"]) == ["All of it"]
    with pytest.raises(OptionError, match="by file name"):
        synthesis.import_project(path, desk.put("b.qdpx", Project()), mapping=mapping)
