"""The rows of a coded sheet as passages and the codes that each of them was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np
import pandas as pd

from synthesis.distinct_texts import changed_texts, distinct_texts
from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.sheet_cells import SheetCells
from synthesis.ingest.sheet_locators import locators
from synthesis.ingest.sheet_mapping import SheetMapping
from synthesis.ingest.sheet_marks import state_of, valence_of

__all__ = ["ATTRIBUTE", "GIVEN", "PASSAGE", "CodedRows", "code_cells", "read_rows"]

# A code as it stands in a cell, given to the passage of a row.
ATLAS_NUMBER = r"^D ?\d+:\s+(?=\S)"
GIVEN = ["passage", "cell", "valence", "state", "note"]
PASSAGE = ["document", "group", "participant", "key", "text", "locator", "coder", "note", "row"]
ATTRIBUTE = ["document", "group", "name", "value"]


@dataclass
class CodedRows:
    """What the rows of one sheet say.

    Parameters
    ----------
    sheet, mapping
        Where it stands, and which column is what.
    passages
        `PASSAGE`, one row each; blank is ``""``. In a wide sheet of texts, one row for each text.
    given
        `GIVEN`: ``passage`` is the position in ``passages``, ``cell`` a cell of codes, not split yet.
    attributes
        `ATTRIBUTE`.
    label
        What stands before "row 14" where several files are read.
    """

    sheet: SheetCells
    mapping: SheetMapping
    passages: pd.DataFrame
    given: pd.DataFrame
    attributes: pd.DataFrame = field(default_factory=pd.DataFrame)
    label: str = ""

    def names_of(self, rows: Iterable[int]) -> list[str]:
        """Return what rows are called in an account: ``row 14``, or with the file before it."""
        return [f"{self.label}row {row}" for row in rows]


def read_rows(sheet: SheetCells, mapping: SheetMapping, account: Account, *, label: str = "") -> CodedRows:
    """Read passages, and the codes of a long sheet.

    Parameters
    ----------
    sheet, mapping
        The sheet and what its columns are.
    account
        Is told of documents that are not named.
    label
        See `CodedRows`.
    """
    columns = {role: _joined(sheet, names) for role, names in mapping.columns.items() if role != "attributes"}
    blank = pd.Series("", index=sheet.frame.index, dtype="str")
    passages = pd.DataFrame(
        {
            "document": _documents(sheet, mapping, account),
            "group": _stripped(columns.get("group", blank)),
            "participant": _stripped(columns.get("participant", blank)),
            "key": _stripped(columns.get("segment_id", blank)),
            "text": sheet.frame[mapping.one("text")] if mapping.one("text") else blank,
            "locator": locators(sheet, mapping),
            "coder": _stripped(columns.get("coder", blank)),
            "note": _notes(sheet, mapping),
            "row": sheet.frame.index,
        }
    )
    passages["text"] = changed_texts(passages["text"], _blank_if_white)
    _settle_numbers(passages, mapping, account)
    given = pd.DataFrame(columns=GIVEN)
    if mapping.columns.get("code"):
        given = code_cells(sheet, mapping, account)
    attributes = _attributes(sheet, mapping, passages)
    passages = passages.reset_index(drop=True)
    return CodedRows(sheet, mapping, passages, given, attributes, label)


def _stripped(cells: pd.Series) -> pd.Series:
    """Return the cells without white space around them."""
    return changed_texts(cells, str.strip)


def _blank_if_white(text: str) -> str:
    return text if text.strip() else ""


def _settle_numbers(passages: pd.DataFrame, mapping: SheetMapping, account: Account) -> None:
    """Take numbers that count the rows of a home-made sheet for no numbers of passages."""
    keys = passages["key"]
    if mapping.layout not in ("long", "wide") or (keys == "").all() or keys[keys != ""].duplicated().any():
        return
    place = ["document", "group", "participant", "locator", "text"]
    same = passages.duplicated(place, keep=False) & (passages["text"] != "")
    if same.any():
        passages["key"] = ""
        account.decide(
            f"column '{mapping.one('segment_id')}'",
            "it counts rows; rows with the same words in the same place are one passage",
            evidence=f"{int(same.sum())} rows share their passage, and every row has a number of its own",
        )


def _joined(sheet: SheetCells, names: list[str]) -> pd.Series:
    """Return the cells of several columns, joined by a blank where more than one is filled."""
    cells = sheet.frame[names[0]] if names else pd.Series("", index=sheet.frame.index, dtype="str")
    for name in names[1:]:
        cells = _stripped(_stripped(cells) + " " + _stripped(sheet.frame[name]))
    return cells


def _documents(sheet: SheetCells, mapping: SheetMapping, account: Account) -> pd.Series:
    names = mapping.columns.get("document") or mapping.columns.get("group")
    alone = PurePath(sheet.file).stem if not sheet.sheet else sheet.sheet
    if not names:
        account.decide(
            "documents",
            f"all rows are of one document, named '{alone}'",
            evidence="no column names documents",
        )
        return pd.Series(alone, index=sheet.frame.index, dtype="str")
    documents = _stripped(_joined(sheet, names))
    if mapping.layout == "nvivo":
        documents = documents.str.replace(r"^(?:Files|Internals|Externals)\\+", "", regex=True)
    if mapping.layout == "atlas":
        documents = _without_number(documents, account)
    blank = documents == ""
    if not blank.any():
        return documents
    rows = list_in_words(sheet.frame.index[blank], most=5)
    if mapping.layout in ("long", "wide") and mapping.fill_down:
        filled = documents.mask(blank).ffill()
        n_filled = int((blank & filled.notna()).sum())
        if n_filled:
            account.decide(
                "rows without a document",
                "they belong to the document above them; write fill_down: false to have it otherwise",
                evidence=f"{n_filled} rows: row {rows}",
            )
        documents, blank = filled.fillna(""), filled.isna()
    if blank.any():
        account.decide(
            "rows without a document", f"put under a document '{alone}'", evidence=f"{int(blank.sum())} rows"
        )
    return documents.mask(blank, alone)


def _without_number(documents: pd.Series, account: Account) -> pd.Series:
    """Take off the number that ATLAS.ti writes before the name of a document in some reports."""
    bare = documents.str.replace(ATLAS_NUMBER, "", regex=True)
    filled = documents[documents != ""]
    if not filled.str.match(ATLAS_NUMBER).all() or bare.nunique() < documents.nunique() or filled.empty:
        return documents
    first = filled.iloc[0]
    account.decide("names of documents", "kept without ATLAS.ti's number", evidence=f"all are like '{first}'")
    return bare


def _notes(sheet: SheetCells, mapping: SheetMapping) -> pd.Series:
    """Return the memo of each row; a title that is no beginning of the text is a part of it."""
    names = mapping.columns.get("memo", [])
    note = pd.Series("", index=sheet.frame.index, dtype="str")
    for name in names:
        cells = sheet.frame[name]
        said = changed_texts(cells, _blank_if_white)
        if len(names) > 1:
            said = said.mask(said != "", f"{name}: " + said)
        note = (note + "\n" + said).where((note != "") & (said != ""), note + said)
    title, text = mapping.one("title"), mapping.one("text")
    if title is None or text is None:
        return note
    starts = sheet.frame[title].str.replace(r"\s*(?:…|\.\.\.)\s*$", "", regex=True).str.strip()
    pairs = zip(starts, sheet.frame[text].str.split().str.join(" "), strict=True)
    is_own = np.array([bool(start) and not full.startswith(" ".join(start.split())) for start, full in pairs])
    own = sheet.frame[title].str.strip().where(is_own, "")
    return (own + "\n\n" + note).where((own != "") & (note != ""), own + note)


def code_cells(sheet: SheetCells, mapping: SheetMapping, account: Account) -> pd.DataFrame:
    """Return every filled cell of codes with the valence and state of its row: columns `GIVEN`.

    Parameters
    ----------
    sheet, mapping
        The sheet and what its columns are.
    account
        Is told of valences and states that are none.
    """
    names = mapping.columns["code"]
    if mapping.code_columns == "levels":
        cells = sheet.frame[names[0]].str.strip()
        for name in names[1:]:
            lower = sheet.frame[name].str.strip()
            cells = (cells + " > " + lower).where((cells != "") & (lower != ""), cells + lower)
        columns = [cells]
    else:
        columns = [sheet.frame[name] for name in names]
    valences = _words(sheet, mapping, "valence", valence_of, account)
    states = _words(sheet, mapping, "state", state_of, account)
    parts = []
    for cells in columns:
        at = distinct_texts(cells).rows_where(str.strip)
        part = {"passage": at, "cell": cells.to_numpy()[at], "note": ""}
        part["valence"] = "" if valences is None else valences[at]
        part["state"] = "" if states is None else states[at]
        parts.append(pd.DataFrame(part)[GIVEN])
    return pd.concat(parts, ignore_index=True)


def _words(
    sheet: SheetCells,
    mapping: SheetMapping,
    role: str,
    read: Callable[[str], str | None],
    account: Account,
) -> np.ndarray | None:
    """Return the valence or state that each row says; what says none is left out by name."""
    name = mapping.one(role)
    if name is None:
        return None
    position, cells = pd.factorize(sheet.frame[name])
    meanings = np.array([read(cell) or "" for cell in cells], dtype=object)
    is_said = np.array([bool(cell.strip()) for cell in cells])[position]
    found = meanings[position]
    kind = {"valence": "valences", "state": "states"}[role]
    account.find(kind, int(is_said.sum()))
    account.keep(kind, int((found != "").sum()))
    unread = is_said & (found == "")
    allowed = {"valence": "enabler, barrier or mixed", "state": "present or absent"}[role]
    account.leave_out(kind, f"they do not say {allowed}", list(sheet.frame[name][unread]))
    return found


def _attributes(sheet: SheetCells, mapping: SheetMapping, passages: pd.DataFrame) -> pd.DataFrame:
    parts = [
        passages[["document", "group"]].assign(name=name, value=_stripped(sheet.frame[name]))
        for name in mapping.columns.get("attributes", [])
    ]
    if not parts:
        return pd.DataFrame(columns=ATTRIBUTE, dtype="str")
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["value"] != ""].drop_duplicates(["document", "group", "name"], ignore_index=True)
