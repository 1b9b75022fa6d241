"""The links of configurations: context to mechanism, mechanism to outcome, context to outcome of dyads.

What the analyses of the network have in common. A link keeps the signs of its two ends, its study
and its configuration; links are then put together to edges, hops, chains and loops.
"""

from __future__ import annotations

from numbers import Integral

import pandas as pd

from synthesis.analyses.configuration_patterns import joined, role_combinations, shown_term, signed_terms
from synthesis.errors import OptionError
from synthesis.review import Review

__all__ = ["ARROW", "check_whole_number", "describe_paths", "signed_links", "supported"]

ARROW = " → "

_LINKS = {"CM": ("context", "mechanism"), "MO": ("mechanism", "outcome"), "CO": ("context", "outcome")}
_SIDES = ("id", "sign")


def check_whole_number(name: str, value: object) -> None:
    """Raise `OptionError` unless an option is a whole number of 1 or more."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
        raise OptionError(f"{name}={value!r} is not allowed; it is a whole number of 1 or more.")


def signed_links(review: Review, *, level: int | None = None) -> pd.DataFrame:
    """List the links of each configuration, each once.

    Parameters
    ----------
    review
        Not modified.
    level
        Level of the codebook to which codes are rolled up. None: codes as given.

    Returns
    -------
    ``configuration_id``, ``study_id``, ``link`` (``CM``, ``MO``, ``CO``), ``from_id``, ``from_sign``,
    ``to_id``, ``to_sign``. A configuration has links from context to outcome only where it names no
    mechanism.

    Raises
    ------
    OptionError
        ``level`` is not a level of a codebook.
    """
    terms = signed_terms(review, level=level)
    with_mechanism = terms.loc[terms["role"] == "mechanism", "configuration_id"]
    found = []
    for link, roles in _LINKS.items():
        of_link = terms[~terms["configuration_id"].isin(with_mechanism)] if link == "CO" else terms
        pairs = role_combinations(of_link, roles)
        ends = {
            f"{role}_{side}": f"{end}_{side}"
            for role, end in zip(roles, ("from", "to"), strict=True)
            for side in _SIDES
        }
        found.append(pairs.rename(columns=ends).assign(link=link))
    columns = ["configuration_id", "study_id", "link", "from_id", "from_sign", "to_id", "to_sign"]
    return pd.concat(found, ignore_index=True)[columns]


def supported(found: pd.DataFrame, key: list[str], min_studies: int) -> pd.DataFrame:
    """Count the studies and configurations behind each key; keep those of enough studies.

    Parameters
    ----------
    found
        Columns of ``key``, ``study_id`` and ``configuration_id``.
    key
        What is counted.
    min_studies
        Least number of studies.

    Returns
    -------
    ``key``, ``n_studies``, ``study_ids``, ``n_configurations``, ``configuration_ids``; sorted by key.
    """
    table = (
        found.groupby(key)
        .agg(
            n_studies=("study_id", "nunique"),
            study_ids=("study_id", joined),
            n_configurations=("configuration_id", "nunique"),
            configuration_ids=("configuration_id", joined),
        )
        .reset_index()
    )
    return table[table["n_studies"] >= min_studies].reset_index(drop=True)


def describe_paths(steps: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Put the steps of each path into words, and find its weakest one.

    Parameters
    ----------
    steps
        One row per path and step: ``path``, ``place``, the terms of the step in order as ``terms``
        (a list of (code, sign), the first one that of the step before), ``n_studies``, ``study_ids``,
        ``configuration_ids``.
    labels
        Labels by code.

    Returns
    -------
    One row per path, indexed by ``path``: ``pattern`` (labels with signs), ``code_ids``, ``n_steps``,
    ``n_studies_steps`` (joined by "; "), ``weakest_hop`` (the first of the steps with the fewest
    studies), ``n_studies_weakest``, ``study_ids_weakest``, ``n_studies_every_step``,
    ``study_ids_every_step`` (studies that report all of them), ``is_within_study``,
    ``configuration_ids_every_step`` and ``n_studies_any_step``.
    """
    steps = steps.sort_values(["path", "place"], ignore_index=True)
    terms = steps[["path", "place", "terms"]].explode("terms", ignore_index=True)
    terms["code_id"], terms["sign"] = terms["terms"].str[0], terms["terms"].str[1]
    terms["shown"] = shown_term(terms["code_id"].map(labels), terms["sign"])
    # The last term of a step is the first of the next one, and stands in the pattern once.
    starts_step = ~terms.duplicated(["path", "place"])
    once = terms[~(starts_step & (terms["place"] > 0))]
    of_step = terms.groupby(["path", "place"])["shown"].agg(ARROW.join)

    by_path = steps.groupby("path")
    weakest = steps.loc[by_path["n_studies"].idxmin()].set_index("path")
    where = pd.MultiIndex.from_arrays([weakest.index, weakest["place"]])
    described = pd.DataFrame(
        {
            "pattern": once.groupby("path")["shown"].agg(ARROW.join),
            "code_ids": once.groupby("path")["code_id"].agg("; ".join),
            "n_steps": by_path.size(),
            "n_studies_steps": steps.assign(n=steps["n_studies"].astype("str"))
            .groupby("path")["n"]
            .agg("; ".join),
            "weakest_hop": pd.Series(of_step.reindex(where).to_numpy(), index=weakest.index),
            "n_studies_weakest": weakest["n_studies"],
            "study_ids_weakest": weakest["study_ids"],
        }
    )
    for what, ids in (("study_ids", "study_id"), ("configuration_ids", "configuration_id")):
        behind = steps[["path", what]].assign(**{ids: steps[what].str.split("; ")}).explode(ids)
        n_steps_of = behind.groupby(["path", ids]).size().reset_index(name="n")
        every = n_steps_of[n_steps_of["n"] == n_steps_of["path"].map(described["n_steps"])]
        described[f"{what}_every_step"] = (
            every.groupby("path")[ids].agg(joined).astype("str").reindex(described.index).fillna("")
        )
        if ids == "study_id":
            described["n_studies_any_step"] = n_steps_of.groupby("path").size()
            described["n_studies_every_step"] = (
                every.groupby("path").size().reindex(described.index).fillna(0)
            )
    described["n_studies_every_step"] = described["n_studies_every_step"].astype("int64")
    described["is_within_study"] = described["n_studies_every_step"] > 0
    return described
