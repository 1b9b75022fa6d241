"""A consensus row wins; without one, differing appraisers make a study not agreed."""

from __future__ import annotations

import pytest

from synthesis.analyses._judgements import NOT_AGREED, NOT_ANSWERED, NOT_APPRAISED
from synthesis.analyses.appraisal_table import appraisal_table
from synthesis.appraisal_scale import NO_ANSWER, answers_in_order
from synthesis.errors import OptionError
from tests.analyses.appraised_review import appraised_review


@pytest.fixture(scope="module")
def table():
    return appraisal_table(appraised_review())


def _judgements(table, tool, item):
    rows = table[(table["tool"] == tool) & (table["item"] == item)]
    return dict(zip(rows["study_id"], rows["judgement"], strict=True))


def test_the_agreed_answers_worked_out_by_hand(table):
    assert _judgements(table, "A", "2") == {
        "s1": "yes",
        "s2": "not agreed",
        "s3": "not answered",
        "s4": "not appraised",
    }
    assert _judgements(table, "A", "10") == {
        "s1": "no",
        "s2": "not answered",
        "s3": "unclear",
        "s4": "not appraised",
    }
    assert _judgements(table, "B", "only") == {"s1": "splendid"} | dict.fromkeys(
        ("s2", "s3", "s4"), "not appraised"
    )


def test_items_are_in_the_order_in_which_people_count(table):
    assert table[["tool", "item"]].drop_duplicates().values.tolist() == [
        ["A", "2"],
        ["A", "10"],
        ["B", "only"],
    ]


def test_it_says_who_said_what_and_why(table):
    cells = table.set_index(["item", "study_id"])
    settled = cells.loc[("10", "s1")]
    assert settled["answers"] == "AB: yes; CD: no; consensus: no"
    assert settled[["n_appraisers", "is_consensus", "n_extracts"]].tolist() == [2, True, 2]
    assert settled["rationale"] == ""  # the reason is CD's, and the consensus gave none
    assert cells.loc[("2", "s1"), "rationale"] == "Because."
    assert cells.loc[("10", "s3"), "answers"] == "AB: unclear; CD: not answered"
    assert cells.loc[("2", "s4"), ["answers", "rationale", "n_appraisers"]].tolist() == ["", "", 0]


def test_an_appraiser_without_a_name_is_a_person():
    rows = [
        {"study_id": "s1", "tool": "A", "item": "x", "judgement": "yes"},
        {"study_id": "s1", "tool": "A", "item": "x", "judgement": "yes", "appraiser": "Consensus"},
    ]
    row = appraisal_table(appraised_review(appraisal=rows)).iloc[0]
    assert row[["judgement", "n_appraisers", "is_consensus"]].tolist() == ["yes", 1, True]
    assert row["answers"] == "Consensus: yes; nobody named: yes"


def test_yes_with_a_capital_is_the_same_answer():
    rows = [
        {"study_id": "s1", "tool": "A", "item": "x", "judgement": "yes", "appraiser": "AB"},
        {"study_id": "s1", "tool": "A", "item": "x", "judgement": "Yes", "appraiser": "CD"},
        {"study_id": "s2", "tool": "A", "item": "y", "judgement": "yes", "appraiser": "AB"},
        {"study_id": "s1", "tool": "B", "item": "x", "judgement": "yes", "appraiser": "AB"},
    ]
    cells = appraisal_table(appraised_review(appraisal=rows)).set_index(["tool", "item", "study_id"])
    assert cells.loc[("A", "x", "s1"), ["judgement", "answers"]].tolist() == ["Yes", "AB: yes; CD: Yes"]
    # One spelling for the tool, so that an answer is one part of a bar; other tools keep theirs.
    assert cells.loc[("A", "y", "s2"), "judgement"] == "Yes"
    assert cells.loc[("B", "x", "s1"), "judgement"] == "yes"


def test_one_tool_only():
    assert appraisal_table(appraised_review(), tool="B")["tool"].unique().tolist() == ["B"]
    with pytest.raises(OptionError, match="it can be 'A' or 'B'"):
        appraisal_table(appraised_review(), tool="C")
    with pytest.raises(OptionError, match="the review has no appraisal"):
        appraisal_table(appraised_review(appraisal=[]), tool="A")


def test_without_an_appraisal_the_table_is_empty_and_has_its_columns(table):
    empty = appraisal_table(appraised_review(appraisal=[]))
    assert empty.empty
    assert list(empty.columns) == list(table.columns)


def test_whole_answers_are_ordered_and_those_of_a_team_come_after():
    given = ["no", "Cannot tell", "not agreed", "Yes", "splendid", "not applicable", "not appraised"]
    assert answers_in_order(given) == [
        "Yes",
        "Cannot tell",
        "no",
        "splendid",
        "not applicable",
        "not agreed",
        "not appraised",
    ]
    # "no", "not clear" and "not applicable" begin alike and are three answers.
    assert answers_in_order(["not applicable", "not clear", "no"]) == ["not clear", "no", "not applicable"]


def test_what_is_no_answer_has_the_same_words_everywhere():
    assert NO_ANSWER == (NOT_AGREED, NOT_ANSWERED, NOT_APPRAISED)
