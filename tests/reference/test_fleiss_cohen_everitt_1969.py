"""Standard errors of kappa and weighted kappa, as a SAS print-out shows them.

Fleiss JL, Cohen J, Everitt BS (1969). Large sample standard errors of kappa and weighted kappa.
Psychological Bulletin 72:323–327. The numbers, with four decimals, are those of SAS PROC FREQ, as carried by
the tests of statsmodels (BSD); those of the test against 0 on anxiety ratings are of the R package irr, from
the same source.
"""

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import cross_table_as_ratings

RATINGS = cross_table_as_ratings([[0, 4, 1], [0, 8, 0], [0, 1, 5]])

# Anxiety of 20 persons, second and third rater.
ANXIETY = pd.DataFrame(
    {
        "rater_2": [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        "rater_3": [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    }
)


@pytest.mark.parametrize(
    ("weights", "printed"),
    [
        ("identity", (0.4842, 0.1380, 0.2137, 0.7547, 0.1484, 3.2626)),
        ("linear", (0.4701, 0.1457, 0.1845, 0.7558, 0.1426, 3.2971)),
    ],
)
def test_errors_interval_and_z(weights, printed):
    (row,) = agreement(RATINGS, statistic="cohen", weights=weights).to_dict("records")
    columns = ["coefficient", "se", "ci_low", "ci_high", "se_null", "z"]
    assert [row[name] for name in columns] == pytest.approx(list(printed), abs=5e-5)


@pytest.mark.parametrize(
    ("weights", "kappa", "z"),
    [
        ("identity", -0.006289308, -0.0604067),
        ("linear", 0.1459075, 1.282472),
        ("quadratic", 0.2520325, 1.437451),
    ],
)
def test_z_of_ratings_that_never_use_one_category(weights, kappa, z):
    # The print-out leaves category 5, which nobody used, out and counts places, not values: so does text.
    words = ANXIETY.replace({1: "a", 2: "b", 3: "c", 4: "d", 6: "e"}).astype("str")
    options = {"weights": weights, "categories": list("abcde")}
    (row,) = agreement(words, statistic="cohen", **options).to_dict("records")
    assert row["coefficient"] == pytest.approx(kappa, abs=1e-6)
    assert row["z"] == pytest.approx(z, abs=1e-5)
