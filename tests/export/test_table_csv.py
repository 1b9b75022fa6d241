"""Tables as CSV: what R or Excel reads is what the page says, and nothing in it runs."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from synthesis.display.table import table_block
from synthesis.export.page_blocks import Table
from synthesis.export.table_csv import inert, table_csv
from tests.export.report_pages import THEMES, page


def rows_of(frame: pd.DataFrame, **options) -> list[list[str]]:
    """Show a table on a page, export it and read it as CSV."""
    shown = page("# T", table_block(frame, caption="A table", id="a", **options))
    (table,) = [block for block in shown.blocks if isinstance(block, Table)]
    content = table_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_numbers_are_numbers_and_their_unit_stands_in_the_heading():
    assert rows_of(THEMES.iloc[:2, :3]) == [
        ["Code", "Studies", "Share of studies (%)"],
        ["Trust", "1234", "50.0"],
        ["Power & <money>", "2", "25.0"],
    ]


def test_a_minus_is_one_that_programs_read_and_points_are_said():
    frame = pd.DataFrame({"label": ["a", "b"], "coefficient": [-0.25, 1.5], "change_of_share": [-0.1, 0.2]})
    assert rows_of(frame) == [
        ["Code", "Coefficient", "Change of share (points)"],
        ["a", "-0.25", "-10.0"],
        ["b", "1.50", "20.0"],
    ]


def test_a_gap_is_empty_among_numbers_and_its_meaning_elsewhere():
    frame = pd.DataFrame({"label": ["a"], "n_studies": pd.array([None], dtype="Int64"), "country": [None]})
    assert rows_of(frame)[1] == ["a", "", "not reported"]


def test_symbols_are_written_as_words():
    frame = pd.DataFrame({"study": ["S1"], "trust": ["present"], "power": ["absent"], "sign": ["-"]})
    assert rows_of(frame, formats={"trust": "state", "power": "state"})[1] == ["S1", "present", "absent", "−"]


def test_every_row_is_written_also_those_folded_away():
    frame = pd.DataFrame({"label": [f"Code {n}" for n in range(9)], "n_studies": range(9)})
    assert len(rows_of(frame, most=2)) == 10


def test_what_could_be_a_formula_is_not_one():
    frame = pd.DataFrame({"label": ["=1+1", "+44 20", "-x", "@SUM(A1)", "＝1+1", "=HYPERLINK(1)"]})
    written = [row[0] for row in rows_of(frame)[1:]]
    assert written == ["'=1+1", "'+44 20", "'-x", "'@SUM(A1)", "'＝1+1", "'=HYPERLINK(1)"]


@pytest.mark.parametrize("text", ["-3", "-1,234.5", "+2", "−", "+", "a=b", "3-4", ""])
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert inert(text) == text


@pytest.mark.parametrize("text", ["\t=1", "\r1", "=", "-2+3", "+1 more", "@"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert inert(text) == f"'{text}"
