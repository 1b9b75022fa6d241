from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.analyses.configurations import configurations
from synthesis.plots.configurations import plot_configurations
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, row_labels, widths_by_row, words_in

DRAWN = [
    ("c1", "s1", "history+, law+ > trust+ > sharing+"),
    ("c2", "s1", "history- > trust+ > sharing-"),
    ("c3", "s2", "history+ > trust- > sharing+"),
    ("c4", "s3", " > trust+ > sharing+"),
    ("c5", "s3", "law+ > conflict+ > "),
    ("c6", "s3", ""),
]
# Studies: history + s1, s2, - s1; law + s1, s3. Trust + s1, s3, - s2; conflict + s3. Sharing + s1,
# s2, s3, - s1. History and law have two studies each, history is in three configurations and so first.
ROWS = ["CONTEXTS", "History", "Law", "MECHANISMS", "Trust", "Conflict", "OUTCOMES", "Sharing"]


def test_bars_are_the_studies_with_each_term_under_each_sign():
    ax = plot_configurations(configurations(review_of(DRAWN)))
    assert row_labels(ax) == ROWS
    # Headings have no bars: the bars stand in the second, third, fifth, sixth and eighth row.
    assert widths_by_row(ax) == {
        "present or rising (+)": [0, 2, 2, 0, 2, 1, 0, 3],
        "missing or falling (−)": [0, -1, 0, 0, -1, 0, 0, -1],
    }
    assert sorted(words_in(ax)) == ["1", "1", "1", "1", "2", "2", "2", "3"]


def test_the_axis_says_how_many_configurations_of_each_form_there_are():
    ax = plot_configurations(configurations(review_of(DRAWN)))
    label = ax.get_xlabel().replace("\n", " ")
    assert label == (
        "Studies naming the term 6 configurations in 3 studies: 3 CMO, 1 CM, 1 MO, 1 without terms"
    )


def test_signs_are_told_apart_without_colour():
    ax = plot_configurations(configurations(review_of(DRAWN)))
    plus, minus = ax.containers
    assert plus[0].get_hatch() != minus[0].get_hatch()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "missing or falling (−)",
        "present or rising (+)",
    ]


def test_only_the_most_frequent_terms_and_the_heading_says_so():
    ax = plot_configurations(configurations(review_of(DRAWN)), most=1)
    assert row_labels(ax) == [
        "CONTEXTS (1 of 2 terms drawn)",
        "History",
        "MECHANISMS (1 of 2 terms drawn)",
        "Trust",
        "OUTCOMES",
        "Sharing",
    ]


def test_a_label_with_a_semicolon_and_a_dollar_is_one_term():
    table = configurations(review_of(DRAWN))
    table["context"] = table["context"].str.replace("History", "Costs; $5 to $9")
    ax = plot_configurations(table)
    assert row_labels(ax)[1] == "Costs; $5 to $9"
    assert not ax.get_yticklabels()[1].get_parse_math()


@pytest.mark.parametrize("drawn", [[], [("c1", "s1", "")]])
def test_nothing_to_draw_is_said(drawn):
    ax = plot_configurations(configurations(review_of(drawn)))
    assert words_in(ax) == ["There are no configurations with terms to draw."]
    assert not ax.containers


def test_axes_that_are_given_are_used():
    ax = Figure().subplots()
    assert plot_configurations(configurations(review_of(DRAWN)), ax=ax) is ax


def test_long_labels_can_be_read():
    long = [
        (c, s, drawing.replace("history", "a_long_history_of_" * 4 + "working")) for c, s, drawing in DRAWN
    ]
    assert hidden_words(plot_configurations(configurations(review_of(long)))) == []
