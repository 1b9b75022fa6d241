"""The minimal formulas of the Lipset data.

Rihoux B, De Meur G (2009). Crisp-set qualitative comparative analysis (csQCA). In: Rihoux B, Ragin CC
(eds). Configurational Comparative Methods. Thousand Oaks: Sage, 33-68, formulas 1, 3, 4 and 5. Data,
formulas and numbers of simplifying assumptions as reproduced by the tests of the R package QCA3
(tests/textBook.Rout, BSD-3-Clause). There, lower case is absence, which ~ is here.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.qca_solutions import qca_solutions
from synthesis.analyses.truth_table import truth_table
from synthesis.review import review_from_tables
from synthesis.statistics.minimisation import minimise
from synthesis.statistics.truth_table import crisp_truth_table

LIPSET = pd.read_csv(Path(__file__).parent / "data" / "lipset_crisp.csv", comment="#", dtype="str")
CONDITIONS = ["GNPCAP", "URBANIZA", "LITERACY", "INDLAB", "GOVSTAB"]

# (explained, solution) -> terms, numbers of simplifying assumptions
FORMULAS = {
    ("present", "conservative"): ("GNPCAP*urbaniza*LITERACY*GOVSTAB + GNPCAP*LITERACY*INDLAB*GOVSTAB", 0),
    ("absent", "conservative"): ("gnpcap*urbaniza*indlab + GNPCAP*LITERACY*INDLAB*govstab", 0),
    ("present", "parsimonious"): ("GNPCAP*GOVSTAB", 5),
    ("absent", "parsimonious"): ("gnpcap + govstab", 18),
}


def as_printed(terms: pd.Series) -> set[str]:
    marks = terms.str.split("*").explode()
    printed = marks.where(~marks.str.startswith("~"), marks.str[1:].str.lower())
    return set(printed.groupby(level=0).agg("*".join))


@pytest.fixture(scope="module")
def review():
    return review_from_tables(
        {
            "studies": LIPSET.rename(columns={"CASEID": "study_id"}),
            "codebook": [{"code_id": "democracy"}],
            "codings": [{"study_id": "AUS", "code_id": "democracy"}],
        }
    )


@pytest.mark.parametrize(("side", "formula"), FORMULAS.items())
def test_formulas_from_a_plain_table(side, formula):
    explain, solution = side
    table = crisp_truth_table(LIPSET, "SURVIVAL", CONDITIONS, case="CASEID")
    found = minimise(table, CONDITIONS, solution=solution, explain=explain)
    assert as_printed(found["term"]) == set(formula[0].split(" + "))
    assert set(found["n_models"]) == {1}
    assert set(found["n_remainders_used"]) == {formula[1]}
    assert set(found["solution_consistency"]) == set(found["solution_coverage"]) == {1.0}


@pytest.mark.parametrize(("side", "formula"), FORMULAS.items())
def test_formulas_from_a_review(review, side, formula):
    explain, solution = side
    found = qca_solutions(
        review, conditions=CONDITIONS, outcome="SURVIVAL", solution=solution, explain=explain
    )
    assert as_printed(found["term"]) == set(formula[0].split(" + "))


def test_the_truth_table_has_nine_rows_and_names_the_countries(review):
    table = truth_table(review, conditions=CONDITIONS, outcome="SURVIVAL").set_index("row")
    assert len(table) == 9
    assert table["n_cases"].sum() == 18
    assert table.loc["11111", "cases_with_outcome"] == "BEL; CZE; NET; UK"
    assert table.loc["00000", "cases_without_outcome"] == "GRE; POR; SPA"
    assert "contradictory" not in set(table["result"])
    # Eight of the 18 survived; 2 of these (FIN, IRE) are in this row.
    assert table.loc["10101", "coverage"] == 2 / 8
    # 5 conditions, 18 countries: log2 18 is 4.17.
    assert table["warning"].str.startswith("5 conditions are more than 18 cases can carry").all()


def test_intermediate_solution_where_every_condition_is_expected_to_help(review):
    # By hand: the first conservative term holds ~URBANIZA, against the expectation and not in
    # GNPCAP*GOVSTAB: out. Nothing in the second goes against it, but the first now contains it.
    expectations = dict.fromkeys(CONDITIONS, "present")
    found = qca_solutions(review, conditions=CONDITIONS, outcome="SURVIVAL", expectations=expectations)
    by_solution = found.groupby("solution")["expression"].first()
    assert by_solution["intermediate"] == "GNPCAP*LITERACY*GOVSTAB"
    assert list(dict.fromkeys(found["solution"])) == ["conservative", "intermediate", "parsimonious"]
