"""Start a review: every table with its columns explained and an example, ready to be filled in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
import textwrap
from collections.abc import Mapping
from pathlib import Path

from synthesis.data_dictionary import describe_columns
from synthesis.errors import OptionError, list_in_words
from synthesis.schema import INTERPRETATION_PARTS, SETTINGS, SUMMARY_PARTS, TABLES, Table

__all__ = ["example_rows", "identifier_of", "settings_text", "write_new_review"]

# The row made from the columns' own examples is the first of each table. These follow it, so
# that the example is a whole configuration: a context, a mechanism and an outcome.
FURTHER_ROWS: dict[str, list[dict[str, str]]] = {
    "codebook": [
        {
            "code_id": "shared-history",
            "label": "Shared history",
            "definition": "Partners have worked together before.",
            "kind": "context",
        },
        {
            "code_id": "joint-risks",
            "label": "Joint risks",
            "definition": "Partners take a risk together that each would have avoided alone.",
            "kind": "outcome",
        },
    ],
    "codings": [
        {"extract_id": "e1", "code_id": code, "coder": "AB", "valence": "enabler", "state": "present"}
        for code in ("shared-history", "joint-risks")
    ],
    "configuration_terms": [
        {"configuration_id": "c1", "role": "context", "code_id": "shared-history", "sign": "+"},
        {"configuration_id": "c1", "role": "outcome", "code_id": "joint-risks", "sign": "+"},
    ],
}

# What review.yaml says in a new review; every other entry is written empty. The example is made
# up, and a report made from it says so until a person changes the entry.
FIRST_SETTINGS = {
    "question": "What makes the programme work, for whom, and in which circumstances?",
    "kind": "realist",
    "synthetic": True,
    "language": "en",
    "frameworks": ["tdf"],
}

PARTS = {"summary": SUMMARY_PARTS, "interpretation": INTERPRETATION_PARTS}

HINTS = {
    "synthetic": "The example rows are made up. Write false once your own evidence stands in their place."
}

README = """\
# {title}

1. Write your studies, codes, extracts and codings over the example rows. {where}
   Delete each table that the review does not need: only {required} must stay.
2. Say in `review.yaml` what the review is. Set `synthetic: false` there: the examples are made up.
3. In this folder, `synthesis check .` lists everything that is wrong, with its row and column.
4. `synthesis report .` makes the pages.

A blank cell is a missing value; nothing else is. Silence is not absence: where a passage says
nothing of a code, there is no row in `codings`.

"""


def write_new_review(directory: str | Path, *, xlsx: bool = False, title: str | None = None) -> Path:
    """Write a new review that passes `synthesis check` as it is.

    Everything is written, or nothing is.

    Parameters
    ----------
    directory
        The folder to make; one that exists must be empty.
    xlsx
        One workbook, ``review.xlsx``, with a sheet per table, instead of CSV files.
    title
        Title of the review; made from the folder's name where it is not given.

    Returns
    -------
    The folder.

    Raises
    ------
    OptionError
        ``directory`` is a file, or a folder that holds files.
    """
    target = Path(directory).expanduser().absolute()
    _refuse_what_is_there(target, str(directory))
    name = target.resolve().name
    if title is None:
        words = re.sub(r"[\s_-]+", " ", name).strip()
        title = words[:1].upper() + words[1:] or "New review"
    values = {"id": identifier_of(name), "title": title, **FIRST_SETTINGS}
    files = {"review.yaml": settings_text(values, HINTS).encode()}
    if xlsx:
        # Loaded here: an import, which knows the example rows again, does not wait for what writes workbooks.
        from synthesis.new_workbook import workbook_bytes

        rows = {table: example_rows(table) for table in TABLES}
        files["review.xlsx"] = workbook_bytes(title, rows)
    else:
        files |= {f"{table.name}.csv": _csv_bytes(table) for table in TABLES.values()}
    files["README.md"] = _readme_text(title, xlsx).encode()
    _write_all(target, files)
    return target


def example_rows(table: str) -> list[dict[str, str]]:
    """Return the example rows of a table as text; a blank cell is an empty text.

    Parameters
    ----------
    table
        Name of the table.
    """
    columns = TABLES[table].schema.columns
    first = {name: column.metadata["example"] for name, column in columns.items()}
    blank = dict.fromkeys(columns, "")
    return [first, *[blank | row for row in FURTHER_ROWS.get(table, [])]]


def _refuse_what_is_there(target: Path, given: str) -> None:
    if target.is_dir():
        entries = sorted(entry.name for entry in target.iterdir())
        if entries:
            found = list_in_words(entries, most=5)
            message = f"the folder '{given}' is not empty: it holds {found}. Nothing was written."
            raise OptionError(f"{message} Name a new folder, or one that is empty.")
    elif target.exists() or target.is_symlink():
        raise OptionError(f"'{given}' is a file, not a folder. Nothing was written. Name a new folder.")


def identifier_of(name: str) -> str:
    """Return the identifier of a review in a folder of this name."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "review"


def _csv_bytes(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, table.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(example_rows(table.name))
    # Without the byte order mark, Excel reads UTF-8 as something else and spoils every accent.
    return text.getvalue().encode("utf-8-sig")


def settings_text(values: Mapping[str, object], hints: Mapping[str, str]) -> str:
    """Return the text of a ``review.yaml`` in which every entry is explained.

    Parameters
    ----------
    values
        Entries that are filled in; the others are written empty.
    hints
        What is said besides the meaning of an entry.
    """
    lines = ["# What this review is. Text that holds a colon or a # needs quotation marks.", ""]
    for name, setting in SETTINGS.items():
        words = f"{setting.meaning} {hints.get(name, '')}".strip()
        if setting.allowed is not None:
            words += f" Allowed: {list_in_words(setting.allowed)}."
        lines += [f"# {line}" for line in textwrap.wrap(words, 96)]
        if name in PARTS:
            lines.append(f"{name}:")
            for part, meaning in PARTS[name].items():
                lines += [f"  # {meaning}", f'  {part}: ""']
        else:
            # JSON is YAML, and quotes whatever the title holds.
            empty = {str: "", bool: False, list: [], dict: {}}[setting.kind]
            lines.append(f"{name}: {json.dumps(values.get(name, empty), ensure_ascii=False)}")
        lines.append("")
    return "\n".join(lines)


def _readme_text(title: str, xlsx: bool) -> str:
    where = "Each sheet of `review.xlsx` is a table." if xlsx else "Each CSV file is a table."
    required = list_in_words(f"`{table.name}`" for table in TABLES.values() if table.required)
    text = README.format(title=title, where=where, required=required)
    return text + "\n".join(f"## {table.name}\n\n{describe_columns(table)}" for table in TABLES.values())


def _write_all(target: Path, files: dict[str, bytes]) -> None:
    """Write the files where nobody sees them, then put them in their place in one step."""
    existed = target.is_dir()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-review-") as scratch:
        written = Path(scratch) / "review"
        written.mkdir()
        for name, content in files.items():
            (written / name).write_bytes(content)
        if not existed:
            os.rename(written, target)
            return
        # A folder that stands open in a shell or a window must stay the same folder.
        moved = []
        try:
            for name in files:
                shutil.move(written / name, target / name)
                moved.append(target / name)
        except BaseException:
            for file in moved:
                file.unlink(missing_ok=True)
            raise
