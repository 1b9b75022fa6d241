"""What a reader can work out of counts of people on finished pages: by whole numbers, and exactly.

It reads the pages themselves and knows nothing of how cells were chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bs4 import BeautifulSoup

__all__ = ["Knowledge", "read_cells"]

Key = tuple[str, ...]
ALL, ALL_KINDS, ALL_STUDIES = "all", "all sources", "all studies"
MOST_STEPS = 20_000


def read_cells(html: str, anchors: Iterable[str]) -> dict[str, dict[Key, tuple[str, str]]]:
    """Return each table of counts of sources: kind, attribute, value and group -> its count and share."""
    page = BeautifulSoup(html, "html.parser")
    found = {}
    for anchor in anchors:
        rows = page.select(f"#{anchor} tbody tr, #{anchor}-rest tbody tr")
        cells = [[" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])] for row in rows]
        found[anchor] = {
            (*row[:3], row[3] if len(row) == 6 else ALL_STUDIES): (row[-2], row[-1]) for row in cells
        }
    return found


@dataclass
class Knowledge:
    """Bounds of counts and the sums that tie them together.

    Parameters
    ----------
    minimum
        Of the review, which everybody may know.
    """

    minimum: int
    least: dict[Key, int] = field(default_factory=dict)
    most: dict[Key, int] = field(default_factory=dict)
    sums: list[tuple[Key, list[Key]]] = field(default_factory=list)

    def learn_count(self, key: Key, text: str, *, is_hidden: bool, is_person: bool, whole: int) -> None:
        """Learn what a cell says: a number, ``<5``, or that it is withheld."""
        if re.fullmatch(r"[\d,]+", text):
            low = high = int(text.replace(",", ""))
        elif text.startswith("<"):
            low, high = 1, int(text[1:]) - 1
        else:
            assert text == "withheld", text
            # A count of people that is withheld with a small one is not small itself, unless it is one of
            # those of which nothing is said.
            low, high = (self.minimum if is_person and not is_hidden else 0), whole
        self._narrow(key, low, high)

    def learn_share(self, key: Key, of: Key, text: str) -> None:
        """Learn what a percentage says where one of its two numbers is known."""
        found = re.fullmatch(r"([\d.]+)%", text)
        if not found:
            return
        low, high = (Fraction(found[1]) + side for side in (Fraction(-1, 20), Fraction(1, 20)))
        if self.least[of] == self.most[of]:
            n = self.least[of]
            self._narrow(key, -(-low * n // 100), high * n // 100)
        elif self.least[key] == self.most[key] and low > 0:
            n = self.least[key]
            self._narrow(of, -(-100 * n // high), 100 * n // low)
        else:
            raise AssertionError(f"a share of two numbers that are not shown: {key}")

    def learn_sums(self) -> None:
        """Learn which cells are totals of which: values of a kind, kinds, groups."""
        parts: dict[Key, dict[Key, list[Key]]] = {}
        for key in self.least:
            kind, attribute, value, group = key
            if attribute != ALL:
                parts.setdefault((kind, ALL, ALL, group), {}).setdefault(("values", attribute), []).append(
                    key
                )
            elif kind != ALL_KINDS:
                parts.setdefault((ALL_KINDS, ALL, ALL, group), {}).setdefault(("kinds",), []).append(key)
            if group != ALL_STUDIES:
                whole = (kind, attribute, value, ALL_STUDIES)
                parts.setdefault(whole, {}).setdefault(("groups",), []).append(key)
        self.sums = [
            (total, cells)
            for total, several in parts.items()
            for cells in several.values()
            if total in self.least
        ]

    def _narrow(self, key: Key, low: int, high: int) -> None:
        self.least[key] = max(self.least.get(key, 0), int(low))
        self.most[key] = min(self.most.get(key, 10**9), int(high))
        assert self.least[key] <= self.most[key], (key, low, high)

    def has_second_value(self, key: Key, truth: Mapping[Key, int]) -> bool:
        """Return whether a cell has, beside the true one, another value that fits everything that is known.

        Every whole-number solution is within reach: bounds are drawn in as far as the sums force
        them, then the values of one cell are tried, those next to the true one first.
        """
        self._steps = 0
        sides = ({key: (truth[key] + 1, self.most[key])}, {key: (self.least[key], truth[key] - 1)})
        return any(self._can({**self._bounds(), **side}, truth) for side in sides)

    def _bounds(self) -> dict[Key, tuple[int, int]]:
        return {key: (self.least[key], self.most[key]) for key in self.least}

    def _can(self, bounds: dict[Key, tuple[int, int]], truth: Mapping[Key, int]) -> bool:
        bounds = dict(bounds)
        if not self._draw_in(bounds):
            return False
        loose = [key for key, (low, high) in bounds.items() if low < high]
        if not loose:
            return True
        self._steps += 1
        assert self._steps < MOST_STEPS, "the search was too long to tell"
        key = min(loose, key=lambda one: bounds[one][1] - bounds[one][0])
        low, high = bounds[key]
        values = sorted(range(low, high + 1), key=lambda value: abs(value - truth[key]))
        return any(self._can({**bounds, key: (value, value)}, truth) for value in values)

    def _draw_in(self, bounds: dict[Key, tuple[int, int]]) -> bool:
        """Draw bounds in as far as each sum forces them; False where one cannot hold."""
        changed = True
        while changed:
            changed = False
            for total, parts in self.sums:
                lows, highs = sum(bounds[p][0] for p in parts), sum(bounds[p][1] for p in parts)
                wanted = {total: (lows, highs)}
                for part in parts:
                    low, high = bounds[part]
                    wanted[part] = (bounds[total][0] - highs + high, bounds[total][1] - lows + low)
                for key, (low, high) in wanted.items():
                    now = max(bounds[key][0], low), min(bounds[key][1], high)
                    if now[0] > now[1]:
                        return False
                    changed |= now != bounds[key]
                    bounds[key] = now
        return any(low > high for low, high in bounds.values()) is False
