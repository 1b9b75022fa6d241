"""The cells of a column, each different text once."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.distinct_texts import (
    DistinctColumns,
    DistinctTexts,
    changed_texts,
    distinct_texts,
    row_numbers,
)

COLUMN = pd.Series(["b", None, "a", "b", None, "c"], index=[2, 3, 5, 6, 7, 8], dtype="str")
CELLS = st.sampled_from(["a", "b", "c", None])


def test_each_text_stands_once_in_the_order_of_the_rows():
    said = distinct_texts(COLUMN)
    assert said.texts == ["b", "a", "c"]
    assert said.at.tolist() == [0, -1, 1, 0, -1, 2]
    assert said.is_blank.tolist() == [False, True, False, False, True, False]


def test_rows_are_found_by_their_text_and_blank_ones_never():
    said = distinct_texts(COLUMN)
    assert said.rows_where(lambda text: text in "bc").tolist() == [0, 3, 5]
    assert said.rows_where(lambda text: text == "z").tolist() == []


def test_first_rows_among_some():
    said = distinct_texts(COLUMN)
    assert said.first_rows().tolist() == [0, 2, 5]
    among = pd.Series([False, True, True, True, True, False]).to_numpy()
    assert said.first_rows(among).tolist() == [3, 2, -1]


def test_a_change_is_made_to_each_text_and_blank_cells_stay_blank():
    changed = changed_texts(COLUMN, lambda text: "" if text == "a" else text.upper())
    assert changed.tolist()[:1] + changed.tolist()[2:4] == ["B", "", "B"]
    assert changed.isna().tolist() == COLUMN.isna().tolist()
    assert changed.index.tolist() == COLUMN.index.tolist()
    assert changed_texts(COLUMN, str.strip) is COLUMN


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12))
def test_rows_have_one_number_where_all_their_texts_are_the_same(rows):
    frame = pd.DataFrame(rows, columns=["x", "y", "z"], dtype="str")
    columns = DistinctColumns(frame)
    numbers = pd.Series(row_numbers(columns[name] for name in frame))
    assert numbers.duplicated().tolist() == frame.duplicated().tolist()


@pytest.mark.parametrize("n_columns", [1, 5, 70])
def test_numbers_of_rows_do_not_overflow(n_columns):
    one = DistinctTexts(["a", "b"], pd.Series([0, 1, -1, 0]).to_numpy())
    assert pd.Series(row_numbers([one] * n_columns)).duplicated().tolist() == [False, False, False, True]
