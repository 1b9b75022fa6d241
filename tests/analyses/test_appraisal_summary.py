"""Studies, participants and extracts behind each answer; and no sum of answers anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from synthesis.analyses.appraisal_summary import appraisal_summary
from synthesis.errors import OptionError
from synthesis.review import read_review
from tests.analyses.appraised_review import appraised_review

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"


@pytest.fixture(scope="module")
def table():
    return appraisal_summary(appraised_review())


def test_every_answer_of_a_tool_and_every_way_of_having_none_is_counted(table):
    counts = table[(table["tool"] == "A") & (table["item"] == "2")]
    assert dict(zip(counts["judgement"], counts["n_studies"], strict=True)) == {
        "yes": 1,
        "unclear": 0,
        "no": 0,
        "not agreed": 1,
        "not answered": 1,
        "not appraised": 1,
    }
    assert counts["judgement"].tolist()[:3] == ["yes", "unclear", "no"]
    assert counts["n_studies_total"].unique().tolist() == [4]
    assert counts["share_of_studies"].tolist() == [0.25, 0, 0, 0.25, 0.25, 0.25]


def test_weights_are_the_participants_and_extracts_of_the_studies(table):
    rows = table[(table["tool"] == "A") & (table["item"] == "2")].set_index("judgement")
    # 100 participants in s1, s2 and s4; s3 reports none. 7 extracts: 2, 2, 2 and 1.
    assert rows["n_participants"].loc[["yes", "not agreed", "not answered", "not appraised"]].tolist() == [
        10,
        30,
        0,
        60,
    ]
    assert rows["n_studies_with_participants"].loc[["yes", "not answered"]].tolist() == [1, 0]
    assert rows.loc["not appraised", "share_of_participants"] == 0.6
    assert rows["n_extracts"].loc[["yes", "not appraised"]].tolist() == [2, 1]
    assert rows.loc["yes", "share_of_extracts"] == pytest.approx(2 / 7)
    assert rows.loc["not answered", "study_ids"] == "s3"


def test_shares_of_an_item_add_up_to_one(table):
    shares = table.groupby(["tool", "item"])[
        ["share_of_studies", "share_of_participants", "share_of_extracts"]
    ]
    assert shares.sum().to_numpy() == pytest.approx(1)


def test_there_is_no_score(table):
    assert not [
        name for name in table.columns if "score" in name or ("total" in name and name != "n_studies_total")
    ]
    assert table.groupby(["tool", "item"])["n_studies"].sum().eq(4).all()


def test_without_participants_or_extracts_their_shares_are_missing():
    tables = {
        "studies": [{"study_id": f"s{i}"} for i in range(1, 5)],
        "extracts": [],
        "codings": [{"study_id": "s1", "code_id": "trust"}],
        "configurations": [],
        "configuration_terms": [],
        "findings": [],
    }
    table = appraisal_summary(appraised_review(**tables))
    assert table[["share_of_participants", "share_of_extracts"]].isna().all(axis=None)
    assert table["share_of_studies"].notna().all()


def test_without_an_appraisal_it_is_empty():
    assert appraisal_summary(appraised_review(appraisal=[])).empty
    with pytest.raises(OptionError, match="has no appraisal"):
        appraisal_summary(appraised_review(appraisal=[]), tool="A")


def test_the_planted_appraisal_is_found():
    planted = yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))["appraisal"]
    table = appraisal_summary(read_review(REALIST_86))
    found = {tool: {item: {} for item in items} for tool, items in planted.items()}
    for row in table[table["n_studies"] > 0].itertuples():
        found[row.tool][row.item][row.judgement] = row.n_studies
    assert found == planted
