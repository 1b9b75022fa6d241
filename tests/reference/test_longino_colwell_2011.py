"""Ants of a Costa Rican elevation gradient: richness, coverage and rarefaction as printed by iNEXT.

Longino JT, Colwell RK (2011). Density compensation, species composition, and richness of ants on a
neotropical elevational gradient. Ecosphere 2(3):art29: numbers of plots in which each species was found,
as analysed by Colwell et al. (2012), Journal of Plant Ecology 5(1):3–21, and shipped with the R package
iNEXT as data set ``ant``. The expected numbers are those that iNEXT prints for it: sample coverage (SC),
the number of incidences (U), the asymptotic estimate of species richness (Chao2), and species expected
in fewer plots.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthesis.analyses.rarefaction import rarefaction
from synthesis.analyses.sample_coverage import sample_coverage
from synthesis.review import review_from_tables
from synthesis.statistics import richness
from synthesis.statistics.rarefaction import conditional_variance, expected_codes


def many(*pairs: tuple[int, int]) -> list[int]:
    return [value for value, times in pairs for _ in range(times)]


# The number of plots, and for each species the plots in which it was found.
PLOTS_1500_M = 200
FOUND_1500_M = [
    *many((1, 13), (2, 4), (3, 2), (4, 2), (5, 4), (6, 2), (9, 4), (11, 2), (17, 2)),
    *[18, 19, 23, 23, 24, 25, 25, 25, 29, 30, 32, 33, 43, 50, 53, 73, 74, 76, 79, 113, 144],
]
PLOTS_2000_M = 200
FOUND_2000_M = [1, 2, 2, 3, 4, 8, 8, 13, 15, 19, 23, 34, 59, 80]

# Elevation, plots, U, S.obs, SC, Q1, Q2 and Chao2, as printed.
PRINTED = {
    "50 m": (599, 5976, 227, 0.9918134, 49, 23, 279.108514),
    "500 m": (230, 2943, 241, 0.9759754, 71, 34, 314.810038),
    "1070 m": (150, 1730, 122, 0.9839382, 28, 16, 146.336667),
    "1500 m": (200, 1170, 56, 0.9889231, 13, 4, 77.019375),
    "2000 m": (200, 271, 14, 0.9963827, 1, 2, 14.248750),
}


@pytest.mark.parametrize("elevation", PRINTED)
def test_chao2_and_coverage(elevation):
    plots, incidences, found, coverage, once, twice, chao2 = PRINTED[elevation]
    # Both estimates rest on five counts; any frequencies with these counts have them.
    often = found - once - twice
    rest = incidences - once - 2 * twice
    frequencies = [1] * once + [2] * twice + spread(rest, often)
    assert richness.rare_codes(frequencies, plots) == (found, once, twice, incidences)
    assert richness.chao2(frequencies, plots) == pytest.approx(chao2, abs=1e-6)
    assert richness.sample_coverage(frequencies, plots) == pytest.approx(coverage, abs=1e-7)


def spread(total: int, among: int) -> list[int]:
    """Return so many numbers of that total, as equal as they can be."""
    return [total // among + (place < total % among) for place in range(among)]


@pytest.mark.parametrize(
    ("found", "plots", "n_plots", "expected"),
    [
        (FOUND_1500_M, PLOTS_1500_M, 1, 5.850000),
        (FOUND_1500_M, PLOTS_1500_M, 100, 47.982643),
        (FOUND_1500_M, PLOTS_1500_M, 200, 56.0),
        (FOUND_2000_M, PLOTS_2000_M, 1, 1.355000),
        (FOUND_2000_M, PLOTS_2000_M, 100, 12.811923),
        (FOUND_2000_M, PLOTS_2000_M, 200, 14.0),
    ],
)
def test_rarefaction(found, plots, n_plots, expected):
    assert expected_codes(found, plots)[n_plots - 1] == pytest.approx(expected, abs=1e-6)


@pytest.fixture(scope="module")
def review_of_ants():
    """A review with a plot as a study and a species as a code, at 2000 m.

    Which plots hold which species is not printed: here a species is in the first plots that it can be.
    """
    return review_from_tables(
        {
            "studies": [{"study_id": f"plot-{number}"} for number in range(1, PLOTS_2000_M + 1)],
            "codebook": [{"code_id": f"species-{number}"} for number in range(1, len(FOUND_2000_M) + 1)],
            "codings": [
                {"study_id": f"plot-{plot}", "code_id": f"species-{number}"}
                for number, n_plots in enumerate(FOUND_2000_M, 1)
                for plot in range(1, n_plots + 1)
            ],
        }
    )


def test_the_same_through_a_review(review_of_ants):
    (row,) = sample_coverage(review_of_ants).to_dict("records")
    assert (row["n_units"], row["n_incidences"], row["n_codes_found"]) == (200, 271, 14)
    assert row["chao2"] == pytest.approx(14.248750, abs=1e-6)
    assert row["sample_coverage"] == pytest.approx(0.9963827, abs=1e-7)
    curve = rarefaction(review_of_ants).set_index("n_units")["mean_codes"]
    assert curve[[1, 100, 200]].tolist() == pytest.approx([1.355, 12.811923, 14], abs=1e-6)


def test_the_conditional_variance_of_one_plot_is_that_between_plots():
    holds = np.arange(PLOTS_2000_M)[:, None] < np.array(FOUND_2000_M)[None, :]
    variance = conditional_variance(holds)
    assert variance[0] == pytest.approx(holds.sum(axis=1).var())
    assert variance[-1] == 0
    assert not math.isnan(variance.sum())
