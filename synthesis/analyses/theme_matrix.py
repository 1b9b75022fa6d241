"""Which study, or which source, carries which code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["theme_matrix"]


def theme_matrix(
    review: Review,
    *,
    unit: str = "study",
    values: str = "state",
    level: int | None = None,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Lay out units against codes.

    Parameters
    ----------
    review
        Not modified.
    unit
        ``"study"``, or ``"source"`` for the participants and documents inside studies.
    values
        ``"state"``: "present", "absent" (stated to be), "conflicting" (both) or an empty text (not
        reported). ``"counts"``: number of extracts in which the code is present. ``"binary"``: 1 where
        it is present at least once, else 0, so that stated absence and silence look alike.
    level
        None keeps codes as given; a number rolls them up to that level of the codebook.
    coders
        Whose codings count; all by default.

    Returns
    -------
    One row per study (or source), silent ones included, in the order of their ids: ``study_id`` (or
    ``source_id``), then one column per code, named by its ``code_id``, in the order of the codebook.
    ``attrs["n_codings_left_out"]`` is the number of codings that name no source and are therefore in
    no row; 0 where the unit is the study.

    Raises
    ------
    OptionError
        ``unit`` or ``values`` is none of the above, or ``level`` or ``coders`` cannot be.

    Notes
    -----
    A coding of a study as a whole has no extract: under ``values="counts"`` it adds nothing, so a cell
    may be 0 where the code is present. An empty cell is silence, which is not absence.
    """
    check_option("unit", unit, ["study", "source"])
    check_option("values", values, ["state", "counts", "binary"])
    key = f"{unit}_id"
    units = review.studies if unit == "study" else review.sources
    rows = units[[key]].sort_values(key, ignore_index=True)

    rolled_up = review.rolled_up(level)
    codes = review.code_tree["code_id"]
    codes = codes[codes.isin(rolled_up)]
    codings = review.codings_in_effect(coders)
    codings = codings.assign(code_id=codings["code_id"].map(rolled_up))
    placed = codings[codings[key].notna()]

    marks = placed[[key, "code_id"]].assign(
        present=placed["state"].eq("present"), absent=placed["state"].eq("absent")
    )
    cells = marks.groupby([key, "code_id"])[["present", "absent"]].any()
    if values == "counts":
        present = placed[placed["state"].eq("present")]
        filled = present.groupby([key, "code_id"])["extract_id"].nunique()
    else:
        filled = cells["present"].astype("int64")
        if values == "state":
            words = cells["present"].map({True: "present", False: "absent"})
            filled = words.mask(cells["present"] & cells["absent"], "conflicting")
    grid = np.full((len(rows), len(codes)), "" if values == "state" else 0, dtype=object)
    grid[
        pd.Index(rows[key]).get_indexer(filled.index.get_level_values(key)),
        pd.Index(codes).get_indexer(filled.index.get_level_values("code_id")),
    ] = filled.to_numpy()
    matrix = pd.DataFrame(grid, columns=codes.to_list()).astype("str" if values == "state" else "int64")
    table = pd.concat([rows, matrix], axis=1)
    table.attrs["n_codings_left_out"] = len(codings) - len(placed)
    return table
