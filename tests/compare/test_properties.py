"""What may never be called a changed result, whatever the codes and the rows."""

from __future__ import annotations

import pandas as pd
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.compare.comparison import compare_reviews
from tests.compare.living import SETTINGS, add_study, compared, move, tables

CODES = [row["code_id"] for row in tables()["codebook"]]
NAMES = [*CODES, "new-a", "new-b", "new-c", "new d", "zz"]


def rename_all(review, names, date):
    """Give every code another identifier at once, and record each rename under one date."""
    for table in ("codebook", "codings", "configuration_terms", "crosswalk"):
        for row in review[table]:
            for column in ("code_id", "parent_id"):
                row |= {column: names[row[column]]} if row.get(column) else {}
    for row in review["findings"]:
        row["code_ids"] = ";".join(names[code] for code in row["code_ids"].split(";"))
    review["code_changes"] += [
        {"date": date, "from_id": start, "to_id": end, "kind": "rename"}
        for start, end in names.items()
        if start != end
    ]


@st.composite
def reworked(draw):
    """The small review with its rows in another order, its codes renamed (names exchanged too) and moved."""
    review = tables()
    now = list(CODES)
    if draw(st.booleans()):
        code, parent = draw(st.sampled_from([("faith", "history"), ("trust", None), ("money", "relations")]))
        move(review, code, parent)
    for round_, date in enumerate(["2026-03-01", "2026-03-02"]):
        if round_ == 0 or draw(st.booleans()):
            names = dict(zip(now, draw(st.permutations(NAMES)), strict=False))
            rename_all(review, names, date)
            now = [names[code] for code in now]
    return {name: draw(st.permutations(rows)) for name, rows in review.items()}


@settings(max_examples=6, deadline=None)
@given(after=reworked(), audience=st.sampled_from(["team", "public"]))
def test_renames_moves_and_the_order_of_rows_change_no_result(after, audience):
    comparison = compared(tables(), after, audience=audience)
    assert [c for c in comparison.changes if c.group == "results"] == []
    assert comparison.points == []


@settings(max_examples=3, deadline=None)
@given(after=reworked())
def test_a_study_more_is_the_same_change_whatever_the_codes_are_called(after):
    longer = tables()
    for review in (after, longer):
        add_study(review, codes=())
    assert compared(tables(), after).points == compared(tables(), longer).points


def test_neither_the_format_of_the_files_nor_their_order_matters(tmp_path):
    csv, xlsx = tmp_path / "csv", tmp_path / "xlsx"
    for folder in (csv, xlsx):
        folder.mkdir()
        (folder / "review.yaml").write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    filled = {name: pd.DataFrame(rows) for name, rows in tables().items() if rows}
    with pd.ExcelWriter(xlsx / "review.xlsx") as book:
        for name, table in filled.items():
            table.to_csv(csv / f"{name}.csv", index=False)
            table.iloc[::-1].to_excel(book, sheet_name=name, index=False)
    comparison = compare_reviews(csv, xlsx)
    assert comparison.changes == ()
    assert str(comparison) == "Nothing has changed."
