"""Which references are one work: what the review has already, what a person has merged, what looks alike.

Likeness is proposed, never acted upon: two chapters share a DOI, two editorials a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_names import doi_of, family_name, lettered_ids, title_key, year_of
from synthesis.ingest.text_file import counted

__all__ = ["Candidate", "Placement", "place_references"]

# A shorter title ("Editorial", "Erratum") is compared together with the first author.
TELLING_TITLE = 20


@dataclass(frozen=True)
class Candidate:
    """What a reference is compared by.

    Parameters
    ----------
    wanted
        The identifier that it would like to have.
    place
        Where it stands in its file.
    citation, title, year, doi, authors
        Of the reference; may be empty.
    """

    wanted: str
    place: str
    citation: str
    title: str
    year: str
    doi: str
    authors: Sequence[str] = ()


@dataclass
class Placement:
    """Where the references went.

    Parameters
    ----------
    kept, ids
        Positions of the references that are studies, and the identifier of each.
    merged
        Position of a reference that was merged, and of the one that took it in.
    proposals
        ``keep``, ``drop``, ``why`` and ``accepted`` of each pair that looks like one work.
    """

    kept: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    proposals: list[dict[str, Any]] = field(default_factory=list)


def place_references(
    candidates: Sequence[Candidate], options: ImportOptions, account: Account, kind: str = "records"
) -> Placement:
    """Give each reference an identifier, and merge those that a person has said are one.

    Parameters
    ----------
    candidates
        In the order of the file.
    options
        ``studies`` and ``mapping["duplicates"]`` are used.
    account, kind
        Is told which records were left out as duplicates, and what it calls a record.
    """
    known = _Known(options.studies)
    matched = known.match(candidates)
    new = [i for i in range(len(candidates)) if i not in matched]
    fresh = lettered_ids([candidates[i].wanted for i in new], taken=known.ids)
    ids = [matched.get(i, "") for i in range(len(candidates))]
    for i, made in zip(new, fresh, strict=True):
        ids[i] = made
    if matched:
        account.remark(f"{counted(len(matched), 'record')} of studies that the review has already.")
    found = _alike(candidates, ids) + known.alike([(candidates[i], ids[i]) for i in new])
    proposals = list({(p["keep"], p["drop"]): p for p in reversed(found)}.values())[::-1]
    accepted = _accepted(options.mapping.get("duplicates"))
    placement = Placement(proposals=_with_answers(proposals, accepted))
    into = _followed(accepted)
    position = {study_id: i for i, study_id in enumerate(ids)}
    for i, study_id in enumerate(ids):
        keep = into.get(study_id, study_id)
        if keep != study_id and keep in position:
            placement.merged.append((i, position[keep]))
        elif keep != study_id and keep in known.ids and keep not in placement.ids:
            placement.kept.append(i)
            placement.ids.append(keep)
        else:
            placement.kept.append(i)
            placement.ids.append(study_id)
    account.leave_out(
        kind,
        "they are duplicates that the mapping merges",
        [f"{ids[i]} (duplicate of {ids[other]})" for i, other in placement.merged],
    )
    _remark_on(placement.proposals, accepted, {*ids, *known.ids}, account)
    return placement


class _Known:
    """The studies that the review has."""

    def __init__(self, studies: Sequence[Mapping[str, str]]) -> None:
        self.ids: dict[str, None] = {}
        self._by_doi: dict[str, list[str]] = {}
        self._by_title: dict[str, list[tuple[str, str, str]]] = {}
        self._by_citation: dict[str, str] = {}
        for study in studies:
            study_id = _text(study.get("study_id"))
            if not study_id:
                continue
            self.ids[study_id] = None
            doi, title, citation = (_text(study.get(name)) for name in ("doi", "title", "citation"))
            year = year_of(_text(study.get("year"))) or year_of(citation)
            if doi_of(doi):
                self._by_doi.setdefault(doi_of(doi), []).append(study_id)
            if title_key(title):
                self._by_title.setdefault(title_key(title), []).append((study_id, year, doi_of(doi)))
            if not title and not doi and citation:
                self._by_citation.setdefault(title_key(citation), study_id)

    def match(self, candidates: Sequence[Candidate]) -> dict[int, str]:
        """Return position -> study that the review has; each study is taken once."""
        found: dict[int, str] = {}
        taken: set[str] = set()
        for i, candidate in enumerate(candidates):
            free = [s for s in self._by_doi.get(candidate.doi, ()) if s not in taken]
            if candidate.doi and free:
                # A second record with this DOI was given an identifier of its own when it first came.
                found[i] = next((s for s in free if s.startswith(candidate.wanted)), free[0])
                taken.add(found[i])
        for i, candidate in enumerate(candidates):
            key = title_key(candidate.title)
            if i in found or not key:
                continue
            for study_id, year, doi in self._by_title.get(key, ()):
                if study_id in taken or (doi and candidate.doi and doi != candidate.doi):
                    continue
                if not year or not candidate.year or year == candidate.year:
                    found[i] = study_id
                    taken.add(study_id)
                    break
        return found

    def alike(self, new: Iterable[tuple[Candidate, str]]) -> list[dict[str, Any]]:
        """Propose for records that are new here the study of the review that they may be."""
        proposals = []
        for candidate, study_id in new:
            of_title = self._by_title.get(title_key(candidate.title), [])
            if candidate.doi in self._by_doi and candidate.doi:
                why = f"same DOI {candidate.doi} as a study of the review"
                proposals.append(_proposal(self._by_doi[candidate.doi][0], study_id, why))
            elif title_key(candidate.title) and of_title:
                why = f"same title as a study of the review, but another year or DOI: {candidate.title}"
                proposals.append(_proposal(of_title[0][0], study_id, why))
            elif title_key(candidate.citation) in self._by_citation:
                keep = self._by_citation[title_key(candidate.citation)]
                why = f"the review has a study '{candidate.citation}' without title and DOI"
                proposals.append(_proposal(keep, study_id, why))
        return proposals


def _alike(candidates: Sequence[Candidate], ids: Sequence[str]) -> list[dict[str, Any]]:
    """Propose pairs of one file: by DOI, then by title and year."""
    proposals: list[dict[str, Any]] = []
    first_with: dict[str, int] = {}
    with_title: dict[str, list[int]] = {}
    for i, candidate in enumerate(candidates):
        title = title_key(candidate.title)
        if len(title) < TELLING_TITLE and title:
            title += "|" + title_key(family_name(candidate.authors[0]) if candidate.authors else "")
        earlier = first_with.get(candidate.doi) if candidate.doi else None
        if earlier is not None:
            why = f"same DOI {candidate.doi}"
            if title_key(candidates[earlier].title) != title_key(candidate.title):
                why += ", but another title"
            proposals.append(_proposal(ids[earlier], ids[i], f"{why}: {candidate.title}".rstrip(": ")))
            continue
        if candidate.doi:
            first_with[candidate.doi] = i
        if not title:
            continue
        same = [j for j in with_title.setdefault(title, []) if _same_year(candidates[j], candidate)]
        if same:
            years = "same title and year"
            if not (candidate.year and candidates[same[0]].year):
                years = "same title, a year is missing"
            if candidate.doi and candidates[same[0]].doi:
                years += ", but another DOI"
            proposals.append(_proposal(ids[same[0]], ids[i], f"{years}: {candidate.title}"))
        else:
            with_title[title].append(i)
    return proposals


def _same_year(one: Candidate, other: Candidate) -> bool:
    return not one.year or not other.year or one.year == other.year


def _proposal(keep: str, drop: str, why: str) -> dict[str, Any]:
    return {"keep": keep, "drop": drop, "why": why if len(why) < 200 else why[:199] + "…", "accepted": False}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _accepted(said: Any) -> dict[str, str]:
    """Return drop -> keep of the pairs that a person has accepted."""
    pairs = [p for p in said if isinstance(p, Mapping)] if isinstance(said, list | tuple) else []
    return {
        str(p["drop"]): str(p["keep"])
        for p in pairs
        if p.get("accepted") is True and p.get("keep") and p.get("drop") and p["keep"] != p["drop"]
    }


def _followed(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return drop -> the one that is kept at the end of a chain; a ring is cut where it closes."""
    into: dict[str, str] = {}
    for drop in pairs:
        at, seen = drop, {drop}
        while pairs.get(at) is not None and pairs[at] not in seen:
            at = pairs[at]
            seen.add(at)
        # In a ring every member would be given up for another one; the first named stays.
        if pairs.get(at) in seen:
            at = min(seen)
        if at != drop:
            into[drop] = at
    return into


def _with_answers(proposals: list[dict[str, Any]], accepted: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the proposals with a person's answers, and the pairs that only the person has named."""
    answered = [p | {"accepted": accepted.get(p["drop"]) == p["keep"]} for p in proposals]
    proposed = {(p["drop"], p["keep"]) for p in proposals}
    own = [
        {"keep": keep, "drop": drop, "why": "named by hand", "accepted": True}
        for drop, keep in accepted.items()
        if (drop, keep) not in proposed
    ]
    return answered + own


def _remark_on(
    proposals: Sequence[Mapping[str, Any]], accepted: Mapping[str, str], ids: set[str], account: Account
) -> None:
    open_pairs = [p for p in proposals if not p["accepted"]]
    if open_pairs:
        shown = list_in_words([f"{p['drop']} of {p['keep']}" for p in open_pairs], most=5)
        account.remark(
            f"{counted(len(open_pairs), 'possible duplicate')}, not merged: {shown}. To merge a pair, "
            "write accepted: true at it under duplicates in the mapping."
        )
    unknown = sorted({i for pair in accepted.items() for i in pair} - ids)
    if unknown:
        account.remark(
            f"The mapping merges {list_in_words(unknown, most=5)}, which no record or study is called."
        )
