from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from synthesis.errors import OptionError
from synthesis.plots.plain_counts import plot_plain_counts
from tests.plots.drawn_text import hidden_words, words_in


def counted(total, counts=(3, 2, 0)):
    labels = ["Trust between partners of long standing", "Clear roles", "Money $5 to $9"]
    return pd.DataFrame({"label": labels, "n_studies": counts, "n_studies_total": total})


def test_each_study_of_few_is_a_box_filled_where_it_speaks_of_it():
    ax = plot_plain_counts(counted(4))
    filled = [
        sum(tuple(face[:3]) != (1.0, 1.0, 1.0) for face in boxes.get_facecolor()) for boxes in ax.collections
    ]
    assert filled == [3, 2, 0]
    assert [len(boxes.get_facecolor()) for boxes in ax.collections] == [4, 4, 4]
    assert {"3 of 4", "2 of 4", "0 of 4", "Clear roles"} <= set(words_in(ax))


def test_of_many_a_bar_stands_in_a_trough_of_all():
    ax = plot_plain_counts(counted(60, (30, 15, 60)))
    bars = [patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle)]
    troughs, lengths = bars[::2], bars[1::2]
    assert [n / of for n, of in zip(lengths, troughs, strict=True)] == pytest.approx([0.5, 0.25, 1.0])


def test_rows_that_are_not_drawn_are_said():
    assert "These are the first 2 of 3." in words_in(plot_plain_counts(counted(4), most=2))
    assert not any(words.startswith("These") for words in words_in(plot_plain_counts(counted(4))))


def test_a_count_that_is_withheld_is_said_to_be():
    table = counted(60).astype({"n_studies": "Int64"})
    table.loc[1, "n_studies"] = pd.NA
    table.attrs["withheld"] = {"n_studies": {1: "<5"}}
    assert "<5 of 60" in words_in(plot_plain_counts(table))


def test_where_nothing_is_drawn_it_says_why():
    table = counted(4).iloc[:0]
    assert words_in(plot_plain_counts(table)) == ["There is nothing to count yet."]
    table.attrs["withheld_whole"] = "Withheld: the review protects its studies."
    assert words_in(plot_plain_counts(table)) == ["Withheld: the review protects its studies."]


@pytest.mark.parametrize("total", [3, 30, 31, 2000])
def test_no_word_is_hidden(total):
    assert not hidden_words(plot_plain_counts(counted(total)))


def test_letters_are_large():
    assert min(text.get_fontsize() for text in plot_plain_counts(counted(4)).texts) >= 11


def test_marks_lead_to_their_row():
    ax = plot_plain_counts(counted(4).set_axis([5, 7, 9]))
    assert ax.collections[1].get_urls() == ["row:7:n_studies"] * 4
    assert {text.get_url() for text in ax.texts} == {f"row:{row}:n_studies" for row in (5, 7, 9)}


@pytest.mark.parametrize(
    ("options", "words"), [({"names": "topic"}, "names='topic'"), ({"most": 0}, "most=0")]
)
def test_what_cannot_be_is_refused(options, words):
    with pytest.raises(OptionError, match=words):
        plot_plain_counts(counted(4), **options)
