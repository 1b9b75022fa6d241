"""Cohen's kappa of two judges and 200 subjects.

Cohen J (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement
20:37–46, table 1: proportions; kappa printed as .492 (the proportions give .4915).
"""

from __future__ import annotations

import pytest

from synthesis.statistics.agreement import agreement
from synthesis.statistics.agreement_ratings import cross_table_as_ratings

PROPORTIONS = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]


def test_kappa():
    ratings = cross_table_as_ratings(PROPORTIONS, n_units=200)
    assert len(ratings) == 200
    (row,) = agreement(ratings, statistic="cohen").to_dict("records")
    assert row["coefficient"] == pytest.approx(0.492, abs=0.0005)
    assert row["p_observed"] == pytest.approx(0.70, abs=1e-12)
    assert row["p_expected"] == pytest.approx(0.41, abs=1e-12)
