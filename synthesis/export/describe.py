"""An export in words: what of the review is in the file, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

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
    yield Text(f"Written: {' and '.join(str(path) for path in exported.files)}")


NUMBERS = ("Rows", "Carried", "Left out")
