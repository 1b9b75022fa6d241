from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch

from synthesis.analyses.configuration_network import configuration_network
from synthesis.plots.configuration_network import plot_configuration_network
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, words_in

DRAWN = [
    ("c1", "s1", "law+ > trust+ > pace+"),
    ("c2", "s2", "law+ > trust+ > pace-"),
    ("c3", "s3", "law+ > trust+ > costs-"),
    ("c4", "s3", "law+ >  > respect+"),
    ("c5", "s4", "pace+ > respect+ > trust+"),
]


def table():
    return configuration_network(review_of(DRAWN))


def edges(ax) -> dict[str, PathPatch]:
    return {patch.get_gid(): patch for patch in ax.patches if isinstance(patch, PathPatch)}


def test_a_box_for_each_part_that_a_code_plays_in_the_column_of_that_part():
    ax = plot_configuration_network(table())
    places = {(text.get_text(), round(text.get_position()[0])) for text in ax.texts}
    columns = {word: x for word, x in places if word in ("Context", "Mechanism", "Outcome")}
    assert {(w, x) for w, x in places if x == columns["Context"]} >= {("Law", columns["Context"])}
    assert ("Pace", columns["Context"]) in places
    assert ("Pace", columns["Outcome"]) in places
    assert ("Trust", columns["Mechanism"]) in places
    assert ("Trust", columns["Outcome"]) in places
    assert columns["Context"] < columns["Mechanism"] < columns["Outcome"]
    assert hidden_words(ax) == []


def test_signs_are_told_apart_by_line_as_well_as_by_colour():
    lines = edges(plot_configuration_network(table()))
    assert len(lines) == len(table()) == 6
    same, opposite, both = (lines[name] for name in ("law-CM-trust", "trust-MO-costs", "trust-MO-pace"))
    assert len({line.get_linestyle() for line in (same, opposite, both)}) == 3
    assert len({line.get_edgecolor() for line in (same, opposite, both)}) == 3
    said = [text.get_text() for text in plot_configuration_network(table()).get_legend().get_texts()]
    assert said == [
        "same signs at both ends",
        "opposite signs",
        "reported both ways",
        "changes role",
        "1 study",
        "3 studies",
    ]


def test_wider_lines_are_more_studies():
    lines = edges(plot_configuration_network(table()))
    assert lines["law-CM-trust"].get_linewidth() > lines["trust-MO-pace"].get_linewidth()
    assert lines["trust-MO-pace"].get_linewidth() > lines["trust-MO-costs"].get_linewidth()


def test_the_legend_says_what_a_width_stands_for():
    ax = plot_configuration_network(table())
    keys = dict(
        zip([t.get_text() for t in ax.get_legend().get_texts()], ax.get_legend().get_lines(), strict=True)
    )
    lines = edges(ax)
    assert keys["3 studies"].get_linewidth() == lines["law-CM-trust"].get_linewidth()
    assert keys["1 study"].get_linewidth() == lines["trust-MO-costs"].get_linewidth()


def test_codes_that_change_role_have_a_heavy_frame():
    ax = plot_configuration_network(table())
    heavy = {text.get_text() for text in ax.texts if text.get_fontweight() == "bold"}
    assert heavy - {"Context", "Mechanism", "Outcome"} == {"Pace", "Trust", "Respect"}
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    assert sorted(box.get_linewidth() for box in boxes) == [0.6] * 2 + [1.8] * 6


def test_an_edge_without_a_mechanism_passes_between_the_boxes_of_mechanisms():
    ax = plot_configuration_network(table())
    [dyad] = [line for name, line in edges(ax).items() if "-CO-" in name]
    between = [y for x, y in dyad.get_path().vertices if 7.5 < x < 10.5]
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch) and 5 < patch.get_x() < 12]
    assert boxes
    assert not any(box.get_y() < y < box.get_y() + box.get_height() for box in boxes for y in between)


def test_edges_are_filtered_by_studies_and_the_figure_says_so():
    ax = plot_configuration_network(table(), min_studies=2)
    assert set(edges(ax)) == {"law-CM-trust", "trust-MO-pace"}
    assert words_in(ax)[-1] == "Links in at least 2 studies (2 of 6 links drawn)"
    assert words_in(plot_configuration_network(table()))[-1] == "Links in at least 1 study"
    ax = plot_configuration_network(table(), most=3)
    assert words_in(ax)[-1] == "Links in at least 2 studies (2 of 6 links drawn)"


def test_where_support_does_not_choose_the_best_joined_codes_come_first():
    drawn = [("c1", "s1", "a+ > b+ > z+"), ("c2", "s1", "y+ > b+ > z+"), ("c3", "s1", "k+ > l+ > m+")]
    ax = plot_configuration_network(configuration_network(review_of(drawn)), most=3)
    assert set(edges(ax)) == {"b-MO-z", "a-CM-b", "y-CM-b"}
    assert words_in(ax)[-1] == (
        "Links in at least 1 study, those of the codes with most links (3 of 5 links drawn)"
    )


def test_nothing_to_draw_is_said():
    assert words_in(plot_configuration_network(configuration_network(review_of([])))) == [
        "The configurations have no links to draw."
    ]
    assert words_in(plot_configuration_network(table(), min_studies=9)) == ["No link was found in 9 studies."]


def test_axes_that_are_given_are_used():
    ax = Figure().subplots()
    assert plot_configuration_network(table(), ax=ax) is ax


@pytest.mark.parametrize("n", [1, 12])
def test_long_labels_stay_in_their_boxes(n):
    long = "a_label_of_the_length_that_codebooks_of_large_teams_do_have"
    drawn = [(f"c{i}", "s1", f"{long}_{i}+ > {long}_m+ > {long}_o{i}+") for i in range(n)]
    ax = plot_configuration_network(configuration_network(review_of(drawn)))
    assert hidden_words(ax) == []


def test_a_label_that_looks_like_a_formula_is_shown_as_it_is():
    edges_ = table()
    edges_["from_label"] = "Costs $5 to $9"
    ax = plot_configuration_network(edges_)
    found = [text for text in ax.texts if text.get_text().startswith("Costs $")]
    assert found
    assert not any(text.get_parse_math() for text in found)
