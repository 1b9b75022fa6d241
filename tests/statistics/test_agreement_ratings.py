"""Ratings as people have them become the same ratings, or are refused with a reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import OptionError
from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import (
    category_counts_as_ratings,
    category_totals,
    coded_ratings,
    cross_table_as_ratings,
)


def test_a_cross_table_gives_one_row_per_unit():
    table = pd.DataFrame([[2, 1], [0, 1]], index=["yes", "no"], columns=["yes", "no"])
    ratings = cross_table_as_ratings(table)
    pairs = sorted(ratings.astype("str").itertuples(index=False, name=None))
    assert pairs == [("no", "no"), ("yes", "no"), ("yes", "yes"), ("yes", "yes")]
    # The order of the categories is that of the table, not of the alphabet.
    assert coded_ratings(ratings).categories == ("yes", "no")


def test_a_category_of_the_cross_table_that_nobody_used_is_kept():
    ratings = cross_table_as_ratings([[3, 0, 1], [1, 2, 0], [0, 0, 0]])
    assert agreement(ratings, statistic="brennan_prediger")["p_expected"].item() == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("table", "options", "says"),
    [
        ([[1, 2, 3], [1, 2, 3]], {}, "2 rows and 3 columns; it must be square"),
        ([[0.5, 0.1], [0.2, 0.2]], {}, "0.5, which is no count of units"),
        ([[1, -1], [0, 1]], {}, "-1, which is no count"),
        ([[0.5, 0.1], [0.2, 0.2]], {"n_units": 7}, "3.5, which is no count"),
        (pd.DataFrame([[1, 0], [0, 1]], index=["a", "b"], columns=["b", "a"]), {}, "the same order"),
    ],
)
def test_a_cross_table_that_is_none_is_refused(table, options, says):
    with pytest.raises(OptionError, match=says):
        cross_table_as_ratings(table, **options)


def test_counts_per_category_give_one_column_per_rating():
    counts = pd.DataFrame({"low": [2, 0], "high": [1, 2]}, index=["u1", "u2"])
    ratings = category_counts_as_ratings(counts)
    assert ratings.shape == (2, 3)
    assert ratings.index.tolist() == ["u1", "u2"]
    assert ratings.loc["u1"].tolist() == ["low", "low", "high"]
    assert ratings.loc["u2"].tolist()[:2] == ["high", "high"]
    assert pd.isna(ratings.loc["u2", "rating_3"])
    totals = category_totals(ratings)
    assert totals[["category", "n_ratings"]].to_numpy().tolist() == [["low", 2], ["high", 3]]


def test_blank_cells_none_and_nan_are_missing_and_nothing_else():
    ratings = pd.DataFrame({"a": ["NA", "", None, "x "], "b": ["NA", "y", "  ", " x"]})
    coded = coded_ratings(ratings)
    assert coded.categories == ("NA", "x", "y")
    assert coded.codes.tolist() == [[0, 0], [-1, 2], [-1, -1], [1, 1]]


def test_numbers_are_one_category_whatever_their_type():
    ratings = pd.DataFrame({"a": [1, 2, 10], "b": [1.0, np.nan, 10.0]})
    coded = coded_ratings(ratings)
    assert coded.categories == (1, 2, 10)
    assert coded.codes.tolist() == [[0, 0], [1, -1], [2, 2]]
    text = coded_ratings(pd.DataFrame({"a": ["1", "10"], "b": ["2", "1"]}))
    assert text.categories == ("1", "2", "10")
    # Two texts that are the same number are still two texts.
    assert coded_ratings([["01", "1"]]).categories == ("01", "1")


def test_columns_that_are_no_coders_can_be_left_out():
    ratings = pd.DataFrame({"unit": [7, 8], "a": ["x", "y"], "b": ["x", "y"]})
    found = agreement(ratings, statistic="percent", coders=["a", "b"])
    assert (found["n_coders"].item(), found["n_categories"].item()) == (2, 2)
    with pytest.raises(OptionError, match="Did you mean 'unit'"):
        agreement(ratings, coders=["units"])


@pytest.mark.parametrize(
    ("ratings", "categories", "says"),
    [
        ([["a", "b"]], ["a", "c"], "the rating 'b' is none of categories='a', 'c'|'a' and 'c'"),
        ([["a", "b"]], ["a", "b", "a"], "names 'a' twice"),
        (np.array(["a", "b"]), None, "1 dimension"),
    ],
)
def test_ratings_that_do_not_fit_are_refused(ratings, categories, says):
    with pytest.raises(OptionError, match=says):
        agreement(ratings, categories=categories)


def test_how_often_each_coder_gave_each_category():
    ratings = pd.DataFrame({"ann": [1, 1, 0, None], "ben": [1, 0, 0, 0]})
    totals = category_totals(ratings)
    assert totals["category"].tolist() == [0, 1]
    assert totals["n_ratings"].tolist() == [4, 3]
    assert totals["share_of_ratings"].tolist() == pytest.approx([4 / 7, 3 / 7])
    assert totals[["n_ratings_ann", "n_ratings_ben"]].to_numpy().tolist() == [[1, 3], [2, 1]]


def test_a_number_that_is_text_in_another_column_is_refused():
    # As read from a file in which the second coder once wrote a word.
    table = pd.DataFrame({"ann": [1, 2, 3], "ben": ["1", "2", "unsure"]})
    with pytest.raises(OptionError, match="1 as a number and '1' as text"):
        coded_ratings(table)
    assert coded_ratings(table.astype("str")).codes.tolist() == [[0, 0], [1, 1], [2, 3]]
