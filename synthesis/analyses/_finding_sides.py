"""Which extracts behind a finding support it, qualify it or may contradict it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses._finding_links import FindingLinks

__all__ = ["SIDES", "extract_sides"]

SIDES = ("supporting", "qualifying", "contradicting")

_KEY = ["finding_id", "extract_id"]
_WHY = ["opposite_valence", "stated_absent", "opposite_sign"]


def extract_sides(links: FindingLinks, opposed_extracts: pd.DataFrame) -> pd.DataFrame:
    """Say of each extract behind a finding on which side it may stand.

    Parameters
    ----------
    links
        What the findings rest on.
    opposed_extracts
        ``finding_id`` and ``extract_id`` behind contradicting configurations that the finding does not
        name.

    Returns
    -------
    One row per finding and extract: ``finding_id``, ``extract_id``, ``side`` (one of `SIDES`) and why,
    true or false: ``opposite_valence`` (one of its codes has the valence that fewer studies give that
    code), ``stated_absent`` (one is stated absent), ``opposite_sign`` (it stands behind a contradicting
    configuration). An extract that has any of the three is contradicting; otherwise one that is coded
    as mixed, or with either valence where as many studies say the one as the other, is qualifying.
    """
    coded = links.codings.dropna(subset="extract_id").copy()
    usual = _usual_valence(links.codings)
    coded["usual"] = usual.reindex(pd.MultiIndex.from_frame(coded[["finding_id", "code_id"]])).to_numpy()
    is_present = coded["state"].eq("present")
    is_one_sided = is_present & coded["valence"].isin(["enabler", "barrier"])
    coded["stated_absent"] = ~is_present
    coded["opposite_valence"] = is_one_sided & coded["usual"].ne("even") & coded["valence"].ne(coded["usual"])
    coded["qualifying"] = is_present & coded["valence"].eq("mixed") | is_one_sided & coded["usual"].eq("even")
    coded["opposite_sign"] = False
    columns = [*_KEY, *_WHY, "qualifying"]
    uncoded = links.configuration_extracts[_KEY].drop_duplicates()
    uncoded = uncoded.assign(**dict.fromkeys([*_WHY, "qualifying"], False))
    opposed = opposed_extracts[_KEY].drop_duplicates()
    opposed = opposed.assign(**dict.fromkeys([*_WHY, "qualifying"], False)).assign(opposite_sign=True)
    rows = pd.concat([coded[columns], uncoded[columns], opposed[columns]])
    rows = rows.astype(dict.fromkeys([*_WHY, "qualifying"], "bool"))
    marks = rows.groupby(_KEY).any().reset_index()
    is_against = marks[_WHY].any(axis=1)
    marks["side"] = np.select(
        [is_against, marks["qualifying"]], ["contradicting", "qualifying"], "supporting"
    )
    return marks[[*_KEY, "side", *_WHY]]


def _usual_valence(codings: pd.DataFrame) -> pd.Series:
    """Return the valence that more studies give each code of a finding; "even" where none is ahead."""
    present = codings[codings["state"] == "present"]
    key = ["finding_id", "code_id"]
    voices = present[[*key, "study_id"]].assign(
        enabler=present["valence"].eq("enabler"), barrier=present["valence"].eq("barrier")
    )
    n = voices.groupby([*key, "study_id"]).any().groupby(key).sum()
    is_ahead = [n["enabler"] > n["barrier"], n["barrier"] > n["enabler"]]
    usual = np.select(is_ahead, ["enabler", "barrier"], "even")
    return pd.Series(usual, index=n.index, dtype="str")
