"""Which number each table and figure of a document has, and where the numbers of a figure stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synthesis.export.page_blocks import Figure, Page, Table

__all__ = ["Numbers", "Place", "numbered"]

Place = tuple[int, int]
"""Position of a page and of a block on it."""


@dataclass
class Numbers:
    """The numbers of a document.

    Parameters
    ----------
    tables, figures
        Place -> number, for those that have a caption.
    behind
        Place of a figure -> number of the table that holds its numbers.
    further
        Tables that hold the numbers of figures and stand nowhere else, with the number of each; they
        follow the pages.
    last_table
        The highest number of a table.
    """

    tables: dict[Place, int] = field(default_factory=dict)
    figures: dict[Place, int] = field(default_factory=dict)
    behind: dict[Place, int] = field(default_factory=dict)
    further: list[tuple[int, Table]] = field(default_factory=list)
    last_table: int = 0


def numbered(pages: Sequence[Page]) -> Numbers:
    """Number the tables and figures of pages in their order.

    Parameters
    ----------
    pages
        In the order of the document.

    Notes
    -----
    A table that holds the numbers of a figure is not said twice: where a table of the same page has the
    same rows, that is the one.
    """
    numbers = Numbers()
    for at, page in enumerate(pages):
        for place, block in enumerate(page.blocks):
            if isinstance(block, Table) and block.caption:
                numbers.last_table += 1
                numbers.tables[at, place] = numbers.last_table
            elif isinstance(block, Figure) and block.caption:
                numbers.figures[at, place] = len(numbers.figures) + 1
    for (at, place), number in numbers.figures.items():
        figure = pages[at].blocks[place]
        if figure.numbers is None:
            continue
        there = _same_rows(figure.numbers, pages[at], at, numbers)
        if there is None:
            numbers.last_table += 1
            there = numbers.last_table
            caption = f"The numbers in Figure {number}: {figure.caption}"
            numbers.further.append((there, replace(figure.numbers, caption=caption, note=figure.note)))
        numbers.behind[at, place] = there
    return numbers


def _same_rows(table: Table, page: Page, at: int, numbers: Numbers) -> int | None:
    """Return the number of a table of the page that holds the rows and columns of another."""
    # The first column names the rows; what it is called may differ between the two.
    columns = [cell.text for cell in table.head[1:]]
    wanted = {tuple(cell.text for cell in row) for row in table.rows}
    for place, other in enumerate(page.blocks):
        if (at, place) not in numbers.tables or not isinstance(other, Table):
            continue
        heads = [cell.text for cell in other.head[1:]]
        if len(set(heads)) < len(heads) or not set(columns) <= set(heads):
            continue
        chosen = [0, *(heads.index(column) + 1 for column in columns)]
        if wanted <= {tuple(row[place].text for place in chosen) for row in other.rows}:
            return numbers.tables[at, place]
    return None
