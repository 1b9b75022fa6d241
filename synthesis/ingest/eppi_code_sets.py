"""The code sets of EPPI-Reviewer: which are the codebook, which screen, which appraise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synthesis.errors import check_option, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.identifiers import digest_of, slug, unique_ids
from synthesis.ingest.imported import keys_frame, review_frame
from synthesis.ingest.text_file import clean_text

__all__ = ["SET_USES", "EppiCode", "EppiSet", "codebook_tables", "read_code_sets", "uses_of"]

_DEFINITION = ("AttributeSetDescription", "AttributeDescription", "ExtURL")
SET_USES = ("codebook", "screening", "appraisal", "left out")
_APPRAISAL = re.compile(
    r"(?i)\b(quality|apprais\w+|risk[ -]of[ -]bias|rob ?2?|casp|mmat|jbi|amstar|weight of evidence|"
    r"cerqual|trustworth\w+|rigou?r)\b"
)


@dataclass
class EppiCode:
    """One code ("attribute").

    Parameters
    ----------
    code_id
        Its number.
    name, definition
        As people wrote them.
    kind
        ``Selectable (show checkbox)``, ``Include``, ``Exclude`` …
    parent
        The code above it, or None at the top of its set.
    code_set
        Its set.
    """

    code_id: str
    name: str
    definition: str
    kind: str
    parent: EppiCode | None
    code_set: EppiSet

    @property
    def names(self) -> list[str]:
        """Names from the top of its set down to its own."""
        names, at = [], self
        while at is not None:
            names.append(at.name)
            at = at.parent
        return names[::-1]


@dataclass
class EppiSet:
    """One code set.

    Parameters
    ----------
    set_id, name, kind, definition
        Number, name, type (``Standard``, ``Screening``, ``Administration``) and description.
    codes
        Every code in it, parents first.
    """

    set_id: str
    name: str
    kind: str
    definition: str
    codes: list[EppiCode] = field(default_factory=list)


def read_code_sets(raw: Any, account: Account) -> list[EppiSet]:
    """Return the code sets of an export.

    Parameters
    ----------
    raw
        ``CodeSets`` of the file.
    account
        Is told how many ``code sets`` and ``codes`` stand there, and which were left out as repeated.
    """
    sets: list[EppiSet] = []
    seen: set[str] = set()
    for entry in raw if isinstance(raw, list) else []:
        if not isinstance(entry, Mapping):
            continue
        kind = entry.get("SetType")
        kind = clean_text(kind.get("SetTypeName")) if isinstance(kind, Mapping) else clean_text(kind)
        name = clean_text(entry.get("SetName")) or f"code set {len(sets) + 1}"
        found = EppiSet(_number(entry.get("SetId")), name, kind, clean_text(entry.get("SetDescription")))
        waiting = [(child, None) for child in reversed(_children(entry))]
        while waiting:
            attribute, parent = waiting.pop()
            account.find("codes")
            code_id = _number(attribute.get("AttributeId"))
            own = [
                clean_text(attribute.get(key)) for key in ("AttributeSetDescription", "AttributeDescription")
            ]
            link = clean_text(attribute.get("ExtURL"))
            definition = "\n".join(dict.fromkeys(text for text in [*own, link] if text))
            code = EppiCode(
                code_id,
                clean_text(attribute.get("AttributeName")) or f"code {code_id}",
                definition,
                clean_text(attribute.get("AttributeType")),
                parent,
                found,
            )
            if not code_id or code_id in seen:
                account.leave_out("codes", "they have no number, or that of another code", [code.name])
            else:
                seen.add(code_id)
                found.codes.append(code)
            # What stands below a repeated code hangs on its parent, so that it is not lost with it.
            below = code if found.codes and found.codes[-1] is code else parent
            waiting += [(child, below) for child in reversed(_children(attribute))]
        sets.append(found)
    account.find("code sets", len(sets))
    return sets


def _children(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    below = entry.get("Attributes")
    if isinstance(below, Mapping):
        below = below.get("AttributesList")
    return [child for child in below if isinstance(child, Mapping)] if isinstance(below, list) else []


def _number(value: Any) -> str:
    return clean_text(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def uses_of(sets: Sequence[EppiSet], said: Any, account: Account) -> dict[str, str]:
    """Return what each set is used for, by its name: one of `SET_USES`.

    Parameters
    ----------
    sets
        From `read_code_sets`.
    said
        What the mapping says under ``code_sets``: name of a set -> use.
    account
        Gets a decision for each set whose use is taken from its type or name.

    Raises
    ------
    OptionError
        The mapping gives a use that there is not.
    """
    said = said if isinstance(said, Mapping) else {}
    uses: dict[str, str] = {}
    for code_set in sets:
        if code_set.name in said:
            check_option(f"code_sets: {code_set.name}", said[code_set.name], SET_USES)
            uses[code_set.name] = said[code_set.name]
            continue
        kind = code_set.kind.casefold()
        if kind == "screening" or any(
            code.kind.casefold() in ("include", "exclude") for code in code_set.codes
        ):
            use, why = (
                "screening",
                f"its type is {code_set.kind or 'not given'}, or it has codes to exclude by",
            )
        elif kind == "administration":
            use, why = "left out", "its type is Administration"
        elif _APPRAISAL.search(code_set.name):
            use, why = "appraisal", "its name speaks of appraisal"
        else:
            use, why = "codebook", ""
        uses[code_set.name] = use
        if why:
            account.decide(f"code set '{code_set.name}'", f"it is used as {use}", evidence=why)
    return uses


def codebook_tables(
    sets: Sequence[EppiSet], account: Account
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Return the codebook, its keys, and number of a code -> ``code_id``.

    Several sets are the top of the hierarchy; a single one would only say the same of every code.

    Parameters
    ----------
    sets
        The sets that are used as codebook.
    account
        Is told what became of them.
    """
    rows: list[tuple[list[str], str, str, str]] = []
    for code_set in sets:
        above = [code_set.name] if len(sets) > 1 else []
        if above:
            rows.append((above, f"set {code_set.set_id or code_set.name}", "", code_set.definition))
        for code in code_set.codes:
            at = f"set {code_set.set_id or code_set.name}" if above else ""
            parent = code.parent.code_id if code.parent is not None else at
            rows.append(([*above, *code.names], code.code_id, parent, code.definition))
    if len(sets) == 1 and sets[0].codes:
        account.remark(f"There is one code set, '{sets[0].name}'; its codes are the top of the codebook.")
    wanted = ["-".join(slug(level, blank="code") for level in path) for path, *_ in rows]
    ids = unique_ids(w if len(w) <= 120 else f"{w[:60].strip('-')}-{digest_of(w)}" for w in wanted)
    id_of = {native: code_id for (_, native, _, _), code_id in zip(rows, ids, strict=True)}
    table = review_frame(
        "codebook",
        {
            "code_id": ids,
            "label": [path[-1] for path, *_ in rows],
            "parent_id": [id_of.get(parent, "") for _, _, parent, _ in rows],
            "definition": [definition for *_, definition in rows],
        },
    )
    paths = ["/".join(path) for path, *_ in rows]
    keys = keys_frame("codebook", ids, native=[native.casefold() for _, native, _, _ in rows], path=paths)
    links = [name for code_set in sets for name in [code_set.name] if not code_set.codes]
    if links:
        account.remark(f"These code sets hold no codes: {list_in_words(links, most=5)}.")
    return table, keys, id_of
