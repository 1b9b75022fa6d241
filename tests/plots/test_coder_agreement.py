from __future__ import annotations

import pytest

from synthesis.analyses.coder_agreement import coder_agreement
from synthesis.plots.coder_agreement import plot_coder_agreement
from synthesis.review import review_from_tables
from tests.analyses.test_coder_agreement import tables, two_coders


def labels(ax):
    return [text.get_text() for text in ax.get_yticklabels()]


def test_all_codes_first_then_the_lowest():
    table = coder_agreement(two_coders(), n_resamples=50)
    ax = plot_coder_agreement(table)
    by_code = table.set_index("code_id")["coefficient"]
    assert labels(ax) == ["All codes, pooled", "trust", "money"]
    points = ax.get_lines()[0]
    assert list(points.get_xdata()) == pytest.approx(list(by_code[["(all)", "trust", "money"]]))
    assert [text.get_text() for text in ax.texts] == ["3 of 6", "2 of 4", "1 of 2"]
    assert "1 code that nobody gave or without a coefficient" in ax.get_xlabel().replace("\n", " ")


def test_the_lowest_only():
    ax = plot_coder_agreement(coder_agreement(two_coders(), n_resamples=50), most=1)
    assert labels(ax) == ["All codes, pooled", "trust"]
    assert "1 codes with higher agreement not drawn" not in ax.get_xlabel().replace("\n", " ")
    assert "1 code with higher agreement not drawn" in ax.get_xlabel().replace("\n", " ")


def test_lines_are_the_intervals():
    table = coder_agreement(two_coders(), n_resamples=50).set_index("code_id")
    lines = plot_coder_agreement(table.reset_index()).collections[0]
    # A code of one study has no interval and no line.
    drawn = {round(s[0][0], 9): s[1][0] for s in lines.get_segments()}
    row = table.loc["trust"]
    assert drawn[round(row["ci_low"], 9)] == pytest.approx(row["ci_high"])


def test_several_statistics_have_markers_of_their_own():
    table = coder_agreement(two_coders(), statistic=["cohen", "gwet"], n_resamples=50)
    ax = plot_coder_agreement(table)
    shown = [line for line in ax.get_lines() if len(line.get_xdata()) == 3]
    assert len({line.get_marker() for line in shown}) == 2
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["Cohen's kappa", "Gwet's AC1", "all codes, pooled (Cohen's kappa)"]
    # Side by side, not on top of each other.
    assert shown[0].get_ydata()[0] < shown[1].get_ydata()[0]


def test_nothing_to_draw_is_said():
    nobody = coder_agreement(review_from_tables(tables(coders=("ann",))))
    says = [text.get_text() for text in plot_coder_agreement(nobody).texts]
    assert says == ["No unit was rated by two or more coders."]
    none = coder_agreement(two_coders()).query("code_id == 'faith'")
    says = [text.get_text() for text in plot_coder_agreement(none).texts]
    assert says == ["No code has a coefficient of agreement."]
