from __future__ import annotations

import re

import pytest
from matplotlib.figure import Figure

from synthesis.analyses.contradictions import contradictions
from synthesis.plots.contradictions import plot_contradictions
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, widths, words_in

DRAWN = [
    ("c1", "s1", "history+ > trust+ > sharing+"),
    ("c2", "s2", "law- > trust+ > sharing+"),
    ("c3", "s3", "merger+ > trust+ > sharing-"),
    ("c4", "s4", "history+ > conflict- > pace-"),
    ("c5", "s4", "history+ > conflict- > pace+"),
]


def test_studies_with_plus_to_the_left_and_minus_to_the_right():
    ax = plot_contradictions(contradictions(review_of(DRAWN)))
    # trust (+) -> sharing: + s1, s2; - s3. conflict (-) -> pace: s4 on both sides.
    assert widths(ax) == {"plus": [-2, -1], "minus": [1, 1]}
    plus, minus = ax.containers
    assert plus[0].get_hatch() != minus[0].get_hatch()
    assert [word for word in words_in(ax) if word.isdigit()] == ["2", "1", "1", "1"]
    labels = [ax.xaxis.get_major_formatter()(tick) for tick in ax.get_xticks()]
    assert labels == ["2", "1", "0", "1", "2"]


def test_contexts_stand_on_their_side_of_the_row_below_its_heading():
    ax = plot_contradictions(contradictions(review_of(DRAWN)))
    place = {t.get_text(): t.get_position() for t in ax.texts if not t.get_text().isdigit()}
    assert "Trust (+) → Sharing" in place
    assert "Conflict (−) → Pace · both sides within s4" in place
    assert place["History (+); Law (−)"][0] < 0 < place["Merger (+)"][0]
    heading = place["Trust (+) → Sharing"][1]
    next_heading = place["Conflict (−) → Pace · both sides within s4"][1]
    assert heading < place["Merger (+)"][1] < next_heading  # the vertical axis points down
    assert ax.yaxis_inverted()


def test_the_context_is_named_where_it_had_to_be_the_same():
    ax = plot_contradictions(contradictions(review_of(DRAWN), level="context"))
    assert "History (+) and Conflict (−) → Pace · both sides within s4" in words_in(ax)


def test_a_sign_that_was_set_aside_is_not_shown():
    ax = plot_contradictions(contradictions(review_of(DRAWN), match_sign=False))
    assert "Trust → Sharing" in words_in(ax)


def test_many_contexts_are_shortened_and_their_number_is_said():
    many = [(f"m{n}", f"t{n}", f"context_{n}+ > trust+ > sharing+") for n in range(9)]
    ax = plot_contradictions(contradictions(review_of([*DRAWN, *many])))
    # 2 + 9 = 11 contexts with +, six of them shown.
    assert [word for word in words_in(ax) if word.endswith("; and 5 more")] == [
        "Context 0 (+); Context 1 (+); Context 2 (+); Context 3 (+); Context 4 (+); Context 5 (+); and 5 more"
    ]


def test_only_the_first_and_the_axis_says_so():
    table = contradictions(review_of(DRAWN))
    assert plot_contradictions(table).get_xlabel() == "Studies on either side"
    ax = plot_contradictions(table, most=1)
    assert ax.get_xlabel() == "Studies on either side (1 of 2 contradictions drawn)"
    assert widths(ax)["plus"] == [-2]


@pytest.mark.parametrize("level", ["mechanism", "context"])
def test_nothing_to_draw_is_said(level):
    ax = plot_contradictions(contradictions(review_of(DRAWN[:2]), level=level))
    assert words_in(ax) == ["No mechanism was found to lead to opposite outcomes."]


def test_axes_that_are_given_are_used():
    ax = Figure().subplots()
    assert plot_contradictions(contradictions(review_of(DRAWN)), ax=ax) is ax


def test_long_labels_can_be_read():
    long = "_of_a_name_as_long_as_codebooks_of_large_teams_do_have_them"
    lengthened = re.compile("history|trust|pace")
    drawn = [(c, s, lengthened.sub(lambda code: code.group() + long, d)) for c, s, d in DRAWN]
    ax = plot_contradictions(contradictions(review_of(drawn), level="context"))
    assert hidden_words(ax) == []
    assert hidden_words(plot_contradictions(contradictions(review_of(drawn)))) == []
