"""The codes that each successive study, or source, adds to those already seen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._incidence import code_incidence
from synthesis.analyses._saturation import labelled
from synthesis.analyses.configuration_patterns import as_people_count
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["saturation_curve"]


def saturation_curve(
    review: Review, *, unit: str = "study", order_by: str = "year", level: int | None = None
) -> pd.DataFrame:
    """Count the codes each successive study adds to those already seen (code saturation).

    Parameters
    ----------
    review
        Not modified.
    unit
        ``"study"``, or ``"source"`` for the participants and documents inside studies.
    order_by
        Column of ``review.studies`` that sets the reading order; for sources, a column of
        ``review.sources`` too. Numbers are ordered as numbers, words by the alphabet; units without a
        value are read last. Ties are read in the order of ``study_id`` and, inside a study, of
        ``source_id``.
    level
        Level of the codebook to which codes are rolled up (1 = top); a code above that level stays
        itself. None: codes as given.

    Returns
    -------
    One row per unit, in reading order; a unit without codings keeps its row:

    - ``study_id`` (or ``source_id`` and ``study_id``), ``citation``; ``position`` in the order, from 1;
      ``read_by``: the unit's value of ``order_by``, as text;
    - ``n_new_codes``: codes present in it and in none before it; ``n_codes_so_far``: in it or before;
    - ``new_codes``: labels of the new ones, in codebook order, joined by ``; ``.

    ``attrs["order_by"]``; ``attrs["n_codings_left_out"]``: the number of present codings that name no
    source, where the source is the unit. Where the review switched saturation off, the table is empty and
    ``attrs["switched_off"]`` gives its reason.

    Raises
    ------
    OptionError
        ``unit`` or ``order_by`` is none of the above, or ``level`` cannot be.

    Notes
    -----
    A curve that flattens says that later units repeated known codes in this reading order. Read in
    another order it looks different: see `rarefaction`. It concerns codes only; whether the meaning of
    a code has been understood is another question [1]_, and where codes are not meant to run out, as in
    reflexive thematic analysis, the curve answers none.

    References
    ----------
    .. [1] Hennink MM, Kaiser BN, Marconi VC (2017), Qualitative Health Research 27(4):591–608: code
       saturation and meaning saturation.
    """
    found = code_incidence(review, unit=unit, level=level)
    columns = review.studies.columns
    if unit == "source":
        columns = columns.union(review.sources.columns, sort=False)
    check_option("order_by", order_by, columns)
    ids = [name for name in ("source_id", "study_id") if name in found.units]
    is_of_sources = unit == "source" and order_by in review.sources.columns
    owner, key = (review.sources, "source_id") if is_of_sources else (review.studies, "study_id")
    values = found.units[key].map(owner.set_index(key, drop=False)[order_by])
    order = _reading_order(values)

    curve = found.units.iloc[order].reset_index(drop=True)
    curve["read_by"] = values.iloc[order].astype("str").to_numpy()
    curve["position"] = np.arange(1, len(curve) + 1)
    holds = found.holds[order]
    is_first = holds & (np.cumsum(holds, axis=0) == 1)
    curve["n_new_codes"] = is_first.sum(axis=1)
    curve["n_codes_so_far"] = curve["n_new_codes"].cumsum()
    units, codes = np.nonzero(is_first)
    labels = pd.Series(found.codes["label"].to_numpy()[codes], dtype="str").groupby(units).agg("; ".join)
    curve["new_codes"] = labels.reindex(range(len(curve)), fill_value="").to_numpy()
    curve = curve.astype({"read_by": "str", "new_codes": "str"})
    columns = [*ids, "citation", "position", "read_by", "n_new_codes", "n_codes_so_far", "new_codes"]
    curve = labelled(curve[columns], review, found, unit)
    curve.attrs["order_by"] = order_by
    return curve


def _reading_order(values: pd.Series) -> np.ndarray:
    """Positions of the units in reading order; the units come in the order that settles ties."""
    keys = pd.to_numeric(values, errors="coerce").astype("float64")
    if not keys.notna().eq(values.notna()).all():
        keys = as_people_count(values.astype("str").str.casefold())
    keys = keys.reset_index(drop=True)
    return keys.sort_values(kind="stable", na_position="last").index.to_numpy()
