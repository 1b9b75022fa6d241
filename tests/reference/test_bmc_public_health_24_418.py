"""A published ranking of TDF domains with Skills split, and the COM-B component of each.

BMC Public Health (2024) 24:418, table 2. doi:10.1186/s12889-023-17621-4. Carried over are the printed ranks,
components, studies, percentages and themes. The number of studies is not in the table; 39 is the one that
all its percentages fit. Its last two domains, without any study, are printed as 14 and 15, and tie here.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.framework_profile import framework_profile
from synthesis.frameworks import load_links
from synthesis.review import review_from_tables
from synthesis.statistics.printed_shares import printed_shares

TABLE_2 = pd.read_csv(Path(__file__).parent / "data" / "bmc_public_health_24_418_table_2.csv")
N_STUDIES = 39


@pytest.fixture(scope="module")
def review():
    """Return a review with a framework of its own, because Skills are two domains there."""
    themes = TABLE_2.loc[TABLE_2.index.repeat(TABLE_2["n_themes"].clip(lower=1)), ["domain", "n_studies"]]
    number = themes.groupby("domain").cumcount() + 1
    themes = themes.assign(code_id=themes["domain"] + " " + number.astype("str"))
    n_found = themes["n_studies"].where(number.eq(1), themes["n_studies"].clip(upper=1))
    codings = themes[["code_id"]].reset_index(drop=True)
    codings = codings.loc[codings.index.repeat(n_found.to_numpy())]
    codings["study_id"] = "study-" + (codings.groupby("code_id").cumcount() + 1).astype("str")
    crosswalk = themes[["code_id", "domain"]].rename(columns={"domain": "construct_id"})
    return review_from_tables(
        {
            "studies": [{"study_id": f"study-{number}"} for number in range(1, N_STUDIES + 1)],
            "codebook": themes[["code_id"]],
            "codings": codings,
            "crosswalk": crosswalk.assign(framework="tdf-with-two-skills"),
        },
        settings={"frameworks": ["tdf-with-two-skills"]},
    )


def test_the_number_of_studies_fits_every_percentage():
    checked = printed_shares(TABLE_2, N_STUDIES, count="n_studies", printed="percent_printed")
    assert not checked["is_flagged"].any()


def test_ranks_are_those_printed_but_for_the_two_domains_without_a_study(review):
    table = framework_profile(
        review, framework="tdf-with-two-skills", rank_by=["n_studies", "n_codes_present"]
    )
    ranks = table.set_index("construct_id").loc[TABLE_2["domain"], "rank"].tolist()
    assert ranks[:13] == TABLE_2["rank_printed"].tolist()[:13]
    assert ranks[13:] == [14, 14]


def test_the_printed_components_are_links_of_the_guide():
    links = load_links("tdf", "com-b", "michie_2014")
    known = set(zip(links["source_id"], links["target_label"], strict=True))
    assert set(zip(TABLE_2["construct_id"], TABLE_2["com_b_printed"], strict=True)) == known
