"""Which codes stand for which constructs of a framework, and the evidence that they bring."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.codebook import ancestors
from synthesis.errors import OptionError, check_option, list_in_words
from synthesis.frameworks import framework_ids, load_framework
from synthesis.review import Review

__all__ = [
    "COUNTS",
    "code_constructs",
    "construct_ancestors",
    "constructs_at_level",
    "count_evidence",
    "count_rolled_up",
    "framework_constructs",
    "ranks",
]

_FLAGS = ["present", "enabler", "barrier", "mixed", "absent"]

COUNTS = [
    "n_codes",
    "n_codes_present",
    "n_extracts",
    "n_studies",
    "n_studies_total",
    "share_of_studies",
    "n_studies_enabler",
    "n_studies_barrier",
    "n_studies_mixed",
    "n_extracts_enabler",
    "n_extracts_barrier",
    "n_extracts_mixed",
    "n_studies_absent",
    "code_ids",
    "study_ids",
    "has_evidence",
]
"""The columns of evidence, in the order in which every table has them."""

_COLUMNS = ["construct_id", "label", "path", "parent_id", "level", "is_verified"]


def framework_constructs(review: Review, framework: str, *, option: str = "framework") -> pd.DataFrame:
    """Return the constructs of a framework: ``construct_id, label, path, parent_id, level, is_verified``.

    A framework that does not ship with the package has the constructs that the review's crosswalk
    names, by the alphabet, and nobody has verified them.
    """
    shipped = framework_ids()
    own = review.crosswalk["framework"].unique()
    check_option(option, framework, [*shipped, *sorted(set(own) - set(shipped))])
    if framework in shipped:
        return load_framework(framework).constructs[_COLUMNS]
    crosswalk = review.crosswalk
    names = sorted(crosswalk.loc[crosswalk["framework"].eq(framework), "construct_id"].unique())
    constructs = pd.DataFrame({"construct_id": names, "label": names, "path": names}, dtype="str")
    constructs["parent_id"] = pd.Series(pd.NA, index=constructs.index, dtype="str")
    return constructs.assign(level=1, is_verified=False)


def code_constructs(review: Review, framework: str, *, inherit: bool) -> pd.DataFrame:
    """Return which codes stand for which constructs: ``code_id`` and ``construct_id``, each pair once.

    The crosswalk comes first. A code without a row there stands for the construct whose identifier it
    bears, if review.yaml names the framework.
    """
    crosswalk = review.crosswalk
    links = crosswalk.loc[crosswalk["framework"].eq(framework), ["code_id", "construct_id"]]
    constructs = framework_constructs(review, framework)["construct_id"]
    codes = review.code_tree["code_id"]
    of_the_name = codes[codes.isin(constructs) & ~codes.isin(links["code_id"])]
    if framework in review.settings.frameworks:
        direct = pd.DataFrame({"code_id": of_the_name, "construct_id": of_the_name})
        links = pd.concat([links, direct], ignore_index=True)
    elif links.empty and len(of_the_name):
        # Counting nothing in silence would look like a review without evidence.
        message = (
            f"framework={framework!r}: {list_in_words(of_the_name)} may be its constructs or codes of the "
            f"review's own. Name {framework!r} under frameworks in review.yaml, or link them in crosswalk."
        )
        raise OptionError(message)
    if inherit:
        family = ancestors(review.codebook[["code_id", "parent_id"]])
        links = family.merge(links.rename(columns={"code_id": "ancestor_id"}), on="ancestor_id")
    return links[["code_id", "construct_id"]].drop_duplicates(ignore_index=True)


def construct_ancestors(constructs: pd.DataFrame) -> pd.DataFrame:
    """Return each construct with itself and all above it: ``construct_id`` and ``ancestor_id``."""
    family = ancestors(constructs.rename(columns={"construct_id": "code_id"}))
    return family.rename(columns={"code_id": "construct_id"})[["construct_id", "ancestor_id"]]


def constructs_at_level(constructs: pd.DataFrame, level: int | None) -> pd.Series:
    """Return the construct that each is counted as at a level, indexed by ``construct_id``.

    1 is the top; a construct above the level stays itself; None leaves each as it is.

    Raises
    ------
    OptionError
        ``level`` is no whole number of at least 1.
    """
    ids = constructs["construct_id"]
    if level is None:
        return pd.Series(ids.to_numpy(), index=ids.to_numpy(), dtype="str")
    if isinstance(level, bool) or not isinstance(level, int) or level < 1:
        raise OptionError(f"level={level!r} is not allowed; it can be a whole number from 1, or None.")
    depth = constructs.set_index("construct_id")["level"]
    family = construct_ancestors(constructs)
    wanted = family["construct_id"].map(depth).clip(upper=level)
    at_level = family[family["ancestor_id"].map(depth).eq(wanted)]
    return at_level.set_index("construct_id")["ancestor_id"].reindex(ids).astype("str")


def count_evidence(
    review: Review,
    placed: pd.DataFrame,
    constructs: Sequence[str],
    *,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count the evidence behind each construct; a study counts once, however many codes bring it there.

    Parameters
    ----------
    review
        Not modified.
    placed
        ``code_id`` and ``construct_id``, each pair once.
    constructs
        The constructs to be counted, in this order, those without evidence included.
    coders
        Whose codings count; all by default.

    Returns
    -------
    One row per construct, indexed by it, with the columns `COUNTS`.
    """
    codings = review.codings_in_effect(coders)
    is_present = codings["state"].eq("present")
    marks = codings[["study_id", "extract_id", "code_id"]].assign(
        present=is_present,
        enabler=is_present & codings["valence"].eq("enabler"),
        barrier=is_present & codings["valence"].eq("barrier"),
        mixed=is_present & codings["valence"].eq("mixed"),
        absent=codings["state"].eq("absent"),
    )
    marks = marks.merge(placed, on="code_id")
    in_studies = marks.groupby(["construct_id", "study_id"])[_FLAGS].any()
    # groupby leaves rows without an extract out: a coding of a study as a whole adds to no extract.
    in_extracts = marks.groupby(["construct_id", "extract_id"])[_FLAGS].any()
    studies = in_studies.groupby("construct_id").sum().reindex(constructs, fill_value=0).astype("int64")
    extracts = in_extracts.groupby("construct_id").sum().reindex(constructs, fill_value=0).astype("int64")

    present = marks[marks["present"]]
    in_order = pd.Series(range(len(review.code_tree)), index=review.code_tree["code_id"])
    linked = placed.iloc[placed["code_id"].map(in_order).argsort(kind="stable")]
    found = in_studies.index[in_studies["present"]].to_frame(index=False)
    n_studies_total = len(review.studies)
    counts = pd.DataFrame(
        {
            "n_codes": _per_construct(linked.groupby("construct_id").size(), constructs),
            "n_codes_present": _per_construct(
                present.groupby("construct_id")["code_id"].nunique(), constructs
            ),
            "n_extracts": extracts["present"],
            "n_studies": studies["present"],
            "n_studies_total": n_studies_total,
            "share_of_studies": studies["present"] / n_studies_total,
            **{f"n_studies_{name}": studies[name] for name in ("enabler", "barrier", "mixed")},
            **{f"n_extracts_{name}": extracts[name] for name in ("enabler", "barrier", "mixed")},
            "n_studies_absent": studies["absent"],
            "code_ids": _joined(linked, "code_id", constructs),
            "study_ids": _joined(found, "study_id", constructs),
        }
    )
    return counts.assign(has_evidence=counts["n_studies"].gt(0))[COUNTS]


def count_rolled_up(
    review: Review,
    placed: pd.DataFrame,
    constructs: Sequence[str],
    *,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count present evidence only: ``n_extracts_rolled_up`` and ``n_studies_rolled_up``, by construct."""
    present = review.present_codings(coders)[["study_id", "extract_id", "code_id"]].merge(
        placed, on="code_id"
    )
    units = {"n_extracts_rolled_up": "extract_id", "n_studies_rolled_up": "study_id"}
    return pd.DataFrame(
        {
            name: _per_construct(
                present[["construct_id", unit]].dropna().drop_duplicates()["construct_id"].value_counts(),
                constructs,
            )
            for name, unit in units.items()
        }
    )


def _per_construct(counts: pd.Series, constructs: Sequence[str]) -> pd.Series:
    return counts.reindex(constructs, fill_value=0).astype("int64")


def _joined(pairs: pd.DataFrame, column: str, constructs: Sequence[str]) -> pd.Series:
    texts = pairs.groupby("construct_id")[column].agg("; ".join)
    return texts.astype("str").reindex(constructs).fillna("")


def ranks(table: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Return competition ranks by several columns, the first of them deciding; ties share the best."""
    ordered = table[list(keys)].sort_values(list(keys), ascending=False, kind="stable")
    place = pd.Series(range(1, len(ordered) + 1), index=ordered.index)
    best = place.groupby([ordered[key] for key in keys]).transform("min")
    return best.reindex(table.index).astype("int64")
