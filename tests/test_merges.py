from __future__ import annotations

import pandas as pd
import pytest

from synthesis.merges import follow_code_merges, follow_configuration_merges
from synthesis.schema import TABLES

FILES = {name: f"{name}.csv" for name in [*TABLES, "configuration_merges"]}


def cells(**tables: list[dict]) -> dict[str, pd.DataFrame]:
    """Tables as they are once their cells are checked: text, every column, rows of a spreadsheet."""
    made = {}
    for name, rows in tables.items():
        columns = TABLES[name].columns if name in TABLES else ["date", "from_id", "to_id", "author"]
        frame = pd.DataFrame(rows, columns=columns, index=range(2, len(rows) + 2))
        made[name] = frame.astype("str")
    return made


def codes(**parents: str | None) -> list[dict]:
    return [{"code_id": code, "parent_id": parent} for code, parent in parents.items()]


def merge(from_id: str, to_id: str, kind: str = "merge", date: str = "2026-01-31") -> dict:
    return {"date": date, "from_id": from_id, "to_id": to_id, "kind": kind}


def coding(extract: str, code: str, coder: str = "AB", **more: str) -> dict:
    return {"extract_id": extract, "code_id": code, "coder": coder, "state": "present", **more}


CODEBOOK = codes(heading=None, buy_in="heading", staff_buy_in=None, below="staff_buy_in")


def test_everything_that_named_the_merged_code_names_the_other_one():
    before = cells(
        codebook=CODEBOOK,
        codings=[coding("e1", "staff_buy_in"), coding("e2", "buy_in"), coding("e2", "below")],
        configuration_terms=[
            {"configuration_id": "c1", "role": "mechanism", "code_id": "staff_buy_in", "sign": "+"}
        ],
        crosswalk=[{"code_id": "staff_buy_in", "framework": "tdf", "construct_id": "goals"}],
        findings=[{"finding_id": "f1", "code_ids": "below;staff_buy_in;buy_in"}],
        memos=[{"memo_id": "m1", "about": "staff_buy_in"}],
        code_changes=[merge("staff_buy_in", "buy_in")],
    )
    kept = {name: table.copy() for name, table in before.items()}
    after, problems = follow_code_merges(before, FILES)
    assert after["codebook"]["code_id"].tolist() == ["heading", "buy_in", "below"]
    assert after["codebook"].set_index("code_id")["parent_id"].dropna().to_dict() == {
        "buy_in": "heading",
        "below": "buy_in",
    }
    assert after["codings"]["code_id"].tolist() == ["buy_in", "buy_in", "below"]
    assert after["configuration_terms"]["code_id"].tolist() == ["buy_in"]
    assert after["crosswalk"]["code_id"].tolist() == ["buy_in"]
    assert after["findings"]["code_ids"].tolist() == ["below;buy_in"]
    assert after["memos"]["about"].tolist() == ["staff_buy_in"]  # what was written stays
    [problem] = problems
    assert problem.level == "warning"
    assert str(problem) == (
        "code_changes.csv row 2, column from_id: 'staff_buy_in' is merged: it is counted as 'buy_in' "
        "(1 row of codings, 1 row of configuration_terms and 1 row of crosswalk)."
    )
    for name, table in kept.items():
        pd.testing.assert_frame_equal(before[name], table)


def test_rows_that_have_become_the_same_stand_once_and_keep_their_place():
    before = cells(
        codebook=CODEBOOK,
        codings=[
            coding("e1", "buy_in"),
            coding("e1", "staff_buy_in"),  # the same coder, the same extract: one coding now
            coding("e1", "staff_buy_in", "CD"),
            coding("e1", "staff_buy_in", "AB", valence="barrier"),  # says something else
        ],
        crosswalk=[
            {"code_id": code, "framework": "tdf", "construct_id": "goals"}
            for code in ("staff_buy_in", "buy_in")
        ],
        code_changes=[merge("staff_buy_in", "buy_in")],
    )
    after, _ = follow_code_merges(before, FILES)
    assert after["codings"].index.tolist() == [2, 4, 5]
    assert set(after["codings"]["code_id"]) == {"buy_in"}
    assert after["crosswalk"].index.tolist() == [2]


def test_chains_are_followed_also_through_codes_that_are_gone():
    before = cells(
        codebook=codes(a=None, b=None, d=None),
        codings=[coding("e1", "a"), coding("e2", "b"), coding("e3", "d")],
        # c is gone: it was renamed after b was merged into it.
        code_changes=[merge("a", "b"), merge("b", "c"), merge("c", "d", "rename")],
    )
    after, problems = follow_code_merges(before, FILES)
    assert after["codings"]["code_id"].tolist() == ["d", "d", "d"]
    assert after["codebook"]["code_id"].tolist() == ["d"]
    assert [problem.level for problem in problems] == ["warning", "warning"]


@pytest.mark.parametrize(
    "history",
    [
        [merge("goodwill", "b")],  # goodwill is gone
        [merge("goodwill", "gone_too")],
        [merge("a", "b", "rename")],  # a is there: whatever it was once, it is a code
        [merge("a", "b", "move")],
        [],
    ],
)
def test_history_does_nothing(history):
    before = cells(codebook=codes(a=None, b=None), codings=[coding("e1", "a")], code_changes=history)
    after, problems = follow_code_merges(before, FILES)
    assert problems == []
    for name, table in before.items():
        pd.testing.assert_frame_equal(after[name], table)


def test_without_the_table_nothing_happens():
    before = cells(codebook=codes(a=None))
    assert follow_code_merges(before, FILES) == (before, [])
    assert follow_configuration_merges(before, FILES) == (before, [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([merge("a", "b"), merge("b", "a")], "merges lead from 'a' in a circle: a → b → a."),
        ([merge("a", "a")], "merges lead from 'a' in a circle: a → a."),
        ([merge("a", "bb")], "'bb' is not in codebook.csv, but 'a' is merged into it. Did you mean 'b'?"),
        ([merge("a", "b"), merge("a", "c")], "'a' is merged into b and c; it can be counted as one only."),
        ([merge("a", "gone"), merge("gone", "lost")], "'lost' is not in codebook.csv"),
    ],
)
def test_merges_that_cannot_be_are_errors_and_change_nothing(changes, said):
    before = cells(codebook=codes(a=None, b=None, c=None), codings=[coding("e1", "a")], code_changes=changes)
    after, problems = follow_code_merges(before, FILES)
    assert said in str(problems[0])
    assert {problem.level for problem in problems} == {"error"}
    assert problems[0].row is not None
    pd.testing.assert_frame_equal(after["codings"], before["codings"])


def test_every_wrong_merge_is_named_at_once():
    before = cells(codebook=codes(a=None, b=None), code_changes=[merge("a", "x"), merge("b", "y")])
    _, problems = follow_code_merges(before, FILES)
    assert [problem.value for problem in problems] == ["x", "y"]


def test_a_parent_merged_into_its_child_gives_it_its_place():
    before = cells(codebook=codes(top=None, a="top", b="a", c="a"), code_changes=[merge("a", "b")])
    after, problems = follow_code_merges(before, FILES)
    assert after["codebook"].set_index("code_id")["parent_id"].dropna().to_dict() == {"b": "top", "c": "b"}
    assert [problem.level for problem in problems] == ["warning"]


def test_a_code_is_not_merged_into_one_further_below_it():
    before = cells(codebook=codes(a=None, b="a", c="b"), code_changes=[merge("a", "c")])
    after, problems = follow_code_merges(before, FILES)
    assert "'a' cannot be merged into 'c', which stands further below it." in str(problems[0])
    assert after["codebook"]["code_id"].tolist() == ["a", "b", "c"]


def test_a_child_merged_into_its_parent():
    before = cells(codebook=codes(a=None, b="a", c="b"), code_changes=[merge("b", "a")])
    after, _ = follow_code_merges(before, FILES)
    assert after["codebook"].set_index("code_id")["parent_id"].dropna().to_dict() == {"c": "a"}


# ---- configurations ----


def term(configuration: str, role: str, code: str, sign: str = "+") -> dict:
    return {"configuration_id": configuration, "role": role, "code_id": code, "sign": sign}


def configuration_tables(*merges: dict, **changes: list[dict]) -> dict[str, pd.DataFrame]:
    tables = {
        "configurations": [
            {"configuration_id": "c1", "study_id": "s1", "theory_id": "t2", "extract_ids": "e1;e2"},
            {"configuration_id": "c2", "study_id": "s1", "theory_id": "t1", "extract_ids": "e3;e1"},
            {"configuration_id": "c3", "study_id": "s1"},
            {"configuration_id": "c4", "study_id": "s2", "extract_ids": "e9"},
        ],
        "configuration_terms": [
            term("c1", "mechanism", "trust"),
            term("c1", "outcome", "pace", "-"),
            term("c2", "mechanism", "trust"),
            term("c4", "mechanism", "trust"),
        ],
        "findings": [{"finding_id": "f1", "configuration_ids": "c4;c1;c2"}],
        "configuration_merges": list(merges),
    }
    return cells(**{**tables, **changes})


def joins(from_id: str, to_id: str) -> dict:
    return {"date": "2026-01-31", "from_id": from_id, "to_id": to_id}


def test_the_configuration_that_is_kept_rests_on_the_extracts_of_both():
    after, problems = follow_configuration_merges(configuration_tables(joins("c1", "c2")), FILES)
    table = after["configurations"].set_index("configuration_id")
    assert table.index.tolist() == ["c2", "c3", "c4"]
    assert table.loc["c2", ["theory_id", "extract_ids"]].tolist() == ["t1", "e3;e1;e2"]
    assert pd.isna(table.loc["c3", "extract_ids"])
    assert table.loc["c4", "extract_ids"] == "e9"
    # Its own terms, not those of both.
    terms = after["configuration_terms"]
    assert terms[["configuration_id", "code_id"]].to_numpy().tolist() == [["c2", "trust"], ["c4", "trust"]]
    assert after["findings"]["configuration_ids"].tolist() == ["c4;c2"]
    [problem] = problems
    assert problem.level == "warning"
    assert "left out with it: 1 term (outcome pace -) and theory_id 't2'." in str(problem)


def test_a_configuration_without_extracts_takes_those_of_the_other():
    after, problems = follow_configuration_merges(
        configuration_tables(joins("c1", "c3"), joins("c2", "c3")), FILES
    )
    table = after["configurations"].set_index("configuration_id")
    assert table.index.tolist() == ["c3", "c4"]
    assert table.loc["c3", "extract_ids"] == "e1;e2;e3"
    assert len(problems) == 2


def test_configurations_of_two_studies_are_not_merged():
    before = configuration_tables(joins("c1", "c4"))
    after, problems = follow_configuration_merges(before, FILES)
    assert "'c1' of 's1' cannot be merged into 'c4' of 's2': a study would be lost." in str(problems[0])
    assert problems[0].level == "error"
    pd.testing.assert_frame_equal(after["configurations"], before["configurations"])


@pytest.mark.parametrize(
    ("merges", "said"),
    [
        ([joins("c1", "c2"), joins("c2", "c1")], "in a circle: c1 → c2 → c1"),
        ([joins("c1", "c5")], "'c5' is not in configurations.csv, but 'c1' is merged into it."),
        ([joins("c1", "c2"), joins("c1", "c3")], "merged into c2 and c3"),
    ],
)
def test_merges_of_configurations_that_cannot_be_are_errors(merges, said):
    _, problems = follow_configuration_merges(configuration_tables(*merges), FILES)
    assert said in str(problems[0])
    assert problems[0].level == "error"


def test_chains_and_history_of_configurations():
    after, _ = follow_configuration_merges(
        configuration_tables(joins("c1", "c2"), joins("c2", "c3"), joins("c0", "c9")), FILES
    )
    assert after["configurations"]["configuration_id"].tolist() == ["c3", "c4"]
