"""Intervention functions that people may choose from, with the evidence on the components they serve."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.analyses.framework_crosswalk import framework_crosswalk
from synthesis.analyses.framework_profile import framework_profile
from synthesis.errors import check_option
from synthesis.frameworks import load_links
from synthesis.review import Review

__all__ = ["intervention_functions"]

_EVIDENCE = [
    "n_studies",
    "n_studies_total",
    "n_studies_barrier",
    "n_studies_enabler",
    "n_studies_mixed",
    "n_extracts",
    "n_extracts_barrier",
    "code_ids",
    "study_ids",
    "has_evidence",
]

_COLUMNS = [
    "variant",
    "evidence_from",
    "construct_id",
    "label",
    "parent_id",
    "parent_label",
    "function_id",
    "function_label",
    "is_link_verified",
    *_EVIDENCE,
    "n_studies_parent",
    "n_studies_parent_barrier",
]


def intervention_functions(
    review: Review,
    *,
    variant: str = "michie_2014",
    through: str | None = None,
    through_variant: str = "michie_2014",
    inherit: bool = False,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """List the candidate intervention functions for each COM-B component, with the evidence behind it.

    A candidate is a function that the behaviour change wheel links to a component. The table lists
    all of them and recommends none: which one to choose is for people to judge, by what it would
    cost, reach and change, and for whom.

    Parameters
    ----------
    review
        Not modified.
    variant
        Whose links from COM-B to functions: ``michie_2014`` adds three to those of ``michie_2011``.
    through
        None takes the evidence that the review itself places in COM-B. ``"tdf"`` takes what it places
        in the TDF and carries it to COM-B.
    through_variant
        Whose links carry it from the TDF to COM-B.
    inherit
        Whether what the crosswalk says of a code holds for the codes below it as well.
    coders
        Whose codings count; all by default.

    Returns
    -------
    One row per component and function linked to it, in the order of both frameworks. Columns:

    - ``variant``; ``evidence_from``: ``com-b``, or ``tdf by`` and the variant that carried it;
    - ``construct_id``, ``label``: the COM-B component; ``parent_id``, ``parent_label``: Capability,
      Opportunity or Motivation;
    - ``function_id``, ``function_label``: a candidate for it; ``is_link_verified``: whether the link was
      read in a publication;
    - ``n_studies``, ``n_studies_total``, ``n_studies_barrier``, ``n_studies_enabler``,
      ``n_studies_mixed``, ``n_extracts``, ``n_extracts_barrier``, ``code_ids``, ``study_ids``,
      ``has_evidence``: of the component, as in `framework_profile`. They repeat in every row of that
      component: the same barrier stands behind all its candidates;
    - ``n_studies_parent``, ``n_studies_parent_barrier``: placed in the parent itself, so that nobody has said
      which component of it is meant; not in ``n_studies``, and no ground for any candidate by itself.

    Raises
    ------
    OptionError
        ``variant``, ``through`` or ``through_variant`` is none of those that ship; the other options as
        in `framework_profile`.

    Notes
    -----
    Candidates, not a recommendation. The links say which functions are thought able to change a
    component; they say nothing of effects, and the number of studies with a barrier says nothing of
    its weight.

    References
    ----------
    .. [1] Michie, van Stralen and West (2011), Implementation Science 6:42, table 2.
    .. [2] Michie, Atkins and West (2014), The Behaviour Change Wheel: a guide to designing interventions.
    """
    check_option("through", through, [None, "tdf"])
    links = load_links("com-b", "bcw", variant)
    if through is None:
        evidence = framework_profile(review, framework="com-b", inherit=inherit, coders=coders)
        evidence_from = "com-b"
    else:
        evidence = framework_crosswalk(
            review, source=through, target="com-b", variant=through_variant, inherit=inherit, coders=coders
        )
        evidence_from = f"{through} by {through_variant}"
    evidence = evidence.set_index("construct_id")
    parents = evidence[["label", "n_studies", "n_studies_barrier"]].rename(
        columns={
            "label": "parent_label",
            "n_studies": "n_studies_parent",
            "n_studies_barrier": "n_studies_parent_barrier",
        }
    )
    table = links.rename(
        columns={
            "source_id": "construct_id",
            "source_label": "label",
            "target_id": "function_id",
            "target_label": "function_label",
            "is_verified": "is_link_verified",
        }
    )
    table = table.join(evidence[["parent_id", *_EVIDENCE]], on="construct_id").join(parents, on="parent_id")
    return table.assign(evidence_from=evidence_from)[_COLUMNS]
