"""The analyses find in the synthetic review exactly what its generator planted, no more and no less."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from synthesis.analyses.co_occurrence import co_occurrence
from synthesis.analyses.configurations import configurations
from synthesis.analyses.contradictions import contradictions
from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.analyses.single_coder_codings import single_coder_codings
from synthesis.analyses.study_characteristics import study_characteristics
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.analyses.theme_matrix import theme_matrix
from synthesis.analyses.theory_ledger import theory_ledger
from synthesis.review import read_review, review_from_tables

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"
UNSIGNED = ["context_id", "mechanism_id", "outcome_id", "outcome_sign"]
SIGNED = ["context_id", "context_sign", "mechanism_id", "mechanism_sign", "outcome_id", "outcome_sign"]
BEHIND = ["n_studies", "study_ids", "n_configurations", "configuration_ids"]


@pytest.fixture(scope="module")
def review():
    return read_review(REALIST_86)


@pytest.fixture(scope="module")
def planted():
    return yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))


def records(table: pd.DataFrame, columns: list[str]) -> list[dict]:
    """Rows with their lists split, in an order of their own."""
    rows = table[columns].to_dict("records")
    for row in rows:
        row.update({name: split(cell) for name, cell in row.items() if "_ids" in name})
    return in_order(rows)


def in_order(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def split(cell: str) -> list[str]:
    return sorted(cell.split("; ")) if cell else []


def test_the_size_of_the_review(review, planted):
    counts = planted["counts"]
    assert len(review.studies) == counts["n_studies"] == 86
    assert len(review.extracts) == counts["n_extracts"] == 1500
    assert len(review.codebook) == counts["n_codes"]
    assert len(review.reports) + (86 - review.reports["study_id"].nunique()) == counts["n_reports"]
    forms = configurations(review)["form"].value_counts()
    assert forms.sum() == counts["n_configurations"] == 338
    assert {form: int(n) for form, n in forms.items() if form != "CMO"} == {
        form: counts[f"n_dyads_{form.lower()}"] for form in ("CM", "MO", "CO")
    }


def test_characteristics_of_the_studies(review, planted):
    table = study_characteristics(review, by=["collaboration_type", "country"])
    found = {
        name: dict(zip(t["value"], t["n_studies"], strict=True)) for name, t in table.groupby("attribute")
    }
    assert found["collaboration_type"] == planted["collaboration_types"]
    assert found["country"] == planted["countries"]


def test_themes(review, planted):
    table = theme_frequencies(review).rename(columns={"n_studies_absent": "n_studies_stated_absent"})
    columns = list(planted["themes"]["trust"])
    assert table.set_index("code_id")[columns].to_dict("index") == planted["themes"]


def test_themes_rolled_up(review, planted):
    expected = planted["themes_rolled_up"]
    top = theme_frequencies(review, level=1).set_index("code_id")["n_studies"]
    second = theme_frequencies(review, level=2).set_index("code_id")["n_studies"]
    found = {code: int(top[code] if code in top.index else second[code]) for code in expected}
    assert found == expected
    child = planted["parent_and_child"]
    assert second[child["parent"]] == child["n_studies_rolled_up"]


def test_studies_in_which_a_code_is_present_and_stated_absent(review, planted):
    matrix = theme_matrix(review, values="state").set_index("study_id")
    found = {code: sorted(matrix.index[matrix[code] == "conflicting"]) for code in matrix.columns}
    assert {code: studies for code, studies in found.items() if studies} == planted["conflicting"]


def test_co_occurrence_within_extracts(review, planted):
    table = co_occurrence(review, keep_zero=True)
    pairs = {frozenset((row["code_a"], row["code_b"])): row for row in table.to_dict("records")}
    for pair in planted["co_occurrence_within_extract"]:
        found = pairs[frozenset((pair["code_a"], pair["code_b"]))]
        n_of = {found["code_a"]: found["n_a"], found["code_b"]: found["n_b"]}
        assert found["n_both"] == pair["n_both"], pair
        assert n_of == {pair["code_a"]: pair["n_a"], pair["code_b"]: pair["n_b"]}
        assert found["c_coefficient"] == pytest.approx(pair["c_coefficient"], abs=1e-9)


def test_coder_disagreement(review, planted):
    expected = planted["coder_disagreement"]
    table = single_coder_codings(review).set_index("code_id")
    counts = ["n_rated_by_two", "n_one_coder_only"]
    assert table.loc["(all)", counts].tolist() == [expected[name] for name in counts]
    assert table.drop("(all)")[counts].to_dict("index") == {
        code: {name: entry[name] for name in counts}
        for code, entry in expected["per_code"].items()
        if entry["n_rated_by_two"]
    }


def test_demi_regularities_are_those_planted_and_no_others(review, planted):
    columns = [*SIGNED, *BEHIND, "n_studies_context"]
    expected = [{name: row[name] for name in columns} for row in planted["demi_regularities"]]
    assert records(demi_regularities(review), columns) == in_order(expected)
    assert len(expected) == 12


def test_demi_regularities_without_the_signs_of_context_and_mechanism(review, planted):
    table = demi_regularities(review, sign="outcome")
    of_signed = {tuple(row[name] for name in UNSIGNED) for row in planted["demi_regularities"]}
    is_new = [key not in of_signed for key in table[UNSIGNED].itertuples(index=False, name=None)]
    expected = planted["demi_regularities_by_outcome_sign"]
    assert records(table[is_new], [*UNSIGNED, *BEHIND]) == in_order(expected)
    assert len(table) == len(of_signed) + len(expected)


def test_demi_regularities_after_two_codes_that_say_the_same_are_merged(review, planted):
    kept, gone = planted["near_duplicate_codes"]["code_ids"]
    terms = review.configuration_terms
    terms["code_id"] = terms["code_id"].replace(gone, kept)
    merged = review_from_tables(
        {
            "studies": review.studies,
            "codebook": review.codebook,
            "codings": review.codings[["study_id", "code_id", "coder"]].dropna().drop_duplicates(),
            "configurations": review.configurations[["configuration_id", "study_id"]],
            "configuration_terms": terms.drop_duplicates(),
        }
    )
    before = set(demi_regularities(review)["pattern"])
    table = demi_regularities(merged)
    assert before <= set(table["pattern"])
    new = table[~table["pattern"].isin(before)]
    assert records(new, [*SIGNED, *BEHIND]) == in_order(planted["demi_regularities_after_merge"])


@pytest.mark.parametrize("level", ["mechanism", "context"])
def test_contradictions_are_those_planted_and_no_others(review, planted, level):
    labels = review.codebook.set_index("code_id")["label"]

    def shown(terms: list[str]) -> list[str]:
        signs = {"+": "+", "-": "−"}
        return sorted(f"{labels[t[:-1]]} ({signs[t[-1]]})" for t in terms) or ["(no context stated)"]

    expected = [
        {name: shown(value) if name.startswith("contexts_") else value for name, value in row.items()}
        for row in planted["contradictions"][level]
    ]
    table = contradictions(review, level=level)
    for side in ("plus", "minus"):
        table[f"contexts_{side}"] = table[f"contexts_{side}"].map(split)
        assert table[f"n_studies_{side}"].tolist() == [len(split(x)) for x in table[f"study_ids_{side}"]]
    assert records(table, list(expected[0])) == in_order(expected)
    assert len(expected) == {"mechanism": 7, "context": 3}[level]


def test_theory_ledger(review, planted):
    table = theory_ledger(review).set_index("theory_id")
    columns = list(planted["theory_ledger"]["t1"])
    assert table.drop("")[columns].to_dict("index") == planted["theory_ledger"]
    assert table.loc["", "n_configurations"] == planted["n_configurations_without_theory"]
    # One study both supports and refutes the first theory: its relations add up to one more.
    relations = ["n_studies_supports", "n_studies_refines", "n_studies_refutes", "n_studies_new"]
    assert table.loc["t1", relations].sum() == table.loc["t1", "n_studies"] + 1
