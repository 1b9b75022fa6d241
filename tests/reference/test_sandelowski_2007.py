"""Frequency effect sizes as printed by Sandelowski, Barroso and Voils.

Sandelowski M, Barroso J, Voils CI (2007). Using qualitative metasummary to synthesize qualitative and
quantitative descriptive findings. Research in Nursing & Health 30(1):99–111, table 2, first part
(https://pmc.ncbi.nlm.nih.gov/articles/PMC2329806/table/T2). Carried over are the reports behind each
finding and the printed percentages. Nineteen reports are the denominator, as the percentages show; the
part of the table used here names twelve, so that seven are silent and must be counted all the same.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.intensity import intensity
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.review import review_from_tables
from synthesis.statistics.printed_shares import printed_shares

DATA = Path(__file__).parent / "data"
FINDINGS = pd.read_csv(DATA / "sandelowski_2007_findings.csv")
REPORTS = pd.read_csv(DATA / "sandelowski_2007_reports.csv")
N_REPORTS = 19


@pytest.fixture(scope="module")
def review():
    named = sorted(set(REPORTS["report"]))
    silent = [f"silent report {number}" for number in range(1, N_REPORTS - len(named) + 1)]
    return review_from_tables(
        {
            "studies": [{"study_id": name} for name in [*named, *silent]],
            "codebook": FINDINGS[["finding_id"]].rename(columns={"finding_id": "code_id"}),
            "codings": REPORTS.rename(columns={"report": "study_id", "finding_id": "code_id"}),
        }
    )


def test_twelve_reports_are_named_and_seven_are_silent(review):
    assert REPORTS["report"].nunique() == 12
    assert len(review.studies) - REPORTS["report"].nunique() == 7


def test_every_printed_effect_size_is_found(review):
    table = theme_frequencies(review).set_index("code_id").loc[FINDINGS["finding_id"]]
    assert list(table["n_studies"]) == list(FINDINGS["n_reports"])
    assert set(table["n_studies_total"]) == {N_REPORTS}
    assert list((100 * table["share_of_studies"]).round()) == list(FINDINGS["es_percent_printed"])


def test_leaving_the_silent_reports_out_would_not_give_what_is_printed():
    twelve = printed_shares(FINDINGS, 12, count="n_reports", printed="es_percent_printed")
    nineteen = printed_shares(FINDINGS, N_REPORTS, count="n_reports", printed="es_percent_printed")
    assert twelve["is_flagged"].all()
    assert not nineteen["is_flagged"].any()


def test_each_reports_contribution(review):
    # 33 pairs of report and finding; Sankar has 7 of them. Only N1 (8 of 19) is above 25 %.
    table = intensity(review).set_index("study_id")
    assert table["n_findings"].sum() == len(REPORTS) == 33
    assert table.loc["Sankar", "share_of_findings"] == pytest.approx(7 / 33)
    assert table["share_of_findings"].sum() == pytest.approx(1)
    assert set(table.index[table["n_frequent"].eq(1)]) == set(
        REPORTS.loc[REPORTS["finding_id"].eq("N1"), "report"]
    )
    assert table.index[0] == "Sankar"
    assert (table["n_findings"] == 0).sum() == 7
