"""What the columns of a Covidence export are: facts of the reference, answers of a template, appraisal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.ingest.identifiers import column_name
from synthesis.ingest.reference_fields import FIELDS

__all__ = ["AppraisalItem", "answer_columns", "appraisal_items", "export_of", "folded"]

_JUDGEMENT = re.compile(r"(?i)^(.*?)[\s:–—-]{0,4}\(?\bjudge?ment\)?$")
_SUPPORT = re.compile(
    r"(?i)^(.*?)[\s:–—-]{0,4}\(?\b"
    r"(?:supporting (?:text|information|quotes?)|support for judge?ment|support)\)?$"
)
_COMMENT = re.compile(
    r"(?i)^(.*?)[\s:–—-]{0,4}\(?\b(?:comments?|notes?|rationale|justification|reasons?)\)?$"
)
_REPEATED = re.compile(r" \([0-9]+\)$")
# What Covidence's own templates call a column that a review declares.
_DECLARED = {
    "country": "country",
    "country in which the study conducted": "country",
    "country in which the study was conducted": "country",
    "setting": "setting",
    "study design": "design",
    "design": "design",
    "total number of participants": "n_participants",
}
_PERSONAL = {"email", "e-mail", "address", "correspondence address", "author's contact details", "contact"}
_RESERVED = {"study_id", "citation", "year", "doi", "source_id", "kind", "role", "year_as_given", *FIELDS}


def folded(name: str) -> str:
    """Return the name of a column as it is compared: small letters, single blanks, no mark of repetition."""
    return _REPEATED.sub("", " ".join(name.split()).casefold())


def export_of(header: Sequence[str]) -> str:
    """Return which export a header is of: references, extraction, arms, appraisal; blank if none.

    Parameters
    ----------
    header
        Names of the columns, in any order and case.
    """
    names = {folded(name) for name in header}
    is_study = names & {"study id", "study identifier", "study", "covidence #", "covidence number"}
    if not is_study:
        return ""
    if names & {"reviewer name", "reviewer"}:
        return "extraction"
    if names & {"covidence #", "covidence number"} and names & {"authors", "notes", "tags", "abstract"}:
        return "references"
    if appraisal_items(header):
        return "appraisal"
    if "study identifier" in names or "intervention" in names:
        return "arms"
    return "extraction" if names & {"covidence #", "study id"} and len(names) > 3 else ""


@dataclass(frozen=True)
class AppraisalItem:
    """One item of an appraisal: the columns of its answer and of what supports it; either may be blank."""

    item: str
    judgement: str
    support: str


def appraisal_items(header: Sequence[str]) -> list[AppraisalItem]:
    """Return the items whose answer and support stand in columns beside each other.

    ``Sampling judgement`` and ``Sampling supporting text`` are one item; so are ``Sampling`` and
    ``Sampling - Supporting text``, and a column that a nameless ``Supporting text`` follows.

    Parameters
    ----------
    header
        Names of the columns.
    """
    plain = [_REPEATED.sub("", name) for name in header]
    judgements: dict[str, tuple[str, str]] = {}
    supports: dict[str, str] = {}
    comments: dict[str, str] = {}
    by_name = {folded(name): name for name in reversed(header)}
    for position, (name, full) in enumerate(zip(plain, header, strict=True)):
        for pattern, into in ((_SUPPORT, supports), (_COMMENT, comments)):
            found = pattern.match(name)
            if found and found[1].strip():
                into.setdefault(folded(found[1]), full)
            elif found and pattern is _SUPPORT and position:
                supports.setdefault(folded(_base(plain[position - 1])), full)
        found = _JUDGEMENT.match(name)
        if found and found[1].strip():
            judgements.setdefault(folded(found[1]), (found[1].strip(), full))
    items = [
        AppraisalItem(item, column, supports.get(key) or comments.get(key, ""))
        for key, (item, column) in judgements.items()
    ]
    items += [
        AppraisalItem(_REPEATED.sub("", by_name[key]), by_name[key], support)
        for key, support in supports.items()
        if key not in judgements and key in by_name
    ]
    order = {name: position for position, name in enumerate(header)}
    return sorted(items, key=lambda item: order[item.judgement])


def _base(name: str) -> str:
    found = _JUDGEMENT.match(name)
    return found[1] if found and found[1].strip() else name


def answer_columns(header: Sequence[str], said: Any) -> dict[str, str]:
    """Return the column of the review for each column that holds answers; blank leaves it out.

    Parameters
    ----------
    header
        The columns that hold answers.
    said
        What the mapping says under ``columns``: name in the file -> name in the review.
    """
    said = said if isinstance(said, Mapping) else {}
    found: dict[str, str] = {}
    for name in header:
        if name in said:
            found[name] = column_name(str(said[name])) if said[name] else ""
            continue
        if folded(name) in _PERSONAL:
            found[name] = ""
            continue
        column = _DECLARED.get(folded(name)) or column_name(name)
        column = f"{column}_extracted" if column in _RESERVED else column
        candidate, number = column, 2
        while candidate in found.values():
            candidate, number = f"{column}_{number}", number + 1
        found[name] = candidate
    return found
