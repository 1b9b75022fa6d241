from __future__ import annotations

import math

import pandas as pd
import pytest
from matplotlib.patches import Circle, Rectangle, Wedge

from synthesis.analyses.gap_map import gap_map
from synthesis.plots.gap_map import plot_gap_map
from tests.analyses.appraised_review import appraised_review
from tests.analyses.small_review import small_review
from tests.plots.drawn_text import hidden_words, words_in


def followed(ax, kind):
    return [patch for patch in ax.patches if isinstance(patch, kind) and patch.get_url()]


def test_areas_are_as_the_numbers_of_studies():
    table = gap_map(small_review(), by="country")
    ax = plot_gap_map(table)
    radius = {}
    for patch in [*followed(ax, Circle), *followed(ax, Wedge)]:
        size = patch.radius if isinstance(patch, Circle) else patch.r
        radius[int(patch.get_url().split(":")[1])] = size
    drawn = table[table["n_studies"] > 0]
    assert set(radius) == set(drawn.index)
    areas = {n: {round(math.pi * radius[row] ** 2 / n, 6) for row in drawn.index[drawn["n_studies"] == n]}
             for n in drawn["n_studies"].unique()}  # fmt: skip
    assert len(set().union(*areas.values())) == 1


def test_each_number_is_written_and_each_gap_is_named():
    table = gap_map(small_review(), by="country")
    said = words_in(plot_gap_map(table))
    for n in table.loc[table["n_studies"] > 0, "n_studies"]:
        assert str(n) in said
    # One more stands in the key.
    assert said.count("gap") == table["is_gap"].sum() + 1
    assert "England (2 studies)" in said
    assert "Norway (1 study)" in said


def test_a_place_where_it_is_only_said_to_be_absent_is_no_gap():
    table = gap_map(small_review(without_present=True), by="country")
    assert "stated absent: 1" in words_in(plot_gap_map(table))


def test_the_ring_says_how_the_studies_were_appraised():
    table = gap_map(appraised_review(), by="country", tool="A", item="2")
    ax = plot_gap_map(table)
    row = table.index[(table["code_id"] == "trust") & (table["value"] == "Norway")][0]
    ring = [wedge for wedge in followed(ax, Wedge) if wedge.get_url().startswith(f"row:{row}:")]
    # Half of the two studies: yes; the other half: not agreed.
    assert [round(wedge.theta2 - wedge.theta1) for wedge in ring] == [180, 180]
    assert len({wedge.get_facecolor() for wedge in ring}) == 2
    said = words_in(ax)
    assert "Ring, appraisal: 2" in said
    assert "yes" in said
    assert any(words.startswith("not agreed / not answered") for words in said)


def test_answers_between_are_hatched_so_that_no_colour_is_needed():
    table = gap_map(appraised_review(), by="country", tool="A", item="10")
    hatched = [p for p in plot_gap_map(table).patches if isinstance(p, (Circle, Wedge)) and p.get_hatch()]
    assert bool(hatched) == bool(table.get("judged: unclear", table["n_studies"] * 0).sum())


def test_a_bubble_and_the_field_round_it_lead_to_their_row():
    table = gap_map(small_review(), by="country")
    ax = plot_gap_map(table)
    fields = {patch.get_url() for patch in followed(ax, Rectangle)}
    assert fields == {f"row:{row}:n_studies" for row in table.index}


@pytest.mark.parametrize("by", ["country", "field", "year"])
def test_no_word_is_hidden(by):
    assert not hidden_words(plot_gap_map(gap_map(small_review(), by=by)))


def test_a_word_that_does_not_fit_is_turned_and_not_broken():
    table = gap_map(small_review(), by="field")
    health = table[table["value"] == "health"]
    values = ["Gesundheitsdienste", *(f"part {n}" for n in range(9))]
    wide = pd.concat([health.assign(value=value) for value in values], ignore_index=True)
    ax = plot_gap_map(wide)
    heads = [text for text in ax.texts if "studies)" in text.get_text()]
    assert {head.get_rotation() for head in heads} == {90}
    assert heads[0].get_text().startswith("Gesundheitsdienste\n")


def test_nothing_to_map_is_said():
    table = gap_map(small_review(), by="country").iloc[:0]
    assert words_in(plot_gap_map(table)) == ["There are no themes or no studies to map."]
