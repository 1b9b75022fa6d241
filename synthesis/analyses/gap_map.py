"""Where there is evidence and where there is none: themes by an attribute of the studies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.analyses._appraised import agreed_answers, by_reading
from synthesis.analyses._attribute_columns import attribute_columns
from synthesis.analyses._judgements import NOT_APPRAISED
from synthesis.appraisal_scale import answers_in_order
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["JUDGED", "gap_map"]

JUDGED = "judged: "
"""What the names of the columns begin with that count studies by their appraisal."""


def gap_map(
    review: Review,
    *,
    by: str = "country",
    level: int | None = 1,
    tool: str | None = None,
    item: str | None = None,
    most: int = 12,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count the studies on each theme that have each value of an attribute, empty places included.

    It is the matrix of an evidence gap map [1]_ [2]_ with themes of a codebook for rows.

    Parameters
    ----------
    review
        Not modified.
    by
        Attribute of the studies; its values are the columns of the map.
    level
        Level of the codebook that counts as a theme, 1 being the top; a code above it stays itself. None:
        every code as it was given.
    tool, item
        The item of the appraisal that studies are told apart by. Without a tool, the one used on most
        studies; without an item, one whose name begins with "overall", else the tool's last.
    most
        Values shown. Of more, those of fewest studies are joined as "other (n values)", and numbers are
        put into ranges; "not reported" is not counted among them.
    coders
        Whose codings count; all by default.

    Returns
    -------
    One row per theme and value, also where there is nothing: themes in the order of the codebook, values by
    number of studies, numbers ascending, "not reported" last. Columns:

    - ``code_id``, ``label``, ``path``; ``attribute``, ``value``;
    - ``n_studies``: studies with this value in which the theme is present; one with several values counts
      in each. ``n_studies_total``: all studies with this value;
    - ``n_extracts``: extracts of these studies with the theme;
    - ``n_studies_absent``: studies with this value that state that the theme was absent;
    - ``is_gap``: whether no study with this value says anything of the theme, neither that it was there
      nor that it was not;
    - ``study_ids``, ``study_ids_absent``: those of ``n_studies`` and of ``n_studies_absent``, joined by "; ";
    - ``tool``, ``item``: what the studies are told apart by, empty without an appraisal;
    - ``judged: <answer>``: how many of ``n_studies`` have each agreed answer to the item, from yes or high
      to no or low, then "not agreed", "not answered", "not appraised"; answers that no study of the review
      has are left out. They add up to ``n_studies``.

    Raises
    ------
    OptionError
        ``by`` is no attribute of the studies; the appraisal has no such tool or item; ``most`` is less than
        2; ``level`` or ``coders`` cannot be.

    Notes
    -----
    A gap is one among the included studies: research that the review did not look for, or did not include,
    is not in it. Few studies may be enough and many too few; the number says nothing of what they found.

    References
    ----------
    .. [1] Snilstveit et al. (2016), Journal of Clinical Epidemiology 79:120–129.
    .. [2] White et al. (2020), Campbell Systematic Reviews 16:e1125.
    """
    check_option("by", by, review.attributes)
    if isinstance(most, bool) or not isinstance(most, int) or most < 2:
        raise OptionError(f"most={most!r} is not allowed; it can be a whole number from 2.")
    tool, item, answers = _answers(review, tool, item)
    columns = attribute_columns(review, by, most)
    rolled_up = review.rolled_up(level)
    tree = review.code_tree
    themes = tree.loc[tree["code_id"].isin(rolled_up), ["code_id", "label", "path"]]

    values = columns["value"].cat.categories
    order = pd.MultiIndex.from_product([themes["code_id"], values], names=["code_id", "value"])
    codings = review.codings_in_effect(coders)
    codings = codings.assign(code_id=codings["code_id"].map(rolled_up)).merge(columns, on="study_id")
    present = codings[codings["state"].eq("present")]
    absent = codings[codings["state"].eq("absent")]
    cell = ["code_id", "value"]
    studies = present[[*cell, "study_id"]].drop_duplicates().sort_values("study_id")
    grouped = studies.groupby(cell, observed=True)["study_id"]
    denying = absent[[*cell, "study_id"]].drop_duplicates().sort_values("study_id")
    grouped_absent = denying.groupby(cell, observed=True)["study_id"]

    table = order.to_frame(index=False).astype("str").merge(themes, on="code_id", how="left")
    table["attribute"] = by

    def filled(counts: pd.Series) -> np.ndarray:
        return counts.reindex(order, fill_value=0).to_numpy(dtype="int64")

    table["n_studies"] = filled(grouped.size())
    table["n_studies_total"] = table["value"].map(columns["value"].value_counts()).astype("int64")
    table["n_extracts"] = filled(present.groupby(cell, observed=True)["extract_id"].nunique())
    table["n_studies_absent"] = filled(grouped_absent.size())
    table["is_gap"] = table["n_studies"].eq(0) & table["n_studies_absent"].eq(0)
    table["study_ids"] = grouped.agg("; ".join).reindex(order).fillna("").to_numpy()
    table["study_ids_absent"] = grouped_absent.agg("; ".join).reindex(order).fillna("").to_numpy()
    table["tool"], table["item"] = tool, item
    texts = dict.fromkeys(["attribute", "study_ids", "study_ids_absent", "tool", "item"], "str")
    table = table[
        [
            *("code_id", "label", "path", "attribute", "value", "n_studies", "n_studies_total", "n_extracts"),
            *("n_studies_absent", "is_gap", "study_ids", "study_ids_absent", "tool", "item"),
        ]
    ].astype(texts)
    judged = studies.assign(judgement=studies["study_id"].map(answers).astype("str").fillna(NOT_APPRAISED))
    by_answer = judged.groupby([*cell, "judgement"], observed=True).size()
    for answer in answers_in_order([*answers.unique(), *judged["judgement"].unique()]):
        of_answer = by_answer[by_answer.index.get_level_values("judgement") == answer]
        table[f"{JUDGED}{answer}"] = filled(of_answer.droplevel("judgement"))
    return table


def _answers(review: Review, tool: str | None, item: str | None) -> tuple[str, str, pd.Series]:
    """Return the tool, the item and the agreed answer of each study to it."""
    if not len(review.appraisal):
        if tool is not None or item is not None:
            asked = f"tool={tool!r}" if tool is not None else f"item={item!r}"
            raise OptionError(f"{asked} is not allowed; the review has no appraisal.")
        return "", "", pd.Series(dtype="str")
    if tool is None:
        given = review.appraisal
        used = given.groupby("tool")["study_id"].nunique()
        if item is not None:
            check_option("item", item, by_reading(given["item"].dropna().unique()))
            used = used[used.index.isin(given.loc[given["item"] == item, "tool"])]
        tool = str(used.sort_index().sort_values(ascending=False, kind="stable").index[0])
    answers = agreed_answers(review, tool)
    items = answers["item"].drop_duplicates().to_list()
    if item is None:
        overall = [name for name in items if name.casefold().startswith("overall")]
        item = (overall or items)[-1]
    check_option("item", item, items)
    chosen = answers[answers["item"] == item]
    return tool, item, chosen.set_index("study_id")["judgement"]
