"""Evidence carried from one framework to another by published links."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.framework_crosswalk import framework_crosswalk
from synthesis.errors import OptionError
from tests.analyses.framework_review import framework_review, framework_tables


def _studies(**options):
    table = framework_crosswalk(framework_review(), **options).set_index("construct_id")
    return table["study_ids"].to_dict()


def test_evidence_reaches_com_b_through_the_domains():
    table = framework_crosswalk(framework_review()).set_index("construct_id")
    # Social influences (trust) to social opportunity; money to physical opportunity and, as
    # Reinforcement, to automatic motivation, with gossip (Emotion); hope (Optimism) is reflective.
    assert table["study_ids"].to_dict() == {
        "C": "", "C-Ph": "", "C-Ps": "",
        "O": "", "O-So": "s1; s3", "O-Ph": "s1",
        "M": "", "M-Re": "s2", "M-Au": "s1",
    }  # fmt: skip
    assert table.loc["M-Au", ["n_codes", "n_studies", "n_extracts"]].tolist() == [2, 1, 2]
    assert table.loc[["C", "O", "M"], "n_studies_rolled_up"].tolist() == [0, 2, 2]
    assert table["rank"].tolist() == [5, 5, 5, 5, 1, 2, 5, 2, 2]


def test_every_row_names_the_variant_and_where_its_evidence_comes_from():
    table = framework_crosswalk(framework_review(), variant="cane_2012")
    assert set(table["variant"]) == {"cane_2012"}
    assert set(table["source_framework"]) == {"tdf"}
    assert set(table["target_framework"]) == {"com-b"}
    automatic = table.set_index("construct_id").loc["M-Au"]
    assert automatic["source_ids"] == "social_professional_role_identity; optimism; reinforcement; emotion"
    assert automatic["source_labels"].startswith("Social/professional role and identity; Optimism")


def test_optimism_is_automatic_as_well_in_the_variant_of_2012():
    assert _studies(variant="michie_2014")["M-Au"] == "s1"
    assert _studies(variant="cane_2012")["M-Au"] == "s1; s2"


def test_what_a_variant_leaves_out_is_shown_and_not_lost():
    table = framework_crosswalk(framework_review(), variant="fahim_2020")
    last = table.iloc[-1]
    assert last[["construct_id", "label"]].tolist() == ["", "(no link in this variant)"]
    # hope (Optimism) and money as Reinforcement; money still counts as physical opportunity.
    assert last[["source_ids", "study_ids"]].tolist() == ["optimism; reinforcement", "s1; s2"]
    assert pd.isna(last["rank"])
    assert "" not in set(framework_crosswalk(framework_review())["construct_id"])


def test_codes_linked_straight_to_the_target_are_kept_apart():
    # trust is linked to Opportunity itself by the review; that does not count here.
    table = framework_crosswalk(framework_review()).set_index("construct_id")
    assert table.loc["O", ["n_codes", "n_studies"]].tolist() == [0, 0]


def test_constructs_that_no_link_reaches_say_so_by_a_blank():
    table = framework_crosswalk(framework_review()).set_index("construct_id")
    assert table.loc[["C", "O", "M"], "source_ids"].tolist() == ["", "", ""]
    assert table.loc["C-Ph", "source_ids"] == "skills"


def test_links_that_nobody_verified_are_counted():
    table = framework_crosswalk(framework_review()).set_index("construct_id")
    assert table["n_links_unverified"].to_dict()["M-Re"] == 1  # Goals
    assert table["n_links_unverified"].sum() == 1


def test_rolled_up_a_study_counts_once_per_component():
    table = framework_crosswalk(framework_review(), level=1)
    assert table["construct_id"].tolist() == ["C", "O", "M"]
    assert table["n_studies"].tolist() == [0, 2, 2]
    assert table["source_ids"].tolist()[1] == "environmental_context_resources; social_influences"
    assert table["n_studies"].tolist() == table["n_studies_rolled_up"].tolist()


def test_the_crosswalk_of_a_parent_reaches_its_children_only_when_told():
    assert _studies()["O-So"] == "s1; s3"
    assert _studies(inherit=True)["O-So"] == "s1; s2; s3"


def test_functions_can_be_reached_from_the_domains():
    table = framework_crosswalk(framework_review(), source="tdf", target="bcw").set_index("construct_id")
    # Optimism is linked to education, and nothing else that the review has is.
    assert table.loc["education", "study_ids"] == "s2"
    assert table.loc["restriction", "study_ids"] == "s1; s3"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source": "com-b", "target": "tdf"}, "no links from 'com-b' to 'tdf'"),
        ({"variant": "michie_2011"}, "variant='michie_2011'"),
        ({"level": "1"}, "level='1'"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        framework_crosswalk(framework_review(), **options)


@settings(max_examples=3, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rng: random.Random):
    tables = framework_tables()
    for name in set(tables) - {"codebook"}:
        rng.shuffle(tables[name])
    shuffled = framework_review(tables=tables)
    for variant in ("michie_2014", "fahim_2020"):
        pd.testing.assert_frame_equal(
            framework_crosswalk(shuffled, variant=variant),
            framework_crosswalk(framework_review(), variant=variant),
        )
