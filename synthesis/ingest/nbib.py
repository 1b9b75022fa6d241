"""PubMed references (NBIB, MEDLINE): records -> studies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import ReferenceFields
from synthesis.ingest.references import Reference, imported_references
from synthesis.ingest.text_file import counted, first_text, read_text_file

__all__ = ["looks_like", "read"]

_TAG = re.compile(r"^([A-Z][A-Z0-9]{1,3})[ ]{0,2}-(?:[ ](.*)|)$")

_TAKEN = {
    "title": ("TI", "BTI", "TT"),
    "authors": ("_authors",),
    "year": ("DP", "DEP", "EDAT"),
    "doi": ("_doi",),
    "editors": ("FED", "ED"),
    "journal": ("JT", "TA"),
    "abstract": ("AB", "OAB"),
    "keywords": ("MH", "OT"),
    "volume": ("VI",),
    "issue": ("IP",),
    "pages": ("PG",),
    "edition": ("EN",),
    "publisher": ("PB",),
    "place": ("PL",),
    "issn": ("IS", "ISBN"),
    "pmid": ("PMID",),
    "pmcid": ("PMC",),
    "language": ("LA",),
    "type": ("PT",),
    "notes": ("GN",),
}
_UNUSED = {
    "AD": "it holds addresses of people",
    "AUID": "it is a number of a person",
    "AU": "the full name is given, too",
    "SO": "it repeats journal, volume and pages",
}
_UNUSED |= dict.fromkeys(
    ("OWN", "STAT", "DCOM", "LR", "EDAT", "MHDA", "CRDT", "PHST", "PST", "OTO", "JID", "SB", "DA"),
    "it is about the record in PubMed, not about the work",
)


def looks_like(path: Path) -> bool:
    """Return whether a file holds references as PubMed writes them."""
    return re.search(r"^PMID- ?[0-9]", first_text(path), re.MULTILINE) is not None


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read a file of references from PubMed.

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
    text, digest = read_text_file(path, encoding=options.encoding)
    account = Account()
    fields = ReferenceFields(_TAKEN, _UNUSED)
    references = []
    for number, (line, pairs) in enumerate(_blocks(text.split("\n"), account, path.name), start=1):
        references.append(_reference(pairs, fields, f"record {number} (line {line})"))
    fields.account_for(account)
    return imported_references(
        references,
        file=path.name,
        format="nbib",
        tool="PubMed",
        account=account,
        options=options,
        digests={path.name: digest},
    )


def _blocks(lines: Sequence[str], account: Account, file: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Yield the line and the tagged values of each record: blank lines part them, or a second PMID."""
    block: list[tuple[str, list[str]]] = []
    began, n_records = 0, 0
    outside: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        found = _TAG.match(line)
        begins_another = found is not None and found[1] == "PMID" and any(t == "PMID" for t, _ in block)
        if (not line.strip() or begins_another) and block:
            if any(tag in ("PMID", "TI", "BTI") for tag, _ in block):
                yield began, [(tag, " ".join(part for part in parts if part)) for tag, parts in block]
                n_records += 1
            else:
                outside += [tag for tag, parts in block for _ in parts]
            block = []
        if found is not None:
            began = began if block else number
            block.append((found[1], [(found[2] or "").strip()]))
        elif line.strip() and block:
            block[-1][1].append(line.strip())
        elif line.strip() and not re.fullmatch(r"\s*[0-9]+[:.]?\s*", line):
            outside.append("text without a tag")
    if outside:
        shown = list_in_words(list(dict.fromkeys(outside)), most=5)
        account.remark(f"{counted(len(outside), 'line')} between the records, not read: {shown}.")
    if not n_records:
        raise UnreadableError(
            file, "no reference was found in it: no line begins with PMID-", "Save the citations again."
        )


def _reference(pairs: Sequence[tuple[str, str]], fields: ReferenceFields, place: str) -> Reference:
    tags: dict[str, list[str]] = {}
    for tag, value in pairs:
        tags.setdefault(tag, []).append(value)
    # People and groups in the order in which they stand; the short form only where no full one does.
    person = "FAU" if any(tags.get("FAU", [])) else "AU"
    tags["_authors"] = [value for tag, value in pairs if tag in (person, "CN") and value]
    for tag in (person, "CN"):
        tags.pop(tag, None)
    numbers = [(tag, v) for tag in ("LID", "AID", "SO") for v in tags.get(tag, [])]
    dois = [value for _, value in numbers if value.casefold().endswith("[doi]")]
    for tag in ("LID", "AID"):
        kept = [value for value in tags.pop(tag, []) if value.casefold().endswith("[doi]")]
        others = sum(1 for t, value in numbers if t == tag) - len(kept)
        if others:
            fields.leave_out("it is a number of the publisher, not a DOI", tag, others)
    tags["_doi"] = dois or [v for v in tags.get("SO", []) if "doi:" in v.casefold()]
    if not dois and tags["_doi"]:
        tags.pop("SO")
    taken = fields.take(tags)
    return Reference(place, taken, next(iter(tags.get("PMID", [])), ""))
