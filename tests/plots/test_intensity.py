from __future__ import annotations

import pytest

from synthesis.analyses.intensity import intensity
from synthesis.errors import OptionError
from synthesis.plots.intensity import plot_intensity
from tests.analyses.small_review import small_review


def _dots(ax):
    return next(line for line in ax.lines if line.get_marker() == "o")


def test_dots_stand_at_the_shares_of_the_table():
    table = intensity(small_review())
    ax = plot_intensity(table)
    assert list(_dots(ax).get_xdata()) == list(table["share_of_findings"])
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Ash 2010", "Cedar 2010", "Birch 2009", "Dale 2012",
    ]  # fmt: skip


def test_the_line_of_equal_contribution_counts_every_study():
    ax = plot_intensity(intensity(small_review()), most=2)
    (line,) = [line for line in ax.lines if line.get_label() == "equal contribution"]
    assert set(line.get_xdata()) == {0.25}  # one of four, though two are drawn
    assert "(2 of 4 studies drawn)" in ax.get_xlabel().replace("\n", " ")


def test_another_measure_is_ranked_anew():
    table = intensity(small_review(), level=1)
    ax = plot_intensity(table, measure="share_of_frequent")
    assert list(_dots(ax).get_xdata()) == [1, 1, 0.5, 0]
    assert ax.get_legend() is None
    with pytest.raises(OptionError, match="measure='strength'"):
        plot_intensity(table, measure="strength")


def test_a_study_without_a_citation_is_named_by_its_id():
    table = intensity(small_review()).assign(citation=None)
    labels = [label.get_text() for label in plot_intensity(table).get_yticklabels()]
    assert labels == ["s1", "s3", "s2", "s4"]


def test_without_findings_a_sentence_says_so():
    ax = plot_intensity(intensity(small_review(without_present=True)))
    assert ax.texts[0].get_text() == "There are no findings to draw."
