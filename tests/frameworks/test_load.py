"""What ships of each framework: identifiers, names and places, with citation and version."""

from __future__ import annotations

import re

import pytest
import yaml

from synthesis.errors import OptionError
from synthesis.frameworks import framework_ids, load_framework
from synthesis.frameworks.load import FOLDER

# Constructs at each level, from the top, as the cited publications count them.
COUNTS = {
    "bcw": [9],
    "cfir-2": [5, 48, 19],
    "com-b": [3, 6],
    "epis": [5, 20],
    "re-aim": [5],
    "rmic": [6],
    "rmic-2015": [8],
    "tdf": [14],
}


def _children(framework, parent):
    constructs = load_framework(framework).constructs
    return constructs.loc[constructs["parent_id"].eq(parent), "construct_id"].tolist()


def test_the_promised_frameworks_ship():
    assert framework_ids() == tuple(COUNTS)


@pytest.mark.parametrize("framework", COUNTS)
def test_each_has_as_many_constructs_as_its_publication(framework):
    levels = load_framework(framework).constructs["level"].value_counts().sort_index()
    assert levels.to_dict() == dict(enumerate(COUNTS[framework], start=1))


@pytest.mark.parametrize("framework", COUNTS)
def test_each_names_itself_its_version_and_where_it_was_published(framework):
    loaded = load_framework(framework)
    assert loaded.framework_id == framework
    assert loaded.name
    assert re.search(r"\b(19|20)\d\d\b", loaded.version)
    assert re.search(r"\b(19|20)\d\d;\d+.*:", loaded.citation), "year, volume and page are missing"


@pytest.mark.parametrize("framework", COUNTS)
def test_identifiers_are_unique_and_children_stand_below_their_parent(framework):
    constructs = load_framework(framework).constructs
    ids = constructs["construct_id"].tolist()
    assert len(set(ids)) == len(ids)
    assert constructs["label"].str.strip().ne("").all()
    for construct, parent in constructs.dropna(subset="parent_id")[["construct_id", "parent_id"]].to_numpy():
        assert ids.index(parent) < ids.index(construct)


@pytest.mark.parametrize("framework", COUNTS)
def test_nothing_but_identifiers_names_and_places_is_shipped(framework):
    entry = yaml.safe_load((FOLDER / f"{framework}.yaml").read_text(encoding="utf-8"))
    assert set(entry) == {"id", "name", "version", "citation", "constructs"}
    assert {key for construct in entry["constructs"] for key in construct} <= {
        "id", "label", "parent", "group", "verified",
    }  # fmt: skip
    assert max(len(construct["label"]) for construct in entry["constructs"]) < 60


def test_com_b_has_its_three_components_above_the_six():
    constructs = load_framework("com-b").constructs
    tops = constructs[constructs["level"].eq(1)]
    assert dict(zip(tops["construct_id"], tops["label"], strict=True)) == {
        "C": "Capability",
        "O": "Opportunity",
        "M": "Motivation",
    }
    assert [_children("com-b", top) for top in "COM"] == [
        ["C-Ph", "C-Ps"],
        ["O-So", "O-Ph"],
        ["M-Re", "M-Au"],
    ]


def test_cfir_splits_its_constructs_over_five_domains():
    sizes = {domain: len(_children("cfir-2", domain)) for domain in _tops("cfir-2")}
    assert sizes == {
        "innovation": 8,
        "outer_setting": 7,
        "inner_setting": 11,
        "individuals": 13,
        "implementation_process": 9,
    }
    individuals = load_framework("cfir-2").constructs.query("parent_id == 'individuals'")
    assert individuals["group"].value_counts().to_dict() == {"roles": 9, "characteristics": 4}


def _tops(framework):
    constructs = load_framework(framework).constructs
    return constructs.loc[constructs["level"].eq(1), "construct_id"].tolist()


def test_the_rainbow_model_is_that_of_its_authors_in_both_versions():
    assert load_framework("rmic").constructs["construct_id"].tolist() == [
        "clinical", "professional", "organisational", "system", "functional", "normative",
    ]  # fmt: skip
    later = load_framework("rmic-2015").constructs
    assert later["group"].value_counts().to_dict() == {"type": 4, "scope": 2, "enablers": 2}
    assert set(load_framework("rmic").constructs["construct_id"]) < set(later["construct_id"])


def test_names_that_were_not_read_in_a_publication_come_out_as_such():
    unread = {
        framework: load_framework(framework).constructs.query("~is_verified")["construct_id"].tolist()
        for framework in COUNTS
        if not load_framework(framework).is_verified
    }
    assert unread == {"epis": ["organizational_staffing_processes"]}


def test_a_path_tells_two_constructs_of_one_name_apart():
    constructs = load_framework("epis").constructs
    assert constructs.loc[constructs["label"].eq("Leadership"), "path"].tolist() == [
        "Outer context › Leadership",
        "Inner context › Leadership",
    ]


def test_who_writes_to_the_table_changes_it_for_nobody_else():
    constructs = load_framework("tdf").constructs
    constructs["label"] = "written over"
    constructs["new"] = 1
    assert load_framework("tdf").constructs["label"].iloc[0] == "Knowledge"
    assert "new" not in load_framework("tdf").constructs


def test_an_unknown_framework_is_refused_with_the_nearest_name():
    with pytest.raises(OptionError, match="Did you mean 'com-b'"):
        load_framework("comb")
