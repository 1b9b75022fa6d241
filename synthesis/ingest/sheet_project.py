"""The rows of coded sheets as one project: documents, codes, segments, codings and memos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.sheet_codebook import CodebookEntry, explicit_levels
from synthesis.ingest.sheet_codes import code_frame, code_key, code_levels, split_code_cells
from synthesis.ingest.sheet_passages import (
    participant_cases,
    passage_codings,
    passage_segments,
    sheet_frame,
)
from synthesis.ingest.sheet_rows import ATTRIBUTE, GIVEN, PASSAGE, CodedRows

__all__ = ["build_project"]

TOOLS = {
    "maxqda": "MAXQDA",
    "atlas": "ATLAS.ti",
    "dedoose": "Dedoose",
    "nvivo": "NVivo",
    "taguette": "Taguette",
}


def build_project(
    tables: Sequence[CodedRows],
    codebook: Sequence[CodebookEntry],
    account: Account,
    *,
    known: Sequence[str] = (),
    about: Mapping[str, Any],
) -> CodedProject:
    """Make one project of the rows of one or several sheets.

    Parameters
    ----------
    tables
        From `read_rows`.
    codebook
        Codes of the codebooks among the files, in their order.
    account
        Is told what was found, and what of the rows was left out.
    known
        Further codes that are known: those of the review.
    about
        ``file``, ``name``, ``digests`` and ``mapping`` of the project.

    Notes
    -----
    Rows of one document with the same text and the same place are one passage, so that what two coders
    did with it can be compared. Where a tool numbers its passages, the number tells them apart.
    """
    passages, given, attributes = _stacked(tables)
    passages["document_id"] = _identity(passages["group"], passages["document"])
    documents = _documents(passages)
    names, levels = _codes(tables, given, codebook, known, account)
    codes = code_frame(levels.values(), _descriptions(codebook, levels), account)
    given = _exploded(given, names, levels)
    has_code = np.zeros(len(passages), dtype=bool)
    has_code[given["passage"].to_numpy(dtype=np.int64)] = True
    _account_for_rows(tables, passages, has_code, account)
    segments, segment_of = passage_segments(passages, has_code)
    codings, notes = passage_codings(passages, given, segment_of, segments)
    cases, members = participant_cases(passages, segment_of)
    variables = _variables(attributes)
    for kind, frame in {
        "documents": documents,
        "selections": segments,
        "codings": codings,
        "cases": cases,
        "variables": variables,
    }.items():
        account.find(kind, len(frame))
    n_notes = len(notes) + int(segments["note"].notna().sum()) + int(codings["note"].notna().sum())
    account.find("memos", n_notes)
    tools = list(dict.fromkeys(TOOLS.get(rows.mapping.layout, "spreadsheet") for rows in tables))
    return CodedProject(
        format="sheet",
        tool=" and ".join(tools),
        account=account,
        documents=documents,
        codes=codes,
        segments=segments,
        codings=codings,
        notes=notes,
        cases=cases,
        members=members,
        variables=variables,
        **about,
    )


def _stacked(tables: Sequence[CodedRows]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Put the rows of several sheets under one another; ``table`` says which each is of."""
    if not tables:  # a codebook alone
        nothing = [*PASSAGE, "table"], [*GIVEN, "table"], ATTRIBUTE
        return tuple(pd.DataFrame(columns=columns, dtype="str") for columns in nothing)
    passages, given, first = [], [], 0
    for number, rows in enumerate(tables):
        passages.append(rows.passages.assign(table=number))
        given.append(rows.given.assign(passage=rows.given["passage"] + first, table=number))
        first += len(rows.passages)
    attributes = pd.concat([rows.attributes for rows in tables], ignore_index=True)
    if len(tables) == 1:
        return passages[0], given[0], attributes
    return pd.concat(passages, ignore_index=True), pd.concat(given, ignore_index=True), attributes


def _identity(group: pd.Series, name: pd.Series) -> pd.Series:
    """Return an identifier of a document: its name, with its group where it has one."""
    return name if not (group != "").any() else (group + "›" + name).where(group != "", name)


def _documents(passages: pd.DataFrame) -> pd.DataFrame:
    first = passages.drop_duplicates("document_id")
    columns = {"document_id": first["document_id"], "name": first["document"], "group": first["group"]}
    return sheet_frame("documents", columns | {"kind": ["text"] * len(first)})


def _codes(
    tables: Sequence[CodedRows],
    given: pd.DataFrame,
    codebook: Sequence[CodebookEntry],
    known: Sequence[str],
    account: Account,
) -> tuple[list[dict[str, tuple[str, ...]]], dict[str, tuple[str, ...]]]:
    """Return, for each sheet, cell -> names of codes; and name -> levels."""
    explicit = explicit_levels(codebook)
    leaves = [path.rpartition("/")[2] for path in known]
    resolved = [entry.name for entry in codebook] or [*known, *leaves]
    names: list[dict[str, tuple[str, ...]]] = []
    level_sign: str | None = None
    shared = ""
    for number, rows in enumerate(tables):
        mapping = rows.mapping
        cells = pd.unique(given["cell"][given["table"] == number])
        if mapping.themes or mapping.code_columns == "levels":
            names.append({cell: (" ".join(cell.split()),) for cell in cells})
        else:
            read = split_code_cells(cells, separator=mapping.code_separator, known=resolved, account=account)
            # Blank is written down only where it was a question, so that a newer file may hold a sign.
            if read.separator or any("," in cell for cell in cells):
                mapping.code_separator = read.separator
            names.append(read.names_of)
        level_sign = mapping.level_sign if level_sign is None else level_sign
        level_sign = " > " if mapping.code_columns == "levels" else level_sign
        shared = "." if mapping.layout == "taguette" else shared
    given_names = [name for of_cell in names for found in of_cell.values() for name in found]
    free = [name for name in [*(e.name for e in codebook), *given_names] if name not in explicit]
    levels, sign = code_levels(dict.fromkeys(free), sign=level_sign, account=account, shared_prefix=shared)
    for rows in tables:
        rows.mapping.level_sign = sign or rows.mapping.level_sign
    # The codebook comes first, in its own order.
    ordered = [*(entry.name for entry in codebook), *given_names]
    return names, {name: explicit.get(name) or levels[name] for name in dict.fromkeys(ordered)}


def _descriptions(
    codebook: Sequence[CodebookEntry], levels: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    return {levels[entry.name]: entry.description for entry in codebook if entry.description}


def _exploded(
    given: pd.DataFrame,
    names: Sequence[Mapping[str, tuple[str, ...]]],
    levels: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    """Return one row for each code of each cell, with ``code_id``."""
    if not names:
        return given.assign(code_id="")
    parts = []
    for number, of_cell in enumerate(names):
        part = given[given["table"] == number] if len(names) > 1 else given
        position, cells = pd.factorize(part["cell"])
        keys = [[code_key(levels[name]) for name in of_cell.get(cell, ())] for cell in cells]
        counts = np.array([len(found) for found in keys], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1] if len(counts) else counts
        flat = np.array([key for found in keys for key in found], dtype=object)
        repeats = counts[position]
        rows = np.repeat(np.arange(len(part)), repeats)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        taken = part.iloc[rows].reset_index(drop=True)
        taken["code_id"] = flat[np.repeat(starts[position], repeats) + within] if len(rows) else []
        parts.append(taken)
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _account_for_rows(
    tables: Sequence[CodedRows], passages: pd.DataFrame, has_code: np.ndarray, account: Account
) -> None:
    says = has_code | (passages["text"] != "").to_numpy() | (passages["note"] != "").to_numpy()
    for number, rows in enumerate(tables):
        sheet = rows.sheet
        in_table = (passages["table"] == number).to_numpy()
        kept = set(passages["row"].to_numpy()[says & in_table])
        silent = sheet.frame.index[~sheet.frame.index.isin(kept)]
        account.find("rows", len(sheet.frame) + len(sheet.blank_rows))
        account.keep("rows", len(sheet.frame) - len(silent))
        account.leave_out("rows", "they are blank", rows.names_of(sheet.blank_rows))
        reason = "neither a passage nor a code nor a memo stands in them"
        account.leave_out("rows", reason, rows.names_of(silent))


def _variables(attributes: pd.DataFrame) -> pd.DataFrame:
    if attributes.empty:
        return sheet_frame("variables", {})
    kinds = {"owner_kind": ["document"] * len(attributes), "type": ["text"] * len(attributes)}
    owner = _identity(attributes["group"], attributes["document"])
    columns = {"owner_id": owner, "name": attributes["name"], "value": attributes["value"]}
    return sheet_frame("variables", kinds | columns)
