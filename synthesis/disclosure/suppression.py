"""Which cells of tables of counts are withheld, so that no small one can be worked out from the rest.

All cells that count the same people stand in one list, totals among them, and every sum that a
reader could do is an equation: a total and its parts, whichever tables and pages they stand on.
Small cells are withheld first. Then, as long as some withheld cell has but one value that fits all
that is shown, a second cell is withheld with it (complementary suppression [1]_).

That a cell has a second value is proved, not supposed: by a change of the withheld cells that keeps
every equation and everything that a reader knows of them. A cell for which no such change is found
counts as recoverable, so that the search, which tries changes by one only, errs on the safe side.

.. [1] Hundepool A, Domingo-Ferrer J, Franconi L, et al. (2012), Statistical Disclosure Control,
   Wiley, chapter 4. Which second cell is taken is our choice: the smallest, and no total if there
   is another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from synthesis.errors import OptionError

__all__ = ["Cells", "Equation", "known_bounds", "suppressed"]

Equation = tuple[int, tuple[int, ...]]
"""Position of a total, and positions of its parts."""

SHOWN, SMALL, SECOND, HIDDEN = "", "small", "second", "hidden"

MOST_STEPS = 4_000
"""Steps of one search for a second value; beyond it the cell counts as recoverable."""


@dataclass(frozen=True)
class Cells:
    """Counts and the sums that tie them together.

    Parameters
    ----------
    counts
        How many people each cell counts; totals are cells as well.
    equations
        Each total with its parts.
    minimum
        Counts from 1 to one less than this may not be shown.
    harmless
        Positions of cells that count no people, documents say: never withheld for being small.
    fixed
        Positions of cells that are shown in any case, because they stand elsewhere.
    """

    counts: Sequence[int]
    equations: Sequence[Equation] = ()
    minimum: int = 5
    harmless: Collection[int] = ()
    fixed: Collection[int] = ()

    def __post_init__(self) -> None:
        for total, parts in self.equations:
            added = sum(self.counts[part] for part in parts)
            if added != self.counts[total]:
                message = f"cell {total} is {self.counts[total]}, but its parts add up to {added}"
                raise OptionError(f"equations: {message}; give the parts that it is the sum of.")


def suppressed(cells: Cells) -> list[str]:
    """Decide which cells are withheld.

    Parameters
    ----------
    cells
        Counts and equations. Not modified.

    Returns
    -------
    For each cell ``""`` (shown), ``"small"`` (a count under the minimum), ``"second"`` (withheld so
    that no other can be worked out) or ``"hidden"`` (one of a group of cells of which nothing at all
    can be shown).

    Notes
    -----
    Zero is shown: that nobody is there tells of nobody. A reader is taken to know which cells are
    small and which are withheld with them; see `known_bounds`.
    """
    marks = [SHOWN] * len(cells.counts)
    for place, count in enumerate(cells.counts):
        if 0 < count < cells.minimum and place not in cells.harmless:
            marks[place] = SMALL
    touching = _equations_of(cells)
    safe: set[int] = set()
    while True:
        waiting = [place for place, mark in enumerate(marks) if mark and place not in safe]
        if not waiting:
            return marks
        place = waiting[0]
        change = _second_value(cells, marks, touching, place)
        if change:
            safe |= change.keys()
            continue
        if not _withhold_another(cells, marks, touching, place):
            _hide_around(cells, marks, touching, place)
        # What was safe stays safe: withholding more only leaves more open. Hiding a group, though,
        # changes what is known of its cells.
        safe = {p for p in safe if marks[p] != HIDDEN}


def known_bounds(cells: Cells, marks: Sequence[str]) -> list[tuple[int, int | None]]:
    """Return what a reader knows of each cell by itself: its least and its greatest value.

    Parameters
    ----------
    cells, marks
        As given to and returned by `suppressed`.

    Returns
    -------
    Equal ends for a cell that is shown. A small one is at least 1 and under the minimum; a second
    one that counts people is not under it, because it would be small; of a hidden one nothing is
    known but that it is no negative number. None: no upper end.
    """
    bounds: list[tuple[int, int | None]] = []
    for place, (count, mark) in enumerate(zip(cells.counts, marks, strict=True)):
        if mark == SHOWN:
            bounds.append((count, count))
        elif mark == SMALL:
            bounds.append((1, cells.minimum - 1))
        elif mark == SECOND and place not in cells.harmless:
            bounds.append((cells.minimum, None))
        else:
            bounds.append((0, None))
    return bounds


def _equations_of(cells: Cells) -> list[list[int]]:
    """Return the equations that each cell stands in."""
    touching: list[list[int]] = [[] for _ in cells.counts]
    for number, (total, parts) in enumerate(cells.equations):
        for place in dict.fromkeys((total, *parts)):
            touching[place].append(number)
    return touching


def _second_value(
    cells: Cells, marks: Sequence[str], touching: Sequence[Sequence[int]], start: int
) -> dict[int, int]:
    """Return a change of withheld cells, ``start`` among them, after which all that is known still holds.

    Cells change by one. Whatever equation a change upsets is put right by another of its withheld
    cells, and so on; where there are several, each is tried, as far as `MOST_STEPS` allow.
    """
    bounds = known_bounds(cells, marks)

    def fits(place: int, step: int) -> bool:
        least, greatest = bounds[place]
        changed = cells.counts[place] + step
        return least <= changed and (greatest is None or changed <= greatest)

    steps = 0
    for first in (1, -1):
        if not fits(start, first):
            continue
        # What is nearest to being put right is tried first; the number keeps the order of equals.
        upset = _upset({}, cells, touching, start, first)
        waiting = [(len(upset), 1, 0, {start: first}, upset)]
        while waiting and steps < MOST_STEPS:
            _, _, _, change, upset = heappop(waiting)
            if not upset:
                return change
            number, excess = next(iter(upset.items()))
            total, parts = cells.equations[number]
            for place in (*parts, total):
                if not marks[place] or place in change:
                    continue
                step = (-1 if excess > 0 else 1) * (1 if place == total else -1)
                if fits(place, step):
                    steps += 1
                    put_right = _upset(upset, cells, touching, place, step)
                    changed = {**change, place: step}
                    heappush(waiting, (len(put_right), len(changed), steps, changed, put_right))
    return {}


def _upset(
    upset: dict[int, int], cells: Cells, touching: Sequence[Sequence[int]], place: int, step: int
) -> dict[int, int]:
    """Return by how much each equation is upset once a cell has changed."""
    changed = dict(upset)
    for number in touching[place]:
        total, _ = cells.equations[number]
        now = changed.get(number, 0) + (step if place == total else -step)
        if now:
            changed[number] = now
        else:
            changed.pop(number, None)
    return changed


def _withhold_another(cells: Cells, marks: list[str], touching: Sequence[Sequence[int]], place: int) -> bool:
    """Withhold one more cell that is tied to ``place``; False where there is none that is not zero.

    A sum with one withheld cell gives it away. So the cell is taken that stands in most of such sums;
    where there is none, one that is tied to ``place`` as closely as can be. Of several it is no total
    if there is another, and the smallest.
    """
    distance, numbers = _tied(cells, touching, place, through=lambda p: bool(marks[p]))
    covers: dict[int, int] = {}
    total_of = set()
    for number in numbers:
        total, parts = cells.equations[number]
        total_of.add(total)
        n_open = sum(bool(marks[p]) for p in (total, *parts))
        for p in (total, *parts):
            if not marks[p] and cells.counts[p] > 0 and p not in cells.fixed:
                covers[p] = covers.get(p, 0) + (n_open == 1)
    is_near = any(covers[p] or (distance[p] == 1 and p not in total_of) for p in covers)
    if not is_near and _hide_parts(cells, marks, touching, place):
        return True
    if not covers:
        return False

    def rank(p: int) -> tuple[object, ...]:
        near = 0 if covers[p] else distance[p]
        return not covers[p], near, p in total_of, -covers[p], cells.counts[p], p

    chosen = min(covers, key=rank)
    marks[chosen] = SECOND
    return True


def _hide_parts(cells: Cells, marks: list[str], touching: Sequence[Sequence[int]], place: int) -> bool:
    """Hide the parts of a sum that ``place`` is a part of, the zeros with them; False where all are.

    Eight ones under a shown total of eight are given away by being called small. Where nothing is
    said of them, and of the zeros beside them, each can have many values.
    """
    for number in touching[place]:
        total, parts = cells.equations[number]
        open_parts = [p for p in parts if marks[p] != HIDDEN and p not in cells.fixed]
        if place != total and open_parts and all(marks[p] or not cells.counts[p] for p in open_parts):
            for p in open_parts:
                marks[p] = HIDDEN
            return True
    return False


def _hide_around(cells: Cells, marks: list[str], touching: Sequence[Sequence[int]], place: int) -> None:
    """Hide every cell that is tied to ``place`` by sums, the zeros and the totals with it."""
    tied, _ = _tied(cells, touching, place, through=lambda p: p not in cells.fixed)
    hidden = [p for p in tied if p not in cells.fixed]
    if all(marks[p] == HIDDEN for p in hidden):
        message = (
            f"cell {place} cannot be kept from being worked out: what is fixed leaves it one value. "
            "Withhold the whole table."
        )
        raise OptionError(message)
    for p in hidden:
        marks[p] = HIDDEN


def _tied(
    cells: Cells, touching: Sequence[Sequence[int]], place: int, *, through: Callable[[int], bool]
) -> tuple[dict[int, int], list[int]]:
    """Return what is tied to a cell by way of cells that hand the tie on.

    Cell -> how many sums lie between, and the sums.
    """
    waiting, distance, numbers = deque([place]), {place: 0}, {}
    while waiting:
        at = waiting.popleft()
        if at != place and not through(at):
            continue
        for number in touching[at]:
            numbers[number] = None
            total, parts = cells.equations[number]
            for other in (total, *parts):
                if other not in distance:
                    distance[other] = distance[at] + 1
                    waiting.append(other)
    return distance, list(numbers)
