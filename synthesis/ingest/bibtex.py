"""BibTeX references: entries -> studies, each read on its own so that a bad one harms no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.bibtex_entries import BibtexEntry, read_entries
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import ReferenceFields, labels_in, split_list
from synthesis.ingest.references import Reference, imported_references
from synthesis.ingest.text_file import first_text, read_text_file

__all__ = ["bibtex_references", "looks_like", "read", "read_bibtex"]

_ENTRY = re.compile(r"^[ \t]{0,9}@[A-Za-z]+\s{0,9}[{(]\s{0,9}[^\s,={}]*\s{0,9},", re.MULTILINE)
_TAKEN = {
    "title": ("title", "maintitle"),
    "authors": ("author",),
    "year": ("year", "date", "issued", "urldate_year"),
    "doi": ("doi",),
    "editors": ("editor",),
    "journal": ("journal", "journaltitle", "booktitle", "shortjournal", "series"),
    "abstract": ("abstract",),
    "keywords": ("keywords", "keyword", "author_keywords"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "pages": ("pages", "article-number", "eid"),
    "month": ("month",),
    "edition": ("edition",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "place": ("address", "location"),
    "issn": ("issn", "isbn"),
    "url": ("url",),
    "pmid": ("pmid", "pubmed_id"),
    "pmcid": ("pmcid", "pmc_id"),
    "accession_number": ("unique-id",),
    "database": ("source", "database"),
    "language": ("language", "langid"),
    "type": ("_type", "document_type", "type"),
    "labels": ("_labels", "mendeley-tags"),
    "notes": ("note", "annote", "annotation", "comment"),
}
_UNUSED = dict.fromkeys(("file", "bdsk-file-1", "local-url"), "it names a file on somebody's computer")
_UNUSED |= dict.fromkeys(
    ("affiliation", "correspondence_address", "author-email"), "it holds addresses of people"
)
_UNUSED |= dict.fromkeys(("references", "cited-references"), "it lists the works that are cited")


def looks_like(path: Path) -> bool:
    """Return whether a file holds BibTeX entries."""
    return _ENTRY.search(first_text(path)) is not None


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read a file of BibTeX or BibLaTeX references.

    Parameters
    ----------
    paths
        One file.
    options
        ``encoding``, ``mapping`` and ``studies`` are used.

    Returns
    -------
    The table ``studies``. An entry that cannot be read is left out by name, with the reason.

    Raises
    ------
    UnreadableError
        It is not text in the declared encoding, or holds no entry that can be read.
    """
    path = Path(paths[0])
    account = Account()
    entries, digest = read_bibtex(path, options, account)
    references = bibtex_references(entries, account)
    return imported_references(
        references,
        file=path.name,
        format="bibtex",
        tool="",
        account=account,
        options=options,
        digests={path.name: digest},
    )


def read_bibtex(path: Path, options: ImportOptions, account: Account) -> tuple[list[BibtexEntry], str]:
    """Return the entries of a file and its digest; what cannot be read is in the account as ``records``.

    Parameters
    ----------
    path, options, account
        As in `read`.

    Raises
    ------
    UnreadableError
        See `read`.
    """
    text, digest = read_text_file(path, encoding=options.encoding)
    entries, bad = read_entries(text)
    account.find("records", len(bad))
    for name, reason in bad:
        account.leave_out("records", reason, [name])
    if not entries:
        why = f"; the first of {len(bad)} that failed: {bad[0][0]}, because {bad[0][1]}" if bad else ""
        raise UnreadableError(
            path.name, f"no BibTeX entry was found in it{why}", "Export the references again."
        )
    by_lines = [entry.key for entry in entries if entry.is_by_lines]
    if by_lines:
        account.remark(
            f"The braces of {list_in_words(by_lines, most=5)} do not match; these entries were read line by "
            "line and are worth a look."
        )
    repeated = [key for key, n in Counter(entry.key.casefold() for entry in entries).items() if n > 1]
    if repeated:
        account.remark(
            f"Several entries have the same key and are all kept: {list_in_words(repeated, most=5)}."
        )
    return entries, digest


def bibtex_references(entries: Sequence[BibtexEntry], account: Account) -> list[Reference]:
    """Return entries as references; the account is told of their fields.

    Parameters
    ----------
    entries
        From `read_bibtex`.
    account
        Is told what became of ``fields``.
    """
    fields = ReferenceFields(_TAKEN, _UNUSED)
    references = []
    for entry in entries:
        tags = {name: list(values) for name, values in entry.fields.items()}
        tags["_type"] = [entry.kind]
        tags["pages"] = [re.sub(r"-{2,3}|–", "-", value) for value in tags.get("pages", [])]
        taken = fields.take(tags)
        taken["keywords"] = split_list(taken.get("keywords", []), ";\n")
        if len(taken["keywords"]) == 1:
            taken["keywords"] = split_list(taken["keywords"], ",")
        labels = labels_in(taken.get("notes", []))
        if labels:
            taken["labels"] = [*taken.get("labels", []), *labels]
        links = [link for link in taken.get("url", []) if "doi.org/" in link.casefold()]
        if links and not taken.get("doi"):
            taken["doi"] = links
        taken = {name: values for name, values in taken.items() if values}
        references.append(
            Reference(f"entry {entry.key} (line {entry.line})", taken, entry.key, n_taken=fields.n_taken)
        )
    fields.account_for(account)
    return references
