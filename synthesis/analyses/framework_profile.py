"""The evidence of a review, construct by construct of a framework."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses._construct_evidence import (
    COUNTS,
    code_constructs,
    construct_ancestors,
    constructs_at_level,
    count_evidence,
    count_rolled_up,
    framework_constructs,
    ranks,
)
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["framework_profile"]

_COLUMNS = [
    "framework",
    "construct_id",
    "label",
    "path",
    "parent_id",
    "level",
    *COUNTS,
    "n_extracts_rolled_up",
    "n_studies_rolled_up",
    "rank",
    "is_verified",
]

_RANK_KEYS = [name for name in _COLUMNS if name.startswith(("n_", "share_")) and name != "n_studies_total"]


def framework_profile(
    review: Review,
    *,
    framework: str = "tdf",
    inherit: bool = False,
    level: int | None = None,
    coders: Sequence[str] | None = None,
    rank_by: str | Sequence[str] = "n_studies",
) -> pd.DataFrame:
    """Count the studies and extracts behind each construct of a framework.

    Evidence reaches a construct in two ways. A row of the review's crosswalk links a code to it. Or
    the code *is* the construct: it bears the construct's identifier, has no row for this framework in
    the crosswalk, and review.yaml names the framework under ``frameworks``.

    Parameters
    ----------
    review
        Not modified.
    framework
        Identifier of a shipped framework (see `framework_ids`), or of one of the review's own that
        its crosswalk names; such a framework has the constructs that the crosswalk names, so that
        those without evidence cannot be shown.
    inherit
        Whether what is said of a code holds for the codes below it in the codebook as well, besides
        what is said of these themselves. By default the crosswalk of a parent does not reach its
        children.
    level
        None counts each construct by its own evidence. A number rolls constructs up to their
        ancestor at that level of the framework (1 is the top); those above it stay themselves.
    coders
        Whose codings count; all by default. With several coders, what any of them gave is there.
    rank_by
        Column of counts that ranks the constructs, or several: the first decides, the next break
        its ties. ``["n_studies", "n_codes_present"]`` ranks by frequency and then by elaboration,
        as published rankings of TDF domains do [1]_.

    Returns
    -------
    One row per construct at that level, in the order of the framework, those without evidence
    included. Columns:

    - ``framework``, ``construct_id``, ``label``, ``path`` (labels from the top), ``parent_id``,
      ``level``;
    - ``n_codes``: codes of the review that stand for the construct; ``n_codes_present``: those of
      them that are present somewhere;
    - ``n_extracts``, ``n_studies``: with one of these codes present; a study counts once per construct,
      and a coding of a study as a whole adds to studies and not to extracts;
    - ``n_studies_total``: all studies, silent ones included; ``share_of_studies``: ``n_studies`` of them;
    - ``n_studies_enabler``, ``n_studies_barrier``, ``n_studies_mixed`` and ``n_extracts_enabler``,
      ``n_extracts_barrier``, ``n_extracts_mixed``: with a present coding of that valence; a study with
      two valences counts in both;
    - ``n_studies_absent``: where one of these codes is stated to be absent; another of them, or the
      same, may be present there;
    - ``code_ids``, ``study_ids``: behind ``n_codes`` and ``n_studies``, joined by "; ";
    - ``has_evidence``: whether ``n_studies`` is above 0;
    - ``n_extracts_rolled_up``, ``n_studies_rolled_up``: the construct and all below it, a study once;
    - ``rank``: competition rank over all constructs of the table: ties share the best;
    - ``is_verified``: whether the construct's name was read in a publication.

    Raises
    ------
    OptionError
        ``framework`` neither ships nor stands in the crosswalk; or codes bear the identifiers of its
        constructs and neither review.yaml nor the crosswalk says that they are meant; ``level``,
        ``coders`` or ``rank_by`` cannot be.

    Notes
    -----
    A construct without evidence was not found, or not looked for, or no code was linked to it
    (``n_codes`` is 0 then); it does not follow that it plays no part. Counts describe the included
    literature, and a crosswalk is a judgement.

    References
    ----------
    .. [1] Atkins et al. (2020), Implementation Science 15:44, table 2: domains ranked by frequency, then
       elaboration.
    """
    keys = [rank_by] if isinstance(rank_by, str) else list(rank_by)
    for key in keys or [None]:
        check_option("rank_by", key, _RANK_KEYS)
    constructs = framework_constructs(review, framework)
    placed = code_constructs(review, framework, inherit=inherit)
    counted_as = constructs_at_level(constructs, level)
    shown = constructs[constructs["construct_id"].isin(counted_as)].set_index("construct_id")

    own = placed.assign(construct_id=placed["construct_id"].map(counted_as)).drop_duplicates()
    table = shown.join(count_evidence(review, own, shown.index, coders=coders))

    family = placed.merge(construct_ancestors(constructs), on="construct_id")
    below = family[["code_id", "ancestor_id"]].drop_duplicates()
    below = below.rename(columns={"ancestor_id": "construct_id"})
    table = table.join(count_rolled_up(review, below, shown.index, coders=coders))
    table["rank"] = ranks(table, keys)
    return table.reset_index().assign(framework=framework)[_COLUMNS]
