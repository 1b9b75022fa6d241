"""EPPI-Reviewer's JSON export: references, code sets and codings -> the tables of a review."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.errors import UnreadableError, check_option, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.eppi_code_sets import EppiCode, codebook_tables, read_code_sets, uses_of
from synthesis.ingest.eppi_codings import EppiCodings
from synthesis.ingest.eppi_references import (
    eppi_reference,
    flow_of_excluded,
    new_eppi_fields,
    status_of,
)
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.references import place_studies
from synthesis.ingest.text_file import clean_text, counted, first_text, read_text_file

__all__ = ["looks_like", "read"]

_MARKS = ("CodeSets", "References")
# NUL, and halves of a surrogate pair that stand alone, as JSON writes them.
_NO_TEXT = re.compile(
    r"(?<!\\)(?:\\u0000|\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f])", re.I
)
_ALSO = ("ItemId", "AttributeId", "SetName", "ItemStatus")


def looks_like(path: Path) -> bool:
    """Return whether a file is a JSON export of EPPI-Reviewer."""
    text = first_text(path)
    if not text.lstrip().startswith("{"):
        return False
    return any(f'"{mark}"' in text for mark in _MARKS) and any(f'"{mark}"' in text for mark in _ALSO)


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read a JSON export of EPPI-Reviewer, from the web version or the desktop one.

    Parameters
    ----------
    paths
        One file.
    options
        ``mapping``: ``code_sets`` (name of a set -> codebook, screening, appraisal or left out),
        ``statuses`` (what becomes a study besides included references), ``duplicates``.
        ``encoding`` and ``studies`` are used as well.

    Returns
    -------
    ``studies``, ``codebook``, ``codings`` and, where there are any, ``extracts``, ``sources`` (arms),
    ``appraisal`` and ``flow``. The export does not say who coded.

    Raises
    ------
    UnreadableError
        It is no JSON, or none of EPPI-Reviewer, or holds no reference.
    OptionError
        The mapping gives a code set a use that there is not.
    """
    path = Path(paths[0])
    account = Account()
    raw, digest = _parse(path, options, account)
    every = _list(raw.get("References"))
    references = [r for r in every if isinstance(r, Mapping)]
    sets = read_code_sets(raw.get("CodeSets"), account)
    if not references and not sets:
        reason = "there are neither references nor code sets in it"
        raise UnreadableError(
            path.name, reason, "Export references and code sets from EPPI-Reviewer as JSON."
        )
    uses = uses_of(sets, options.mapping.get("code_sets"), account)
    codebook, code_keys, code_ids = codebook_tables([s for s in sets if uses[s.name] == "codebook"], account)
    for code_set in sets:
        use, n = uses[code_set.name], len(code_set.codes)
        if use == "left out":
            account.leave_out("code sets", "they are left out", [code_set.name])
            account.leave_out("codes", "their code set is left out", [c.name for c in code_set.codes])
        else:
            account.keep("code sets", as_="codebook, appraisal tools and screening decisions")
            account.keep("codes", n, as_="codes, answers of appraisals and screening decisions")
    codes = {code.code_id: code for code_set in sets for code in code_set.codes}

    studied = _statuses(options)
    chosen = [(n, r) for n, r in enumerate(references, start=1) if status_of(r) in studied]
    account.find("references", len(every))
    account.leave_out("references", "they are no references but other values", len(every) - len(references))
    left = Counter(status_of(r) for r in references if status_of(r) not in studied)
    for status, n in left.items():
        names = [_name(r) for r in references if status_of(r) == status]
        account.leave_out("references", f"their status is {status}", names[:n])
    fields = new_eppi_fields()
    made = [eppi_reference(r, n, fields) for n, r in chosen]
    fields.account_for(account)
    placed = place_studies(made, options, account, kind="references")

    collected = EppiCodings(codes, uses, code_ids, account)
    study_of = {n: study_id for (n, _), study_id in zip(chosen, placed.ids, strict=True)}
    for number, reference in enumerate(references, start=1):
        codings = [c for c in _list(reference.get("Codes")) if isinstance(c, Mapping)]
        if number in study_of:
            arms = _list(reference.get("Arms")) or _list(reference.get("ItemArms"))
            collected.add(study_of[number], codings, [a for a in arms if isinstance(a, Mapping)])
        else:
            collected.leave_out(codings, "their reference is no study of the review", _name(reference))
        _leave_nested(reference, account)
    tables, keys = collected.tables()
    _add_decisions(placed.studies, collected.decisions)
    screening = [s for s in sets if uses[s.name] == "screening"]
    screened = [(status_of(r), _codes_of(r, codes, {s.name for s in screening})) for r in references]
    flow = flow_of_excluded(screened, screening, account)
    _remark(references, sets, account)
    return Imported(
        file=path.name,
        format="eppi-reviewer",
        tool="EPPI-Reviewer",
        tables={"studies": placed.studies, "codebook": codebook, "codings": tables.pop("codings")}
        | {name: table for name, table in (tables | {"flow": flow}).items() if len(table)},
        keys=pd.concat([placed.keys, code_keys, *keys], ignore_index=True),
        account=account,
        mapping={**options.mapping, "code_sets": uses, "statuses": sorted(studied), **placed.mapping},
        digests={path.name: digest},
    )


def _parse(path: Path, options: ImportOptions, account: Account) -> tuple[Mapping[str, Any], str]:
    text, digest = read_text_file(path, encoding=options.encoding)
    if _NO_TEXT.search(text):
        account.remark("NUL and half characters, which no file of text can hold, became the sign \ufffd.")
    try:
        # Numbers stay text: they are names of codes here, and may be longer than Python converts.
        raw = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError as error:
        raise UnreadableError(path.name, "its parts are nested too deeply", "Export it again.") from error
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = f"this is no JSON, or it is cut off{where}"
        raise UnreadableError(path.name, reason, "Export it again from EPPI-Reviewer.") from error
    if not isinstance(raw, Mapping) or not any(mark in raw for mark in _MARKS):
        reason = "this is JSON, but no export of EPPI-Reviewer: there are no References or CodeSets"
        raise UnreadableError(path.name, reason, "Export references and code sets as JSON.")
    return raw, digest


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _statuses(options: ImportOptions) -> set[str]:
    said = options.mapping.get("statuses")
    if said is None:
        return {"included"}
    chosen = {str(status) for status in (said if isinstance(said, list) else [said])}
    for status in chosen:
        check_option("statuses", status, ["included", "excluded", "deleted", "duplicate"])
    return chosen


def _name(reference: Mapping[str, Any]) -> str:
    return clean_text(reference.get("ShortTitle")) or clean_text(reference.get("Title"))[:60] or "untitled"


def _codes_of(reference: Mapping[str, Any], codes: Mapping[str, EppiCode], sets: set[str]) -> list[EppiCode]:
    given = [c for c in _list(reference.get("Codes")) if isinstance(c, Mapping)]
    found = [codes.get(clean_text(c.get("AttributeId"))) for c in given]
    return [code for code in found if code is not None and code.code_set.name in sets]


def _leave_nested(reference: Mapping[str, Any], account: Account) -> None:
    """Account for what a review has no table for."""
    for kind, names in (("outcomes", ("Outcomes",)), ("timepoints", ("Timepoints", "ItemTimepoints"))):
        found = [thing for name in names for thing in _list(reference.get(name))]
        if found:
            account.find(kind, len(found))
            titles = [clean_text(t.get("Title")) if isinstance(t, Mapping) else "" for t in found]
            account.leave_out(kind, "a review has no table for them", titles)


def _add_decisions(studies: pd.DataFrame, decisions: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Write screening decisions as columns of the studies, named after their code set."""
    for column in dict.fromkeys(name for of_study in decisions.values() for name in of_study):
        name = column if column not in studies.columns else f"{column}_codes"
        cells = ["; ".join(decisions.get(study, {}).get(column, [])) for study in studies["study_id"]]
        studies[name] = pd.Series(cells, index=studies.index, dtype="str").mask(lambda cell: cell == "")


def _remark(references: Sequence[Mapping[str, Any]], sets: Sequence[object], account: Account) -> None:
    uncoded = [_name(r) for r in references if not _list(r.get("Codes"))]
    if uncoded and sets:
        shown = list_in_words(uncoded, most=10)
        account.remark(f"{counted(len(uncoded), 'reference')} without any code: {shown}.")
    silent = sum(1 for r in references if not clean_text(r.get("ItemStatus")))
    if silent:
        n = counted(silent, "reference")
        account.remark(f"{n} without a status (included, excluded, deleted); taken as included.")
    if account["codings"].found:
        account.remark("The export does not say who coded, so the coder of every coding is blank.")
