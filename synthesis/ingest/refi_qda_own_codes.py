"""The codes of a REFI-QDA file of our own: which are codes of the review, and what the others say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.refi_qda_elements import local_name
from synthesis.ingest.refi_qda_own_elements import NotAsWritten, all_of, children, described, first, needed

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["READ_BACK", "OwnCodes", "own_codebook", "own_codes"]

READ_BACK = "This workbook wrote the file, so its own identifiers were read back."


@dataclass
class OwnCodes:
    """The codes of one of our own files.

    Parameters
    ----------
    rows
        Rows of the codebook: ``code_id``, ``label``, ``parent_id``, ``definition``, ``kind``.
    keys
        Identifier in the file of each row, and its path.
    meaning
        Identifier in the file -> what a coding with it says: ``code_id`` and ``state``; a code that
        only repeats a valence says nothing more.
    made
        Names of the codes that the export added.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    meaning: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)


def own_codes(root: etree._Element) -> OwnCodes:
    """Return the codes of a project or codebook that this workbook wrote.

    Parameters
    ----------
    root
        The element ``Project`` or ``CodeBook``.

    Raises
    ------
    NotAsWritten
        A code does not say which it is.
    """
    codes = OwnCodes()
    kind_of = {}
    for group in all_of(root, "Sets", "Set"):
        kind = described(group)[1].get("kind")
        for member in children(group, "MemberCode"):
            kind_of[member.get("targetGUID") or member.get("guid")] = kind
    book = root if local_name(root) == "CodeBook" else first(root, "CodeBook")
    waiting = [(code, "", "") for code in reversed(list(all_of(book, "Codes", "Code")))]
    while waiting:
        code, parent, above = waiting.pop()
        guid, name = needed(code, "guid"), needed(code, "name")
        definition, fields = described(code)
        code_id, label = fields.get("code_id"), fields.get("label", name)
        path = f"{above}/{label}" if above else label
        if code_id is not None:
            row = {"code_id": code_id, "label": label, "parent_id": parent, "definition": definition}
            codes.rows.append(row | {"kind": kind_of.get(guid) or ""})
            codes.keys.append((guid, path))
            codes.meaning[guid] = (code_id, "present")
        else:
            codes.made.append(name)
            if "absent" in fields:
                codes.meaning[guid] = (fields["absent"], "absent")
            elif "valence" in fields:
                codes.meaning[guid] = None
            elif "branch" not in fields:
                raise NotAsWritten(f"the code '{name}' does not say which it is")
        waiting += [(child, code_id or "", path) for child in reversed(list(children(code, "Code")))]
    return codes


def own_codebook(root: etree._Element, *, file: str, digests: Mapping[str, str]) -> Imported:
    """Return the codebook of a ``.qdc`` file that this workbook wrote.

    Parameters
    ----------
    root
        The element ``CodeBook``.
    file
        Name of the file.
    digests
        As in `Imported`.

    Raises
    ------
    NotAsWritten
        A code does not say which it is, or there is none.
    """
    codes, account = own_codes(root), Account()
    if not codes.rows or codes.made:
        raise NotAsWritten("it holds other codes")
    account.find("codes", len(codes.rows))
    account.keep("codes", len(codes.rows))
    sets = len(all_of(root, "Sets", "Set"))
    account.find("sets", sets)
    account.keep("sets", sets, as_="kinds of codes")
    account.remark(READ_BACK)
    table = review_frame("codebook", {c: [row[c] for row in codes.rows] for c in codes.rows[0]})
    native, paths = zip(*codes.keys, strict=True)
    return Imported(
        file=file,
        format="refi-qda-codebook",
        tool=root.get("origin", ""),
        tables={"codebook": table},
        keys=keys_frame("codebook", table["code_id"], native=native, path=paths),
        account=account,
        digests=digests,
    )
