"""The network finds in the synthetic review what its generator planted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from synthesis.analyses.configuration_chains import configuration_chains
from synthesis.analyses.configuration_hops import configuration_hops
from synthesis.analyses.configuration_loops import configuration_loops
from synthesis.analyses.configuration_network import configuration_network
from synthesis.analyses.merge_candidates import merge_candidates
from synthesis.analyses.role_changes import role_changes
from synthesis.plots.configuration_network import plot_configuration_network
from synthesis.review import read_review
from tests.plots.drawn_text import hidden_words

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"


@pytest.fixture(scope="module")
def review():
    return read_review(REALIST_86)


@pytest.fixture(scope="module")
def planted():
    return yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))


def test_codes_that_change_role_and_no_others(review, planted):
    table = role_changes(review)
    found = {row.code_id: row.roles.split("; ") for row in table.itertuples()}
    assert found == planted["role_changing_codes"]


def test_the_planted_loop_comes_first(review, planted):
    loops = configuration_loops(review)
    first = loops.iloc[0]
    assert set(first["code_ids"].split("; ")) == set(planted["loop"]["code_ids"])
    assert first["study_ids_every_link"].split("; ") == planted["loop"]["study_ids_of_both"]
    assert first["kind"] == "reinforcing"


def test_the_configuration_that_feeds_itself_is_a_loop_and_no_hop(review, planted):
    itself = planted["feeds_itself"]
    loops = configuration_loops(review)
    alone = loops[loops["is_within_configuration"]]
    assert alone["configuration_ids_every_link"].tolist() == [itself["configuration_id"]]
    assert itself["code_id"] in alone["code_ids"].iloc[0].split("; ")
    hops = configuration_hops(review)
    assert not (hops["from_configuration_id"] == hops["to_configuration_id"]).any()
    # Chains and hops run through codes that change role, and through no others.
    assert set(hops["code_id"]) == set(planted["role_changing_codes"])


def test_planted_patterns_are_edges_and_chains(review, planted):
    edges = configuration_network(review).set_index(["link", "from_id", "to_id"])["n_studies"]
    for pattern in planted["demi_regularities"]:
        ids = [pattern[f"{role}_id"] for role in ("context", "mechanism", "outcome")]
        for link, *ends in (("CM", *ids[:2]), ("MO", *ids[1:])):
            assert edges[(link, *ends)] >= pattern["n_studies"]
    chains = configuration_chains(review)
    # instability-distrust leads on to unclear-roles-conflict.
    assert chains["code_ids"].iloc[0] == "trust; conflict; task-achievement"


def test_the_planted_near_duplicates_come_first(review, planted):
    first = merge_candidates(review).iloc[0]
    assert {first["a_id"], first["b_id"]} == set(planted["near_duplicate_codes"]["code_ids"])
    n_merged = first["a_n_studies"] + first["b_n_studies"] - first["n_shared_studies"]
    assert n_merged == planted["near_duplicate_codes"]["n_studies_merged"]


def test_a_network_of_338_configurations_is_drawn_readably(review):
    table = configuration_network(review)
    assert table["configuration_ids"].str.split("; ").explode().nunique() == 338
    ax = plot_configuration_network(table)
    assert len(ax.patches) < 80
    assert hidden_words(ax) == []
    assert hidden_words(plot_configuration_network(table, min_studies=2)) == []
