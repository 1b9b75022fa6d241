"""What the tables of a review for the public withhold, at the one place that all of them pass.

`guarded` stands between every public analysis and its caller. For the team, and for a `Review`
that was not made for the public, it changes nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from synthesis.disclosure.people import withhold_few_people
from synthesis.disclosure.rules import Rules, disclosure_rules
from synthesis.disclosure.studies import withhold_few_studies
from synthesis.disclosure.withheld import withheld_whole
from synthesis.review import Review

__all__ = ["guarded", "guarded_plot", "protect"]

ONE_BY_ONE = (
    "Withheld: it lists the participants one by one. Ask for studies instead (unit: study), "
    "or render the report for the team."
)
OF_STUDIES = (
    "Withheld: the review protects its studies, and this table would show single studies or how few "
    "of them there are."
)

PER_SOURCE = frozenset({"theme_matrix", "saturation_curve"})
"""Analyses that have a row for each source where sources are their unit."""


def protect(
    table: pd.DataFrame, review: Review, *, analysis: str = "", options: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Return a table as the audience of a review may see it.

    Parameters
    ----------
    table
        Made from ``review``. Not modified.
    review
        As `for_audience` gave it.
    analysis
        The name of the analysis that made it. A table of the review itself has none.
    options
        What the analysis was told.

    Returns
    -------
    The same table for the team. For the public, the counts of few people are missing, and so are
    those that would give them away; where the review protects its studies, so are counts of few
    studies, and every table that names studies, or whose sums are not known here, has no rows.
    ``attrs["withheld"]`` holds, by column and row, what is shown instead of a number, and
    ``attrs["withheld_whole"]`` why a table has no rows.
    """
    if review.audience != "public":
        return table
    rules: Rules = disclosure_rules(review.settings.disclosure)
    options = dict(options or {})
    if options.get("unit") == "source" and analysis in PER_SOURCE:
        return withheld_whole(table, ONE_BY_ONE)
    if analysis == "source_characteristics":
        by = options.get("by")
        if rules.are_studies_protected and by == "study_id":
            return withheld_whole(table, OF_STUDIES)
        return withhold_few_people(table, review, rules, by=by)
    if not rules.are_studies_protected:
        return table
    found = withhold_few_studies(table, review, rules, analysis=analysis, options=options)
    return withheld_whole(table, OF_STUDIES) if found is None else found


def guarded(name: str, analysis: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Return an analysis whose table is protected before anybody sees it.

    Parameters
    ----------
    name
        The public name of the analysis.
    analysis
        A function of a review, and of options by name.
    """

    @functools.wraps(analysis)
    def protected(review: Review, *args: Any, **options: Any) -> pd.DataFrame:
        table = analysis(review, *args, **options)
        if getattr(review, "audience", "team") != "public":
            return table
        # An option of this call may need the numbers themselves.
        return protect(table, review, analysis=name, options=options)

    return protected


def guarded_plot(plot: Callable[..., Any]) -> Callable[..., Any]:
    """Return a plot that says why there is nothing to draw where its table was withheld.

    Parameters
    ----------
    plot
        A function of a table.
    """

    @functools.wraps(plot)
    def drawn(table: pd.DataFrame, **options: Any) -> Any:
        reason = getattr(table, "attrs", {}).get("withheld_whole")
        if reason is None:
            return plot(table, **options)
        # Imported here: counting needs no drawing library.
        from synthesis.plots.style import say_nothing_to_draw

        return say_nothing_to_draw(options.get("ax"), reason)

    return drawn
