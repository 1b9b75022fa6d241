"""How many studies and extracts carry each code."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses._groups import study_groups
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["theme_frequencies"]

_FLAGS = ["present", "enabler", "barrier", "mixed", "absent"]

_COLUMNS = [
    "code_id",
    "label",
    "path",
    "level",
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
    "n_studies_conflicting",
    "rank",
]

_RANK_KEYS = [
    name for name in _COLUMNS if name.startswith(("n_", "share_")) and name not in {"n_studies_total", "rank"}
]


def theme_frequencies(
    review: Review,
    *,
    level: int | None = None,
    by: str | None = None,
    coders: Sequence[str] | None = None,
    rank_by: str | Sequence[str] = "n_studies",
) -> pd.DataFrame:
    """Count the studies and extracts in which each code is present.

    ``share_of_studies`` is the frequency effect size of qualitative metasummary [1]_: the studies
    with the code among all studies, a study counted once however many reports or extracts it has.

    Parameters
    ----------
    review
        Not modified.
    level
        None counts each code as it was given, so that a parent is not credited with its children.
        A number rolls codes up to their ancestor at that level of the codebook (1 is the top); a code
        above that level stays itself. A study that uses a parent and its child counts once.
    by
        Attribute of the studies to group by. A study with several values stands in several groups.
    coders
        Whose codings count; all by default. With several coders, what any of them gave is there.
    rank_by
        Column of counts that ranks the codes, or several: the first decides, the next break its ties.

    Returns
    -------
    One row per code of the codebook at that level, unused ones included, in the order of ``rank``,
    ties in the order of the codebook. With ``by``, one row per group and code: the first column bears
    the name of the attribute, groups in their order, "not reported" last. Columns:

    - ``code_id``, ``label``, ``path`` (labels from the top), ``level``;
    - ``n_extracts``, ``n_studies``: with the code present at least once; a coding of a study as a whole
      adds to studies and not to extracts;
    - ``n_studies_total``: all studies (of the group), silent ones included; ``share_of_studies``:
      ``n_studies`` of them;
    - ``n_studies_enabler``, ``n_studies_barrier``, ``n_studies_mixed`` and ``n_extracts_enabler``,
      ``n_extracts_barrier``, ``n_extracts_mixed``: with at least one present coding of that valence; a
      study with two valences counts in both, and mixed is its own valence;
    - ``n_studies_absent``: where somebody states that it was absent; ``n_studies_conflicting``: both
      present and stated absent, counted in ``n_studies`` and in ``n_studies_absent`` as well;
    - ``rank``: competition rank over all codes (of the group): ties share the best.

    Raises
    ------
    OptionError
        ``by`` is no attribute of the studies, or bears the name of a column of this table;
        ``rank_by`` names something else than counts of this table; ``level`` or ``coders`` cannot be.

    Notes
    -----
    Frequency is not importance, and a code that few studies mention may be the one that explains most.
    Studies without any row for a code are silent on it; the table does not say that it was absent
    there. Counts describe the included literature; shares of small groups move a lot with one study.

    References
    ----------
    .. [1] Sandelowski, Barroso and Voils (2007), Research in Nursing & Health 30(1):99–111.
    """
    keys = [rank_by] if isinstance(rank_by, str) else list(rank_by)
    for key in keys or [None]:
        check_option("rank_by", key, _RANK_KEYS)
    if by is not None:
        check_option("by", by, review.attributes)
        if by in _COLUMNS:
            message = f"by={by!r} is also a column of this table; rename that column of studies."
            raise OptionError(message)

    rolled_up = review.rolled_up(level)
    tree = review.code_tree
    codes = tree.loc[tree["code_id"].isin(rolled_up), ["code_id", "label", "path", "level"]]
    if by is None:
        groups = pd.DataFrame(
            {
                "study_id": review.studies["study_id"],
                "group": pd.Categorical.from_codes([0] * len(review.studies), ["all"]),
            }
        )
    else:
        groups = study_groups(review, by).rename(columns={"value": "group"})

    codings = review.codings_in_effect(coders)
    codings = codings.assign(code_id=codings["code_id"].map(rolled_up))
    is_present = codings["state"].eq("present")
    marks = codings[["study_id", "extract_id", "code_id"]].assign(
        present=is_present,
        enabler=is_present & codings["valence"].eq("enabler"),
        barrier=is_present & codings["valence"].eq("barrier"),
        mixed=is_present & codings["valence"].eq("mixed"),
        absent=codings["state"].eq("absent"),
    )
    in_studies = marks.groupby(["study_id", "code_id"])[_FLAGS].any()
    in_studies["conflicting"] = in_studies["present"] & in_studies["absent"]
    # groupby leaves rows without an extract out: a coding of a study as a whole adds to no extract.
    in_extracts = marks.groupby(["study_id", "extract_id", "code_id"])[_FLAGS].any()

    cells = pd.MultiIndex.from_product(
        [groups["group"].cat.categories, codes["code_id"]], names=["group", "code_id"]
    )
    studies = _sums(in_studies, groups, cells)
    extracts = _sums(in_extracts, groups, cells)
    counts = pd.DataFrame(
        {
            "n_extracts": extracts["present"],
            "n_studies": studies["present"],
            **{f"n_studies_{name}": studies[name] for name in ("enabler", "barrier", "mixed")},
            **{f"n_extracts_{name}": extracts[name] for name in ("enabler", "barrier", "mixed")},
            "n_studies_absent": studies["absent"],
            "n_studies_conflicting": studies["conflicting"],
        }
    ).reset_index()
    counts["n_studies_total"] = counts["group"].map(groups["group"].value_counts()).astype("int64")
    counts["share_of_studies"] = counts["n_studies"] / counts["n_studies_total"]

    # `cells` runs through the groups and, inside each, through the codebook: ties keep that order.
    counts["group"] = pd.Categorical(counts["group"], groups["group"].cat.categories, ordered=True)
    ascending = [True] + [False] * len(keys)
    counts = counts.sort_values(["group", *keys], ascending=ascending, kind="stable", ignore_index=True)
    place = counts.groupby("group", observed=True).cumcount() + 1
    counts["rank"] = place.groupby([counts[key] for key in ["group", *keys]], observed=True).transform("min")

    table = counts.merge(codes, on="code_id", how="left")
    if by is None:
        return table[_COLUMNS]
    return table.rename(columns={"group": by}).astype({by: "str"})[[by, *_COLUMNS]]


def _sums(flags: pd.DataFrame, groups: pd.DataFrame, cells: pd.MultiIndex) -> pd.DataFrame:
    """Add up true marks per group and code, 0 where there are none."""
    marked = flags.reset_index().merge(groups, on="study_id")
    sums = marked.groupby(["group", "code_id"], observed=True)[list(flags.columns)].sum()
    return sums.reindex(cells, fill_value=0).astype("int64")
