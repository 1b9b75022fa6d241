"""Shipped standards: as many items as published, rules that can be followed, and a citation."""

from __future__ import annotations

import re

import pytest

from synthesis.analyses._review_facts import review_facts
from synthesis.review import review_from_tables
from synthesis.schema import SETTINGS, TABLES
from synthesis.standards import (
    confirmed_items,
    confirmed_texts,
    load_standard,
    reporting_problems,
    standard_ids,
)

# Counts as published; PRISMA 2020 has 27 items, 42 with sub-items.
PUBLISHED = {
    "coreq": 32,
    "emerge": 19,
    "entreq": 21,
    "prisma-2020": 42,
    "prisma-lsr": 4,
    "prisma-scr": 22,
    "rameses-realist": 19,
}
# Those that were not read in the publication.
UNREAD = {
    "coreq": 0,
    "emerge": 6,
    "entreq": 13,
    "prisma-2020": 0,
    "prisma-lsr": 3,
    "prisma-scr": 9,
    "rameses-realist": 19,
}
NOTEBOOK = r"0[1-6]_(?:studies|themes|configurations|frameworks|rigour|summary)|every notebook"


def test_the_standards_that_ship():
    assert set(standard_ids()) == set(PUBLISHED)


@pytest.mark.parametrize("standard_id", PUBLISHED)
def test_a_standard_has_the_items_of_its_publication(standard_id):
    standard = load_standard(standard_id)
    items = standard.items
    assert standard.standard_id == standard_id
    assert len(items) == standard.n_items == PUBLISHED[standard_id]
    assert items["item"].is_unique
    assert (~items["is_verified"]).sum() == UNREAD[standard_id]
    assert items[["item", "section", "name"]].ne("").all(axis=None)
    assert re.search(r"(19|20)\d\d;\d+", standard.citation)


def test_prisma_2020_has_27_items_with_their_parts():
    items = load_standard("prisma-2020").items["item"]
    assert items.str.extract(r"(\d+)")[0].unique().tolist() == [str(n) for n in range(1, 28)]


def test_prisma_scr_holds_both_numberings():
    items = load_standard("prisma-scr").items
    assert items["item"].tolist() == [str(n) for n in range(1, 23)]
    # The article keeps the 27 numbers of PRISMA 2009, five of which do not apply.
    left_out = {"13", "15", "16", "22", "23"}
    assert items["also_numbered"].tolist() == [str(n) for n in range(1, 28) if str(n) not in left_out]


@pytest.mark.parametrize("standard_id", PUBLISHED)
def test_the_rule_of_each_item_can_be_followed(standard_id):
    items = load_standard(standard_id).items
    assert set(items["fill"]) <= {"computed", "drafted", "people"}
    by_people = items["fill"] == "people"
    assert items.loc[by_people, ["says", "reported_in"]].eq("").all(axis=None)
    assert items.loc[~by_people, "reported_in"].str.fullmatch(NOTEBOOK).all()
    needs = items.loc[by_people, "needs"]
    assert needs.map(len).eq(0).all()
    for need in items["needs"].explode().dropna().str.split("|").explode():
        table, _, column = need.partition(".")
        known = SETTINGS if table == "settings" else TABLES[table].columns
        assert not column or column in known, need


def test_every_sentence_can_be_written_for_any_review():
    tables = {
        "studies": [{"study_id": "s1"}],
        "codebook": [{"code_id": "a"}],
        "codings": [{"study_id": "s1", "code_id": "a"}],
    }
    facts = review_facts(review_from_tables(tables))
    for standard_id in standard_ids():
        items = load_standard(standard_id).items
        assert not [words for words in items["says"] if "{" in words.format_map(facts)]
        assert set(items["holds"]) - {""} <= set(facts)


def test_a_copy_is_handed_out():
    items = load_standard("entreq").items
    items["name"] = "written over"
    assert load_standard("entreq").items["name"].iloc[0] == "Aim"


def test_confirmations_that_cannot_be_are_named():
    given = {
        "prisma 2020": {"1": "p. 1"},
        "entreq": {"22": "p. 1", 8: "p. 2", "9": True, "10": None},
        "coreq": "p. 3",
    }
    found = [str(problem) for problem in reporting_problems(given, "review.yaml")]
    assert len(found) == 4
    assert "'prisma 2020' is no standard" in found[0]
    assert "Did you mean 'prisma-2020'?" in found[0]
    assert "'22' is no item of entreq" in found[1]
    assert "9: 'True' must be a sentence" in found[2]
    assert found[3].startswith("review.yaml, column reporting, coreq: 'p. 3' must be lines")
    assert reporting_problems({"prisma-2020": {"16A": "p. 5", 5: 3}}, "review.yaml") == []


def test_confirmations_are_read_by_item():
    tables = {
        "studies": [{"study_id": "s1"}],
        "codebook": [{"code_id": "a"}],
        "codings": [{"study_id": "s1", "code_id": "a"}],
    }
    review = review_from_tables(tables, settings={"reporting": {"entreq": {1: " p. 1 ", "2": ""}}})
    assert confirmed_items(review.settings, "entreq") == {"1": "p. 1"}
    assert confirmed_items(review_from_tables(tables).settings, "entreq") == {}


def test_what_says_nothing_confirms_nothing():
    given = {"entreq": {1: "p. 1", 2: None, 3: True, 4: " ", "16A": 5}, "coreq": None}
    assert confirmed_texts(given) == {"entreq": {"1": "p. 1", "16a": "5"}}
