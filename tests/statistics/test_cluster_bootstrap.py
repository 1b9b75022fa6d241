"""The bootstrap draws whole clusters, and says what it cannot know."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import OptionError
from synthesis.statistics.agreement import agreement
from synthesis.statistics.cluster_bootstrap import cluster_bootstrap, drawn_clusters, pooled

RNG = np.random.default_rng(11)
N_CLUSTERS, N_EACH = 12, 5
CLUSTERS = np.repeat([f"study {k:02d}" for k in range(N_CLUSTERS)], N_EACH)
TRUTH = RNG.integers(0, 2, len(CLUSTERS))


def rated(share_wrong):
    is_wrong = RNG.random((len(CLUSTERS), 2)) < share_wrong
    return pd.DataFrame(np.where(is_wrong, 1 - TRUTH[:, None], TRUTH[:, None]), columns=["ann", "ben"])


TABLES = {"trust": rated(0.1), "money": rated(0.2)}


@pytest.mark.parametrize(
    "options",
    [
        *({"statistic": name} for name in ("percent", "cohen", "scott", "fleiss", "conger", "gwet")),
        {"statistic": "krippendorff"},
        {"statistic": "krippendorff", "level": "ordinal"},
        {"statistic": "brennan_prediger"},
    ],
)
def test_sums_of_clusters_give_what_the_resampled_table_gives(options):
    """The same draws, each made into a table of its own and computed from scratch."""
    ratings = TABLES["money"].assign(cal=TABLES["trust"]["ann"]).astype("float64")
    ratings.iloc[::4, 2] = np.nan
    if options["statistic"] in ("cohen", "scott"):
        ratings = ratings[["ann", "cal"]]
    n_resamples = 40
    found = cluster_bootstrap(ratings, CLUSTERS, n_resamples=n_resamples, seed=5, **options).loc[0]
    codes = pd.factorize(CLUSTERS, sort=True)[0]
    drawn = drawn_clusters(codes, np.ones(len(codes), bool), n_resamples, 5).astype(int)
    assert drawn.sum(axis=1).tolist() == [N_CLUSTERS] * n_resamples
    naive = [
        agreement(ratings.loc[np.repeat(np.arange(len(codes)), times[codes])], categories=[0, 1], **options)
        for times in drawn
    ]
    naive = [table["coefficient"].item() for table in naive]
    assert [found["ci_low"], found["ci_high"]] == pytest.approx(list(np.quantile(naive, [0.025, 0.975])))
    assert found["n_resamples_used"] == n_resamples
    whole = agreement(ratings, **options)["coefficient"].item()
    assert found["coefficient"] == pytest.approx(whole)


def test_several_tables_are_pooled_by_their_means():
    table = cluster_bootstrap(TABLES, CLUSTERS, statistic="cohen", n_resamples=200).set_index("name")
    assert table.index.tolist() == ["(all)", "trust", "money"]
    observed, expected = table.loc[["trust", "money"], ["p_observed", "p_expected"]].mean()
    every = table.loc["(all)"]
    assert every["coefficient"] == pytest.approx((observed - expected) / (1 - expected))
    assert every["ci_low"] < every["coefficient"] < every["ci_high"]
    # Two codes together say more than either.
    width = table["ci_high"] - table["ci_low"]
    assert width["(all)"] < min(width["trust"], width["money"])


def test_pooling_decisions_would_reward_guessing():
    """Why decisions are never thrown together: independent coders of a frequent and a rare code."""
    rare = np.outer([9, 1], [9, 1]), np.outer([1, 9], [1, 9])
    tables = {}
    for name, counts in zip(("rare", "frequent"), rare, strict=True):
        pairs = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], counts.ravel(), axis=0)
        tables[name] = pd.DataFrame(pairs, columns=["ann", "ben"])
    together = agreement(pd.concat(tables.values()), statistic="cohen")["coefficient"].item()
    found = cluster_bootstrap(tables, list(range(100)), statistic="cohen", n_resamples=10)
    assert found["coefficient"].tolist() == pytest.approx([0, 0, 0], abs=1e-12)
    assert together == pytest.approx(0.64)


def test_whole_clusters_are_drawn():
    # All units of a cluster are the same unit: the interval is that of 12 units, not of 60.
    once = TABLES["money"].iloc[::N_EACH]
    many = once.loc[once.index.repeat(N_EACH)]
    options = {"statistic": "percent", "n_resamples": 500, "seed": 3}
    of_clusters = cluster_bootstrap(many, CLUSTERS, **options).loc[0, ["ci_low", "ci_high"]]
    of_units = cluster_bootstrap(once, CLUSTERS[::N_EACH], **options).loc[0, ["ci_low", "ci_high"]]
    assert of_clusters.to_list() == pytest.approx(of_units.to_list())


def test_seeds_and_the_order_of_rows():
    order = RNG.permutation(len(CLUSTERS))
    one = cluster_bootstrap(TABLES, CLUSTERS, n_resamples=100)
    shuffled = {name: table.iloc[order] for name, table in TABLES.items()}
    pd.testing.assert_frame_equal(cluster_bootstrap(TABLES, CLUSTERS, n_resamples=100), one)
    pd.testing.assert_frame_equal(cluster_bootstrap(shuffled, CLUSTERS[order], n_resamples=100), one)
    other = cluster_bootstrap(TABLES, CLUSTERS, n_resamples=100, seed=2)
    assert other["ci_low"].tolist() != one["ci_low"].tolist()


def test_a_code_that_nobody_gave():
    nobody = pd.DataFrame({"ann": [0] * len(CLUSTERS), "ben": [0] * len(CLUSTERS)})
    table = cluster_bootstrap({**TABLES, "none": nobody}, CLUSTERS, statistic="cohen", n_resamples=50)
    row = table.set_index("name").loc["none"]
    assert math.isnan(row["coefficient"])
    assert row["note"] == "no variation: every rating is 0"
    # It has nothing to disagree on, and leaves what is pooled as it was.
    without = cluster_bootstrap(TABLES, CLUSTERS, statistic="cohen", n_resamples=50)
    columns = ["coefficient", "ci_low", "ci_high"]
    assert table.loc[0, columns].to_list() == pytest.approx(without.loc[0, columns].to_list())


def test_what_is_too_few_is_said():
    (row,) = cluster_bootstrap(TABLES["trust"], CLUSTERS, n_resamples=50).to_dict("records")
    assert "12 clusters, fewer than 30: the interval is likely too narrow" in row["note"]
    assert "fewer than 30 units" not in row["note"]
    (row,) = cluster_bootstrap(TABLES["trust"].head(5), ["s"] * 5, n_resamples=50).to_dict("records")
    assert math.isnan(row["ci_low"])
    assert not math.isnan(row["coefficient"])
    assert "fewer than 30 units" in row["note"]
    assert "fewer than two clusters" in row["note"]


def test_resamples_without_variation_are_left_out_and_said():
    rare = pd.DataFrame({"ann": [1, 0, 0, 0, 0], "ben": [1, 0, 0, 0, 0]})
    (row,) = cluster_bootstrap(rare, list("abcde"), statistic="cohen", n_resamples=300).to_dict("records")
    left_out = 300 - row["n_resamples_used"]
    # (4/5)^5 of the resamples are without the only unit that was given the code.
    assert left_out / 300 == pytest.approx(0.8**5, abs=0.08)
    assert f"{left_out} resamples have no variation" in row["note"]


def test_nothing_to_pool():
    assert all(np.isnan(value) for value in pooled([], []))


@pytest.mark.parametrize(
    ("clusters", "options", "says"),
    [
        (CLUSTERS[1:], {}, "59 entries, but the ratings have 60 units"),
        ([None, *CLUSTERS[1:]], {}, "missing value"),
        (CLUSTERS, {"n_resamples": 0}, "whole number from 1"),
        (CLUSTERS, {"confidence": 1}, "between 0 and 1"),
        (CLUSTERS, {"statistic": "all"}, "one statistic at a time"),
    ],
)
def test_options_that_cannot_be(clusters, options, says):
    with pytest.raises(OptionError, match=says):
        cluster_bootstrap(TABLES, clusters, **options)
