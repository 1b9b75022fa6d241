"""The hierarchy of a codebook: levels, paths and ancestors."""

from __future__ import annotations

import pandas as pd

__all__ = ["PATH_SEPARATOR", "ancestors", "code_tree", "cyclic_codes"]

PATH_SEPARATOR = " › "


def ancestors(codebook: pd.DataFrame) -> pd.DataFrame:
    """Return the chain of each code from itself to the top.

    Parameters
    ----------
    codebook
        Columns ``code_id`` and ``parent_id`` (missing at the top); without cycles.

    Returns
    -------
    One row per code and ancestor, the code itself included: ``code_id``, ``ancestor_id``,
    ``distance`` (0 for itself).
    """
    parent = pd.Series(codebook["parent_id"].to_numpy(), index=codebook["code_id"].to_numpy(), dtype="str")
    step = pd.DataFrame({"code_id": parent.index, "ancestor_id": parent.index, "distance": 0})
    steps = []
    # One pass a level, not a code: a codebook has few levels. A chain longer than the codebook
    # would be a cycle, which validation has refused.
    while len(step) and len(steps) <= len(parent):
        steps.append(step)
        step = step.assign(ancestor_id=step["ancestor_id"].map(parent), distance=step["distance"] + 1).dropna(
            subset="ancestor_id"
        )
    return pd.concat(steps, ignore_index=True) if steps else step


def cyclic_codes(codebook: pd.DataFrame) -> list[str]:
    """Return the codes that are their own ancestor, in the order of the codebook."""
    rows = codebook.drop_duplicates("code_id")
    parent = dict(zip(rows["code_id"], rows["parent_id"], strict=True))
    in_cycle: set[str] = set()
    walked: set[str] = set()
    for code in parent:
        chain: dict[str, None] = {}
        at = code
        while at in parent and at not in walked:
            walked.add(at)
            chain[at] = None
            at = parent[at]
        if at in chain:  # the walk came back to a code of its own: from there on it is a circle
            steps = list(chain)
            in_cycle.update(steps[steps.index(at) :])
    return [code for code in parent if code in in_cycle]


def code_tree(codebook: pd.DataFrame) -> pd.DataFrame:
    """Return the codes depth first, each with its level and path.

    Parameters
    ----------
    codebook
        Columns ``code_id``, ``label`` and ``parent_id``.

    Returns
    -------
    One row per code, children below their parent and siblings in the order of the codebook:
    ``code_id``, ``label``, ``parent_id``, ``level`` (1 at the top), ``path`` (labels from the
    top, joined by " › ") and ``top_id``.
    """
    columns = ["code_id", "label", "parent_id", "level", "path", "top_id"]
    if codebook.empty:
        return pd.DataFrame(columns=columns)
    chains = ancestors(codebook).sort_values(["code_id", "distance"], ascending=[True, False])
    position = pd.Series(range(len(codebook)), index=codebook["code_id"].to_numpy())
    label = pd.Series(codebook["label"].to_numpy(), index=codebook["code_id"].to_numpy())
    width = len(str(len(codebook)))
    chains["label"] = chains["ancestor_id"].map(label)
    # Positions of equal width sort as text in the order of the tree.
    chains["place"] = chains["ancestor_id"].map(position).astype("str").str.zfill(width)
    by_code = chains.groupby("code_id", sort=False)
    tree = pd.DataFrame(
        {
            "level": by_code.size(),
            "path": by_code["label"].agg(PATH_SEPARATOR.join),
            "top_id": by_code["ancestor_id"].first(),
            "place": by_code["place"].agg(".".join),
        }
    )
    tree = codebook[["code_id", "label", "parent_id"]].merge(tree, left_on="code_id", right_index=True)
    return tree.sort_values("place")[columns].reset_index(drop=True)
