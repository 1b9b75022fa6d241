"""The data dictionary says what the schema says."""

from __future__ import annotations

from pathlib import Path

from synthesis.data_dictionary import data_dictionary
from synthesis.schema import SETTINGS, TABLES, column_allowed

ROOT = Path(__file__).resolve().parents[1]


def test_the_file_is_what_the_schema_gives():
    written = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run `make dictionary`"


def _section(title: str) -> str:
    return data_dictionary().split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_column_has_its_row_with_meaning_and_allowed_values():
    for table in TABLES.values():
        section = _section(table.name)
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert len(rows) == len(table.columns)
        for line, (name, column) in zip(rows, table.schema.columns.items(), strict=True):
            assert line.startswith(f"| `{name}` |")
            assert column.description in line
            for value in column_allowed(column) or ():
                assert f"`{value}`" in line


def test_it_says_which_tables_must_be_there():
    assert "Only `studies`, `codebook` and `codings` must be there." in data_dictionary()


def test_it_says_what_a_blank_cell_is_read_as():
    assert "Blank is read as `present`." in _section("codings")
    assert "Blank is read as `+`." in _section("configuration_terms")


def test_it_says_what_a_reference_points_to():
    assert "a `studies.study_id`" in _section("extracts")
    assert "one or more `extracts.extract_id`, joined by `;`" in _section("configurations")


def test_every_setting_is_there():
    assert all(f"| `{name}` |" in _section("review.yaml") for name in SETTINGS)


def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_header():
    for block in data_dictionary().split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        assert len({line.replace("\\|", "").count("|") for line in lines}) <= 1
