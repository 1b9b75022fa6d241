"""No small count can be worked out: every withheld cell has a second value, by enumeration."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.disclosure.suppression import Cells, known_bounds, suppressed
from synthesis.errors import OptionError


def two_way(rows):
    """Return a table with its margins as one list of cells: inner ones, row totals, column totals, all."""
    n, m = len(rows), len(rows[0])
    counts = [count for row in rows for count in row]
    counts += [sum(row) for row in rows] + [sum(column) for column in zip(*rows, strict=True)]
    counts.append(sum(counts[: n * m]))
    inner = lambda i, j: i * m + j  # noqa: E731
    equations = [(n * m + i, tuple(inner(i, j) for j in range(m))) for i in range(n)]
    equations += [(n * m + n + j, tuple(inner(i, j) for i in range(n))) for j in range(m)]
    whole = n * m + n + m
    equations.append((whole, tuple(n * m + i for i in range(n))))
    equations.append((whole, tuple(n * m + n + j for j in range(m))))
    return counts, equations


def values_that_fit(cells, marks):
    """Return, for each withheld cell, every value it has in a table that fits all that is shown.

    Every assignment of the inner cells is tried, so that nothing depends on the search under test.
    """
    bounds = known_bounds(cells, marks)
    totals = {total for total, _ in cells.equations}
    inner = [place for place in range(len(cells.counts)) if place not in totals]
    found = {place: set() for place, mark in enumerate(marks) if mark}
    ranges = [
        range(bounds[p][0], (cells.counts[p] + 3 if bounds[p][1] is None else bounds[p][1]) + 1)
        for p in inner
    ]
    for values in itertools.product(*ranges):
        table = dict(zip(inner, values, strict=True))
        if _completes(table, cells, bounds):
            for place in found:
                found[place].add(table[place])
    return found


def _completes(table, cells, bounds):
    """Fill in the totals; False where an equation or what is known of a cell is broken."""
    for total, parts in cells.equations:
        added = sum(table[part] for part in parts)
        if table.setdefault(total, added) != added:
            return False
    return all(
        low <= table[place] and (high is None or table[place] <= high)
        for place, (low, high) in enumerate(bounds)
        if place in table
    )


def test_a_small_cell_takes_another_of_its_row_and_of_its_column_with_it():
    counts, equations = two_way([[3, 20, 30], [40, 10, 60], [70, 80, 90]])
    marks = suppressed(Cells(counts, equations))
    withheld = {place: mark for place, mark in enumerate(marks) if mark}
    # 3 is small; 20 hides it in its row, 40 in its column, and 10 hides both of these.
    assert withheld == {0: "small", 1: "second", 3: "second", 4: "second"}


def test_nothing_is_withheld_where_nobody_is_few():
    counts, equations = two_way([[5, 20], [0, 60]])
    assert suppressed(Cells(counts, equations)) == [""] * len(counts)


def test_two_small_cells_that_can_only_be_four_take_a_third_with_them():
    # 4 + 4 is the only sum of two small cells that makes 8.
    marks = suppressed(Cells([4, 4, 9, 17], [(3, (0, 1, 2))]))
    assert marks == ["small", "small", "second", ""]


def test_ones_that_add_up_to_their_number_are_hidden_with_the_nought_beside_them():
    # Four roles with one person each under a total of "<5": called small, each would have to be 1.
    marks = suppressed(Cells([1, 1, 1, 1, 0, 4], [(5, (0, 1, 2, 3, 4))]))
    assert marks == ["hidden"] * 5 + ["small"]


def test_a_total_that_stands_on_another_page_is_not_withheld():
    cells = Cells([3, 9, 12], [(2, (0, 1))], fixed={2})
    assert suppressed(cells) == ["small", "second", ""]


def test_documents_are_not_withheld_for_being_few_but_may_be_withheld_with_people():
    cells = Cells([2, 3, 40, 45], [(3, (0, 1, 2))], harmless={1, 2}, fixed={3})
    assert suppressed(cells) == ["small", "second", "", ""]


def test_the_same_margin_in_a_second_table_is_taken_into_account():
    # 30 people by role (3, 27) and by age (12, 18); the total is withheld in neither.
    cells = Cells([3, 27, 12, 18, 30], [(4, (0, 1)), (4, (2, 3))], fixed={4})
    assert suppressed(cells) == ["small", "second", "", "", ""]


def test_a_cell_that_what_is_fixed_gives_away_is_an_error_and_no_secret():
    with pytest.raises(OptionError, match="cell 0 cannot be kept from being worked out"):
        suppressed(Cells([3, 9, 12], [(2, (0, 1))], fixed={1, 2}))


def test_sums_that_do_not_add_up_are_refused():
    with pytest.raises(OptionError, match="cell 2 is 9, but its parts add up to 8"):
        Cells([3, 5, 9], [(2, (0, 1))])


tables = st.integers(2, 3).flatmap(
    lambda m: st.lists(st.lists(st.integers(0, 6), min_size=m, max_size=m), min_size=2, max_size=2)
)


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(2, 5))
def test_every_withheld_cell_of_a_two_way_table_has_two_values(rows, minimum):
    counts, equations = two_way(rows)
    cells = Cells(counts, equations, minimum)
    marks = suppressed(cells)
    assert all(marks[place] for place, count in enumerate(counts) if 0 < count < minimum)
    for place, values in values_that_fit(cells, marks).items():
        assert len(values) >= 2, (place, counts[place], marks)
        assert counts[place] in values


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=3),
    st.lists(st.integers(0, 6), min_size=2, max_size=3),
    st.booleans(),
)
def test_every_withheld_cell_of_two_tables_with_one_total_has_two_values(roles, kinds, is_fixed):
    # The same people by two attributes: the second table is made to have the first one's total.
    kinds = [*kinds, max(0, sum(roles) - sum(kinds))]
    roles = [*roles, max(0, sum(kinds) - sum(roles))]
    counts = [*roles, *kinds, sum(roles)]
    total = len(counts) - 1
    equations = [(total, tuple(range(len(roles)))), (total, tuple(range(len(roles), total)))]
    fixed = {total} if is_fixed and sum(roles) >= 5 else set()
    cells = Cells(counts, equations, fixed=fixed)
    marks = suppressed(cells)
    assert not fixed or not marks[total]
    for place, values in values_that_fit(cells, marks).items():
        assert len(values) >= 2, (place, counts[place], marks)
