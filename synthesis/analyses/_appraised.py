"""The agreed answer of every study to every item, in the order in which people read them."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._judgements import settled_judgements
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["agreed_answers", "by_reading"]


def agreed_answers(review: Review, tool: str | None = None) -> pd.DataFrame:
    """Return `settled_judgements` with tools, items and studies in their reading order.

    Parameters
    ----------
    review
        Not modified.
    tool
        One tool; all by default.

    Returns
    -------
    ``tool``, ``item``, ``study_id``, ``citation`` (the id where there is none) and ``judgement``: tools
    and their items by name, numbers in it as numbers, studies by citation.

    Raises
    ------
    OptionError
        The appraisal has no such tool.
    """
    if tool is not None:
        tools = review.appraisal["tool"].unique()
        if not len(tools):
            raise OptionError(f"tool={tool!r} is not allowed; the review has no appraisal.")
        check_option("tool", tool, by_reading(tools))
    answers = settled_judgements(review)
    if tool is not None:
        answers = answers[answers["tool"] == tool]
    studies = review.studies[["study_id", "citation"]]
    studies = studies.assign(citation=studies["citation"].fillna(studies["study_id"]))
    answers = answers.merge(studies, on="study_id", how="left")
    order = ["tool", "item", "citation", "study_id"]
    answers = answers.sort_values(order, key=_reading_key, kind="stable", ignore_index=True)
    return answers[["tool", "item", "study_id", "citation", "judgement"]]


def by_reading(texts: object) -> list[str]:
    """Return texts once each, by name, numbers in them as numbers: item 2 before item 10."""
    found = pd.Series(texts, dtype="str").drop_duplicates().sort_values()
    return found.sort_values(key=_reading_key, kind="stable").to_list()


def _reading_key(texts: pd.Series) -> pd.Series:
    return (
        texts.astype("str").str.casefold().str.replace(r"\d+", lambda digits: digits[0].zfill(9), regex=True)
    )
