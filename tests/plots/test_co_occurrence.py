from __future__ import annotations

import pytest

from synthesis.analyses.co_occurrence import co_occurrence
from synthesis.errors import OptionError
from synthesis.plots.co_occurrence import plot_co_occurrence
from tests.analyses.small_review import small_review


def _bars(ax):
    labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    return dict(zip(labels, [bar.get_width() for bar in ax.containers[0]], strict=True))


def test_bars_are_the_units_with_both_codes():
    ax = plot_co_occurrence(co_occurrence(small_review()))
    assert _bars(ax) == {"Trust × Leadership": 1, "Trust × Early trust": 1, "Early trust × Leadership": 1}
    assert [text.get_text() for text in ax.texts] == [
        "1 of 1, c 1.00", "1 of 2, c 0.50", "1 of 2, c 0.50",
    ]  # fmt: skip
    assert ax.get_xlabel() == "Units in which both codes are present, of 5"


def test_bars_can_be_the_coefficient():
    ax = plot_co_occurrence(co_occurrence(small_review(), within="study"), measure="c_coefficient", most=2)
    assert _bars(ax) == {"Trust × Early trust": 1, "Trust × Leadership": 0.5}
    assert "(2 of 4 pairs drawn)" in ax.get_xlabel().replace("\n", " ")


def test_pairs_of_unused_codes_are_drawn_without_a_coefficient():
    table = co_occurrence(small_review(without_present=True), keep_zero=True)
    ax = plot_co_occurrence(table, most=None)
    assert {text.get_text() for text in ax.texts} == {"0 of 0, c –"}
    assert len(ax.get_yticklabels()) == 15


def test_an_unknown_measure_is_refused():
    with pytest.raises(OptionError, match="measure='lift'"):
        plot_co_occurrence(co_occurrence(small_review()), measure="lift")
