"""Coefficients, weights and standard errors of Gwet's handbook.

Gwet KL (2014). Handbook of Inter-Rater Reliability, 4th edition. Advanced Analytics. The expected numbers
are those printed in the vignettes of its companion, the R package irrCAC (overview.html, weighting.html),
with five decimals for raw ratings and seven or eight for tables.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import category_counts_as_ratings, cross_table_as_ratings

DATA = Path(__file__).parent / "data"
FOUR_RATERS = pd.read_csv(DATA / "krippendorff_2011_ratings.csv", comment="#", index_col="unit")
ABSTRACTORS = cross_table_as_ratings(
    pd.read_csv(DATA / "gwet_2014_abstractors.csv", comment="#", index_col="Type")
)
# The first 15 patients of Fleiss (1971), as counts of six raters per category.
FIRST_15 = pd.read_csv(DATA / "fleiss_1971_diagnoses.csv", comment="#").head(15)
COUNTS = FIRST_15.apply(pd.Series.value_counts, axis=1).fillna(0).sort_index(axis=1)

COLUMNS = ["coefficient", "se", "ci_low", "ci_high"]


def found(ratings, **options):
    return agreement(ratings, statistic="all", **options).set_index("statistic")


def test_four_raters_with_missing_ratings():
    # One unit has a single rating: it counts in expected agreement, except for Krippendorff.
    table = found(FOUR_RATERS)
    printed = {
        "percent": (0.8181818, 0.12561),
        "gwet": (0.77544, 0.14295),
        "fleiss": (0.76117, 0.15302),
        "krippendorff": (0.74342, 0.14557),
        "conger": (0.76282, 0.14917),
    }
    for statistic, (coefficient, error) in printed.items():
        assert table.loc[statistic, "coefficient"] == pytest.approx(coefficient, abs=1e-5), statistic
        assert table.loc[statistic, "se"] == pytest.approx(error, abs=1e-5), statistic
    assert table.loc["brennan_prediger", "coefficient"] == pytest.approx(0.77273, abs=1e-5)
    expected = {"gwet": 0.1903212, "fleiss": 0.2387153, "conger": 0.2334252}
    assert table.loc[list(expected), "p_expected"].to_dict() == pytest.approx(expected, abs=1e-6)


def test_intervals_are_student_t_and_cut_at_1():
    table = found(FOUR_RATERS)
    low = {"percent": 0.542, "gwet": 0.461, "fleiss": 0.424, "krippendorff": 0.419, "conger": 0.435}
    assert table.loc[list(low), "ci_low"].to_dict() == pytest.approx(low, abs=0.0005)
    assert (table.loc[list(low), "ci_high"] == 1).all()


def test_four_raters_with_quadratic_weights():
    table = found(FOUR_RATERS, weights="quadratic")
    printed = {
        "percent": (0.9753788, 0.09062),
        "gwet": (0.914, 0.10396),
        "fleiss": (0.86494, 0.14603),
        "krippendorff": (0.84911, 0.12913),
        "conger": (0.85771, 0.14367),
        "brennan_prediger": (0.90152, 0.11089),
    }
    for statistic, (coefficient, error) in printed.items():
        assert table.loc[statistic, "coefficient"] == pytest.approx(coefficient, abs=1e-5), statistic
        assert table.loc[statistic, "se"] == pytest.approx(error, abs=1e-5), statistic
    assert table.loc["gwet", "label"] == "Gwet's AC2 (quadratic weights)"


def test_two_abstractors():
    table = found(ABSTRACTORS)
    printed = {
        "percent": 0.89,
        "cohen": 0.7964094,
        "scott": 0.7962397,
        "gwet": 0.8493305,
        "brennan_prediger": 0.835,
        "krippendorff": 0.7972585,
    }
    assert table.loc[list(printed), "coefficient"].to_dict() == pytest.approx(printed, abs=1e-6)
    assert table.loc["cohen", "se"] == pytest.approx(0.05891072, abs=1e-6)
    # Two raters of all units: Conger is Cohen and Fleiss is Scott.
    assert table.loc["conger", "coefficient"] == pytest.approx(table.loc["cohen", "coefficient"], abs=1e-12)
    assert table.loc["fleiss", "coefficient"] == pytest.approx(table.loc["scott", "coefficient"], abs=1e-12)


def test_two_abstractors_with_quadratic_weights():
    # The formulas for a cross table divide by the number of units.
    table = found(ABSTRACTORS, weights="quadratic", se_divisor="n", interval="t")
    printed = {
        "percent": (0.9725, 0.007822244, 0.957, 0.988),
        "cohen": (0.8921569, 0.03535151, 0.822, 0.962),
        "scott": (0.8921093, 0.03539506, 0.822, 0.962),
        "gwet": (0.9402369, 0.01792019, 0.905, 0.976),
        "brennan_prediger": (0.9175, 0.02346673, 0.871, 0.964),
        "krippendorff": (0.8926487, 0.03539506, 0.822, 0.963),
    }
    for statistic, (coefficient, error, low, high) in printed.items():
        row = table.loc[statistic, COLUMNS].to_list()
        assert row[:2] == pytest.approx([coefficient, error], abs=1e-6), statistic
        assert row[2:] == pytest.approx([low, high], abs=0.0005), statistic


def test_counts_of_raters_per_category():
    table = found(category_counts_as_ratings(COUNTS))
    printed = {
        "gwet": (0.4448007, 0.08418757, 0.264, 0.625),
        "fleiss": (0.4139265, 0.08119291, 0.24, 0.588),
        "brennan_prediger": (0.4388889, 0.08312142, 0.261, 0.617),
    }
    for statistic, (coefficient, error, low, high) in printed.items():
        row = table.loc[statistic, COLUMNS].to_list()
        assert row[:2] == pytest.approx([coefficient, error], abs=1e-6), statistic
        assert row[2:] == pytest.approx([low, high], abs=0.0005), statistic
    # For alpha the vignette prints 0.0824 for counts, where the same package gives 0.0812 for the same
    # ratings one by one, as here: only the coefficient is compared.
    assert table.loc["krippendorff", "coefficient"] == pytest.approx(0.4204384, abs=1e-6)
    assert table.loc["krippendorff", "se"] == pytest.approx(table.loc["fleiss", "se"], abs=1e-9)


def test_counts_of_raters_with_quadratic_weights():
    table = found(category_counts_as_ratings(COUNTS), weights="quadratic")
    printed = {
        "gwet": (0.4837438, 0.1058227),
        "fleiss": (0.2511909, 0.1457381),
        "brennan_prediger": (0.4177778, 0.1067493),
    }
    for statistic, row in printed.items():
        assert table.loc[statistic, ["coefficient", "se"]].to_list() == pytest.approx(row, abs=1e-6), (
            statistic
        )
    assert table.loc["krippendorff", "coefficient"] == pytest.approx(0.259511, abs=1e-6)
