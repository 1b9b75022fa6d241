"""How many codes rest on one coder alone where two coded."""

from __future__ import annotations

import pandas as pd

from synthesis.review import Review

__all__ = ["single_coder_codings"]


def single_coder_codings(review: Review) -> pd.DataFrame:
    """Count the codes that one coder only gave to extracts that two or more rated.

    Where coders differ, every other table counts what any of them gave. This one says how much of
    that rests on one of them.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    First a row for all codes, with ``code_id`` "(all)", then one row per code with something to count,
    in the order of the codebook:

    - ``code_id``, ``label``;
    - ``n_rated_by_two``: pairs of extract and code, where two or more coders rated the extract and at
      least one of them gave the code as present;
    - ``n_one_coder_only``: of these, given by one coder only;
    - ``share_one_coder_only``: the second of the first; missing where there is nothing to count.

    Notes
    -----
    Extracts that the consensus coder rated are left out: there the difference has been settled. Which
    extracts a coder rated is said by ``review.rated_extracts()``. A code stated to be absent counts as
    not given. This is no coefficient of agreement: it leaves out all that nobody coded.
    """
    pairs = review.single_coder_pairs()
    pairs = pairs.assign(is_alone=pairs["n_given"].eq(1))
    counts = pairs.groupby("code_id")["is_alone"].agg(["size", "sum"])

    tree = review.code_tree[["code_id", "label"]]
    table = tree[tree["code_id"].isin(counts.index)]
    table = table.assign(
        n_rated_by_two=table["code_id"].map(counts["size"]),
        n_one_coder_only=table["code_id"].map(counts["sum"]),
    )
    every = pd.DataFrame(
        {
            "code_id": ["(all)"],
            "label": ["All codes"],
            "n_rated_by_two": [len(pairs)],
            "n_one_coder_only": [pairs["is_alone"].sum()],
        }
    )
    table = pd.concat([every, table], ignore_index=True)
    table = table.astype(
        {"code_id": "str", "label": "str", "n_rated_by_two": "int64", "n_one_coder_only": "int64"}
    )
    return table.assign(share_one_coder_only=table["n_one_coder_only"] / table["n_rated_by_two"])
