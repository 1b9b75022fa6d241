"""Bars of a checklist: as many items as the standard has, and the missing ones by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.analyses.reporting_checklist import reporting_checklist
from synthesis.plots.reporting_checklist import plot_reporting_checklist
from synthesis.review import read_review, review_from_tables
from synthesis.standards import standard_ids
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def reviews():
    return {name: read_review(DATA / name) for name in ("collaboration", "realist-86")}


@pytest.mark.parametrize("standard", standard_ids())
def test_every_item_is_in_a_bar_and_every_word_can_be_read(reviews, standard):
    for review in reviews.values():
        table = reporting_checklist(review, standard=standard)
        ax = plot_reporting_checklist(table)
        counts = {status: sum(lengths) for status, lengths in widths(ax).items() if lengths}
        assert counts == table["status"].value_counts().to_dict()
        assert hidden_words(ax) == []


def test_sections_stand_in_their_order_with_the_missing_items_at_the_end(reviews):
    ax = plot_reporting_checklist(reporting_checklist(reviews["realist-86"], standard="prisma-2020"))
    assert row_labels(ax)[:3] == ["Title and abstract", "Introduction", "Methods"]
    assert "missing: 7, 14" in words_in(ax)
    assert ax.get_xlabel() == "Items of PRISMA 2020 (42 in all)"


def test_it_says_how_many_items_were_not_verified(reviews):
    ax = plot_reporting_checklist(reporting_checklist(reviews["realist-86"]))
    assert "(19 in all; 19 not verified in the publication)" in ax.get_xlabel().replace("\n", " ")


def test_statuses_are_told_apart_without_colour():
    tables = {
        "studies": [{"study_id": "s1", "country": "Wales"}],
        "codebook": [{"code_id": "a"}],
        "codings": [{"study_id": "s1", "code_id": "a"}],
    }
    settings = {"question": "What helps?", "reporting": {"entreq": {"3": "p. 2"}}}
    ax = plot_reporting_checklist(
        reporting_checklist(review_from_tables(tables, settings=settings), standard="entreq")
    )
    looks = {(bars[0].get_hatch() or "") for bars in ax.containers if len(bars)}
    assert len(looks) == 4
