"""What holds for any table of ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import cross_table_as_ratings
from synthesis.statistics.agreement_sums import STATISTICS

NUMBERS = ["coefficient", "p_observed", "p_expected", "se", "se_null", "ci_low", "ci_high"]
QUICK = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def tables(draw, most_coders=4, missing=True, values=(1, 2, 3)):
    n_coders = draw(st.integers(2, most_coders))
    rating = st.sampled_from([*values, None] if missing else list(values))
    rows = draw(st.lists(st.lists(rating, min_size=n_coders, max_size=n_coders), min_size=2, max_size=12))
    return pd.DataFrame(rows, dtype="object")


def numbers(ratings, **options):
    table = agreement(ratings, statistic="all", **{"categories": [1, 2, 3], **options})
    return table[NUMBERS].to_numpy(dtype="float64")


@QUICK
@given(tables(), st.randoms(use_true_random=False), st.sampled_from(["identity", "linear", "ordinal"]))
def test_the_order_of_units_and_coders_never_matters(ratings, rng, weights):
    rows, columns = list(ratings.index), list(ratings.columns)
    rng.shuffle(rows)
    rng.shuffle(columns)
    one, other = (numbers(r, weights=weights) for r in (ratings, ratings.loc[rows, columns]))
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


@QUICK
@given(tables(), st.permutations(["x", "y", "z"]))
def test_the_names_of_categories_never_matter(ratings, names):
    renamed = ratings.replace(dict(zip([1, 2, 3], names, strict=True)))
    one, other = numbers(ratings), numbers(renamed, categories=["x", "y", "z"])
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


@QUICK
@given(st.lists(st.sampled_from([1, 2, 3]), min_size=2, max_size=12), st.integers(2, 5))
def test_perfect_agreement_is_1(units, n_coders):
    assume(len(set(units)) > 1)
    ratings = pd.DataFrame({f"coder {k}": units for k in range(n_coders)})
    for level in ("nominal", "ordinal", "interval", "ratio"):
        table = agreement(ratings, statistic="all", level=level)
        named = table[table["note"].ne(f"is for two coders, and {n_coders} rated")]
        assert len(named) == (8 if n_coders == 2 else 6)
        assert named["coefficient"].tolist() == pytest.approx([1] * len(named))


@QUICK
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.data())
def test_agreement_by_chance_is_0(first, data):
    # Every combination as often as the margins say: the coders know nothing of each other.
    second = data.draw(st.lists(st.integers(1, 4), min_size=len(first), max_size=len(first)))
    ratings = cross_table_as_ratings(np.outer(first, second))
    for weights in ("identity", "linear", "quadratic", "ordinal"):
        for statistic in ("cohen", "conger"):
            found = agreement(ratings, statistic=statistic, weights=weights)["coefficient"].item()
            assert found == pytest.approx(0, abs=1e-9)
    alike = cross_table_as_ratings(np.outer(first, first))
    for statistic in ("cohen", "scott", "fleiss"):
        found = agreement(alike, statistic=statistic)["coefficient"].item()
        assert found == pytest.approx(0, abs=1e-9)
    even = cross_table_as_ratings(np.ones((len(first), len(first)), dtype=int))
    for statistic in ("gwet", "brennan_prediger"):
        assert agreement(even, statistic=statistic)["coefficient"].item() == pytest.approx(0, abs=1e-9)


@QUICK
@given(tables(values=(0, 1, 3, 7)), st.floats(0.01, 50), st.floats(-20, 20))
def test_alpha_does_not_depend_on_the_scale_that_its_level_leaves_open(ratings, factor, shift):
    assume(ratings.notna().any(axis=None))
    as_numbers = ratings.astype("float64")

    def alpha(table, level):
        return agreement(table, level=level)["coefficient"].item()

    same = {"nan_ok": True, "abs": 1e-7}
    assert alpha(as_numbers * factor + shift, "interval") == pytest.approx(
        alpha(as_numbers, "interval"), **same
    )
    assert alpha(as_numbers * factor, "ratio") == pytest.approx(alpha(as_numbers, "ratio"), **same)
    assert alpha(as_numbers**3, "ordinal") == pytest.approx(alpha(as_numbers, "ordinal"), **same)
    assert alpha(as_numbers**2, "nominal") == pytest.approx(alpha(as_numbers, "nominal"), **same)


@QUICK
@given(tables(missing=False, most_coders=2))
def test_with_two_coders_of_all_units_some_coefficients_are_the_same(ratings):
    table = agreement(ratings, statistic="all", categories=[1, 2, 3]).set_index("statistic")["coefficient"]
    assert table["conger"] == pytest.approx(table["cohen"], nan_ok=True)
    assert table["fleiss"] == pytest.approx(table["scott"], nan_ok=True)
    # Krippendorff's correction for a small sample, and nothing else.
    n = 2 * len(ratings)
    assert table["krippendorff"] == pytest.approx(1 - (1 - table["scott"]) * (n - 1) / n, nan_ok=True)


@QUICK
@given(tables())
def test_every_number_is_there_or_a_reason_is(ratings):
    table = agreement(ratings, statistic="all", categories=[1, 2, 3])
    assert list(table["statistic"]) == list(STATISTICS)
    missing = table["coefficient"].isna()
    assert (table.loc[missing, "note"] != "").all()
    assert table.loc[~missing, "coefficient"].le(1 + 1e-12).all()
    bounded = table[table["ci_low"].notna()]
    assert (bounded["ci_low"] <= bounded["coefficient"] + 1e-12).all()
    assert bounded["ci_high"].le(1).all()
