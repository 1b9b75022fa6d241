"""Formulas of readability against their sources, and counts against hand counts."""

from __future__ import annotations

import pytest

from synthesis.errors import OptionError
from synthesis.statistics.readability import (
    FORMULAS,
    Counts,
    count_text,
    formulas_for,
    plain_meaning,
    sentences,
    words,
)

# Counted by hand: 16 words, 2 sentences, 16 syllables, none of three, none of more than six letters.
DICKENS = "There was a king with a large jaw. There was a queen with a plain face."


def value(formula, counts):
    return FORMULAS[formula].value(counts)


def test_a_text_of_dickens_has_the_published_value():
    # The documentation of Textatistic (Hengel) prints 114.115 for this text: 206.835 - 1.015 × 8 - 84.6 × 1.
    counts = count_text(DICKENS)
    assert counts == Counts(16, 2, 16, 0, 0)
    assert value("flesch", counts) == pytest.approx(114.115)
    assert plain_meaning("flesch", 114.115) == "very easy"


def test_a_text_counted_by_hand():
    # 16 words in 2 sentences. or-ga-ni-sa-tions 5, col-lab-o-rate 4, re-mem-ber 3: three of three or more.
    text = "Organisations collaborate when they trust each other. Do they remember who paid for the last one?"
    n_syllables = 5 + 4 + 1 + 1 + 1 + 1 + 2 + 1 + 1 + 3 + 1 + 1 + 1 + 1 + 1 + 1
    counts = count_text(text)
    assert counts == Counts(16, 2, n_syllables, 3, 3)
    assert value("flesch", counts) == pytest.approx(206.835 - 1.015 * 8 - 84.6 * 26 / 16)
    assert value("flesch-kincaid", counts) == pytest.approx(0.39 * 8 + 11.8 * 26 / 16 - 15.59)
    assert value("lix", counts) == pytest.approx(8 + 100 * 3 / 16)


def test_smog_of_thirty_sentences_is_near_the_rule_of_thumb_of_its_source():
    # McLaughlin 1969, page 643: three more than the square root of the polysyllables in 30 sentences.
    for n in (25, 49, 100):
        assert value("smog", Counts(500, 30, 700, n, 0)) == pytest.approx(3 + n**0.5, abs=0.6)
    assert value("smog", Counts(0, 30, 0, 25, 0)) == pytest.approx(3.1291 + 1.043 * 5)
    # Scaled: ten sentences with a third of the polysyllables give the same grade.
    assert value("smog", Counts(0, 10, 0, 12, 0)) == pytest.approx(value("smog", Counts(0, 30, 0, 36, 0)))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("amstad", 180 - 12 - 58.5 * 1.75),  # Amstad 1978
        ("szigriszt", 206.835 - 62.3 * 1.75 - 12),  # Szigriszt Pazos 1993
    ],
)
def test_formulas_for_other_languages(formula, expected):
    assert value(formula, Counts(120, 10, 210, 30, 40)) == pytest.approx(expected)


def test_each_language_gets_what_was_published_for_it():
    assert formulas_for("en-GB") == ("flesch", "flesch-kincaid", "smog")
    assert formulas_for("de") == ("amstad",)
    assert formulas_for("es") == ("szigriszt",)
    assert formulas_for("sv") == formulas_for("fr") == ("lix",)
    assert formulas_for("ja") == formulas_for("zh-Hant") == ()


def test_words_of_other_alphabets_are_counted_too():
    counts = count_text("Доверие помогает. Оно растёт медленно.", "ru")
    assert counts == Counts(5, 2, 0, 0, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We read 86. They agreed.", ["We read 86.", "They agreed."]),
        ("It rose by 3.5 per cent. Then it fell.", ["It rose by 3.5 per cent.", "Then it fell."]),
        ("Dr. Ahn et al. 2020 agree. So do we!", ["Dr. Ahn et al. 2020 agree.", "So do we!"]),
        ("Ask why, e.g. Tom. (He knows.) Then act.", ["Ask why, e.g. Tom.", "(He knows.)", "Then act."]),
        ("“Did it work?” she asked. It did …", ["“Did it work?” she asked.", "It did …"]),
        ("Am 3. Mai fing es an. Danach ging es gut.", ["Am 3. Mai fing es an.", "Danach ging es gut."]),
        ("They said no. We said yes. See No. 5.", ["They said no.", "We said yes.", "See No. 5."]),
        ("A heading\n\nThen a sentence", ["A heading", "Then a sentence"]),
        ("  \n ", []),
    ],
)
def test_where_sentences_end(text, expected):
    assert sentences(text) == expected


def test_what_is_one_word():
    assert words("Twenty-one people don’t agree: 4,450 do.") == [
        "Twenty-one", "people", "don’t", "agree", "4,450", "do",
    ]  # fmt: skip


def test_bands_meet_where_their_sources_let_them():
    assert [plain_meaning("flesch", v) for v in (90, 89.9, 70, 60, 59.9, 29)] == [
        "very easy", "easy", "fairly easy", "plain", "fairly difficult", "very difficult",
    ]  # fmt: skip
    assert [plain_meaning("lix", v) for v in (29, 30, 45, 55, 60)] == [
        "very easy", "easy", "plain", "difficult", "very difficult",
    ]  # fmt: skip
    assert plain_meaning("szigriszt", 55) == "plain"
    assert plain_meaning("flesch-kincaid", 13) == "very difficult"


def test_an_unknown_formula_is_refused_with_what_there_is():
    with pytest.raises(OptionError, match="flesch-kincaid"):
        plain_meaning("flesh", 60)
