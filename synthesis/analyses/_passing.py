"""Which studies pass a chosen item of an appraisal."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses._appraised import by_reading
from synthesis.analyses._incidence import in_id_order
from synthesis.analyses._judgements import (
    NOT_AGREED,
    NOT_ANSWERED,
    NOT_APPRAISED,
    given_judgements,
    settled_judgements,
)
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["WITHOUT_JUDGEMENT", "passing_studies", "unjudged"]

WITHOUT_JUDGEMENT = (NOT_AGREED, NOT_ANSWERED, NOT_APPRAISED)
"""What stands where a study has no judgement; none of these passes."""


USUALLY_PASS = ("yes", "high", "moderate")
"""Judgements that pass where nothing else was chosen, in any case."""


def passing_studies(
    review: Review,
    *,
    tool: str | None = None,
    item: str | None = None,
    passes: Sequence[str] | str | None = None,
) -> pd.DataFrame:
    """Return the judgement of each study on an item, and whether it passes.

    Parameters
    ----------
    review
        Not modified.
    tool, item
        A tool of the appraisal and one of its items; by default the tool used on most studies
        (of several the first by name) and its first item by name, whatever the order of the rows.
    passes
        The judgements that pass; by default those of `USUALLY_PASS` that were given, in any case.

    Returns
    -------
    ``study_id``, ``judgement``, ``is_passing``; all studies, by id. In ``attrs`` stand the ``tool``, the
    ``item`` and ``passes``, as chosen. A review without an appraisal has studies that were not appraised.

    Raises
    ------
    OptionError
        There is no such tool, item or judgement; the message lists those there are.
    """
    given = given_judgements(review)
    if given.empty and tool is None and item is None:
        studies = in_id_order(review.studies[["study_id"]], "study_id")
        studies = studies.assign(judgement=NOT_APPRAISED, is_passing=False)
        studies.attrs |= {"tool": "", "item": "", "passes": ()}
        return studies
    if given.empty:
        raise OptionError(f"tool={tool!r} is not allowed; the review has no appraisal.")
    tool = _tool_in_most_use(given) if tool is None else tool
    check_option("tool", tool, given["tool"].unique())
    of_tool = given[given["tool"] == tool]
    item = by_reading(of_tool["item"])[0] if item is None else item
    check_option("item", item, of_tool["item"].unique())
    judgements = set(of_tool.loc[of_tool["item"] == item, "judgement"].dropna()) - set(WITHOUT_JUDGEMENT)
    if passes is None:
        chosen = [found for usual in USUALLY_PASS for found in judgements if found.casefold() == usual]
    else:
        chosen = [passes] if isinstance(passes, str) else list(passes)
        for judgement in chosen or [None]:
            check_option("passes", judgement, sorted(judgements))

    settled = settled_judgements(review)
    here = settled[(settled["tool"] == tool) & (settled["item"] == item)]
    studies = in_id_order(here[["study_id", "judgement"]], "study_id")
    studies = studies.assign(is_passing=studies["judgement"].isin(chosen))
    studies.attrs |= {"tool": tool, "item": item, "passes": tuple(chosen)}
    return studies


def _tool_in_most_use(given: pd.DataFrame) -> str:
    n_studies = given.groupby("tool")["study_id"].nunique()
    return by_reading(n_studies.index[n_studies == n_studies.max()])[0]


def unjudged(studies: pd.DataFrame) -> dict[str, int]:
    """Return how many studies have no judgement, by why: ``n_not_agreed`` and so on."""
    counts = studies["judgement"].value_counts()
    return {f"n_{why.replace(' ', '_')}": int(counts.get(why, 0)) for why in WITHOUT_JUDGEMENT}
