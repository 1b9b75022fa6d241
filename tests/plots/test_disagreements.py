from __future__ import annotations

from synthesis.analyses.disagreements import disagreements
from synthesis.plots.disagreements import plot_disagreements
from synthesis.review import review_from_tables
from tests.analyses.test_coder_agreement import tables, two_coders


def widths(ax):
    return {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}


def test_bars_are_split_by_who_gave_the_code():
    ax = plot_disagreements(disagreements(two_coders()))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["trust", "money"]
    assert widths(ax) == {"given by ann only": [1, 1], "given by ben only": [1, 0]}
    # The second bar starts where the first ends, and is hatched, so that no colour is needed.
    first, second = ax.containers
    assert second[0].get_x() == first[0].get_width()
    assert first[0].get_hatch() != second[0].get_hatch()
    assert [text.get_text() for text in ax.texts] == ["2", "1"]


def test_what_is_settled_stands_apart():
    table = disagreements(two_coders())
    ax = plot_disagreements(table.assign(is_settled=table["extract_id"] == "e2"))
    assert widths(ax)["settled since"] == [1, 0]


def test_many_groups_are_not_split():
    table = disagreements(review_from_tables(tables()))
    pairs = [f"coder {k}" for k in range(5)]
    many = table.loc[[0] * 5].assign(given_by=pairs)
    assert widths(plot_disagreements(many)) == {"not settled": [5]}


def test_codes_left_out_are_said():
    ax = plot_disagreements(disagreements(two_coders()), most=1)
    assert "1 of 2 codes drawn" in ax.get_xlabel().replace("\n", " ")


def test_nothing_to_draw_is_said():
    ax = plot_disagreements(disagreements(review_from_tables(tables(coders=("ann",)))))
    assert [text.get_text() for text in ax.texts] == ["There is no extract on which two coders differ."]
