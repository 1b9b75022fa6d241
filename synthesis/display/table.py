"""Show a tidy table: a caption, headers that are read out, numbers that line up, nothing dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from synthesis.display.block import Block, check_id, element, escaped, show
from synthesis.display.words import (
    NUMBERS,
    Withheld,
    cell_html,
    cell_text,
    checked_formats,
    format_of,
    gap_of,
    heading_of,
)
from synthesis.errors import OptionError, check_option

__all__ = ["numbers_twin", "show_table", "table_block"]

WIDE = 8
"""A table of more columns keeps its first one in sight, and is printed across the sheet."""

LONG = 30
"""A table of more rows scrolls in its frame, so that its header stays in sight."""

MANY_WORDS = 60
"""Letters from which the name of a row is a sentence; then no row of the table has a bold name."""


def show_table(
    table: pd.DataFrame,
    *,
    caption: str,
    id: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | str | None = None,
    gaps: Mapping[str, str] | str | None = None,
    most: int | None = None,
    note: str | None = None,
    links: pd.DataFrame | None = None,
) -> None:
    """Show a table. See `table_block` for the parameters."""
    show(
        table_block(
            table,
            caption=caption,
            id=id,
            columns=columns,
            headings=headings,
            formats=formats,
            gaps=gaps,
            most=most,
            note=note,
            links=links,
        )
    )


def table_block(
    table: pd.DataFrame,
    *,
    caption: str,
    id: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | str | None = None,
    gaps: Mapping[str, str] | str | None = None,
    most: int | None = None,
    note: str | None = None,
    links: pd.DataFrame | None = None,
) -> Block:
    """Return a table as a block.

    Parameters
    ----------
    table
        Tidy; not modified. The first column shown names its rows.
    caption
        One sentence that says what a row is.
    id
        Lower-case words joined by hyphens; the table's anchor is ``table-<id>``.
    columns
        Which columns, in which order; a mapping gives their headings too. All by default.
    headings
        Headings that replace the usual ones, by column; it may name more columns than the table has,
        so that the labels of a whole codebook can be given.
    formats
        Formats that replace the usual ones, by column, or one for every column but the first:
        ``text``, ``integer``, ``decimal``, ``share`` (0–1 as a percentage), ``yes_no``, ``sign``,
        ``state`` (present ●, absent ○, conflicting ◐). The usual ones follow from a column's name:
        ``n_``, ``share_``, ``is_``, ``_sign``.
    gaps
        What an empty cell means, by column, or for all of them; it is shown as a dash and read out
        as these words.
    most
        How many rows stand open; the rest is folded below them and the number is said.
    note
        A remark below the table.
    links
        What each count stands for, as `synthesis.evidence_links` gives it for this table: the same
        index, some of its columns. The counts then open their evidence.

    Raises
    ------
    OptionError
        A column, a format or the id is not known, or the caption is empty.
    """
    check_id(id)
    if not caption.strip():
        raise OptionError("caption='' is not allowed; say in one sentence what a row of the table is.")
    if most is not None and most < 1:
        raise OptionError(f"most={most} is not allowed; it is a number of rows, 1 or more, or None for all.")
    chosen, titles = _columns(table, columns, headings)
    shown = table[chosen].reset_index(drop=True)
    linked = links_of(links, table, chosen)
    forms = {name: format_of(name, shown[name]) for name in chosen} | checked_formats(formats, chosen)
    meanings = {name: gap_of(name) for name in chosen}
    meanings |= dict.fromkeys(chosen, gaps) if isinstance(gaps, str) else dict(gaps or {})
    write = _Writer(chosen, titles, forms, meanings, linked)

    n_rows = len(shown)
    if n_rows == 0:
        return _empty(caption, id, note, table.attrs.get("withheld_whole"))
    shown = _with_withheld(shown, table)
    n_open = n_rows if most is None or n_rows <= most else most
    parts = [write.table(shown.iloc[:n_open], caption=caption, anchor=f"table-{id}")]
    if n_open < n_rows:
        rest = write.table(
            shown.iloc[n_open:],
            caption=f"{caption} (rows {n_open + 1} to {n_rows})",
            anchor=f"table-{id}-rest",
        )
        summary = f"{n_open} of {n_rows} rows are shown; show the other {n_rows - n_open}"
        parts.append(element("details", element("summary", summary) + rest, class_="rest"))
    if note:
        parts.append(element("p", escaped(note), class_="table-note"))
    css = "table-block wide" if len(chosen) > WIDE else "table-block"
    return Block(element("div", "".join(parts), class_=css), write.text(shown, caption, note))


def links_of(links: pd.DataFrame | None, table: pd.DataFrame, chosen: Sequence[str]) -> dict[str, list[str]]:
    """Return the link of each cell, by column, in the order of the table's rows."""
    if links is None:
        return {}
    aligned = links.reindex(table.index)
    return {name: aligned[name].fillna("").astype(str).tolist() for name in chosen if name in aligned}


def numbers_twin(
    table: pd.DataFrame,
    *,
    id: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | str | None = None,
    gaps: Mapping[str, str] | str | None = None,
    links: pd.DataFrame | None = None,
) -> str:
    """Return the numbers of a figure as a table that is folded under it.

    Parameters
    ----------
    table
        What the figure was drawn from; its index names the marks of the drawing.
    id
        That of the figure; the table's anchor is ``numbers-<id>``.
    columns, headings, formats, gaps, links
        As in `table_block`.

    Returns
    -------
    HTML; each row says which mark of the drawing it belongs to.
    """
    chosen, titles = _columns(table, columns, headings)
    shown = table[chosen].reset_index(drop=True)
    forms = {name: format_of(name, shown[name]) for name in chosen} | checked_formats(formats, chosen)
    meanings = {name: gap_of(name) for name in chosen}
    meanings |= dict.fromkeys(chosen, gaps) if isinstance(gaps, str) else dict(gaps or {})
    write = _Writer(chosen, titles, forms, meanings, links_of(links, table, chosen))
    html = write.table(
        _with_withheld(shown, table),
        caption="The numbers in this figure",
        anchor=f"numbers-{id}",
        marks=[str(i) for i in table.index],
    )
    return element("details", element("summary", "The numbers in this figure") + html, class_="twin")


def _columns(
    table: pd.DataFrame,
    columns: Sequence[str] | Mapping[str, str] | None,
    headings: Mapping[str, str] | None,
) -> tuple[list[str], dict[str, str]]:
    """Return the columns to show and the heading of each."""
    if isinstance(columns, str):
        raise OptionError(f"columns={columns!r} is a text; write a list of column names.")
    chosen = list(table.columns if columns is None else columns)
    if not chosen:
        raise OptionError("columns=[] is not allowed; a table shows one column at least.")
    for name in chosen:
        check_option("columns", name, table.columns)
    titles = {name: heading_of(str(name)) for name in chosen}
    if isinstance(columns, Mapping):
        titles |= columns
    titles |= headings or {}
    return chosen, titles


def _with_withheld(shown: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what is shown instead of each number that the table withholds."""
    withheld = table.attrs.get("withheld", {})
    for name in [name for name in shown if name in withheld]:
        instead = [Withheld(withheld[name][row]) if row in withheld[name] else None for row in table.index]
        is_gap = shown[name].isna()
        values = [
            mark if gap and mark else v for v, gap, mark in zip(shown[name], is_gap, instead, strict=True)
        ]
        shown = shown.assign(**{name: pd.Series(values, index=shown.index, dtype="object")})
    return shown


def _empty(caption: str, id: str, note: str | None, withheld: str | None = None) -> Block:
    """Return what stands where a table has no rows: that it has none, or why, under its anchor."""
    words = f"{caption.rstrip().rstrip('.')}. {withheld or 'There are none.'}"
    css = "withheld-whole" if withheld else "nothing"
    html = element("p", element("em", escaped(words)), class_=css)
    if note:
        html += element("p", escaped(note), class_="table-note")
    return Block(element("div", html, class_="table-block", id=f"table-{id}"), words)


def _linked(html: str, link: str) -> str:
    """Return a count as a link to what it stands for; without evidence it stays a count."""
    target, _, marks = link.partition(" ")
    return element("a", html, href=f"#{target}", data_e=marks) if marks else html


class _Writer:
    """Writes rows of one table: its columns, headings, formats and the meaning of its gaps."""

    def __init__(
        self,
        columns: list[str],
        headings: dict[str, str],
        forms: dict[str, str],
        gaps: dict[str, str],
        links: dict[str, list[str]],
    ) -> None:
        self.columns = columns
        self.headings = headings
        self.forms = forms
        self.gaps = gaps
        self.links = links

    def _class(self, column: str) -> str | None:
        form = self.forms[column]
        if form in NUMBERS:
            return "number"
        return form if form in ("state", "sign") else None

    def table(
        self, rows: pd.DataFrame, *, caption: str, anchor: str, marks: Sequence[str] | None = None
    ) -> str:
        """Return a table element in the frame that it scrolls in."""
        head = "".join(
            element("th", escaped(self.headings[c]), scope="col", class_=self._class(c)) for c in self.columns
        )
        written = [self._row_headers(rows[self.columns[0]])]
        written += [self._cells(rows[c], c) for c in self.columns[1:]]
        starts = ["<tr>"] * len(rows) if marks is None else [f'<tr data-r="{escaped(m)}">' for m in marks]
        body = "\n".join(
            f"{start}{''.join(cells)}</tr>" for start, *cells in zip(starts, *written, strict=True)
        )
        label = f"{anchor}-caption"
        words = element("span", escaped(caption), class_="caption", id=label)
        html = f"{element('caption', words)}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
        css = "table-frame long" if len(rows) > LONG else "table-frame"
        return element(
            "div",
            element("table", html, id=anchor),
            class_=css,
            role="region",
            tabindex="0",
            aria_labelledby=label,
        )

    def _cells(self, values: pd.Series, column: str) -> list[str]:
        form, gap, css = self.forms[column], self.gaps[column], self._class(column)
        links = self.links.get(column)
        if links is None:
            return [element("td", cell_html(v, form, gap), class_=css) for v in values]
        return [
            element("td", _linked(cell_html(v, form, gap), links[place]), class_=css)
            for place, v in zip(values.index, values, strict=True)
        ]

    def _row_headers(self, values: pd.Series) -> list[str]:
        """Return the cells that name their rows; one that says the same again, or much, stands back."""
        column = self.columns[0]
        form, gap, css = self.forms[column], self.gaps[column], self._class(column)
        again = values.eq(values.shift()).fillna(False)
        # All rows or none: a bold row among others would read as emphasis.
        quiet = again | bool(values.astype(str).str.len().gt(MANY_WORDS).any())
        return [
            element("th", cell_html(v, form, gap), scope="row", class_="quiet" if is_quiet else css)
            for v, is_quiet in zip(values, quiet, strict=True)
        ]

    def text(self, rows: pd.DataFrame, caption: str, note: str | None) -> str:
        """Return the table as plain text, every row of it."""
        plain = pd.DataFrame(
            {
                index: [self.headings[c], *(cell_text(v, self.forms[c], self.gaps[c]) for v in rows[c])]
                for index, c in enumerate(self.columns)
            }
        )
        lines = plain.to_string(index=False, header=False, max_colwidth=60)
        return "\n".join([caption, lines, *([note] if note else [])])
