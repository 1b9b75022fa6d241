from __future__ import annotations

from synthesis.analyses.theme_matrix import theme_matrix
from synthesis.plots.style import SERIES
from synthesis.plots.theme_matrix import plot_theme_matrix
from tests.analyses.small_review import small_review


def _marks(ax):
    """Return (unit, code) of the marks of each collection of markers, in order of drawing."""
    codes = [label.get_text() for label in ax.get_xticklabels()]
    units = [label.get_text() for label in ax.get_yticklabels()]
    drawn = [c for c in ax.collections if type(c).__name__ == "PathCollection"]
    return [{(units[int(y)], codes[int(x)]) for x, y in c.get_offsets()} for c in drawn]


def test_each_state_has_its_own_mark():
    present, absent, conflicting = _marks(plot_theme_matrix(theme_matrix(small_review())))
    assert present == {("s1", "a"), ("s1", "b"), ("s2", "a11"), ("s3", "a2"), ("s3", "b")}
    assert absent == {("s2", "b")}
    assert conflicting == {("s1", "a1")}


def test_states_are_explained_by_shape():
    ax = plot_theme_matrix(theme_matrix(small_review()))
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "present", "stated absent", "both (conflicting)",
    ]  # fmt: skip
    markers = [line.get_marker() for line in legend.get_lines()]
    assert markers == [SERIES[state].marker for state in ("present", "absent", "conflicting")]


def test_most_present_come_first_unless_told_otherwise():
    table = theme_matrix(small_review())
    ordered = plot_theme_matrix(table)
    # b is in two studies; a1, present though conflicting, a, a11 and a2 in one; c in none.
    assert [t.get_text() for t in ordered.get_xticklabels()] == ["b", "a", "a1", "a11", "a2", "c"]
    assert [t.get_text() for t in ordered.get_yticklabels()] == ["s1", "s3", "s2", "s4"]
    as_it_is = plot_theme_matrix(table, is_ordered=False)
    assert [t.get_text() for t in as_it_is.get_xticklabels()] == list(table.columns[1:])
    assert [t.get_text() for t in as_it_is.get_yticklabels()] == list(table["study_id"])


def test_labels_and_the_number_drawn():
    review = small_review()
    ax = plot_theme_matrix(
        theme_matrix(review),
        labels=review.codebook.set_index("code_id")["label"],
        unit_labels={"s1": "Ash 2010"},
        most=2,
    )
    assert [t.get_text() for t in ax.get_xticklabels()] == ["Leadership", "Trust"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Ash 2010", "s3", "s2", "s4"]
    assert ax.get_xlabel().replace("\n", " ") == "4 studies, 2 codes (2 of 6 codes drawn)"


def test_counts_are_areas_with_their_numbers():
    ax = plot_theme_matrix(theme_matrix(small_review(), values="counts"))
    (squares,) = [c for c in ax.collections if type(c).__name__ == "PathCollection"]
    sizes = sorted(squares.get_sizes())
    # Counts are 2, 1, 1, 1 and 1: the area of the first is twice that of the others.
    assert sizes[-1] / sizes[0] == 2
    assert sorted(text.get_text() for text in ax.texts) == ["1", "1", "1", "1", "2"]


def test_nothing_but_zeros_is_drawn_as_an_empty_grid():
    ax = plot_theme_matrix(theme_matrix(small_review(without_present=True), values="binary"))
    (squares,) = [c for c in ax.collections if type(c).__name__ == "PathCollection"]
    assert len(squares.get_offsets()) == 0


def test_sources_are_named_as_sources():
    ax = plot_theme_matrix(theme_matrix(small_review(), unit="source"))
    assert ax.get_xlabel() == "2 sources, 6 codes"
