"""What the appraisers of a study agreed on."""

from __future__ import annotations

import pandas as pd

from synthesis.review import Review

__all__ = [
    "CONSENSUS",
    "NOT_AGREED",
    "NOT_ANSWERED",
    "NOT_APPRAISED",
    "given_judgements",
    "settled_judgements",
]

CONSENSUS = "consensus"
"""The appraiser whose answers are those that the others agreed on."""

NOT_AGREED = "not agreed"
NOT_ANSWERED = "not answered"
NOT_APPRAISED = "not appraised"


def given_judgements(review: Review) -> pd.DataFrame:
    """Return the rows of the appraisal, each answer of a tool in one spelling.

    "Yes" and "yes" are one answer and no disagreement. The spelling that comes first by the alphabet,
    capitals first, stands for both.
    """
    given = review.appraisal[["tool", "item", "study_id", "judgement", "appraiser"]]
    spellings = given[["tool", "judgement"]].dropna().drop_duplicates().sort_values("judgement")
    spellings["folded"] = spellings["judgement"].str.casefold()
    spellings["judgement"] = spellings.groupby(["tool", "folded"])["judgement"].transform("first")
    spellings = spellings.drop_duplicates(["tool", "folded"]).set_index(["tool", "folded"])["judgement"]
    answers = pd.MultiIndex.from_arrays([given["tool"], given["judgement"].str.casefold()])
    return given.assign(judgement=spellings.reindex(answers).to_numpy())


def settled_judgements(review: Review) -> pd.DataFrame:
    """Return one judgement per study, tool and item.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    ``tool``, ``item``, ``study_id`` and ``judgement``: every item of every tool with every study.

    A consensus row wins, also where it leaves the item open. Without one, what all appraisers who
    answered say; where they differ, "not agreed". "Not answered": the study was appraised with the
    tool and nobody answered the item. "Not appraised": the tool was not used on the study.
    """
    given = given_judgements(review)
    key = ["tool", "item", "study_id"]
    is_consensus = given["appraiser"].str.casefold().eq(CONSENSUS)
    has_consensus = is_consensus.groupby([given[name] for name in key]).transform("any")
    counted = given[is_consensus | ~has_consensus]
    answers = counted.groupby(key)["judgement"].agg(["first", "nunique"])
    settled = answers["first"].mask(answers["nunique"] > 1, NOT_AGREED).fillna(NOT_ANSWERED)

    items = given[["tool", "item"]].drop_duplicates()
    every = items.merge(review.studies[["study_id"]], how="cross").sort_values(key, ignore_index=True)
    every["judgement"] = settled.reindex(pd.MultiIndex.from_frame(every)).to_numpy()
    used_on = pd.MultiIndex.from_frame(given[["tool", "study_id"]].drop_duplicates())
    is_used = pd.MultiIndex.from_frame(every[["tool", "study_id"]]).isin(used_on)
    missing = pd.Series(NOT_ANSWERED, index=every.index).where(is_used, NOT_APPRAISED)
    every["judgement"] = every["judgement"].fillna(missing)
    return every.astype({"judgement": "str"})
