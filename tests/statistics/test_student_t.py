from __future__ import annotations

from statistics import NormalDist

import pytest

from synthesis.statistics.student_t import two_sided_t


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    # Printed in any table of Student's t, 97.5 %.
    [(1, 12.706), (2, 4.303), (3, 3.182), (10, 2.228), (11, 2.201), (29, 2.045), (30, 2.042), (99, 1.984)],
)
def test_quantiles_of_the_tables(degrees, quantile):
    assert two_sided_t(0.95, degrees) == pytest.approx(quantile, abs=0.0005)


def test_other_confidence_and_many_degrees():
    assert two_sided_t(0.99, 5) == pytest.approx(4.032, abs=0.0005)
    assert two_sided_t(0.50, 1) == pytest.approx(1, abs=1e-12)
    assert two_sided_t(0.95, 100_000) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-4)
