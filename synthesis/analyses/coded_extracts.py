"""The passages themselves, each with the codes it was given."""

from __future__ import annotations

import pandas as pd

from synthesis.codebook import ancestors
from synthesis.disclosure.consent import is_text_withheld
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["coded_extracts"]


def coded_extracts(review: Review, *, code: str | None = None, audience: str = "public") -> pd.DataFrame:
    """List the extracts with where they stand, who speaks and which codes they carry.

    Parameters
    ----------
    review
        Not modified.
    code
        Only extracts with this code, or one below it, present. None lists every extract.
    audience
        Who will read it: "public" or "team". What a table is made for decides which text it holds.

    Returns
    -------
    One row per extract, by study in the order of ``studies``, then in the order of ``extracts``:

    - ``extract_id``, ``study_id``, ``citation``, ``source_id``, ``locator``, ``voice``,
      ``is_verbatim``, ``consent``;
    - ``text``: missing where the consent is "none", because then nobody outside the file may read it,
      and, for the public, where it is "team" and the text is not known to be a paraphrase;
      ``is_withheld`` says so;
    - ``codes``: labels of the codes present, in the order of the codebook, each with its valence where
      one is given, joined by "; "; a code stated absent is marked "(stated absent)";
    - ``n_codes``: number of codes present.

    Raises
    ------
    OptionError
        ``code`` is not in the codebook, or ``audience`` is another.

    Notes
    -----
    An extract without codes is listed with none: it was read and nothing was found in it.
    """
    check_option("audience", audience, ["public", "team"])
    tree = review.code_tree
    if code is not None:
        check_option("code", code, tree["code_id"])
    order = pd.Series(range(len(tree)), index=tree["code_id"].to_numpy())
    labels = tree.set_index("code_id")["label"]

    codings = review.codings_in_effect().dropna(subset="extract_id")
    is_absent = codings["state"].eq("absent")
    mark = codings["valence"].where(~is_absent, "stated absent")
    codings = codings.assign(
        words=codings["code_id"].map(labels) + (" (" + mark + ")").fillna(""),
        place=codings["code_id"].map(order),
        is_present=~is_absent,
    ).sort_values(["extract_id", "place", "words"], ignore_index=True)
    by_extract = codings.drop_duplicates(["extract_id", "words"]).groupby("extract_id")

    table = review.extracts.copy()
    place = pd.Series(range(len(review.studies)), index=review.studies["study_id"].to_numpy())
    table["citation"] = table["study_id"].map(review.studies.set_index("study_id")["citation"])
    table["codes"] = table["extract_id"].map(by_extract["words"].agg("; ".join)).fillna("").astype("str")
    n_codes = codings[codings["is_present"]].groupby("extract_id")["code_id"].nunique()
    table["n_codes"] = table["extract_id"].map(n_codes).fillna(0).astype("int64")
    table["is_withheld"] = is_text_withheld(table, audience)
    table["text"] = table["text"].mask(table["is_withheld"])
    if code is not None:
        chains = ancestors(review.codebook)
        below = chains.loc[chains["ancestor_id"] == code, "code_id"]
        with_code = codings.loc[codings["is_present"] & codings["code_id"].isin(below), "extract_id"]
        table = table[table["extract_id"].isin(with_code)]
    table = table.iloc[table["study_id"].map(place).argsort(kind="stable")]
    columns = ["extract_id", "study_id", "citation", "source_id", "locator", "voice", "is_verbatim"]
    return table[[*columns, "consent", "text", "is_withheld", "codes", "n_codes"]].reset_index(drop=True)
