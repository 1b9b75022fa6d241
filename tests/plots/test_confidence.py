"""The confidence profile, the extracts on either side, and the faults, as a person sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.analyses.confidence import confidence
from synthesis.analyses.confidence_evidence import confidence_evidence
from synthesis.analyses.confidence_lint import confidence_lint
from synthesis.plots.confidence import plot_confidence
from synthesis.plots.confidence_evidence import plot_confidence_evidence
from synthesis.plots.confidence_lint import plot_confidence_lint
from synthesis.review import read_review
from tests.analyses.appraised_review import appraised_review, appraised_tables
from tests.plots.drawn_text import hidden_words, row_labels, widths, words_in

DATA = Path(__file__).parents[2] / "data"


def test_concerns_are_shapes_with_their_words():
    words = words_in(plot_confidence(confidence(appraised_review())))
    assert words[:8] == ["◔", "minor", "◑", "moderate", "◔", "minor", "◔", "minor"]
    assert words[8:16] == ["–", "not judged"] * 4
    assert words[16:] == ["●●●○", "moderate", "– – – –", "not judged"]


def test_the_longest_words_of_a_concern_keep_to_their_column():
    table = confidence(appraised_review())
    ax = plot_confidence(table.assign(concern="no or very minor"))
    written = [text.get_text() for text in ax.texts]
    assert written.count("no or very\nminor") == 8
    assert hidden_words(ax) == []


def test_a_finding_that_is_not_judged_says_so_beside_its_sentence():
    ax = plot_confidence(confidence(appraised_review()))
    assert row_labels(ax) == [
        "f1: Where partners trusted one another, they succeeded more often.",
        "f2: Money [4 of 4 components not judged]",
    ]
    assert [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()] == [
        "Methodological limitations",
        "Coherence",
        "Adequacy",
        "Relevance",
        "Confidence",
    ]


def test_of_many_findings_the_first_are_drawn_and_it_says_so():
    ax = plot_confidence(confidence(appraised_review()), most=1)
    assert ax.get_xlabel().replace("\n", " ").endswith("(1 of 2 findings drawn)")
    assert len(row_labels(ax)) == 1


def test_extracts_stand_on_either_side_of_nought():
    ax = plot_confidence_evidence(confidence_evidence(appraised_review()))
    assert widths(ax) == {"in support": [3], "on both sides": [1], "may contradict": [3]}
    starts = {bars.get_label(): bars[0].get_x() for bars in ax.containers}
    assert starts == {"in support": 0, "on both sides": 3, "may contradict": -3}
    assert words_in(ax) == ["4", "3 studies 40 participants", "3", "0", "0 studies 0 participants", "0"]


def test_faults_are_crosses_and_questions_are_diamonds():
    table = confidence_lint(appraised_review())
    ax = plot_confidence_lint(table)
    crosses, diamonds = ax.collections[1:]
    assert len(crosses.get_offsets()) == (table["level"] == "fault").sum()
    assert len(diamonds.get_offsets()) == (table["level"] == "question").sum()
    assert crosses.get_paths()[0].vertices.shape != diamonds.get_paths()[0].vertices.shape
    assert "title and no sentence (1)" in row_labels(ax)


@pytest.mark.parametrize("name", ["collaboration", "realist-86"])
def test_all_words_of_the_shipped_reviews_can_be_read(name):
    review = read_review(DATA / name)
    figures = [
        plot_confidence(confidence(review)),
        plot_confidence_evidence(confidence_evidence(review)),
    ]
    lint = confidence_lint(review)
    figures += [] if lint.empty else [plot_confidence_lint(lint)]
    for ax in figures:
        assert hidden_words(ax) == []
        assert ax.figure.get_figwidth() * 2.54 <= 18.01


def test_many_findings_with_long_identifiers_can_be_read():
    findings = [
        row | {"finding_id": f"finding-on-costs-of-$5-{place}"}
        for place, row in enumerate(appraised_tables()["findings"] * 12)
    ]
    review = appraised_review(findings=findings)
    assert hidden_words(plot_confidence_lint(confidence_lint(review))) == []
    assert hidden_words(plot_confidence(confidence(review), most=5)) == []


def test_without_findings_the_figures_say_so():
    review = appraised_review(findings=[])
    assert words_in(plot_confidence(confidence(review))) == ["The team has not written any findings yet."]
    assert words_in(plot_confidence_evidence(confidence_evidence(review))) == [
        "The team has not written any findings yet."
    ]
    assert words_in(plot_confidence_lint(confidence_lint(review))) == [
        "Nothing is missing from the judgements of confidence, or there are none."
    ]
