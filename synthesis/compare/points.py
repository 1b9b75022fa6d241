"""What changed in the results, in a few words for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from synthesis.compare.change import Change

__all__ = ["KINDS", "RELATIVE", "points_of"]

KINDS: dict[str, tuple[str, str]] = {
    "study": ("study", "studies"),
    "report": ("report", "reports"),
    "flow": ("box of the flow", "boxes of the flow"),
    "theme": ("theme", "themes"),
    "demi-regularity": ("demi-regularity", "demi-regularities"),
    "contradiction": ("contradiction", "contradictions"),
    "theory": ("theory", "theories"),
    "configuration": ("configuration", "configurations"),
    "finding": ("finding", "findings"),
    "appraisal": ("judgement of the appraisal", "judgements of the appraisal"),
}
"""Kinds of results, in the order in which people ask for them: one, several."""

# One study more changes the share of every theme: that is told, and counted apart.
RELATIVE = {"share_of_studies", "rank"}

_WAYS = ("in", "out", "new", "gone", "gained", "lost", "merged", "up", "down", "changed")


def points_of(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """Say what changed in a few words for each kind of result.

    Parameters
    ----------
    changes
        Of results.

    Returns
    -------
    Kind and words: ``("study", "1 study in")``, ``("theme", "3 themes up")`` …
    """
    by_kind: dict[str, dict[str, list[Change]]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, {}).setdefault(change.item, []).append(change)
    said: list[tuple[str, str]] = []
    for kind, (one, several) in KINDS.items():
        ways = Counter(_way(kind, of_one) for of_one in by_kind.get(kind, {}).values())
        relative = ways.pop("", 0)
        for way in sorted(ways, key=_WAYS.index):
            said.append((kind, f"{ways[way]} {one if ways[way] == 1 else several} {way}"))
        if relative:
            which = one if relative == 1 else several
            said.append((kind, f"{relative} {'other ' if ways else ''}{which} in share or rank only"))
    return said


def _way(kind: str, changes: list[Change]) -> str:
    """Say in a word which way something went; blank for a theme of which only the share or rank changed."""
    whats = {change.what for change in changes}
    if kind in ("study", "report"):
        return "in" if "new" in whats else "out" if "gone" in whats else "changed"
    for what in ("merged", "new", "gone", "gained", "lost"):
        if what in whats:
            return what
    if kind != "theme":
        return "changed"
    steps = [(int(c.before), int(c.after)) for c in changes if c.what == "n_studies"]
    if steps and steps[0][0] != steps[-1][1]:
        return "up" if steps[-1][1] > steps[0][0] else "down"
    return "changed" if whats - RELATIVE else ""
