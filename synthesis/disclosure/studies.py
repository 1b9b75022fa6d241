"""Few studies are not shown as a number either, where a review protects its studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.codebook import ancestors
from synthesis.disclosure.rules import Rules
from synthesis.disclosure.suppression import SECOND, SHOWN, SMALL, Cells, suppressed
from synthesis.disclosure.withheld import with_marks
from synthesis.review import Review

__all__ = ["withhold_few_studies"]

KNOWN_SUMS = frozenset({"evidence_base", "flow", "study_characteristics", "theme_frequencies"})

PARTS = ("enabler", "barrier", "mixed", "absent", "conflicting")


def withhold_few_studies(
    table: pd.DataFrame,
    review: Review,
    rules: Rules,
    *,
    analysis: str,
    options: Mapping[str, Any],
) -> pd.DataFrame | None:
    """Withhold the counts of few studies from a table whose sums are known.

    Parameters
    ----------
    table
        Not modified.
    review, rules
        That it was made from, and its rules.
    analysis, options
        What made it, and with which options.

    Returns
    -------
    The table, or None where the sums that a reader could do with it are not known here: then nothing
    of it may be shown.

    Notes
    -----
    The number of all studies is taken to be known, though it is not told; where even all are few, nothing
    of any table is shown.
    """
    if analysis not in KNOWN_SUMS:
        return None
    if analysis == "evidence_base":
        return _base(table, review, rules)
    if len(review.studies) < rules.minimum:
        return None
    if analysis == "flow":
        return table
    if analysis == "study_characteristics":
        return _characteristics(table, review, rules)
    if analysis == "theme_frequencies" and not {"by", "coders", "rank_by"} & _given(options):
        return _themes(table, review, rules, is_rolled_up=options.get("level") is not None)
    return None


def _given(options: Mapping[str, Any]) -> set[str]:
    return {name for name, value in options.items() if value is not None}


def _base(table: pd.DataFrame, review: Review, rules: Rules) -> pd.DataFrame:
    """Withhold how many studies and reports there are, and what few studies say or do not say."""
    n_all = len(review.studies)
    n_silent = table["n_studies_not_reported"].astype("int64")
    of_studies = table["quantity"].isin(["studies", "reports"])
    # Participants that few studies tell of are those of single studies.
    of_few = n_silent.gt(0) & (n_all - n_silent < rules.minimum)
    marks = pd.Series(SHOWN, index=table.index).mask(of_studies | of_few, SECOND)
    if n_all < rules.minimum:
        marks[:] = SECOND
    kept = with_marks(table, "n", marks.tolist(), rules.minimum)
    are_few = n_silent.gt(0) & (n_silent.lt(rules.minimum) | marks.ne(SHOWN))
    return with_marks(kept, "n_studies_not_reported", [SECOND if one else SHOWN for one in are_few], 0)


def _characteristics(table: pd.DataFrame, review: Review, rules: Rules) -> pd.DataFrame:
    """Withhold few studies with a value; a value that few have would name them, so it is not listed."""
    n_all = len(review.studies)
    parts = []
    for _, rows in table.groupby("attribute", sort=False):
        counts = rows["n_studies"].astype("int64").tolist()
        if sum(counts) != n_all:
            # A study with several values counts in each: what is missing could be narrowed down.
            if min(counts, default=0) >= rules.minimum:
                parts.append(rows)
            continue
        sums = [(len(counts), tuple(range(len(counts))))]
        cells = Cells([*counts, n_all], sums, rules.minimum, fixed={len(counts)})
        marks = suppressed(cells)[:-1]
        marked = with_marks(rows, "n_studies", marks, rules.minimum, also=["share_of_studies"])
        is_listed = [mark in (SHOWN, SECOND) for mark in marks]
        parts.append(marked[is_listed])
    if not parts:
        return table.iloc[:0]
    kept = pd.concat([_nullable(part) for part in parts])
    withheld: dict[str, dict[Any, str]] = {}
    for part in parts:
        for column, places in part.attrs.get("withheld", {}).items():
            withheld.setdefault(column, {}).update(places)
    # Where a withheld row stands among the others would narrow it down.
    order = kept.assign(
        place=kept["attribute"].map({name: n for n, name in enumerate(table["attribute"].unique())}),
        is_open=kept["n_studies"].isna(),
    )
    order = order.sort_values(["place", "is_open", "n_studies", "value"], ascending=[True, True, False, True])
    kept = kept.loc[order.index]
    kept.attrs = {**table.attrs, "withheld": withheld}
    return kept


def _nullable(rows: pd.DataFrame) -> pd.DataFrame:
    plain = rows.astype({"n_studies": "Int64", "share_of_studies": "Float64"})
    plain.attrs = {}
    return plain


def _themes(table: pd.DataFrame, review: Review, rules: Rules, *, is_rolled_up: bool) -> pd.DataFrame:
    """Withhold what few studies speak of: the whole row, and of the other rows the parts that few have.

    Codes overlap, so their counts have no sum. But a theme is spoken of by no more studies than its
    codes together, which can give away a code that few speak of: then the theme is withheld too. The
    parts of a theme could give away those of its codes in the same way, so they are told of codes only.
    """
    counts = table["n_studies"].astype("int64")
    is_few = counts.between(1, rules.minimum - 1)
    given_away = _gives_away(table, review, rules)
    marks = pd.Series(SHOWN, index=table.index).mask(given_away, SECOND).mask(is_few, SMALL).tolist()
    numbers = [name for name in table.columns if name.startswith(("n_", "share_", "rank"))]
    numbers = [name for name in numbers if name not in ("n_studies", "n_studies_total")]
    kept = with_marks(table, "n_studies", marks, rules.minimum, also=numbers)
    for part in PARTS:
        column = f"n_studies_{part}"
        if column in table:
            few = table[column].between(1, rules.minimum - 1) & kept["n_studies"].notna()
            marks = [SECOND if is_rolled_up else SMALL if one else SHOWN for one in few]
            kept = with_marks(kept, column, marks, rules.minimum)
    for column in [name for name in table.columns if name.startswith(("n_extracts", "rank"))]:
        # One extract is one study, and a rank stands between two others: both narrow a number down.
        kept = with_marks(kept, column, [SECOND] * len(kept), rules.minimum)
    order = kept.assign(is_open=kept["n_studies"].isna(), few_last=kept["n_studies"])
    attrs = kept.attrs
    kept = kept.loc[order.sort_values(["is_open", "few_last", "label"], ascending=[True, False, True]).index]
    kept.attrs = attrs
    return kept


def _gives_away(table: pd.DataFrame, review: Review, rules: Rules) -> pd.Series:
    """Return which rows, counted with the codes below them, pin down a code that few studies speak of."""
    present = review.present_codings()
    own = present.groupby("code_id")["study_id"].nunique()
    chains = ancestors(review.codebook)
    chains["n"] = chains["code_id"].map(own).fillna(0).astype("int64")
    chains["is_few"] = chains["n"].between(1, rules.minimum - 1)
    chains["most"] = chains["n"].where(~chains["is_few"], rules.minimum - 1)
    under = chains.groupby("ancestor_id").agg(most=("most", "sum"), n_few=("is_few", "sum"))
    under = under.reindex(table["code_id"])
    counts = table["n_studies"].astype("int64").to_numpy()
    # As many as its codes can have at most: each of them then has its most.
    pinned = (under["n_few"].fillna(0).to_numpy() > 0) & (counts >= under["most"].fillna(0).to_numpy())
    return pd.Series(pinned & (counts >= rules.minimum), index=table.index)
