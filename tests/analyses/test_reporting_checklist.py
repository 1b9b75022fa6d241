"""Each item is filled from data, confirmed by people, drafted, or missing; and says where it is reported."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses._review_facts import review_facts
from synthesis.analyses.reporting_checklist import reporting_checklist
from synthesis.errors import OptionError
from synthesis.review import read_review, review_from_tables
from synthesis.schema import TABLES
from synthesis.standards import load_standard, standard_ids

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"
SETTINGS = {"id": "r", "title": "A realist synthesis", "question": "What helps?", "licence": "CC0"}
BARE = {
    "studies": [{"study_id": "s1"}],
    "codebook": [{"code_id": "a"}],
    "codings": [{"study_id": "s1", "code_id": "a"}],
}


@pytest.fixture(scope="module")
def tables():
    review = read_review(REALIST_86)
    return {name: getattr(review, name) for name in TABLES if review.has(name)}


def _statuses(tables, standard, **settings) -> pd.Series:
    review = review_from_tables(tables, settings=SETTINGS | settings)
    return reporting_checklist(review, standard=standard).set_index("item")["status"]


@pytest.mark.parametrize("standard", standard_ids())
def test_every_item_has_one_of_four_states_and_says_what_to_do(tables, standard):
    table = reporting_checklist(review_from_tables(tables, settings=SETTINGS), standard=standard)
    assert len(table) == load_standard(standard).n_items
    assert set(table["status"]) <= {"filled from data", "confirmed by people", "to be confirmed", "missing"}
    is_held = table["status"].isin(["filled from data", "to be confirmed"])
    assert table.loc[is_held, ["evidence", "reported_in"]].ne("").all(axis=None)
    assert table.loc[table["status"] == "missing", ["evidence", "reported_in"]].eq("").all(axis=None)
    is_done = table["status"].isin(["filled from data", "confirmed by people"])
    assert table.loc[is_done, "to_do"].eq("").all()
    assert table.loc[~is_done, "to_do"].str.contains("review.yaml").all()


@pytest.mark.parametrize(
    ("standard", "items"),
    [
        ("prisma-2020", ["6", "8", "16a", "16b"]),
        ("prisma-scr", ["7", "9", "14"]),
        ("entreq", ["5", "7", "9"]),
        ("rameses-realist", ["8", "9", "12"]),
        ("emerge", ["6", "7", "8"]),
        ("coreq", []),
        ("prisma-lsr", []),
    ],
)
def test_taking_the_flow_out_turns_its_items_to_missing(tables, standard, items):
    whole = _statuses(tables, standard)
    without = _statuses({name: table for name, table in tables.items() if name != "flow"}, standard)
    assert list(whole.index[whole != without]) == items
    assert (without[items] == "missing").all()
    assert (whole[items] != "missing").all()


def test_taking_the_appraisal_out_turns_its_items_to_missing(tables):
    without = {name: table for name, table in tables.items() if name != "appraisal"}
    changed = _statuses(tables, "entreq") != _statuses(without, "entreq")
    assert list(changed.index[changed]) == ["11", "12", "13"]


def test_what_it_lacks_is_named(tables):
    without = {name: table for name, table in tables.items() if name not in ("flow", "appraisal")}
    table = reporting_checklist(review_from_tables(without, settings=SETTINGS)).set_index("item")
    assert table.loc["9", "to_do"] == (
        "Needs the table flow and the table appraisal; or say in review.yaml, under reporting, "
        "where it is reported."
    )
    assert table.loc["2", "to_do"] == "Say in review.yaml, under reporting, where it is reported."
    bare = reporting_checklist(review_from_tables(BARE, settings=SETTINGS)).set_index("item")
    assert (
        "the column country of studies, the column setting of studies or the column"
        in bare.loc["13", "to_do"]
    )


def test_what_people_confirm_wins_and_is_shown(tables):
    reporting = {"prisma-2020": {5: "Criteria are on p. 3.", "16A": "Figure 1, p. 5.", "2": ""}}
    review = review_from_tables(tables, settings=SETTINGS | {"reporting": reporting})
    table = reporting_checklist(review, standard="prisma-2020").set_index("item")
    assert table.loc["5", ["status", "confirmation"]].tolist() == [
        "confirmed by people",
        "Criteria are on p. 3.",
    ]
    assert table.loc["16a", ["status", "confirmation"]].tolist() == ["confirmed by people", "Figure 1, p. 5."]
    assert table.loc["16a", "evidence"] == "26 boxes of the flow diagram"  # what the data say stays beside it
    assert table.loc["2", "status"] == "missing"
    other = reporting_checklist(review, standard="entreq")
    assert not other["status"].eq("confirmed by people").any()


def test_evidence_counts_the_review(tables):
    review = review_from_tables(tables, settings=SETTINGS)
    evidence = reporting_checklist(review, standard="entreq").set_index("item")["evidence"]
    assert evidence["8"] == "86 studies, 91 reports"
    assert evidence["13"] == "85 of 86 studies appraised"
    assert evidence["16"] == "2 coders, 2 appraisers"
    assert evidence["5"] == "7 sources with their numbers of records"
    facts = review_facts(review)
    assert facts["n_studies_coded_twice"] == 17
    assert facts["coders"] == "2 coders"
    assert review_facts(review_from_tables(BARE))["studies"] == "1 study"


def test_quotations_count_only_where_something_is_quoted():
    extracts = [{"extract_id": "e", "study_id": "s1", "text": "Said in other words.", "is_verbatim": "false"}]
    status = _statuses(BARE | {"extracts": extracts}, "entreq")
    assert status["20"] == "missing"
    extracts[0]["is_verbatim"] = "true"
    assert _statuses(BARE | {"extracts": extracts}, "entreq")["20"] == "filled from data"


def test_an_item_that_we_did_not_read_is_unverified(tables):
    review = review_from_tables(tables, settings=SETTINGS)
    assert not reporting_checklist(review)["is_verified"].any()
    entreq = reporting_checklist(review, standard="entreq").set_index("item")["is_verified"]
    assert entreq[["1", "8"]].all()
    assert not entreq[["9", "21"]].any()


def test_the_smallest_review_has_a_checklist():
    for standard in standard_ids():
        table = reporting_checklist(review_from_tables(BARE), standard=standard)
        assert table["status"].eq("missing").any()


def test_an_unknown_standard_is_refused(tables):
    with pytest.raises(OptionError, match="Did you mean 'prisma-2020'"):
        reporting_checklist(review_from_tables(BARE), standard="prisma 2020")


def test_the_publication_is_cited(tables):
    table = reporting_checklist(review_from_tables(BARE), standard="emerge")
    assert table.attrs["citation"].startswith("France EF")
