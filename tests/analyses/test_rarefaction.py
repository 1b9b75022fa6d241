from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from synthesis.analyses.permutation_bands import permutation_bands
from synthesis.analyses.rarefaction import rarefaction
from synthesis.analyses.sample_coverage import sample_coverage
from synthesis.analyses.saturation_curve import saturation_curve
from synthesis.analyses.stopping_points import stopping_points
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.incidence_reviews import review_holding

# Any one study holds 2, 2, 3 or 0 codes; all four hold 4. Any three miss one: d without s3, else none.
HELD = {"s1": "ab", "s2": "bc", "s3": "acd", "s4": ""}


@pytest.fixture(scope="module")
def review():
    return review_holding(HELD, codes="e", year=["2001", "2002", "2003", "2004"])


def test_mean_and_deviation_by_hand(review):
    table = rarefaction(review)
    assert table["n_units"].tolist() == [1, 2, 3, 4]
    # Pairs hold 3 (12), 4 (13), 2 (14), 4 (23), 2 (24), 3 (34): 3 on average.
    assert table["mean_codes"].tolist() == pytest.approx([7 / 4, 3, 15 / 4, 4])
    assert table["mean_new_codes"].tolist() == pytest.approx([7 / 4, 5 / 4, 3 / 4, 1 / 4])
    variances = [np.var([2, 2, 3, 0]), np.var([3, 4, 2, 4, 2, 3]), np.var([4, 3, 4, 4]), 0]
    assert (table["sd_conditional"] ** 2).tolist() == pytest.approx(variances)
    # Chao2 = 4 + 3/4 · 1/(2·3): Q1 = 1 (d), Q2 = 3.
    assert table["sd_unconditional_estimate"].iloc[-1] ** 2 == pytest.approx(4 - 16 / (4 + 3 / 24))


def test_it_is_the_mean_over_all_orders_of_the_curve(review):
    bands = permutation_bands(review, n_orders=24)
    assert bands.attrs["is_every_order"]
    assert bands.attrs["n_orders"] == 24
    assert bands["codes_median"].tolist() == [2, 3, 4, 4]


def test_quantiles_are_of_type_7(review):
    bands = permutation_bands(review, n_orders=24, share=0.5)
    # After one study the 24 orders hold 0, 2, 2, 3 codes six times each; type 7 takes 0.25 · 23 = 5.75.
    first = sorted([0, 2, 2, 3] * 6)
    assert bands["codes_lower"].iloc[0] == pytest.approx(first[5] + 0.75 * (first[6] - first[5]))
    assert bands["codes_upper"].iloc[0] == pytest.approx(first[17] + 0.25 * (first[18] - first[17]))
    assert bands["codes_lower"].iloc[-1] == bands["codes_upper"].iloc[-1] == 4


def test_the_given_order_lies_within_all_orders(review):
    bands = permutation_bands(review, n_orders=24, share=0.999999)
    curve = saturation_curve(review)["n_codes_so_far"]
    assert (curve >= bands["codes_lower"] - 0.01).all()
    assert (curve <= bands["codes_upper"] + 0.01).all()


def test_coverage_by_hand(review):
    (row,) = sample_coverage(review).to_dict("records")
    # U = 7: a, b and c twice, d once; e is in the codebook only.
    assert (row["n_units"], row["n_codes_found"], row["n_codes_once"], row["n_codes_twice"]) == (4, 4, 1, 3)
    assert row["n_incidences"] == 7
    assert row["chao2"] == pytest.approx(4 + 3 / 4 * 1 / 6)
    assert row["unseen_estimate"] == pytest.approx(1 / 8)
    assert row["sample_coverage"] == pytest.approx(1 - 1 / 7 * 3 / (3 + 6))


def test_the_order_of_rows_never_matters():
    held = HELD | {"s01": "d", "t1": "a"}
    rows = [{"study_id": s, "code_id": c} for s, codes in held.items() for c in codes]
    studies = [{"study_id": s} for s in HELD] + [{"study_id": s} for s in ("s01", "t1", "t2", "t10")]
    codebook = [{"code_id": c} for c in "abcd"]
    one = review_from_tables({"studies": studies, "codebook": codebook, "codings": rows})
    other = review_from_tables({"studies": studies[::-1], "codebook": codebook, "codings": rows[::-1]})
    for analysis in (rarefaction, permutation_bands, stopping_points, sample_coverage, saturation_curve):
        pd.testing.assert_frame_equal(analysis(one), analysis(other))


def test_a_review_without_present_codes():
    silent = review_holding({"s1": "", "s2": ""}, codes="a")
    assert rarefaction(silent)["mean_codes"].tolist() == [0, 0]
    assert rarefaction(silent)["sd_unconditional_estimate"].tolist() == [0, 0]
    assert permutation_bands(silent)["codes_upper"].tolist() == [0, 0]
    assert math.isnan(sample_coverage(silent)["sample_coverage"].iloc[0])


def test_a_review_without_sources_has_no_rows_of_them(review):
    assert rarefaction(review, unit="source").empty
    assert permutation_bands(review, unit="source").empty
    assert sample_coverage(review, unit="source")["n_units"].tolist() == [0]


def test_options_that_cannot_be_are_refused(review):
    with pytest.raises(OptionError, match=r"share=1\.0 is not allowed; it is a number above 0 and below 1"):
        permutation_bands(review, share=1.0)
    with pytest.raises(OptionError, match="n_orders=0"):
        permutation_bands(review, n_orders=0)
