"""Zotero's own CSV export: rows -> studies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import ReferenceFields, labels_in, split_list
from synthesis.ingest.references import Reference, imported_references
from synthesis.ingest.sheet_cells import read_sheet_cells
from synthesis.ingest.text_file import first_text

__all__ = ["looks_like", "read"]

_NEEDED = ("key", "item type", "publication year")
_TAKEN = {
    "title": ("title",),
    "authors": ("author",),
    "year": ("publication year", "date"),
    "doi": ("doi",),
    "editors": ("editor",),
    "journal": ("publication title", "conference name", "journal abbreviation"),
    "abstract": ("abstract note",),
    "keywords": ("manual tags", "automatic tags"),
    "volume": ("volume",),
    "issue": ("issue", "number"),
    "pages": ("pages",),
    "edition": ("edition",),
    "publisher": ("publisher",),
    "place": ("place",),
    "issn": ("issn", "isbn"),
    "url": ("url",),
    "database": ("library catalog",),
    "language": ("language",),
    "type": ("item type", "type"),
    "notes": ("notes", "extra"),
}
_UNUSED = dict.fromkeys(("file attachments", "link attachments"), "it names a file on somebody's computer")
_UNUSED |= dict.fromkeys(
    ("date added", "date modified", "access date"), "it is about the record, not the work"
)
_UNUSED |= {"key": "it is the number of the record in its tool"}


def looks_like(path: Path) -> bool:
    """Return whether a file has the columns Key, Item Type and Publication Year."""
    header = first_text(path).lstrip("\n").partition("\n")[0].casefold()
    return all(re.search(rf'(?:^|["\t;,]){name}(?:$|["\t;,])', header) for name in _NEEDED)


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read the CSV export of a Zotero library.

    Parameters
    ----------
    paths
        One file.
    options
        ``encoding``, ``mapping`` and ``studies`` are used.

    Returns
    -------
    The table ``studies``.

    Raises
    ------
    UnreadableError
        It is not text in the declared encoding, or holds no row.
    """
    path = Path(paths[0])
    cells = read_sheet_cells(path, encoding=options.encoding, sheet=options.sheet)
    account = Account()
    for remark in cells.remarks:
        account.remark(remark)
    fields = ReferenceFields(_TAKEN, _UNUSED)
    names = [name.casefold() for name in cells.header]
    references = []
    for number, row in zip(cells.frame.index, cells.frame.itertuples(index=False, name=None), strict=True):
        tags = {name: [value] for name, value in zip(names, row, strict=True) if value.strip()}
        taken = fields.take(tags)
        for name, signs in (("authors", ";"), ("editors", ";"), ("keywords", ";"), ("notes", "\n")):
            if name in taken:
                taken[name] = split_list(taken[name], signs)
        extra = "\n".join(tags.get("extra", []))
        for name, pattern in (("pmid", r"\bPMID:\s*([0-9]+)"), ("pmcid", r"\bPMCID:\s*(\S+)")):
            found = re.search(pattern, extra)
            if found:
                taken[name] = [found[1]]
        doi_in_extra = re.search(r"\bDOI:\s*(\S+)", extra)
        if doi_in_extra and not taken.get("doi"):
            taken["doi"] = [doi_in_extra[1]]
        labels = labels_in(taken.get("notes", []))
        if labels:
            taken["labels"] = labels
        key = next(iter(tags.get("key", [])), "")
        references.append(Reference(f"row {number}", taken, key))
    fields.account_for(account)
    return imported_references(
        references,
        file=path.name,
        format="zotero-csv",
        tool="Zotero",
        account=account,
        options=options,
        digests={path.name: cells.sha256},
    )
