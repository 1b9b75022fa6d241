"""What the studies' configurations did to each programme-theory statement."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_patterns import as_people_count, joined
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["theory_ledger"]

_RELATIONS = ("supports", "refines", "refutes", "new", "unstated")
_NO_THEORY = "(no theory named)"


def theory_ledger(review: Review, *, per: str = "theory") -> pd.DataFrame:
    """Count the studies that support, refine or refute each programme-theory statement.

    A study counts once per statement and relation, however many of its configurations have it. A
    study that supports a statement in one configuration and refutes it in another counts under
    both, so the relations can add up to more than ``n_studies``. Statements that are part of
    another one are not added to it.

    Parameters
    ----------
    review
        Not modified.
    per
        ``"theory"``: a row per statement. ``"study"``: a row per statement, study and relation.

    Returns
    -------
    With ``per="theory"``, every statement, those that no configuration names included, in the
    order of their identifiers: ``theory_id``, ``statement``, ``status``, ``n_studies``; for each
    relation (``supports``, ``refines``, ``refutes``, ``new``, and ``unstated`` where the
    relation is blank) ``n_studies_<relation>``; for each relation ``study_ids_<relation>``
    (joined by ``; ``); ``n_configurations``.

    With ``per="study"``: ``theory_id``, ``statement``, ``study_id``, ``citation`` (the
    ``study_id`` where there is none), ``relation``, ``n_configurations`` and
    ``configuration_ids``; only statements that a configuration names.

    Configurations without a theory, if any, come last, with a blank ``theory_id`` and
    the statement "(no theory named)".

    Raises
    ------
    OptionError
        ``per`` is neither ``"theory"`` nor ``"study"``.

    Notes
    -----
    The ledger shows where the evidence on a statement lies; it is no vote. One study that
    refutes a statement under conditions worth knowing can weigh more than ten that support it.
    Keeping such a record while a theory is refined follows the practice in [1]_.

    References
    ----------
    .. [1] Aunger JA, Millar R, Greenhalgh J, Mannion R, Rafferty AM, McLeod H (2021). Why do
       some inter-organisational collaborations in healthcare work when others do not? A realist
       review. Systematic Reviews 10:82.
    """
    check_option("per", per, ("theory", "study"))
    named = review.configurations[["configuration_id", "study_id", "theory_id", "relation"]]
    named = named.fillna({"theory_id": "", "relation": "unstated"})
    statements = review.theories[["theory_id", "statement", "status"]].sort_values(
        "theory_id", key=as_people_count
    )
    if (named["theory_id"] == "").any():
        nameless = pd.DataFrame({"theory_id": [""], "statement": [_NO_THEORY], "status": [""]}, dtype="str")
        statements = pd.concat([statements, nameless])
    statements = statements.fillna({"statement": "", "status": ""}).reset_index(drop=True)
    return _per_theory(named, statements) if per == "theory" else _per_study(review, named, statements)


def _per_theory(named: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    table = statements.set_index("theory_id")
    of_theory = named.groupby("theory_id")
    table["n_studies"] = of_theory["study_id"].nunique().reindex(table.index, fill_value=0)
    of_relation = {
        relation: named[named["relation"] == relation].groupby("theory_id")["study_id"]
        for relation in _RELATIONS
    }
    for relation, studies in of_relation.items():
        counted = studies.nunique().reindex(table.index, fill_value=0)
        table[f"n_studies_{relation}"] = counted.astype("int64")
    for relation, studies in of_relation.items():
        listed = studies.agg(joined).reindex(table.index, fill_value="")
        table[f"study_ids_{relation}"] = listed.astype("str")
    table["n_configurations"] = of_theory.size().reindex(table.index, fill_value=0)
    return table.reset_index()


def _per_study(review: Review, named: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    table = (
        named.groupby(["theory_id", "study_id", "relation"])["configuration_id"]
        .agg(n_configurations="size", configuration_ids=joined)
        .reset_index()
    )
    table = table.merge(review.studies[["study_id", "citation"]], on="study_id", how="left")
    table["citation"] = table["citation"].fillna(table["study_id"])
    place = statements[["theory_id", "statement"]].assign(place=range(len(statements)))
    table = table.merge(place, on="theory_id", how="left")
    table["order"] = table["relation"].map({relation: n for n, relation in enumerate(_RELATIONS)})
    table = table.sort_values(["place", "study_id", "order"], ignore_index=True)
    return table[
        [
            "theory_id",
            "statement",
            "study_id",
            "citation",
            "relation",
            "n_configurations",
            "configuration_ids",
        ]
    ]
