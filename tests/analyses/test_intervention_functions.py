"""Candidate functions for people to choose from, with the barriers on the components they serve."""

from __future__ import annotations

import inspect

import pytest

from synthesis.analyses.intervention_functions import intervention_functions
from synthesis.errors import OptionError
from synthesis.frameworks import load_links
from synthesis.review import read_review
from tests.analyses.framework_review import framework_review


def _component(table, component):
    return table[table["construct_id"].eq(component)].iloc[0]


def test_every_published_link_is_a_candidate_and_nothing_else():
    for variant in ("michie_2011", "michie_2014"):
        table = intervention_functions(framework_review(), variant=variant)
        links = load_links("com-b", "bcw", variant)
        assert table["construct_id"].tolist() == links["source_id"].tolist()
        assert table["function_id"].tolist() == links["target_id"].tolist()
        assert table["is_link_verified"].tolist() == links["is_verified"].tolist()
        assert set(table["variant"]) == {variant}


def test_the_evidence_is_that_of_the_component():
    table = intervention_functions(framework_review())
    reflective = _component(table, "M-Re")
    assert reflective[["n_studies", "n_studies_mixed", "n_studies_barrier"]].tolist() == [1, 1, 0]
    assert reflective[["study_ids", "evidence_from"]].tolist() == ["s2", "com-b"]
    # It repeats for each of the component's candidates.
    assert table.loc[table["construct_id"].eq("M-Re"), "n_studies"].tolist() == [1, 1, 1, 1]
    assert not _component(table, "C-Ph")["has_evidence"]


def test_evidence_on_a_parent_only_is_shown_and_not_given_to_its_components():
    social = _component(intervention_functions(framework_review()), "O-So")
    assert social[["n_studies", "has_evidence"]].tolist() == [0, False]
    assert social[["parent_label", "n_studies_parent", "n_studies_parent_barrier"]].tolist() == [
        "Opportunity",
        2,
        1,
    ]


def test_evidence_can_be_carried_over_from_the_domains():
    table = intervention_functions(framework_review(), through="tdf")
    assert _component(table, "O-So")[["study_ids", "n_studies_barrier"]].tolist() == ["s1; s3", 1]
    assert set(table["evidence_from"]) == {"tdf by michie_2014"}
    carried = intervention_functions(framework_review(), through="tdf", through_variant="cane_2012")
    assert _component(carried, "M-Au")["study_ids"] == "s1; s2"


def test_the_real_review_codes_to_components_above_and_the_table_says_so():
    table = intervention_functions(read_review("data/collaboration"))
    assert not table["has_evidence"].any()
    parents = table.drop_duplicates("parent_id").set_index("parent_id")["n_studies_parent"]
    assert parents.to_dict() == {"C": 3, "O": 2, "M": 3}


def test_it_says_that_it_recommends_nothing():
    assert "not a recommendation" in inspect.getdoc(intervention_functions)
    assert not {"rank", "score"} & set(intervention_functions(framework_review()).columns)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"variant": "cane_2012"}, "variant='cane_2012'"),
        ({"through": "cfir-2"}, "through='cfir-2'"),
        ({"through": "tdf", "through_variant": "michie_2011"}, "variant='michie_2011'"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        intervention_functions(framework_review(), **options)
