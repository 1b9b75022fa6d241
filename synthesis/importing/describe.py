"""An import in words: what was found and kept, what was decided, what differs, what changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from synthesis.errors import list_in_words
from synthesis.importing.changes import KINDS, Changes
from synthesis.importing.code_paths import code_paths
from synthesis.importing.result import ImportResult
from synthesis.ingest.account import Account
from synthesis.ingest.formats import FORMATS
from synthesis.ingest.imported import Imported

__all__ = ["describe_import"]

MOST_MISMATCHES = 10
MOST_ROWS = 10
LONGEST = 72

# What a person wants to see by name, the weightiest first; what is new is only counted.
NAMED = ("renamed", "moved", "vanished", "conflict", "edited", "kept", "brought back")


def describe_import(result: ImportResult) -> Iterator[RenderableType]:
    """Yield what is shown of an import before it is written.

    Parameters
    ----------
    result
        From `import_project`.

    Yields
    ------
    Texts and tables for a console.
    """
    for imported in result.imports:
        yield Text(_headline(imported), style="bold")
        yield from _account(imported.account)
    yield from _changes(result)
    if result.missing:
        still = list_in_words(f"'{name}'" for name in result.missing)
        yield Text(f"Still to come before the review is complete: {still}.")


def _headline(imported: Imported) -> str:
    title = FORMATS[imported.format].title if imported.format in FORMATS else imported.format
    files = [name for name in imported.digests if name.split("/")[0] != imported.file]
    more = f" with {list_in_words(files, most=4)}" if files else ""
    by = f", written by {imported.tool}" if imported.tool else ""
    return f"{imported.file}{more}: {title}{by}"


def _account(account: Account) -> Iterator[RenderableType]:
    if account.entries:
        table = _table("Kind", "Found", "Kept", "Left out", "Kept as, and why left out")
        # Kinds of which there are none stand in the log; here they would hide those that there are.
        for entry in [entry for entry in account.entries if entry.found] or account.entries:
            as_ = entry.kept_as if entry.kept and entry.kept_as != entry.kind else ""
            reasons = [
                f"{n:,} left out: {reason}{_examples(entry.examples.get(reason, []))}"
                for reason, n in entry.left_out.items()
            ]
            notes = [f"as {as_}"] * bool(as_) + reasons
            cells = (f"{entry.found:,}", f"{entry.kept:,}", f"{entry.n_left_out:,}", "\n".join(notes))
            table.add_row(*map(Text, (entry.kind, *cells)))
        yield table
    if account.decisions:
        table = _table("Decided about", "Taken as", "Sure", "Because")
        for decision in account.decisions:
            sure = "" if decision.confidence is None else f"{decision.confidence:.0%}"
            table.add_row(*map(Text, (decision.about, decision.choice, sure, decision.evidence)))
        yield table
    if account.mismatches:
        n = len(account.mismatches)
        what = "1 passage differs" if n == 1 else f"{n:,} passages differ"
        first = f" The first {MOST_MISMATCHES}:" if n > MOST_MISMATCHES else ""
        yield Text(f"In {what} what the tool stored from the text of the source.{first}")
        table = _table("Document", "Where", "In the source", "Stored", "Kept")
        for m in account.mismatches[:MOST_MISMATCHES]:
            cells = (m.document, m.place, _short(m.in_source), _short(m.stored), m.kept)
            table.add_row(*map(Text, cells))
        yield table
    yield from (Text(f"- {sentence}") for sentence in account.remarks)


def _changes(result: ImportResult) -> Iterator[RenderableType]:
    changes = result.changes
    yield from (Text(f"- {sentence}") for sentence in changes.remarks)
    counts = changes.counts
    if len(counts):
        table = _table("Table", "Rows", "What happens to them")
        for name, change, n in counts.itertuples(index=False):
            table.add_row(Text(name), Text(f"{n:,}"), Text(KINDS[change]))
        yield table
    shown = changes.rows[changes.rows["change"].isin(NAMED)]
    if len(shown):
        yield _named(changes, result)


def _named(changes: Changes, result: ImportResult) -> Table:
    names = _names(result)
    table = _table("Change", "Table", "Row", "Before", "After")
    for change in NAMED:
        rows = changes.rows[changes.rows["change"] == change]
        for name, part in rows.groupby("table", sort=False):
            for row in part.head(MOST_ROWS).itertuples(index=False):
                what = names.get((row.table, row.id), row.id)
                column = f", {row.column}" if row.column and change not in ("renamed", "moved") else ""
                before, after = row.before, row.after
                if row.column in ("parent_id", "code_id"):
                    before = names.get(("codebook", before), before) or "(top)"
                    after = names.get(("codebook", after), after) or "(top)"
                cells = (change, row.table, f"{_short(what)}{column}", _short(before), _short(after))
                table.add_row(*map(Text, cells))
            if len(part) > MOST_ROWS:
                table.add_row(
                    Text(change), Text(str(name)), Text(f"and {len(part) - MOST_ROWS:,} more"), "", ""
                )
    return table


def _names(result: ImportResult) -> dict[tuple[str, str], str]:
    """Return what people call a row, where its identifier alone does not say."""
    codebook = result.tables.get("codebook")
    if codebook is None:
        return {}
    return {("codebook", code): path for code, path in code_paths(codebook.fillna("")).items()}


def _examples(names: Iterable[str]) -> str:
    shown = [_short(name, 40) for name in names]
    return f" ({list_in_words(shown, most=3)})" if shown else ""


def _short(text: object, longest: int = LONGEST) -> str:
    """Return a text in one line, line breaks shown, its middle left out where it is long."""
    line = ("" if pd.isna(text) else str(text)).replace("\r\n", "↵").replace("\n", "↵").replace("\r", "↵")
    return line if len(line) <= longest else f"{line[: longest // 2]} … {line[-longest // 3 :]}"


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        right = heading in ("Found", "Kept", "Left out", "Rows", "Sure") and "Document" not in headings
        table.add_column(heading, overflow="fold", justify="right" if right else "left")
    return table
