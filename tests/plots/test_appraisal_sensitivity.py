from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.analyses.appraisal_sensitivity import appraisal_sensitivity
from synthesis.analyses.appraisal_sensitivity_patterns import appraisal_sensitivity_patterns
from synthesis.analyses.appraisal_sensitivity_studies import appraisal_sensitivity_studies
from synthesis.plots.appraisal_sensitivity import plot_appraisal_sensitivity
from synthesis.plots.appraisal_sensitivity_patterns import plot_appraisal_sensitivity_patterns
from synthesis.plots.appraisal_sensitivity_studies import plot_appraisal_sensitivity_studies
from synthesis.review import review_from_tables
from tests.analyses.test_appraisal_sensitivity import CHOSEN, tables  # noqa: F401
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

PLOTS = {
    "themes": (appraisal_sensitivity, plot_appraisal_sensitivity),
    "patterns": (appraisal_sensitivity_patterns, plot_appraisal_sensitivity_patterns),
    "studies": (appraisal_sensitivity_studies, plot_appraisal_sensitivity_studies),
}
each_plot = pytest.mark.parametrize(("analysis", "plot"), PLOTS.values(), ids=PLOTS)


@pytest.fixture(scope="module")
def review(tables):  # noqa: F811
    return review_from_tables(tables)


@each_plot
def test_every_word_can_be_read(review, analysis, plot):
    assert hidden_words(plot(analysis(review, **CHOSEN))) == []


@each_plot
def test_axes_that_are_given_are_used(review, analysis, plot):
    ax = Figure().subplots()
    assert plot(analysis(review, **CHOSEN), ax=ax) is ax


@each_plot
def test_nothing_to_draw_is_said(review, analysis, plot):
    words = words_in(plot(analysis(review, **CHOSEN).iloc[:0]))
    assert len(words) == 1
    assert words[0].endswith("to draw.")


def test_both_shares_and_both_ranks(review):
    ax = plot_appraisal_sensitivity(appraisal_sensitivity(review, **CHOSEN))
    dots = {line.get_label(): list(line.get_xdata()) for line in ax.get_lines()}
    assert dots["of all 9 studies"] == pytest.approx([4 / 9, 3 / 9, 1 / 9, 0])
    assert dots["of the 3 that pass"] == pytest.approx([1 / 3, 2 / 3, 0, 0])
    assert words_in(ax) == ["rank 1 → 2", "rank 2 → 1", "rank 3", "rank 4 → 3"]
    markers = {line.get_marker() for line in ax.get_lines()}
    assert len(markers) == 2


def test_patterns_that_fall_are_hatched(review):
    ax = plot_appraisal_sensitivity_patterns(appraisal_sensitivity_patterns(review, **CHOSEN))
    assert widths(ax) == {
        "all studies": [2, 3],
        "studies that pass": [2],
        "studies that pass: too few": [1],
    }
    plain, hatched = ax.containers[1][0], ax.containers[2][0]
    assert plain.get_hatch() != hatched.get_hatch()
    assert words_in(ax) == ["1 of 2 pass", "2 of 3 pass"]


def test_judgements_that_do_not_pass_are_hatched(review):
    ax = plot_appraisal_sensitivity_studies(appraisal_sensitivity_studies(review, **CHOSEN))
    assert row_labels(ax) == ["yes", "no", "not agreed", "not answered", "not appraised"]
    assert widths(ax) == {"passes": [3], "does not pass": [1, 1, 3, 1]}
    assert ax.containers[0][0].get_hatch() != ax.containers[1][0].get_hatch()
    assert ax.get_xlabel() == "Studies, by their judgement on: Is it clear?"
