"""Simple paths and cycles of a directed graph, up to a length."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

__all__ = ["signed_cycles", "simple_paths"]


def signed_cycles(
    edges: Mapping[tuple[str, str], Sequence[tuple[str, str]]], *, most_edges: int
) -> list[tuple[tuple[str, str], ...]]:
    """Return the ways in which a name leads back to itself, no name in between met twice.

    Parameters
    ----------
    edges
        From each node, a name and its sign, to the nodes it leads to.
    most_edges
        Longest cycle.

    Returns
    -------
    Each cycle as its nodes, the first name again at the end: with the sign with which it began, or
    with the other one. Cycles that come back with the same sign can be entered anywhere and are listed
    once, from their first name in alphabetical order; of the others the place where the sign turns is
    their beginning. Sorted.
    """
    edges = _on_cycles(edges)
    found: list[tuple[tuple[str, str], ...]] = []

    def follow(path: list[tuple[str, str]], names: set[str]) -> None:
        for node in edges.get(path[-1], ()):
            if node[0] == path[0][0]:
                if node != path[0] or node[0] == min(names):
                    found.append((*path, node))
            elif node[0] not in names and len(path) < most_edges:
                follow([*path, node], {*names, node[0]})

    for start in edges:
        follow([start], {start[0]})
    return sorted(found, key=lambda cycle: (len(cycle), cycle))


def _on_cycles(
    edges: Mapping[tuple[str, str], Sequence[tuple[str, str]]],
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Leave out nodes whose name nothing leads to, or that lead nowhere, again and again."""
    kept = {node: list(targets) for node, targets in edges.items() if targets}
    while True:
        leading = {name for name, _ in kept}
        led_to = {name for targets in kept.values() for name, _ in targets}
        smaller = {
            node: [target for target in targets if target[0] in leading]
            for node, targets in kept.items()
            if node[0] in led_to
        }
        smaller = {node: targets for node, targets in smaller.items() if targets}
        if smaller == kept:
            return kept
        kept = smaller


def simple_paths(
    edges: Mapping[Hashable, Sequence[Hashable]],
    names: Callable[[Hashable], frozenset[str]],
    *,
    starts: Sequence[Hashable],
    most_nodes: int,
) -> Iterator[tuple[Hashable, ...]]:
    """Yield every path of two nodes or more in which no name is met twice.

    Parameters
    ----------
    edges
        From each node to the nodes that may follow it.
    names
        The names that a node brings in; those of all nodes of a path differ.
    starts
        Nodes with which a path may begin.
    most_nodes
        Longest path.

    Yields
    ------
    The nodes of a path, in order.
    """
    waiting = [((start,), names(start)) for start in reversed(starts)]
    while waiting:
        path, met = waiting.pop()
        if len(path) > 1:
            yield path
        if len(path) == most_nodes:
            continue
        for node in reversed(edges.get(path[-1], ())):
            if not met & names(node):
                waiting.append(((*path, node), met | names(node)))
