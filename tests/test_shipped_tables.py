"""Tables that ship as YAML files: which there are, and their rows as a table."""

from __future__ import annotations

import pytest

from synthesis.shipped_tables import rows_as_table, shipped_entry, shipped_ids


@pytest.fixture
def folder(tmp_path):
    rows = "- {id: b, of: a, verified: false}\n- {id: a, needs: [flow]}\n"
    (tmp_path / "tdf.yaml").write_text(f"name: Domäns\nrows:\n{rows}", encoding="utf-8")
    (tmp_path / "bcw.yaml").write_text("name: Wheel\n", encoding="utf-8")
    (tmp_path / "links").mkdir()
    return tmp_path


def test_files_are_listed_by_name_and_read_once(folder):
    assert shipped_ids(folder) == ("bcw", "tdf")
    assert shipped_entry(folder, "tdf")["name"] == "Domäns"
    assert shipped_entry(folder, "tdf") is shipped_entry(folder, "tdf")


def test_rows_keep_their_order_and_what_was_not_read_is_marked(folder):
    rows = shipped_entry(folder, "tdf")["rows"]
    table = rows_as_table(
        rows,
        texts=["row_id", "parent_id", "note"],
        names={"id": "row_id", "of": "parent_id"},
        others=["needs"],
    )
    assert list(table) == ["row_id", "parent_id", "note", "needs", "is_verified"]
    assert table["row_id"].tolist() == ["b", "a"]
    assert table["is_verified"].tolist() == [False, True]
    assert table["parent_id"].isna().tolist() == [False, True]
    assert table["needs"].tolist()[1] == ["flow"]
