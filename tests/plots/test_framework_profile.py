"""The figure of a profile shows every construct, and those without evidence as such."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from synthesis.analyses.framework_crosswalk import framework_crosswalk
from synthesis.analyses.framework_profile import framework_profile
from synthesis.plots.framework_crosswalk import plot_framework_crosswalk
from synthesis.plots.framework_profile import plot_framework_profile
from synthesis.plots.style import PAGE_WIDTH, figure_style, percent
from synthesis.review import read_review
from tests.analyses.framework_review import framework_review


def _widths(ax):
    return {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}


def _texts(ax):
    """Return what is written in each row, by its label."""
    by_height = {text.xy[1]: text.get_text() for text in ax.texts}
    return {
        label.get_text(): by_height[tick]
        for tick, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }


def test_bars_are_as_long_as_the_numbers_of_the_table():
    table = framework_profile(framework_review())
    widths = _widths(plot_framework_profile(table))
    assert widths["all studies with the construct"] == table["n_studies"].tolist()
    for valence in ("enabler", "barrier", "mixed"):
        assert widths[valence] == table[f"n_studies_{valence}"].tolist()
    assert widths["with those below"] == []


def test_constructs_without_evidence_bear_a_circle_and_say_why():
    table = framework_profile(framework_review(tables={"codings": [
        {"extract_id": "e1", "code_id": "trust"},
        {"extract_id": "e5", "code_id": "hope", "state": "absent"},
    ]}))  # fmt: skip
    ax = plot_framework_profile(table)
    [circles] = [line for line in ax.get_lines() if line.get_marker() == "o"]
    assert len(circles.get_xdata()) == (~table["has_evidence"]).sum() == 13
    texts = _texts(ax)
    assert texts["Social influences"] == f"1 ({percent(0.25)})"
    assert texts["Knowledge"] == "no evidence: no code linked"
    assert texts["Emotion"] == "no evidence: codes linked, none present"
    assert texts["Optimism"] == "no evidence: stated absent in 1 study"


def test_a_parent_is_bold_and_shows_what_those_below_add():
    ax = plot_framework_profile(framework_profile(framework_review(), framework="com-b"))
    weights = {label.get_text(): label.get_fontweight() for label in ax.get_yticklabels()}
    assert {name for name, weight in weights.items() if weight == "bold"} == {
        "Capability", "Opportunity", "Motivation",
    }  # fmt: skip
    assert _widths(ax)["with those below"] == [1]
    assert _texts(ax)["Motivation"].endswith("; 1 with those below")


def test_constructs_of_one_name_are_told_apart():
    tables = {"crosswalk": [{"code_id": "trust", "framework": "epis", "construct_id": "inner_leadership"}]}
    ax = plot_framework_profile(framework_profile(framework_review(tables=tables), framework="epis"))
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert "Outer context › Leadership" in labels
    assert len(set(labels)) == len(labels)
    assert "Organizational staffing processes *" in labels
    assert "* name not read" in ax.get_xlabel().replace("\n", " ")


def test_a_framework_that_nothing_is_linked_to_is_one_sentence():
    ax = plot_framework_profile(framework_profile(framework_review(), framework="cfir-2"))
    assert [text.get_text() for text in ax.texts] == [
        "No code of the review is linked to a construct of this framework."
    ]


def test_the_figure_of_a_crosswalk_names_variant_and_sources():
    ax = plot_framework_crosswalk(framework_crosswalk(framework_review(), variant="cane_2012"))
    assert (
        ax.get_xlabel().replace("\n", " ")
        == "Studies with the construct, of 4: TDF to COM-B by the links of Cane 2012"
    )
    labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert "Physical capability ← Skills" in labels
    assert (
        "Automatic motivation ← Social/professional role and identity; Optimism; Reinforcement; Emotion"
        in labels
    )
    written = [text.get_text() for text in ax.texts]
    assert written.count("no link leads here") == 1  # Capability; the others have evidence below
    assert "no evidence" in written


def test_only_what_has_no_evidence_below_it_either_has_the_circle_of_no_evidence():
    table = framework_crosswalk(framework_review(), variant="cane_2012")
    ax = plot_framework_crosswalk(table)
    [circles] = [line for line in ax.get_lines() if line.get_label() == "no evidence"]
    names = dict(zip(ax.get_yticks(), (label.get_text() for label in ax.get_yticklabels()), strict=True))
    marked = [names[y] for y in circles.get_ydata()]
    assert "Capability" in marked
    assert not {"Opportunity", "Motivation"} & set(marked)


def test_the_figure_of_a_crosswalk_shows_what_is_carried_nowhere():
    ax = plot_framework_crosswalk(framework_crosswalk(framework_review(), variant="fahim_2020"))
    last = ax.get_yticklabels()[-1].get_text().replace("\n", " ")
    assert last == "(no link in this variant) ← Optimism; Reinforcement"


def test_a_crosswalk_from_nothing_is_one_sentence():
    ax = plot_framework_crosswalk(
        framework_crosswalk(framework_review(), source="cfir-2", variant="damschroder_2022")
    )
    assert [text.get_text() for text in ax.texts] == [
        "No code of the review is linked to a construct of 'cfir-2'."
    ]


@pytest.mark.parametrize("name", ["collaboration", "realist-86"])
def test_nothing_runs_out_of_the_page(name):
    review = read_review(f"data/{name}")
    for ax in (
        plot_framework_profile(framework_profile(review, framework="com-b")),
        plot_framework_profile(framework_profile(review, framework="tdf")),
        plot_framework_crosswalk(framework_crosswalk(review, variant="fahim_2020")),
    ):
        figure = ax.figure
        with figure_style():
            FigureCanvasAgg(figure).draw()
            written = [text.get_window_extent() for text in ax.texts]
        assert figure.get_size_inches()[0] * 2.54 == pytest.approx(PAGE_WIDTH)
        assert max(box.x1 for box in written) <= figure.bbox.x1
        assert min(label.get_window_extent().x0 for label in ax.get_yticklabels()) >= 0
