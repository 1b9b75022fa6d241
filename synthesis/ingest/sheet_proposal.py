"""Propose which column of a sheet is what: by its header first, then by its place and what it holds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.sheet_bibliography import as_bibliography, publication_columns
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_dedoose import descriptors, with_code_columns
from synthesis.ingest.sheet_layouts import NO_CODINGS, recognise
from synthesis.ingest.sheet_mapping import HOW_TO_MAP, SheetMapping
from synthesis.ingest.sheet_marks import is_marked
from synthesis.ingest.sheet_profile import by_content, constant_within, looks_cited
from synthesis.ingest.sheet_roles import CODED_ROLES, STUDY_ROLES, fold, matches

__all__ = ["assign_roles", "propose", "propose_codebook"]

# Roles that several columns may have together: "Code 1", "Code 2"; "Page", "Paragraph".
SEVERAL = {"code", "locator", "memo"}
MOST_LEVELS = 6
# Headers that say themselves that the column is a level below: "Subtheme", "Unterkategorie".
BELOW = re.compile("(?:sub|unter|sous)")
LEAST = 0.35  # of `matches`; half a header says what it is


def propose(
    sheet: SheetCells, account: Account, *, as_: str | None = None, known: Collection[str] = ()
) -> SheetMapping:
    """Propose what the columns of a sheet are.

    Parameters
    ----------
    sheet
        The sheet.
    account
        Is told what was decided on.
    as_
        ``"studies"`` or ``"codings"``, where a person has said it.
    known
        Codes that are known: of a codebook, or of the review.

    Raises
    ------
    UnreadableError
        It is a table of results and holds no codings, or nothing in it looks like a text, a code
        or a study.
    """
    if as_ == "studies":
        return SheetMapping("studies", _study_columns(sheet))
    tool = recognise(sheet)
    if tool in NO_CODINGS:
        reason, advice = NO_CODINGS[tool]
        raise UnreadableError(sheet.place, reason, advice)
    if tool == "dedoose":
        roles = assign_roles(sheet.header, (*CODED_ROLES, "created"))
        return _with_attributes(sheet, with_code_columns(sheet, _coded(sheet, roles, tool)), account)
    if tool == "codebook":
        return propose_codebook(sheet)
    told = publication_columns(sheet) if tool is None else ()
    columns = [name for name in sheet.header if name not in told]
    marked = {name: kind for name in columns if (kind := is_marked(sheet.frame[name]))}
    if as_ is None and tool is None and (bibliography := as_bibliography(sheet, marked, account)):
        return bibliography
    # Tools say nothing of studies; at home "Reference" is one.
    of_studies = ("author",) if tool else STUDY_ROLES
    roles = assign_roles(sheet.header, (*CODED_ROLES, *of_studies, *UNPLACED), inexact=_texts(sheet, marked))
    if "code" in roles:
        # A column of crosses is a theme, even where it is called "Theme 1".
        roles["code"] = [name for name in roles["code"] if name not in marked]
        roles = {role: names for role, names in roles.items() if names}
    of_codings = Account()  # decisions that matter only where it turns out to be codings
    _settle_author(sheet, roles, tool, of_codings)
    if "code" not in roles:
        _by_content(sheet, roles, marked, known, of_codings)
    elif not {"document", "study", "group", "author"} & set(roles):
        _document_by_content(sheet, roles, marked, of_codings)
    themes = [name for name in marked if not any(name in names for names in roles.values())]
    # One column of yes and no alone, or beside codes, says something else than a theme.
    if "code" in roles or (len(themes) < 2 and "text" not in roles):
        themes = []
    if "code" in roles:
        account.add(of_codings)
        mapping = _coded(sheet, roles, tool or "long")
        _settle_levels(sheet, mapping, account)
        return _with_attributes(sheet, mapping, account)
    if themes:
        account.add(of_codings)
        kinds = {marked[name] for name in themes}
        mapping = _coded(sheet, roles, "wide")
        mapping.themes = {name: name for name in themes}
        mapping.theme_cells = "directions" if "directions" in kinds else "marks"
        n = "1 column holds" if len(themes) == 1 else f"{len(themes)} columns hold"
        evidence = f"{n} nothing but marks: {list_in_words(themes, most=6)}"
        account.decide("layout of the sheet", "each of these columns is a theme", evidence=evidence)
        return _with_attributes(sheet, mapping, account)
    bibliographic = {"paper_title", "author", "year", "doi", "citation"} & set(roles)
    if as_ is None and (len(bibliographic) > 1 or (bibliographic and "study" in roles)):
        evidence = "it has columns for " + list_in_words([r for r in STUDY_ROLES if r in roles])
        choice = "a list of studies; say --as codings where its other columns are themes"
        account.decide("what the rows are", choice, evidence=evidence)
        return SheetMapping("studies", _study_columns(sheet))
    account.add(of_codings)
    return _wide_texts(sheet, roles, account)


# Columns of tools that the review has no place for; named so that no other role takes them.
UNPLACED = ("colour", "weight", "size", "created", "modified", "n_codes")


def assign_roles(
    header: Sequence[str], roles: Sequence[str], *, inexact: Collection[str] | None = None
) -> dict[str, list[str]]:
    """Give each column the role that its header names best, each role to one column but for a few.

    Parameters
    ----------
    header
        Names of the columns.
    roles
        Roles to give, the more important first.
    inexact
        Columns that may have a role although their header says more than its name; None: all.

    Returns
    -------
    Role -> columns, in the order of the sheet.
    """
    scored = []
    for position, name in enumerate(header):
        for order, role in enumerate(roles):
            score = matches(name, role)
            if score > 0.8 or (score >= LEAST and (inexact is None or name in inexact)):
                scored.append((-score, order, position, name, role))
    given: dict[str, list[str]] = {}
    taken: set[str] = set()
    for _, _, _, name, role in sorted(scored):
        if name in taken or (role in given and role not in SEVERAL):
            continue
        given.setdefault(role, []).append(name)
        taken.add(name)
    for names in given.values():
        names.sort(key=list(header).index)
    return given


def _texts(sheet: SheetCells, marked: Collection[str]) -> list[str]:
    return [name for name in sheet.header if name not in marked]


def _settle_author(
    sheet: SheetCells, roles: dict[str, list[str]], tool: str | None, account: Account
) -> None:
    """Decide whose name stands in a column "Author": the coder's or that of the study's authors."""
    if "author" not in roles:
        return
    author = roles["author"][0]
    document = roles.get("document") or roles.get("study")
    if tool == "maxqda":
        if "coder" not in roles:
            roles["coder"] = roles.pop("author")
    elif document is None:
        # Author and year name a study where no other column does.
        roles["document"] = [author, *roles.get("year", [])]
        account.decide(
            "documents", f"named by {list_in_words(roles['document'])}", evidence="no other column names them"
        )
        del roles["author"]
    elif "coder" not in roles and "year" not in roles:
        varies = not constant_within(sheet.frame, document, author)
        if varies:
            roles["coder"] = roles.pop("author")
        choice = "the coders" if varies else "the authors of the studies"
        evidence = "it " + ("differs within" if varies else "is the same throughout") + " a document"
        account.decide(f"column '{author}'", choice, evidence=evidence)


def _settle_levels(sheet: SheetCells, mapping: SheetMapping, account: Account) -> None:
    """Decide whether several columns of codes are several codes, or a theme and what is under it."""
    columns = mapping.columns["code"]
    if len(columns) < 2:
        return
    mapping.code_columns = "levels" if _are_levels(sheet, columns) else "several"
    kind = "levels of one code" if mapping.code_columns == "levels" else "several codes"
    account.decide(
        f"columns {list_in_words(columns)}",
        kind,
        evidence="each value of the later stands beside one value of the earlier"
        if mapping.code_columns == "levels"
        else "their values do not lie within one another",
    )


def _are_levels(sheet: SheetCells, columns: Sequence[str]) -> bool:
    if len(columns) > MOST_LEVELS:
        return False
    frame = sheet.frame[list(columns)]
    if frame.apply(lambda column: column.str.contains("[;\n|]").any()).any():
        return False
    n_distinct = [frame[column].nunique() for column in columns]
    return all(
        (fewer < more or (fewer == more and BELOW.match(fold(lower))))
        and constant_within(frame, [lower], upper)
        for (fewer, more), (upper, lower) in zip(
            itertools.pairwise(n_distinct), itertools.pairwise(columns), strict=True
        )
    )


def _by_content(
    sheet: SheetCells,
    roles: dict[str, list[str]],
    marked: Collection[str],
    known: Collection[str],
    account: Account,
) -> None:
    taken = {name for names in roles.values() for name in names} | set(marked)
    found = by_content(sheet, taken, roles, known)
    if "code" not in found and ("text" in roles or len(_long_texts(sheet, taken)) != 1):
        return  # several columns of texts and no codes: each may be a theme
    for role, (name, evidence, confidence) in found.items():
        roles[role] = [name]
        account.decide(f"column '{name}'", f"read as the {role}", confidence=confidence, evidence=evidence)


def _document_by_content(
    sheet: SheetCells, roles: dict[str, list[str]], marked: Collection[str], account: Account
) -> None:
    """Find the column that names studies as people cite them, where no header says which it is."""
    taken = {name for names in roles.values() for name in names} | set(marked)
    name = next((n for n in sheet.header if n not in taken and looks_cited(sheet.frame[n])), None)
    if name is not None:
        roles["document"] = [name]
        evidence = "its cells are names with a year, and no header names documents"
        account.decide(f"column '{name}'", "read as the document", evidence=evidence)


def _long_texts(sheet: SheetCells, taken: Collection[str]) -> list[str]:
    """Return the columns without a role whose cells are texts, but for a mark here and there."""
    found = []
    for name in sheet.header:
        if name not in taken:
            length = sheet.frame[name].str.strip().str.len()
            if length[length > 3].mean() >= 20:
                found.append(name)
    return found


def _coded(sheet: SheetCells, roles: dict[str, list[str]], layout: str) -> SheetMapping:
    columns = {role: names for role, names in roles.items() if role in CODED_ROLES}
    if "study" in columns:
        if "document" in columns:
            columns.setdefault("group", columns["study"])
        else:
            columns["document"] = columns["study"]
        del columns["study"]
    mapping = SheetMapping(layout, columns)
    if layout in ("maxqda", "nvivo", "taguette"):
        mapping.code_separator = ""  # these write a row for each code
    return mapping


def _with_attributes(sheet: SheetCells, mapping: SheetMapping, account: Account) -> SheetMapping:
    """Keep what a sheet says about the document of each row as attributes of it."""
    document = mapping.columns.get("document")
    if mapping.layout not in ("long", "wide", "dedoose") or not document:
        return mapping
    left = [name for name in sheet.header if name not in mapping.used]
    if mapping.layout == "dedoose":
        left = descriptors(left)
    blank = [name for name in left if not sheet.frame[name].str.strip().ne("").any()]
    same = [n for n in left if n not in blank and constant_within(sheet.frame, document, n)]
    if same:
        mapping.columns["attributes"] = same
        account.decide(
            "columns that say one thing about each document",
            f"kept as attributes of the documents: {list_in_words(same)}",
            evidence="in each of them every document has one value at most",
        )
    return mapping


def propose_codebook(sheet: SheetCells) -> SheetMapping:
    """Propose what the columns of a table of codes are.

    Parameters
    ----------
    sheet
        One that lists codes, see `names_its_codes`.
    """
    if recognise(sheet) == "co-occurrence":
        return SheetMapping("codebook", {"code": sheet.header[:1]})
    roles = assign_roles(sheet.header, ("code", "definition", "parent", "memo", "code_group", "count"))
    if "code" not in roles:
        name = next(n for n in sheet.header if matches(n, "title") > 0.8)
        roles["code"] = [name]
    columns = {"code": roles["code"][:1]}
    if "definition" in roles or "memo" in roles:
        columns["definition"] = (roles.get("definition") or roles["memo"])[:1]
    if "parent" in roles:
        columns["parent"] = roles["parent"]
    groups = [n for n in sheet.header if matches(n, "code_group") > 0.8]
    if groups:
        columns["code_group"] = groups
    # ATLAS.ti writes sub-codes into a column without a name, beside a blank.
    beside = sheet.header[sheet.header.index(columns["code"][0]) + 1 :][:1]
    if beside and re.fullmatch(r"column [A-Z]+", beside[0]):
        first, second = (sheet.frame[n].str.strip().ne("") for n in (columns["code"][0], beside[0]))
        if (first ^ second).all():
            columns["code"] = [columns["code"][0], beside[0]]
    return SheetMapping("codebook", columns)


def _study_columns(sheet: SheetCells) -> dict[str, list[str]]:
    return assign_roles(sheet.header, ("author", *(r for r in STUDY_ROLES if r != "author")))


def _wide_texts(sheet: SheetCells, roles: dict[str, list[str]], account: Account) -> SheetMapping:
    """Read columns that hold texts as themes, where a document is named; else refuse."""
    document = roles.get("document") or roles.get("study")
    themes = _long_texts(sheet, {name for names in roles.values() for name in names})
    if document and len(themes) >= 2 and "text" not in roles:
        mapping = _coded(sheet, roles, "wide")
        mapping.themes, mapping.theme_cells = {name: name for name in themes}, "texts"
        evidence = f"no column names codes, and {len(themes)} columns hold texts"
        account.decide("layout of the sheet", "each of these columns is a theme", evidence=evidence)
        return _with_attributes(sheet, mapping, account)
    if document and "text" in roles:
        account.remark("No column names codes: the passages were read without any.")
        return _with_attributes(sheet, _coded(sheet, roles, "long"), account)
    raise UnreadableError(
        sheet.place,
        f"no column of it could be recognised as a text, a code or a study; "
        f"its columns are {list_in_words(sheet.header, most=20)}",
        HOW_TO_MAP,
    )
