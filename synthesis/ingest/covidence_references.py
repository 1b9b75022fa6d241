"""Covidence's export of references: studies, their reports, and why the others were excluded."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from synthesis.errors import check_option
from synthesis.ingest.account import Account
from synthesis.ingest.covidence_columns import folded
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import ReferenceFields, split_list
from synthesis.ingest.reference_names import citation_of, year_of
from synthesis.ingest.references import Reference, leave_out_fields, place_studies
from synthesis.ingest.sheet_cells import SheetCells

__all__ = ["read_references"]

LISTS = ("included", "excluded", "irrelevant", "undecided")
_TAKEN = {
    "title": ("title",),
    "authors": ("authors",),
    "year": ("published year", "year"),
    "doi": ("doi",),
    "journal": ("journal",),
    "abstract": ("abstract",),
    "volume": ("volume",),
    "issue": ("issue",),
    "pages": ("pages",),
    "month": ("published month",),
    "accession_number": ("accession number",),
    "labels": ("tags",),
    "notes": ("notes",),
    "named": ("study", "study id"),
}
_UNUSED = dict.fromkeys(("covidence #", "covidence number", "ref"), "it is a number of Covidence")
_REASON = re.compile(r"(?i)exclusion reason:\s{0,5}([^;\n]*)[;\n]?")
_IN_NAME = [
    ("included", r"included|extract"),
    ("excluded", r"excluded"),
    ("irrelevant", r"irrelevant"),
    ("undecided", r"screen|select|full[ _-]?text"),
]


def read_references(cells: SheetCells, options: ImportOptions, account: Account) -> Imported:
    """Make studies, reports and flow of the references of one list.

    Parameters
    ----------
    cells
        The sheet.
    options
        ``mapping["list"]``: which list it is (included, excluded, irrelevant, undecided), where the name
        of the file does not say so.
    account
        Is completed.
    """
    rows_are = _list_of(cells.file, options, account)
    fields = ReferenceFields(_TAKEN, _UNUSED)
    names = [folded(name) for name in cells.header]
    studies: dict[str, list[Reference]] = {}
    reasons: Counter[str] = Counter()
    left: dict[str, list[str]] = {}
    others: list[Reference] = []
    account.find("records", len(cells.frame))
    for row, values in zip(cells.frame.index, cells.frame.itertuples(index=False, name=None), strict=True):
        tags: dict[str, list[str]] = {}
        for name, value in zip(names, values, strict=True):
            tags.setdefault(name, []).append(value)
        reference, said = _reference(tags, row, fields)
        called = reference.named or reference.first("title")[:60] or reference.place
        if said or rows_are == "excluded":
            reasons[said or "no reason given"] += 1
            others.append(reference)
            left.setdefault("they were excluded at full text", []).append(called)
        elif rows_are != "included":
            word = "irrelevant" if rows_are == "irrelevant" else "not decided on"
            left.setdefault(f"they are {word}", []).append(called)
            others.append(reference)
        else:
            studies.setdefault(reference.native_id or reference.place, []).append(reference)
    fields.account_for(account)
    leave_out_fields(others, account)
    for reason, called in left.items():
        account.leave_out("records", reason, called)
    placed = place_studies([group[0] for group in studies.values()], options, account)
    reports, report_keys = _reports(list(studies.values()), placed.ids, account)
    flow = [("dbr_excluded", n, reason) for reason, n in sorted(reasons.items())]
    if rows_are == "irrelevant":
        flow.append(("records_excluded", sum(map(len, left.values())) - reasons.total(), ""))
    boxes, counts, texts = zip(*flow, strict=True) if flow else ((), (), ())
    flow_table = review_frame("flow", {"box": boxes, "n": [str(n) for n in counts], "reason": texts})
    tables = {"studies": placed.studies, "reports": reports, "flow": flow_table}
    return Imported(
        file=cells.file,
        format="covidence",
        tool="Covidence",
        tables={name: table for name, table in tables.items() if len(table)},
        keys=pd.concat([placed.keys, report_keys], ignore_index=True),
        account=account,
        mapping={**options.mapping, "list": rows_are, **placed.mapping},
        digests={cells.file: cells.sha256},
    )


def _list_of(file: str, options: ImportOptions, account: Account) -> str:
    said = options.mapping.get("list")
    if said is not None:
        check_option("list", said, LISTS)
        return str(said)
    found = next((name for name, words in _IN_NAME if re.search(words, file.casefold())), "")
    choice = found or "included"
    evidence = "the name of the file says so" if found else "the file does not say; set list in the mapping"
    account.decide("which references these are", choice, evidence=evidence)
    return choice


def _reference(tags: dict[str, list[str]], row: int, fields: ReferenceFields) -> tuple[Reference, str]:
    """Return the reference of a row, and the reason why it was excluded."""
    taken = fields.take(tags)
    notes = "\n".join(taken.pop("notes", []))
    said = list(dict.fromkeys(reason.strip() for reason in _REASON.findall(notes) if reason.strip()))
    rest = _REASON.sub("", notes).strip(" ;\n")
    if rest:
        taken["notes"] = [rest]
    for name in ("authors", "labels"):
        if name in taken:
            taken[name] = split_list(taken[name], ";")
    named = "".join(taken.pop("named", [])[:1])
    if named and not taken.get("year") and year_of(named):
        taken["year"] = [year_of(named)]
    number = next((v for name in ("covidence #", "covidence number") for v in tags.get(name, [])), "")
    reference = Reference(f"row {row}", taken, number.strip().removeprefix("#"), named=named)
    reference.n_taken = fields.n_taken
    if not taken.get("authors"):
        reference.citation = named
    return reference, "; ".join(said)


def _reports(
    groups: list[list[Reference]], ids: list[str], account: Account
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make reports of the references of a study that has several."""
    rows: list[tuple[str, ...]] = []
    for group, study_id in zip(groups, ids, strict=True):
        if len(group) == 1:
            continue
        for n, report in enumerate(group, start=1):
            title, journal = report.first("title"), report.first("journal")
            cited = report.citation or citation_of(report.fields.get("authors", []), report.year, title)
            citation = ", ".join(part for part in (cited, title, journal) if part)
            rows.append((f"{study_id}-r{n}", study_id, citation, report.year, report.doi))
        account.keep("records", len(group) - 1, as_="studies and reports")
    names = ("report_id", "study_id", "citation", "year", "doi")
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    keys = keys_frame("reports", columns["report_id"], path=columns["citation"])
    return review_frame("reports", columns), keys
