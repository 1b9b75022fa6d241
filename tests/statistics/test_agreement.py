"""Coefficients of agreement, each worked by hand, and what is said where there is none."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import OptionError
from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_sums import STATISTICS

# Two coders, ten units: both yes 4, only the first 1, only the second 2, both no 3.
YES_NO = pd.DataFrame(
    {"ann": ["yes"] * 5 + ["no"] * 5, "ben": ["yes"] * 4 + ["no"] + ["yes"] * 2 + ["no"] * 3}
)


def only(ratings, statistic, column="coefficient", **options):
    return agreement(ratings, statistic=statistic, **options)[column].item()


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ("percent", 0),
        # Ann says yes to 5 of 10, Ben to 6: 0.5 · 0.6 + 0.5 · 0.4.
        ("cohen", 0.5),
        # 11 of 20 ratings are yes.
        ("scott", 0.55**2 + 0.45**2),
        ("fleiss", 0.55**2 + 0.45**2),
        ("conger", 0.5),
        ("brennan_prediger", 0.5),
        # Pairs of different ratings out of 20: 11 · 10 and 9 · 8 of 20 · 19.
        ("krippendorff", (110 + 72) / 380),
        ("gwet", 2 * 0.55 * 0.45),
    ],
)
def test_two_coders_by_hand(statistic, expected):
    (row,) = agreement(YES_NO, statistic=statistic).to_dict("records")
    assert row["p_observed"] == pytest.approx(0.7)
    assert row["p_expected"] == pytest.approx(expected)
    assert row["coefficient"] == pytest.approx((0.7 - expected) / (1 - expected))


def test_three_coders_with_missing_ratings_by_hand():
    # Units: aaa; ab-; bb-; a--.
    ratings = [["a", "a", "a"], ["a", "b", None], [None, "b", "b"], ["a", None, None]]
    table = agreement(ratings, statistic="all").set_index("statistic")
    # Three units have pairs, which agree wholly, not at all, wholly.
    observed = 2 / 3
    assert table.loc["percent", "p_observed"] == pytest.approx(observed)
    # Share of a: mean of 1, 1/2, 0 and 1 over the four units, the last one included.
    a = 2.5 / 4
    assert table.loc["fleiss", "p_expected"] == pytest.approx(a**2 + (1 - a) ** 2)
    assert table.loc["gwet", "p_expected"] == pytest.approx(2 * a * (1 - a))
    # Shares of a by coder: 3/3, 1/3, 1/2; mean of the agreement expected of the three pairs.
    pairs = [(1, 1 / 3), (1, 1 / 2), (1 / 3, 1 / 2)]
    expected = np.mean([p * r + (1 - p) * (1 - r) for p, r in pairs])
    assert table.loc["conger", "p_expected"] == pytest.approx(expected)
    # Krippendorff: seven pairable ratings, a 4 times, b 3 times; units count by their ratings.
    alpha = table.loc["krippendorff"]
    assert alpha["p_observed"] == pytest.approx((3 + 0 + 2) / 7)
    assert alpha["p_expected"] == pytest.approx((4 * 3 + 3 * 2) / (7 * 6))
    assert table["n_units"].eq(4).all()
    assert table["n_units_used"].eq(3).all()
    for statistic in ("cohen", "scott"):
        assert math.isnan(table.loc[statistic, "coefficient"])
        assert table.loc[statistic, "note"] == "is for two coders, and 3 rated"


def test_cohen_and_scott_take_units_that_both_rated():
    more = pd.concat([YES_NO, pd.DataFrame({"ann": ["yes"] * 9, "ben": [None] * 9})])
    for statistic in ("cohen", "scott", "krippendorff"):
        assert only(more, statistic) == pytest.approx(only(YES_NO, statistic))
    # The nine count in what Fleiss expects by chance: 5 + 9 of Ann's and Ben's shares.
    shares = (5.5 + 9) / 19
    assert only(more, "fleiss", "p_expected") == pytest.approx(shares**2 + (1 - shares) ** 2)


def test_linear_weights_by_hand():
    # Units: 1–1, 1–2, 3–1, 3–3. Weights 1, 1/2, 0, 1.
    ratings = [[1, 1], [1, 2], [3, 1], [3, 3]]
    assert only(ratings, "percent", weights="linear") == pytest.approx(2.5 / 4)
    # First: half 1, half 3. Second: 1 half, 2 a quarter, 3 a quarter.
    expected = 0.5 * (0.5 * 1 + 0.25 * 0.5 + 0) + 0.5 * (0 + 0.25 * 0.5 + 0.25 * 1)
    assert only(ratings, "cohen", "p_expected", weights="linear") == pytest.approx(expected)
    # Nine weights that add up to 3 + 4 · 1/2.
    assert only(ratings, "brennan_prediger", "p_expected", weights="linear") == pytest.approx(5 / 9)
    gwet = 5 / (3 * 2) * sum(p * (1 - p) for p in (4 / 8, 1 / 8, 3 / 8))
    assert only(ratings, "gwet", "p_expected", weights="linear") == pytest.approx(gwet)


@pytest.mark.parametrize(
    ("weights", "first_row"),
    [
        ("identity", [1, 0, 0, 0]),
        ("linear", [1, 2 / 3, 1 / 3, 0]),
        ("quadratic", [1, 8 / 9, 5 / 9, 0]),
        ("radical", [1, 1 - math.sqrt(1 / 3), 1 - math.sqrt(2 / 3), 0]),
        # Of 6 pairs in four categories, 1 lies in two of them, 3 in three.
        ("ordinal", [1, 5 / 6, 1 / 2, 0]),
        # ((x − y) / (x + y))², against that of 1 and 4.
        ("ratio", [1, 1 - (1 / 9) / (9 / 25), 1 - (1 / 4) / (9 / 25), 0]),
        # sin²(π · distance / 4): neighbours ½, opposite 1, three steps round are one.
        ("circular", [1, 1 / 2, 0, 1 / 2]),
        # d² / ((x + y − 2)(8 − x − y)): 1/5, 4/8, 9/9.
        ("bipolar", [1, 4 / 5, 1 / 2, 0]),
    ],
)
def test_weights_by_hand(weights, first_row):
    # One pair of ratings: percent agreement is its weight.
    found = [only([[1, other]], "percent", weights=weights, categories=[1, 2, 3, 4]) for other in range(1, 5)]
    assert found == pytest.approx(first_row)


def test_categories_that_are_numbers_are_taken_at_their_value():
    assert only([[1, 2], [1, 11]], "percent", weights="linear") == pytest.approx((0.9 + 0) / 2)
    words = {"weights": "linear", "categories": ["none", "some", "all"]}
    assert only([["none", "some"]], "percent", **words) == pytest.approx(0.5)


def test_ordinal_alpha_by_hand():
    # Ratings 1: three, 2: one, 3: two. Middle places 1.5, 3.5, 5; differences 2, 1.5, 3.5.
    ratings = [[1, 1], [1, 2], [3, 3]]
    disagreed = 2 * 2**2 / 6
    expected = 2 * (3 * 1 * 2**2 + 1 * 2 * 1.5**2 + 3 * 2 * 3.5**2) / (6 * 5)
    assert only(ratings, "krippendorff", level="ordinal") == pytest.approx(1 - disagreed / expected)


def test_interval_alpha_is_quadratic_and_nominal_is_identity():
    ratings = [[1, 1, 2], [2, 4, None], [3, 3, 4], [4, 4, 4], [1, 2, 1]]
    for level, weights in (("interval", "quadratic"), ("nominal", "identity")):
        by_level = agreement(ratings, level=level).loc[0, ["coefficient", "se", "ci_low"]]
        by_weights = agreement(ratings, weights=weights).loc[0, ["coefficient", "se", "ci_low"]]
        assert by_level.to_list() == pytest.approx(by_weights.to_list())


def test_a_level_concerns_alpha_only():
    ratings = [[1, 1], [2, 4], [3, 3], [4, 4], [1, 2]]
    table = agreement(ratings, statistic=["cohen", "krippendorff"], weights="linear", level="ratio")
    assert table[["weights", "level"]].to_numpy().tolist() == [["linear", ""], ["", "ratio"]]
    assert table["label"].tolist() == ["Cohen's kappa (linear weights)", "Krippendorff's alpha (ratio)"]


# Nothing left beyond chance.


def test_no_variation_has_no_coefficient_and_says_so():
    same = pd.DataFrame({"ann": [0, 0, 0], "ben": [0, 0, 0]})
    table = agreement(same, statistic="all", categories=[0, 1]).set_index("statistic")
    undefined = ["cohen", "scott", "fleiss", "conger", "krippendorff"]
    assert table.loc[undefined, "coefficient"].isna().all()
    assert set(table.loc[undefined, "note"]) == {"no variation: every rating is 0"}
    assert (table.loc[undefined, ["p_observed", "p_expected"]] == 1).all(axis=None)
    # These two do not take the expected agreement from the ratings alone.
    assert table.loc[["gwet", "brennan_prediger", "percent"], "coefficient"].tolist() == [1, 1, 1]


def test_one_category_seen_and_none_named():
    table = agreement([["a", "a"], ["a", "a"]], statistic="all").set_index("statistic")
    assert table["coefficient"].dropna().to_dict() == {"percent": 1}
    assert "no other named" in table.loc["gwet", "note"]


@pytest.mark.parametrize(
    ("ratings", "says"),
    [
        ([["a", None], ["b", None]], "fewer than two coders rated"),
        ([["a", None], [None, "b"]], "no unit was rated by two coders"),
        ([["a"], ["b"]], "fewer than two coders rated"),
        (pd.DataFrame({"ann": [], "ben": []}), "fewer than two coders rated"),
    ],
)
def test_nothing_to_compare(ratings, says):
    table = agreement(ratings, statistic="all")
    assert table["coefficient"].isna().all()
    assert set(table["note"]) == {says}


# Errors and intervals.


def test_error_of_percent_agreement_by_hand():
    # 7 of 10 agree: variance 0.7 · 0.3 / 9.
    assert only(YES_NO, "percent", "se") == pytest.approx(math.sqrt(0.21 / 9))
    assert only(YES_NO, "percent", "se", se_divisor="n") == pytest.approx(math.sqrt(0.21 / 10))
    assert only(YES_NO, "brennan_prediger", "se") == pytest.approx(2 * math.sqrt(0.21 / 9))


def test_intervals():
    (row,) = agreement(YES_NO, statistic="cohen").to_dict("records")
    assert row["ci_low"] == pytest.approx(row["coefficient"] - 1.959964 * row["se"])
    (row,) = agreement(YES_NO, statistic="gwet", confidence=0.5).to_dict("records")
    # The third quartile of t with nine degrees of freedom is 0.703.
    assert row["ci_high"] == pytest.approx(row["coefficient"] + 0.7027 * row["se"], abs=1e-4)
    normal = agreement(YES_NO, statistic="gwet", interval="normal").loc[0]
    assert normal["ci_low"] == pytest.approx(row["coefficient"] - 1.959964 * row["se"])


def test_errors_are_those_of_leaving_units_out():
    # The jackknife, which needs no formula, comes close to each linearisation.
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 3, 150)
    ratings = np.where(rng.random((150, 4)) < 0.6, truth[:, None], rng.integers(0, 3, (150, 4))).astype(float)
    ratings[rng.random((150, 4)) < 0.15] = np.nan
    ratings = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    n = len(ratings)
    options = {"categories": [0, 1, 2], "weights": "linear"}
    names = ["percent", "fleiss", "conger", "brennan_prediger", "krippendorff", "gwet"]
    found = agreement(ratings, statistic=names, **options)
    without = np.array(
        [
            agreement(np.delete(ratings, k, axis=0), statistic=names, **options)["coefficient"]
            for k in range(n)
        ]
    )
    jackknife = np.sqrt((n - 1) / n * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    assert found["se"].to_numpy() == pytest.approx(jackknife, rel=0.02)


def test_the_ordinal_level_has_no_published_error():
    (row,) = agreement(YES_NO.replace({"no": 0, "yes": 1}), level="ordinal").to_dict("records")
    assert math.isnan(row["se"])
    assert "no standard error is published" in row["note"]


def test_few_units_are_said():
    assert "fewer than 30 units" in only(YES_NO, "cohen", "note")
    assert only(pd.concat([YES_NO] * 3), "cohen", "note") == ""
    assert "one unit only" in only([["a", "b"]], "percent", "note")


def test_full_agreement_has_an_interval_that_promises_nothing():
    (row,) = agreement([["a", "a"], ["b", "b"]], statistic="cohen").to_dict("records")
    assert (row["coefficient"], row["ci_low"], row["ci_high"]) == pytest.approx((1, 1, 1))
    assert "no disagreement at all" in row["note"]


def test_an_interval_with_a_width_is_not_said_to_have_none():
    # The unit with a single rating says nothing on observed agreement, and something on chance.
    (row,) = agreement([[1, 1], [2, 2], [1, None]], statistic="fleiss").to_dict("records")
    assert row["coefficient"] == pytest.approx(1)
    assert row["se"] > 0
    assert "no width" not in row["note"]


def test_an_interval_without_width_is_said_to_promise_nothing_where_coders_disagree_as_well():
    (row,) = agreement([[1, 1], [0, 1], [1, 1]], statistic="cohen").to_dict("records")
    assert (row["coefficient"], row["ci_low"], row["ci_high"]) == (0, 0, 0)
    assert "a standard error of 0: the interval has no width" in row["note"]


# Options.


def test_all_statistics_in_their_order():
    assert agreement(YES_NO, statistic="all")["statistic"].tolist() == list(STATISTICS)
    assert agreement(YES_NO, statistic=["gwet", "cohen"])["statistic"].tolist() == ["gwet", "cohen"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"statistic": "cohens"}, "Did you mean 'cohen'"),
        ({"statistic": []}, "statistic names none; it can name percent, cohen"),
        ({"weights": "linaer"}, "Did you mean 'linear'"),
        ({"weights": "linear"}, "needs an order, and the categories 'no' and 'yes' have none"),
        ({"level": "ordinal"}, "level='ordinal' needs an order"),
        ({"level": "interval", "categories": ["no", "yes"]}, "needs numbers"),
        ({"level": "ordinla"}, "Did you mean 'ordinal'"),
        ({"weights": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}, "3 × 3, but there are 2 categories: 'no' and 'yes'"),
        ({"weights": [[1, 0.5], [0.5, 0.9]]}, "neither a matrix of agreement weights"),
        ({"weights": [[0, -1], [1, 0]]}, "below 0"),
        ({"weights": 3}, "but there are 2 categories"),
        ({"confidence": 95}, "between 0 and 1"),
        ({"interval": "wald"}, "interval='wald' is not allowed"),
        ({"se_divisor": "n-2"}, "se_divisor='n-2' is not allowed"),
    ],
)
def test_options_that_cannot_be(options, says):
    with pytest.raises(OptionError, match=says):
        agreement(YES_NO, **options)


@pytest.mark.parametrize("options", [{"level": "ratio"}, {"weights": "ratio"}])
def test_ratios_need_numbers_from_0(options):
    with pytest.raises(OptionError, match="of 0 or more"):
        agreement([[-1, 1], [2, 2]], **options)


def test_the_table_given_is_not_changed():
    before = YES_NO.copy()
    agreement(YES_NO, statistic="all")
    pd.testing.assert_frame_equal(YES_NO, before)
