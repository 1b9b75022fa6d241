"""How much evidence a review stands on."""

from __future__ import annotations

import pandas as pd

from synthesis.review import Review

__all__ = ["evidence_base"]


def evidence_base(review: Review) -> pd.DataFrame:
    """Count what the review stands on: studies, reports, participants, extracts and so on.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per kind of thing that the review has any of:

    - ``quantity``: its name in the plural, as people say it;
    - ``n``: how many;
    - ``n_studies_not_reported``: for participants, the studies without a number; else 0.

    A study without rows in ``reports`` has one report. Codes are those present in at least one study.

    Notes
    -----
    Numbers of participants are added up over studies that report one; a review among the studies
    counts with the number that it reports itself.
    """
    studies, reports = review.studies, review.reports
    n_reports = len(reports) + int((~studies["study_id"].isin(reports["study_id"])).sum())
    participants = studies["n_participants"]
    rows = [
        ("studies", len(studies), 0),
        ("reports", n_reports, 0),
        ("participants", int(participants.sum()), int(participants.isna().sum())),
        ("extracts", len(review.extracts), 0),
        ("codes in use", review.present_codings()["code_id"].nunique(), 0),
        ("configurations", len(review.configurations), 0),
        ("programme-theory statements", len(review.theories), 0),
        ("findings", len(review.findings), 0),
    ]
    table = pd.DataFrame(rows, columns=["quantity", "n", "n_studies_not_reported"])
    return table[table["n"] > 0].reset_index(drop=True)
