"""Write the data dictionary of a review, in Markdown, from `synthesis.schema`."""

from __future__ import annotations

import sys
from pathlib import Path

import pandera.pandas as pa

from synthesis.schema import (
    INTERPRETATION_PARTS,
    KIND_IN_WORDS,
    SETTINGS,
    SUMMARY_PARTS,
    TABLES,
    SettingField,
    Table,
    column_allowed,
    column_kind,
)

__all__ = ["data_dictionary", "describe_columns", "describe_settings", "what_a_cell_holds"]

INTRODUCTION = """\
# The tables of a review

Made from `synthesis/schema.py` by `make dictionary`: change it there, not here.

A review is a folder of CSV files, one a table, or one workbook (`.xlsx`, `.ods`) whose sheets have
the names of the tables. `review.yaml` lies beside them and says what the review is.
Only {required} must be there.
`synthesis new DIR` writes all of them, with examples, and `synthesis check DIR` finds every
problem at once.

How cells are read:

- CSV is UTF-8, with or without a byte order mark. Another encoding is refused and named, never guessed.
- Only a blank cell is missing. `NA` is Namibia, `01` is not `1`.
- Identifiers are text, any text without `;`. A cell that holds several is joined by `;`.
- A code is *present* in a passage, or the passage states that it was *absent*, or there is no row:
  then it was not reported. Silence is not absence.
- A study counts once, however many reports, extracts or coders it has.
- Rows are counted in messages as a spreadsheet counts them: the header is row 1.
"""


def data_dictionary() -> str:
    """Return the whole data dictionary: how cells are read, ``review.yaml`` and every table."""
    required = [f"`{table.name}`" for table in TABLES.values() if table.required]
    words = f"{', '.join(required[:-1])} and {required[-1]}"
    parts = [
        INTRODUCTION.format(required=words),
        "## review.yaml\n",
        describe_settings(),
        *[f"## {table.name}\n\n{describe_columns(table)}" for table in TABLES.values()],
    ]
    return "\n".join(parts)


def describe_settings() -> str:
    """Return the entries of ``review.yaml`` as a Markdown table."""
    rows = [
        (f"`{name}`", _setting_kind(setting), setting.meaning, _setting_default(setting))
        for name, setting in SETTINGS.items()
    ]
    text = [_markdown_table(("entry", "holds", "meaning", "if missing"), rows)]
    for name, parts in {"summary": SUMMARY_PARTS, "interpretation": INTERPRETATION_PARTS}.items():
        text.append(f"The parts of `{name}`:\n")
        text += [f"- `{part}`: {meaning}" for part, meaning in parts.items()]
        text.append("")
    return "\n".join(text)


def describe_columns(table: Table) -> str:
    """Return what a table is and its columns, as Markdown.

    Parameters
    ----------
    table
        One of `synthesis.schema.TABLES`.
    """
    rows = [
        (
            f"`{name}`",
            _presence(column),
            what_a_cell_holds(column),
            str(column.description) + _blank_in_words(column),
            _as_code(column.metadata["example"]),
        )
        for name, column in table.schema.columns.items()
    ]
    lines = [f"A row is {table.row_is}.{' Every review has this table.' if table.required else ''}\n"]
    lines.append(_markdown_table(("column", "must be", "holds", "meaning", "example"), rows))
    shared = [f"`{name}`" for name in table.unique]
    if len(shared) > 1:
        lines.append(f"No two rows may share {', '.join(shared[:-1])} and {shared[-1]}.\n")
    else:
        lines.append(f"No two rows may share {shared[0]}.\n")
    if table.open_columns:
        kept = "a study attribute to group by" if table.name == "studies" else "an attribute of the row"
        lines.append(f"Further columns are welcome: each is kept as {kept}.\n")
    return "\n".join(lines)


def what_a_cell_holds(column: pa.Column) -> str:
    """Return in words what a cell of a column may hold: a kind, allowed values or a reference."""
    allowed = column_allowed(column)
    if allowed is not None:
        return "one of: " + ", ".join(_as_code(value) for value in allowed)
    target = column.metadata["refers_to"]
    if target is None:
        return KIND_IN_WORDS[column_kind(column)]
    several = column_kind(column) == "references"
    return f"one or more `{target}`, joined by `;`" if several else f"a `{target}`"


def _presence(column: pa.Column) -> str:
    if not column.required:
        return ""
    return "there" if column.nullable else "there and filled"


def _blank_in_words(column: pa.Column) -> str:
    blank = column.metadata["blank"]
    return "" if blank is None else f" Blank is read as {_as_code(blank)}."


def _setting_kind(setting: SettingField) -> str:
    if setting.allowed is not None:
        return "one of: " + ", ".join(_as_code(value) for value in setting.allowed)
    return {str: "text", bool: "true or false", list: "a list", dict: "entries of its own"}[setting.kind]


def _setting_default(setting: SettingField) -> str:
    if isinstance(setting.default, bool):
        return _as_code(str(setting.default).lower())
    return _as_code(str(setting.default)) if setting.default else ""


def _as_code(text: str) -> str:
    return f"`{text}`" if text else ""


def _markdown_table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    # A bar inside a cell would end the cell.
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(data_dictionary(), encoding="utf-8")
    else:
        print(data_dictionary(), end="")
