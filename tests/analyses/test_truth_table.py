from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from synthesis.analyses.qca_solutions import qca_solutions
from synthesis.analyses.truth_table import truth_table
from synthesis.errors import OptionError
from synthesis.review import read_review, review_from_tables

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"


def tables() -> dict[str, list[dict[str, str]]]:
    """Four studies; trust and roles are codes, funded and worked attributes."""
    coded = {
        # trust: s1 present, s2 stated absent, s3 both, s4 silent. roles: present in s1, s3 and s4.
        "trust": [("s1", "present"), ("s2", "absent"), ("s3", "present"), ("s3", "absent")],
        "roles": [("s1", "present"), ("s2", "absent"), ("s3", "present"), ("s4", "present")],
    }
    return {
        "studies": [
            {"study_id": f"s{n}", "funded": funded, "worked": worked}
            for n, (funded, worked) in enumerate([("1", "1"), ("0", "0"), ("1", "1"), ("", "0")], start=1)
        ],
        "codebook": [{"code_id": code} for code in coded],
        "codings": [
            {"study_id": study, "code_id": code, "coder": "AB", "state": state}
            for code, rows in coded.items()
            for study, state in rows
        ],
    }


@pytest.fixture(scope="module")
def review():
    return review_from_tables(tables())


def test_codes_and_attributes_are_conditions(review):
    table = truth_table(review, conditions=["roles"], outcome="worked")
    assert table[["row", "result", "n_cases"]].to_numpy().tolist() == [
        ["1", "contradictory", 3],
        ["0", "0", 1],
    ]
    assert table.loc[0, ["cases_with_outcome", "cases_without_outcome"]].tolist() == ["s1; s3", "s4"]


def test_every_cell_that_is_not_reported_is_named(review):
    with pytest.raises(OptionError) as refused:
        truth_table(review, conditions=["trust", "roles", "funded"], outcome="worked")
    assert "trust: s3 (conflicting) and s4; funded: s4. " in str(refused.value)


def test_silence_counts_as_absence_or_leaves_a_study_out_only_on_request(review):
    options = {"conditions": ["trust", "funded"], "outcome": "worked"}
    absent = truth_table(review, unreported="absent", **options).set_index("row")
    assert absent["cases_without_outcome"].to_dict() == {"11": "", "01": "", "00": "s2; s4"}
    assert absent["policy"].iloc[0] == "3 cells not reported (1 of them conflicting), counted as absent"
    dropped = truth_table(review, unreported="drop", **options)
    assert dropped["n_cases"].sum() == 2
    assert dropped["policy"].iloc[0].endswith("2 cases left out for it")


def test_one_condition_may_be_given_as_text(review):
    pd.testing.assert_frame_equal(
        truth_table(review, conditions="roles", outcome="worked"),
        truth_table(review, conditions=["roles"], outcome="worked"),
    )


def test_an_outcome_that_is_a_code_and_coders_that_are_chosen(review):
    table = truth_table(review, conditions="worked", outcome="roles", coders="AB")
    assert table["n_cases"].sum() == 4
    with pytest.raises(OptionError, match="coders='CD'"):
        truth_table(review, conditions="worked", outcome="roles", coders="CD")


@pytest.mark.parametrize("analysis", [truth_table, qca_solutions])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"conditions": ["roles"]}, "conditions and outcome must be named"),
        ({"conditions": ["role"], "outcome": "worked"}, "conditions='role' is not allowed"),
        ({"conditions": ["roles"], "outcome": "work"}, "outcome='work' is not allowed"),
        ({"conditions": ["study_id"], "outcome": "worked"}, "conditions='study_id' is not allowed"),
    ],
)
def test_conditions_and_outcome_are_checked(review, analysis, options, said):
    with pytest.raises(OptionError) as refused:
        analysis(review, **options)
    assert said in str(refused.value)


def test_an_attribute_with_other_values_is_refused():
    other = tables()
    other["studies"][0]["funded"] = "partly"
    message = r"'funded' must hold 0 or 1 in every cell; it also holds 'partly' \(s1\)"
    with pytest.raises(OptionError, match=message):
        truth_table(review_from_tables(other), conditions="funded", outcome="worked")


def test_solutions_say_what_was_done_about_silence(review):
    table = qca_solutions(review, conditions=["trust", "roles"], outcome="worked", unreported="drop")
    # s1 (11, worked) and s2 (00, did not) are left: trust*roles; either alone, if combinations are assumed.
    assert table["expression"].drop_duplicates().tolist() == ["trust*roles", "trust", "roles"]
    assert table["solution"].drop_duplicates().tolist() == ["conservative", "parsimonious"]
    assert table.loc[1:, "n_models"].tolist() == [2, 2]
    assert table["policy"].str.endswith("left out for it").all()
    assert table["warning"].iloc[0].startswith("2 conditions are more than 2 cases can carry")


def test_nothing_to_explain(review):
    table = qca_solutions(review, conditions="roles", outcome="worked")
    assert table.empty
    assert {"solution", "term", "roles", "policy", "warning"} <= set(table)
    with pytest.raises(OptionError, match="solution='both'"):
        qca_solutions(review, conditions="roles", outcome="worked", solution="both")


def test_the_order_of_rows_never_matters(review):
    mixed = review_from_tables(
        {n: pd.DataFrame(rows).sample(frac=1, random_state=1) for n, rows in tables().items()}
    )
    options = {"conditions": ["trust", "roles"], "outcome": "worked", "unreported": "drop"}
    pd.testing.assert_frame_equal(truth_table(mixed, **options), truth_table(review, **options))
    pd.testing.assert_frame_equal(qca_solutions(mixed, **options), qca_solutions(review, **options))


# ---- planted ----


@pytest.fixture(scope="module")
def planted():
    return yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))["qca"]


@pytest.fixture(scope="module")
def realist_86():
    return read_review(REALIST_86)


@pytest.mark.parametrize("by_code", [False, True])
def test_the_planted_truth_table_and_its_solutions(realist_86, planted, by_code):
    names = {name: planted["codes"][name] if by_code else name for name in planted["codes"]}
    options = {
        "conditions": [names[name] for name in planted["conditions"]],
        "outcome": names[planted["outcome"]],
    }
    table = truth_table(realist_86, complete=True, **options).set_index("row")
    observed = table[table["n_cases"] > 0]
    assert {
        row: {"n_success": with_, "n_failure": n - with_}
        for row, n, with_ in zip(observed.index, observed["n_cases"], observed["n_with_outcome"], strict=True)
    } == planted["rows"]
    assert table.index[table["result"] == "remainder"].tolist() == planted["remainders"]
    assert table.index[table["result"] == "contradictory"].tolist() == planted["contradictory_rows"]

    solutions = qca_solutions(realist_86, **options)
    for name in ("conservative", "parsimonious"):
        terms = solutions.loc[solutions["solution"] == name, options["conditions"]]
        found = {frozenset(row.dropna().items()) for _, row in terms.iterrows()}
        expected = {frozenset((names[k], v) for k, v in term.items()) for term in planted[name]}
        assert found == expected
        assert set(solutions["n_models"]) == {1}
    # 14 + 9 of the 26 studies that succeeded; the other three stand in the contradictory row.
    assert solutions["solution_coverage"].tolist() == pytest.approx([23 / 26] * 4)


def test_the_review_may_name_what_is_compared(review):
    tables = {name: getattr(review, name) for name in ("studies", "codebook", "extracts", "codings")}
    tables = {name: table for name, table in tables.items() if len(table)}
    named = review_from_tables(tables, settings={"qca": {"conditions": ["worked"], "outcome": "roles"}})
    assert truth_table(named).equals(truth_table(review, conditions="worked", outcome="roles"))


@pytest.mark.parametrize("analysis", [truth_table, qca_solutions])
def test_a_review_that_compares_nothing_has_an_empty_table(analysis, review):
    table = analysis(review)
    assert table.empty
    assert "No conditions and no outcome are named" in table.attrs["switched_off"]
