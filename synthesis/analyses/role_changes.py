"""Codes that play more than one part in the configurations."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_patterns import ROLES, code_labels, joined, signed_terms
from synthesis.review import Review

__all__ = ["role_changes"]


def role_changes(review: Review, *, level: int | None = None) -> pd.DataFrame:
    """List the codes that are context, mechanism or outcome here and another of these there.

    Chains and loops can only run through such codes.

    Parameters
    ----------
    review
        Not modified.
    level
        Level of the codebook to which codes are rolled up (1 = top). None: codes as given.

    Returns
    -------
    One row per code with two roles or three: ``code_id``, ``label``, ``kind`` (what the codebook made
    it for, blank where nothing), ``n_roles``, ``roles`` (joined by "; "), ``n_studies`` (in any of
    them), for each role ``n_studies_<role>``, ``study_ids_<role>`` and ``n_configurations_<role>``,
    ``study_ids_several`` (studies that use it in several roles) and ``is_within_study`` (whether there
    are any). Most roles first, then most studies, then by identifier.

    Raises
    ------
    OptionError
        ``level`` is not a level of a codebook.

    Notes
    -----
    That a code changes role is no fault: trust can be the outcome of one collaboration and the
    mechanism of the next. It may also be a sign that one code stands for two things. Rolled up, a code
    changes role where codes beneath it play different parts.
    """
    terms = signed_terms(review, level=level)
    table = pd.DataFrame({"n_roles": terms.groupby("code_id")["role"].nunique()})
    table = table[table["n_roles"] > 1]
    terms = terms[terms["code_id"].isin(table.index)]
    # The names of the roles are in alphabetical order, which is that of the table.
    table["roles"] = terms.groupby("code_id")["role"].agg(joined).astype("str")
    table["n_studies"] = terms.groupby("code_id")["study_id"].nunique()
    for role in ROLES:
        of_role = terms[terms["role"] == role].groupby("code_id")
        table[f"n_studies_{role}"] = of_role["study_id"].nunique()
        table[f"study_ids_{role}"] = of_role["study_id"].agg(joined).astype("str")
        table[f"n_configurations_{role}"] = of_role["configuration_id"].nunique()
    counts = [name for name in table if name.startswith("n_")]
    table[counts] = table[counts].fillna(0).astype("int64")
    roles_of_study = terms.groupby(["code_id", "study_id"])["role"].nunique()
    several = roles_of_study[roles_of_study > 1].reset_index()
    table["study_ids_several"] = several.groupby("code_id")["study_id"].agg(joined).astype("str")
    texts = [name for name in table if name.startswith("study_ids")]
    table[texts] = table[texts].fillna("")
    table["is_within_study"] = table["study_ids_several"] != ""

    table = table.rename_axis("code_id").reset_index()
    table.insert(1, "label", table["code_id"].map(code_labels(review)).astype("str"))
    kinds = review.codebook.set_index("code_id")["kind"]
    table.insert(2, "kind", table["code_id"].map(kinds).astype("str").fillna(""))
    order = ["n_roles", "n_studies", "code_id"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)
