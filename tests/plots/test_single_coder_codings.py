from __future__ import annotations

from synthesis.analyses.single_coder_codings import single_coder_codings
from synthesis.plots.single_coder_codings import plot_single_coder_codings
from tests.analyses.small_review import small_review


def _labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_bars_are_shares_with_their_counts():
    ax = plot_single_coder_codings(single_coder_codings(small_review()))
    assert _labels(ax) == ["All codes", "Early trust", "Trust", "Leadership"]
    assert [bar.get_width() for bar in ax.containers[0]] == [0.75, 1, 1, 0]
    assert [text.get_text() for text in ax.texts] == ["3 of 4", "2 of 2", "1 of 1", "0 of 1"]


def test_all_codes_stay_when_few_are_drawn():
    ax = plot_single_coder_codings(single_coder_codings(small_review()), most=1)
    assert _labels(ax) == ["All codes", "Early trust"]
    assert "(1 of 3 codes drawn)" in ax.get_xlabel().replace("\n", " ")


def test_where_all_is_settled_a_sentence_says_so():
    ax = plot_single_coder_codings(single_coder_codings(small_review(consensus_coder="CD")))
    assert ax.texts[0].get_text() == "No extract was rated by two coders without consensus."
