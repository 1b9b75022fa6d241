"""An export in words: what of the review is in the file, and what is not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from synthesis.errors import list_in_words
from synthesis.export.written import Exported

__all__ = ["describe_export"]


def describe_export(exported: Exported) -> Iterator[RenderableType]:
    """Yield what is shown of an export.

    Parameters
    ----------
    exported
        From one of the functions that export.

    Yields
    ------
    A table and sentences for a console.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("In the review", "Rows", "Carried", "Left out", "As, or why not"):
        table.add_column(heading, overflow="fold", justify="right" if heading in NUMBERS else "left")
    for entry in exported.account.entries:
        why = [f"as {entry.kept_as}"] if entry.kept and entry.kept_as else []
        why += list(entry.left_out)
        cells = (entry.kind, f"{entry.found:,}", f"{entry.kept:,}", f"{entry.n_left_out:,}", "; ".join(why))
        table.add_row(*map(Text, cells))
    yield table
    yield from (Text(f"- {sentence}") for sentence in exported.account.remarks)
    yield Text(f"Written: {_written(exported.files)}")


def _written(files: Sequence[Path]) -> str:
    if len(files) == 1:
        return str(files[0])
    folder = os.path.commonpath(path.parent for path in files)
    if len(files) > MOST_NAMED:
        return f"{len(files):,} files in {folder}"
    return f"{list_in_words([os.path.relpath(path, folder) for path in files])} in {folder}"


NUMBERS = ("Rows", "Carried", "Left out")
MOST_NAMED = 8
