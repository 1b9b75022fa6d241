"""References of any tool as the studies of a review: fields, identifiers, and what is the same work.

A reader turns each record of its file into a `Reference`; `imported_references` makes the table of
studies from them. What a record says and the review does not take is accounted for as ``fields``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.duplicate_references import Candidate, place_references
from synthesis.ingest.identifiers import slug
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import FIELDS
from synthesis.ingest.reference_names import citation_of, doi_of, readable_id, year_of
from synthesis.ingest.text_file import counted

__all__ = ["PlacedStudies", "Reference", "imported_references", "leave_out_fields", "place_studies"]

_SHOWN = 5


@dataclass
class Reference:
    """One record of a file of references.

    Parameters
    ----------
    place
        Where it stands, in words: ``record 3 (line 41)``.
    fields
        Name of `FIELDS` -> values, never blank ones. ``year`` and ``doi`` hold what may be one, the
        best first.
    native_id
        What the tool calls it.
    citation
        How the tool cites it, where it does; made from authors and year otherwise.
    named
        What the tool calls the study, where it does: ``Smith 2020``. Its identifier is made from it.
    further
        Further columns of the study.
    n_taken
        How many values of the record are in ``fields``; see `ReferenceFields.n_taken`.
    """

    place: str
    fields: dict[str, list[str]]
    native_id: str = ""
    citation: str = ""
    named: str = ""
    further: dict[str, str] = field(default_factory=dict)
    n_taken: int = 0

    def first(self, name: str) -> str:
        """Return the first value of a field, or an empty text."""
        return next(iter(self.fields.get(name, ())), "")

    @property
    def doi(self) -> str:
        """The DOI; empty if none of the values is one."""
        return next(filter(None, map(doi_of, self.fields.get("doi", ()))), "")

    @property
    def year(self) -> str:
        """The year; empty if none of the values names one."""
        return next(filter(None, map(year_of, self.fields.get("year", ()))), "")


def _study_columns(references: Sequence[Reference], ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the columns of the table of studies, the declared ones first, then those that are filled."""
    rows = [_study_row(reference) for reference in references]
    names = ["citation", "year", "doi", "year_as_given", *(n for n in FIELDS if n not in ("year", "doi"))]
    names += [name for name in dict.fromkeys(n for row in rows for n in row) if name not in names]
    columns = {name: [row.get(name, "") for row in rows] for name in names}
    needed = ("citation", "year", "doi", "title")
    filled = {name: cells for name, cells in columns.items() if name in needed or any(cells)}
    return {"study_id": list(ids), **filled}


def _study_row(reference: Reference) -> dict[str, str]:
    values = reference.fields
    row = {name: "; ".join(values[name]) for name in FIELDS if name in values and name not in ("year", "doi")}
    row["year"], row["doi"] = reference.year, reference.doi
    if not row["year"] and values.get("year"):
        row["year_as_given"] = "; ".join(values["year"])
    row["citation"] = reference.citation or citation_of(
        values.get("authors", []), row["year"], reference.first("title"), otherwise=reference.place
    )
    return row | reference.further


def imported_references(
    references: Iterable[Reference],
    *,
    file: str,
    format: str,
    tool: str,
    account: Account,
    options: ImportOptions,
    digests: Mapping[str, str],
    mapping: Mapping[str, object] | None = None,
) -> Imported:
    """Make the studies of a review from references.

    Parameters
    ----------
    references
        Every record that could be read. ``records`` and ``fields`` that could not be are in the
        account already.
    file, format, tool, digests
        As in `Imported`.
    account
        Is told what became of the records.
    options
        ``studies``: a record with the DOI, or the title and year, of a study that the review has gets
        its identifier. ``mapping["duplicates"]``: pairs that a person has accepted are merged.
    mapping
        Further entries of the mapping that the reader has used.

    Returns
    -------
    The table ``studies``. ``mapping["duplicates"]`` lists pairs that look like one work: ``keep``,
    ``drop``, ``why``, ``accepted``.

    Raises
    ------
    UnreadableError
        There is no reference.
    """
    references = list(references)
    if not references:
        raise UnreadableError(file, "no reference was found in it", "Export it again, or name its --format.")
    account.find("records", len(references))
    placed = place_studies(references, options, account)
    used = {**options.mapping, **(mapping or {}), **placed.mapping}
    return Imported(
        file, format, tool, {"studies": placed.studies}, placed.keys, account, used, dict(digests)
    )


def leave_out_fields(references: Iterable[Reference], account: Account) -> None:
    """Account for the fields of records that are no studies, which their reader took for kept.

    Parameters
    ----------
    references, account
        The records, and the account that holds their fields as kept.
    """
    n = sum(reference.n_taken for reference in references)
    if n:
        account.keep("fields", -n)
        account.leave_out("fields", "their record is no study of the review", n)


@dataclass
class PlacedStudies:
    """What references became.

    Parameters
    ----------
    studies, keys
        The table of studies and its native identities.
    ids
        The study of each reference, in the order of the references; a merged one has that of the
        reference that took it in.
    mapping
        ``duplicates``, where there are any.
    """

    studies: pd.DataFrame
    keys: pd.DataFrame
    ids: list[str]
    mapping: dict[str, object] = field(default_factory=dict)


def place_studies(
    references: Sequence[Reference], options: ImportOptions, account: Account, *, kind: str = "records"
) -> PlacedStudies:
    """Make the table of studies from references.

    Parameters
    ----------
    references
        The records; those that are merged fill the blanks of those that take them in.
    options, account
        As in `imported_references`. ``kind`` is told what was kept and what was merged.
    kind
        What the account calls a record.
    """
    placed = place_references([_candidate(reference) for reference in references], options, account, kind)
    for i, other in placed.merged:
        _fill_blanks(references[other], references[i])
    kept = [references[i] for i in placed.kept]
    account.keep(kind, len(kept), as_="studies")
    _remark_on(kept, account)
    frame = review_frame("studies", _study_columns(kept, placed.ids))
    natives = Counter(r.native_id.casefold() for r in kept)
    native = [r.native_id.casefold() if natives[r.native_id.casefold()] == 1 else "" for r in kept]
    keys = keys_frame("studies", placed.ids, native=native, path=[r.first("title") for r in kept])
    id_of = dict(zip(placed.kept, placed.ids, strict=True))
    id_of |= {i: id_of[other] for i, other in placed.merged}
    mapping: dict[str, object] = {"duplicates": placed.proposals} if placed.proposals else {}
    return PlacedStudies(frame, keys, [id_of[i] for i in range(len(references))], mapping)


def _candidate(reference: Reference) -> Candidate:
    authors, year, title = reference.fields.get("authors", []), reference.year, reference.first("title")
    otherwise = _place_id(reference.place)
    if slug(reference.named, blank=""):
        wanted = slug(reference.named)
    else:
        wanted = readable_id(authors, year, title, otherwise=otherwise)
    citation = reference.citation or citation_of(authors, year, title, otherwise=reference.place)
    return Candidate(wanted, reference.place, citation, title, year, reference.doi, authors)


def _place_id(place: str) -> str:
    return "-".join(place.partition("(")[0].split()) or "record"


def _fill_blanks(kept: Reference, other: Reference) -> None:
    for name, values in other.fields.items():
        kept.fields.setdefault(name, values)
        if name in ("year", "doi"):
            kept.fields[name] = list(dict.fromkeys([*kept.fields[name], *values]))
    for name, value in other.further.items():
        if not kept.further.get(name):
            kept.further[name] = value


def _remark_on(references: Sequence[Reference], account: Account) -> None:
    faulty = [r for r in references if r.fields.get("year") and not r.year]
    if faulty:
        shown = list_in_words([f"'{r.first('year')}' ({r.place})" for r in faulty], most=_SHOWN)
        account.remark(
            f"In {counted(len(faulty), 'record')} the year cannot be read: {shown}. It is left blank; what "
            "the record says stands in the column year_as_given."
        )
    nameless = [r.place for r in references if not (r.first("title") or r.first("authors") or r.named)]
    if nameless:
        shown = list_in_words(nameless, most=_SHOWN)
        account.remark(
            f"{counted(len(nameless), 'record')} with neither title nor authors: {shown}. They are kept."
        )
    no_doi = sum(1 for r in references if r.fields.get("doi") and not r.doi)
    if no_doi:
        account.remark(
            f"In {counted(no_doi, 'record')} what is given as the DOI is none; the column doi is blank there."
        )
    every = [label for r in references for label in r.fields.get("labels", ())]
    labels = Counter(label for label in every if label.startswith("ASReview_"))
    if labels:
        shown = ", ".join(f"{label} {n}" for label, n in sorted(labels.items()))
        account.remark(
            f"The records carry screening labels of ASReview ({shown}); all were taken as studies."
        )
