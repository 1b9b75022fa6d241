"""The network of codes that the configurations draw: which leads to which, with signs and studies."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_links import check_whole_number, signed_links, supported
from synthesis.analyses.configuration_patterns import code_labels, joined
from synthesis.review import Review

__all__ = ["configuration_network"]

_ROLES = {"C": "context", "M": "mechanism", "O": "outcome"}
_SIGNS = {"+": "+", "-": "−"}
_KEY = ["link", "from_id", "to_id"]


def configuration_network(review: Review, *, min_studies: int = 1, level: int | None = None) -> pd.DataFrame:
    """List the edges of the network of configurations.

    A node is a code, whatever its sign. An edge leads from a context to a mechanism and from a
    mechanism to an outcome of the same configuration; from a context to an outcome only where the
    configuration is a dyad without a mechanism. A configuration with several terms in a role has an
    edge for every combination. A code in several roles is one node, through which chains run on.

    Parameters
    ----------
    review
        Not modified.
    min_studies
        Least number of studies in which an edge must be found, 1 or more.
    level
        Level of the codebook to which codes are rolled up (1 = top). None: codes as given.

    Returns
    -------
    One row per edge: ``from_id``, ``from_label``, ``from_role``, ``to_id``, ``to_label``, ``to_role``,
    ``link`` (``CM``, ``MO`` or ``CO``), ``signs`` (the signs of the two ends and their studies, such as
    ``+ → − (3)``, most studies first), ``polarity`` (``same``: both ends always have the same sign;
    ``opposite``; ``both``), ``n_studies``, ``study_ids``, ``n_configurations``, ``configuration_ids``,
    ``n_studies_same``, ``study_ids_same``, ``n_studies_opposite``, ``study_ids_opposite``. Most studies
    first, then by link and identifiers. Two codes that are linked as context and mechanism here and as
    mechanism and outcome there have two edges.

    Raises
    ------
    OptionError
        ``min_studies`` is not a whole number of 1 or more, or ``level`` is no level of a codebook.

    Notes
    -----
    An edge says that a study reports the two together in a configuration. That the one brought the
    other about is the study's claim; how often it is reported is no strength of effect. A path along
    edges of several studies is reported by none of them: see `configuration_chains`.

    References
    ----------
    .. [1] Pawson R, Tilley N (1997). Realistic Evaluation. London: Sage (for configurations; their
       network is ours).
    """
    check_whole_number("min_studies", min_studies)
    links = signed_links(review, level=level)
    table = supported(links, _KEY, min_studies).set_index(_KEY)
    is_same = links["from_sign"] == links["to_sign"]
    for side, of_side in (("same", links[is_same]), ("opposite", links[~is_same])):
        studies = of_side.groupby(_KEY)["study_id"]
        table[f"n_studies_{side}"] = studies.nunique().reindex(table.index, fill_value=0)
        table[f"study_ids_{side}"] = studies.agg(joined).astype("str").reindex(table.index).fillna("")
    table["signs"] = _signs(links).reindex(table.index).astype("str")
    table["polarity"] = "both"
    table["polarity"] = table["polarity"].mask(table["n_studies_opposite"] == 0, "same")
    table["polarity"] = table["polarity"].mask(table["n_studies_same"] == 0, "opposite").astype("str")

    table = table.reset_index()
    labels = code_labels(review)
    for place, end in enumerate(("from", "to")):
        table[f"{end}_label"] = table[f"{end}_id"].map(labels).astype("str")
        table[f"{end}_role"] = table["link"].str[place].map(_ROLES).astype("str")
    table = table.sort_values(["n_studies", *_KEY], ascending=[False, True, True, True], ignore_index=True)
    return table[
        [
            *("from_id", "from_label", "from_role", "to_id", "to_label", "to_role", "link"),
            *("signs", "polarity", "n_studies", "study_ids", "n_configurations", "configuration_ids"),
            *("n_studies_same", "study_ids_same", "n_studies_opposite", "study_ids_opposite"),
        ]
    ]


def _signs(links: pd.DataFrame) -> pd.Series:
    """Write the signs at the two ends of each edge, each pair with its studies."""
    pairs = links.groupby([*_KEY, "from_sign", "to_sign"])["study_id"].nunique().rename("n").reset_index()
    pairs = pairs.sort_values(["n", "from_sign", "to_sign"], ascending=[False, True, True])
    shown = pairs["from_sign"].map(_SIGNS) + " → " + pairs["to_sign"].map(_SIGNS)
    pairs["shown"] = shown + " (" + pairs["n"].astype("str") + ")"
    return pairs.groupby(_KEY)["shown"].agg("; ".join)
