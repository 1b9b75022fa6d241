"""The marks of every figure lead to rows of the table that it was drawn from."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from matplotlib.figure import Figure

import synthesis as sy
from synthesis.plots.row_links import follow, row_link

ROOT = Path(__file__).resolve().parents[2]

# What an analysis must be told, or is told so that it takes no time.
OPTIONS = {
    "coder_agreement": {"n_resamples": 20},
    "framework_crosswalk": {"source": "tdf", "target": "com-b"},
    "framework_profile": {"framework": "tdf"},
    "merge_candidates": {"across_studies": True},
    "permutation_bands": {"n_orders": 50},
    "stopping_points": {"n_orders": 50},
}
# Lines through all rows of their table: there is no mark of one row.
CURVES = {"permutation_bands", "rarefaction"}
COUNTED = {
    *("coded_extracts", "configurations", "configuration_hops", "disagreements", "reporting_checklist"),
}


@pytest.fixture(scope="module")
def review():
    return sy.read_review(ROOT / "data" / "realist-86")


def links_of(axes) -> list[tuple[str, str | None]]:
    """Return row and column of every mark of a figure, as its links say."""
    urls = []
    for artist in axes.figure.findobj():
        found = artist.get_urls() if hasattr(artist, "get_urls") else [artist.get_url()]
        urls += [url for url in found if url]
    parts = [url.split(":") for url in urls]
    assert all(part[0] == "row" and len(part) in (2, 3) for part in parts)
    return [(unquote(row), unquote(rest[0]) if rest else None) for _, row, *rest in parts]


@pytest.mark.parametrize("analysis", sorted(set(sy._ANALYSES)))
def test_each_mark_leads_to_a_row_and_a_column_of_the_table(review, analysis):
    table = getattr(sy, analysis)(review, **OPTIONS.get(analysis, {}))
    # Rows are known by their labels, not by where they stand.
    table.index = table.index * 7 + 3
    axes = getattr(sy, f"plot_{analysis}")(table)
    numbers = sy.numbers_drawn(axes)
    assert bool(len(numbers)) == (analysis in COUNTED)
    drawn = numbers if len(numbers) else table
    rows = {str(row) for row in drawn.index}
    found = links_of(axes)
    assert bool(found) == (analysis not in CURVES)
    for row, column in found:
        assert row in rows
        assert column is None or column in drawn.columns


def test_groups_of_themes_lead_to_the_row_of_the_group(review):
    table = sy.theme_frequencies(review, by="design", level=1)
    found = {int(row) for row, _ in links_of(sy.plot_theme_frequencies(table, most=3))}
    assert table.loc[sorted(found), "code_id"].nunique() == 3
    assert len(found) == 3 * min(6, table["design"].nunique())


def test_a_bar_leads_to_the_number_that_it_shows(review):
    table = sy.theme_frequencies(review).sample(frac=1, random_state=1)
    axes = sy.plot_theme_frequencies(table, most=12)
    for bars, column in zip(axes.containers, ("n_studies", "n_studies_enabler"), strict=False):
        for bar in bars:
            _, row, named = bar.get_url().split(":")
            assert named == column
            assert bar.get_width() == table.loc[int(row), column]


def test_what_a_figure_counted_adds_up_to_what_it_shows(review):
    counted = sy.numbers_drawn(sy.plot_coded_extracts(sy.coded_extracts(review)))
    by_voice = counted.filter(regex="^n_extracts_").sum(axis=1)
    assert by_voice.tolist() == counted["n_extracts"].tolist()
    listed = counted["extract_ids"].str.split("; ").str.len()
    assert listed.tolist() == counted["n_extracts"].tolist()


def test_marks_of_a_line_and_of_a_collection_are_followed_one_by_one():
    axes = Figure().subplots()
    [line] = axes.plot([1, 2, 3], [1, 1, 1], "o")
    follow(line, pd.Index([4, None, 6]), "n")
    assert [url for marks in axes.collections for url in marks.get_urls()] == ["row:4:n", None, "row:6:n"]
    bars = axes.bar([1, 2], [3, 4])
    follow(bars, ["a b", "c"], ["n", "m"])
    assert [bar.get_url() for bar in bars] == ["row:a%20b:n", "row:c:m"]
    text = axes.text(0, 0, "7")
    follow(text, 9)
    assert text.get_url() == "row:9"


def test_a_link_is_safe_to_stand_in_a_drawing():
    assert re.fullmatch(r"[\w:.%~-]+", row_link('"><script>', "a:b c"))
