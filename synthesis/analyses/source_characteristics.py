"""Who took part: the participants and documents inside the studies."""

from __future__ import annotations

import pandas as pd

from synthesis.errors import check_option
from synthesis.review import NOT_REPORTED, Review

__all__ = ["ALL", "ALL_KINDS", "ALL_STUDIES", "source_characteristics"]

ALL, ALL_KINDS, ALL_STUDIES = "all", "all sources", "all studies"
"""What stands in the place of a value, a kind and a group where all are counted together."""

_DECLARED = ("source_id", "study_id", "kind", "role", ALL)


def source_characteristics(review: Review, *, by: str | None = None) -> pd.DataFrame:
    """Count the sources by kind, and those of each kind by role and by what else is known of them.

    Parameters
    ----------
    review
        Not modified.
    by
        An attribute of the studies to count by as well, or "study_id". A study with several values
        is in a group of its own, named after all of them, so that nobody is counted twice.

    Returns
    -------
    One row per kind, attribute and value, and with ``by`` per group:

    - ``kind``: "all sources", then each kind, participants first; "not reported" where it is blank;
    - ``attribute`` and ``value``: "all" for the kind as a whole, then role and every further column
      of ``sources`` in which a value occurs twice; a value that nobody has in a group has its row;
    - the group, named like ``by``: "all studies" comes first;
    - ``n_sources``; ``share_of_sources`` of those of the kind, in the group.

    Empty where the review has no sources. Values stand in the order of the alphabet, or of numbers.

    Raises
    ------
    OptionError
        ``by`` is neither an attribute of the studies nor "study_id".

    Notes
    -----
    The sources are those that the review lists, which need not be all who took part in a study:
    `evidence_base` adds up the numbers of participants that the studies report.
    """
    if by is not None:
        check_option("by", by, ["study_id", *review.attributes])
    sources = review.sources
    kind = sources["kind"].fillna(NOT_REPORTED).astype("str")
    groups = kind.map(lambda _: ALL_STUDIES) if by is None else sources["study_id"].map(_groups(review, by))
    known = _known(sources)
    everybody = pd.Series(ALL, index=sources.index)
    parts = [_counted(everybody, groups, groups).assign(kind=ALL_KINDS, attribute=ALL)]
    for one in sorted(kind.unique(), key=lambda k: (k != "participant", k == NOT_REPORTED, k)):
        of_kind = kind == one
        for name, values in {ALL: everybody, **known}.items():
            counted = _counted(values[of_kind], groups[of_kind], groups)
            parts.append(counted.assign(kind=one, attribute=name))
    table = pd.concat(parts, ignore_index=True)
    group = [] if by is None else ["group"]
    table = table[["kind", "attribute", "value", *group, "n_sources", "share_of_sources"]]
    texts = dict.fromkeys(("kind", "attribute", "value", *group), "str")
    table = table.astype({**texts, "n_sources": "Int64", "share_of_sources": "Float64"})
    return table.rename(columns={"group": by})


def _known(sources: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what is known of the sources, by column: what at least two of them share a value of."""
    known = {}
    for name in ["role", *(column for column in sources.columns if column not in _DECLARED)]:
        values = sources[name].astype("str")
        if values.dropna().duplicated().any():
            known[str(name)] = values.fillna(NOT_REPORTED)
    return known


def _groups(review: Review, by: str) -> pd.Series:
    """Return the group of each study, by study: all its values together."""
    studies = review.studies
    if by == "study_id":
        return pd.Series(studies["study_id"].to_numpy(), index=studies["study_id"].to_numpy())
    values = review.study_attribute(by).sort_values(["study_id", "value"])
    return values.groupby("study_id")["value"].agg("; ".join)


def _counted(values: pd.Series, groups: pd.Series, all_groups: pd.Series) -> pd.DataFrame:
    """Count values by group, and in all groups together; none is a number as well."""
    names = sorted(all_groups.unique())
    table = pd.crosstab(values, groups).reindex(columns=names, fill_value=0)
    if names != [ALL_STUDIES]:
        table.insert(0, ALL_STUDIES, table.sum(axis=1))
    table = table.loc[sorted(table.index, key=_place)]
    of_kind = table.sum()
    place = {name: number for number, name in enumerate(table.index)}
    long = table.rename_axis(index="value", columns=None).reset_index()
    long = long.melt(id_vars="value", var_name="group", value_name="n_sources")
    long = long.sort_values("value", key=lambda v: v.map(place), kind="stable", ignore_index=True)
    n_all = long["group"].map(of_kind)
    return long.assign(share_of_sources=long["n_sources"] / n_all.where(n_all > 0))


def _place(value: str) -> tuple[bool, float, str]:
    """Return a key that sorts numbers as numbers, and silence last."""
    try:
        number = float(value)
    except ValueError:
        number = float("inf")
    return value == NOT_REPORTED, number, value
