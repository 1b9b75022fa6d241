"""What a reader sees in the bars of who took part, also where numbers are withheld."""

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.source_characteristics import source_characteristics
from synthesis.disclosure.audience import for_audience
from synthesis.disclosure.protect import guarded
from synthesis.plots.source_characteristics import plot_source_characteristics
from synthesis.review import review_from_tables

ROLES = ["nurse"] * 7 + ["manager"] * 6 + ["doctor"] * 3


@pytest.fixture(scope="module")
def review():
    sources = pd.DataFrame(
        {
            "source_id": [f"Person {n}" for n in range(16)] + ["Minutes"],
            "study_id": ["S1"] * 10 + ["S2"] * 7,
            "kind": ["participant"] * 16 + ["document"],
            "role": [*ROLES, None],
        }
    )
    tables = {
        "studies": [{"study_id": "S1", "country": "Wales"}, {"study_id": "S2", "country": "England; Wales"}],
        "codebook": [{"code_id": "trust"}],
        "codings": [{"study_id": "S1", "code_id": "trust"}],
        "sources": sources,
    }
    return review_from_tables(tables)


def _written(ax):
    return [text.get_text() for text in ax.texts]


def test_bars_stand_for_kinds_and_roles(review):
    ax = plot_source_characteristics(source_characteristics(review))
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == [
        *("Kind of source", "participant", "document"),
        *("Role of each participant", "doctor", "manager", "nurse"),
        *("Role of each document", "not reported"),
    ]
    assert _written(ax) == ["16", "1", "3 (19%)", "6 (38%)", "7 (44%)", "1 (100%)"]
    assert [round(bar.get_width()) for bar in ax.patches] == [16, 1, 3, 6, 7, 1]


def test_a_withheld_number_has_no_bar_and_its_mark_in_its_place(review):
    table = guarded("source_characteristics", source_characteristics)(for_audience(review, "public"))
    ax = plot_source_characteristics(table)
    assert _written(ax) == ["16", "1", "<5", "withheld", "7 (44%)", "1 (100%)"]
    assert [round(bar.get_width()) for bar in ax.patches] == [16, 1, 0, 0, 7, 1]


def test_a_table_by_group_is_drawn_for_all_studies(review):
    ax = plot_source_characteristics(source_characteristics(review, by="country"))
    assert [round(bar.get_width()) for bar in ax.patches] == [16, 1, 3, 6, 7, 1]


def test_nothing_to_draw_is_said():
    table = source_characteristics(
        review_from_tables(
            {
                "studies": [{"study_id": "S1"}],
                "codebook": [{"code_id": "trust"}],
                "codings": [{"study_id": "S1", "code_id": "trust"}],
            }
        )
    )
    assert table.empty
    [said] = _written(plot_source_characteristics(table))
    assert said == "The review lists no participants or documents."
