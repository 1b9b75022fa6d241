"""Figures of hops, chains, loops and codes that change role."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.analyses.configuration_chains import configuration_chains
from synthesis.analyses.configuration_hops import configuration_hops
from synthesis.analyses.configuration_loops import configuration_loops
from synthesis.analyses.role_changes import role_changes
from synthesis.plots.configuration_chains import plot_configuration_chains
from synthesis.plots.configuration_hops import plot_configuration_hops
from synthesis.plots.configuration_loops import plot_configuration_loops
from synthesis.plots.role_changes import plot_role_changes
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, row_labels, widths, widths_by_row, words_in

DRAWN = [
    ("c1", "s1", "law+ > trust+ > faith+"),
    ("c2", "s1", " > faith+ > costs-"),
    ("c3", "s2", " > faith+ > costs-"),
    ("c4", "s2", " > trust+ > faith+"),
    ("c5", "s3", "faith+ > synergy+ > trust+"),
    ("c6", "s4", "trust+ > respect+ > trust+"),
]
FIGURES = {
    "chains": (lambda r: configuration_chains(r, min_studies=1), plot_configuration_chains),
    "hops": (configuration_hops, plot_configuration_hops),
    "loops": (configuration_loops, plot_configuration_loops),
    "role_changes": (role_changes, plot_role_changes),
}


def test_chains_show_their_weakest_hop_and_whether_a_study_reports_them_whole():
    ax = plot_configuration_chains(configuration_chains(review_of(DRAWN), min_studies=1), most=2)
    words = words_in(ax)
    assert "Trust (+) → Faith (+) → Costs (−)" in words
    assert "2 → 2; all in 2 studies" in words
    assert widths(ax) == {"a study reports the whole chain": [2], "stitched across studies": [1]}
    whole, stitched = (bars[0] for bars in ax.containers)
    assert whole.get_hatch() != stitched.get_hatch()
    assert ax.get_xlabel().startswith("Studies behind the weakest hop (bar)\n(2 of ")


def test_loops_show_their_kind_and_configurations_that_feed_themselves():
    ax = plot_configuration_loops(configuration_loops(review_of(DRAWN)))
    words = words_in(ax)
    assert "Respect (+) → Trust (+) → Respect (+) · reinforcing, one configuration" in words
    assert "Faith (+) → Synergy (+) → Trust (+) → Faith (+) · reinforcing" in words
    assert "1 → 1 → 2; all in no study" in words
    assert widths(ax) == {"a study reports the whole loop": [1], "stitched across studies": [1]}


def test_hops_inside_a_study_stand_apart():
    ax = plot_configuration_hops(configuration_hops(review_of(DRAWN)))
    # Faith (+) as mechanism: c1-c2, c4-c3 inside a study; c1-c3, c4-c2 across. As context of c5: c1, c4.
    # Trust (+) of c5 and c6 as mechanism of c1 and c4: four across; as context of c6: c5.
    parts = [("Faith", "mechanism"), ("Trust", "mechanism"), ("Faith", "context"), ("Trust", "context")]
    assert row_labels(ax) == [f"{code} (+) → {role}" for code, role in parts]
    assert widths_by_row(ax) == {"inside one study": [2, 0, 0, 0], "stitched across studies": [2, 4, 2, 1]}


def test_parts_that_a_code_plays_are_bars_told_apart_by_hatching():
    ax = plot_role_changes(role_changes(review_of(DRAWN)))
    # Trust: context s4, mechanism s1 and s2, outcome s3 and s4. Faith: context s3, mechanism s1 and s2,
    # outcome s1 and s2.
    assert row_labels(ax) == ["Trust", "Faith"]
    assert widths(ax) == {"as context": [1, 1], "as mechanism": [2, 2], "as outcome": [2, 2]}
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 3


@pytest.mark.parametrize("name", FIGURES)
def test_words_can_be_read_however_long_they_are(name):
    analysis, plot = FIGURES[name]
    long = "a_label_of_the_length_that_codebooks_of_large_teams_do_have"
    drawn = [(c, s, d.replace("faith", f"faith_{long}").replace("trust", long)) for c, s, d in DRAWN]
    assert hidden_words(plot(analysis(review_of(drawn)))) == []


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_to_draw_is_said(name):
    analysis, plot = FIGURES[name]
    [said] = words_in(plot(analysis(review_of([("c1", "s1", "a+ > b+ > c+")]))))
    assert said.startswith("No ")


@pytest.mark.parametrize("name", FIGURES)
def test_axes_that_are_given_are_used(name):
    analysis, plot = FIGURES[name]
    ax = Figure().subplots()
    assert plot(analysis(review_of(DRAWN)), ax=ax) is ax


@pytest.mark.parametrize("name", FIGURES)
def test_only_the_first_are_drawn_and_the_axis_says_so(name):
    analysis, plot = FIGURES[name]
    ax = plot(analysis(review_of(DRAWN)), most=1)
    assert "(1 of " in ax.get_xlabel().replace("\n", " ")
