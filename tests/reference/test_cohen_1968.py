"""Weighted kappa, with weights of disagreement that are symmetric, and that are not.

Cohen J (1968). Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
credit. Psychological Bulletin 70:213–220: the proportions of Cohen (1960), kappa printed as .348 and .353.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import cross_table_as_ratings
from tests.reference.test_cohen_1960 import PROPORTIONS

SYMMETRIC = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
ASYMMETRIC = [[0, 1, 4], [1, 0, 6], [2, 2, 0]]
RATINGS = cross_table_as_ratings(PROPORTIONS, n_units=200)


@pytest.mark.parametrize(("weights", "printed"), [(SYMMETRIC, 0.348), (ASYMMETRIC, 0.353)])
def test_weighted_kappa(weights, printed):
    (row,) = agreement(RATINGS, statistic="cohen", weights=weights).to_dict("records")
    assert row["coefficient"] == pytest.approx(printed, abs=0.0005)
    assert row["weights"] == "own"


def test_weights_of_agreement_say_the_same():
    as_agreement = 1 - np.array(SYMMETRIC) / 6
    one, other = (
        agreement(RATINGS, statistic="cohen", weights=weights)["coefficient"].item()
        for weights in (SYMMETRIC, as_agreement)
    )
    assert one == pytest.approx(other, abs=1e-12)


def test_weights_in_a_table_find_their_categories():
    shuffled = pd.DataFrame(SYMMETRIC, index=[1, 2, 3], columns=[1, 2, 3]).loc[[3, 1, 2], [2, 3, 1]]
    found = agreement(RATINGS, statistic="cohen", weights=shuffled)["coefficient"].item()
    assert found == pytest.approx(0.348, abs=0.0005)


def test_only_cohen_takes_weights_that_are_not_symmetric():
    table = agreement(RATINGS, statistic="all", weights=ASYMMETRIC).set_index("statistic")
    assert table["coefficient"].notna().to_dict() == {name: name == "cohen" for name in table.index}
    assert "not symmetric" in table.loc["scott", "note"]
    assert math.isnan(table.loc["percent", "p_observed"])
