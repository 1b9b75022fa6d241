"""Figures of truth tables, QCA solutions and merge candidates."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from synthesis.analyses.merge_candidates import merge_candidates
from synthesis.plots.merge_candidates import plot_merge_candidates
from synthesis.plots.qca_solutions import plot_qca_solutions
from synthesis.plots.truth_table import plot_truth_table
from synthesis.statistics.minimisation import minimise
from synthesis.statistics.truth_table import crisp_truth_table
from tests.analyses.configuration_reviews import review_of
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

# 11: two of three show the outcome. 10: two of two. 00: none of one. 01 is not observed.
DATA = pd.DataFrame({"A": [1] * 5 + [0], "long_name_of_B": [1] * 3 + [0] * 3, "Y": [1, 1, 0, 1, 1, 0]})
CONDITIONS = ["A", "long_name_of_B"]


def truth(**options) -> pd.DataFrame:
    return crisp_truth_table(DATA, "Y", CONDITIONS, complete=True, **options)


def solutions() -> pd.DataFrame:
    found = [minimise(truth(), CONDITIONS, solution=name) for name in ("conservative", "parsimonious")]
    said = truth().iloc[0]
    return pd.concat(found, ignore_index=True).assign(policy=said["policy"], warning="So many conditions.")


def circles(ax) -> dict[str, list[tuple[int, float]]]:
    """Rows from the top and columns from the left of the circles of each kind."""
    found = {}
    for marks in ax.collections:
        if marks.get_label() in ("present", "absent"):
            found[marks.get_label()] = [
                (round(float(y), 2), round(float(x), 2)) for x, y in marks.get_offsets()
            ]
    return found


def test_rows_of_the_truth_table_are_circles_and_bars():
    ax = plot_truth_table(truth())
    assert widths(ax) == {"studies with the outcome": [2, 2], "studies without it": [1, 1]}
    plain, hatched = (bars[0] for bars in ax.containers)
    assert plain.get_hatch() != hatched.get_hatch()
    ends = [word for word in words_in(ax) if " · " in word]
    assert ends == ["2 of 2 · outcome", "2 of 3 · contradictory", "0 of 1 · no outcome", "0 · not observed"]
    # Rows 10, 11, 00, 01: A is present in the first two, B in the second and the last.
    found = circles(ax)
    rows = sorted({y for marks in found.values() for y, _ in marks})
    columns = sorted({x for marks in found.values() for _, x in marks})
    present = {(rows.index(y), columns.index(x)) for y, x in found["present"]}
    assert present == {(0, 0), (1, 0), (1, 1), (3, 1)}
    assert len(found["absent"]) == 4
    assert hidden_words(ax) == []


def test_what_was_done_about_silence_and_the_warning_stand_below():
    gaps = DATA.assign(A=[None, 1, 1, 1, 1, 0])
    table = crisp_truth_table(gaps, "Y", CONDITIONS, unreported="absent").assign(warning="Too many.")
    ax = plot_truth_table(table)
    assert ax.get_xlabel() == "Studies"
    assert words_in(ax)[-1] == "1 cell not reported, counted as absent. Too many."
    assert hidden_words(ax) == []
    assert words_in(plot_truth_table(truth()))[-1] == "Every cell is reported."


def test_solutions_are_rows_of_circles_with_coverage():
    ax = plot_qca_solutions(solutions())
    # Conservative A*~B; parsimonious the same, because 11 is contradictory.
    headings = [word for word in words_in(ax) if " · coverage" in word]
    assert headings == [
        "Conservative · coverage 50% · consistency 1.00 · 0 combinations assumed",
        "Parsimonious · coverage 50% · consistency 1.00 · 0 combinations assumed",
    ]
    assert widths(ax) == {"raw coverage": [0.5, 0.5], "unique coverage": [0.5, 0.5]}
    assert [len(marks) for marks in circles(ax).values()] == [2, 2]
    assert "So many conditions." in words_in(ax)[-1]
    assert hidden_words(ax) == []


def test_models_are_numbered_where_there_are_several_and_drawn_whole():
    cells = {"A": [1, 0], "B": [1, 0], "Y": [1, 0]}
    table = crisp_truth_table(pd.DataFrame(cells), "Y", ["A", "B"])
    found = minimise(table, ["A", "B"], solution="parsimonious").assign(policy="", warning="")
    headings = [word for word in words_in(plot_qca_solutions(found)) if "model" in word]
    assert [heading[:26] for heading in headings] == [
        "Parsimonious, model 1 of 2",
        "Parsimonious, model 2 of 2",
    ]
    assert "(1 of 2 terms drawn)" in plot_qca_solutions(found, most=1).get_xlabel().replace("\n", " ")


def test_many_conditions_with_long_names_can_be_read():
    names = [f"a_condition_with_a_long_name_{n}" for n in range(6)]
    data = pd.DataFrame([[1] * 6 + [1], [0] * 6 + [0]], columns=[*names, "Y"])
    table = crisp_truth_table(data, "Y", names)
    assert hidden_words(plot_truth_table(table)) == []
    found = minimise(table, names).assign(policy=table["policy"][0], warning=table["warning"][0])
    assert hidden_words(plot_qca_solutions(found)) == []


def test_pairs_with_a_mark_for_labels_and_one_for_terms():
    drawn = [("c1", "s1", "law+ > staff_buy_in+ > pace+"), ("c2", "s2", "law+ > buy_in_from_staff+ > pace+")]
    table = merge_candidates(review_of(drawn), least=0.2)
    ax = plot_merge_candidates(table)
    assert row_labels(ax)[0] == "Staff buy in ≈ Buy in from staff"
    marks = {m.get_label(): m.get_offsets().tolist() for m in ax.collections if m.get_label()[0] != "_"}
    assert marks["likeness of labels"][0][0] == pytest.approx(table.loc[0, "label_similarity"])
    assert marks["shared terms"][0][0] == 1.0
    assert hidden_words(ax) == []
    every = merge_candidates(review_of(drawn), least=0)
    assert "(1 of " in plot_merge_candidates(every, most=1).get_xlabel()
    # What is not known has no mark.
    unknown = table.assign(term_similarity=float("nan"))
    marks = {m.get_label(): len(m.get_offsets()) for m in plot_merge_candidates(unknown).collections}
    assert marks["shared terms"] == 0


@pytest.mark.parametrize(
    ("plot", "table"),
    [
        (plot_truth_table, truth().head(0)),
        (plot_qca_solutions, solutions().head(0)),
        (plot_merge_candidates, merge_candidates(review_of([]), least=1)),
    ],
)
def test_nothing_to_draw_is_said(plot, table):
    [said] = words_in(plot(table))
    assert said.startswith("No ")


@pytest.mark.parametrize(("plot", "table"), [(plot_truth_table, truth()), (plot_qca_solutions, solutions())])
def test_axes_that_are_given_are_used(plot, table):
    ax = Figure().subplots()
    assert plot(table, ax=ax) is ax
