from __future__ import annotations

import pytest

from synthesis.analyses.theme_matrix import theme_matrix
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_review, small_tables

CODES = ["a", "a1", "a11", "a2", "b", "c"]


def _cells(table):
    return table.iloc[:, 1:].to_numpy().tolist()


def test_states_counted_by_hand():
    table = theme_matrix(small_review())
    assert list(table.columns) == ["study_id", *CODES]
    assert list(table["study_id"]) == ["s1", "s2", "s3", "s4"]
    assert _cells(table) == [
        ["present", "conflicting", "", "", "present", ""],
        ["", "", "present", "", "absent", ""],
        ["", "", "", "present", "present", ""],
        ["", "", "", "", "", ""],  # silent, and still a row
    ]


def test_counts_are_of_extracts():
    # a1 in two extracts of s1; b in s3 was given to the study as a whole, which is no extract.
    assert _cells(theme_matrix(small_review(), values="counts")) == [
        [1, 2, 0, 0, 1, 0],
        [0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_binary_knows_presence_only():
    assert _cells(theme_matrix(small_review(), values="binary")) == [
        [1, 1, 0, 0, 1, 0],
        [0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_codes_are_rolled_up():
    table = theme_matrix(small_review(), level=1)
    assert list(table.columns) == ["study_id", "a", "b", "c"]
    assert list(table["a"]) == ["conflicting", "present", "present", ""]
    assert list(theme_matrix(small_review(), level=1, values="counts")["a"]) == [2, 1, 1, 0]


def test_sources_as_units_say_what_they_leave_out():
    table = theme_matrix(small_review(), unit="source")
    assert list(table["source_id"]) == ["p1", "p2"]
    assert _cells(table) == [["present", "present", "", "", "present", ""], [""] * 6]
    # Ten codings, four of them on e1, which alone names a source.
    assert table.attrs["n_codings_left_out"] == 6


def test_studies_as_units_leave_nothing_out():
    assert theme_matrix(small_review()).attrs["n_codings_left_out"] == 0


def test_without_present_codings_cells_are_absent_or_blank():
    table = theme_matrix(small_review(without_present=True))
    assert list(table["a1"]) == ["absent", "", "", ""]
    assert theme_matrix(small_review(without_present=True), values="counts").iloc[:, 1:].sum().sum() == 0


def test_a_review_without_sources_has_no_rows():
    tables = small_tables()
    del tables["sources"]
    tables["extracts"] = [{**row, "source_id": ""} for row in tables["extracts"]]
    table = theme_matrix(review_from_tables(tables), unit="source")
    assert list(table.columns) == ["source_id", *CODES]
    assert len(table) == 0
    assert table.attrs["n_codings_left_out"] == 10


@pytest.mark.parametrize("option", [{"unit": "studies"}, {"values": "count"}, {"level": 0}, {"coders": "x"}])
def test_options_that_cannot_be_are_refused(option):
    with pytest.raises(OptionError, match=next(iter(option))):
        theme_matrix(small_review(), **option)
