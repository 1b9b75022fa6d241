"""The figures of code saturation: curve, rarefaction, bands, stopping points and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from synthesis.analyses.permutation_bands import permutation_bands
from synthesis.analyses.rarefaction import rarefaction
from synthesis.analyses.sample_coverage import sample_coverage
from synthesis.analyses.saturation_curve import saturation_curve
from synthesis.analyses.stopping_points import stopping_points
from synthesis.plots.permutation_bands import plot_permutation_bands
from synthesis.plots.rarefaction import plot_rarefaction
from synthesis.plots.sample_coverage import plot_sample_coverage
from synthesis.plots.saturation_curve import plot_saturation_curve
from synthesis.plots.stopping_points import plot_stopping_points
from tests.analyses.incidence_reviews import review_holding
from tests.plots.drawn_text import hidden_words, row_labels, widths, widths_by_row, words_in

HELD = {"s1": "ab", "s2": "abc", "s3": "", "s4": "acd", "s5": "ab", "s6": "be", "s7": "abc"}
FIGURES = {
    "saturation_curve": (saturation_curve, plot_saturation_curve),
    "rarefaction": (rarefaction, plot_rarefaction),
    "permutation_bands": (permutation_bands, plot_permutation_bands),
    "stopping_points": (stopping_points, plot_stopping_points),
    "sample_coverage": (sample_coverage, plot_sample_coverage),
}
each_figure = pytest.mark.parametrize(("analysis", "plot"), FIGURES.values(), ids=FIGURES)


@pytest.fixture(scope="module")
def review():
    return review_holding(HELD)


def lines(ax) -> dict[str, list[float]]:
    return {line.get_label(): list(line.get_ydata()) for line in ax.get_lines()}


def labels_of(ax) -> str:
    return " ".join([ax.get_xlabel(), ax.get_ylabel()])


@each_figure
def test_every_word_can_be_read_and_names_code_saturation(review, analysis, plot):
    ax = plot(analysis(review))
    assert hidden_words(ax) == []
    assert "code saturation" in labels_of(ax)


@each_figure
def test_a_review_that_switched_it_off_shows_its_reason(analysis, plot):
    reason = (
        "Our analysis is reflexive: codes are not meant to run out, and the team has said so from the start."
    )
    off = review_holding(HELD, settings={"saturation": {"use": False, "reason": reason}})
    ax = plot(analysis(off))
    assert words_in(ax) == [f"This review does not use code saturation: {reason}"]
    assert not ax.axison
    box = ax.texts[0].get_window_extent(FigureCanvasAgg(ax.figure).get_renderer())
    assert box.width < ax.figure.bbox.width


@each_figure
def test_axes_that_are_given_are_used(review, analysis, plot):
    ax = Figure().subplots()
    assert plot(analysis(review), ax=ax) is ax


def test_the_curve_and_what_is_new(review):
    ax = plot_saturation_curve(saturation_curve(review, order_by="study_id"))
    assert lines(ax)["codes so far"] == [2, 3, 3, 4, 4, 5, 5]
    assert [bar.get_height() for bar in ax.patches] == [2, 1, 0, 1, 0, 1, 0]
    assert ax.get_xlabel() == "Studies, read by study_id"


def test_rarefaction_tells_exact_from_estimate(review):
    table = rarefaction(review)
    ax = plot_rarefaction(table)
    drawn = lines(ax)
    assert drawn["mean over all choices (exact)"] == pytest.approx(table["mean_codes"].tolist())
    upper = drawn["± 1 standard deviation of the mean (unconditional, an estimate)"]
    assert upper == pytest.approx((table["mean_codes"] + table["sd_unconditional_estimate"]).tolist())
    (band,) = ax.collections
    assert "exact" in band.get_label()
    heights = band.get_paths()[0].vertices
    at_all = heights[heights[:, 0] == 7][:, 1]
    assert np.allclose(at_all, 5)  # the band closes at all studies
    styles = {line.get_label(): line.get_linestyle() for line in ax.get_lines()}
    assert len(set(styles.values())) == 2  # not told apart by colour alone


def test_the_band_says_what_it_holds(review):
    ax = plot_permutation_bands(permutation_bands(review, n_orders=100))
    assert lines(ax)["median"][-1] == 5
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["95% of 100 random orders", "median"]
    of_all = plot_permutation_bands(permutation_bands(review_holding({"s1": "a", "s2": "b"})))
    assert of_all.get_legend().get_texts()[0].get_text() == "95% of 2 all orders"


def test_stopping_points_are_a_distribution(review):
    table = stopping_points(review, base=2, run=1, threshold=0)
    ax = plot_stopping_points(table)
    assert row_labels(ax) == table["point"].tolist()
    bars = widths(ax)
    points = table.loc[table["n_units"].notna() & (table["n_orders"] > 0), "share_of_orders"]
    assert bars["studies read + run of 1 that brought little new"] == pytest.approx(points.tolist())
    assert sum(sum(of_series) for of_series in bars.values()) == pytest.approx(1)
    hatches = [bars[0].get_hatch() for bars in ax.containers]
    assert len(set(hatches)) == len(hatches)


def test_too_few_studies_are_said_to_be_too_few():
    ax = plot_stopping_points(stopping_points(review_holding({"s1": "a", "s2": "b"})))
    assert words_in(ax) == ["2 studies cannot be judged with a base of 4 and a run of 2."]


def test_coverage_shows_found_beside_estimated(review):
    # a 5, b 5, c 3, d 1, e 1: Q1 = 2, Q2 = 0, so 6/7 · 2 · 1/2 unseen.
    ax = plot_sample_coverage(sample_coverage(review))
    assert row_labels(ax) == [
        "in 3 or more studies",
        "in 2 studies",
        "in 1 study",
        "in none (Chao2, an estimate)",
    ]
    assert widths_by_row(ax) == {
        "found": [3, 0, 2, 0],
        "estimated, not found": [0, 0, 0, pytest.approx(6 / 7)],
    }
    assert words_in(ax) == ["3", "0", "2", "0.9"]
    coverage = sample_coverage(review)["sample_coverage"].iloc[0]
    assert f"estimated sample coverage {100 * coverage:.1f}%" in ax.get_xlabel().replace("\n", " ")


def test_nothing_to_draw_is_said(review):
    for analysis, plot in FIGURES.values():
        words = words_in(plot(analysis(review, unit="source")))
        assert len(words) == 1
        assert words[0].endswith(".")
