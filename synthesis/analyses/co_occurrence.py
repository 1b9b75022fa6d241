"""Which codes stand together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["co_occurrence"]


def co_occurrence(
    review: Review,
    *,
    within: str = "extract",
    keep_zero: bool = False,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count how often two codes are present in the same extract or the same study.

    Parameters
    ----------
    review
        Not modified.
    within
        ``"extract"`` or ``"study"``: where two codes must both be present to be together.
    keep_zero
        Whether pairs that never meet keep a row.
    coders
        Whose codings count; all by default. Two codes meet whichever coder gave them.

    Returns
    -------
    One row per pair of codes, each pair once, the code that the codebook names first as a; pairs that
    meet most often first, then by ``c_coefficient``, then in the order of the codebook:

    - ``code_a``, ``label_a``, ``code_b``, ``label_b``;
    - ``n_units``: all extracts (or studies) of the review, uncoded ones included;
    - ``n_both``, ``n_a``, ``n_b``: units with both, with a, with b;
    - ``c_coefficient``: n_both / (n_a + n_b − n_both), from 0 to 1 [1]_;
    - ``share_b_given_a``: n_both / n_a; ``share_a_given_b``: n_both / n_b.

    A proportion is missing where it would divide by 0 (only with ``keep_zero``).

    Raises
    ------
    OptionError
        ``within`` is neither, or ``coders`` cannot be.

    Notes
    -----
    Codes count as they were given and are not rolled up. Codings of a study as a whole count within
    studies only. Standing together is not being related: frequent codes meet by chance, and a pair
    that meets once or twice can have a c-coefficient near 1. No test of significance is made.

    References
    ----------
    .. [1] Jaccard (1912), New Phytologist 11(2):37–50: the coefficient, which programs for qualitative
       analysis print as "c".
    """
    check_option("within", within, ["extract", "study"])
    key = f"{within}_id"
    n_units = len(review.extracts if within == "extract" else review.studies)
    codes = review.code_tree[["code_id", "label"]]

    found = review.present_codings(coders)[[key, "code_id"]].dropna().drop_duplicates()
    place = pd.Index(codes["code_id"]).get_indexer(found["code_id"])
    units, _ = pd.factorize(found[key])
    # Products of floats go through BLAS, those of integers do not; counts are exact up to 2**53.
    incidence = np.zeros((found[key].nunique(), len(codes)), dtype="float64")
    incidence[units, place] = 1
    both = (incidence.T @ incidence).astype("int64")
    a, b = np.triu_indices(len(codes), k=1)

    code_id, label, n_with = codes["code_id"].to_numpy(), codes["label"].to_numpy(), both.diagonal()
    table = pd.DataFrame(
        {
            "code_a": code_id[a],
            "label_a": label[a],
            "code_b": code_id[b],
            "label_b": label[b],
            "n_units": n_units,
            "n_both": both[a, b],
            "n_a": n_with[a],
            "n_b": n_with[b],
        }
    ).astype(dict.fromkeys(["code_a", "label_a", "code_b", "label_b"], "str"))
    if not keep_zero:
        table = table[table["n_both"] > 0]
    # 0 / 0 becomes a missing value in pandas, which is what it is here.
    table = table.assign(
        c_coefficient=table["n_both"] / (table["n_a"] + table["n_b"] - table["n_both"]),
        share_b_given_a=table["n_both"] / table["n_a"],
        share_a_given_b=table["n_both"] / table["n_b"],
    )
    order = ["n_both", "c_coefficient"]
    return table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
