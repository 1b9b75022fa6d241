from __future__ import annotations

from synthesis.analyses.long_sentences import long_sentences
from synthesis.analyses.reading_level import reading_level
from synthesis.plots.long_sentences import plot_long_sentences
from synthesis.plots.reading_level import plot_reading_level
from tests.analyses.test_reading_level import LONG, PLAIN, reviewed
from tests.plots.drawn_text import hidden_words, row_labels, words_in


def test_each_part_is_a_bar_as_long_as_its_sentences_with_the_formula_in_words():
    ax = plot_reading_level(reading_level(reviewed(issue=PLAIN, missing=LONG)))
    assert row_labels(ax) == ["What is the issue?", "What is missing?", "All together"]
    assert [bar.get_width() for bar in ax.containers[0]] == [8.0, 14.0, 11.0]
    assert "Flesch reading ease 114, very easy" in words_in(ax)
    assert not hidden_words(ax)


def test_a_language_without_a_formula_is_said():
    ax = plot_reading_level(reading_level(reviewed("ja", issue=PLAIN)))
    assert set(words_in(ax)) == {"no formula for this language"}


def test_long_sentences_stand_in_full_beside_their_number_of_words():
    ax = plot_long_sentences(long_sentences(reviewed(issue=LONG)))
    assert row_labels(ax) == [LONG.removesuffix(" Stop.")]
    assert words_in(ax) == ["27"]
    assert not hidden_words(ax)


def test_nothing_to_draw_is_said():
    assert words_in(plot_reading_level(reading_level(reviewed()))) == [
        "The team has not written a summary yet."
    ]
    assert words_in(plot_long_sentences(long_sentences(reviewed(issue=PLAIN)))) == [
        "No sentence of the summary is long."
    ]
