from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.plots.style import figure_style
from synthesis.plots.theme_frequencies import plot_theme_frequencies
from tests.analyses.small_review import small_review


def _widths(ax):
    return {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}


def _labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_bars_are_as_long_as_the_numbers_of_the_table():
    table = theme_frequencies(small_review())
    widths = _widths(plot_theme_frequencies(table))
    assert widths == {
        "all studies with the code": list(table["n_studies"]),
        "enabler": list(table["n_studies_enabler"]),
        "barrier": list(table["n_studies_barrier"]),
        "mixed": list(table["n_studies_mixed"]),
    }


def test_codes_stand_in_the_order_of_the_table_from_the_top():
    table = theme_frequencies(small_review())
    ax = plot_theme_frequencies(table)
    assert _labels(ax) == list(table["label"])
    assert ax.yaxis_inverted()
    assert list(ax.get_yticks()) == sorted(ax.get_yticks())


def test_numbers_and_shares_stand_at_the_ends():
    ax = plot_theme_frequencies(theme_frequencies(small_review(), level=1))
    assert [text.get_text() for text in ax.texts] == ["3 (75%)", "2 (50%)", "0 (0%)"]
    assert ax.get_xlabel() == "Studies with the code, of 4"


def test_valences_differ_in_more_than_colour():
    ax = plot_theme_frequencies(theme_frequencies(small_review()))
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["all studies with the code", "enabler", "barrier", "mixed"]
    hatches = [bars[0].get_hatch() or "" for bars in ax.containers]
    assert len(set(hatches[1:])) == 3
    # What the legend shows is what is drawn, also where the first bar has no length.
    keys = ax.get_legend().get_patches()
    assert [key.get_hatch() or "" for key in keys] == hatches
    drawn = [bar for bars in ax.containers[1:] for bar in bars if bar.get_width() > 0]
    assert {bar.get_edgecolor() for bar in drawn} == {key.get_edgecolor() for key in keys[1:]}


def test_the_most_frequent_only_and_the_axis_says_so():
    ax = plot_theme_frequencies(theme_frequencies(small_review()), most=2)
    assert _labels(ax) == ["Leadership", "Trust"]
    assert ax.get_xlabel().replace("\n", " ") == "Studies with the code, of 4 (2 of 6 codes drawn)"


def test_two_codes_of_one_name_are_told_apart_by_their_path():
    table = theme_frequencies(small_review())
    table.loc[table["code_id"].isin(["a11", "a2"]), "label"] = "Other"
    labels = [label.replace("\n", " ") for label in _labels(plot_theme_frequencies(table))]
    assert "Trust › Early trust › Trust in a day" in labels
    assert "Trust › Costs $5 to $9" in labels
    assert "Other" not in labels


def test_groups_are_markers_at_their_shares():
    table = theme_frequencies(small_review(), level=1, by="country")
    ax = plot_theme_frequencies(table)
    assert _labels(ax) == ["Trust", "Leadership", "Money"]
    shares = {line.get_label(): list(line.get_xdata()) for line in ax.lines}
    assert shares == {
        "England (2 studies)": [1, 0.5, 0],
        "Norway (1 study)": [0, 0, 0],
        "Wales (1 study)": [1, 1, 0],
        "not reported (1 study)": [1, 1, 0],
    }
    assert len({line.get_marker() for line in ax.lines}) == 4


def test_a_review_without_present_codings_is_drawn_as_zeros():
    ax = plot_theme_frequencies(theme_frequencies(small_review(without_present=True)))
    assert set(_widths(ax)["all studies with the code"]) == {0}
    assert ax.get_xlim()[1] >= 1


@pytest.mark.parametrize("most", [1, 3])
def test_a_figure_is_as_high_as_its_rows_need(most):
    table = theme_frequencies(small_review())
    few = plot_theme_frequencies(table, most=most).figure.get_size_inches()[1]
    assert few < plot_theme_frequencies(table).figure.get_size_inches()[1]


def test_names_of_groups_are_not_cut_off():
    table = theme_frequencies(small_review(), level=1, by="country")
    long = "Sustainability and transformation partnerships and accountable care organisations " * 2
    ax = plot_theme_frequencies(table.replace("England", long))
    with figure_style():
        FigureCanvasAgg(ax.figure).draw()
        assert ax.get_legend().get_window_extent().x1 <= ax.figure.bbox.x1
        assert ax.get_window_extent().width > 0.4 * ax.figure.bbox.width
