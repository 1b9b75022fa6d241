"""Read back a REFI-QDA project that this workbook wrote: the same tables, identifiers and all.

What other tools make of a project has to be inferred; here the file says what everything is
(`synthesis.ingest.refi_qda_origin`). Where it does not, because somebody changed it, `NotAsWritten` is
raised and the project is read as any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.identifiers import digest_of
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.refi_qda_archive import ProjectFiles
from synthesis.ingest.refi_qda_origin import LAYOUT, ORIGIN, OwnOrigin, own_origin, read_field_lines
from synthesis.ingest.refi_qda_own_codes import READ_BACK, own_codes
from synthesis.ingest.refi_qda_own_elements import (
    NotAsWritten,
    Slices,
    all_of,
    children,
    described,
    first,
    is_number,
    needed,
)
from synthesis.ingest.safe_xml import parse_xml

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["is_own", "own_project"]

SAID = {"yes": "true", "no": "false"}

# Some 300,000 codings: the tree of a project of this many elements and attributes fits into memory.
MOST_MARKS = 6_000_000


def is_own(content: bytes) -> bool:
    """Return whether a project or codebook says that this workbook wrote it.

    Parameters
    ----------
    content
        The XML.
    """
    return f'origin="{ORIGIN} '.encode() in content[:4096]


def own_project(files: ProjectFiles) -> Imported:
    """Return the tables of a project that this workbook wrote.

    Parameters
    ----------
    files
        The project and its texts.

    Raises
    ------
    NotAsWritten
        Something in it is missing or was changed, or it is of another layout.
    UnreadableError
        It is no well-formed XML.
    """
    if files.qde.count(b"<") + files.qde.count(b"=") > MOST_MARKS:
        raise NotAsWritten("it holds millions of elements")
    root = parse_xml(files.qde, files.file)
    origin = own_origin(root.get("origin"))
    if origin is None or origin.layout != LAYOUT:
        raise NotAsWritten("it is laid out in another way")
    return _Reading(root, files, origin).imported()


class _Reading:
    """One project on its way to tables."""

    def __init__(self, root: etree._Element, files: ProjectFiles, origin: OwnOrigin) -> None:
        self.root, self.files, self.origin = root, files, origin
        self.account = Account()
        self.rows: dict[str, list[dict[str, str]]] = {}
        self.keys: dict[str, list[tuple[str, str, str]]] = {}  # native identifier, path, content
        self.codes = own_codes(root)
        self.users = {needed(u, "guid"): u.get("name", "") for u in all_of(root, "Users", "User")}
        self.study_of: dict[str, str] = {}  # source -> study
        self.valence_of: dict[str, str] = {}  # note -> valence
        self.extracts: set[str] = set()

    def imported(self) -> Imported:
        self._read_codebook()
        self._read_notes()
        self._read_cases()
        if not self.rows.get("codebook") or not self.rows.get("studies"):
            raise NotAsWritten("codes or cases are missing")
        self._read_sources()
        account = self.account
        account.find("users", len(self.users))
        account.keep("users", len(self.users), as_="coders and authors of memos")
        sets = len(all_of(self.root, "Sets", "Set"))
        account.find("sets", sets)
        account.keep("sets", sets, as_="kinds of codes")
        account.decide("offsets", self.origin.unit, confidence=1.0, evidence="the project says so")
        account.remark(READ_BACK)
        about = described(self.root)[1]
        if about.get("synthetic") == "yes":
            account.remark("Its data are made up: write synthetic: true into review.yaml.")
        account.check()
        needed = ("studies", "codebook", "codings")
        tables, keys = {}, []
        order = ("studies", "reports", "sources", "codebook", "extracts", "codings", "memos")
        for name in order:
            rows = self.rows.get(name, [])
            if not rows and name not in needed:
                continue
            if name == "extracts":
                rows, self.keys[name] = in_order_of_rows(rows, self.keys[name])
            # The order of the columns is that in which each was first met.
            columns = dict.fromkeys(column for row in rows for column in row)
            tables[name] = review_frame(name, {c: [row.get(c, "") for row in rows] for c in columns})
            if name in self.keys:
                native, path, content = zip(*self.keys[name], strict=True)
                ids = tables[name][tables[name].columns[0]]
                keys.append(keys_frame(name, ids, native=native, path=path, content=content))
        said = self.root.get("origin", "")
        return Imported(
            file=self.files.file,
            format="refi-qda",
            tool=said,
            tables=tables,
            keys=pd.concat(keys, ignore_index=True),
            account=account,
            digests=self.files.digests,
            review_id=about.get("review_id", ""),
        )

    def _add(self, table: str, row: dict[str, str], key: tuple[str, str, str] | None = None) -> None:
        self.rows.setdefault(table, []).append(row)
        if key is not None:
            self.keys.setdefault(table, []).append(key)

    def _read_codebook(self) -> None:
        codes, account = self.codes, self.account
        for row, (guid, path) in zip(codes.rows, codes.keys, strict=True):
            self._add("codebook", row, (guid, path, ""))
        account.find("codes", len(codes.rows) + len(codes.made))
        account.keep("codes", len(codes.rows))
        account.leave_out("codes", "they say an absence or a valence, which codings say here", codes.made)

    def _read_notes(self) -> None:
        for note in all_of(self.root, "Notes", "Note"):
            guid, fields = needed(note, "guid"), described(note)[1]
            self.account.find("memos")
            if "valence" in fields:
                self.valence_of[guid] = fields["valence"]
                reason = "they say a valence, which codings say here"
                self.account.leave_out("memos", reason, [note.get("name", "")])
                continue
            if "memo_id" not in fields:
                raise NotAsWritten("a memo does not say which it is")
            text = fields.get("text", self._text_of(note))
            row = {"memo_id": fields["memo_id"], "date": fields.get("date", "")}
            row |= {"author": self._user(note), "about": fields.get("about", ""), "text": text}
            self._add("memos", row, (guid, row["about"], digest_of(text)))
            self.account.keep("memos")

    def _user(self, element: etree._Element) -> str:
        guid = element.get("creatingUser")
        if guid is not None and guid not in self.users:
            raise NotAsWritten("a user is missing")
        return self.users.get(guid or "", "")

    def _read_cases(self) -> None:
        columns = {}
        for variable in all_of(self.root, "Variables", "Variable"):
            fields = described(variable)[1]
            columns[needed(variable, "guid")] = (fields.get("table", ""), fields.get("column", ""))
        self.columns = columns
        # A column that the first study leaves blank still has its place.
        names = [column for table, column in columns.values() if table == "studies"]
        for case in all_of(self.root, "Cases", "Case"):
            study, guid = needed(case, "name"), needed(case, "guid")
            row = {"study_id": study} | dict.fromkeys(names, "") | self._values(case, "studies")
            self._add("studies", row, (guid, study, ""))
            for reference in children(case, "SourceRef"):
                self.study_of[needed(reference, "targetGUID")] = study
            description = first(case, "Description", optional=True)
            blocks = [] if description is None else (description.text or "").split("\n\n")
            for block in blocks:
                fields = read_field_lines(block.split("\n"))
                if "report_id" not in fields:
                    raise NotAsWritten(f"the description of the case '{study}' is another one")
                report = {"report_id": fields.pop("report_id"), "study_id": study}
                self._add("reports", report | fields, (guid, study, ""))
                self.account.find("reports")
                self.account.keep("reports")
            self.account.find("cases")
            self.account.keep("cases", as_="studies")

    def _values(self, owner: etree._Element, table: str) -> dict[str, str]:
        """Return what the variables of a case or source say of it, by column of a table."""
        found = {}
        for value in children(owner, "VariableValue"):
            reference = first(value, "VariableRef")
            about, column = self.columns.get(needed(reference, "targetGUID"), ("", ""))
            self.account.find("variables")
            if about == table:
                found[column] = next((e.text or "" for e in value if e is not reference), "")
                self.account.keep("variables", as_="attributes of studies and sources")
            else:
                reason = "they repeat on a source what its study says"
                self.account.leave_out("variables", reason, 1)
        return found

    def _read_sources(self) -> None:
        self.account.find("codings", 0)
        columns = [column for table, column in self.columns.values() if table == "sources"]
        for source in all_of(self.root, "Sources", "TextSource"):
            guid, name = needed(source, "guid"), source.get("name", "")
            fields = described(source)[1]
            study = self.study_of.get(guid)
            if study is None or not {"source_id", "study_id"} & set(fields):
                raise NotAsWritten(f"the source '{name}' belongs to no study")
            text = self._text_of(source)
            values = self._values(source, "sources")
            source_id = fields.get("source_id", "")
            if source_id:
                row = {"source_id": source_id, "study_id": study} | dict.fromkeys(columns, "") | values
                self._add("sources", row, (guid, name, digest_of(text)))
            self.account.find("documents")
            self.account.keep("documents", as_="sources, or the studies themselves")
            slices = Slices(text, self.origin.unit)
            for selection in children(source, "PlainTextSelection"):
                self._read_selection(selection, slices, study, source_id, name)
            self._read_codings(source, "", study)

    def _text_of(self, element: etree._Element) -> str:
        """Return the text of a source or note."""
        content = self.files.read(needed(element, "plainTextPath"))
        if content is None:
            raise NotAsWritten(f"the text of '{element.get('name', '')}' is missing")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotAsWritten(f"the text of '{element.get('name', '')}' is no UTF-8") from error

    def _read_selection(
        self, selection: etree._Element, slices: Slices, study: str, source_id: str, name: str
    ) -> None:
        fields = described(selection)[1]
        extract, row = fields.get("extract_id"), fields.get("row", "")
        if extract is None or not is_number(row):
            raise NotAsWritten(f"a selection in '{name}' does not say which it is")
        self.account.find("selections")
        if extract in self.extracts:
            self.account.leave_out("selections", "they are the same passage, once for each coder", 1)
            self._read_codings(selection, extract, "")
            return
        self.extracts.add(extract)
        start, end = selection.get("startPosition", ""), selection.get("endPosition", "")
        text = fields.get("text", slices.between(start, end))
        if fields.get("has_text") == "no":
            text = ""
        said = fields.get("is_verbatim", "")
        self._add(
            "extracts",
            {
                "extract_id": extract,
                "study_id": study,
                "report_id": fields.get("report_id", ""),
                "source_id": source_id,
                "locator": fields.get("locator", ""),
                "text": text,
                "voice": fields.get("voice", ""),
                "is_verbatim": SAID.get(said, said),
                "consent": fields.get("consent", ""),
                ROW: row,
            },
            (needed(selection, "guid"), f"{name}:{start}-{end}", digest_of(text)),
        )
        self.account.keep("selections", as_="extracts")
        self._read_codings(selection, extract, "")

    def _read_codings(self, place: etree._Element, extract: str, study: str) -> None:
        for coding in children(place, "Coding"):
            self.account.find("codings")
            code = needed(first(coding, "CodeRef"), "targetGUID")
            if code not in self.codes.meaning:
                raise NotAsWritten("a code is missing")
            meaning = self.codes.meaning[code]
            if meaning is None:
                self.account.leave_out("codings", "they repeat the valence of the coding beside them", 1)
                continue
            notes = [needed(reference, "targetGUID") for reference in children(coding, "NoteRef")]
            valence = next((self.valence_of[note] for note in notes if note in self.valence_of), "")
            row = {"extract_id": extract, "study_id": study, "code_id": meaning[0]}
            row |= {"coder": self._user(coding), "valence": valence, "state": meaning[1]}
            self._add("codings", row)
            self.account.keep("codings")


ROW = "row"


def in_order_of_rows(
    rows: list[dict[str, str]], keys: list[tuple[str, str, str]]
) -> tuple[list[dict[str, str]], list[tuple[str, str, str]]]:
    """Put extracts, which stand by source, in the order that they had in the review."""
    order = sorted(range(len(rows)), key=lambda place: int(rows[place][ROW]))
    bare = [{name: text for name, text in row.items() if name != ROW} for row in rows]
    return [bare[place] for place in order], [keys[place] for place in order]
