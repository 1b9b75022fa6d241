"""The evidence of a review in one framework, reached through the constructs of another."""

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
from synthesis.frameworks import load_links
from synthesis.review import Review

__all__ = ["framework_crosswalk"]

NO_LINK = "(no link in this variant)"

_COLUMNS = [
    "variant",
    "source_framework",
    "target_framework",
    "construct_id",
    "label",
    "path",
    "parent_id",
    "level",
    "source_ids",
    "source_labels",
    *COUNTS,
    "n_extracts_rolled_up",
    "n_studies_rolled_up",
    "rank",
    "n_links_unverified",
]


def framework_crosswalk(
    review: Review,
    *,
    source: str = "tdf",
    target: str = "com-b",
    variant: str = "michie_2014",
    inherit: bool = False,
    level: int | None = None,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Carry the evidence of a review from one framework to another by published links.

    The codes that stand for a construct of ``source`` (as in `framework_profile`) are counted for
    every construct of ``target`` that the publication links it to. Codes that the review itself
    links to ``target`` are kept apart and do not count here; `framework_profile` shows those.

    Parameters
    ----------
    review
        Not modified.
    source, target
        Frameworks between which links ship: TDF to COM-B, TDF or COM-B to the intervention functions
        of the behaviour change wheel (``bcw``), CFIR 2.0 to COM-B.
    variant
        Whose links; see `link_variants`. For TDF to COM-B ``michie_2014``, ``cane_2012`` and
        ``fahim_2020`` differ on Social/professional role and identity, Optimism, Skills and
        Reinforcement. `compare_variants` shows what changes.
    inherit
        Whether what the crosswalk says of a code holds for the codes below it as well.
    level
        None counts each construct of ``target`` by its own links. A number rolls them up to their
        ancestor at that level (1 is the top).
    coders
        Whose codings count; all by default.

    Returns
    -------
    One row per construct of ``target`` at that level, in the order of the framework, those without
    evidence included. Where the variant leaves source constructs out that the review has codes for, a
    last row with a blank ``construct_id`` holds their evidence. Columns:

    - ``variant``, ``source_framework``, ``target_framework``: in every row;
    - ``construct_id``, ``label``, ``path``, ``parent_id``, ``level``;
    - ``source_ids``, ``source_labels``: the constructs of ``source`` linked to it, joined by "; "; blank
      where none is, so that it can have no evidence here;
    - ``n_codes`` to ``has_evidence``, ``n_extracts_rolled_up`` and ``n_studies_rolled_up`` as in
      `framework_profile`; a study counts once per construct of ``target``, however many source constructs
      lead there;
    - ``rank``: competition rank by ``n_studies``, missing in the last row;
    - ``n_links_unverified``: links to it that were not read in a publication.

    Raises
    ------
    OptionError
        No links between the two ship, or none of that variant; codes may or may not be constructs (see
        `framework_profile`); ``level`` or ``coders`` cannot be.

    Notes
    -----
    The target is inferred: nobody coded the extracts to it. Where a source construct is linked to several
    target constructs, its evidence counts for each of them in full.

    References
    ----------
    .. [1] The citation of each variant stands in `link_variants`.
    """
    links = load_links(source, target, variant)
    constructs = framework_constructs(review, target, option="target")
    placed = code_constructs(review, source, inherit=inherit).rename(columns={"construct_id": "source_id"})
    counted_as = constructs_at_level(constructs, level)
    shown = constructs[constructs["construct_id"].isin(counted_as)].set_index("construct_id")

    reached = placed.merge(links[["source_id", "target_id"]], on="source_id", how="left")
    reached = reached.rename(columns={"target_id": "construct_id"})
    nowhere = reached[reached["construct_id"].isna()].assign(construct_id="")
    reached = reached.dropna(subset="construct_id")
    own = reached.assign(construct_id=reached["construct_id"].map(counted_as))
    rows = [*shown.index, *[""] * bool(len(nowhere))]
    table = shown.drop(columns="is_verified").reindex(rows)
    table = table.join(count_evidence(review, _pairs(pd.concat([own, nowhere])), rows, coders=coders))
    if len(nowhere):
        table.loc["", ["label", "path"]] = NO_LINK
    table["level"] = table["level"].astype("Int64")

    family = reached.merge(construct_ancestors(constructs), on="construct_id")
    below = family.assign(construct_id=family["ancestor_id"])
    table = table.join(count_rolled_up(review, _pairs(pd.concat([below, nowhere])), rows, coders=coders))
    table["rank"] = ranks(table.loc[shown.index], ["n_studies"]).reindex(rows).astype("Int64")

    starts = framework_constructs(review, source, option="source").set_index("construct_id")["label"]
    ends = pd.concat([links.assign(target_id=links["target_id"].map(counted_as)), _unmapped(nowhere)])
    ends = ends.drop_duplicates(["source_id", "target_id"])
    ends["place"] = ends["source_id"].map(starts.index.get_loc)
    by_target = ends.sort_values("place", kind="stable").groupby("target_id")["source_id"]
    table["source_ids"] = by_target.agg("; ".join).astype("str").reindex(rows).fillna("")
    labels = by_target.agg(lambda ids: "; ".join(starts[ids]))
    table["source_labels"] = labels.astype("str").reindex(rows).fillna("")
    unverified = links[~links["is_verified"]]["target_id"].map(counted_as).value_counts()
    table["n_links_unverified"] = unverified.reindex(rows, fill_value=0).astype("int64")

    table = table.rename_axis("construct_id").reset_index()
    named = {"variant": variant, "source_framework": source, "target_framework": target}
    return table.assign(**named)[_COLUMNS]


def _pairs(placed: pd.DataFrame) -> pd.DataFrame:
    return placed[["code_id", "construct_id"]].drop_duplicates(ignore_index=True)


def _unmapped(nowhere: pd.DataFrame) -> pd.DataFrame:
    return nowhere[["source_id"]].drop_duplicates().assign(target_id="")
