"""Chains of configurations: the outcome of each is the context or mechanism of the next."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_links import check_whole_number, describe_paths, supported
from synthesis.analyses.configuration_patterns import ROLES, code_labels, role_combinations, signed_terms
from synthesis.errors import check_option
from synthesis.review import Review
from synthesis.statistics.directed_paths import simple_paths

__all__ = ["configuration_chains"]

_KEY = ["start_role", "start_id", "start_sign", "via_id", "via_sign", "end_id", "end_sign"]
_COLUMNS = [
    "pattern",
    "code_ids",
    "n_hops",
    "joints",
    "n_studies_steps",
    "weakest_hop",
    "n_studies_weakest",
    "study_ids_weakest",
    "n_studies_every_step",
    "study_ids_every_step",
    "is_within_study",
    "n_studies_any_step",
]


def configuration_chains(
    review: Review,
    *,
    min_studies: int = 2,
    most_hops: int = 2,
    signs: str = "same",
    level: int | None = None,
) -> pd.DataFrame:
    """List the chains of configurations, each with its weakest hop.

    A chain begins with a mechanism and its outcome (or the context and outcome of a dyad). Where that
    outcome is the mechanism of another configuration, it goes on to that one's outcome; where it is the
    context of another, to that one's mechanism and outcome. Each of these is a step. No code is met
    twice; what leads back is a loop (see `configuration_loops`).

    Parameters
    ----------
    review
        Not modified.
    min_studies
        Least number of studies in which each step must be found, 1 or more.
    most_hops
        Most hops from one configuration to the next in a chain.
    signs
        ``"same"``: the outcome has the same sign as context or mechanism of the next configuration.
        ``"any"``: signs are set aside.
    level
        Level of the codebook to which codes are rolled up (1 = top). None: codes as given.

    Returns
    -------
    One row per chain: ``pattern`` (labels with signs), ``code_ids``, ``n_hops``, ``joints`` (the codes
    at which it goes from one configuration to another, with the part each plays in the next, joined by
    "; "), ``n_studies_steps`` (the studies of each step, joined by "; "), ``weakest_hop`` (the step with
    the fewest studies, the first of several), ``n_studies_weakest``, ``study_ids_weakest``,
    ``n_studies_every_step``, ``study_ids_every_step`` (studies that report every step),
    ``is_within_study`` (whether there are any; otherwise the chain is stitched across studies) and
    ``n_studies_any_step``. Those with the most studies behind their weakest hop first, then those that
    most studies report whole, then the longest, then by codes.

    Raises
    ------
    OptionError
        ``min_studies`` or ``most_hops`` is not a whole number of 1 or more, or ``signs`` or ``level`` is
        not one of the allowed values.

    Notes
    -----
    A chain is no stronger than its weakest hop, and a chain that no study reports whole is put
    together by the synthesis. The contexts in which the mechanisms worked are left out of the first
    step and where a chain enters by a mechanism: they are in `configuration_network`, and may differ
    from step to step.

    The reading of a chain is ours, after the ripple effects of [1]_.

    References
    ----------
    .. [1] Jagosh J, Bush PL, Salsberg J, et al. (2015). A realist evaluation of community-based
       participatory research: partnership synergy, trust building and related ripple effects. BMC
       Public Health 15:725.
    """
    check_whole_number("min_studies", min_studies)
    check_whole_number("most_hops", most_hops)
    check_option("signs", signs, ("same", "any"))
    terms = signed_terms(review, level=level)
    if signs == "any":
        terms = terms.assign(sign="").drop_duplicates()
    steps = supported(_steps(terms), _KEY, min_studies)
    paths = _paths(steps, most_hops + 1)
    if paths.empty:
        return _empty()
    labels = code_labels(review)
    steps["terms"] = _terms_of(steps)
    long = paths.merge(steps, left_on="step", right_index=True)
    table = describe_paths(long, labels)
    table["n_hops"] = table["n_steps"] - 1
    entered = long[long["place"] > 0].sort_values(["path", "place"])
    joints = entered["start_id"].map(labels) + " (" + entered["start_role"] + ")"
    table["joints"] = joints.groupby(entered["path"]).agg("; ".join)
    order = ["n_studies_weakest", "n_studies_every_step", "n_hops", "code_ids", "pattern", "joints"]
    ascending = [False, False, False, True, True, True]
    return table.sort_values(order, ascending=ascending, ignore_index=True)[_COLUMNS]


def _steps(terms: pd.DataFrame) -> pd.DataFrame:
    """List the steps of each configuration: by its mechanism, by its context, or those of a dyad."""
    by_mechanism = role_combinations(terms, ("mechanism", "outcome"))
    whole = role_combinations(terms, ROLES)
    with_mechanism = terms.loc[terms["role"] == "mechanism", "configuration_id"]
    dyads = terms[~terms["configuration_id"].isin(with_mechanism)]
    by_context = role_combinations(dyads, ("context", "outcome"))
    named = {
        f"{role}_{side}": f"{end}_{side}"
        for role, end in (("context", "start"), ("mechanism", "via"), ("outcome", "end"))
        for side in ("id", "sign")
    }
    found = [
        whole.rename(columns=named).assign(start_role="context"),
        by_context.rename(columns=named).assign(start_role="context", via_id="", via_sign=""),
        by_mechanism.rename(
            columns={**named, "mechanism_id": "start_id", "mechanism_sign": "start_sign"}
        ).assign(start_role="mechanism", via_id="", via_sign=""),
    ]
    steps = pd.concat([part for part in found if len(part)] or found, ignore_index=True)
    # A step that ends where it began is a loop.
    steps = steps[(steps["start_id"] != steps["end_id"]) & (steps["via_id"] != steps["end_id"])]
    return steps[steps["start_id"] != steps["via_id"]]


def _paths(steps: pd.DataFrame, most_steps: int) -> pd.DataFrame:
    """Put steps together; one row per path and place."""
    numbered = steps.rename_axis("step").reset_index()
    hops = numbered.merge(
        numbered,
        left_on=["end_id", "end_sign"],
        right_on=["start_id", "start_sign"],
        suffixes=("", "_next"),
    )
    # One configuration does not hop to itself.
    is_one = (hops["n_configurations"] == 1) & (hops["n_configurations_next"] == 1)
    hops = hops[~(is_one & (hops["configuration_ids"] == hops["configuration_ids_next"]))]
    following = hops.groupby("step")["step_next"].agg(list).to_dict()
    # A step brings in all its codes but the first, which the step before has brought in.
    brought = dict(enumerate(map(frozenset, zip(steps["via_id"], steps["end_id"], strict=True))))
    first = dict(enumerate(steps["start_id"]))
    # A chain that entered its first configuration by a context would be listed with its rest again.
    starts = numbered.loc[(numbered["start_role"] == "mechanism") | (numbered["via_id"] == ""), "step"]
    found = [
        path
        for path in simple_paths(
            following, lambda step: brought[step] - {""}, starts=list(starts), most_nodes=most_steps
        )
        if not any(first[path[0]] in brought[step] for step in path)
    ]
    rows = [(number, place, step) for number, path in enumerate(found) for place, step in enumerate(path)]
    return pd.DataFrame(rows, columns=["path", "place", "step"])


def _terms_of(steps: pd.DataFrame) -> list[list[tuple[str, str]]]:
    """Return the signed terms of each step in order."""
    ends = [zip(steps[f"{end}_id"], steps[f"{end}_sign"], strict=True) for end in ("start", "via", "end")]
    return [[term for term in terms if term[0]] for terms in zip(*ends, strict=True)]


def _empty() -> pd.DataFrame:
    kinds = {name: "int64" for name in _COLUMNS if name.startswith("n_") and name != "n_studies_steps"}
    kinds["is_within_study"] = "bool"
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in _COLUMNS})
