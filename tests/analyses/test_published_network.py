"""The network of the configurations that Aunger et al. 2021 (Systematic Reviews 10:82) print in Table 3.

Rows 1 to 22, with labels normalised; see tests/reference/data/aunger_2021_table3.csv. They are entered as
one study. Nodes, edges, hops and chains are counted by hand from the printed rows.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.configuration_chains import configuration_chains
from synthesis.analyses.configuration_hops import configuration_hops
from synthesis.analyses.configuration_loops import configuration_loops
from synthesis.analyses.configuration_network import configuration_network
from synthesis.analyses.role_changes import role_changes
from synthesis.plots.configuration_network import plot_configuration_network
from synthesis.review import review_from_tables
from tests.plots.drawn_text import hidden_words, words_in

TABLE_3 = Path(__file__).parents[1] / "reference" / "data" / "aunger_2021_table3.csv"
ROLES = ("context", "mechanism", "outcome")


@pytest.fixture(scope="module")
def review():
    printed = pd.read_csv(TABLE_3, comment="#", dtype="str")
    printed["configuration_id"] = printed["row"]
    terms = pd.concat(
        printed[["configuration_id", role, f"{role}_sign"]]
        .set_axis(["configuration_id", "code_id", "sign"], axis=1)
        .assign(role=role)
        for role in ROLES
    ).drop_duplicates()
    codes = terms["code_id"].drop_duplicates()
    return review_from_tables(
        {
            "studies": [{"study_id": "aunger-2021"}],
            "codebook": pd.DataFrame({"code_id": codes, "label": codes.str.replace("_", " ")}),
            "codings": [{"study_id": "aunger-2021", "code_id": "trust", "coder": "AB"}],
            "configurations": printed[["configuration_id"]].drop_duplicates().assign(study_id="aunger-2021"),
            "configuration_terms": terms,
        }
    )


# Row by row: which contexts stand before each mechanism, and which outcomes after it.
CONTEXTS = {
    "synergy": ["trust_and_functioning", "faith", "interpersonal_communication", "confidence"],  # 1, 3-5
    "collaborative_inertia": ["trust_and_functioning"],  # 2
    "perception_of_progress": [  # 6-12
        *("intra_org_conflict", "ambition_of_aims", "absent_actors", "org_flexibility"),
        *("workforce_instability", "ongoing_evaluation", "role_clarity"),
    ],
    "conflict": [  # 13-18
        *("accountability_arrangements", "slow_pace", "cultural_compatibility"),
        *("shared_vision", "improper_cessation", "task_failure"),
    ],
    "trust": ["conflict_resolution_constructive", "existing_collaborations", "legal_agreements"],  # 19-22
}
OUTCOMES = {
    "synergy": ["task_achievement", "performance"],
    "collaborative_inertia": ["task_achievement"],
    "perception_of_progress": ["faith"],
    "conflict": ["trust"],
    "trust": ["faith", "perception_of_progress", "ambition_of_aims", "risk_threshold"],
}
# More of the one with less of the other, in every row that has the two.
OPPOSITE = {
    ("trust_and_functioning", "collaborative_inertia"),  # 2: less of it, more inertia
    ("collaborative_inertia", "task_achievement"),  # 2
    ("intra_org_conflict", "perception_of_progress"),  # 6
    ("absent_actors", "perception_of_progress"),  # 8
    ("workforce_instability", "perception_of_progress"),  # 10
    ("accountability_arrangements", "conflict"),  # 13
    ("cultural_compatibility", "conflict"),  # 15
    ("shared_vision", "conflict"),  # 16
    ("conflict", "trust"),  # 13-18
}


def test_twenty_eight_nodes_and_thirty_edges(review):
    table = configuration_network(review)
    expected = {("CM", c, m) for m, contexts in CONTEXTS.items() for c in contexts}
    expected |= {("MO", m, o) for m, outcomes in OUTCOMES.items() for o in outcomes}
    # 4 + 1 + 7 + 6 + 3 = 21 from context to mechanism, 2 + 1 + 1 + 1 + 4 = 9 from mechanism to outcome.
    assert len(expected) == 21 + 9
    assert set(zip(table["link"], table["from_id"], table["to_id"], strict=True)) == expected
    assert len(table) == 30
    # 20 contexts, 5 mechanisms and 7 outcomes make 32 parts; 4 codes play two of them.
    assert len({*table["from_id"], *table["to_id"]}) == 20 + 5 + 7 - 4
    assert set(table["n_studies"]) == {1}


def test_signs_of_the_edges(review):
    table = configuration_network(review)
    opposite = table[table["polarity"] == "opposite"]
    assert set(zip(opposite["from_id"], opposite["to_id"], strict=True)) == OPPOSITE
    assert set(table["polarity"]) == {"same", "opposite"}
    edges = table.set_index(["from_id", "to_id"])
    # Rows 13, 15, 16: less conflict, more trust; rows 14, 17, 18: more conflict, less trust.
    assert edges.loc[("conflict", "trust"), "signs"] == "+ → − (1); − → + (1)"
    assert edges.loc[("conflict", "trust"), "n_configurations"] == 6
    assert edges.loc[("shared_vision", "conflict"), "signs"] == "+ → − (1)"


def test_four_constructs_change_role(review):
    table = role_changes(review).set_index("code_id")
    assert table["roles"].to_dict() == {
        "ambition_of_aims": "context; outcome",  # context in row 7, outcome in 21 and 22
        "faith": "context; outcome",  # context in row 3, outcome in 6-12, 19 and 20
        "perception_of_progress": "mechanism; outcome",  # mechanism in 6-12, outcome in 19 and 20
        "trust": "mechanism; outcome",  # outcome in 13-18, mechanism in 19-22
    }
    assert table.loc["faith", ["n_configurations_context", "n_configurations_outcome"]].tolist() == [1, 9]
    assert table.loc["trust", ["n_configurations_mechanism", "n_configurations_outcome"]].tolist() == [4, 6]


def test_twenty_three_hops(review):
    hops = configuration_hops(review)
    # Faith (+) of rows 9, 11, 12, 20 is the context of row 3: 4. Trust (+) of 13, 15, 16 is the mechanism
    # of 20, 21, 22: 9; trust (-) of 14, 17, 18 that of 19: 3. Perception of progress (-) of 19 is the
    # mechanism of 6, 7, 8, 10: 4; (+) of 20 that of 9, 11, 12: 3. Ambition (+) meets ambition (-) only.
    assert hops.groupby("code_id").size().to_dict() == {
        "faith": 4,
        "trust": 9 + 3,
        "perception_of_progress": 4 + 3,
    }
    assert hops["is_within_study"].all()
    of_faith = hops[hops["code_id"] == "faith"]
    assert of_faith["from_configuration_id"].tolist() == ["9", "11", "12", "20"]
    assert set(of_faith["to_configuration_id"]) == {"3"}
    assert set(of_faith["to_role"]) == {"context"}
    # Signs set aside: faith 9 x 1, trust 6 x 4, perception of progress 2 x 7, ambition 2 x 1.
    assert len(configuration_hops(review, signs="any")) == 9 + 24 + 14 + 2


def test_no_loop(review):
    # Nothing leads back to conflict, and nothing on from performance, tasks or the risk threshold.
    assert configuration_loops(review, most_links=9).empty
    assert configuration_loops(review, most_links=9, signs="any").empty


def test_chains(review):
    one_hop = configuration_chains(review, min_studies=1, most_hops=1)
    assert sorted(one_hop["pattern"]) == sorted(
        [
            *(f"conflict (−) → trust (+) → {o} (+)" for o in ("faith", "perception of progress")),
            *(f"conflict (−) → trust (+) → {o} (+)" for o in ("ambition of aims", "risk threshold")),
            *(f"conflict (+) → trust (−) → {o} (−)" for o in ("faith", "perception of progress")),
            "trust (+) → perception of progress (+) → faith (+)",
            "trust (−) → perception of progress (−) → faith (−)",
            "perception of progress (+) → faith (+) → synergy (+) → performance (+)",
            "trust (+) → faith (+) → synergy (+) → performance (+)",
        ]
    )
    # Two hops: from conflict by trust and progress to faith (two signs), from conflict by trust and faith,
    # and from trust by progress and faith, to performance. Three: from conflict by all of them.
    assert configuration_chains(review, min_studies=1, most_hops=2)["n_hops"].value_counts()[2] == 4
    longest = configuration_chains(review, min_studies=1, most_hops=9)
    assert longest["n_hops"].max() == 3
    assert longest.loc[longest["n_hops"] == 3, "pattern"].tolist() == [
        "conflict (−) → trust (+) → perception of progress (+) → faith (+) → synergy (+) → performance (+)"
    ]
    assert longest["is_within_study"].all()


def test_the_whole_network_can_be_read(review):
    ax = plot_configuration_network(configuration_network(review))
    assert hidden_words(ax) == []
    # 32 parts, 3 headings and the line below.
    assert len(words_in(ax)) == 32 + 3 + 1
    assert words_in(ax).count("trust") == 2
