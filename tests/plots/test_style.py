"""What every figure has in common."""

from __future__ import annotations

import io

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from synthesis.analyses.co_occurrence import co_occurrence
from synthesis.analyses.flow import flow
from synthesis.analyses.intensity import intensity
from synthesis.analyses.single_coder_codings import single_coder_codings
from synthesis.analyses.study_characteristics import study_characteristics
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.analyses.theme_matrix import theme_matrix
from synthesis.plots.co_occurrence import plot_co_occurrence
from synthesis.plots.flow import plot_flow
from synthesis.plots.intensity import plot_intensity
from synthesis.plots.single_coder_codings import plot_single_coder_codings
from synthesis.plots.study_characteristics import plot_study_characteristics
from synthesis.plots.style import (
    GROUP_MARKS,
    SERIES,
    axes_of_size,
    figure_style,
    one_line,
    percent,
    share_drawn,
    stacked_rows,
    wrapped,
    wrapped_to,
)
from synthesis.plots.theme_frequencies import plot_theme_frequencies
from synthesis.plots.theme_matrix import plot_theme_matrix
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_tables
from tests.analyses.test_flow import CONSISTENT

PLOTS = {
    "co_occurrence": (co_occurrence, plot_co_occurrence),
    "flow": (flow, plot_flow),
    "intensity": (intensity, plot_intensity),
    "single_coder_codings": (single_coder_codings, plot_single_coder_codings),
    "study_characteristics": (study_characteristics, plot_study_characteristics),
    "theme_frequencies": (theme_frequencies, plot_theme_frequencies),
    "theme_matrix": (theme_matrix, plot_theme_matrix),
}


def _review():
    tables = small_tables()
    tables["flow"] = [dict(zip(("box", "n", "reason"), row, strict=True)) for row in CONSISTENT]
    return review_from_tables(tables)


TABLES = {name: analysis(_review()) for name, (analysis, _) in PLOTS.items()}
each_plot = pytest.mark.parametrize("name", PLOTS)


def _svg(ax) -> str:
    file = io.BytesIO()
    with figure_style():
        ax.figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue().decode()


@each_plot
def test_text_in_a_figure_stays_text_and_bytes_stay_the_same(name):
    first, second = (_svg(PLOTS[name][1](TABLES[name])) for _ in range(2))
    assert first == second
    assert "<text" in first


@each_plot
def test_an_empty_table_is_said_to_be_empty(name):
    ax = PLOTS[name][1](TABLES[name].iloc[:0])
    (sentence,) = [text.get_text() for text in ax.texts]
    assert sentence.startswith(("There are no", "No ", "The review gives no"))
    assert not ax.patches
    assert not ax.axison
    _svg(ax)


@each_plot
def test_a_figure_can_be_drawn_into_axes_that_are_there(name):
    ax = axes_of_size(None, height=8)
    assert PLOTS[name][1](TABLES[name], ax=ax) is ax
    assert ax.patches or ax.lines or ax.collections


@each_plot
def test_the_table_is_left_as_it_was(name):
    table = TABLES[name].copy()
    PLOTS[name][1](table)
    pd.testing.assert_frame_equal(table, TABLES[name])


@each_plot
def test_a_page_is_wide_enough_and_nothing_is_cut_off(name):
    ax = PLOTS[name][1](TABLES[name])
    with figure_style():
        figure = ax.figure
        FigureCanvasAgg(figure).draw()  # lays the figure out
        page = figure.bbox
        texts = list(ax.texts)
        if ax.axison:
            left, right = ax.get_xlim()
            ticks = [tick for tick in ax.get_xticklabels() if left <= tick.get_position()[0] <= right]
            texts += [*ticks, *ax.get_yticklabels(), ax.xaxis.label]
        boxes = [text.get_window_extent() for text in texts if text.get_text()]
    assert figure.get_size_inches()[0] * 2.54 <= 18.5
    for box in boxes:
        assert box.x0 >= page.x0 - 1
        assert box.x1 <= page.x1 + 1
        assert box.y0 >= page.y0 - 1
        assert box.y1 <= page.y1 + 1


def test_the_style_is_not_left_behind():
    before = mpl.rcParams["svg.fonttype"], mpl.rcParams["text.parse_math"]
    plot_theme_frequencies(TABLES["theme_frequencies"])
    assert (mpl.rcParams["svg.fonttype"], mpl.rcParams["text.parse_math"]) == before


@pytest.mark.parametrize("name", ["theme_frequencies", "co_occurrence", "single_coder_codings"])
def test_a_label_with_dollar_signs_is_no_formula(name):
    table = TABLES[name].copy()
    column = "label_a" if name == "co_occurrence" else "label"
    table[column] = "From $5 to $9"
    ax = PLOTS[name][1](table, ax=axes_of_size(None, height=8))
    labels = [label for label in ax.get_yticklabels() if "$5 to $9" in label.get_text()]
    assert labels
    assert not any(label.get_parse_math() for label in labels)
    assert "$5 to $9" in _svg(ax)


def test_marks_differ_in_more_than_colour():
    assert len({mark.marker for mark in GROUP_MARKS}) == len(GROUP_MARKS)
    for family in (("enabler", "barrier", "mixed"), ("present", "absent", "conflicting")):
        marks = [SERIES[name] for name in family]
        assert len({mark.marker for mark in marks}) == 3
        assert len({mark.colour for mark in marks}) == 3


def test_rows_are_as_high_as_their_labels():
    rows = stacked_rows(["short", "a label that needs more than one line of text"], width=20, least=0.5)
    assert [label.count("\n") + 1 for label in rows.labels] == [1, 3]
    # 0.5 for the first; 3 lines of 0.34 and 0.14 between rows for the second.
    assert rows.centres == pytest.approx([0.25, 0.5 + 1.16 / 2])
    assert rows.height == pytest.approx(1.66)


def test_words_are_broken_and_never_lost():
    assert wrapped("one  two\nthree", 7) == "one two\nthree"
    assert wrapped("unbreakableword", 6).replace("\n", "") == "unbreakableword"
    assert one_line(" a\t b ") == "a b"


def test_lines_are_measured_against_their_box():
    assert wrapped_to("WWWW WWWW", 1.5, 7.0) == "WWWW\nWWWW"
    assert wrapped_to("iiii iiii", 1.5, 7.0) == "iiii iiii"
    assert wrapped_to("short", 5, 7.0) == "short"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (0.001, "<1%"), (0.404, "40%"), (0.998, ">99%"), (1, "100%")]
)
def test_shares_in_words(share, text):
    assert percent(share) == text


def test_what_is_left_out_is_said():
    assert share_drawn(3, 3, "codes") == ""
    assert share_drawn(2, 3, "codes") == " (2 of 3 codes drawn)"
    assert np.isfinite(stacked_rows([]).height)
