"""Read REFI-QDA projects: ``.qdpx`` archives and bare ``.qde`` files, of every tool that writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from synthesis.collecting import without_collecting
from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject, project_frame
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.refi_qda_archive import ProjectFiles, open_project
from synthesis.ingest.refi_qda_codes import code_table
from synthesis.ingest.refi_qda_documents import DocumentTable, document_table, read_texts
from synthesis.ingest.refi_qda_elements import read_elements
from synthesis.ingest.refi_qda_groups import read_groups
from synthesis.ingest.refi_qda_notes import Things, read_memos
from synthesis.ingest.refi_qda_origin import CODE_POINTS, own_origin
from synthesis.ingest.refi_qda_own import is_own, own_project
from synthesis.ingest.refi_qda_own_elements import NotAsWritten
from synthesis.ingest.refi_qda_passages import Passages, read_passages
from synthesis.ingest.refi_qda_positions import Convention
from synthesis.ingest.refi_qda_records import Identifiers, RawProject
from synthesis.ingest.refi_qda_schema import schema_remarks
from synthesis.ingest.refi_qda_users import coder_names
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.safe_zip import SafeZip
from synthesis.ingest.text_file import counted

__all__ = ["looks_like", "read"]

# In the description of a project that this workbook exported; tools keep it.
EXPORTED = re.compile(rb"\breview_id: ([^\s<]{1,200})\s+kind: ")


def looks_like(path: Path) -> bool:
    """Return whether a file is a REFI-QDA project."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as opened:
            start = opened.read(4096)
        if start.startswith(b"PK"):
            return any(
                name.casefold().endswith(".qde") for name in SafeZip(read_bytes(path), path.name).names
            )
        return b"<Project" in start.replace(b"\x00", b"") or b":Project" in start
    except (OSError, UnreadableError):
        return False


def read(paths: Sequence[Path], options: ImportOptions) -> CodedProject | Imported:
    """Read a project.

    Parameters
    ----------
    paths
        One ``.qdpx`` or ``.qde`` file.
    options
        ``encoding`` is that of source texts that are no UTF-8, as the standard wants them.

    Returns
    -------
    Texts have LF line ends; positions count their code points, the end excluded. A project that this
    workbook wrote comes as the tables that it was.

    Raises
    ------
    UnreadableError
        It is damaged, made to do harm, no project, or nothing in it could be read.
    """
    with without_collecting():
        return _read(Path(paths[0]), options)


def _read(path: Path, options: ImportOptions) -> CodedProject:
    files = open_project(path)
    account = Account()
    if is_own(files.qde):
        try:
            return own_project(files)
        except NotAsWritten as error:
            account.remark(
                f"This workbook wrote the project, but {error}; so it was read like that of another tool."
            )
    raw = read_elements(files.qde, path.name)
    for sentence in schema_remarks(files.qde, "Project", raw.namespace):
        account.remark(sentence)
    exported_from = _exported_from(files.qde)
    if exported_from:
        account.remark(
            f"This workbook exported this project from the review '{exported_from}', and it was changed in a "
            "tool since. It is read like any project of that tool: each source is a study, valences and "
            "absences are codes. Import it into a folder of its own, not into the review that it came from."
        )
    files.qde = b""
    own = own_origin(raw.origin)
    fixed = None
    if own is not None:
        fixed = Convention("code points" if own.unit == CODE_POINTS else "UTF-16")
    coder_of = coder_names(raw, account)
    codes = code_table(raw.codes, raw.origin, account, split_names=own is None)
    texts = read_texts(raw, files, options.encoding, account, keep_line_ends=own is not None)
    documents = document_table(raw, account, keep_endings=own is not None)
    passages = read_passages(raw, texts.sources, documents, coder_of, account, fixed, path.name)
    known, name_of = _things(raw, documents, codes.id_of, passages)
    things = Things(known, name_of, passages.segment_of, documents.ids, codes.of_row)
    memos = read_memos(raw, texts.notes, things, coder_of, account)
    codings, coded_with = _codings(raw, documents, passages, codes.id_of, memos.on_coding, coder_of, account)
    groups = read_groups(raw, known, name_of, documents.ids, coded_with, account)
    used = {row[3] for row in codings}
    _allow_coded_containers(codes.rows, used, account)
    notes = memos.rows + groups.notes + _rescued(raw, documents, passages, coder_of)
    project = CodedProject(
        file=path.name,
        format="refi-qda",
        tool=raw.origin or "a tool that does not say its name",
        name=raw.name or path.stem,
        account=account,
        documents=project_frame("documents", _document_rows(raw, documents, texts.sources, groups.group_of)),
        codes=project_frame("codes", codes.rows),
        segments=project_frame("segments", passages.rows),
        codings=project_frame("codings", codings),
        notes=project_frame("notes", notes),
        cases=project_frame("cases", groups.cases),
        members=project_frame("members", groups.members),
        variables=project_frame("variables", groups.variables),
        digests=files.digests,
        exported_from=exported_from,
    )
    _count_memos(project)
    _account_for_files(files, account)
    _refuse_nothing(project, raw, path.name)
    return project


def _exported_from(qde: bytes) -> str:
    """Return the review that a project says it was exported from, whoever wrote the file since."""
    found = EXPORTED.search(qde)
    return found[1].decode("utf-8", errors="replace").strip() if found else ""


def _things(
    raw: RawProject, documents: DocumentTable, code_of: dict[str, str], passages: Passages
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Return what each identifier of the file means here, and what people call it."""
    known: dict[str, tuple[str, str]] = {}
    name_of: dict[str, str] = {}
    for row, document in enumerate(raw.documents):
        known.setdefault(document.guid, ("document", documents.ids[row]))
        name_of.setdefault(document.guid, documents.names[row])
    for row, segment in passages.segment_of.items():
        guid = raw.selections[row].guid
        known.setdefault(guid, ("segment", segment))
        name_of.setdefault(guid, passages.label_of[row])
    for case in raw.cases:
        known.setdefault(case.guid, ("case", case.guid))
        name_of.setdefault(case.guid, case.name)
    for code in raw.codes:
        # NVivo gives a case and the code of that case one identifier; the case holds what is about it.
        known.setdefault(code.guid, ("code", code_of.get(code.guid, "")))
        name_of.setdefault(code.guid, code.name)
    for note in raw.notes:
        name_of.setdefault(note.guid, note.name or "memo")
    known.pop("", None)
    return known, name_of


def _document_rows(
    raw: RawProject, documents: DocumentTable, sources: list, group_of: dict[str, list[str]]
) -> list[list[object]]:
    rows: list[list[object]] = []
    for row, document in enumerate(raw.documents):
        source = sources[document.text] if document.text >= 0 else None
        text = None if source is None else source.text
        group = "; ".join(group_of.get(documents.ids[row], [])) or None
        name, identifier = documents.names[row], documents.ids[row]
        rows.append([identifier, name, document.kind, text, group, document.description or None])
    return rows


def _codings(
    raw: RawProject,
    documents: DocumentTable,
    passages: Passages,
    code_of: dict[str, str],
    note_of: dict[int, str],
    coder_of: dict[str, str],
    account: Account,
) -> tuple[list[list[object]], dict[str, list[tuple[str, str]]]]:
    """Return the rows of ``codings``, and code -> what is coded with it."""
    rows: list[list[object]] = []
    coded_with: dict[str, list[tuple[str, str]]] = {}
    code_name = {code.guid: code.name for code in raw.codes}
    reasons: dict[str, list[str]] = {}
    given: set[tuple[str, str, str]] = set()
    merged = {passages.segment_of[row] for row in passages.repeated if row in passages.segment_of}
    identifiers = Identifiers()
    for number, coding in enumerate(raw.codings):
        place = documents.names[coding.document]
        if coding.selection >= 0:
            place = passages.label_of[coding.selection]
        label = f"'{code_name.get(coding.code, 'unknown code')}' on {place}"
        segment = passages.segment_of.get(coding.selection) if coding.selection >= 0 else None
        code = code_of.get(coding.code)
        coder = coder_of.get(coding.user, "")
        reason = ""
        if not coding.code:
            reason = "it names no code"
        elif code is None:
            reason = "its code is not in the codebook"
        elif coding.selection >= 0 and segment is None:
            reason = "the selection it is on was left out"
        elif segment in merged:
            key = (str(segment), code, coder)
            reason = "the tool writes it twice, on the text and on the page" if key in given else ""
            given.add(key)
        if reason:
            reasons.setdefault(reason, []).append(label)
            continue
        thing = ("segment", segment) if segment else ("document", documents.ids[coding.document])
        coded_with.setdefault(coding.code, []).append(thing)
        identifier = identifiers.new(coding.guid or f"coding {number + 1}")
        document = None if segment else documents.ids[coding.document]
        rows.append([identifier, segment, document, code, coder or None, note_of.get(number), None, None])
    account.find("codings", len(raw.codings))
    for reason, labels in reasons.items():
        account.leave_out("codings", reason, labels)
    return rows, coded_with


def _allow_coded_containers(codes: list[list[object]], used: set[object], account: Account) -> None:
    said = []
    for row in codes:
        if row[0] in used and not row[4]:
            row[4] = True
            said.append(str(row[1]))
    if said:
        account.remark(
            f"Marked as not codable and coded with all the same: {counted(len(said), 'code')}, such as "
            f"'{said[0]}'. What is coded with is kept as a code."
        )


def _rescued(
    raw: RawProject, documents: DocumentTable, passages: Passages, coder_of: dict[str, str]
) -> list[list[str | None]]:
    """Return memos on selections that were left out, as memos on their documents."""
    rows: list[list[str | None]] = []
    for row, note in passages.rescued:
        selection = raw.selections[row]
        title, author = passages.label_of[row], coder_of.get(selection.user) or None
        document = documents.ids[selection.document]
        rows.append([f"{selection.guid}#note", title, note, author, None, "document", document])
    return rows


def _count_memos(project: CodedProject) -> None:
    """Every memo counts one: a row of its own, or a text on a passage or a coding."""
    account = project.account
    on_others = sum(
        int(frame["note"].map(lambda note: bool(note and note.strip())).sum())
        for frame in (project.segments, project.codings)
    )
    account.find("memos", len(project.notes) + on_others)


def _account_for_files(files: ProjectFiles, account: Account) -> None:
    members = files.members
    if members:
        account.find("files in the archive", len(members))
        account.keep("files in the archive", len(members) - len(set(members) - files.used), as_="texts")
        texts = [n for n in members if n not in files.used and n.casefold().endswith(".txt")]
        others = [n for n in members if n not in files.used and not n.casefold().endswith(".txt")]
        account.leave_out("files in the archive", "no source names it", texts)
        account.leave_out("files in the archive", "it is no plain text; a review holds text", others)
    for other in files.others:
        account.remark(f"The archive holds a second project, '{other}', which was not read.")


def _refuse_nothing(project: CodedProject, raw: RawProject, file: str) -> None:
    frames = (
        project.documents,
        project.codes,
        project.codings,
        project.notes,
        project.cases,
        project.variables,
    )
    if not any(len(frame) for frame in frames) and (raw.unknown or raw.selections or raw.links):
        named = ", ".join(dict.fromkeys(raw.unknown)) or "selections or links alone"
        raise UnreadableError(
            file,
            f"nothing in this project could be read; it holds {named[:200]}",
            "Export it again as a REFI-QDA project.",
        )
