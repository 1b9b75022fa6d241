"""A sheet with one row a study, as the studies of a review."""

from __future__ import annotations

import re
from collections.abc import Mapping

from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.identifiers import column_name
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.reference_fields import split_list
from synthesis.ingest.reference_names import family_name
from synthesis.ingest.references import Reference, place_studies
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_mapping import HOW_TO_MAP, SheetMapping

__all__ = ["read_studies"]

# Roles whose cells are fields of a reference; the others become columns of their own.
FIELD_OF = {"author": "authors", "year": "year", "paper_title": "title", "doi": "doi"}
COLUMNS = ("country", "setting", "design", "n_participants")
WHOLE_NUMBER = re.compile(r"\d{1,15}(?:\.0+)?")


def read_studies(
    sheet: SheetCells, mapping: SheetMapping, options: ImportOptions, account: Account, saved: Mapping
) -> Imported:
    """Make studies of the rows of a sheet; columns without a role are kept as attributes.

    Parameters
    ----------
    sheet, mapping
        The sheet and what its columns are.
    options
        ``studies`` and ``mapping["duplicates"]`` are used.
    account
        Is told of rows and columns.
    saved
        The mapping as it is to be saved.

    Raises
    ------
    UnreadableError
        No column says which study a row is, or there is no row.
    """
    if not any(mapping.one(role) for role in ("study", "citation", "author", "paper_title", "doi")):
        reason = "no column of it names studies: by an identifier, a citation, authors, a title or a DOI"
        raise UnreadableError(sheet.place, f"{reason}; its columns are {', '.join(sheet.header)}", HOW_TO_MAP)
    names = _attribute_names(sheet, mapping)
    cells = {name: sheet.frame[name].str.strip().tolist() for name in sheet.header}
    references: dict[str, Reference] = {}
    further_rows = []
    for position, row in enumerate(sheet.frame.index):
        said = {name: column[position] for name, column in cells.items() if column[position]}
        reference = _reference(f"row {row}", said, mapping, names)
        known = references.get(reference.named) if reference.named else None
        if known is None:
            references[reference.named or reference.place] = reference
        else:
            _join(known, reference)
            further_rows.append(f"row {row}")
    account.find("rows", len(sheet.frame) + len(sheet.blank_rows))
    account.leave_out("rows", "they are blank", [f"row {row}" for row in sheet.blank_rows])
    reason = "their study has a row already, with which what they say was joined"
    account.leave_out("rows", reason, further_rows)
    if not references:
        raise UnreadableError(sheet.place, "there is no row below the header", "Export it again.")
    placed = place_studies(list(references.values()), options, account, kind="rows")
    return Imported(
        file=sheet.file,
        format="sheet",
        tool="spreadsheet",
        tables={"studies": placed.studies},
        keys=placed.keys,
        account=account,
        mapping={**saved, **placed.mapping},
        digests={sheet.file: sheet.sha256},
    )


def _attribute_names(sheet: SheetCells, mapping: SheetMapping) -> dict[str, str]:
    """Return the name of the study's column for each column without a role."""
    taken = {"study_id", "citation", "year", "doi", "title", "authors", *COLUMNS}
    named = {}
    for name in sheet.header:
        if name in mapping.used:
            continue
        wanted = unique = column_name(name)
        number = 2
        while unique in taken:
            unique, number = f"{wanted}_{number}", number + 1
        named[name] = unique
        taken.add(unique)
    return named


def _reference(
    place: str, said: Mapping[str, str], mapping: SheetMapping, names: Mapping[str, str]
) -> Reference:
    def of(role: str) -> list[str]:
        return [said[name] for name in mapping.columns.get(role, []) if name in said]

    fields = {field: found for role, field in FIELD_OF.items() if (found := of(role))}
    if "authors" in fields:
        # "Smith, J.; Jones, K." and "Smith, J. and Jones, K."; a comma may be within a name.
        whole = [re.sub(r"\s+(?:and|&|und|et|y|e)\s+", ";", cell) for cell in fields["authors"]]
        fields["authors"] = split_list([_with_semicolons(cell) for cell in whole], ";\n")
    further = {names[name]: cell for name, cell in said.items() if name in names}
    for column in COLUMNS:
        cell = "; ".join(of(column))
        if column == "n_participants" and cell and not WHOLE_NUMBER.fullmatch(cell):
            column = "n_participants_as_reported"
        if cell:
            further[column] = cell
    study, citation = " ".join(of("study")), " ".join(of("citation"))
    # What names the study names it for people too, unless it is a bare number.
    citation = citation or ("" if study.isdecimal() or fields.get("authors") else study)
    return Reference(place, fields, native_id=study, citation=citation, named=study, further=further)


def _with_semicolons(cell: str) -> str:
    """Part names by semicolons where a comma parts them: ``Liu R., Adler D.G.``, as databases write them."""
    names = [" ".join(name.split()) for name in cell.split(",")]
    # Where each part ends in initials, none of them is the family name alone.
    are_names = len(names) > 1 and all(name and family_name(name) != name for name in names)
    return ";".join(names) if are_names else cell


def _join(known: Reference, other: Reference) -> None:
    """Add what a further row of a study says; a column with two values holds both."""
    for name, values in other.fields.items():
        known.fields[name] = list(dict.fromkeys([*known.fields.get(name, []), *values]))
    for name, cell in other.further.items():
        values = [*filter(None, known.further.get(name, "").split("; ")), cell]
        known.further[name] = "; ".join(dict.fromkeys(values))
