"""How records became the included studies."""

from __future__ import annotations

import pandas as pd

from synthesis.review import Review
from synthesis.statistics.flow_arithmetic import flow_boxes, flow_checks

__all__ = ["flow"]

_BOXES = pd.DataFrame(
    [
        ("previous_studies", "Studies included in previous version of review", "identification", "previous"),
        ("previous_reports", "Reports of studies in previous version", "identification", "previous"),
        ("database_results", "Records identified from databases", "identification", "databases"),
        (
            "database_specific_results",
            "Records identified from single databases",
            "identification",
            "databases",
        ),
        ("register_results", "Records identified from registers", "identification", "databases"),
        (
            "register_specific_results",
            "Records identified from single registers",
            "identification",
            "databases",
        ),
        ("website_results", "Records identified from websites", "identification", "other"),
        ("organisation_results", "Records identified from organisations", "identification", "other"),
        ("citations_results", "Records identified from citation searching", "identification", "other"),
        ("duplicates", "Duplicate records removed", "identification", "databases"),
        (
            "excluded_automatic",
            "Records marked as ineligible by automation tools",
            "identification",
            "databases",
        ),
        ("excluded_other", "Records removed for other reasons", "identification", "databases"),
        ("records_screened", "Records screened", "screening", "databases"),
        ("records_excluded", "Records excluded", "screening", "databases"),
        ("dbr_sought_reports", "Reports sought for retrieval", "screening", "databases"),
        ("dbr_notretrieved_reports", "Reports not retrieved", "screening", "databases"),
        ("dbr_assessed", "Reports assessed for eligibility", "screening", "databases"),
        ("dbr_excluded", "Reports excluded", "screening", "databases"),
        ("other_sought_reports", "Reports sought for retrieval", "screening", "other"),
        ("other_notretrieved_reports", "Reports not retrieved", "screening", "other"),
        ("other_assessed", "Reports assessed for eligibility", "screening", "other"),
        ("other_excluded", "Reports excluded", "screening", "other"),
        ("new_studies", "New studies included in review", "included", "all"),
        ("new_reports", "Reports of new included studies", "included", "all"),
        ("total_studies", "Total studies included in review", "included", "all"),
        ("total_reports", "Reports of total included studies", "included", "all"),
    ],
    columns=["box", "label", "stage", "stream"],
)

_COLUMNS = ["box", "label", "stage", "stream", "n", "reason", "is_consistent", "expected_n"]


def flow(review: Review) -> pd.DataFrame:
    """Return the boxes of the PRISMA 2020 flow diagram, their arithmetic checked.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per box that the review gives and, below it, one per reason, boxes in the order of the
    diagram and reasons by number: ``box``; ``label`` as in the diagram; ``stage`` (identification,
    screening, included); ``stream`` (previous, databases, other, all); ``n``; ``reason`` (missing where
    the row is the whole box); ``is_consistent`` and ``expected_n``, both missing where nothing could
    be checked. Where a number breaks several rules ``expected_n`` is that of the first. A box that is
    given by reasons only has a row with their sum; a total of databases or registers that is left out
    is the sum of the single ones. Without a flow the table is empty.

    Notes
    -----
    Rules and what counts as given: `synthesis.statistics.flow_arithmetic.flow_checks`. For new studies
    ``expected_n`` may be the most that the reports allow. A flow that adds up can still be wrong.

    References
    ----------
    .. [1] Page et al. (2021), BMJ 372:n71, figure 1.
    """
    rows = review.flow[["box", "n", "reason"]]
    checks = flow_checks(rows, len(review.studies))
    # False before True: the first row of a box is its first broken rule, if any is broken.
    checks = checks.sort_values("is_consistent", kind="stable").drop_duplicates("box")
    whole = flow_boxes(rows).reset_index()
    whole = whole.merge(checks[["box", "is_consistent", "expected_n"]], on="box", how="left")
    table = pd.concat([whole, rows[rows["reason"].notna()]], ignore_index=True)
    table = table.merge(_BOXES.assign(place=range(len(_BOXES))), on="box")
    table = table.assign(is_part=table["reason"].notna())
    table = table.sort_values(["place", "is_part", "n", "reason"], ascending=[True, True, False, True])
    return (
        table[_COLUMNS]
        .astype({"reason": "str", "is_consistent": "boolean", "n": "Int64", "expected_n": "Int64"})
        .reset_index(drop=True)
    )
