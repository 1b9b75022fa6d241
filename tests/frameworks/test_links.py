"""Links between frameworks: their ends exist, and variants differ where the publications do."""

from __future__ import annotations

import pytest

from synthesis.errors import OptionError
from synthesis.frameworks import link_variants, load_framework, load_links

PAIRS = [("tdf", "com-b"), ("com-b", "bcw"), ("tdf", "bcw"), ("cfir-2", "com-b")]


def _ends(source, target, variant):
    links = load_links(source, target, variant)
    return set(zip(links["source_id"], links["target_id"], strict=True))


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_end_of_a_link_is_a_construct(source, target):
    links = load_links(source, target)
    assert set(links["source_id"]) <= set(load_framework(source).constructs["construct_id"])
    assert set(links["target_id"]) <= set(load_framework(target).constructs["construct_id"])
    assert links[["source_label", "target_label"]].notna().all(axis=None)
    assert not links.duplicated(["variant", "source_id", "target_id"]).any()
    assert list(links["variant"].unique()) == list(link_variants(source, target)["variant"])


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_variant_cites_its_publication(source, target):
    variants = link_variants(source, target)
    assert variants["citation"].str.contains(r"20\d\d").all()
    assert variants["kind"].isin(["published", "application"]).all()
    assert variants["n_links"].to_list() == [
        len(load_links(source, target, name)) for name in variants["variant"]
    ]


@pytest.mark.parametrize("variant", ["michie_2014", "cane_2012", "fahim_2020"])
def test_every_domain_is_linked_or_said_to_be_left_out(variant):
    entry = link_variants("tdf", "com-b").set_index("variant").loc[variant]
    left_out = set(entry["not_mapped"].split("; ")) - {""}
    linked = set(load_links("tdf", "com-b", variant)["source_id"])
    assert linked.isdisjoint(left_out)
    assert linked | left_out == set(load_framework("tdf").constructs["construct_id"])


def test_the_two_published_variants_differ_on_two_domains():
    cane, michie = _ends("tdf", "com-b", "cane_2012"), _ends("tdf", "com-b", "michie_2014")
    assert michie < cane
    assert cane - michie == {("social_professional_role_identity", "M-Au"), ("optimism", "M-Au")}


def test_a_published_application_differs_on_skills_reinforcement_and_optimism():
    michie, fahim = _ends("tdf", "com-b", "michie_2014"), _ends("tdf", "com-b", "fahim_2020")
    assert fahim < michie
    assert michie - fahim == {("skills", "C-Ps"), ("optimism", "M-Re"), ("reinforcement", "M-Au")}


def test_the_matrix_of_2011_has_as_many_ticks_as_printed():
    ticks = load_links("com-b", "bcw", "michie_2011")["source_id"].value_counts().to_dict()
    assert ticks == {"C-Ph": 2, "C-Ps": 3, "M-Re": 4, "M-Au": 6, "O-Ph": 3, "O-So": 3}


def test_the_guide_of_2014_adds_three_links_that_are_marked_as_not_read():
    added = _ends("com-b", "bcw", "michie_2014") - _ends("com-b", "bcw", "michie_2011")
    assert added == {("M-Au", "training"), ("O-Ph", "training"), ("O-So", "modelling")}
    links = load_links("com-b", "bcw", "michie_2014")
    unread = links[~links["is_verified"]]
    assert set(zip(unread["source_id"], unread["target_id"], strict=True)) == added
    assert load_links("com-b", "bcw", "michie_2011")["is_verified"].all()


def test_the_links_by_domain_agree_with_what_was_added_in_2014():
    by_domain = _ends("tdf", "bcw", "michie_2014")
    assert {
        ("reinforcement", "training"),
        ("environmental_context_resources", "training"),
        ("social_influences", "modelling"),
    } <= by_domain


def test_goals_is_marked_where_the_table_that_we_read_has_no_row_for_it():
    links = load_links("tdf", "com-b", "michie_2014")
    assert links.loc[~links["is_verified"], "source_id"].tolist() == ["goals"]
    assert link_variants("tdf", "bcw")["not_read"].tolist() == ["goals"]
    assert "goals" not in set(load_links("tdf", "bcw")["source_id"])


def test_links_stand_in_the_order_of_the_frameworks():
    links = load_links("com-b", "bcw", "michie_2014")
    opportunity = links[links["source_id"].eq("O-So")]
    assert opportunity["target_id"].tolist() == [
        "restriction", "environmental_restructuring", "modelling", "enablement",
    ]  # fmt: skip
    assert links["source_id"].unique().tolist() == ["C-Ph", "C-Ps", "O-So", "O-Ph", "M-Re", "M-Au"]


def test_links_that_nobody_published_are_refused():
    with pytest.raises(OptionError, match=r"no links from 'com-b' to 'tdf' ship .* tdf to com-b"):
        load_links("com-b", "tdf")
    with pytest.raises(OptionError, match="Did you mean 'cane_2012'"):
        load_links("tdf", "com-b", "cane_2021")
