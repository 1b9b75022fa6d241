"""How many studies, and how much of the evidence, stand behind each answer of the appraisal."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._appraised import agreed_answers
from synthesis.appraisal_scale import NO_ANSWER, answers_in_order
from synthesis.review import Review

__all__ = ["appraisal_summary"]

_CELL = ["tool", "item", "judgement"]


def appraisal_summary(review: Review, *, tool: str | None = None) -> pd.DataFrame:
    """Count the studies with each agreed answer to each item of the appraisal.

    Parameters
    ----------
    review
        Not modified.
    tool
        One tool of the appraisal; all by default.

    Returns
    -------
    One row per tool, item and answer: tools and items by name; every answer that the tool has
    anywhere, from yes or high to no or low, others after these; last "not agreed", "not answered" and
    "not appraised", with 0 where there are none. What these mean: `appraisal_table`. Columns:

    - ``tool``, ``item``, ``judgement`` (the whole answer);
    - ``n_studies``, ``n_studies_total`` (all studies of the review), ``share_of_studies``;
    - ``n_participants``: those of the studies that report a number; ``n_studies_with_participants``: how
      many do; ``share_of_participants``: of the participants of all studies that do, missing where
      none does;
    - ``n_extracts``, ``share_of_extracts``: of the extracts of the review, missing without any;
    - ``study_ids``: joined by "; ".

    Empty without an appraisal.

    Raises
    ------
    OptionError
        The appraisal has no such tool.

    Notes
    -----
    Weighing by participants or extracts says how much of the material the studies hold, not how good
    it is. There is no sum over items: answers to different questions do not add up.
    """
    answers = agreed_answers(review, tool)
    studies = review.studies[["study_id", "n_participants"]].rename(columns={"n_participants": "people"})
    studies["extracts"] = studies["study_id"].map(review.extracts["study_id"].value_counts()).fillna(0)
    answers = answers.merge(studies, on="study_id", how="left")
    counts = answers.groupby(_CELL).agg(
        n_studies=("study_id", "size"),
        n_participants=("people", "sum"),
        n_studies_with_participants=("people", "count"),
        n_extracts=("extracts", "sum"),
        study_ids=("study_id", "; ".join),
    )
    cells = _cells(answers)
    table = cells.merge(counts.reset_index(), on=_CELL, how="left")
    n_columns = [name for name in table.columns if name.startswith("n_")]
    table[n_columns] = table[n_columns].fillna(0).astype("int64")
    table["study_ids"] = table["study_ids"].fillna("").astype("str")

    n_studies, n_people, n_extracts = len(studies), studies["people"].sum(), len(review.extracts)
    table["n_studies_total"] = n_studies
    table["share_of_studies"] = table["n_studies"] / max(n_studies, 1)
    table["share_of_participants"] = table["n_participants"] / (n_people or float("nan"))
    table["share_of_extracts"] = table["n_extracts"] / (n_extracts or float("nan"))
    return table[
        [
            *_CELL,
            "n_studies",
            "n_studies_total",
            "share_of_studies",
            "n_participants",
            "n_studies_with_participants",
            "share_of_participants",
            "n_extracts",
            "share_of_extracts",
            "study_ids",
        ]
    ]


def _cells(answers: pd.DataFrame) -> pd.DataFrame:
    """Return every item of a tool with every answer of that tool and each way of having none."""
    items = answers[["tool", "item"]].drop_duplicates()
    given = answers[["tool", "judgement"]].drop_duplicates()
    without = answers[["tool"]].drop_duplicates().merge(pd.DataFrame({"judgement": NO_ANSWER}), how="cross")
    found = pd.concat([given, without.astype("str")]).drop_duplicates()
    cells = items.assign(place=range(len(items))).merge(found, on="tool")
    order = pd.Index(answers_in_order(cells["judgement"]))
    cells["step"] = order.get_indexer(cells["judgement"])
    return cells.sort_values(["place", "step"], ignore_index=True)[_CELL]
