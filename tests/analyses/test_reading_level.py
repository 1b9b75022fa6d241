from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.long_sentences import long_sentences
from synthesis.analyses.reading_level import reading_level
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.appraised_review import appraised_tables
from tests.analyses.small_review import small_tables

# Two sentences, 16 words, 16 syllables.
PLAIN = "There was a king with a large jaw. There was a queen with a plain face."
LONG = "Although " + "many " * 24 + "words follow. Stop."


def reviewed(language="en", findings=False, **summary):
    tables = appraised_tables() if findings else small_tables()
    return review_from_tables(tables, settings={"language": language, "summary": summary})


def test_each_part_has_a_row_in_reading_order_and_the_whole_has_every_formula():
    table = reading_level(reviewed(missing=PLAIN, issue=PLAIN, evidence=PLAIN))
    assert table["part"].to_list() == ["issue", "evidence", "missing", "all", "all"]
    assert table["formula"].to_list() == ["flesch"] * 4 + ["flesch-kincaid"]
    first = table.iloc[0]
    assert (first["n_words"], first["n_sentences"], first["words_per_sentence"]) == (16, 2, 8.0)
    assert first["value"] == pytest.approx(114.115)
    assert (first["meaning"], first["is_rough"]) == ("very easy", True)
    assert table.iloc[3]["n_words"] == 48


def test_smog_is_given_from_ten_sentences_on_and_is_rough_below_thirty():
    ten = reading_level(reviewed(issue=" ".join([PLAIN] * 5)))
    smog = ten[ten["formula"] == "smog"]
    assert smog["part"].to_list() == ["all"]
    assert smog["value"].to_list() == pytest.approx([3.1291])
    assert smog["is_rough"].all()
    thirty = reading_level(reviewed(issue=" ".join([PLAIN] * 15)))
    assert not thirty.loc[thirty["formula"] == "smog", "is_rough"].any()


def test_the_findings_are_a_part():
    table = reading_level(reviewed(findings=True, issue=PLAIN))
    assert table["part"].to_list()[:2] == ["issue", "findings"]
    assert table.loc[table["part"] == "findings", "n_sentences"].to_list() == [2]


@pytest.mark.parametrize(("language", "formula"), [("de", "amstad"), ("es", "szigriszt"), ("sv", "lix")])
def test_other_languages_have_formulas_of_their_own(language, formula):
    assert set(reading_level(reviewed(language, issue=PLAIN))["formula"]) == {formula}


def test_a_language_without_a_formula_has_its_counts_and_no_value():
    table = reading_level(reviewed("ja", issue=PLAIN))
    assert table["value"].isna().all()
    assert set(table["meaning"]) == {""}
    assert table["n_words"].to_list() == [16, 16]


def test_where_nothing_is_written_there_is_nothing_to_measure():
    assert reading_level(reviewed()).empty
    assert list(reading_level(reviewed())) == list(reading_level(reviewed(issue=PLAIN)))
    assert long_sentences(reviewed()).empty


def test_long_sentences_come_first_the_longest():
    table = long_sentences(reviewed(issue=LONG, missing=PLAIN))
    expected = {
        "part": ["issue"],
        "part_label": ["What is the issue?"],
        "sentence": [LONG.removesuffix(" Stop.")],
        "n_words": [27],
    }
    pd.testing.assert_frame_equal(table, pd.DataFrame(expected).astype({"n_words": "int64"}))
    shorter = long_sentences(reviewed(issue=LONG, missing=PLAIN), more_than=7)
    assert shorter["n_words"].to_list() == [27, 8, 8]


@pytest.mark.parametrize("more_than", [0, True, 2.5])
def test_a_limit_that_cannot_be_is_refused(more_than):
    with pytest.raises(OptionError, match="whole number from 1"):
        long_sentences(reviewed(issue=PLAIN), more_than=more_than)
