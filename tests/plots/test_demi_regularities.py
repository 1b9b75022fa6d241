from __future__ import annotations

from itertools import groupby

from matplotlib.figure import Figure
from matplotlib.text import Annotation

from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.plots.demi_regularities import plot_demi_regularities
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, widths, words_in

DRAWN = [
    ("c1", "s1", "shared_vision+ > conflict- > trust+"),
    ("c2", "s2", "shared_vision+ > conflict- > trust+"),
    ("c3", "s3", "shared_vision+ > conflict- > trust+"),
    ("c4", "s4", "shared_vision+ > conflict- > "),
    ("c5", "s1", "law- > respect+ > pace-"),
    ("c6", "s2", "law- > respect+ > pace-"),
]


def test_rows_read_as_context_mechanism_outcome_and_studies():
    ax = plot_demi_regularities(demi_regularities(review_of(DRAWN)))
    cells = [text for text in ax.texts if not isinstance(text, Annotation)]
    in_rows = sorted(cells, key=lambda text: (text.get_position()[1], text.get_position()[0]))
    rows = groupby(in_rows, key=lambda text: text.get_position()[1])
    assert [[text.get_text() for text in row] for _, row in rows] == [
        ["Context", "Mechanism", "Outcome", "Studies"],
        ["Shared vision (+)", "Conflict (−)", "Trust (+)"],
        ["Law (−)", "Respect (+)", "Pace (−)"],
    ]
    ends = [word for word in words_in(ax) if " of " in word]
    assert ends == ["3 of 4 (75%)", "2 of 2 (100%)"]


def test_bars_are_the_studies_with_the_pattern_and_with_its_context():
    ax = plot_demi_regularities(demi_regularities(review_of(DRAWN)))
    assert widths(ax) == {
        "with the context": [4, 2],
        "with the whole pattern, outcome (+)": [3],
        "with the whole pattern, outcome (−)": [2],
    }
    plus, minus = ax.containers[1][0], ax.containers[2][0]
    assert plus.get_hatch() != minus.get_hatch()
    # The first pattern is at the top.
    assert ax.yaxis_inverted()
    assert plus.get_y() < minus.get_y()
    assert min(ax.get_xticks()) == 0


def test_signs_that_were_set_aside_are_not_shown():
    ax = plot_demi_regularities(demi_regularities(review_of(DRAWN), sign="outcome"))
    assert {"Shared vision", "Conflict", "Trust (+)"} <= set(words_in(ax))


def test_only_the_first_and_the_axis_says_so():
    table = demi_regularities(review_of(DRAWN))
    assert plot_demi_regularities(table).get_xlabel() == "Studies"
    ax = plot_demi_regularities(table, most=1)
    assert ax.get_xlabel() == "Studies (1 of 2 patterns drawn)"
    assert "Law (−)" not in words_in(ax)


def test_nothing_to_draw_is_said():
    ax = plot_demi_regularities(demi_regularities(review_of(DRAWN), min_studies=9))
    assert words_in(ax) == ["No pattern of context, mechanism and outcome was found in so many studies."]


def test_axes_that_are_given_are_used():
    ax = Figure().subplots()
    assert plot_demi_regularities(demi_regularities(review_of(DRAWN)), ax=ax) is ax


def test_long_labels_stay_in_their_columns():
    long = "a_label_of_the_length_that_codebooks_of_large_teams_do_have"
    drawn = [(c, s, d.replace("conflict", long).replace("pace", f"outcome_{long}")) for c, s, d in DRAWN]
    ax = plot_demi_regularities(demi_regularities(review_of(drawn)))
    assert hidden_words(ax) == []


def test_a_label_that_looks_like_a_formula_is_shown_as_it_is():
    table = demi_regularities(review_of(DRAWN))
    table["context"] = "Costs $5 to $9"
    ax = plot_demi_regularities(table)
    found = [text for text in ax.texts if text.get_text().startswith("Costs")]
    assert len(found) == 2
    assert not any(text.get_parse_math() for text in found)
