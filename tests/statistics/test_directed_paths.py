from __future__ import annotations

from synthesis.statistics.directed_paths import signed_cycles, simple_paths


def node(text: str) -> tuple[str, str]:
    return text[:-1], text[-1]


def edges_of(**targets: str) -> dict:
    """``a_="b+ c-"`` leads from a (-) to b (+) and c (-); ``a="…"`` from a (+)."""
    return {
        (name.rstrip("_"), "-" if name.endswith("_") else "+"): [node(text) for text in found.split()]
        for name, found in targets.items()
    }


def shown(cycles) -> list[str]:
    return [" ".join(name + sign for name, sign in cycle) for cycle in cycles]


def test_a_cycle_is_listed_once_from_its_first_name():
    edges = edges_of(b="c+", c="a+", a="b+")
    assert shown(signed_cycles(edges, most_edges=5)) == ["a+ b+ c+ a+"]
    assert signed_cycles(edges, most_edges=2) == []


def test_a_cycle_that_turns_its_sign_begins_where_it_turns():
    assert shown(signed_cycles(edges_of(b="a+", a="b-"), most_edges=5)) == ["b+ a+ b-"]


def test_both_ways_round_are_two_cycles():
    edges = edges_of(a="b+ c+", b="c+ a+", c="a+ b+")
    assert len(signed_cycles(edges, most_edges=3)) == 3 + 2
    assert len(signed_cycles(edges, most_edges=2)) == 3


def test_a_name_that_leads_to_itself_and_names_that_lead_nowhere():
    edges = edges_of(a="a+ b+", b="c+", d="a+")
    assert shown(signed_cycles(edges, most_edges=3)) == ["a+ a+"]
    assert signed_cycles({}, most_edges=3) == []


def test_paths_meet_no_name_twice():
    edges = {1: [2, 3], 2: [1, 3]}
    names = {1: frozenset("a"), 2: frozenset("b"), 3: frozenset("a")}
    paths = list(simple_paths(edges, names.__getitem__, starts=[1, 2], most_nodes=3))
    # 1 and 3 bring in the same name.
    assert paths == [(1, 2), (2, 1), (2, 3)]
    assert list(simple_paths(edges, names.__getitem__, starts=[1], most_nodes=1)) == []
