"""Chance that falls the same way on every machine, and shares that add up."""

from __future__ import annotations

from random import Random

__all__ = ["Dice", "repeated", "share_out"]

SEED = 86


class Dice:
    """Chance that falls the same way on every machine.

    Only ``Random.random`` is used: the one method whose sequence Python promises to keep. Each
    table throws dice of its own, so that a change to one does not stir the others.
    """

    def __init__(self, name: str) -> None:
        self._throw = Random(f"{SEED} {name}").random

    def chance(self, share: float) -> bool:
        """Return True in that share of the throws."""
        return self._throw() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + int(self._throw() * (high - low + 1))

    def pick(self, items, weights=None):
        """Return one item."""
        return self.sample(items, 1, weights)[0]

    def sample(self, items, k: int, weights=None) -> list:
        """Return k different items; weights are in the order of the items."""
        left = list(items)
        heavy = [1.0] * len(left) if weights is None else list(weights)
        if k > len(left):
            raise ValueError(f"{k} wanted of {len(left)}")
        taken = []
        for _ in range(k):
            mark, at = self._throw() * sum(heavy), 0
            while at < len(left) - 1 and mark >= heavy[at]:
                mark -= heavy[at]
                at += 1
            taken.append(left.pop(at))
            heavy.pop(at)
        return taken

    def shuffled(self, items) -> list:
        """Return the items in another order."""
        items = list(items)
        return self.sample(items, len(items))


def share_out(total: int, weights: dict) -> dict:
    """Split a total by largest remainder; equal remainders go to whoever comes first."""
    exact = {key: total * weight / sum(weights.values()) for key, weight in weights.items()}
    given = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: given[key] - exact[key])
    for key in order[: total - sum(given.values())]:
        given[key] += 1
    return given


def repeated(counts: dict) -> list:
    """Return each key as often as its count says."""
    return [key for key, count in counts.items() for _ in range(count)]
