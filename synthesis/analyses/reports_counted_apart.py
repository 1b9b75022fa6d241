"""What changes when the reports of one study are counted as if they were studies."""

from __future__ import annotations

import pandas as pd

from synthesis.review import Review

__all__ = ["reports_counted_apart"]


def reports_counted_apart(review: Review, *, level: int | None = None) -> pd.DataFrame:
    """Count each code by studies, as it should be, and by reports, as it often is.

    A study published in three papers is one study: counted apart, it lends its themes the weight of
    three. The table shows both counts side by side, so that the size of the mistake can be seen.

    Parameters
    ----------
    review
        Not modified.
    level
        Roll codes up to this level of the codebook (1 is the top); None counts each code as given.

    Returns
    -------
    One row per code, the largest change first, ties in the order of the codebook:

    - ``code_id``, ``label``; ``change_of_share``: ``share_of_reports`` − ``share_of_studies``;
    - ``n_studies``, ``n_studies_total``, ``share_of_studies``, ``rank_of_studies``: the right count;
    - ``n_reports``, ``n_reports_total``, ``share_of_reports``, ``rank_of_reports``: with every report
      as a unit; a study that no report is listed for is one unit. Ranks are competition ranks.

    ``table.attrs["n_codings_left_out"]`` says how many present codings of studies with several reports
    name none of them; they are in the count of studies and cannot be in that of reports.

    Raises
    ------
    OptionError
        ``level`` cannot be.

    Notes
    -----
    The count by reports is shown as a warning and used nowhere else.

    References
    ----------
    .. [1] Sandelowski, Barroso and Voils (2007), Research in Nursing & Health 30(1):99–111, count
       findings by parent study.
    """
    rolled_up = review.rolled_up(level)
    codings = review.present_codings()
    codings = codings.assign(code_id=codings["code_id"].map(rolled_up))
    report_of = review.extracts.set_index("extract_id")["report_id"]
    codings["report_id"] = codings["extract_id"].map(report_of).astype("str")

    listed = review.reports[["study_id", "report_id"]]
    n_listed = listed.groupby("study_id").size().reindex(review.studies["study_id"], fill_value=0)
    only_report = listed.drop_duplicates("study_id", keep=False).set_index("study_id")["report_id"]
    n_units = int(n_listed.clip(lower=1).sum())
    # A study with one report, or with none listed, is one unit whatever its extracts name.
    single = codings["study_id"].map(only_report).astype("str").fillna(codings["study_id"])
    codings["unit"] = codings["report_id"].where(codings["study_id"].map(n_listed) > 1, single)

    tree = review.code_tree
    table = tree.loc[tree["code_id"].isin(rolled_up), ["code_id", "label"]].reset_index(drop=True)
    for what, column, total in (
        ("studies", "study_id", len(review.studies)),
        ("reports", "unit", n_units),
    ):
        counts = codings.groupby("code_id")[column].nunique()
        table[f"n_{what}"] = table["code_id"].map(counts).fillna(0).astype("int64")
        table[f"n_{what}_total"] = total
        table[f"share_of_{what}"] = table[f"n_{what}"] / total
        table[f"rank_of_{what}"] = table[f"n_{what}"].rank(method="min", ascending=False).astype("int64")
    table.insert(2, "change_of_share", table["share_of_reports"] - table["share_of_studies"])
    # Rounded, so that equal changes that differ in their last binary digit stay ties.
    order = table["change_of_share"].abs().round(12).sort_values(ascending=False, kind="stable").index
    table = table.loc[order].reset_index(drop=True)
    table.attrs["n_codings_left_out"] = int(codings["unit"].isna().sum())
    return table
