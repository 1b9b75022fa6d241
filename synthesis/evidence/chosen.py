"""The part of the list of evidence that a page needs."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["evidence_named"]

_RUN = re.compile(r"(\d+)(?:-(\d+))?")


def evidence_named(evidence: pd.DataFrame, *links: pd.DataFrame) -> pd.DataFrame:
    """Keep of a list of evidence what the counts of a page lead to.

    Parameters
    ----------
    evidence
        As `evidence_list` gives it. Not modified.
    *links
        As `evidence_links` gives them, for each table that the page shows. All of their columns are
        taken: leave out those that are not shown.

    Returns
    -------
    The rows of ``evidence`` that any count names, and the study of each of them.
    """
    named: set[str] = set()
    for table in links:
        for link in set(table.to_numpy(dtype="object").ravel()) - {""}:
            named |= _marks(link)
    kept = evidence[evidence["mark"].isin(named)]
    is_study = evidence["kind"].eq("study") & evidence["study_id"].isin(kept["study_id"])
    return evidence[evidence["mark"].isin(named) | is_study].reset_index(drop=True)


def _marks(link: str) -> set[str]:
    """Return the marks of a link, its runs written out."""
    return {
        f"{part[0]}{place}"
        for part in link.split(" ")[1:]
        for first, last in _RUN.findall(part)
        for place in range(int(first), int(last or first) + 1)
    }
