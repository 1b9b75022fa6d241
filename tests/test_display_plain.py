"""What people without a background in research are shown, and what only the team is."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

import synthesis as sy
from synthesis.display.evidence import evidence_block
from synthesis.display.header import review_block
from synthesis.display.plain import plain_base_block, plain_findings_block
from synthesis.display.reading_level import HEADING, reading_level_block, show_reading_level
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.appraised_review import appraised_review
from tests.analyses.small_review import small_review

ATTACK = '<img src=x onerror="alert(1)">'
JARGON = ("code", "extract", "CMO", "configuration", "mechanism")


def soup(block):
    return BeautifulSoup(block.html, "html.parser")


def text(block):
    return " ".join(soup(block).get_text(" ").split())


@pytest.fixture
def findings():
    return pd.DataFrame(
        {
            "finding_id": ["f1", "f2"],
            "sentence": ["Trust helps.", f"Money {ATTACK} helps."],
            "overall": ["moderate", None],
        }
    )


@pytest.fixture
def behind():
    return pd.DataFrame({"finding_id": ["f1", "f2"], "n_studies": [2, 1], "n_studies_total": [4, 4]})


def test_a_finding_says_how_sure_the_team_is_in_words_and_circles(findings, behind):
    [first, second] = soup(plain_findings_block(findings, evidence=behind)).find_all("li")
    said = " ".join(first.get_text(" ").split())
    assert "●●●○ Moderate confidence : it is likely that this is how things are." in said
    assert said.endswith("2 of 4 studies touch on it.")
    # The circles are read out by their words.
    assert first.find("span", class_="circles")["aria-hidden"] == "true"
    assert "○○○○ Confidence not judged yet ." in " ".join(second.get_text(" ").split())
    assert second.get_text(" ").strip().endswith("1 of 4 studies touches on it.")
    assert first["id"] == "finding-f1"


@pytest.mark.parametrize(
    ("level", "words"),
    [("high", "very likely"), ("low", "it is possible"), ("very low", "not clear whether")],
)
def test_each_level_has_the_words_of_its_definition(findings, behind, level, words):
    block = plain_findings_block(findings.assign(overall=level), evidence=behind)
    assert words in text(block)


def test_its_number_of_studies_opens_what_is_behind_it(findings, behind):
    links = pd.DataFrame({"n_studies": ["evidence x0-2 s3", ""]})
    [link] = soup(plain_findings_block(findings, evidence=behind, links=links)).find_all("a")
    assert (link["href"], link["data-e"], link.get_text()) == ("#evidence", "x0-2 s3", "2 of 4 studies")


def test_text_of_the_team_is_shown_and_not_run(findings, behind):
    block = plain_findings_block(findings, evidence=behind)
    assert ATTACK not in block.html
    assert ATTACK in text(block)


def test_a_number_that_is_withheld_is_not_spoken_of(findings, behind):
    block = plain_findings_block(findings, evidence=behind.iloc[:0])
    assert "studies" not in text(block)


def test_a_finding_without_evidence_does_not_build(findings, behind):
    with pytest.raises(OptionError, match="finding 'f2' rests on no evidence"):
        plain_findings_block(findings, evidence=behind.assign(n_studies=[2, 0]))


def test_no_findings_is_said(findings, behind):
    assert text(plain_findings_block(findings.iloc[:0], evidence=behind)) == (
        "The team has not written any findings yet."
    )


def base(studies=86, reports=91, participants=4450, unknown=13):
    rows = [("studies", studies, 0), ("reports", reports, 0), ("participants", participants, unknown)]
    table = pd.DataFrame([*rows, ("codes in use", 9, 0)], columns=["quantity", "n", "n_studies_not_reported"])
    return table[table["n"] != 0]


def test_what_the_review_stands_on_is_a_sentence():
    assert plain_base_block(base()).text == (
        "We looked at 86 studies, told in 91 papers. 4,450 people took part; 13 studies do not say how many."
    )
    assert plain_base_block(base(1, 1, 1, 0)).text == "We looked at 1 study. 1 person took part."
    assert plain_base_block(base(2, 2, 0)).text == "We looked at 2 studies."


def test_the_number_of_studies_opens_them():
    review = small_review()
    table = sy.evidence_base(review)
    [link, *_] = soup(plain_base_block(table, links=sy.evidence_links(review, table))).find_all("a")
    assert (link.get_text(), link["data-e"]) == ("4 studies", "s0-3")


def test_a_number_of_people_that_is_withheld_is_not_spoken_of():
    table = base().astype({"n": "Int64"})
    table.loc[table["quantity"] == "participants", "n"] = pd.NA
    assert plain_base_block(table).text == "We looked at 86 studies, told in 91 papers."


def test_the_head_of_a_plain_page_has_no_words_of_researchers():
    review = small_review()
    assert "extracts" in text(review_block(review))
    assert "extracts" not in text(review_block(review, is_plain=True))


def test_plain_evidence_is_folded_and_speaks_of_passages_and_topics():
    review = small_review()
    block = evidence_block(sy.evidence_list(review), sy.evidence_codes(review), is_plain=True)
    outer = soup(block).find(id="evidence")
    assert [child.name for child in outer.find_all(recursive=False)] == ["details"]
    assert outer.find("summary").get_text() == "Show 5 passages from 4 studies"
    assert not any(word in text(block) for word in JARGON)
    plain = soup(evidence_block(sy.evidence_list(review), sy.evidence_codes(review)))
    assert "5 extracts from 4 studies." in plain.get_text(" ")


def test_the_team_reads_how_easy_its_summary_is_and_the_public_does_not(capsys):
    review = appraised_review()
    level, long = sy.reading_level(review), sy.long_sentences(review, more_than=5)
    said = text(reading_level_block(level, long, audience="team"))
    assert HEADING in said
    assert "Flesch reading ease" in said
    assert "Where partners trusted one another, they succeeded more often." in said
    assert reading_level_block(level, long).html == ""
    show_reading_level(level, long, audience="public")
    assert capsys.readouterr().out == ""
    show_reading_level(level, long, audience="team")
    assert HEADING in capsys.readouterr().out
    with pytest.raises(OptionError, match="audience"):
        reading_level_block(level, long, audience="everybody")


@pytest.mark.parametrize(
    ("n_studies", "n_silent", "said"),
    [
        (12, 7, "24 people took part; 7 studies do not say how many."),
        (12, 2, "24 people took part; some studies do not say how many."),
        (12, 9, ""),
        (3, 0, ""),
    ],
)
def test_how_many_studies_there_are_is_not_told_where_they_are_protected(n_studies, n_silent, said):
    studies = [
        {"study_id": f"S{n}", "n_participants": "24" if n == n_silent else ""} for n in range(n_studies)
    ]
    for study in studies[n_silent + 1 :]:
        study["n_participants"] = "0"
    tables = {
        "studies": studies,
        "codebook": [{"code_id": "trust"}],
        "codings": [{"study_id": "S1", "code_id": "trust"}],
    }
    protected = review_from_tables(tables, settings={"disclosure": {"studies": "protected"}})
    public = sy.for_audience(protected, "public")
    table = sy.evidence_base(public)
    told = "How many studies we looked at is not told, to protect them."
    assert plain_base_block(table).text == " ".join(filter(None, [told, said]))
    assert f"{n_studies} stud" not in text(review_block(public))
    figure = sy.plot_evidence_base(table)
    assert str(n_studies) not in {shown.get_text() for shown in figure.texts}
    assert sy.evidence_base(sy.for_audience(protected, "team"))["n"].iloc[0] == n_studies
