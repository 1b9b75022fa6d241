"""The passages that coders coded differently: what there is to talk about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.analyses._double_coding import double_coding
from synthesis.disclosure.consent import is_text_withheld
from synthesis.review import Review

__all__ = ["disagreements"]


def disagreements(
    review: Review, *, rated: str = "study", coders: Sequence[str] | None = None
) -> pd.DataFrame:
    """List the extracts to which some of their raters gave a code and others did not.

    Parameters
    ----------
    review
        Not modified.
    rated, coders
        As for `coder_agreement`.

    Returns
    -------
    One row per extract and code, unsettled ones first; then the code with most rows first, so that what
    its definition leaves open can be seen at once; then by study and extract in their order:

    - ``code_id``, ``label``, ``n_of_code`` (rows of this code, settled ones included);
    - ``extract_id``, ``study_id``, ``citation``, ``locator``, ``text``: the text is missing where the
      consent keeps it from the review's audience, and ``is_withheld`` says so;
    - ``given_by``, ``not_given_by``: names, joined by "; "; ``stated_absent_by``: those of the latter
      who say that it was absent, where the others are silent;
    - ``n_given``, ``n_raters``; ``is_settled``: whether the consensus coder rated the extract since.

    Raises
    ------
    OptionError
        An option cannot be, or ``coders`` names one coder only or the consensus coder.

    Notes
    -----
    Passages that one coder marked and another passed over without any code are listed as differences on
    each code given. Passages that nobody marked are not there at all, and a different valence for the
    same code is no row here.
    """
    double = double_coding(review, unit="extract", rated=rated, coders=coders)
    is_rated, is_given = double.decisions >= 0, double.decisions == 1
    n_raters, n_given = is_rated.sum(axis=2), is_given.sum(axis=2)
    code, unit = np.nonzero((n_given > 0) & (n_given < n_raters))
    extract_id = double.units["unit_id"].to_numpy()[unit]
    code_id = double.codes["code_id"].to_numpy()[code]
    is_absent = _stated_absent(review, double.coders, extract_id, code_id)
    left_out = is_rated[code, unit] & ~is_given[code, unit]
    extracts = review.extracts.set_index("extract_id").loc[extract_id]
    citations = review.studies.set_index("study_id")["citation"]
    is_withheld = is_text_withheld(extracts, review.audience).to_numpy()
    consensus = review.rated_extracts()
    consensus = consensus.loc[consensus["coder"] == review.settings.consensus_coder, "extract_id"]
    n_of_code = np.bincount(code, minlength=len(double.codes))
    table = pd.DataFrame(
        {
            "code_id": code_id,
            "label": double.codes["label"].to_numpy()[code],
            "n_of_code": n_of_code[code],
            "extract_id": extract_id,
            "study_id": extracts["study_id"].to_numpy(),
            "citation": extracts["study_id"].map(citations).to_numpy(),
            "locator": extracts["locator"].to_numpy(),
            "text": extracts["text"].mask(is_withheld).to_numpy(),
            "is_withheld": is_withheld,
            "given_by": _names(is_given[code, unit], double.coders),
            "not_given_by": _names(left_out, double.coders),
            "stated_absent_by": _names(left_out & is_absent, double.coders),
            "n_given": n_given[code, unit],
            "n_raters": n_raters[code, unit],
            "is_settled": np.isin(extract_id, consensus),
        }
    )
    order = np.lexsort([unit, code, -n_of_code[code], table["is_settled"]])
    texts = ["code_id", "label", "extract_id", "study_id", "citation", "locator", "text"]
    texts += ["given_by", "not_given_by", "stated_absent_by"]
    return table.iloc[order].reset_index(drop=True).astype(dict.fromkeys(texts, "str"))


def _names(is_named: np.ndarray, coders: Sequence[str]) -> np.ndarray:
    """Names of the coders marked in each row, joined."""
    parts = np.where(is_named, np.array([f"{coder}; " for coder in coders], dtype="object"), "")
    joined = parts.sum(axis=1) if parts.size else np.empty(len(parts), dtype="object")
    return pd.Series(joined, dtype="str").str.removesuffix("; ").to_numpy()


def _stated_absent(
    review: Review, coders: Sequence[str], extract_id: np.ndarray, code_id: np.ndarray
) -> np.ndarray:
    """Rows × coders: who states that the code was absent in the extract."""
    codings = review.codings_in_effect(review.coders or None)
    absent = codings.loc[codings["state"] == "absent", ["extract_id", "code_id", "coder"]]
    rows = pd.MultiIndex.from_arrays([extract_id, code_id])
    place = rows.get_indexer(pd.MultiIndex.from_frame(absent[["extract_id", "code_id"]]))
    column = pd.Index(coders).get_indexer(absent["coder"])
    found = np.zeros((len(rows), len(coders)), dtype="bool")
    is_there = (place >= 0) & (column >= 0)
    found[place[is_there], column[is_there]] = True
    return found
