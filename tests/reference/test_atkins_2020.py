"""A published ranking of TDF domains, its ties and its COM-B components.

Atkins L, Sallis A, Chadborn T, Shaw K, Schneider A, Hopkins S, Bunten A, Michie S, Lorencatto F (2020).
Reducing catheter-associated urinary tract infections: a systematic review of barriers and facilitators and
strategic behavioural analysis of interventions. Implementation Science 15:44, table 2.
doi:10.1186/s13012-020-01001-2. Carried over are the printed ranks, studies (of 25) and themes of each domain.
Domains are ranked by frequency and then by elaboration. The table does not say which studies are behind a
domain: here its first theme is in all of them and its other themes in the first.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.framework_crosswalk import framework_crosswalk
from synthesis.analyses.framework_profile import framework_profile
from synthesis.frameworks import load_links
from synthesis.review import review_from_tables

TABLE_2 = pd.read_csv(Path(__file__).parent / "data" / "atkins_2020_table_2.csv")
N_STUDIES = 25


@pytest.fixture(scope="module")
def review():
    themes = TABLE_2.loc[TABLE_2.index.repeat(TABLE_2["n_themes"])]
    number = themes.groupby("construct_id").cumcount() + 1
    themes = themes.assign(code_id=themes["construct_id"] + "-theme-" + number.astype("str"))
    n_found = themes["n_studies"].where(number.eq(1), 1)
    codings = themes[["code_id"]].reset_index(drop=True)
    codings = codings.loc[codings.index.repeat(n_found.to_numpy())]
    codings["study_id"] = "study-" + (codings.groupby("code_id").cumcount() + 1).astype("str")
    return review_from_tables(
        {
            "studies": [{"study_id": f"study-{number}"} for number in range(1, N_STUDIES + 1)],
            "codebook": themes[["code_id"]],
            "codings": codings,
            "crosswalk": themes[["code_id", "construct_id"]].assign(framework="tdf"),
        }
    )


def test_studies_and_themes_are_those_printed(review):
    table = framework_profile(review).set_index("construct_id").loc[TABLE_2["construct_id"]]
    assert table["n_studies"].tolist() == TABLE_2["n_studies"].tolist()
    assert table["n_codes_present"].tolist() == TABLE_2["n_themes"].tolist()
    assert set(table["n_studies_total"]) == {N_STUDIES}


def test_ranks_and_ties_are_those_printed(review):
    table = framework_profile(review, rank_by=["n_studies", "n_codes_present"]).set_index("construct_id")
    # Joint places are printed as "9-10" and "11-14": ties share the best rank, and fill the places up.
    printed = TABLE_2.set_index("construct_id")["rank_printed"].str.split("-")
    ranks = table.loc[printed.index, "rank"]
    assert ranks.tolist() == printed.str[0].astype("int64").tolist()
    shared = ranks.map(ranks.value_counts())
    assert (ranks + shared - 1).tolist() == printed.str[-1].astype("int64").tolist()


def test_frequency_alone_would_leave_more_ties(review):
    ranks = framework_profile(review).set_index("construct_id")["rank"]
    assert ranks[["knowledge", "beliefs_about_consequences"]].tolist() == [2, 2]
    assert ranks[["beliefs_about_capabilities", "skills", "goals"]].tolist() == [8, 8, 8]


def test_domains_without_evidence_are_shown_as_such(review):
    table = framework_profile(review)
    silent = table.loc[~table["has_evidence"], "construct_id"].tolist()
    assert silent == ["optimism", "reinforcement", "intentions", "emotion"]


def test_the_printed_components_are_those_of_the_guide_and_not_of_2012():
    printed = TABLE_2.dropna(subset="com_b_printed").set_index("construct_id")["com_b_printed"]
    for variant, differing in (("michie_2014", []), ("cane_2012", ["social_professional_role_identity"])):
        links = load_links("tdf", "com-b", variant)
        labels = links.groupby("source_id")["target_label"].agg(lambda found: "; ".join(found).lower())
        assert printed.index[labels[printed.index].ne(printed)].tolist() == differing


def test_the_six_leading_domains_reach_their_components(review):
    table = framework_crosswalk(review).set_index("construct_id")
    # One domain each leads to physical and to social opportunity, so that their counts carry over.
    assert table.loc[["O-Ph", "O-So"], "n_studies"].tolist() == [13, 9]
    # Themes of knowledge, memory, behavioural regulation and skills: 9 + 8 + 2 + 1.
    assert table.loc["C-Ps", "n_codes_present"] == 20
    # No theme of Reinforcement or Emotion, so nothing about automatic motivation.
    assert not table.loc["M-Au", "has_evidence"]
