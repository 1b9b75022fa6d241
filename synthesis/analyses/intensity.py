"""How much of the findings comes from each study."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.review import Review

__all__ = ["intensity"]


def intensity(
    review: Review, *, level: int | None = None, coders: Sequence[str] | None = None
) -> pd.DataFrame:
    """Give each study's contribution to all findings.

    A finding is here one code present in one study, however often. This is the intensity effect size
    of qualitative metasummary [1]_, shown as contribution and never as strength.

    Parameters
    ----------
    review
        Not modified.
    level
        None keeps codes as given; a number rolls them up to that level of the codebook.
    coders
        Whose codings count; all by default.

    Returns
    -------
    One row per study, silent ones included, largest contribution first, ties by ``study_id``:

    - ``study_id``, ``citation``;
    - ``n_findings``: codes present in the study;
    - ``share_of_findings``: of all pairs of study and code; adds up to 1;
    - ``share_of_codes``: of the codes present anywhere in the review;
    - ``n_frequent``: of its codes, those present in more than 25 % of the studies;
    - ``share_of_frequent``: of all such frequent codes.

    A share is missing where there is nothing to share, as in a review without present codings.

    Raises
    ------
    OptionError
        ``level`` or ``coders`` cannot be.

    Notes
    -----
    A study contributes more where its report is longer, its question closer to the review's or its
    coding finer. None of this says that it is better or that its findings weigh more.

    References
    ----------
    .. [1] Sandelowski, Barroso and Voils (2007), Research in Nursing & Health 30(1):99–111.
    """
    found = review.present_codings(coders)
    found = found.assign(code_id=found["code_id"].map(review.rolled_up(level)))
    found = found[["study_id", "code_id"]].drop_duplicates()
    studies = review.studies[["study_id", "citation"]]
    n_studies = found["code_id"].value_counts()
    # More than a quarter, in whole numbers: 4 of 16 studies are not more than 25 %.
    frequent = n_studies.index[4 * n_studies > len(studies)]
    n_findings = _per_study(found, studies)
    n_frequent = _per_study(found[found["code_id"].isin(frequent)], studies)
    table = studies.assign(
        n_findings=n_findings,
        share_of_findings=_share(n_findings, len(found)),
        share_of_codes=_share(n_findings, len(n_studies)),
        n_frequent=n_frequent,
        share_of_frequent=_share(n_frequent, len(frequent)),
    )
    return table.sort_values(["n_findings", "study_id"], ascending=[False, True], ignore_index=True)


def _per_study(found: pd.DataFrame, studies: pd.DataFrame) -> pd.Series:
    return studies["study_id"].map(found["study_id"].value_counts()).fillna(0).astype("int64")


def _share(part: pd.Series, whole: int) -> pd.Series:
    return part / (whole if whole else float("nan"))
