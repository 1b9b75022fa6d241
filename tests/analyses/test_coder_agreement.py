"""Agreement of coders: per code, pooled over codes, and what is not compared."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from synthesis.analyses.coder_agreement import coder_agreement
from synthesis.errors import OptionError
from synthesis.review import read_review, review_from_tables
from synthesis.statistics.agreement import agreement
from synthesis.statistics.cluster_bootstrap import cluster_bootstrap

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"

# Ann and Ben rated s1 and s2; Cal s2 only; Ann alone s3. Extract: codes by coder.
GIVEN = {
    "e1": {"ann": ["trust"], "ben": ["trust"]},
    "e2": {"ann": ["trust", "money"], "ben": ["money"]},
    "e3": {"ann": [], "ben": ["trust"]},
    "e4": {"ann": [], "ben": []},
    "e5": {"ann": ["trust"], "ben": ["trust"], "cal": ["trust"]},
    "e6": {"ann": ["money"], "ben": [], "cal": []},
    "e7": {"ann": ["trust"]},
}
STUDY = {"e1": "s1", "e2": "s1", "e3": "s1", "e4": "s1", "e5": "s2", "e6": "s2", "e7": "s3"}


def tables(coders=("ann", "ben", "cal")):
    codings = [
        {"extract_id": extract, "code_id": code, "coder": coder, "state": "present"}
        for extract, by_coder in GIVEN.items()
        for coder, codes in by_coder.items()
        for code in codes
        if coder in coders
    ]
    # Stated absent is not given.
    codings.append({"extract_id": "e4", "code_id": "trust", "coder": "ann", "state": "absent"})
    return {
        "studies": [{"study_id": s} for s in ("s1", "s2", "s3")],
        "codebook": [{"code_id": c} for c in ("trust", "money", "faith")],
        "extracts": [{"extract_id": e, "study_id": s} for e, s in STUDY.items()],
        "codings": codings,
    }


def two_coders(**more):
    return review_from_tables({**tables(coders=("ann", "ben")), **more})


def by_code(review, **options):
    return coder_agreement(review, n_resamples=50, **options).set_index("code_id")


def test_two_coders_by_hand():
    table = by_code(two_coders())
    assert table.index.tolist() == ["(all)", "trust", "money", "faith"]
    assert set(table["statistic_label"]) == {"Cohen's kappa"}
    # Six extracts were rated by both: trust 1 1, 1 0, 0 1, 0 0, 1 1, 0 0; money 0 0, 1 1, 0 0, 0 0, 0 0, 1 0.
    trust, money, faith, every = (table.loc[c] for c in ("trust", "money", "faith", "(all)"))
    assert trust[["p_observed", "p_expected"]].to_list() == pytest.approx([4 / 6, 0.5])
    assert trust["coefficient"] == pytest.approx(1 / 3)
    assert money[["p_observed", "p_expected"]].to_list() == pytest.approx([5 / 6, (2 * 1 + 4 * 5) / 36])
    assert trust[["n_units", "n_studies", "n_coders", "n_given", "n_differ"]].to_list() == [6, 2, 2, 4, 2]
    assert money[["n_given", "n_differ"]].to_list() == [2, 1]
    # Nobody gave faith: no coefficient, and no part in what is pooled.
    assert math.isnan(faith["coefficient"])
    assert faith["note"] == "no variation: no coder gave it"
    observed, expected = (4 / 6 + 5 / 6) / 2, (0.5 + 22 / 36) / 2
    assert every["coefficient"] == pytest.approx((observed - expected) / (1 - expected))
    assert every[["n_codes", "n_given", "n_differ"]].to_list() == [2, 6, 3]
    spread = [trust["coefficient"], (trust["coefficient"] + money["coefficient"]) / 2, money["coefficient"]]
    assert every[["lowest_code", "median_code", "highest_code"]].to_list() == pytest.approx(spread)


def test_decisions_are_not_thrown_together():
    decisions = pd.DataFrame(
        {"ann": [1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1], "ben": [1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0]}
    )
    together = agreement(decisions, statistic="cohen")["coefficient"].item()
    assert by_code(two_coders()).loc["(all)", "coefficient"] != pytest.approx(together, abs=0.005)


def test_what_is_not_assessed_is_said():
    table = coder_agreement(two_coders(), n_resamples=0)
    sentence = "Agreement on where to mark is not assessed: extracts exist because somebody marked them."
    assert table.attrs["not_assessed"] == sentence
    assert sentence in table.loc[0, "note"]
    assert "fewer than 30 units" in table.loc[0, "note"]
    assert "2 studies, fewer than 30" in table.loc[0, "note"]


def test_more_than_two_coders():
    table = by_code(review_from_tables(tables()), statistic=["conger", "krippendorff"])
    ratings = pd.DataFrame(
        {
            "ann": [1, 1, 0, 0, 1, 0],
            "ben": [1, 0, 1, 0, 1, 0],
            "cal": [np.nan, np.nan, np.nan, np.nan, 1, 0],
        }
    )
    expected = agreement(ratings, statistic=["conger", "krippendorff"])["coefficient"].tolist()
    assert table.loc["trust", "coefficient"].tolist() == pytest.approx(expected)
    assert table.loc["trust", "n_coders"].tolist() == [3, 3]
    # Conger's kappa, which extends Cohen's, is what three coders get; e7, rated by Ann alone, has no part.
    assert set(by_code(review_from_tables(tables()))["statistic"]) == {"conger"}
    assert table.loc["trust", "n_units"].tolist() == [6, 6]


def test_coders_can_be_chosen():
    table = by_code(review_from_tables(tables()), coders=["ann", "cal"])
    assert table.loc["trust", ["n_units", "n_given", "n_differ"]].to_list() == [2, 1, 0]
    assert set(table["statistic"]) == {"cohen"}


def test_the_consensus_coder_is_no_rater():
    more = tables(coders=("ann", "ben"))
    more["codings"] += [{"extract_id": "e2", "code_id": "trust", "coder": "both", "state": "present"}]
    review = review_from_tables(more, settings={"consensus_coder": "both"})
    pd.testing.assert_frame_equal(by_code(review), by_code(two_coders()))
    with pytest.raises(OptionError, match="'both', the consensus coder"):
        coder_agreement(review, coders=["ann", "both"])


def test_only_extracts_with_a_row_inflate_agreement_and_are_labelled():
    whole, only_marked = by_code(two_coders()), by_code(two_coders(), rated="extract")
    # Both have a row at e1, e2 and e5 only.
    assert only_marked.loc["trust", ["n_units", "n_differ"]].to_list() == [3, 1]
    assert only_marked["is_inflated"].all()
    assert not whole["is_inflated"].any()
    assert only_marked["note"].str.contains("inflates agreement").all()
    assert set(only_marked["rated"]) == {"extract"}


def test_who_was_asked_to_code_counts_as_having_rated():
    asked = [{"coder": c, "study_id": s} for c in ("ann", "ben") for s in ("s1", "s3")]
    table = by_code(two_coders(assignments=asked))
    # Four extracts of s1, and e7, to which Ben gave nothing; nobody was asked to code s2.
    assert table.loc["trust", ["n_units", "n_given", "n_differ"]].to_list() == [5, 4, 3]


def test_studies_as_units():
    more = tables(coders=("ann", "ben"))
    more["codings"] += [{"study_id": "s2", "code_id": "faith", "coder": "ann", "state": "present"}]
    table = by_code(review_from_tables(more), unit="study")
    # Both found trust in s1 and s2, money in s1; Ann alone money in s2.
    assert table.loc["trust", ["n_units", "n_given", "n_differ"]].to_list() == [2, 2, 0]
    assert table.loc["money", ["n_units", "n_given", "n_differ"]].to_list() == [2, 2, 1]
    assert "every rating is 1" in table.loc["trust", "note"]
    # Faith is given to whole studies only, and Ben coded none as a whole.
    assert table.loc["faith", "n_units"] == 0
    assert table.loc["faith", "note"] == "fewer than two coders rated"
    more["codings"] += [{"study_id": "s2", "code_id": "faith", "coder": "ben", "state": "absent"}]
    table = by_code(review_from_tables(more), unit="study")
    assert table.loc["faith", ["n_units", "n_given", "n_differ"]].to_list() == [1, 1, 1]


def test_intervals_resample_studies():
    review = read_review(REALIST_86)
    table = coder_agreement(review, n_resamples=300, seed=4).set_index("code_id")
    rated = review.rated_extracts()
    both = rated[rated["extract_id"].map(rated["extract_id"].value_counts()) == 2]
    ratings = {}
    for code in ("trust", "conflict"):
        rows = review.codings.query("code_id == @code and state == 'present'")
        given = set(zip(rows["extract_id"], rows["coder"], strict=True))
        is_given = [key in given for key in zip(both["extract_id"], both["coder"], strict=True)]
        ratings[code] = both.assign(x=is_given).pivot_table(
            index="extract_id", columns="coder", values="x", aggfunc="max"
        )
    studies = both.drop_duplicates("extract_id").set_index("extract_id")["study_id"]
    clusters = studies[ratings["trust"].index]
    options = {"statistic": "cohen", "n_resamples": 300, "seed": 4}
    expected = cluster_bootstrap(ratings, clusters, **options).set_index("name")
    columns = ["coefficient", "ci_low", "ci_high"]
    for code in ratings:
        assert table.loc[code, columns].to_list() == pytest.approx(expected.loc[code, columns].to_list())
    row = agreement(ratings["trust"], statistic="cohen").loc[0]
    analytic = table.loc["trust", ["se", "analytic_low", "analytic_high"]].to_list()
    assert analytic == pytest.approx([row["se"], row["ci_low"], row["ci_high"]])


def test_a_code_of_one_study_has_no_interval():
    review = two_coders(codings=[r for r in tables(("ann", "ben"))["codings"] if r["extract_id"] != "e6"])
    table = by_code(review)
    assert table.loc["money", "coefficient"] == pytest.approx(1)
    assert math.isnan(table.loc["money", "ci_low"])
    assert "given in one study only" in table.loc["money", "note"]


def test_the_order_of_rows_never_matters():
    given = tables()
    shuffled = {n: r if n == "codebook" else r[::-1] for n, r in given.items()}
    one, other = (coder_agreement(review_from_tables(t), n_resamples=50) for t in (given, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_one_coder_gives_one_row_that_says_so():
    review = review_from_tables(tables(coders=("ann",)))
    (row,) = coder_agreement(review).to_dict("records")
    assert row["code_id"] == "(all)"
    assert row["note"].startswith("no unit was rated by two coders.")
    assert (row["n_units"], row["n_codes"]) == (0, 0)


def test_codings_without_any_coder_give_the_same_row():
    without = tables(coders=("ann",))
    without["codings"] = [{**row, "coder": ""} for row in without["codings"]]
    (row,) = coder_agreement(review_from_tables(without)).to_dict("records")
    assert row["note"].startswith("no unit was rated by two coders.")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"unit": "extracts"}, "Did you mean 'extract'"),
        ({"rated": "all"}, "rated='all' is not allowed"),
        ({"statistic": "kappa"}, "statistic='kappa' is not allowed"),
        ({"coders": ["ann"]}, "two coders or more"),
        ({"coders": ["ann", "bem"]}, "Did you mean 'ben'"),
        ({"n_resamples": -1}, "whole number from 0"),
        ({"confidence": 0}, "between 0 and 1"),
    ],
)
def test_options_that_cannot_be(options, says):
    with pytest.raises(OptionError, match=says):
        coder_agreement(two_coders(), **options)


# What is planted in the synthetic review.


@pytest.fixture(scope="module")
def planted():
    return yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))["coder_disagreement"]


def test_planted_disagreement_is_found_exactly(planted):
    review = read_review(REALIST_86)
    table = coder_agreement(review).set_index("code_id")
    every = table.loc["(all)"]
    assert every["n_units"] == planted["n_extracts"] == 288
    assert every["n_studies"] == len(planted["study_ids"]) == 17
    assert every[["n_given", "n_differ"]].to_list() == [
        planted["n_rated_by_two"],
        planted["n_one_coder_only"],
    ]
    codes = table.drop("(all)")
    found = codes[codes["n_given"] > 0][["n_given", "n_differ"]].T.to_dict("list")
    expected = {
        code: [counts["n_rated_by_two"], counts["n_one_coder_only"]]
        for code, counts in planted["per_code"].items()
    }
    assert found == expected
    n, terms = 288, []
    for code, counts in planted["per_code"].items():
        a, b = counts["n_coder_a_only"], counts["n_coder_b_only"]
        both = counts["n_rated_by_two"] - a - b
        observed = 1 - (a + b) / n
        first, second = (both + a) / n, (both + b) / n
        terms.append((observed, first * second + (1 - first) * (1 - second)))
        if counts["n_one_coder_only"]:
            kappa = (observed - terms[-1][1]) / (1 - terms[-1][1])
            assert table.loc[code, "coefficient"] == pytest.approx(kappa)
    observed, expected = np.mean(terms, axis=0)
    assert every["coefficient"] == pytest.approx((observed - expected) / (1 - expected))
    assert every["ci_low"] < every["coefficient"] < every["ci_high"]
