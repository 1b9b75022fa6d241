"""What the appraisers agreed on, study by study and item by item."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._appraised import agreed_answers
from synthesis.review import Review

__all__ = ["appraisal_table"]

_KEY = ["tool", "item", "study_id"]


def appraisal_table(review: Review, *, tool: str | None = None) -> pd.DataFrame:
    """List the agreed answer of each study to each item of the appraisal.

    A row by the appraiser "consensus" wins. Without one, the answer that all appraisers who answered
    give is the agreed one; where they differ, the study is "not agreed".

    Parameters
    ----------
    review
        Not modified.
    tool
        One tool of the appraisal; all by default.

    Returns
    -------
    One row per tool, item and study of the review, tools and items by name, studies by citation:

    - ``tool``, ``item``, ``study_id``, ``citation``;
    - ``judgement``: the whole agreed answer; "not agreed"; "not answered" (the tool was used on the
      study and the item has no answer); "not appraised" (the tool was not used on the study);
    - ``n_appraisers``: people who have a row for it, the consensus not among them;
    - ``is_consensus``: whether a consensus row settles it;
    - ``answers``: who said what, for instance "AB: high; CD: low"; ``rationale``: the reasons given,
      those of the consensus where there is one, joined by "; ".
    - ``n_extracts``: extracts that the review has from the study.

    Empty without an appraisal.

    Raises
    ------
    OptionError
        The appraisal has no such tool.

    Notes
    -----
    There is no score: answers to different questions do not add up, and the authors of the MMAT advise
    against an overall number [1]_. A study of low rigour can hold rich evidence.

    References
    ----------
    .. [1] Hong et al. (2018), Education for Information 34:285–291.
    """
    table = agreed_answers(review, tool)
    given = review.appraisal.sort_values(["appraiser", "judgement", "rationale"])
    is_consensus = given["appraiser"].str.casefold().eq("consensus")
    given = given.assign(
        is_consensus=is_consensus,
        person=given["appraiser"].fillna("").mask(is_consensus),
        said=given["appraiser"].fillna("nobody named") + ": " + given["judgement"].fillna("not answered"),
    )
    has_consensus = given.groupby(_KEY)["is_consensus"].transform("any")
    counted = given[given["is_consensus"] | ~has_consensus]
    cells = pd.MultiIndex.from_frame(table[_KEY])
    found = given.groupby(_KEY)
    n_people = found["person"].nunique()
    table["n_appraisers"] = n_people.reindex(cells, fill_value=0).to_numpy().astype("int64")
    table["is_consensus"] = (
        found["is_consensus"].any().reindex(cells, fill_value=False).to_numpy().astype("bool")
    )
    table["answers"] = _joined(given, "said").reindex(cells).to_numpy()
    table["rationale"] = _joined(counted, "rationale").reindex(cells).to_numpy()
    table = table.fillna({"answers": "", "rationale": ""}).astype({"answers": "str", "rationale": "str"})
    n_extracts = review.extracts["study_id"].value_counts()
    table["n_extracts"] = table["study_id"].map(n_extracts).fillna(0).astype("int64")
    return table


def _joined(rows: pd.DataFrame, column: str) -> pd.Series:
    texts = rows.dropna(subset=column).drop_duplicates([*_KEY, column])
    return texts.groupby(_KEY)[column].agg("; ".join)
