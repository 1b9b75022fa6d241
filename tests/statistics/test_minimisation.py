from __future__ import annotations

from itertools import combinations, product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import OptionError
from synthesis.statistics.boolean_terms import minimal_covers, prime_implicants, term_in_words
from synthesis.statistics.minimisation import minimise
from synthesis.statistics.truth_table import crisp_truth_table


def table_of(results: dict[str, str], n_conditions: int = 3) -> tuple[pd.DataFrame, list[str]]:
    """A truth table from letters per row: ``"YYn"`` is two cases with the outcome and one without."""
    names = list("ABCD"[:n_conditions])
    cases = [
        {"case": f"{row}-{n}", "Y": int(letter == "Y"), **dict(zip(names, map(int, row), strict=True))}
        for row, letters in results.items()
        for n, letter in enumerate(letters)
    ]
    return crisp_truth_table(pd.DataFrame(cases), "Y", names, case="case"), names


def expressions(results: dict[str, str], solution: str = "conservative", **options) -> list[str]:
    table, names = table_of(results, len(next(iter(results))))
    found = minimise(table, names, solution=solution, **options)
    return list(dict.fromkeys(found["expression"]))


def test_terms_in_words():
    assert term_in_words("1-0", "ABC") == "A*~C"
    assert term_in_words("---", "ABC") == "(always)"


def test_prime_implicants_by_hand():
    # 111, 110 differ in C: 11-. 110, 010 differ in A: -10. 000 stands alone.
    assert prime_implicants(["111", "110", "010", "000"]) == ["11-", "0-0", "-10"]
    assert prime_implicants(["111"], free=["110", "000"]) == ["11-"]


def test_consistency_and_coverage_of_terms_and_solution():
    # A*B (110, 111) and B*C (111, 011): 2 + 3 + 1 cases with the outcome.
    table, names = table_of({"110": "YY", "111": "YYY", "011": "Y", "000": "nn", "100": "n", "001": "n"})
    found = minimise(table, names).set_index("term")
    assert set(found.index) == {"A*B", "B*C"}
    assert found["coverage_raw"].to_dict() == {"A*B": 5 / 6, "B*C": 4 / 6}
    assert found["coverage_unique"].to_dict() == {"A*B": 2 / 6, "B*C": 1 / 6}
    assert set(found["consistency"]) == set(found["solution_consistency"]) == {1.0}
    assert set(found["solution_coverage"]) == {1.0}
    assert found.loc["B*C", "cases"] == "011-0; 111-0; 111-1; 111-2"
    assert found.loc["A*B", ["A", "B"]].tolist() == [1, 1]
    assert pd.isna(found.loc["A*B", "C"])


def test_contradictory_rows_are_not_explained_and_never_used():
    # 11 is contradictory: neither A nor B alone is free of it, so each keeps the other's absence.
    results = {"10": "Y", "11": "Yn", "00": "n"}
    assert expressions(results) == ["A*~B"]
    # 01 has no case and does not help; 11 may not.
    assert expressions(results, "parsimonious") == ["A*~B"]
    assert expressions({"10": "Y", "00": "n"}, "parsimonious") == ["A"]


def test_a_share_below_one_is_seen_in_the_consistency():
    table = crisp_truth_table(
        pd.DataFrame({"A": [1, 1, 1, 1, 0], "Y": [1, 1, 1, 0, 0]}), "Y", ["A"], consistency=0.75
    )
    found = minimise(table, ["A"]).iloc[0]
    assert (found["expression"], found["consistency"], found["pri"]) == ("A", 0.75, 0.75)
    assert found["cases_against"] == "3"


def test_every_model_with_the_fewest_terms_is_listed():
    # The cycle of six: each neighbour pair is a prime implicant, three cover, in two ways.
    results = dict.fromkeys(["001", "011", "010", "110", "100", "101"], "Y") | {"000": "n", "111": "n"}
    table, names = table_of(results)
    found = minimise(table, names)
    terms = found.groupby("model")["term"].agg(set).tolist()
    assert {frozenset(t) for t in terms} == {
        frozenset({"~A*C", "B*~C", "A*~B"}),
        frozenset({"A*~C", "~B*C", "~A*B"}),
    }
    assert set(found["n_models"]) == {2}
    assert not found["is_in_every_model"].any()


def test_a_term_of_every_model_is_marked():
    results = {"1111": "Y", "1110": "Y", "0000": "n"}
    table, names = table_of(results, 4)
    assert minimise(table, names)["is_in_every_model"].all()


def test_intermediate_solution_by_hand():
    # Conservative A*~B (10). Parsimonious A (11 is a remainder). Expecting B to help, its absence is
    # out: A. Expecting it to hinder, it stays: A*~B.
    results = {"10": "Y", "00": "n", "01": "n"}
    assert expressions(results, "intermediate", expectations={"B": "present"}) == ["A"]
    assert expressions(results, "intermediate", expectations={"B": "absent"}) == ["A*~B"]
    assert expressions(results, "intermediate", expectations={"A": "absent"}) == ["A*~B"]


def test_the_absence_of_the_outcome_is_explained_from_its_own_rows():
    results = {"11": "Y", "10": "nn", "00": "n", "01": "Yn"}
    assert expressions(results, explain="absent") == ["~B"]
    table, names = table_of(results, 2)
    found = minimise(table, names, explain="absent").iloc[0]
    # Three of the four cases without the outcome: that in the contradictory row is not covered.
    assert found["coverage_raw"] == found["solution_coverage"] == 0.75
    assert found["cases"] == "00-0; 10-0; 10-1"


def test_assumptions_are_named():
    table, names = table_of({"10": "Y", "00": "n"}, 2)
    found = minimise(table, names, solution="parsimonious").iloc[0]
    assert (found["n_remainders_used"], found["remainders_used"]) == (1, "11")
    assert minimise(table, names).loc[0, "n_remainders_used"] == 0


def test_nothing_to_explain_and_nothing_against():
    table, names = table_of({"10": "n", "00": "n"}, 2)
    found = minimise(table, names)
    assert found.empty
    assert {"solution", "term", "A", "B", "remainders_used"} <= set(found)
    assert expressions({"10": "Y", "00": "Y"}, "parsimonious") == ["(always)"]


def test_a_search_through_too_many_models_is_refused(monkeypatch):
    # A ring of four: each term covers two neighbours, and two opposite ones cover all.
    ring = ["00", "01", "11", "10"]
    terms = ["0-", "-1", "1-", "-0"]
    assert minimal_covers(terms, ring) == [("0-", "1-"), ("-1", "-0")]
    monkeypatch.setattr("synthesis.statistics.boolean_terms._MOST_STEPS", 1)
    with pytest.raises(OptionError, match="too many models that are equally short"):
        minimal_covers(terms, ring)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"solution": "complex"}, "solution='complex' is not allowed"),
        ({"explain": "1"}, "explain='1' is not allowed"),
        ({"solution": "intermediate"}, "needs expectations"),
        ({"expectations": {"Z": "present"}}, "expectations='Z' is not allowed"),
        ({"expectations": {"A": "yes"}}, "expectations['A']='yes' is not allowed"),
    ],
)
def test_options_are_checked(options, said):
    table, names = table_of({"10": "Y", "00": "n"}, 2)
    with pytest.raises(OptionError) as refused:
        minimise(table, names, **options)
    assert said in str(refused.value)


def test_conditions_may_be_named_in_another_order_than_in_the_table():
    # The outcome goes with A, whatever B says.
    table, _ = table_of({"11": "Y", "10": "Y", "01": "n", "00": "n"}, 2)
    assert minimise(table, ["A", "B"])["expression"].tolist() == ["A"]
    assert minimise(table, ["B", "A"])["expression"].tolist() == ["A"]


def test_a_truth_table_read_back_from_a_file_gives_the_same_solution(tmp_path):
    table, names = table_of({"01": "Y", "00": "n"}, 2)
    table.to_csv(tmp_path / "table.csv", index=False)
    read = pd.read_csv(tmp_path / "table.csv").fillna("")
    assert minimise(read, names)["expression"].tolist() == ["~A*B"]


@pytest.mark.parametrize("conditions", [["A"], ["A", "B", "C"], ["Z"]])
def test_other_conditions_than_those_of_the_table_are_refused(conditions):
    table, _ = table_of({"10": "Y", "00": "n"}, 2)
    with pytest.raises(OptionError, match="the truth table was made for A and B"):
        minimise(table, conditions)


def test_what_is_no_truth_table_is_refused():
    with pytest.raises(OptionError, match="no column 'result'; give one made by crisp_truth_table"):
        minimise(pd.DataFrame({"row": ["1"], "A": [1]}), ["A"])


# ---- against every cube and every choice of cubes ----

ROWS = ["".join(digits) for digits in product("01", repeat=3)]
CUBES = ["".join(marks) for marks in product("01-", repeat=3)]


def covers(cube: str, row: str) -> bool:
    return all(mark in ("-", digit) for mark, digit in zip(cube, row, strict=True))


def every_minimal_model(positive: set[str], free: set[str]) -> set[frozenset[str]]:
    valid = [c for c in CUBES if all(row in positive | free for row in ROWS if covers(c, row))]
    wider = {
        c: [d for d in valid if d != c and all(covers(d, r) for r in ROWS if covers(c, r))] for c in valid
    }
    primes = [c for c in valid if not wider[c] and any(covers(c, row) for row in positive)]
    for size in range(1, len(primes) + 1):
        found = {
            frozenset(chosen)
            for chosen in combinations(primes, size)
            if all(any(covers(c, row) for c in chosen) for row in positive)
        }
        if found:
            return found
    return set()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from("1?0C"), min_size=8, max_size=8))
def test_equals_an_exhaustive_search(results):
    of = {result: {row for row, r in zip(ROWS, results, strict=True) if r == result} for result in "1?0C"}
    for free in (set(), of["?"]):
        covers_found = minimal_covers(prime_implicants(of["1"], free), of["1"])
        assert {frozenset(model) for model in covers_found} == every_minimal_model(of["1"], free)
        assert len(covers_found) == len(set(covers_found))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["Y", "n", "Yn", ""]), min_size=8, max_size=8).filter(any),
    st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["present", "absent"]), min_size=1),
    st.randoms(use_true_random=False),
)
def test_intermediate_lies_between_and_the_order_of_rows_never_matters(letters, expectations, rng):
    table, names = table_of({row: cell for row, cell in zip(ROWS, letters, strict=True) if cell})
    by_row = table.set_index("row")["result"]

    def rows_of(solution: str) -> list[set[str]]:
        found = minimise(table, names, solution=solution, expectations=expectations)
        again = table.iloc[rng.sample(range(len(table)), len(table))]
        pd.testing.assert_frame_equal(
            found, minimise(again, names, solution=solution, expectations=expectations)
        )
        marks = found[names].astype("str").fillna("-").agg("".join, axis=1) if len(found) else []
        cubes = pd.Series(marks, dtype="object").groupby(found["model"].to_numpy())
        return [{row for row in ROWS if any(covers(c, row) for c in model)} for _, model in cubes]

    conservative, parsimonious = rows_of("conservative"), rows_of("parsimonious")
    for model in rows_of("intermediate"):
        assert any(small <= model for small in conservative)
        assert any(model <= large for large in parsimonious)
    for model in [*conservative, *parsimonious]:
        assert {row for row in by_row.index if by_row[row] == "1"} <= model
        assert not {row for row in by_row.index if by_row[row] in ("0", "contradictory")} & model
