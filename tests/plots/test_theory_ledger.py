from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.analyses.theory_ledger import theory_ledger
from synthesis.plots.theory_ledger import plot_theory_ledger
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

THEORIES = [
    {"theory_id": "t1", "statement": "Trust builds on a history of working together that costs $5 to $9."},
    {"theory_id": "t2", "statement": "Nobody speaks to this one."},
]
CMO = "a+ > b+ > c+"
DRAWN = [
    ("c1", "s1", CMO, "t1", "supports"),
    ("c2", "s2", CMO, "t1", "supports"),
    ("c3", "s2", CMO, "t1", "refutes"),
    ("c4", "s3", CMO, "t1", "refines"),
    ("c5", "s3", CMO, "", "new"),
    ("c6", "s4", CMO),
]


@pytest.fixture
def table():
    return theory_ledger(review_of(DRAWN, theories=THEORIES))


def test_parts_of_a_bar_are_the_studies_under_each_relation(table):
    ax = plot_theory_ledger(table)
    assert row_labels(ax) == [
        "t1: Trust builds on a history of working together that costs $5 to $9.",
        "t2: Nobody speaks to this one.",
        "(no theory named)",
    ]
    assert widths(ax) == {
        "supports": [2],
        "refines": [1],
        "refutes": [1],
        "new": [1],
        "relation not stated": [1],
    }
    starts = {bars.get_label(): bars[0].get_x() for bars in ax.containers}
    assert starts == {"supports": 0, "refines": 2, "refutes": 3, "new": 0, "relation not stated": 1}
    rows = {bars.get_label(): bars[0].get_y() + bars[0].get_height() / 2 for bars in ax.containers}
    top, _, bottom = ax.get_yticks()
    assert rows["supports"] == rows["refutes"] == pytest.approx(top)
    assert rows["new"] == pytest.approx(bottom)


def test_numbers_stand_on_the_parts_and_studies_at_the_end(table):
    words = words_in(plot_theory_ledger(table))
    # The parts in the order of the relations; then t1: s1, s2, s3 (s2 is in two parts).
    assert words == ["2", "1", "1", "1", "1", "3 studies", "no study", "2 studies"]


def test_relations_are_told_apart_without_colour(table):
    ax = plot_theory_ledger(table)
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 5
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["supports", "refines", "refutes", "new", "relation not stated"]


def test_statements_are_no_formulas_and_can_be_read(table):
    table["statement"] = table["statement"] + " " + "And it goes on for as long as statements do. " * 3
    ax = plot_theory_ledger(table)
    assert not any(label.get_parse_math() for label in ax.get_yticklabels())
    assert hidden_words(ax) == []


def test_theories_that_no_configuration_names_are_drawn_as_none():
    ax = plot_theory_ledger(theory_ledger(review_of([], theories=THEORIES)))
    assert words_in(ax) == ["no study", "no study"]
    assert not ax.containers


def test_nothing_to_draw_is_said():
    ax = plot_theory_ledger(theory_ledger(review_of([])))
    assert words_in(ax) == ["There are no programme-theory statements and no configurations to draw."]


def test_axes_that_are_given_are_used(table):
    ax = Figure().subplots()
    assert plot_theory_ledger(table, ax=ax) is ax
