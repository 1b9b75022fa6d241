"""The TDF domains and COM-B components of a study that ships with the project are those it printed.

Gidlow CJ et al. (2024). "We have to change our mindsets": a qualitative study of barriers and facilitators in
research collaboration across integrated care system organisations. BMC Health Services Research 24.
doi:10.1186/s12913-024-10760-3, table 1 (the part of it that was read: Capability and Opportunity).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.framework_profile import framework_profile
from synthesis.frameworks import load_framework, load_links
from synthesis.review import read_review

TABLE_1 = pd.read_csv(Path(__file__).parent / "data" / "gidlow_2024_table_1.csv")
STUDY = "gidlow-2024"


@pytest.fixture(scope="module")
def review():
    return read_review("data/collaboration")


def test_the_study_has_evidence_in_exactly_the_printed_domains(review):
    table = framework_profile(review, framework="tdf").set_index("construct_id")
    found = table["study_ids"].str.split("; ").explode()
    assert set(found.index[found.eq(STUDY)]) == set(TABLE_1["construct_id"])


def test_codes_of_a_domain_are_linked_to_the_component_printed_beside_it(review):
    labels = load_framework("com-b").constructs.set_index("label")["construct_id"]
    component = TABLE_1.drop_duplicates("construct_id").set_index("construct_id")["com_b"].map(labels)
    crosswalk = review.crosswalk
    expected = crosswalk.query("framework == 'tdf'").set_index("code_id")["construct_id"].map(component)
    linked = crosswalk.query("framework == 'com-b'")
    assert len(expected) == 8
    assert set(expected.items()) <= set(zip(linked["code_id"], linked["construct_id"], strict=True))


@pytest.mark.parametrize("variant", ["michie_2014", "cane_2012", "fahim_2020"])
def test_every_variant_agrees_with_the_printed_components(variant):
    links = load_links("tdf", "com-b", variant)
    constructs = load_framework("com-b").constructs.set_index("construct_id")
    parents = links["target_id"].map(constructs["parent_id"]).map(constructs["label"])
    printed = set(zip(TABLE_1["construct_id"], TABLE_1["com_b"], strict=True))
    theirs = links["source_id"].isin(TABLE_1["construct_id"])
    assert set(zip(links.loc[theirs, "source_id"], parents[theirs], strict=True)) == printed
