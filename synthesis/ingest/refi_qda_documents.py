"""The documents of a REFI-QDA project: their names, and their texts where they came with the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_archive import ProjectFiles
from synthesis.ingest.refi_qda_positions import SourceText
from synthesis.ingest.refi_qda_records import Identifiers, RawProject
from synthesis.ingest.text_file import counted

__all__ = ["DocumentTable", "Texts", "document_table", "read_texts"]

# ATLAS.ti and QualCoder leave the ending of the file that was added at the name of the document.
_ENDING = re.compile(r"\.(?:txt|docx?|rtf|odt|pdf|md|html?)$", re.IGNORECASE)


@dataclass
class DocumentTable:
    """Identifier and name of each document, by its row."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass
class Texts:
    """Texts of sources and of memos, None where the file does not hold one."""

    sources: list[SourceText | None] = field(default_factory=list)
    notes: list[str | None] = field(default_factory=list)


def document_table(raw: RawProject, account: Account, *, keep_endings: bool) -> DocumentTable:
    """Name the documents.

    Parameters
    ----------
    raw
        The project.
    account
        Gets what was found.
    keep_endings
        Whether ``.txt`` at the end belongs to a name.
    """
    table = DocumentTable()
    identifiers = Identifiers()
    n_unnamed = 0
    for row, document in enumerate(raw.documents):
        table.ids.append(identifiers.new(document.guid or f"document {row + 1}"))
        name = document.name
        if not name:
            n_unnamed += 1
            name = f"unnamed document {n_unnamed}"
        table.names.append(name)
    account.find("documents", len(raw.documents))
    if identifiers.n_changed:
        account.remark(
            f"{identifiers.n_changed} documents share their identifier with another one and are kept; what "
            "refers to it is taken to mean the first."
        )
    if not keep_endings:
        _take_endings_off(raw, table, account)
    return table


def _take_endings_off(raw: RawProject, table: DocumentTable, account: Account) -> None:
    bare = [
        _ENDING.sub("", name) if document.kind in ("text", "pdf") else name
        for name, document in zip(table.names, raw.documents, strict=True)
    ]
    n_of: dict[str, int] = {}
    for name in bare:
        n_of[name] = n_of.get(name, 0) + 1
    n_changed = 0
    for row, name in enumerate(bare):
        # "notes.docx" and "notes.pdf" are told apart by nothing else.
        if name and name != table.names[row] and n_of[name] == 1:
            table.names[row] = name
            n_changed += 1
    if n_changed:
        account.remark(
            f"Kept without the ending of a file (.txt, .pdf): the names of {counted(n_changed, 'document')}."
        )


def read_texts(
    raw: RawProject,
    files: ProjectFiles,
    encoding: str | None,
    account: Account,
    *,
    keep_line_ends: bool,
) -> Texts:
    """Read the texts of sources and memos.

    Parameters
    ----------
    raw
        The project.
    files
        Where they are.
    encoding
        What texts are that are no UTF-8, where a person has said it.
    account
        Gets what could not be read.
    keep_line_ends
        As for `SourceText`.
    """
    texts = Texts()
    missing: list[str] = []
    garbled: dict[str, list[str]] = {}

    def written_of(path: str, content: str | None, name: str) -> str | None:
        found = files.read(path) if path else None
        if found is None:
            return content
        said = _decoded(found, encoding)
        if said is None:
            garbled.setdefault(_looks_like_encoding(found), []).append(name)
        return said

    n_pairs = 0
    for text in raw.texts:
        name = raw.documents[text.document].name or text.path
        written = written_of(text.path, text.content, name)
        source = None if written is None else SourceText(written, keep_line_ends=keep_line_ends)
        n_pairs += 0 if source is None else source.n_pairs > 0
        texts.sources.append(source)
        if written is None:
            missing.append(name)
    for note in raw.notes:
        written = written_of(note.path, note.content, note.name or "a memo")
        texts.notes.append(written.lstrip("\ufeff").replace("\r\n", "\n") if written is not None else None)
    if n_pairs:
        account.remark(f"CRLF in the file and LF in the review: the line ends of {counted(n_pairs, 'text')}.")
    if files.too_long:
        account.remark(
            f"{len(files.too_long)} texts are longer than is read, such as '{files.too_long[0]}'; what is "
            "known of their documents is kept."
        )
    for looks, names in garbled.items():
        account.remark(
            f"The text of {counted(len(names), 'document')} is no UTF-8, such as '{names[0]}'; it looks like "
            f"{looks}. It was not read. To read it, name the encoding (--encoding {looks.casefold()})."
        )
    if missing:
        account.remark(
            f"The text of {counted(len(missing), 'document')} did not come with the file, such as "
            f"'{missing[0]}'; what else is known is kept."
        )
    return texts


def _decoded(content: bytes, encoding: str | None) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8", *([encoding] if encoding else [])]
    for name in encodings:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _looks_like_encoding(content: bytes) -> str:
    if content[1::2].count(0) > len(content) // 4:
        return "UTF-16-LE"
    if content[::2].count(0) > len(content) // 4:
        return "UTF-16-BE"
    return "Windows-1252"
