"""The traffic light and the bars of the appraisal, as a person sees them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.appraisal_summary import appraisal_summary
from synthesis.analyses.appraisal_table import appraisal_table
from synthesis.errors import OptionError
from synthesis.plots.answer_marks import answer_marks
from synthesis.plots.appraisal_summary import plot_appraisal_summary
from synthesis.plots.appraisal_table import plot_appraisal_table
from synthesis.review import read_review
from tests.analyses.appraised_review import appraised_review
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

DATA = Path(__file__).parents[2] / "data"


def _legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_one_mark_for_each_study_and_item():
    ax = plot_appraisal_table(appraisal_table(appraised_review()))
    assert sum(len(marks.get_offsets()) for marks in ax.collections[1:]) == 4 * 3
    assert row_labels(ax) == ["Ash 2010", "Birch 2011", "Cedar 2012", "Dale 2013"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2", "10", "only"]
    assert words_in(ax) == ["A", "B"]


def test_the_legend_gives_whole_answers():
    assert _legend(plot_appraisal_table(appraisal_table(appraised_review()))) == [
        "yes",
        "unclear",
        "no",
        "splendid",
        "not agreed",
        "not answered",
        "not appraised",
    ]


def test_a_mark_stands_where_its_answer_is():
    ax = plot_appraisal_table(appraisal_table(appraised_review()))
    drawn = dict(zip(_legend(ax), ax.collections[1:], strict=True))
    ticks = ax.get_xticks()
    assert drawn["yes"].get_offsets().tolist() == [[ticks[0], 0]]
    assert drawn["no"].get_offsets().tolist() == [[ticks[1], 0]]
    assert drawn["not appraised"].get_offsets()[:, 1].tolist().count(3) == 3


def test_answers_differ_in_shape_or_hatching_and_not_in_colour_only():
    answers = ["yes", "partly", "cannot tell", "no", "not applicable", "unclear", "very", "so-so"]
    answers += ["not agreed", "not answered", "not appraised"]
    marks = answer_marks(pd.DataFrame({"tool": "A", "judgement": answers}))
    assert len(set(marks.values())) == len(answers)
    # A ring and a filled circle have one marker; the hatching of the bars tells them apart.
    assert len({(mark.marker, mark.hatch) for mark in marks.values()}) == len(answers)


def test_of_many_studies_those_with_most_extracts_are_drawn_and_it_says_so():
    ax = plot_appraisal_table(appraisal_table(appraised_review()), most=3)
    assert row_labels(ax) == ["Ash 2010", "Birch 2011", "Cedar 2012"]  # s4 has one extract, the others two
    assert ax.get_xlabel() == "3 studies, 3 items (3 of 4 studies drawn, those with most\nextracts)"


@pytest.mark.parametrize("name", ["collaboration", "realist-86"])
def test_all_words_of_the_shipped_reviews_can_be_read(name):
    review = read_review(DATA / name)
    for ax in (
        plot_appraisal_table(appraisal_table(review)),
        plot_appraisal_summary(appraisal_summary(review)),
        plot_appraisal_summary(appraisal_summary(review), weight="participants"),
        plot_appraisal_summary(appraisal_summary(review), weight="extracts"),
    ):
        assert hidden_words(ax) == []
        assert ax.figure.get_figwidth() * 2.54 <= 18.01


def test_bars_are_shares_of_all_studies():
    ax = plot_appraisal_summary(appraisal_summary(appraised_review()))
    assert row_labels(ax) == ["A", "2", "10", "B", "only"]
    assert widths(ax)["yes"] == [0.25]
    assert widths(ax)["not appraised"] == [0.25, 0.25, 0.75]
    assert sum(sum(lengths) for lengths in widths(ax).values()) == pytest.approx(3)
    assert ax.get_xlabel() == "Share of the 4 studies"


def test_bars_can_be_weighed_and_say_by_what():
    table = appraisal_summary(appraised_review())
    ax = plot_appraisal_summary(table, weight="participants")
    assert ax.get_xlabel().replace("\n", " ") == (
        "Share of the 100 participants of the 3 of 4 studies that report a number"
    )
    assert widths(ax)["not agreed"] == [0.3]
    ax = plot_appraisal_summary(table, weight="extracts")
    assert widths(ax)["yes"] == pytest.approx([2 / 7])
    with pytest.raises(OptionError, match="'studies', 'participants' or 'extracts'"):
        plot_appraisal_summary(table, weight="score")


def test_without_an_appraisal_the_figure_says_so():
    review = appraised_review(appraisal=[])
    for ax in (
        plot_appraisal_table(appraisal_table(review)),
        plot_appraisal_summary(appraisal_summary(review)),
    ):
        assert words_in(ax) == ["The review has no appraisal to draw."]


def test_without_numbers_of_participants_the_figure_says_so():
    studies = [{"study_id": f"s{i}"} for i in range(1, 5)]
    table = appraisal_summary(appraised_review(studies=studies))
    assert words_in(plot_appraisal_summary(table, weight="participants")) == [
        "The appraised studies report no participants."
    ]
