"""Fleiss' kappa of thirty patients and six psychiatrists.

Fleiss JL (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76:378–382;
Fleiss JL, Nee JCM, Landis JR (1979). Large sample variance of kappa in the case of different sets of
raters. Psychological Bulletin 86:974–977: the standard error behind z. Numbers with seven digits are of the
R package irr, as carried by the tests of statsmodels (BSD); the second example is that of Wikipedia,
"Fleiss' kappa".
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import category_counts_as_ratings, category_totals

DATA = Path(__file__).parent / "data"
DIAGNOSES = pd.read_csv(DATA / "fleiss_1971_diagnoses.csv", comment="#")
WIKIPEDIA = pd.read_csv(DATA / "fleiss_wikipedia_counts.csv", comment="#")


def test_kappa_and_z():
    (row,) = agreement(DIAGNOSES, statistic="fleiss").to_dict("records")
    assert row["coefficient"] == pytest.approx(0.4302445, abs=1e-6)
    assert row["z"] == pytest.approx(17.65183, abs=1e-5)
    assert row["z"] == pytest.approx(row["coefficient"] / row["se_null"])
    # Printed in 1971: 0.556 observed, 0.220 expected, kappa 0.430.
    assert row["p_observed"] == pytest.approx(0.556, abs=0.0005)
    assert row["p_expected"] == pytest.approx(0.220, abs=0.0005)
    assert (row["n_units_used"], row["n_coders"], row["n_categories"]) == (30, 6, 5)


def test_totals_of_the_categories():
    totals = category_totals(DIAGNOSES)
    assert totals["category"].str[3:].tolist()[:2] == ["Depression", "Personality Disorder"]
    assert totals["n_ratings"].tolist() == [26, 26, 30, 55, 43]
    # Printed with three decimals.
    assert totals["share_of_ratings"].round(3).tolist() == [0.144, 0.144, 0.167, 0.306, 0.239]


def test_the_order_of_ratings_within_a_patient_has_no_part():
    reversed_ratings = pd.DataFrame(DIAGNOSES.to_numpy()[:, ::-1])
    found = agreement(reversed_ratings, statistic="fleiss")["coefficient"].item()
    assert found == pytest.approx(0.4302445, abs=1e-6)


def test_counts_of_raters_per_category():
    ratings = category_counts_as_ratings(WIKIPEDIA)
    found = agreement(ratings, statistic="fleiss")["coefficient"].item()
    assert found == pytest.approx(0.210, abs=0.0005)
    assert category_totals(ratings)["n_ratings"].tolist() == [20, 28, 39, 21, 32]
