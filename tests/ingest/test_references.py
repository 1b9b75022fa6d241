"""Studies from references: identifiers people can read, and duplicates that are proposed, never merged."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_names import (
    citation_of,
    doi_of,
    family_name,
    lettered_ids,
    title_key,
    year_of,
)
from synthesis.ingest.references import Reference, imported_references


def reference(title="", authors=(), year="", doi="", **fields):
    own = {"title": [title], "authors": list(authors), "year": [year], "doi": [doi]}
    own |= {name: [value] for name, value in fields.items()}
    return {name: [v for v in values if v] for name, values in own.items() if any(values)}


def imported(*fields, mapping=None, studies=()):
    account = Account()
    references = [Reference(f"record {n}", f, f"key{n}") for n, f in enumerate(fields, start=1)]
    found = imported_references(
        references,
        file="refs.ris",
        format="ris",
        tool="",
        account=account,
        options=ImportOptions(mapping=mapping or {}, studies=studies),
        digests={},
    )
    account.check()
    return found


def ids(found):
    return found.tables["studies"]["study_id"].tolist()


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Smith, John", "Smith"),
        ("van der Berg, J", "van der Berg"),
        ("Smith JA", "Smith"),
        ("van der Berg J.-P.", "van der Berg"),
        ("Liu R.", "Liu"),
        ("World Health Organization", "World Health Organization"),
        ("{WHO}", "WHO"),
        ("佐藤", "佐藤"),
        ("Abbas Mohamed", "Abbas Mohamed"),  # nobody can say which of them is the family name
    ],
)
def test_family_names(name, family):
    assert family_name(name) == family


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1002/JTS.22387.", "10.1002/jts.22387"),
        ("10.1016/0022-2836(92)90584-7", "10.1016/0022-2836(92)90584-7"),
        ("(doi: 10.1000/x)", "10.1000/x"),
        ("10.1136/neur-2017 [doi]", "10.1136/neur-2017"),
        ("http://x.org/r?doi=10.1007%2f978-3_5&partner=1", "10.1007/978-3_5"),
        ("Name", ""),
    ],
)
def test_dois(text, doi):
    assert doi_of(text) == doi


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019//", "2019"),
        ("2015 Dec-2016 Jan", "2015"),
        ("20180330", "2018"),
        ("１９９９", "1999"),
        ("10 15", ""),
    ],
)
def test_years(text, year):
    assert year_of(text) == year


def test_titles_are_compared_without_case_accents_and_markup():
    assert title_key("The <i>Étude</i>: A-B!") == title_key("the etude a b")


def test_citations():
    assert citation_of(["Smith, J"], "2020", "") == "Smith 2020"
    assert citation_of(["Smith, J", "Ng, A"], "2020", "") == "Smith and Ng 2020"
    assert citation_of(["Smith, J", "Ng, A", "Li, B"], "", "") == "Smith et al. n.d."
    assert citation_of([], "2020", "On trust in teams") == "On trust in teams (2020)"


def test_a_second_study_of_one_name_gets_a_letter():
    assert lettered_ids(["a", "a", "a", "a-b", "b"]) == ["a", "a-b", "a-c", "a-b-b", "b"]
    assert lettered_ids(["a"] * 28)[-2:] == ["a-aa", "a-ab"]
    assert lettered_ids(["a"], taken=["a"]) == ["a-b"]


def test_names_of_any_script_stay():
    found = imported(reference("T", ["Müller, K"], "2021"), reference("題", ["佐藤, 健"], "2020"))
    assert ids(found) == ["müller-2021", "佐藤-2020"]


def test_the_same_doi_is_proposed_and_nothing_is_merged():
    found = imported(
        reference("Trust in teams at work", ["Smith, J"], "2020", "10.1000/A"),
        reference("Trust in teams at work", ["Smith, J"], "2021", "doi:10.1000/a"),
    )
    assert ids(found) == ["smith-2020", "smith-2021"]
    (pair,) = found.mapping["duplicates"]
    assert (pair["keep"], pair["drop"], pair["accepted"]) == ("smith-2020", "smith-2021", False)
    assert pair["why"] == "same DOI 10.1000/a: Trust in teams at work"
    assert any(
        "1 possible duplicate, not merged: smith-2021 of smith-2020" in r for r in found.account.remarks
    )


def test_the_same_title_and_year_are_proposed_but_short_titles_need_the_same_author():
    found = imported(
        reference("Trust in teams at work", ["Smith, J"], "2020"),
        reference("TRUST in teams, at work.", ["Smith, John"], "2020"),
        reference("Trust in teams at work", ["Smith, J"], "2012"),
        reference("Editorial", ["Ng, A"], "2020"),
        reference("Editorial", ["Li, B"], "2020"),
    )
    pairs = [(p["keep"], p["drop"]) for p in found.mapping["duplicates"]]
    assert pairs == [("smith-2020", "smith-2020-b")]


def test_an_accepted_pair_is_merged_and_fills_blanks():
    fields = [
        reference("Trust in teams at work", ["Smith, J"], "2020", journal="J Ex"),
        reference("Trust in teams at work", ["Smith, J"], "2020", "10.1000/a", abstract="More"),
    ]
    mapping = imported(*fields).mapping
    accepted = {"duplicates": [mapping["duplicates"][0] | {"accepted": True}]}
    found = imported(*fields, mapping=accepted)
    row = found.tables["studies"].iloc[0]
    assert ids(found) == ["smith-2020"]
    assert (row["journal"], row["doi"], row["abstract"]) == ("J Ex", "10.1000/a", "More")
    records = found.account["records"]
    assert (records.found, records.kept) == (2, 1)
    assert records.examples["they are duplicates that the mapping merges"] == [
        "smith-2020-b (duplicate of smith-2020)"
    ]
    assert found.mapping["duplicates"][0]["accepted"] is True


def test_chains_and_rings_of_accepted_pairs_keep_one():
    fields = [reference(f"Title number {n} of many", ["A, B"], "2020") for n in range(3)]
    pairs = [("a-2020", "a-2020-b"), ("a-2020-b", "a-2020-c"), ("a-2020-c", "a-2020")]
    ring = [{"keep": keep, "drop": drop, "accepted": True} for keep, drop in pairs]
    assert ids(imported(*fields, mapping={"duplicates": ring[:2]})) == ["a-2020"]
    assert ids(imported(*fields, mapping={"duplicates": ring})) == ["a-2020"]


@pytest.mark.parametrize("said", ["yes", 3, [1], [{"keep": "a"}], {"keep": "a"}])
def test_a_mapping_of_another_form_merges_nothing(said):
    fields = [reference("One title of some length", ["A, B"], "2020"), reference("Another", ["A, B"], "2020")]
    assert ids(imported(*fields, mapping={"duplicates": said})) == ["a-2020", "a-2020-b"]


def test_a_pair_that_nobody_knows_is_said():
    mapping = {"duplicates": [{"keep": "x", "drop": "y", "accepted": True}]}
    found = imported(reference("A title", ["A, B"], "2020"), mapping=mapping)
    assert any("merges x and y, which no record or study is called" in r for r in found.account.remarks)


def test_records_take_the_identifier_of_a_study_that_the_review_has():
    studies = [
        {"study_id": "own-id", "citation": "Smith 2020", "title": "", "doi": "10.1000/a"},
        {"study_id": "other", "citation": "Ng 2019", "title": "Shared goals of partners", "doi": ""},
    ]
    found = imported(
        reference("Anything", ["Smith, J"], "2020", "10.1000/a"),
        reference("Shared goals of partners", ["Ng, A"], "2019"),
        reference("Shared goals of partners", ["Ng, A"], "1999"),
        studies=studies,
    )
    assert ids(found) == ["own-id", "other", "ng-1999"]
    assert "2 records of studies that the review has already." in found.account.remarks


def test_two_records_of_one_doi_keep_their_own_studies_at_a_second_import():
    fields = [reference("A title of some length", ["A, B"], "2020", "10.1000/a")] * 2
    first = imported(*fields)
    known = [
        {"study_id": i, "citation": "A 2020", "title": "A title of some length", "doi": "10.1000/a"}
        for i in ids(first)
    ]
    assert ids(imported(*fields, studies=known)) == ids(first) == ["a-2020", "a-2020-b"]


def test_a_study_without_title_and_doi_is_proposed_by_its_citation():
    studies = [{"study_id": "smith-2020", "citation": "Smith 2020", "title": "", "doi": ""}]
    fields = reference("On trust", ["Smith, J"], "2020")
    found = imported(fields, studies=studies)
    assert ids(found) == ["smith-2020-b"]
    accepted = [found.mapping["duplicates"][0] | {"accepted": True}]
    assert ids(imported(fields, studies=studies, mapping={"duplicates": accepted})) == ["smith-2020"]


def test_keys_name_the_record_in_its_tool():
    found = imported(reference("A title", ["A, B"], "2020"))
    assert found.keys[["table", "id", "native_id", "path"]].values.tolist() == [
        ["studies", "a-2020", "key1", "A title"]
    ]


def test_no_reference_at_all_is_an_error():
    with pytest.raises(UnreadableError, match="no reference was found"):
        imported()
