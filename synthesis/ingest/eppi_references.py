"""The references of EPPI-Reviewer: which are studies, and what the excluded ones say of the flow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.eppi_code_sets import EppiCode, EppiSet
from synthesis.ingest.imported import review_frame
from synthesis.ingest.reference_fields import ReferenceFields, split_list
from synthesis.ingest.references import Reference
from synthesis.ingest.text_file import clean_text

__all__ = ["STATUSES", "eppi_reference", "flow_of_excluded", "new_eppi_fields", "status_of"]

STATUSES = {"i": "included", "e": "excluded", "d": "deleted", "s": "duplicate"}
_TAKEN = {
    "title": ("Title",),
    "authors": ("Authors",),
    "year": ("Year",),
    "doi": ("DOI",),
    "editors": ("ParentAuthors",),
    "journal": ("ParentTitle",),
    "abstract": ("Abstract",),
    "keywords": ("Keywords",),
    "volume": ("Volume",),
    "issue": ("Issue",),
    "pages": ("Pages",),
    "month": ("Month",),
    "edition": ("Edition",),
    "publisher": ("Publisher", "Institution"),
    "place": ("City",),
    "issn": ("StandardNumber",),
    "url": ("URL",),
    "type": ("TypeName",),
    "notes": ("Comments", "Availability"),
    "named": ("ShortTitle",),
    "publication_country": ("Country",),
}
_UNUSED = dict.fromkeys(
    ("DateCreated", "CreatedBy", "DateEdited", "EditedBy", "ItemId", "OldItemId", "ItemStatus"),
    "it is about the record, not about the work",
)
_UNUSED |= {"ItemStatusTooltip": "it repeats the status", "QuickCitation": "it repeats the other fields"}
_NESTED = {"Codes", "Outcomes", "Arms", "ItemArms", "Timepoints", "ItemTimepoints"}


def new_eppi_fields() -> ReferenceFields:
    """Return what takes the fields of references and accounts for them."""
    return ReferenceFields(_TAKEN, _UNUSED)


def status_of(reference: Mapping[str, Any]) -> str:
    """Return whether a reference is included, excluded, deleted or a duplicate; silence is included."""
    return STATUSES.get(clean_text(reference.get("ItemStatus")).casefold()[:1], "included")


def eppi_reference(raw: Mapping[str, Any], number: int, fields: ReferenceFields) -> Reference:
    """Return a reference of the export.

    Parameters
    ----------
    raw
        One of ``References``.
    number
        Its place in the file, from 1.
    fields
        From `new_eppi_fields`.
    """
    tags = {k: [v] for k, v in raw.items() if k not in _NESTED and not isinstance(v, list | dict)}
    taken = fields.take(tags)
    for name, signs in (("authors", ";"), ("editors", ";"), ("keywords", "\n;\r")):
        if name in taken:
            taken[name] = split_list(taken[name], signs)
    short = "".join(taken.pop("named", []))
    country = "".join(taken.pop("publication_country", []))
    reference = Reference(
        f"reference {number}",
        {name: values for name, values in taken.items() if values},
        native_id=clean_text(raw.get("ItemId")),
        further={"publication_country": country} if country else {},
    )
    # EPPI-Reviewer writes "Smith (2020)"; names in Authors have no comma to tell family names by.
    found = re.fullmatch(r"(.*?)\s*\(\s*([12][0-9]{3}[a-z]?|n\.?d\.?)?\s*\)", short)
    family = (found[1] if found else "").strip()
    if family and len(family) <= 60:
        year = reference.year or (found[2] or "" if found else "")
        others = " et al." if len(taken.get("authors", [])) > 1 else ""
        reference.named = f"{family} {year}".strip()
        reference.citation = f"{family}{others} {year or 'n.d.'}"
    return reference


def flow_of_excluded(
    references: Sequence[tuple[str, list[EppiCode]]], screening: Sequence[EppiSet], account: Account
) -> pd.DataFrame:
    """Return boxes of the flow diagram from references that were screened.

    Parameters
    ----------
    references
        Status and screening codes of each reference.
    screening
        The code sets that screen. One whose name speaks of the full text is the second stage.
    account
        Gets the decision how stages were told apart.

    Returns
    -------
    The table ``flow``; empty where nothing was excluded.
    """
    excluded = [codes for status, codes in references if status == "excluded"]
    duplicates = sum(1 for status, _ in references if status == "duplicate")
    n_included = sum(1 for status, _ in references if status == "included")
    if not excluded and not duplicates:
        return review_frame("flow", {"box": [], "n": []})
    reasons: dict[str, Counter[str]] = {"records_excluded": Counter(), "dbr_excluded": Counter()}
    for codes in excluded:
        leaving = [code for code in codes if _excludes(code)]
        full = [code for code in leaving if _is_full_text(code.code_set)]
        chosen = full or leaving
        box = "dbr_excluded" if full else "records_excluded"
        reasons[box]["; ".join(dict.fromkeys(code.name for code in chosen)) or "no reason given"] += 1
    rows: list[tuple[str, int, str]] = []
    if duplicates:
        rows.append(("duplicates", duplicates, ""))
    if excluded:
        n_full = sum(reasons["dbr_excluded"].values())
        rows.append(("records_screened", n_included + len(excluded), ""))
        rows += [("records_excluded", n, reason) for reason, n in sorted(reasons["records_excluded"].items())]
        if n_full:
            rows.append(("dbr_assessed", n_included + n_full, ""))
            rows += [("dbr_excluded", n, reason) for reason, n in sorted(reasons["dbr_excluded"].items())]
        named = [code_set.name for code_set in screening if _is_full_text(code_set)]
        account.decide(
            "flow",
            "references excluded by a code of a full-text set are excluded reports, all others are "
            "excluded records",
            evidence=f"sets that speak of the full text: {', '.join(named) or 'none'}; only the references "
            "of this file are counted",
        )
    boxes, counts, texts = zip(*rows, strict=True)
    return review_frame("flow", {"box": boxes, "n": [str(n) for n in counts], "reason": texts})


def _excludes(code: EppiCode) -> bool:
    return code.kind.casefold().startswith("exclude") or code.name.casefold().startswith("exclude")


def _is_full_text(code_set: EppiSet) -> bool:
    return re.search(r"(?i)full[ -]?(?:text|report|paper|document)|\bstage 2\b", code_set.name) is not None
