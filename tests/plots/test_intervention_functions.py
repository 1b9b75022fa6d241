"""The map of candidates shows every link with its numbers, and says that it recommends nothing."""

from __future__ import annotations

from synthesis.analyses.intervention_functions import intervention_functions
from synthesis.frameworks import load_framework
from synthesis.plots.intervention_functions import plot_intervention_functions
from tests.analyses.framework_review import framework_review


def _drawn(**options):
    table = intervention_functions(framework_review(), **options)
    return table, plot_intervention_functions(table)


def _note(ax):
    return ax.get_xlabel().replace("\n", " ")


def test_functions_and_components_stand_in_their_order():
    _, ax = _drawn()
    functions = load_framework("bcw").constructs["label"].tolist()
    assert [label.get_text() for label in ax.get_yticklabels()] == functions
    components = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    constructs = load_framework("com-b").constructs
    assert components == constructs.loc[constructs["level"].eq(2), "label"].tolist()


def test_each_link_has_its_barriers_and_its_studies():
    table, ax = _drawn(through="tdf")
    cells = {}
    for text in ax.texts:
        x, y = text.get_position()
        cells.setdefault((round(x), round(y)), []).append(text.get_text())
    assert len(cells) == len(table)
    # Restriction (6th function) for social opportunity (3rd component): a barrier in 1 of 2 studies.
    assert cells[2, 5] == ["1", "of 2"]
    # Modelling for it was not read in a publication; training for physical capability has no evidence.
    assert cells[2, 7] == ["1 *", "of 2"]
    assert cells[0, 4] == ["0", "no evidence"]


def test_the_note_names_variant_and_evidence_and_recommends_nothing():
    _, ax = _drawn(variant="michie_2011", through="tdf")
    assert _note(ax).startswith("Candidates for people to choose from, not a recommendation.")
    assert "of 4 (TDF, links of Michie 2014). Blank: no link in Michie 2011." in _note(ax)
    assert "*" not in _note(ax)


def test_evidence_above_the_components_is_said():
    _, ax = _drawn()
    assert "not counted here: Capability 0, Opportunity 2, Motivation 0." in _note(ax)
    assert "* link not read in a publication." in _note(ax)
