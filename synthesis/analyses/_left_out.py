"""Which studies go together when one of them, or all of one group, are left out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from synthesis.analyses._groups import study_groups
from synthesis.analyses._incidence import CodeIncidence
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["LeftOut", "code_ranks", "joined_where", "left_out_groups"]


class LeftOut(NamedTuple):
    """What is left out, one after the other.

    Parameters
    ----------
    groups
        One row per thing that is left out: ``left_out`` (a ``study_id``, or a value of the
        attribute), ``left_out_label`` (the citation, or the value) and ``n_studies_left_out``. What
        would take every study is not among them, since nothing would remain to look at.
    goes
        Groups × studies: 1 where leaving the group out takes the study, else 0.
    """

    groups: pd.DataFrame
    goes: np.ndarray


def left_out_groups(review: Review, by: str, incidence: CodeIncidence) -> LeftOut:
    """Return the groups of studies that are left out together.

    Parameters
    ----------
    review
        Not modified.
    by
        ``"study_id"``, or an attribute of the studies. A study with several values goes with each;
        studies without one are a group of their own, "not reported".
    incidence
        Its studies set the order of ``goes``.

    Returns
    -------
    See `LeftOut`.

    Raises
    ------
    OptionError
        ``by`` is neither.
    """
    check_option("by", by, ["study_id", *review.attributes])
    studies = incidence.units
    if by == "study_id":
        labels = studies["citation"].fillna(studies["study_id"])
        goes = np.eye(len(studies), dtype="int64")
        left_out = studies["study_id"]
    else:
        members = study_groups(review, by)
        values = members["value"].cat.categories
        goes = np.zeros((len(values), len(studies)), dtype="int64")
        goes[members["value"].cat.codes, pd.Index(studies["study_id"]).get_indexer(members["study_id"])] = 1
        left_out = labels = pd.Series(values.to_numpy(), dtype="str")
    groups = pd.DataFrame(
        {"left_out": left_out, "left_out_label": labels, "n_studies_left_out": goes.sum(axis=1)}
    )
    leaves_some = (goes.sum(axis=1) < len(studies)).nonzero()[0]
    return LeftOut(groups.iloc[leaves_some].reset_index(drop=True), goes[leaves_some])


def code_ranks(n_studies: np.ndarray) -> np.ndarray:
    """Return competition ranks along each row: most studies first, ties share the best rank."""
    ranks = pd.DataFrame(np.atleast_2d(n_studies)).rank(axis=1, method="min", ascending=False)
    return ranks.to_numpy().astype("int64")


def joined_where(marks: np.ndarray, names: pd.Series) -> list[str]:
    """Return, for each row of marks, the names of its true columns joined by ``; ``."""
    rows, columns = np.nonzero(marks)
    texts = pd.Series(names.to_numpy()[columns], dtype="str").groupby(rows).agg("; ".join)
    return texts.reindex(range(len(marks)), fill_value="").to_list()
