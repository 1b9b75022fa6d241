"""Where the outcome of one configuration is the context or the mechanism of another."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.configuration_patterns import as_people_count, code_labels, signed_terms
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["configuration_hops"]

_SCOPES = ("all", "within", "stitched")


def configuration_hops(
    review: Review, *, signs: str = "same", scope: str = "all", level: int | None = None
) -> pd.DataFrame:
    """List the hops from one configuration to another.

    Parameters
    ----------
    review
        Not modified.
    signs
        ``"same"``: the code has the same sign in both configurations. ``"any"``: it need not.
    scope
        ``"within"``: hops inside one study. ``"stitched"``: hops from the configuration of one study to
        that of another. ``"all"``: both, told apart by ``is_within_study``.
    level
        Level of the codebook to which codes are rolled up (1 = top). None: codes as given.

    Returns
    -------
    One row per hop: ``from_configuration_id``, ``from_study_id``, ``code_id``, ``label``,
    ``from_sign`` (as outcome), ``to_sign``, ``to_role`` (``context`` or ``mechanism``),
    ``to_configuration_id``, ``to_study_id``, ``is_within_study``. Those inside one study first, then
    in the order of the identifiers (``c2`` before ``c10``).

    Raises
    ------
    OptionError
        ``signs``, ``scope`` or ``level`` is not one of the allowed values.

    Notes
    -----
    A hop inside one study may be that study's own account of a chain. One that is stitched across
    studies is put together by the synthesis: no study reports it, and the code may have meant different
    things in the two. A configuration whose outcome is its own context or mechanism feeds itself: it
    stands in `configuration_loops` and not here.

    The definition is ours, after the linked configurations of [1]_.

    References
    ----------
    .. [1] Jagosh J, Bush PL, Salsberg J, et al. (2015). A realist evaluation of community-based
       participatory research: partnership synergy, trust building and related ripple effects. BMC
       Public Health 15:725.
    """
    check_option("signs", signs, ("same", "any"))
    check_option("scope", scope, _SCOPES)
    terms = signed_terms(review, level=level)
    before = terms[terms["role"] == "outcome"].drop(columns="role").add_prefix("from_")
    after = terms[terms["role"] != "outcome"].add_prefix("to_")
    on = ["code_id", "sign"] if signs == "same" else ["code_id"]
    hops = before.merge(
        after, left_on=[f"from_{name}" for name in on], right_on=[f"to_{name}" for name in on]
    )
    hops = hops[hops["from_configuration_id"] != hops["to_configuration_id"]]
    is_within = hops["from_study_id"] == hops["to_study_id"]
    hops = hops.assign(
        code_id=hops["from_code_id"],
        label=hops["from_code_id"].map(code_labels(review)).astype("str"),
        is_within_study=is_within,
    )
    if scope != "all":
        hops = hops[is_within == (scope == "within")]
    configurations = ["from_configuration_id", "to_configuration_id"]
    order = {f"{name}_order": as_people_count(hops[name]) for name in configurations}
    hops = hops.assign(is_stitched=~hops["is_within_study"], **order)
    hops = hops.sort_values(["is_stitched", *order, "code_id", "to_role", "from_sign", "to_sign"])
    return hops[
        [
            *("from_configuration_id", "from_study_id", "code_id", "label", "from_sign", "to_sign"),
            *("to_role", "to_configuration_id", "to_study_id", "is_within_study"),
        ]
    ].reset_index(drop=True)
