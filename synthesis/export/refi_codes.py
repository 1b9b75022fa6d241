"""The codebook of a review as nested codes of a REFI-QDA file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from synthesis.errors import UnreadableError
from synthesis.export.refi_elements import RefiElements
from synthesis.review import Review

__all__ = ["ABSENT", "VALENCE", "CodeGuids", "add_codes", "add_kinds"]

# Readers of XML go this deep unless told that a file may be enormous.
MOST_LEVELS = 200

_BLANK_SIGNS = re.compile(r"[\t\r\n]+")

ABSENT = "Stated absent"
ABSENT_MEANS = (
    "Codes that a passage states to be absent, one for each code of the codebook where that was found. "
    "Kept apart, so that nobody counts a stated absence as the presence of the code."
)
VALENCE = "Valence"
VALENCE_MEANS = (
    "Whether a passage speaks of what it is coded with as an enabler, a barrier or both. "
    "Each such coding stands beside the coding that it is about."
)


@dataclass
class CodeGuids:
    """Identifiers of the codes that were written.

    Parameters
    ----------
    present
        Identifier of each code of the codebook.
    absent
        Identifier of the code that stands for its stated absence.
    valence
        Identifier of the code that stands for a valence.
    """

    present: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    valence: dict[str, str] = field(default_factory=dict)


def add_codes(
    refi: RefiElements,
    parent: etree._Element,
    review: Review,
    *,
    absent: Sequence[str] = (),
    valences: Sequence[str] = (),
    notes: Mapping[str, Sequence[str]] | None = None,
) -> CodeGuids:
    """Append ``Codes`` with every code below its parent.

    Parameters
    ----------
    refi
        Makes the elements.
    parent
        The element to append to.
    review
        Not modified.
    absent
        Codes that some coding states to be absent; they get a code of their own, in a branch apart.
    valences
        Valences that some coding has, likewise.
    notes
        Code -> identifiers of the notes about it.

    Returns
    -------
    The identifiers.

    Raises
    ------
    UnreadableError
        The hierarchy is deeper than readers of XML go.
    """
    codebook = review.codebook.set_index("code_id")
    tree = review.code_tree
    deepest = tree.loc[tree["level"].idxmax()]
    if deepest["level"] > MOST_LEVELS:
        raise UnreadableError(
            "codebook",
            f"the code '{deepest['code_id']}' stands on level {deepest['level']}; "
            f"a REFI-QDA file can hold {MOST_LEVELS} levels",
            "Move it up in the hierarchy.",
        )
    names = _names(review)
    guids = CodeGuids()
    codes = refi.add(parent, "Codes")
    elements: dict[str, etree._Element] = {}
    # Depth first: the code above has always been written before.
    for code, label, above in zip(tree["code_id"], tree["label"], tree["parent_id"], strict=True):
        guids.present[code] = refi.guid("code", code)
        into = elements[above] if isinstance(above, str) else codes
        element = _add_code(refi, into, guids.present[code], names[code], refi.colour("code", code))
        elements[code] = element
        definition = codebook.at[code, "definition"]
        refi.describe(
            element,
            definition if isinstance(definition, str) else None,
            code_id=code,
            label=label if label != names[code] else None,
        )
        for note in (notes or {}).get(code, ()):
            refi.refer(element, "NoteRef", note)
    how_often = Counter(names.values())
    if absent:
        branch = _add_code(
            refi, codes, refi.guid("branch", ABSENT), _free(ABSENT, names), None, codable=False
        )
        refi.describe(branch, ABSENT_MEANS, branch="absent")
        for code in absent:
            guids.absent[code] = refi.guid("code stated absent", code)
            # The identifier keeps codes of one name at several places apart.
            told_apart = f" [{code}]" if how_often[names[code]] > 1 else ""
            name = f"{names[code]}{told_apart} (stated absent)"
            element = _add_code(refi, branch, guids.absent[code], name, refi.colour("code", code))
            refi.describe(element, "A passage states that this was absent.", absent=code)
    if valences:
        guid = refi.guid("branch", VALENCE)
        branch = _add_code(refi, codes, guid, _free(VALENCE, names), None, codable=False)
        refi.describe(branch, VALENCE_MEANS, branch="valence")
        for valence in valences:
            guids.valence[valence] = refi.guid("valence code", valence)
            element = _add_code(
                refi, branch, guids.valence[valence], valence, refi.colour("valence", valence)
            )
            refi.describe(element, None, valence=valence)
    return guids


def add_kinds(refi: RefiElements, parent: etree._Element, review: Review, guids: CodeGuids) -> None:
    """Append ``Sets``, the codes grouped by what they were made for; nothing where no kind is given.

    Parameters
    ----------
    refi, parent, review
        As for `add_codes`.
    guids
        As returned by it.
    """
    codebook = review.codebook.dropna(subset="kind")
    if codebook.empty:
        return
    sets = refi.add(parent, "Sets")
    for kind, codes in codebook.groupby("kind", sort=True)["code_id"]:
        group = refi.add(sets, "Set", guid=refi.guid("kind", str(kind)), name=str(kind))
        refi.describe(group, f"Codes that were made for the part '{kind}'.", kind=str(kind))
        for code in codes:
            # The two schemas name the attribute of the same element differently.
            name = "targetGUID" if refi.is_project else "guid"
            refi.add(group, "MemberCode", **{name: guids.present[code]})


def _add_code(
    refi: RefiElements,
    parent: etree._Element,
    guid: str,
    name: str,
    colour: str | None,
    *,
    codable: bool = True,
) -> etree._Element:
    said = "true" if codable else "false"
    return refi.add(parent, "Code", guid=guid, name=name, isCodable=said, color=colour)


def _names(review: Review) -> dict[str, str]:
    """Return what each code is called: its label, with its identifier where a sibling has the same."""
    tree = review.code_tree
    shown = tree["label"].str.replace(_BLANK_SIGNS, " ", regex=True)
    siblings = [tree["parent_id"].fillna(""), shown.str.strip().str.casefold()]
    repeated = shown.groupby(siblings).transform("size") > 1
    named = shown.where(~repeated, shown + " [" + tree["code_id"] + "]")
    return dict(zip(tree["code_id"], named, strict=True))


def _free(name: str, names: Mapping[str, str]) -> str:
    """Return a name for a branch of ours that no code of the codebook has."""
    return name if name.casefold() not in {n.casefold() for n in names.values()} else f"{name} (export)"
