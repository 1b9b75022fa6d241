"""RIS references, and the tagged format of Web of Science: records -> studies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rispy.config import TYPE_OF_REFERENCE_MAPPING

from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import ReferenceFields, labels_in, split_list
from synthesis.ingest.references import Reference, imported_references
from synthesis.ingest.ris_records import RisRecord, is_ris, is_web_of_science, read_records
from synthesis.ingest.text_file import first_text

__all__ = ["looks_like", "read", "ris_references"]

_TAKEN = {
    "title": ("TI", "T1", "CT", "BT", "ST", "TT"),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1", "DA"),
    "doi": ("DO", "DI"),
    "editors": ("A2", "ED", "A3", "A4"),
    "journal": ("JF", "T2", "JO", "JA", "J2", "J1", "T3"),
    "abstract": ("AB", "N2"),
    "keywords": ("KW",),
    "volume": ("VL", "VO"),
    "issue": ("IS",),
    "pages": ("_pages",),
    "edition": ("ET",),
    "publisher": ("PB",),
    "place": ("CY", "PP"),
    "issn": ("SN",),
    "url": ("UR", "LK"),
    "accession_number": ("AN",),
    "database": ("DB", "DP"),
    "language": ("LA",),
    "type": ("TY", "M3"),
    "labels": ("_labels",),
    "notes": ("N1",),
}
_WOS_TAKEN = {
    "title": ("TI",),
    "authors": ("AF", "AU", "BF", "BA", "CA", "GP"),
    "year": ("PY",),
    "doi": ("DI", "D2"),
    "editors": ("BE",),
    "journal": ("SO", "JI", "J9"),
    "abstract": ("AB",),
    "keywords": ("DE", "ID"),
    "volume": ("VL",),
    "issue": ("IS",),
    "pages": ("_pages",),
    "month": ("PD",),
    "publisher": ("PU",),
    "place": ("PI",),
    "issn": ("SN", "EI", "BN"),
    "pmid": ("PM",),
    "accession_number": ("UT",),
    "language": ("LA",),
    "type": ("DT",),
}
_PERSONAL = "it holds addresses of people"
_UNUSED = dict.fromkeys(("AD", "EM", "RP"), _PERSONAL)
_UNUSED |= dict.fromkeys(("L1", "L2", "L3", "L4"), "it is a link to a file or a catalogue")
_UNUSED |= {"ID": "it is the number of the record in its tool"}
_WOS_UNUSED = dict.fromkeys(("C1", "EM", "RP"), _PERSONAL)
_WOS_UNUSED |= {
    "PT": "it says the kind of publication as a letter",
    "CR": "it lists the works that are cited",
}


def looks_like(path: Path) -> bool:
    """Return whether a file holds RIS records or tagged records of Web of Science."""
    text = first_text(path)
    return is_ris(text) or is_web_of_science(text)


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read a file of references in RIS or the tagged format of Web of Science.

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
        It is not text in the declared encoding, or holds no record.
    """
    path = Path(paths[0])
    account = Account()
    records, tool, digest = read_records(path, options, account)
    references = ris_references(records, account, is_wos=tool == "Web of Science")
    return imported_references(
        references,
        file=path.name,
        format="ris",
        tool=tool,
        account=account,
        options=options,
        digests={path.name: digest},
    )


def ris_references(records: Sequence[RisRecord], account: Account, *, is_wos: bool) -> list[Reference]:
    """Return records as references; the account is told of their fields.

    Parameters
    ----------
    records
        From `read_records`.
    account
        Is told what became of ``fields``.
    is_wos
        Whether the tags are those of Web of Science.
    """
    fields = ReferenceFields(_WOS_TAKEN, _WOS_UNUSED) if is_wos else ReferenceFields(_TAKEN, _UNUSED)
    references = []
    for number, record in enumerate(records, start=1):
        tags = dict(record.tags)
        start, end = ("BP", "EP") if is_wos else ("SP", "EP")
        pages = _pages(tags.pop(start, []), tags.pop(end, []), fields)
        article = tags.pop("AR" if is_wos else "C7", [])
        # "_pages" and "_labels" are tags of ours: what several tags hold, or a part of one.
        tags["_pages"] = pages or article[:1]
        if pages and article:
            fields.leave_out("the pages are given, too", "AR" if is_wos else "C7", len(article))
        if not is_wos:
            tags["TY"] = [TYPE_OF_REFERENCE_MAPPING.get(kind, kind) for kind in tags.get("TY", [])]
        taken = fields.take(tags)
        n_taken = fields.n_taken
        labels = labels_in(record.tags.get("N1", []))
        if labels:
            taken["labels"] = labels
        if is_wos and "keywords" in taken:
            taken["keywords"] = split_list(taken["keywords"], ";")
        links = [link for tag in ("UR", "L2", "L3", "LK", "M3") for link in record.tags.get(tag, [])]
        links = [link for link in links if re.search(r"doi\.org/|^doi:?\s*10\.", link.strip(), re.IGNORECASE)]
        if links and not taken.get("doi"):
            taken["doi"] = links
        native = next(iter(record.tags.get("UT" if is_wos else "ID", [])), "")
        references.append(Reference(f"record {number} (line {record.line})", taken, native, n_taken=n_taken))
    fields.account_for(account)
    return references


def _pages(starts: Sequence[str], ends: Sequence[str], fields: ReferenceFields) -> list[str]:
    """Return the pages as one value; Ovid writes 'No Pagination Specified' over both tags."""
    start, end = (next((v for v in values if v), "") for values in (starts, ends))
    for tag, values in (("SP", starts[1:]), ("EP", ends[1:])):
        if any(values):
            fields.leave_out("the record gives the pages twice", tag, sum(map(bool, values)))
    if start.casefold() in ("no", "no pagination", "no pages") or end.casefold().endswith("specified"):
        fields.leave_out("it says that there are no pages", "SP", bool(start) + bool(end))
        return []
    if not start or not end or end == start or start.endswith(f"-{end}"):
        if start and end:
            fields.leave_out("it repeats the first page", "EP")
        return [start or end] if start or end else []
    fields.count_joined(1)
    return [f"{start}-{end}"]
