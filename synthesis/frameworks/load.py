"""Load the frameworks that ship with the package, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.codebook import code_tree
from synthesis.errors import OptionError, check_option, list_in_words
from synthesis.shipped_tables import rows_as_table, shipped_entry, shipped_ids

__all__ = ["Framework", "framework_ids", "link_variants", "load_framework", "load_links"]

FOLDER = Path(__file__).parent
_LINKS = FOLDER / "links"
_AS_CODES = {"construct_id": "code_id"}


@dataclass(frozen=True)
class Framework:
    """A published framework: identifiers and names of its constructs, and no definitions.

    Parameters
    ----------
    framework_id, name, version, citation
        What it is called and where it was published.
    constructs
        One row per construct, children below their parent, siblings in the order of the
        publication: ``construct_id``, ``label``, ``parent_id`` (missing at the top), ``level`` (1
        at the top), ``path`` (labels from the top, joined by " › "), ``group`` (how the authors
        group constructs of one level, for instance micro, meso and macro; missing where they do
        not) and ``is_verified`` (False: the name was not read in a publication by us).
    """

    framework_id: str
    name: str
    version: str
    citation: str
    constructs: pd.DataFrame

    @property
    def is_verified(self) -> bool:
        """Whether every name was read in a publication."""
        return bool(self.constructs["is_verified"].all())


def framework_ids() -> tuple[str, ...]:
    """Return the identifiers of the frameworks that ship with the package."""
    return shipped_ids(FOLDER)


def load_framework(framework_id: str) -> Framework:
    """Return one shipped framework.

    Parameters
    ----------
    framework_id
        One of `framework_ids`.

    Returns
    -------
    The framework; its table is a copy, so that nobody changes it for others.

    Raises
    ------
    OptionError
        There is no framework of that identifier.
    """
    check_option("framework_id", framework_id, framework_ids())
    framework = _read_framework(framework_id)
    return replace(framework, constructs=framework.constructs.copy(deep=False))


@cache
def _read_framework(framework_id: str) -> Framework:
    entry = shipped_entry(FOLDER, framework_id)
    names = {"id": "construct_id", "parent": "parent_id"}
    constructs = rows_as_table(
        entry["constructs"], texts=["construct_id", "label", "parent_id", "group"], names=names
    )
    tree = code_tree(constructs[["construct_id", "label", "parent_id"]].rename(columns=_AS_CODES))
    ordered = tree.rename(columns={"code_id": "construct_id"})
    ordered = ordered[["construct_id", "label", "parent_id", "level", "path"]].merge(
        constructs[["construct_id", "group", "is_verified"]], on="construct_id", how="left"
    )
    return Framework(entry["id"], entry["name"], entry["version"], entry["citation"], ordered)


def link_variants(source: str, target: str) -> pd.DataFrame:
    """Return the published variants of the links from one framework to another.

    Parameters
    ----------
    source, target
        Identifiers of frameworks.

    Returns
    -------
    One row per variant, the default first: ``variant``, ``kind`` ("published" by the authors of a
    framework, or "application" by others who used it), ``citation``, ``note``, ``n_links``,
    ``n_links_unverified``, ``not_mapped`` (constructs that the publication leaves out on purpose)
    and ``not_read`` (constructs of which the part that we read says nothing), both joined by "; ".

    Raises
    ------
    OptionError
        No links between the two ship with the package.
    """
    entries = _read_links(source, target)
    return pd.DataFrame(
        {
            "variant": variant["id"],
            "kind": variant["kind"],
            "citation": variant["citation"],
            "note": variant.get("note", ""),
            "n_links": sum(len(ends) for _, ends, _ in _ends(variant)),
            "n_links_unverified": sum(len(ends) for _, ends, is_read in _ends(variant) if not is_read),
            "not_mapped": "; ".join(variant.get("not_mapped", [])),
            "not_read": "; ".join(variant.get("not_read", [])),
        }
        for variant in entries
    )


def load_links(source: str, target: str, variant: str | None = None) -> pd.DataFrame:
    """Return the published links from the constructs of one framework to those of another.

    Publications differ: for TDF to COM-B, ``michie_2014`` has Optimism and Social/professional role
    and identity under reflective motivation, ``cane_2012`` under automatic motivation as well, and
    ``fahim_2020`` has Skills as physical only and leaves Optimism and Reinforcement out.

    Parameters
    ----------
    source, target
        Identifiers of frameworks.
    variant
        One variant; all of them by default.

    Returns
    -------
    One row per link, in the order of both frameworks: ``variant``, ``source_framework``,
    ``source_id``, ``source_label``, ``target_framework``, ``target_id``, ``target_label``,
    ``is_verified`` (False: the link was not read in a publication by us) and ``citation``.

    Raises
    ------
    OptionError
        No links between the two ship with the package, or none of that variant.
    """
    entries = _read_links(source, target)
    names = [entry["id"] for entry in entries]
    if variant is not None:
        check_option("variant", variant, names)
    starts = load_framework(source).constructs.set_index("construct_id")["label"]
    ends = load_framework(target).constructs.set_index("construct_id")["label"]
    links = pd.DataFrame(
        [
            (entry["id"], start, end, is_read, entry["citation"])
            for entry in entries
            for start, targets, is_read in _ends(entry)
            for end in targets
            if variant in (None, entry["id"])
        ],
        columns=["variant", "source_id", "target_id", "is_verified", "citation"],
    )
    links["source_framework"], links["target_framework"] = source, target
    links["source_label"] = links["source_id"].map(starts)
    links["target_label"] = links["target_id"].map(ends)
    # Sorted by places in the frameworks: a link that was not verified stands among the others.
    places = pd.DataFrame(
        {
            "variant": links["variant"].map(names.index),
            "source": links["source_id"].map(starts.index.get_loc),
            "target": links["target_id"].map(ends.index.get_loc),
        }
    )
    columns = ["variant", "source_framework", "source_id", "source_label"]
    columns += ["target_framework", "target_id", "target_label", "is_verified", "citation"]
    return links.loc[places.sort_values(list(places)).index, columns].reset_index(drop=True)


def _ends(variant: dict[str, Any]) -> list[tuple[str, list[str], bool]]:
    """Each construct with those it is linked to, and whether that was read in a publication."""
    return [
        *((start, ends, True) for start, ends in variant["links"].items()),
        *((start, ends, False) for start, ends in variant.get("unverified", {}).items()),
    ]


def _read_links(source: str, target: str) -> list[dict[str, Any]]:
    name = f"{source}_{target}"
    if name not in shipped_ids(_LINKS):
        pairs = list_in_words((pair.replace("_", " to ") for pair in shipped_ids(_LINKS)), last="or")
        message = f"no links from {source!r} to {target!r} ship with the workbook; there are {pairs}."
        raise OptionError(message)
    return shipped_entry(_LINKS, name)["variants"]
