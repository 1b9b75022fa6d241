"""Pairs of codes, or of configurations, that may be the same: a list for people to decide on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist
from rapidfuzz.utils import default_process

from synthesis.analyses.configuration_patterns import (
    ROLES,
    as_people_count,
    code_labels,
    joined,
    shown_term,
    signed_terms,
)
from synthesis.errors import OptionError, check_option
from synthesis.review import Review

__all__ = ["merge_candidates"]

_LEAST = {"codes": 0.5, "configurations": 0.75}
_LABEL_WEIGHT = 2 / 3
_COLUMNS = [
    "a_id",
    "b_id",
    "a_label",
    "b_label",
    "score",
    "label_similarity",
    "term_similarity",
    "n_shared_terms",
    "shared_terms",
    "n_shared_studies",
    "n_shared_extracts",
    "a_n_studies",
    "b_n_studies",
    "relation",
]


def merge_candidates(
    review: Review, *, what: str = "codes", least: float | None = None, across_studies: bool = False
) -> pd.DataFrame:
    """Rank pairs that may say the same, by their labels and by the terms that they share.

    Nothing is merged. People who accept a pair of codes write a row into ``code_changes`` (kind
    ``merge``), and a pair of configurations into ``configuration_merges``.

    Parameters
    ----------
    review
        Not modified.
    what
        ``"codes"`` or ``"configurations"``.
    least
        Least ``score`` of a pair, 0 to 1; 0.5 for codes and 0.75 for configurations by default. Both are
        ours, and only a place to start reading.
    across_studies
        Whether pairs of configurations of two studies are listed as well. These cannot be merged, as a
        study would be lost; alike in several studies, they are a demi-regularity.

    Returns
    -------
    One row per pair, the first one first in the order of the codebook or of the identifiers:
    ``a_id``, ``b_id``, ``a_label``, ``b_label`` (of configurations: their terms in words), ``score``
    (two thirds of ``label_similarity`` and one third of ``term_similarity``, a missing one counting as
    none), ``label_similarity``, ``term_similarity`` (both 0 to 1),
    ``n_shared_terms``, ``shared_terms``, ``n_shared_studies``, ``n_shared_extracts``, ``a_n_studies``,
    ``b_n_studies`` and ``relation`` (of codes: "parent and child", "same parent" or blank; of
    configurations: "same study" or "two studies"). Best score first, then by labels.

    - ``label_similarity`` of codes is that of their words in alphabetical order, case and punctuation
      set aside: the share of letters that need not be changed (normalised indel similarity).
      "Staff buy-in" and "Buy-in from staff" are alike. That of configurations is the mean over context,
      mechanism and outcome of the same for the labels in that role; 0 for a role in which signs differ
      or that one of the two has not, and a role that neither has is left out.
    - ``term_similarity`` of codes is the share (Jaccard) of the company that they keep: the signed terms
      beside which they stand in configurations, in the same role with the same sign. Missing where
      neither code stands in a configuration. That of configurations is the share (Jaccard) of signed
      terms that both have.

    Raises
    ------
    OptionError
        ``what``, ``least`` or ``across_studies`` cannot be.

    Notes
    -----
    Like words do not make like meanings, and unlike words may mean the same: "trust" and "confidence"
    score low here. Whether two codes are one is for people who know the extracts. Codes that are
    opposites share their company with opposite signs and are not found.

    The score is ours.

    References
    ----------
    .. [1] Bachmann M. RapidFuzz: rapid fuzzy string matching (indel similarity).
    """
    check_option("what", what, _LEAST)
    if not isinstance(across_studies, bool):
        raise OptionError(f"across_studies={across_studies!r} is not allowed; it can be True or False.")
    least = _LEAST[what] if least is None else least
    if not isinstance(least, int | float) or isinstance(least, bool) or not 0 <= least <= 1:
        raise OptionError(f"least={least!r} is not allowed; it is a number from 0 to 1.")
    if what == "codes":
        pairs = _code_pairs(review, least)
    else:
        pairs = _configuration_pairs(review, least, across_studies)
    texts = ["a_label", "b_label", "relation"]
    pairs[texts] = pairs[texts].astype("str")
    order = ["score", "a_label", "b_label", "a_id", "b_id"]
    pairs = pairs.sort_values(order, ascending=[False] + [True] * 4, ignore_index=True)
    return pairs[_COLUMNS]


def _code_pairs(review: Review, least: float) -> pd.DataFrame:
    tree = review.code_tree
    names = tree["code_id"].to_numpy()
    company = _company(review)
    present = review.present_codings()
    studies = _sets(present, "code_id", names, "study_id")
    first, second = np.triu_indices(len(names), k=1)
    terms = _sets(company, "code_id", names, "company")
    alike = _alike(tree["label"])[first, second]
    pairs, first, second = _scored(names, first, second, alike, terms, least)
    labels = tree["label"].to_numpy()
    pairs["a_label"], pairs["b_label"] = labels[first], labels[second]
    pairs["n_shared_studies"] = _shared(studies)[first, second]
    extracts = _sets(present.dropna(subset="extract_id"), "code_id", names, "extract_id")
    pairs["n_shared_extracts"] = _shared(extracts)[first, second]
    n_studies = studies.sum(axis=1).astype("int64")
    pairs["a_n_studies"], pairs["b_n_studies"] = n_studies[first], n_studies[second]
    shown = company.drop_duplicates("company").set_index("company")["shown"]
    pairs["shared_terms"] = _shared_words(pairs, company, "code_id", "company", shown)
    parent = tree["parent_id"].astype("object").to_numpy()
    is_child = (parent[first] == names[second]) | (parent[second] == names[first])
    has_parent = pd.notna(parent)
    is_sibling = (parent[first] == parent[second]) & has_parent[first] & has_parent[second]
    pairs["relation"] = np.select([is_child, is_sibling], ["parent and child", "same parent"], "")
    return pairs


def _configuration_pairs(review: Review, least: float, across_studies: bool) -> pd.DataFrame:
    owners = review.configurations[["configuration_id", "study_id", "extract_ids"]]
    terms = signed_terms(review)
    # Without terms there is nothing to compare.
    owners = owners[owners["configuration_id"].isin(terms["configuration_id"])]
    owners = owners.assign(order=as_people_count(owners["configuration_id"]))
    owners = owners.sort_values("order", ignore_index=True)
    names = owners["configuration_id"].to_numpy()
    study = owners["study_id"].to_numpy()
    first, second = np.triu_indices(len(names), k=1)
    is_one_study = study[first] == study[second]
    if not across_studies:
        first, second = first[is_one_study], second[is_one_study]
    terms["shown"] = shown_term(terms["code_id"].map(code_labels(review)), terms["sign"])
    terms["term"] = terms["role"] + " " + terms["code_id"] + " " + terms["sign"]
    texts = _texts_of_roles(terms, names)
    alike = _alike_roles(texts, first, second)
    pairs, first, second = _scored(
        names, first, second, alike, _sets(terms, "configuration_id", names, "term"), least
    )
    context, mechanism, outcome = (texts["shown"][role] for role in ROLES)
    in_words = (context + " → " + mechanism + " → " + outcome).to_numpy()
    pairs["a_label"], pairs["b_label"] = in_words[first], in_words[second]
    shown = terms.drop_duplicates("term").set_index("term")["shown"]
    pairs["shared_terms"] = _shared_words(pairs, terms, "configuration_id", "term", shown)
    extracts = owners.assign(extract_id=owners["extract_ids"].str.split(";")).explode("extract_id")
    held = _sets(extracts.dropna(subset="extract_id"), "configuration_id", names, "extract_id")
    pairs["n_shared_extracts"] = _shared(held)[first, second]
    is_one_study = study[first] == study[second]
    pairs["n_shared_studies"] = is_one_study.astype("int64")
    pairs["a_n_studies"] = pairs["b_n_studies"] = 1
    pairs["relation"] = np.where(is_one_study, "same study", "two studies")
    return pairs


def _scored(
    names: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    alike: np.ndarray,
    held: np.ndarray,
    least: float,
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Score pairs by their labels and by the terms that they hold; keep those that score enough."""
    shared, either = _shared(held)[first, second], _either(held)[first, second]
    share = np.where(either > 0, shared / np.maximum(either, 1), np.nan)
    score = _LABEL_WEIGHT * alike + (1 - _LABEL_WEIGHT) * np.nan_to_num(share)
    # A hair below the least is the least: scores are sums of fractions.
    kept = score >= least - 1e-9
    first, second = first[kept], second[kept]
    pairs = pd.DataFrame(
        {
            "a_id": pd.Series(names[first], dtype="str"),
            "b_id": pd.Series(names[second], dtype="str"),
            "score": score[kept],
            "label_similarity": alike[kept],
            "term_similarity": share[kept],
            "n_shared_terms": shared[kept],
        }
    )
    return pairs, first, second


def _company(review: Review) -> pd.DataFrame:
    """List, for each code, the signed terms beside it, with the part and the sign that it has itself."""
    terms = signed_terms(review).drop(columns="study_id")
    pairs = terms.merge(terms, on="configuration_id", suffixes=("", "_beside"))
    pairs = pairs[(pairs["code_id"] != pairs["code_id_beside"]) | (pairs["role"] != pairs["role_beside"])]
    beside = shown_term(pairs["code_id_beside"].map(code_labels(review)), pairs["sign_beside"])
    own = pairs["role"] + " " + pairs["sign"]
    key = own + " | " + pairs["role_beside"] + " " + pairs["code_id_beside"] + " " + pairs["sign_beside"]
    company = pd.DataFrame(
        {"code_id": pairs["code_id"], "company": key, "shown": pairs["role_beside"] + " " + beside}
    )
    return company.drop_duplicates(["code_id", "company"])


def _sets(rows: pd.DataFrame, key: str, names: np.ndarray, member: str) -> np.ndarray:
    """Return who has what, one row per name and one column per member, as 0 and 1."""
    place = pd.Index(names).get_indexer(rows[key])
    members, distinct = pd.factorize(rows[member])
    held = np.zeros((len(names), len(distinct)), dtype="float32")
    held[place[place >= 0], members[place >= 0]] = 1
    return held


def _shared(held: np.ndarray) -> np.ndarray:
    """Count what each two have in common."""
    return (held @ held.T).astype("int64")


def _either(held: np.ndarray) -> np.ndarray:
    """Count what one or the other of each two has."""
    sizes = held.sum(axis=1).astype("int64")
    return sizes[:, None] + sizes[None, :] - _shared(held)


def _alike(texts: Sequence[str] | pd.Series) -> np.ndarray:
    """Compare texts, each with each: the words of both in alphabetical order."""
    sorted_words = [" ".join(sorted(default_process(str(text)).split())) for text in texts]
    return cdist(sorted_words, sorted_words, scorer=Indel.normalized_similarity, dtype=np.float64)


def _texts_of_roles(terms: pd.DataFrame, names: np.ndarray) -> dict[str, pd.DataFrame]:
    """Return, per configuration and role: the terms in words, the labels alone, and the signs."""
    by_role = terms.sort_values(["configuration_id", "role", "shown"])
    by_role["label"] = by_role["shown"].str.replace(r" \([+−]\)$", "", regex=True)
    every = pd.MultiIndex.from_product([names, ROLES])
    grouped = by_role.groupby(["configuration_id", "role"])
    found = {}
    for name in ("shown", "label", "sign"):
        cells = grouped[name].agg(lambda words: "; ".join(dict.fromkeys(words)))
        cells = cells.astype("str").reindex(every).fillna("").to_numpy().reshape(len(names), len(ROLES))
        found[name] = pd.DataFrame(cells, index=names, columns=list(ROLES))
    return found


def _alike_roles(texts: dict[str, pd.DataFrame], first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Average the similarity of labels over the roles; where the signs differ it is none."""
    sums, numbers = np.zeros(len(first)), np.zeros(len(first))
    for role in ROLES:
        places, labels = pd.factorize(texts["label"][role])
        signs = texts["sign"][role].to_numpy()
        alike = _alike(labels)[places[first], places[second]]
        is_there = (signs[first] != "") | (signs[second] != "")
        sums += np.where(is_there & (signs[first] == signs[second]), alike, 0)
        numbers += is_there
    return sums / np.maximum(numbers, 1)


def _shared_words(
    pairs: pd.DataFrame, rows: pd.DataFrame, key: str, member: str, shown: pd.Series
) -> pd.Series:
    """Name what each pair has in common, joined by "; "."""
    some = pairs.loc[pairs["n_shared_terms"] > 0, ["a_id", "b_id"]].rename_axis("pair").reset_index()
    held = rows[[key, member]]
    both = some.merge(held, left_on="a_id", right_on=key).merge(
        held, left_on=["b_id", member], right_on=[key, member]
    )
    words = both[member].map(shown).groupby(both["pair"]).agg(joined)
    return words.astype("str").reindex(pairs.index).fillna("")
