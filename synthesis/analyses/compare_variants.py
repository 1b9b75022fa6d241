"""Which conclusions change with the published variant by which evidence is carried across."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.analyses.framework_crosswalk import framework_crosswalk
from synthesis.errors import check_option
from synthesis.frameworks import link_variants
from synthesis.review import Review

__all__ = ["compare_variants"]

_COLUMNS = [
    "construct_id",
    "label",
    "level",
    "variant",
    "baseline",
    "source_ids",
    "code_ids",
    "n_studies",
    "n_studies_total",
    "share_of_studies",
    "n_extracts",
    "has_evidence",
    "rank",
    "change_of_n_studies",
    "change_of_n_extracts",
    "change_of_rank",
    "studies_gained",
    "studies_lost",
    "is_evidence_changed",
    "swapped_with",
    "ties_changed_with",
    "changes",
    "is_changed",
]


def compare_variants(
    review: Review,
    *,
    source: str = "tdf",
    target: str = "com-b",
    baseline: str = "michie_2014",
    variants: Sequence[str] | None = None,
    inherit: bool = False,
    level: int | None = None,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Carry the evidence across by each published variant, and mark what differs from one of them.

    Parameters
    ----------
    review
        Not modified.
    source, target
        Frameworks between which links ship; see `framework_crosswalk`.
    baseline
        The variant that the others are compared with.
    variants
        Variants to compare, besides the baseline; all that ship by default.
    inherit, level, coders
        As in `framework_crosswalk`.

    Returns
    -------
    One row per construct of ``target`` and variant, the baseline first, the constructs in the order of
    the framework; only constructs that at least one of the variants has a link to. Evidence that a
    variant carries nowhere stands last, with a blank ``construct_id``. Columns:

    - ``construct_id``, ``label``, ``level``, ``variant``, ``baseline``;
    - ``source_ids``: constructs of ``source`` that lead there, ``code_ids``: codes that stand there,
      both joined by "; ";
    - ``n_studies``, ``n_studies_total``, ``share_of_studies``, ``n_extracts``, ``has_evidence``;
    - ``rank``: competition rank by ``n_studies``, missing in the last rows;
    - ``change_of_n_studies``, ``change_of_n_extracts``, ``change_of_rank``: this variant − baseline;
    - ``studies_gained``, ``studies_lost``: joined by "; ";
    - ``is_evidence_changed``: whether there is evidence with one of the two and none with the other;
    - ``swapped_with``: constructs that were above it and are now below, or the reverse, joined by "; ";
      ``ties_changed_with``: those that it now ties with or no longer ties with;
    - ``changes``: what differs, in words joined by "; ": evidence (there is some or none), order (a
      swap), ties, rank, studies, extracts; blank where nothing does. ``is_changed``: whether anything
      does. Whether a change matters is for people to say.

    Raises
    ------
    OptionError
        No links between the two ship, or none of such a variant; the other options as in
        `framework_crosswalk`.

    Notes
    -----
    No variant is the right one. A conclusion that holds with one only rests on a table of links, and
    is to be reported with its name.
    """
    known = link_variants(source, target)["variant"].tolist()
    check_option("baseline", baseline, known)
    chosen = known if variants is None else list(variants)
    for name in chosen:
        check_option("variants", name, known)
    names = [baseline, *(name for name in known if name in chosen and name != baseline)]
    options = {"source": source, "target": target, "inherit": inherit, "level": level, "coders": coders}
    tables = [framework_crosswalk(review, variant=name, **options) for name in names]

    long = pd.concat(tables, ignore_index=True)
    long = long[long.groupby("construct_id")["source_ids"].transform(lambda ids: ids.ne("").any())]
    cells = pd.MultiIndex.from_product(
        [names, long["construct_id"].unique()], names=["variant", "construct_id"]
    )
    # A variant that carries everything somewhere has no row for what it carries nowhere: fill it in.
    table = long.set_index(["variant", "construct_id"]).reindex(cells)
    labels = long.drop_duplicates("construct_id").set_index("construct_id")[["label", "level"]]
    table[["label", "level"]] = labels.reindex(cells.get_level_values("construct_id")).to_numpy()
    lists = ["source_ids", "code_ids", "study_ids"]
    table[lists] = table[lists].fillna("")
    for count in ("n_studies", "n_extracts"):
        table[count] = table[count].fillna(0).astype("int64")
    table["n_studies_total"] = len(review.studies)
    table["share_of_studies"] = table["n_studies"] / table["n_studies_total"]
    table["has_evidence"] = table["n_studies"].gt(0)

    then = table.loc[baseline].reindex(cells.get_level_values("construct_id")).set_index(cells)
    for count in ("n_studies", "n_extracts", "rank"):
        table[f"change_of_{count}"] = table[count].astype("Int64") - then[count].astype("Int64")
    table["studies_gained"] = _without(table["study_ids"], then["study_ids"])
    table["studies_lost"] = _without(then["study_ids"], table["study_ids"])
    table["is_evidence_changed"] = table["has_evidence"].ne(then["has_evidence"])
    orders = [_order_changes(table.loc[name], table.loc[baseline]).assign(variant=name) for name in names]
    changes = pd.concat(orders).set_index("variant", append=True).swaplevel()
    table = table.join(changes.rename_axis(["variant", "construct_id"]))
    texts = ["studies_gained", "studies_lost", "swapped_with", "ties_changed_with"]
    table[texts] = table[texts].fillna("")
    differs = {
        "evidence": table["is_evidence_changed"],
        "order": table["swapped_with"].ne(""),
        "ties": table["ties_changed_with"].ne(""),
        "rank": table["change_of_rank"].fillna(0).ne(0),
        "studies": table[["studies_gained", "studies_lost"]].ne("").any(axis=1),
        "extracts": table["change_of_n_extracts"].ne(0),
    }
    words = [differs[name].map({True: f"{name}; ", False: ""}).astype("str") for name in differs]
    table["changes"] = pd.concat(words, axis=1).sum(axis=1).str.removesuffix("; ")
    table["is_changed"] = table["changes"].ne("")

    table = table.reset_index().assign(baseline=baseline).astype({"level": "Int64"})
    order = pd.DataFrame(
        {
            "construct": table["construct_id"].map(_place(tables, labels.index)),
            "variant": table["variant"].map(names.index),
        }
    )
    return table.loc[order.sort_values(["construct", "variant"]).index, _COLUMNS].reset_index(drop=True)


def _place(tables: Sequence[pd.DataFrame], constructs: pd.Index) -> dict[str, int]:
    """Where each construct stands: in the order of the framework, what is carried nowhere last."""
    in_order = [name for name in tables[0]["construct_id"] if name]
    return {name: in_order.index(name) if name else len(in_order) for name in constructs}


def _without(studies: pd.Series, others: pd.Series) -> pd.Series:
    """Studies of one cell that are not in the other, joined by "; "."""
    keys = list(studies.index.names)
    left = studies.str.split("; ").explode().reset_index(name="study_id")
    right = others.str.split("; ").explode().reset_index(name="study_id")
    merged = left.merge(right, on=[*keys, "study_id"], how="left", indicator=True)
    only = merged[merged["_merge"].eq("left_only") & merged["study_id"].ne("")]
    return only.groupby(keys)["study_id"].agg("; ".join).astype("str")


def _order_changes(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Name, for each ranked construct, those that it swapped places with and those it ties with anew."""
    ranked = now.index[now.index != ""]
    counts = [frame.loc[ranked, "n_studies"].to_numpy() for frame in (now, then)]
    signs = [np.sign(n[:, None] - n[None, :]) for n in counts]
    swapped = signs[0] * signs[1] < 0
    tie_changed = (signs[0] == 0) != (signs[1] == 0)
    names = ranked.to_numpy(dtype="object")
    return pd.DataFrame(
        {
            "swapped_with": ["; ".join(names[row]) for row in swapped],
            "ties_changed_with": ["; ".join(names[row]) for row in tie_changed],
        },
        index=ranked,
    )
