"""Recognise what databases and screening tools export as a sheet: one row a publication, nothing coded."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_mapping import SheetMapping
from synthesis.ingest.sheet_roles import fold, matches

__all__ = ["as_bibliography", "publication_columns"]

# What is told of a publication -> names of the column in Embase, Scopus, Web of Science (in words, and
# by tags of two letters), PubMed, Ovid, EBSCO, IEEE Xplore, ProQuest, Dimensions, ASReview and the like.
FIELDS: dict[str, str] = {
    "title": "title|article title|document title|publication title|primary title|titles|ti",
    "authors": "authors|author|author names|author s|author full names|authors primary|first author|au|af",
    "abstract": "abstract|abstracts|abstract note|ab|zusammenfassung|resumen|resume|resumo|riassunto|摘要",
    "journal": """journal|journal book|journal title|source title|secondary title|publication name|pubtitle|
        source publication|journal name|container title|publication title|so|source""",
    "year": """year|publication year|pubyear|published year|year of publication|pub year|date|py|
        publication date|date of publication|date published""",
    "doi": "doi|di|doi link|digital object identifier|article doi",
    "number": """pmid|pubmed id|pmcid|accession number|eid|ut|ut unique wos id|wos id|unique wos id|
        embase accession id|medline pmid|scopus id|publication id|ui|an|issn|issn isbn|isbn|storeid""",
}
_NAMES = {field: list(dict.fromkeys(map(fold, names.split("|")))) for field, names in FIELDS.items()}

# Role of a list of studies -> what is told of a publication.
ROLE_OF = {"author": "authors", "year": "year", "paper_title": "title", "doi": "doi"}
# Roles that teams add to such a list.
ADDED = ("country", "setting", "design", "n_participants")

# Columns of numbers and flags, which may hold nothing but 0 and 1 or yes and no.
NO_THEME = re.compile(
    r"\b(?:volume|issue|pages?|count|cited|cites|citations|times|access|status|issn|isbn|pmid|number|no|date|"
    r"day|month|year|edition|rank|usage|included|excluded|relevant|label|preprint|retracted|peer reviewed|"
    r"article|art|type|language|id|hot paper|part|supplement|special)\b"
)
# What stands for the field of a journal, and is no theme.
NO_CODE = re.compile(r"\b(?:wos|web of science|subject|science|asjc|journal)\b")


def publication_columns(sheet: SheetCells) -> set[str]:
    """Return the columns that tell of publications, and so are no themes whatever marks they hold.

    Parameters
    ----------
    sheet
        Any sheet; of one that does not list publications, no column does.
    """
    found = _told(sheet)
    if not _lists_publications(found):
        return set()
    counted = {name for name in sheet.header if NO_THEME.search(fold(name))}
    return counted.union(*found.values())


def as_bibliography(sheet: SheetCells, marked: Collection[str], account: Account) -> SheetMapping | None:
    """Return what the columns of a list of publications are, or None where the sheet is none.

    It is one where it has a title, and an abstract or three more of what is told of a publication
    (authors, journal, year, DOI, number of the database), and no column of codes, texts or themes.

    Parameters
    ----------
    sheet
        The sheet.
    marked
        Columns that hold nothing but marks and are none of `publication_columns`.
    account
        Is told that the rows were taken for studies.
    """
    found = _told(sheet)
    used = {name for names in found.values() for name in names}
    others = [name for name in sheet.header if name not in used]
    is_sure = bool(found["abstract"] or found["number"])
    if not _lists_publications(found) or len(marked) > 1:
        return None
    if any(_is_coded(name, is_sure=is_sure) for name in others):
        return None
    told = list_in_words([field for field in FIELDS if found[field]])
    choice = "a list of studies; say --as codings where its other columns are themes"
    evidence = f"it has columns for {told}, and none for codes"
    account.decide("what the rows are", choice, evidence=evidence)
    columns = {role: found[field][:1] for role, field in ROLE_OF.items() if found[field]}
    for role in ADDED:
        named = [name for name in others if matches(name, role) > 0.8]
        columns |= {role: named[:1]} if named else {}
    return SheetMapping("studies", columns)


def _told(sheet: SheetCells) -> dict[str, list[str]]:
    """Return the columns of each field, the best one first: a full date is the year only without a year."""
    found = {}
    for field, names in _NAMES.items():
        here = {fold(name): name for name in reversed(sheet.header) if fold(name) in names}
        found[field] = [here[name] for name in names if name in here]
    return found


def _lists_publications(found: Mapping[str, Sequence[str]]) -> bool:
    told = [field for field in FIELDS if found[field]]
    return "title" in told and ("abstract" in told or len(told) > 3)


def _is_coded(name: str, *, is_sure: bool) -> bool:
    """Return whether a column holds codes or coded text, by its name."""
    if max(matches(name, "code"), matches(name, "text")) > 0.8:
        return True
    return not is_sure and matches(name, "code") > 0.35 and not NO_CODE.search(fold(name))
