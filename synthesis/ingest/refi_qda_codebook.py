"""Read REFI-QDA codebooks: ``.qdc`` files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from synthesis.errors import UnreadableError
from synthesis.ingest.account import Account
from synthesis.ingest.coded_project import CodedProject, project_frame
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.refi_qda_codes import code_table
from synthesis.ingest.refi_qda_elements import attribute, guid_in, local_name, read_codes, reference
from synthesis.ingest.refi_qda_origin import ORIGIN
from synthesis.ingest.refi_qda_own import is_own
from synthesis.ingest.refi_qda_own_codes import own_codebook
from synthesis.ingest.refi_qda_own_elements import NotAsWritten
from synthesis.ingest.refi_qda_records import RawCode
from synthesis.ingest.refi_qda_schema import schema_remarks
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.safe_xml import parse_xml

__all__ = ["looks_like", "read"]

MOST_BYTES = 64 * 1024**2


def looks_like(path: Path) -> bool:
    """Return whether a file is a REFI-QDA codebook."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as opened:
            start = opened.read(4096).replace(b"\x00", b"")
        return b"<CodeBook" in start or b":CodeBook" in start
    except OSError:
        return False


def read(paths: Sequence[Path], options: ImportOptions) -> CodedProject | Imported:
    """Read a codebook.

    Parameters
    ----------
    paths
        One ``.qdc`` file.
    options
        Not used.

    Returns
    -------
    A project with codes and, where sets say something of them, memos. A codebook that this workbook
    wrote comes as the table that it was.

    Raises
    ------
    UnreadableError
        It is damaged, made to do harm, no codebook, or holds no code.
    """
    path = Path(paths[0])
    content = read_bytes(path, most=MOST_BYTES)
    root = parse_xml(content, path.name)
    if local_name(root) != "CodeBook":
        raise UnreadableError(
            path.name,
            f"this is no REFI-QDA codebook: its root is '{local_name(root)}'",
            "Export the codebook again from the tool, as .qdc.",
        )
    account, digests = Account(), {path.name: hashlib.sha256(content).hexdigest()}
    if is_own(content):
        try:
            return own_codebook(root, file=path.name, digests=digests)
        except NotAsWritten as error:
            account.remark(
                f"This workbook wrote the codebook, but {error}; so it was read like that of another tool."
            )
    for sentence in schema_remarks(content, "CodeBook", root.tag.rpartition("}")[0].lstrip("{") or None):
        account.remark(sentence)
    raw: list[RawCode] = []
    for child in root:
        if local_name(child) == "Codes":
            read_codes(child, raw)
    if not raw:
        raise UnreadableError(
            path.name, "there is no code in this codebook", "Export it again from the tool."
        )
    origin = attribute(root, "origin").strip()
    codes = code_table(raw, origin, account, split_names=not origin.startswith(ORIGIN))
    notes = _sets(root, {code.guid: code.name for code in raw}, account)
    account.find("memos", len(notes))
    return CodedProject(
        file=path.name,
        format="refi-qda-codebook",
        tool=origin or "a tool that does not say its name",
        name=path.stem,
        account=account,
        codes=project_frame("codes", codes.rows),
        notes=project_frame("notes", notes),
        digests=digests,
    )


def _sets(root, name_of: dict[str, str], account: Account) -> list[list[str | None]]:
    """Return a memo for each set that has codes in it."""
    notes: list[list[str | None]] = []
    found = [e for child in root if local_name(child) == "Sets" for e in child if local_name(e) == "Set"]
    if found:
        account.find("sets", len(found))
    for number, element in enumerate(found, start=1):
        name = attribute(element, "name").strip() or f"unnamed set {number}"
        members = [reference(child) for child in element if local_name(child) == "MemberCode"]
        known = [name_of[guid] for guid in members if guid in name_of]
        said = [child.text or "" for child in element if local_name(child) == "Description"]
        if len(known) < len(members):
            account.remark(
                f"The set '{name}' names {len(members) - len(known)} codes that are not in the file."
            )
        if not known:
            account.leave_out("sets", "nothing is in it", [name])
            continue
        text = "\n\n".join(part for part in ("".join(said).strip(), "\n".join(known)) if part)
        identifier = f"set {guid_in(element.get('guid')) or number}"
        notes.append([identifier, f"Set: {name}", text, None, None, "project", None])
        account.keep("sets", as_="memos that name their codes")
    return notes
