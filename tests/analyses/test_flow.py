from __future__ import annotations

import pandas as pd

from synthesis.analyses.flow import flow
from synthesis.review import review_from_tables
from synthesis.schema import TABLES, column_allowed
from tests.analyses.small_review import small_review, small_tables

CONSISTENT = [
    ("database_results", 100, ""),
    ("duplicates", 20, ""),
    ("records_screened", 80, ""),
    ("records_excluded", 70, ""),
    ("dbr_sought_reports", 10, ""),
    ("dbr_notretrieved_reports", 1, ""),
    ("dbr_assessed", 9, ""),
    ("dbr_excluded", 2, "not about trust"),
    ("dbr_excluded", 3, "no empirical data"),
    ("new_studies", 4, ""),
    ("new_reports", 4, ""),
]


def _flow(rows):
    tables = small_tables()  # four studies
    tables["flow"] = pd.DataFrame(rows, columns=["box", "n", "reason"])
    return flow(review_from_tables(tables))


def test_a_flow_that_adds_up():
    table = _flow(CONSISTENT)
    assert list(table.columns) == [
        "box", "label", "stage", "stream", "n", "reason", "is_consistent", "expected_n",
    ]  # fmt: skip
    checked = table[table["is_consistent"].notna()]
    assert set(checked["box"]) == {
        "records_screened", "dbr_sought_reports", "dbr_assessed", "new_reports", "new_studies",
    }  # fmt: skip
    assert checked["is_consistent"].all()
    assert (checked["n"] == checked["expected_n"]).all()


def test_reasons_stand_below_their_sum():
    table = _flow(CONSISTENT)
    excluded = table[table["box"].eq("dbr_excluded")]
    assert list(excluded["n"]) == [5, 3, 2]
    assert list(excluded["reason"].fillna("")) == ["", "no empirical data", "not about trust"]


def test_boxes_stand_in_the_order_of_the_diagram():
    boxes = list(dict.fromkeys(_flow(CONSISTENT[::-1])["box"]))
    assert boxes == list(dict.fromkeys(box for box, _, _ in CONSISTENT))


def test_a_number_that_does_not_follow_says_which_would():
    table = _flow([(box, 81 if box == "records_screened" else n, why) for box, n, why in CONSISTENT])
    wrong = table[table["is_consistent"].eq(False).fillna(False)].set_index("box")
    # 100 - 20 = 80 screened; with 81 screened, 81 - 70 = 11 would have been sought.
    assert wrong["expected_n"].to_dict() == {"records_screened": 80, "dbr_sought_reports": 11}


def test_a_box_is_labelled_and_placed_as_in_the_diagram():
    table = _flow(CONSISTENT).set_index("box")
    assert table.loc["records_screened", ["label", "stage", "stream"]].tolist() == [
        "Records screened", "screening", "databases",
    ]  # fmt: skip


def test_every_box_of_the_schema_has_a_label():
    allowed = column_allowed(TABLES["flow"].schema.columns["box"])
    table = _flow([(box, 1, "") for box in allowed])
    assert set(table["box"]) == set(allowed)
    assert table["label"].str.len().gt(5).all()
    assert set(table["stage"]) == {"identification", "screening", "included"}
    assert set(table["stream"]) == {"previous", "databases", "other", "all"}


def test_a_review_without_a_flow_gives_an_empty_table():
    table = flow(small_review())
    assert table.empty
    assert list(table.columns) == list(_flow(CONSISTENT).columns)
