"""Tags of a Taguette project as a codebook: their levels stand in their names."""

from __future__ import annotations

from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.code_order import depth_first
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.sqlite_rows import SqliteTables, key_of, text_of

__all__ = ["read_tags"]

Rows = list[dict[str, Any]]


def read_tags(tables: SqliteTables, project: str, options: ImportOptions, account: Account) -> Rows:
    """Return the rows of the frame ``codes``.

    Parameters
    ----------
    tables
        Of the database.
    project
        Number of the project.
    options
        ``mapping["separator"]``: a sign that parts levels in every name; ``""`` for no levels.
        Where it says nothing, a name such as ``Mechanism.Trust`` is a level below ``Mechanism`` if
        there is a tag of that name.
    account
        Is told of codes, and of how levels were found.
    """
    found: dict[str, dict[str, Any]] = {}
    has_parents = tables.has("tags", "parent_id")
    rows = tables.rows("tags", "id", "path", "description", "project_id", "parent_id")
    for number, path, description, of_project, parent in rows:
        if key_of(of_project) != project:
            continue
        account.find("codes")
        key = key_of(number)
        if not key or key in found:
            account.leave_out("codes", "they have no number of their own", [text_of(path)])
            continue
        found[key] = {
            "code_id": key,
            "name": text_of(path).strip() or f"unnamed tag {key}",
            "parent_id": key_of(parent) or None,
            "description": text_of(description) or None,
            "is_codable": True,
        }
    if has_parents and any(code["parent_id"] for code in found.values()):
        return depth_first(list(found.values()))
    separator = options.mapping.get("separator")
    if separator is None:
        _find_levels(found, ".", account)
    elif str(separator):
        _split_all(found, str(separator), account)
    return depth_first(list(found.values()))


def _find_levels(codes: dict[str, dict[str, Any]], separator: str, account: Account) -> None:
    """Put a tag under the one whose name its own continues."""
    key_of_name = {code["name"]: key for key, code in codes.items()}
    under: dict[str, tuple[str, str]] = {}
    for key, code in codes.items():
        above, sign, name = code["name"].rpartition(separator)
        while sign and above not in key_of_name:  # the name itself may hold the sign
            above, sign, _ = above.rpartition(separator)
            name = code["name"][len(above) + len(separator) :]
        if sign and name.strip():
            under[key] = (key_of_name[above], name.strip())
    for key, (parent, name) in under.items():
        codes[key] |= {"parent_id": parent, "name": name}
    parted = [n for n, key in key_of_name.items() if separator in n and key not in under]
    n_signed = len(under) + len(parted)
    if n_signed:
        account.decide(
            "levels of tags",
            f"a tag stands under another where its name is that tag's, '{separator}' and more",
            confidence=len(under) / n_signed,
            evidence=f"{len(under)} of {n_signed} names with it begin with another tag's name; in the "
            f"mapping, `separator: '{separator}'` parts all of them and `separator: ''` none",
        )


def _split_all(codes: dict[str, dict[str, Any]], separator: str, account: Account) -> None:
    """Part every name at the sign; levels that are no tags themselves become codes."""
    key_of_path = {tuple(code["name"].split(separator)): key for key, code in codes.items()}
    made: list[str] = []
    for path in list(key_of_path):
        for depth in range(len(path), 0, -1):
            here, above = path[:depth], path[: depth - 1]
            here_key = key_of_path.get(here)
            if here_key is None:
                here_key = key_of_path[here] = f"level:{separator.join(here).casefold()}"
                codes[here_key] = {"code_id": here_key, "description": None, "is_codable": False}
                made.append(separator.join(here))
            parent = None
            if above:
                parent = key_of_path.get(above) or f"level:{separator.join(above).casefold()}"
            codes[here_key] |= {"name": here[-1].strip() or here_key, "parent_id": parent}
    account.find("codes", len(made))
    account.decide(
        "levels of tags",
        f"every name is parted at '{separator}', as the mapping says",
        evidence=f"{len(made)} levels are no tags themselves: {', '.join(made[:5])}" if made else "",
    )
