"""The way positions are counted is found from the selections alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_offsets import Evidence, choose_convention, is_excerpt
from synthesis.ingest.refi_qda_positions import CONVENTIONS, Convention, SourceText

SENTENCES = (
    "“We trust her because she grew up here,” one mother said.\n"
    "Naïve targets were quietly ignored 😀. Some called the tablet “a spy” 👀 at first.\n"
    "Trust was built slowly – over 6–8 sessions. 👩‍⚕️ Nurses feared losing control.\n"
    "When stipends arrived late, workers stopped visiting the far households.\n"
)


def _written(unit, line_end, bom):
    text = SENTENCES * 3
    written = text.replace("\n", "\r\n") if line_end != "as two" else text
    return ("\ufeff" if bom else "") + written


def _passages(text, seed=1):
    """Return spans of whole words in a text with LF line ends."""
    rng = random.Random(seed)
    borders = [0, *(i for i, sign in enumerate(text) if sign in " \n"), len(text)]
    spans = []
    while len(spans) < 40:
        first, last = sorted(rng.sample(range(len(borders)), 2))
        start = borders[first] + (text[borders[first] : borders[first] + 1] in (" ", "\n"))
        if start < borders[last]:
            spans.append((start, borders[last]))
    return spans


def _evidence(convention, names=False):
    source = SourceText(_written(convention.unit, convention.line_end, convention.bom_counts))
    spans = _passages(source.text)
    borders = source.borders(convention)
    mark = (3 if convention.unit == "UTF-8" else 1) if convention.bom_counts else 0
    starts = np.array([borders[s] + mark for s, _ in spans])
    ends = np.array([borders[e] + mark - convention.end_included for _, e in spans])
    stored = [source.text[s:e] if names else "" for s, e in spans]
    return Evidence(source, starts, ends, stored, "Small"), spans


@pytest.mark.parametrize("names", [False, True], ids=["no names", "names"])
@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda c: c.words)
def test_each_way_of_counting_is_found(convention, names):
    evidence, spans = _evidence(convention, names)
    account = Account()
    chosen = choose_convention([evidence], "some tool", account).convention
    first, last, within, whole = evidence.text.find(evidence.starts, evidence.ends, chosen)
    assert within.all()
    assert whole.all()
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == spans
    assert account.decisions[0].confidence > 0.9


def test_readings_that_give_the_same_passages_are_no_ambiguity():
    source = SourceText("Plain words only.\nAnd more of them.")
    evidence = Evidence(source, np.array([0, 6]), np.array([5, 11]), ["", ""], "Plain")
    account = Account()
    choice = choose_convention([evidence], "NVivo for Windows 12.6", account)
    assert choice.convention == Convention("UTF-16")
    assert "give the same passages" in account.decisions[0].evidence
    assert account.decisions[0].confidence == 1.0


def test_the_tool_decides_where_the_selections_do_not():
    # Within Japanese there is no border of a word, and nothing else tells the two apart.
    source = SourceText("😀患者は顔が見えると安心と述べた患者は顔が見えると")
    evidence = Evidence(source, np.array([4]), np.array([8]), [""], "Tanaka")
    account = Account()
    assert choose_convention([evidence], "ATLAS.ti Mac", account).convention.unit == "UTF-16"
    assert account.decisions[0].confidence == 0.5
    assert "what the tool is known to do decided" in account.decisions[0].evidence
    assert choose_convention([evidence], "", Account()).convention.unit == "code points"


def test_a_measured_tool_leaves_the_end_out_where_one_sign_more_would_look_as_good():
    source = SourceText("患者は安心と述べた。\n家族は支えた。\n")
    starts, ends = np.array([0, 3, 11]), np.array([9, 9, 17])  # each without its full stop
    evidence = Evidence(source, starts, ends, [""] * 3, "Tanaka")
    account = Account()
    assert not choose_convention([evidence], "NVivo for Mac 12.7", account).convention.end_included
    # Nothing but the tool speaks for it, and that is said.
    assert account.decisions[0].confidence == 0.5
    assert "what the tool is known to do decided" in account.decisions[0].evidence


@pytest.mark.parametrize("origin", ["NVivo for Mac 12.7", "MAXQDA 24"])
def test_a_tool_that_changed_its_ways_is_still_read_by_its_selections(origin):
    evidence, spans = _evidence(Convention("UTF-16", end_included=True))
    choice = choose_convention([evidence], origin, Account()).convention
    first, last, _, _ = evidence.text.find(evidence.starts, evidence.ends, choice)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == spans


def test_one_text_may_count_otherwise():
    usual, _ = _evidence(Convention("UTF-16"), names=True)
    other, spans = _evidence(Convention("UTF-8"), names=True)
    other.document = "Odd one"
    account = Account()
    choice = choose_convention([usual, usual, other], "", account)
    assert choice.convention.unit == "UTF-16"
    assert choice.of_text[2].unit == "UTF-8"
    assert [d.about for d in account.decisions] == ["offsets", "offsets of Odd one"]
    first, _, _, _ = other.text.find(other.starts, other.ends, choice.of_text[2])
    assert first.tolist() == [start for start, _ in spans]


def test_a_position_inside_a_character_is_seen():
    source = SourceText("a😀b")
    find = source.find(np.array([0, 2, 3]), np.array([3, 3, 4]), Convention("UTF-16"))
    assert find[3].tolist() == [True, False, True]


def test_half_a_line_end_is_none():
    source = SourceText("one\r\ntwo")
    first, last, within, whole = source.find(np.array([0, 4]), np.array([4, 8]), Convention())
    assert [source.text[s:e] for s, e in zip(first, last, strict=True)] == ["one", "two"]
    assert within.all()
    assert whole.all()


@pytest.mark.parametrize(
    ("name", "passage", "fits"),
    [
        ("one two", "one\ntwo", 1.0),
        ("one…", "one two", 0.5),
        ("one two…", "one two three", 0.5),
        ("one two...", "one two three", 0.5),
        ("a title", "one two", 0.0),
        ("", "one", 0.0),
    ],
)
def test_a_name_is_compared_as_tools_store_it(name, passage, fits):
    assert is_excerpt(name, passage) == fits
