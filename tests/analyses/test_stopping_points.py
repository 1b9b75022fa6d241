from __future__ import annotations

from itertools import permutations

import pandas as pd
import pytest

from synthesis.analyses.stopping_points import stopping_points
from synthesis.errors import OptionError
from tests.analyses.incidence_reviews import review_holding

HELD = {"s1": "ab", "s2": "b", "s3": "c", "s4": "ab", "s5": ""}


def by_listing(base: int, run: int, threshold: float) -> dict[str, int]:
    """Judge every order as one would on paper."""
    ends: dict[str, int] = {}
    for order in permutations(HELD):
        seen = [len(set("".join(HELD[s] for s in order[:n]))) for n in range(len(order) + 1)]
        end = "not judged"
        if seen[base]:
            runs = [
                n
                for n in range(base, len(order) - run + 1)
                if seen[n + run] - seen[n] <= threshold * seen[base]
            ]
            end = f"{runs[0]}+{run}" if runs else "not reached"
        ends[end] = ends.get(end, 0) + 1
    return ends


@pytest.mark.parametrize(
    ("base", "run", "threshold"), [(1, 1, 0), (1, 2, 0), (2, 1, 0.5), (2, 2, 0.5), (3, 1, 0)]
)
def test_every_order_is_judged(base, run, threshold):
    table = stopping_points(review_holding(HELD), base=base, run=run, threshold=threshold)
    assert table.attrs["is_every_order"]
    found = dict(zip(table["point"], table["n_orders"], strict=True))
    assert {point: n for point, n in found.items() if n} == by_listing(base, run, threshold)
    assert table["n_orders"].sum() == 120
    assert table["share_of_orders"].sum() == pytest.approx(1)


def test_the_table_reads_from_the_earliest_point_to_not_reached():
    table = stopping_points(review_holding(HELD), base=1, run=1, threshold=0)
    assert table["point"].tolist() == ["1+1", "2+1", "3+1", "not reached", "not judged"]
    assert table["n_units"].tolist()[:3] == [1, 2, 3]
    assert table["n_units"].isna().tolist()[3:] == [True, True]
    so_far = table["share_so_far"]
    assert so_far[:3].is_monotonic_increasing
    assert so_far[2] == pytest.approx(1 - table["share_of_orders"][3:].sum())
    assert so_far[3:].isna().all()
    # An order that begins with the silent study has nothing to compare with: 4! of 5!.
    assert table["share_of_orders"].iloc[-1] == pytest.approx(1 / 5)


def test_too_few_studies_are_not_judged():
    table = stopping_points(review_holding({"s1": "a", "s2": "b"}))
    assert table["point"].tolist() == ["not reached", "not judged"]
    assert table["share_of_orders"].tolist() == [0, 1]


def test_many_studies_are_read_in_random_orders_that_the_seed_repeats():
    review = review_holding({f"s{i}": "abcdefghij"[i % 7 : i % 7 + 3] for i in range(15)})
    first = stopping_points(review, n_orders=200)
    assert not first.attrs["is_every_order"]
    assert first["n_orders"].sum() == 200
    pd.testing.assert_frame_equal(first, stopping_points(review, n_orders=200))
    assert first["n_orders"].tolist() != stopping_points(review, n_orders=200, seed=2)["n_orders"].tolist()


def test_options_that_cannot_be_are_refused():
    with pytest.raises(OptionError, match="run=0 is not allowed; it is a whole number of 1 or more"):
        stopping_points(review_holding(HELD), run=0)
