"""Covidence's exports of extracted data: one row a reviewer, one row an arm, or appraisal alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.covidence_answers import Answers, StudyRows
from synthesis.ingest.covidence_columns import AppraisalItem, answer_columns, appraisal_items, folded
from synthesis.ingest.identifiers import slug, unique_ids
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_names import year_of
from synthesis.ingest.references import Reference, place_studies
from synthesis.ingest.text_file import clean_text, counted

__all__ = ["read_rows"]

_NUMBER = ("covidence #", "covidence number")
_NAMES = ("study id", "study identifier", "study")
_REVIEWER = ("reviewer name", "reviewer")
_ARM = ("intervention", "arm", "intervention name", "group")
# Facts of a study that no two of its arms can differ in: rows that do are of two studies.
_OF_STUDY = ("title", "covidence #", "lead author", "authors name", "author name", "country", "doi", "year")


def read_rows(
    header: Sequence[str],
    rows: Sequence[tuple[int, Mapping[str, str]]],
    options: ImportOptions,
    account: Account,
    *,
    file: str,
    digest: str,
) -> Imported:
    """Make studies, arms and appraisal of rows of extracted data.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Number of the row, and column -> cell.
    options
        ``mapping``: ``columns`` (name in the file -> name in the review; blank leaves it out), ``tool``
        (name of the appraisal tool), ``disagreements`` (choices where reviewers differ).
    account
        Is completed: ``rows`` and ``answers``.
    file, digest
        As in `Imported`.
    """
    of = {folded(name): name for name in reversed(header)}
    fixed = {of[name] for name in (*_NUMBER, *_NAMES, *_REVIEWER, "title") if name in of}
    items = appraisal_items([name for name in header if name not in fixed])
    appraised = {column for item in items for column in (item.judgement, item.support) if column}
    by_reviewer = any(name in of for name in _REVIEWER)
    arm = "" if by_reviewer else next((of[name] for name in _ARM if name in of), "")
    answers = [name for name in header if name not in fixed | appraised | {arm}]
    columns = answer_columns(answers, options.mapping.get("columns"))
    studies = _studies(rows, of, account, arm)
    account.find("rows", len(rows))
    account.keep("rows", len(rows), as_="studies, with the answers of reviewers or arms")
    references = [_reference(study, n) for n, study in enumerate(studies, start=1)]
    cells = Answers(columns, account, options.mapping.get("disagreements"))
    arms: list[list[dict[str, str]]] = []
    varying = _varying(studies, answers) if arm else set()
    for study, reference in zip(studies, references, strict=True):
        if by_reviewer:
            reviewer = next(of[name] for name in _REVIEWER if name in of)
            reference.further = cells.of_reviewers(study, reviewer)
            arms.append([])
        else:
            reference.further = cells.of_arms(study, varying)
            arms.append(cells.arms(study, arm, varying) if arm else [])
    account.find("studies", len(references))
    placed = place_studies(references, options, account, kind="studies")
    sources = _sources(arms, placed.ids, account)
    appraisal = _appraisal(studies, placed.ids, items, of, options.mapping.get("tool"), account)
    tables = {"studies": placed.studies, "sources": sources, "appraisal": appraisal}
    keys = keys_frame("sources", sources["source_id"], path=sources["source_id"])
    mapping: dict[str, Any] = {**options.mapping, "columns": columns}
    if items:
        mapping["tool"] = _tool(options.mapping.get("tool"))
    if cells.open_ones:
        mapping["disagreements"] = cells.open_ones
    cells.remark()
    return Imported(
        file=file,
        format="covidence",
        tool="Covidence",
        tables={name: table for name, table in tables.items() if len(table)},
        keys=pd.concat([placed.keys, keys], ignore_index=True),
        account=account,
        mapping=mapping | placed.mapping,
        digests={file: digest},
    )


def _tool(said: Any) -> str:
    return clean_text(said) or "Covidence quality assessment"


def _studies(
    rows: Sequence[tuple[int, Mapping[str, str]]], of: Mapping[str, str], account: Account, arm: str
) -> list[StudyRows]:
    """Put the rows of each study together; two studies of one name are never merged in silence."""
    found: dict[str, list[StudyRows]] = {}
    for number, cells in rows:
        filled = {name: text for name, value in cells.items() if (text := clean_text(value))}
        native = next((filled[of[n]] for n in _NUMBER if n in of and of[n] in filled), "").removeprefix("#")
        named = next((filled[of[n]] for n in _NAMES if n in of and of[n] in filled), "")
        named = " ".join(named.split())
        title = filled.get(of.get("title", ""), "")
        study = StudyRows(named, native, title, [filled])
        key = native or slug(named, blank="") or f"row {number}"
        same = found.setdefault(key, [])
        into = next((s for s in same if native or not _are_two(s, filled, title, of, arm)), None)
        if into is None:
            same.append(study)
        else:
            into.rows.append(filled)
            into.title = into.title or title
    for named, same in found.items():
        if len(same) > 1:
            account.remark(
                f"{counted(len(same), 'study', 'studies')} are called {same[0].named or named}: their rows "
                "differ in what one study has once, so they were kept apart."
            )
    return [study for same in found.values() for study in same]


def _are_two(study: StudyRows, row: Mapping[str, str], title: str, of: Mapping[str, str], arm: str) -> bool:
    """Whether a row of the same name is of another study: a fact differs, or an arm stands there already."""
    if title and study.title and title.casefold() != study.title.casefold():
        return True
    if arm and any(r.get(arm, "").casefold() == row.get(arm, "").casefold() for r in study.rows):
        return True
    first = study.rows[0]
    return any(
        first.get(of[name], "") and row.get(of[name], "") and folded(first[of[name]]) != folded(row[of[name]])
        for name in _OF_STUDY
        if name in of
    )


def _reference(study: StudyRows, number: int) -> Reference:
    fields = {"title": [study.title]} if study.title else {}
    year = year_of(study.named)
    if year:
        fields["year"] = [year]
    place = f"study {number}"
    return Reference(place, fields, study.number, citation=study.named, named=study.named)


def _varying(studies: Sequence[StudyRows], answers: Sequence[str]) -> set[str]:
    """Return the columns in which the arms of some study differ."""
    return {
        name
        for name in answers
        if any(len({row[name] for row in study.rows if name in row}) > 1 for study in studies)
    }


def _sources(
    arms: Sequence[Sequence[Mapping[str, str]]], ids: Sequence[str], account: Account
) -> pd.DataFrame:
    rows = [
        {"source_id": f"{study_id}-{slug(arm['role'])}", "study_id": study_id, "kind": "arm", **arm}
        for of_study, study_id in zip(arms, ids, strict=True)
        for arm in of_study
    ]
    if rows:
        account.find("arms", len(rows))
        account.keep("arms", len(rows), as_="sources")
    names = list(dict.fromkeys(["source_id", "study_id", "kind", "role", *(n for row in rows for n in row)]))
    columns = {name: [row.get(name, "") for row in rows] for name in names}
    columns["source_id"] = unique_ids(columns["source_id"])
    return review_frame("sources", columns)


def _appraisal(
    studies: Sequence[StudyRows],
    ids: Sequence[str],
    items: Sequence[AppraisalItem],
    of: Mapping[str, str],
    said: Any,
    account: Account,
) -> pd.DataFrame:
    """Make the appraisal of the judgement of each reviewer; the consensus is one of them."""
    reviewer = next((of[name] for name in _REVIEWER if name in of), "")
    rows: dict[tuple[str, str, str], list[str]] = {}
    people: dict[str, str] = {}
    for study, study_id in zip(studies, ids, strict=True):
        for row in study.rows:
            who = row.get(reviewer, "") if reviewer else ""
            if "@" in who:
                who = people.setdefault(who.casefold(), f"reviewer {len(people) + 1}")
            who = "consensus" if who.casefold().startswith("consensus") else who
            for item in items:
                judgement, support = row.get(item.judgement, ""), row.get(item.support, "")
                n = bool(judgement) + bool(support)
                if not n:
                    continue
                account.find("judgements", n)
                key = (study_id, item.item, who)
                if key not in rows:
                    rows[key] = [judgement, support]
                    account.keep("judgements", n, as_="rows of the appraisal")
                elif rows[key] == [judgement, support]:
                    account.leave_out("judgements", "another row of the study says the same", [item.item] * n)
                else:
                    merged = [
                        new if not old else old if not new or new == old else f"{old}; {new}"
                        for old, new in zip(rows[key], [judgement, support], strict=True)
                    ]
                    rows[key] = merged
                    account.keep("judgements", n, as_="rows of the appraisal")
    return review_frame(
        "appraisal",
        {
            "study_id": [study_id for study_id, _, _ in rows],
            "tool": [_tool(said)] * len(rows),
            "item": [item for _, item, _ in rows],
            "judgement": [judgement for judgement, _ in rows.values()],
            "rationale": [support for _, support in rows.values()],
            "appraiser": [who for _, _, who in rows],
        },
    )
