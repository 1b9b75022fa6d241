"""The signed context, mechanism and outcome terms of configurations, and how they combine.

What `configuration_cross_table`, `demi_regularities` and `contradictions` have in common. A
configuration with several terms in a role stands for every combination of them: with two
contexts, one mechanism and two outcomes it holds four patterns. Combinations are made by
merging the roles on the configuration, so that no role is ever filled in where a dyad has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from synthesis.review import Review

__all__ = [
    "ROLES",
    "as_people_count",
    "code_labels",
    "joined",
    "role_combinations",
    "shown_term",
    "signed_terms",
]

ROLES: tuple[str, ...] = ("context", "mechanism", "outcome")

# A hyphen is too short to be seen as a minus; an ignored sign shows nothing.
_SHOWN_SIGN = {"+": " (+)", "-": " (−)", "": ""}


def signed_terms(review: Review, *, level: int | None = None) -> pd.DataFrame:
    """List the signed terms of each configuration, each once.

    Parameters
    ----------
    review
        Not modified.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level
        stays itself. None: codes as given.

    Returns
    -------
    ``configuration_id``, ``study_id``, ``role``, ``code_id``, ``sign``, in the order of these
    columns. Terms that differ in ``part`` only (resource, reasoning), or that become one when
    rolled up, are one row.

    Raises
    ------
    OptionError
        ``level`` is not a level of a codebook.
    """
    terms = review.configuration_terms[["configuration_id", "role", "code_id", "sign"]]
    terms = terms.assign(code_id=terms["code_id"].map(review.rolled_up(level)))
    owners = review.configurations[["configuration_id", "study_id"]]
    columns = ["configuration_id", "study_id", "role", "code_id", "sign"]
    return (
        terms.merge(owners, on="configuration_id")[columns]
        .drop_duplicates()
        .sort_values(columns, ignore_index=True)
    )


def role_combinations(terms: pd.DataFrame, roles: Sequence[str]) -> pd.DataFrame:
    """Combine the terms of each configuration, one of each role, in every way.

    Parameters
    ----------
    terms
        What `signed_terms` returns; the signs may have been set aside (blank) since.
    roles
        The roles that a combination has. Configurations without a term in one of them have none.

    Returns
    -------
    ``configuration_id``, ``study_id``, then ``<role>_id`` and ``<role>_sign`` of each role; one
    row per configuration and combination.
    """
    keys = ["configuration_id", "study_id"]
    combined = terms[keys].drop_duplicates()
    for role in roles:
        of_role = terms.loc[terms["role"] == role, [*keys, "code_id", "sign"]].drop_duplicates()
        named = of_role.rename(columns={"code_id": f"{role}_id", "sign": f"{role}_sign"})
        combined = combined.merge(named, on=keys)
    return combined.reset_index(drop=True)


def code_labels(review: Review) -> pd.Series:
    """Return the label of each code, indexed by ``code_id``."""
    return review.codebook.set_index("code_id")["label"]


def shown_term(labels: pd.Series, signs: pd.Series) -> pd.Series:
    """Write terms as people print them: ``Trust (+)``, ``Conflict (−)``; no sign where it is blank."""
    return labels.astype("str") + signs.map(_SHOWN_SIGN).astype("str")


def joined(ids: Iterable[str]) -> str:
    """Join distinct identifiers in sorted order: ``s1; s2``."""
    return "; ".join(sorted(set(ids)))


def as_people_count(ids: pd.Series) -> pd.Series:
    """Return sort keys that put ``c2`` before ``c10``: numbers within identifiers are padded."""
    return ids.str.replace(r"[0-9]+", lambda number: number.group().zfill(12), regex=True)
