"""Percentages are rounded as people round them."""

import pytest

from synthesis.rounding import percent_text


@pytest.mark.parametrize(
    ("share", "decimals", "printed"),
    [
        (5 / 8, 0, "63%"),
        (1 / 8, 0, "13%"),
        (29 / 200, 0, "15%"),
        (1 / 3, 0, "33%"),
        (2 / 3, 1, "66.7%"),
        (1 / 16, 1, "6.3%"),
        (0, 1, "0.0%"),
        (1, 0, "100%"),
    ],
)
def test_halves_go_up(share, decimals, printed):
    assert percent_text(share, decimals=decimals) == printed
