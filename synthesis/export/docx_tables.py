"""Tables of a page as tables of Word: rules, header rows that come again, columns as wide as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synthesis.export.docx_xml import attribute, paragraph, text_xml
from synthesis.export.page_blocks import Cell, Table

__all__ = ["LANDSCAPE", "PORTRAIT", "WIDE", "column_widths", "legend", "split_columns", "table_xml"]

WIDE = 8
"""A table of more columns is put across the sheet, as on paper."""

# Widths of the text, in twentieths of a point: A4 less its margins, upright and across.
PORTRAIT = 11906 - 2 * 1304
LANDSCAPE = 16838 - 2 * 1304

LETTER = 92  # a letter of the text of tables, on average, a little on the safe side
WIDE_LETTER = 108  # one of a word that must not be broken: it may be bold, or full of m and w
PADDING = 190
NARROWEST = 400
LONGEST_WORD = 14  # letters; a longer word is broken rather than given a column of its own
LONGEST_LINE = 48  # letters; longer text fills several lines
LONG_ROW = 2_000
"""Letters in one cell; such a row may go over the end of a page, or it would leave half of one blank."""

STYLES = {"text": "TableText", "number": "TableNumber", "mark": "TableMark"}


def split_columns(table: Table, available: int) -> list[Table]:
    """Return a table as parts that fit side by side, each with the first column; mostly it is one.

    Parameters
    ----------
    table
        Any number of columns.
    available
        Width of the text.
    """
    needed = [need for need, _ in _needs(table)]
    if len(needed) < 3 or sum(needed) <= available:
        return [table]
    groups: list[list[int]] = [[]]
    for column in range(1, len(needed)):
        used = needed[0] + sum(needed[other] for other in groups[-1])
        if groups[-1] and used + needed[column] > available:
            groups.append([])
        groups[-1].append(column)
    return [_part(table, [0, *group]) for group in groups]


def _part(table: Table, columns: Sequence[int]) -> Table:
    rows = tuple(tuple(row[column] for column in columns) for row in table.rows)
    return replace(table, head=tuple(table.head[column] for column in columns), rows=rows)


def column_widths(table: Table, available: int) -> list[int]:
    """Return the width of each column: room for its longest word, and the rest to those with more text.

    Parameters
    ----------
    table
        With one column at least.
    available
        Width of the text; the table is as wide as it needs to be, and no wider.
    """
    needs = _needs(table)
    least, most = [need for need, _ in needs], [want for _, want in needs]
    if sum(most) <= available:
        return most
    if sum(least) >= available:
        return [max(1, need * available // sum(least)) for need in least]
    wanted = [want - need for need, want in needs]
    spare = available - sum(least)
    return [need + want * spare // sum(wanted) for need, want in zip(least, wanted, strict=True)]


def _needs(table: Table) -> list[tuple[int, int]]:
    """Return for each column the width of its longest word and of its longest line."""
    needs = []
    for place, head in enumerate(table.head):
        cells = [row[place] for row in table.rows]
        # A number is never broken over two lines.
        unbroken = max((len(cell.text) for cell in cells if cell.kind == "number"), default=0)
        longest = max((len(cell.text) for cell in cells), default=0)
        # Much text deserves more than the longest line; the square root keeps it within bounds.
        more = int((longest - LONGEST_LINE) ** 0.5) if longest > LONGEST_LINE else 0
        line = min(longest, LONGEST_LINE) + more
        least = max(NARROWEST, LETTER * unbroken, WIDE_LETTER * _longest_word([head, *cells]))
        needs.append((least + PADDING, max(least, LETTER * line) + PADDING))
    return needs


def _longest_word(cells: Sequence[Cell]) -> int:
    words = (len(word) for cell in cells for word in cell.text.split())
    return min(max(words, default=1), LONGEST_WORD)


def table_xml(table: Table, available: int) -> str:
    """Return a table.

    Parameters
    ----------
    table
        Every row is written; a heading that is blank is called a column, so that none is read out as
        nothing.
    available
        Width of the text.
    """
    widths = column_widths(table, available)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    names_rows = bool(table.rows) and table.rows[0][0].is_header and not table.rows[0][0].is_quiet
    head = [
        replace(cell, text=cell.text or ("Row" if place == 0 else f"Column {place + 1}"))
        for place, cell in enumerate(table.head)
    ]
    columns = ", ".join(cell.text for cell in head)
    about = f"{_counted(len(table.rows), 'row')}, {_counted(len(head), 'column')}: {columns}."
    properties = (
        '<w:tblPr><w:tblStyle w:val="SynthesisTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"06A0" if names_rows else "0620"}" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="{int(names_rows)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(table.caption or about)}/>"
        f"<w:tblDescription w:val={attribute(about)}/></w:tblPr>"
    )
    rows = [_row(head, widths, is_head=True)]
    rows += [_row(row, widths, is_kept=place == 0) for place, row in enumerate(table.rows)]
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(
    cells: Sequence[Cell], widths: Sequence[int], *, is_head: bool = False, is_kept: bool = False
) -> str:
    is_long = any(len(cell.text) > LONG_ROW for cell in cells)
    properties = ("" if is_long else "<w:cantSplit/>") + ("<w:tblHeader/>" if is_head else "")
    # The header and two rows at least stay together.
    keep = "<w:keepNext/>" if is_head or is_kept else ""
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(text_xml(cell.text), STYLES[cell.kind], keep)}</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{written}</w:tr>"


def legend(table: Table) -> str:
    """Return in words what the dashes and symbols of a table mean, which a page reads out; empty for none."""
    symbols: dict[str, str] = {}
    gaps: dict[str, list[str]] = {}
    for place, head in enumerate(table.head):
        for cell in dict.fromkeys(row[place] for row in table.rows if row[place].meaning):
            if cell.text != "–":
                symbols[cell.text] = cell.meaning
            elif head.text not in gaps.setdefault(cell.meaning, []):
                gaps[cell.meaning].append(head.text)
    parts = [f"{symbol} {meaning}" for symbol, meaning in symbols.items()]
    if len(gaps) == 1:
        parts.append(f"– {next(iter(gaps))}")
    else:
        parts += [f"– under {', '.join(columns)}: {meaning}" for meaning, columns in gaps.items()]
    return f"{'; '.join(parts)}." if parts else ""


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
