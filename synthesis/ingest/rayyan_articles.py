"""The files of a Rayyan export: articles as CSV, RIS or BibTeX, and the log of events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.bibtex import bibtex_references, read_bibtex
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.rayyan_decisions import RayyanNotes, notes_in
from synthesis.ingest.reference_fields import ReferenceFields, split_list
from synthesis.ingest.references import Reference
from synthesis.ingest.ris import ris_references
from synthesis.ingest.ris_records import read_records
from synthesis.ingest.sheet_cells import SheetCells, read_sheet_cells
from synthesis.ingest.text_file import counted, first_text

__all__ = ["Article", "RayyanFiles", "looks_like", "read_files"]

_LOG = {"article_id", "key", "value"}
_ARTICLES = [{"key", "title", "pubmed_id"}, {"key", "title", "notes", "abstract"}]
_TAKEN = {
    "title": ("title",),
    "authors": ("authors", "author"),
    "year": ("year",),
    "doi": ("doi",),
    "journal": ("journal",),
    "abstract": ("abstract",),
    "keywords": ("keywords",),
    "volume": ("volume",),
    "issue": ("issue", "number"),
    "pages": ("pages",),
    "month": ("month",),
    "publisher": ("publisher",),
    "place": ("location",),
    "issn": ("issn",),
    "url": ("url",),
    "pmid": ("pubmed_id",),
    "pmcid": ("pmc_id",),
    "language": ("language",),
    "notes": ("notes",),
}


def _header(text: str) -> set[str]:
    first = text.lstrip("\n").partition("\n")[0].casefold()
    return {name.strip(' "') for name in re.split(r"[,;\t]", first)}


def looks_like(path: Path) -> bool:
    """Return whether a file is an export of Rayyan, or its log of events."""
    text = first_text(path)
    if path.suffix.lower() in (".ris", ".bib", ".txt"):
        return re.search(r"RAYYAN-INCLUSION|\brayyan-[0-9]{4,}", text) is not None
    header = _header(text)
    is_log = header >= _LOG and bool(header & {"user_id", "user_email"})
    return is_log or ("rayyan" in text.casefold() and any(header >= needed for needed in _ARTICLES))


@dataclass
class Article:
    """One article: its reference, its number in Rayyan, and its notes taken apart."""

    reference: Reference
    number: str
    notes: RayyanNotes

    @property
    def title(self) -> str:
        """The beginning of its title, or where it stands."""
        return self.reference.first("title")[:80] or self.reference.place


@dataclass
class RayyanFiles:
    """What stands in the files.

    Parameters
    ----------
    articles
        Every article.
    events
        Every event of the logs; None where there is no log.
    digests
        Name of each file -> SHA-256 of its bytes.
    """

    articles: list[Article] = field(default_factory=list)
    events: pd.DataFrame | None = None
    digests: dict[str, str] = field(default_factory=dict)


def read_files(paths: Sequence[Path], options: ImportOptions, account: Account) -> RayyanFiles:
    """Read articles and logs, in any order.

    Parameters
    ----------
    paths, options
        As of the reader.
    account
        Is told of ``fields`` and of what cannot be read.

    Raises
    ------
    UnreadableError
        A file cannot be read or is none of Rayyan, or there is no article.
    """
    found = RayyanFiles()
    logs: list[pd.DataFrame] = []
    references: list[Reference] = []
    for path in map(Path, paths):
        ending = path.suffix.lower()
        if ending == ".ris":
            records, _, found.digests[path.name] = read_records(path, options, account)
            references += ris_references(records, account, is_wos=False)
        elif ending in (".bib", ".bibtex"):
            entries, found.digests[path.name] = read_bibtex(path, options, account)
            references += bibtex_references(entries, account)
        else:
            cells = read_sheet_cells(path, encoding=options.encoding, sheet=options.sheet)
            found.digests[path.name] = cells.sha256
            for remark in cells.remarks:
                account.remark(remark)
            cells.frame.columns = pd.Index([name.casefold() for name in cells.header], dtype="str")
            if set(cells.frame.columns) >= _LOG:
                logs.append(cells.frame)
            elif "title" in cells.frame.columns:
                references += _csv_references(cells, account)
            else:
                reason = "it has neither the columns of Rayyan's articles nor those of its log"
                raise UnreadableError(path.name, reason, "Export the review from Rayyan again.")
    if not references:
        reason = "it is the log of decisions, without the articles" if logs else "no article was found in it"
        advice = "Import the file of articles, and the log together with it."
        raise UnreadableError(Path(paths[0]).name, reason, advice)
    if logs:
        found.events = pd.concat(logs, ignore_index=True).fillna("")
    addresses: dict[str, str] = {}
    found.articles = [_article(reference, addresses) for reference in references]
    if addresses:
        account.decide(
            "names of reviewers",
            f"{counted(len(addresses), 'reviewer')} named by an e-mail address, called screener 1 and so on",
            evidence="e-mail addresses are not written into the review",
        )
    return found


def _csv_references(cells: SheetCells, account: Account) -> list[Reference]:
    fields = ReferenceFields(_TAKEN, {"key": "it is the number of the record in its tool"})
    references = []
    for row, values in zip(cells.frame.index, cells.frame.itertuples(index=False, name=None), strict=True):
        tags = {n: [v] for n, v in zip(cells.frame.columns, values, strict=True) if v.strip()}
        taken = fields.take(tags)
        if "authors" in taken:
            sign = ";" if ";" in taken["authors"][0] else "\n"
            taken["authors"] = split_list([re.sub(r" and ", "\n", taken["authors"][0])], sign)
        if "keywords" in taken:
            taken["keywords"] = split_list(taken["keywords"], ";" if ";" in taken["keywords"][0] else ",")
        references.append(Reference(f"row {row}", taken, next(iter(tags.get("key", [])), "")))
        references[-1].n_taken = fields.n_taken
    fields.account_for(account)
    return references


def _article(reference: Reference, addresses: dict[str, str]) -> Article:
    notes = notes_in(" | ".join(reference.fields.pop("notes", [])))
    if notes.rest:
        reference.fields["notes"] = [notes.rest]

    def private(name: str) -> str:
        if "@" not in name:
            return name or "reviewer"
        return addresses.setdefault(name.casefold(), f"screener {len(addresses) + 1}")

    notes.decisions = {private(name): decision for name, decision in notes.decisions.items()}
    notes.user_notes = [(private(name), text) for name, text in notes.user_notes]
    number = re.sub(r"(?i)^rayyan-", "", reference.native_id.strip())
    return Article(reference, number or reference.place, notes)
