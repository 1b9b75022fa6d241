"""Krippendorff's alpha as its author prints it, at four levels of measurement and with missing ratings.

Krippendorff K (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania
(https://repository.upenn.edu/asc_papers/43), section C and E: four observers, twelve units, of which one
has a single rating and is dropped. Printed with three decimals. The second example, with three coders and
fifteen units, is that of Wikipedia, "Krippendorff's alpha".
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.statistics.agreement import agreement

DATA = Path(__file__).parent / "data"
RATINGS = pd.read_csv(DATA / "krippendorff_2011_ratings.csv", comment="#", index_col="unit")
WIKIPEDIA = pd.read_csv(DATA / "krippendorff_wikipedia_ratings.csv", comment="#", index_col="unit")


@pytest.mark.parametrize(
    ("level", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_at_each_level(level, printed):
    (row,) = agreement(RATINGS, statistic="krippendorff", level=level).to_dict("records")
    assert row["coefficient"] == pytest.approx(printed, abs=0.0005)
    assert (row["n_units"], row["n_units_used"], row["n_coders"], row["n_categories"]) == (12, 11, 4, 5)


def test_a_unit_with_one_rating_is_dropped():
    without = RATINGS.drop(index=12)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        of_all, of_pairs = (agreement(r, level=level)["coefficient"].item() for r in (RATINGS, without))
        assert of_all == pytest.approx(of_pairs, abs=1e-12)


@pytest.mark.parametrize(("level", "printed"), [("nominal", 0.691358), ("interval", 0.810845)])
def test_alpha_of_three_coders_who_rated_different_units(level, printed):
    found = agreement(WIKIPEDIA, level=level)["coefficient"].item()
    assert found == pytest.approx(printed, abs=1e-6)
