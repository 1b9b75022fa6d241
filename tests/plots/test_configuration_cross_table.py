from __future__ import annotations

from matplotlib.figure import Figure

from synthesis.analyses.configuration_cross_table import configuration_cross_table
from synthesis.plots.configuration_cross_table import plot_configuration_cross_table
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, row_labels, words_in

DRAWN = [
    ("c1", "s1", "history+ > trust+ > sharing+"),
    ("c2", "s1", "history+ > trust- > sharing+"),
    ("c3", "s2", "history+ > trust+ > sharing+"),
    ("c4", "s3", "law+ > trust+ > sharing+"),
    ("c5", "s3", "law+ > conflict- > sharing+"),
    ("c6", "s4", "pace+ > respect+ > sharing+"),
]
# By studies: trust 3 (s1, s2, s3), conflict 1, respect 1; history 2, law 1 (two cells), pace 1.


def cells_of(ax) -> dict[tuple[str, str], float]:
    """The shade of each filled cell by its labels."""
    squares = ax.collections[0]
    centres = [path.get_extents() for path in squares.get_paths()]
    rows, columns = row_labels(ax), [label.get_text() for label in ax.get_xticklabels()]
    return {
        (rows[round((box.y0 + box.y1) / 2)], columns[round((box.x0 + box.x1) / 2)]): int(shade)
        for box, shade in zip(centres, squares.get_array(), strict=True)
    }


def test_cells_hold_the_numbers_of_the_table():
    ax = plot_configuration_cross_table(configuration_cross_table(review_of(DRAWN)))
    assert row_labels(ax) == ["History", "Law", "Pace"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Trust", "Conflict", "Respect"]
    assert cells_of(ax) == {
        ("History", "Trust"): 2,
        ("Law", "Trust"): 1,
        ("Law", "Conflict"): 1,
        ("Pace", "Respect"): 1,
    }
    # In each cell its studies, and below them the studies under each sign.
    written = {(t.get_position()[0], round(t.get_position()[1])): [] for t in ax.texts[:-1]}
    for text in ax.texts[:-1]:
        written[text.get_position()[0], round(text.get_position()[1])].append(text.get_text())
    assert written == {
        (0, 0): ["2", "+2 −1"],
        (0, 1): ["1", "+1"],
        (1, 1): ["1", "−1"],
        (2, 2): ["1", "+1"],
    }
    assert ax.yaxis_inverted()


def test_the_axes_name_the_roles_of_the_table():
    ax = plot_configuration_cross_table(configuration_cross_table(review_of(DRAWN)))
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Context", "Mechanism")
    table = configuration_cross_table(review_of(DRAWN), rows="mechanism", columns="outcome")
    ax = plot_configuration_cross_table(table)
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Mechanism", "Outcome")


def test_only_the_largest_and_the_axes_say_so():
    table = configuration_cross_table(review_of(DRAWN))
    ax = plot_configuration_cross_table(table, most_rows=1, most_columns=2)
    assert cells_of(ax) == {("History", "Trust"): 2}
    assert ax.get_ylabel() == "Context (1 of 3 contexts drawn)"
    # Conflict is one of the two largest mechanisms, but none of its cells is left.
    assert ax.get_xlabel() == "Mechanism (1 of 3 mechanisms drawn)"


def test_two_codes_of_one_label_are_told_apart():
    table = configuration_cross_table(review_of(DRAWN))
    table["row_label"] = table["row_label"].replace("Law", "History")
    assert row_labels(plot_configuration_cross_table(table)) == ["History [history]", "History [law]", "Pace"]


def test_nothing_to_draw_is_said():
    table = configuration_cross_table(review_of([("c1", "s1", " > trust+ > pace+")]))
    ax = plot_configuration_cross_table(table)
    assert words_in(ax) == ["There are no configurations with both roles to draw."]


def test_axes_that_are_given_are_used():
    ax = Figure().subplots()
    assert plot_configuration_cross_table(configuration_cross_table(review_of(DRAWN)), ax=ax) is ax


def test_a_large_table_with_long_labels_can_be_read():
    drawn = [
        (f"c{m}-{n}", f"s{n}", f"context_with_a_long_name_{m}+ > mechanism_with_a_long_name_{n}- > pace+")
        for m in range(18)
        for n in range(18)
        if (m + n) % 3
    ]
    ax = plot_configuration_cross_table(configuration_cross_table(review_of(drawn)))
    assert (len(ax.get_yticks()), len(ax.get_xticks())) == (15, 12)
    assert hidden_words(ax) == []
