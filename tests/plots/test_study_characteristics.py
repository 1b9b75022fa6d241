from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.study_characteristics import study_characteristics
from synthesis.plots.study_characteristics import plot_study_characteristics
from tests.analyses.small_review import small_review


def _labels(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def test_a_block_of_bars_for_each_attribute_under_its_heading():
    table = study_characteristics(small_review(), by=["country", "field"])
    ax = plot_study_characteristics(table)
    assert _labels(ax) == [
        "Country", "England", "Norway", "Wales", "not reported", "Field", "health", "social care",
    ]  # fmt: skip
    bold = [label.get_text() for label in ax.get_yticklabels() if label.get_fontweight() == "bold"]
    assert bold == ["Country", "Field"]
    assert [bar.get_width() for bar in ax.containers[0]] == list(table["n_studies"])
    assert ax.texts[0].get_text() == "2 (50%)"


def test_each_bar_stands_beside_its_value():
    table = study_characteristics(small_review(), by=["country", "field"])
    ax = plot_study_characteristics(table)
    at = dict(zip(_labels(ax), ax.get_yticks(), strict=True))
    for bar, value in zip(ax.containers[0], table["value"], strict=True):
        assert bar.get_y() + bar.get_height() / 2 == pytest.approx(at[value])


def test_the_most_frequent_values_are_kept_and_silence_with_them():
    table = pd.DataFrame(
        {
            "attribute": "care_setting",
            "value": ["ward", "clinic", "home", "street", "not reported"],
            "n_studies": [5, 4, 3, 2, 1],
            "share_of_studies": [5 / 15, 4 / 15, 3 / 15, 2 / 15, 1 / 15],
        }
    )
    ax = plot_study_characteristics(table, most=3)
    assert _labels(ax) == ["Care setting (3 most frequent of 5)", "ward", "clinic", "not reported"]


def test_years_are_drawn_without_a_gap():
    table = pd.DataFrame(
        {
            "attribute": "year",
            "value": ["2001", "2002", "2003", "not reported"],
            "n_studies": [2, 1, 3, 1],
            "share_of_studies": [2 / 7, 1 / 7, 3 / 7, 1 / 7],
        }
    )
    labels = _labels(plot_study_characteristics(table, most=2))
    assert labels == ["Year", "2001", "2002", "2003", "not reported"]
