from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.analyses.leave_one_out import leave_one_out
from synthesis.analyses.leave_one_out_patterns import leave_one_out_patterns
from synthesis.analyses.leave_one_out_themes import leave_one_out_themes
from synthesis.plots.leave_one_out import plot_leave_one_out
from synthesis.plots.leave_one_out_patterns import plot_leave_one_out_patterns
from synthesis.plots.leave_one_out_themes import plot_leave_one_out_themes
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import tables_of
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

DRAWN = [
    ("k1", "s1", "law+ > trust+ > pace+"),
    ("k2", "s2", "law+ > trust+ > pace+"),
    ("k3", "s3", "law- > trust- > pace-"),
    ("k4", "s4", "law- > trust- > pace-"),
    ("k5", "s5", "law- > trust- > pace-"),
]
# trust 3, law 2, pace 2. Without the red team (s1, s2): trust 1, law 0, pace 2.
HELD = {"trust": ["s1", "s2", "s3"], "law": ["s1", "s2"], "pace": ["s4", "s5"]}


@pytest.fixture(scope="module")
def review():
    tables = tables_of(DRAWN)
    teams = {"s1": "red", "s2": "red", "s3": "blue", "s4": "grey", "s5": "green"}
    tables["studies"] = [row | {"team": teams[row["study_id"]]} for row in tables["studies"]]
    tables["codings"] = [{"study_id": s, "code_id": code} for code, studies in HELD.items() for s in studies]
    return review_from_tables(tables)


PLOTS = {
    "turns": (leave_one_out, plot_leave_one_out),
    "themes": (leave_one_out_themes, plot_leave_one_out_themes),
    "patterns": (leave_one_out_patterns, plot_leave_one_out_patterns),
}
each_plot = pytest.mark.parametrize(("analysis", "plot"), PLOTS.values(), ids=PLOTS)


@each_plot
@pytest.mark.parametrize("by", ["study_id", "team"])
def test_every_word_can_be_read(review, analysis, plot, by):
    assert hidden_words(plot(analysis(review, by=by))) == []


@each_plot
def test_axes_that_are_given_are_used(review, analysis, plot):
    ax = Figure().subplots()
    assert plot(analysis(review), ax=ax) is ax


@each_plot
def test_where_nothing_can_be_left_out_it_is_said(analysis, plot):
    lonely = review_from_tables(tables_of(DRAWN[:1]))
    words = words_in(plot(analysis(lonely)))
    assert len(words) == 1
    assert words[0].startswith("There is")


def test_reversals_and_ties_are_parts_of_a_bar(review):
    ax = plot_leave_one_out(leave_one_out(review, by="team"))
    assert row_labels(ax)[0] == "red (2)"
    bars = widths(ax)
    # trust and law fall behind pace or below it: pace passes trust, leaves its tie with law.
    assert bars["order reversed"] == [1]
    hatches = [of_series[0].get_hatch() for of_series in ax.containers]
    assert len(set(hatches)) == len(hatches)
    assert words_in(ax)[0].endswith("; 1 pattern falls")
    assert len(row_labels(plot_leave_one_out(leave_one_out(review), most=2))) == 2
    assert "2 of 5 studies drawn" in plot_leave_one_out(leave_one_out(review), most=2).get_xlabel()


def test_without_one_study_there_is_no_part_for_reversals(review):
    assert "order reversed" not in widths(plot_leave_one_out(leave_one_out(review)))


def test_ranks_stand_on_their_range(review):
    table = leave_one_out_themes(review, by="team")
    ax = plot_leave_one_out_themes(table)
    assert row_labels(ax) == ["Trust", "Law", "Pace", "Other"]
    dots = {line.get_label(): list(line.get_xdata()) for line in ax.get_lines()}
    assert dots["rank with all"] == table["rank"].tolist() == [1, 2, 2, 4]
    segments = [path.vertices[:, 0].tolist() for path in ax.collections[0].get_paths()]
    # Without blue all three have two studies; without red law has none, like other; without grey or
    # green pace has one.
    assert segments == [[1, 2], [1, 3], [1, 3], [3, 4]]
    assert ax.collections[0].get_label() == "range without all studies of one team"


def test_patterns_that_fall_are_hatched_and_say_without_what(review):
    ax = plot_leave_one_out_patterns(leave_one_out_patterns(review))
    assert widths(ax) == {
        "all studies": [2, 3],
        "fewest that remain": [2],
        "fewest that remain: too few": [1],
    }
    assert ax.containers[1][0].get_hatch() != ax.containers[2][0].get_hatch()
    assert words_in(ax) == ["falls without s1 or s2", "at least 2 of 3"]
    by_team = plot_leave_one_out_patterns(leave_one_out_patterns(review, by="team"))
    assert words_in(by_team) == ["falls without red", "at least 2 of 3"]
    # A sign stays on the line of its term.
    assert not any(
        line.startswith("(") for label in ax.get_yticklabels() for line in label.get_text().split("\n")
    )


def test_long_names_stay_on_the_page(review):
    long = "Team for the evaluation of partnerships in the north-east"
    table = leave_one_out_patterns(review, by="team").assign(falls_without=["", ""])
    table.loc[table["is_fallen"], "falls_without"] = long
    assert hidden_words(plot_leave_one_out_patterns(table)) == []
    table.loc[table["is_fallen"], "falls_without"] = f"{long}; another {long}"
    ax = plot_leave_one_out_patterns(table)
    assert words_in(ax)[0] == "falls; see the table"
    assert hidden_words(ax) == []
