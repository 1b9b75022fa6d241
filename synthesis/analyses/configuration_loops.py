"""Feedback loops: codes that lead back to themselves along the links of configurations."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from synthesis.analyses.configuration_links import check_whole_number, describe_paths, signed_links, supported
from synthesis.analyses.configuration_patterns import code_labels
from synthesis.errors import check_option
from synthesis.review import Review
from synthesis.statistics.directed_paths import signed_cycles

__all__ = ["configuration_loops"]

_ENDS = ["from_id", "from_sign", "to_id", "to_sign"]
_COLUMNS = [
    "pattern",
    "code_ids",
    "n_links",
    "kind",
    "n_studies_links",
    "weakest_hop",
    "n_studies_weakest",
    "study_ids_weakest",
    "n_studies_every_link",
    "study_ids_every_link",
    "is_within_study",
    "is_within_configuration",
    "configuration_ids_every_link",
]


def configuration_loops(
    review: Review,
    *,
    min_studies: int = 1,
    most_links: int = 4,
    signs: str = "same",
    level: int | None = None,
) -> pd.DataFrame:
    """List the loops of the network of configurations.

    A loop is a simple cycle: it follows links (see `configuration_network`) from a code back to itself
    and meets no other code twice. A configuration whose outcome is its own context or mechanism is a
    loop by itself.

    Parameters
    ----------
    review
        Not modified.
    min_studies
        Least number of studies in which each link of a loop must be found, 1 or more.
    most_links
        Longest loop.
    signs
        ``"same"``: a link ends with the sign with which the next one begins. Loops that differ in a sign
        are told apart: the more trust, the more faith and the less trust, the less faith are two.
        ``"any"``: signs are set aside, one row per cycle of codes.
    level
        Level of the codebook to which codes are rolled up (1 = top). None: codes as given.

    Returns
    -------
    One row per loop: ``pattern`` (labels with signs, the first again at the end), ``code_ids``,
    ``n_links``, ``kind`` (``reinforcing``: it comes back with the sign with which it began;
    ``balancing``: with the opposite one; with ``signs="any"``, by the links whose two ends differ in
    sign, an even number of them reinforcing, an odd one balancing, and ``either`` where links are
    reported both ways), ``n_studies_links`` (the studies of each link, joined by "; "),
    ``weakest_hop`` (the link with the fewest studies, the first of several), ``n_studies_weakest``,
    ``study_ids_weakest``, ``n_studies_every_link``, ``study_ids_every_link`` (studies that report the
    whole loop), ``is_within_study`` (whether there are any; otherwise it is stitched across studies),
    ``is_within_configuration`` and ``configuration_ids_every_link`` (configurations that feed
    themselves). Those with the most studies behind their weakest link first, then those that most
    studies report whole, then the shortest, then by codes.

    Raises
    ------
    OptionError
        ``min_studies`` or ``most_links`` is not a whole number of 1 or more, or ``signs`` or ``level``
        is not one of the allowed values.

    Notes
    -----
    A loop that no study reports whole is an idea of the synthesis. Its links may come from different
    settings, and a code between two of them may have meant two things. Nothing is said about time.

    Reinforcing and balancing loops are told apart as in system dynamics [1]_.

    References
    ----------
    .. [1] Sterman JD (2000). Business Dynamics: Systems Thinking and Modeling for a Complex World.
       Boston: Irwin McGraw-Hill, chapter 5.
    """
    check_whole_number("min_studies", min_studies)
    check_whole_number("most_links", most_links)
    check_option("signs", signs, ("same", "any"))
    links = signed_links(review, level=level)
    links["is_opposite"] = links["from_sign"] != links["to_sign"]
    if signs == "any":
        links = links.assign(from_sign="", to_sign="")
    known = supported(links, _ENDS, min_studies)
    steps, kind = _cycles(known, most_links)
    if signs == "any" and len(steps):
        kind = _kind_by_links(steps, links)
    if steps.empty:
        return _empty()
    table = describe_paths(steps, code_labels(review)).assign(kind=kind)
    table = table.rename(columns=lambda name: name.replace("step", "link"))
    table["is_within_configuration"] = table["configuration_ids_every_link"] != ""
    order = ["n_studies_weakest", "n_studies_every_link", "n_links", "code_ids", "pattern"]
    table = table.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)
    return table[_COLUMNS]


def _cycles(known: pd.DataFrame, most_links: int) -> tuple[pd.DataFrame, pd.Series]:
    """Find the cycles; one row per cycle and link, and the kind of each cycle."""
    nodes = pd.Series(zip(known["from_id"], known["from_sign"], strict=True), dtype="object")
    targets = pd.Series(zip(known["to_id"], known["to_sign"], strict=True), dtype="object")
    edges = targets.groupby(nodes).agg(sorted).to_dict() if len(known) else {}
    cycles = signed_cycles(edges, most_edges=most_links)
    kind = pd.Series(["reinforcing" if c[0] == c[-1] else "balancing" for c in cycles], dtype="str")
    steps = pd.DataFrame(
        [
            (path, place, *start, *end, [start, end])
            for path, cycle in enumerate(cycles)
            for place, (start, end) in enumerate(pairwise(cycle))
        ],
        columns=["path", "place", *_ENDS, "terms"],
    )
    return (steps.merge(known, on=_ENDS) if len(steps) else steps), kind


def _kind_by_links(steps: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Count the links that turn the sign round; where one is reported both ways, either may hold."""
    turns = links.groupby(["from_id", "to_id"])["is_opposite"].agg(["min", "max"]).astype("int64")
    steps = steps.merge(turns, left_on=["from_id", "to_id"], right_index=True)
    by_path = steps.groupby("path")
    is_open = (steps["min"] != steps["max"]).groupby(steps["path"]).any()
    kind = by_path["min"].sum().mod(2).map({0: "reinforcing", 1: "balancing"})
    return kind.mask(is_open, "either")


def _empty() -> pd.DataFrame:
    kinds = {name: "int64" for name in _COLUMNS if name in ("n_links", "n_studies_weakest")}
    kinds |= {"n_studies_every_link": "int64", "is_within_study": "bool", "is_within_configuration": "bool"}
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in _COLUMNS})
