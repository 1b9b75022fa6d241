from __future__ import annotations

import pytest

from synthesis.analyses.study_characteristics import study_characteristics
from synthesis.errors import OptionError
from tests.analyses.small_review import small_review


def _rows(table):
    return table.to_numpy().tolist()


def test_values_counted_by_hand():
    # s1 is in England and in Wales; s3 says nothing. Shares are of all four studies.
    assert _rows(study_characteristics(small_review(), by="country")) == [
        ["country", "England", 2, 0.5],
        ["country", "Norway", 1, 0.25],
        ["country", "Wales", 1, 0.25],
        ["country", "not reported", 1, 0.25],
    ]


def test_numbers_ascend_and_words_descend_by_studies():
    table = study_characteristics(small_review(), by=["year", "field"])
    assert _rows(table) == [
        ["year", "2009", 1, 0.25],
        ["year", "2010", 2, 0.5],
        ["year", "not reported", 1, 0.25],
        ["field", "health", 3, 0.75],
        ["field", "social care", 1, 0.25],
    ]


def test_by_default_all_attributes_that_are_reported():
    table = study_characteristics(small_review())
    assert list(dict.fromkeys(table["attribute"])) == ["country", "year", "field"]


def test_an_attribute_that_nobody_reports_can_be_asked_for():
    table = study_characteristics(small_review(), by="setting")
    assert _rows(table) == [["setting", "not reported", 4, 1.0]]


def test_an_unknown_attribute_is_refused():
    with pytest.raises(OptionError, match="Did you mean 'country'"):
        study_characteristics(small_review(), by=["year", "Country"])
