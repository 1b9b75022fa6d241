"""What coders have to talk about: who gave which code to which passage, and who did not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import yaml

from synthesis.analyses.coder_agreement import coder_agreement
from synthesis.analyses.disagreements import disagreements
from synthesis.errors import OptionError
from synthesis.review import read_review, review_from_tables
from tests.analyses.test_coder_agreement import tables, two_coders

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"


def test_who_gave_it_and_who_did_not():
    table = disagreements(review_from_tables(tables()))
    columns = ["code_id", "extract_id", "given_by", "not_given_by", "n_given", "n_raters", "n_of_code"]
    assert table[columns].to_numpy().tolist() == [
        ["trust", "e2", "ann", "ben", 1, 2, 2],
        ["trust", "e3", "ben", "ann", 1, 2, 2],
        ["money", "e6", "ann", "ben; cal", 1, 3, 1],
    ]


def test_the_code_with_most_to_talk_about_comes_first():
    more = tables(coders=("ann", "ben"))
    more["codings"] += [{"extract_id": f"e{k}", "code_id": "money", "coder": "ben"} for k in (1, 3, 4)]
    table = disagreements(review_from_tables(more))
    assert table["code_id"].tolist() == ["money"] * 4 + ["trust"] * 2
    assert table["extract_id"].tolist() == ["e1", "e3", "e4", "e6", "e2", "e3"]


def test_stated_absence_is_told_from_silence():
    more = tables(coders=("ann", "ben"))
    more["codings"] += [{"extract_id": "e3", "code_id": "trust", "coder": "ann", "state": "absent"}]
    table = disagreements(review_from_tables(more)).set_index("extract_id")
    assert table.loc["e3", ["not_given_by", "stated_absent_by"]].to_list() == ["ann", "ann"]
    assert table.loc["e2", ["not_given_by", "stated_absent_by"]].to_list() == ["ben", ""]


def test_a_text_without_consent_is_withheld():
    more = tables(coders=("ann", "ben"))
    more["studies"][0]["citation"] = "Ash 2010"
    for row in more["extracts"]:
        row.update(text=f"passage {row['extract_id']}", locator="p. 2", consent="team")
    more["extracts"][1]["consent"] = "none"
    table = disagreements(review_from_tables(more)).set_index("extract_id")
    assert pd.isna(table.loc["e2", "text"])
    assert table["is_withheld"].to_dict() == {"e2": True, "e3": False, "e6": False}
    assert table.loc["e3", ["citation", "locator", "text"]].to_list() == ["Ash 2010", "p. 2", "passage e3"]


def test_what_the_consensus_coder_rated_is_settled_and_comes_last():
    more = tables(coders=("ann", "ben"))
    more["codings"] += [{"extract_id": "e1", "code_id": "trust", "coder": "both"}]
    review = review_from_tables(more, settings={"consensus_coder": "both"})
    table = disagreements(review)
    assert table["extract_id"].tolist() == ["e6", "e2", "e3"]
    assert table["is_settled"].tolist() == [False, True, True]
    assert not table["given_by"].str.contains("both").any()


def test_nothing_to_talk_about():
    one = disagreements(review_from_tables(tables(coders=("ann",))))
    assert one.empty
    nameless = [{**row, "coder": ""} for row in tables(coders=("ann",))["codings"]]
    assert disagreements(review_from_tables({**tables(), "codings": nameless})).empty
    assert {"given_by", "not_given_by", "text"} <= set(one.columns)


def test_as_many_as_the_agreement_counts():
    for options in ({}, {"rated": "extract"}, {"coders": ["ann", "ben"]}):
        review = review_from_tables(tables())
        counted = coder_agreement(review, n_resamples=0, **options).set_index("code_id")["n_differ"]
        listed = disagreements(review, **options)["code_id"].value_counts()
        assert counted["(all)"] == listed.sum()
        assert listed.to_dict() == counted.drop("(all)").loc[lambda n: n > 0].to_dict()


def test_options_that_cannot_be():
    with pytest.raises(OptionError, match="rated='all' is not allowed"):
        disagreements(two_coders(), rated="all")
    with pytest.raises(OptionError, match="two coders or more"):
        disagreements(two_coders(), coders=["ann"])


def test_planted_disagreements_are_listed_exactly():
    planted = yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))["coder_disagreement"]
    table = disagreements(read_review(REALIST_86))
    assert len(table) == planted["n_one_coder_only"] == 79
    assert set(table["study_id"]) <= set(planted["study_ids"])
    found = Counter(zip(table["code_id"], table["given_by"], strict=True))
    expected = Counter()
    for code, counts in planted["per_code"].items():
        expected[code, "coder-a"] = counts["n_coder_a_only"]
        expected[code, "coder-b"] = counts["n_coder_b_only"]
    assert found == +expected
    assert table["n_of_code"].is_monotonic_decreasing
    assert table["text"].notna().eq(~table["is_withheld"]).all()
