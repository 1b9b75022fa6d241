"""The evidence beside each component of GRADE-CERQual, with what the team judged."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.confidence_evidence import confidence_evidence
from synthesis.review import NOT_REPORTED, Review

__all__ = ["COMPONENTS", "confidence"]

COMPONENTS: dict[str, str] = {
    "methodological_limitations": "Methodological limitations",
    "coherence": "Coherence",
    "adequacy": "Adequacy",
    "relevance": "Relevance",
}
"""The four components, by the column of ``findings`` that holds the concern."""

_MOST = 5  # how many contexts are named; confidence_evidence has all


def confidence(review: Review) -> pd.DataFrame:
    """Put the evidence of each finding beside the team's GRADE-CERQual judgements.

    It never computes a rating: concerns and confidence are what people wrote into ``findings``.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per finding and component, findings in the order of their table and components as people
    go through them:

    - ``finding_id``, ``sentence``;
    - ``component`` (as the column of ``findings``), ``component_label``;
    - ``evidence``: what the review holds on it, in words; the numbers are those of
      `confidence_evidence`;
    - ``concern``: the team's ("no or very minor", "minor", "moderate", "serious") or "not judged";
    - ``overall``: the team's confidence ("high", "moderate", "low", "very low") or "not judged";
      ``rationale``: their reason, or empty;
    - ``n_judged`` of the four components, ``is_complete``: whether all four, the overall confidence and
      a rationale are there.

    Empty where the review has no findings.

    Notes
    -----
    The evidence is what the tables hold and says nothing of how it should be judged: CERQual asks how
    much a limitation matters to this finding [1]_. What counts as contradicting is explained with
    `confidence_evidence`.

    References
    ----------
    .. [1] Lewin et al. (2018), Implementation Science 13(Suppl 1):10.
    """
    numbers = confidence_evidence(review)
    judged = review.findings[["finding_id", *COMPONENTS, "overall", "rationale"]]
    words = {
        "methodological_limitations": _methods(numbers),
        "coherence": _coherence(numbers),
        "adequacy": _adequacy(numbers),
        "relevance": _relevance(numbers),
    }
    findings = numbers[["finding_id", "sentence"]].assign(
        overall=judged["overall"].fillna("not judged"),
        rationale=judged["rationale"].fillna(""),
        n_judged=judged[list(COMPONENTS)].notna().sum(axis=1).astype("int64"),
    )
    findings["is_complete"] = (
        findings["n_judged"].eq(len(COMPONENTS)) & judged["overall"].notna() & findings["rationale"].ne("")
    )
    parts = [
        findings.assign(
            component=component,
            component_label=label,
            evidence=words[component],
            concern=judged[component].fillna("not judged"),
            place=range(len(findings)),
        )
        for component, label in COMPONENTS.items()
    ]
    table = pd.concat(parts).sort_values("place", kind="stable", ignore_index=True)
    columns = ["finding_id", "sentence", "component", "component_label", "evidence", "concern"]
    table = table[[*columns, "overall", "rationale", "n_judged", "is_complete"]]
    return table.astype(dict.fromkeys([*columns, "overall", "rationale"], "str"))


def _methods(numbers: pd.DataFrame) -> pd.Series:
    start = numbers["n_studies_appraised"].astype("str") + " of "
    start += _counted(numbers["n_studies"], "study", "studies") + " appraised. "
    text = start + numbers["appraisal"].where(numbers["appraisal"] == "", numbers["appraisal"] + ".")
    return text.str.strip()


def _coherence(numbers: pd.DataFrame) -> pd.Series:
    why = "of the opposite valence " + numbers["n_extracts_opposite_valence"].astype("str")
    why += ", stating absence " + numbers["n_extracts_stated_absent"].astype("str")
    why += ", behind opposite configurations " + numbers["n_extracts_opposite_sign"].astype("str")
    text = _counted(numbers["n_extracts_supporting"], "extract", "extracts") + " in support, "
    text += numbers["n_extracts_qualifying"].astype("str") + " on both sides, "
    text += numbers["n_extracts_contradicting"].astype("str") + " that may contradict"
    text += (" (" + why + ")").where(numbers["n_extracts_contradicting"] > 0, "")
    text += "; " + _counted(numbers["n_configurations"], "configuration", "configurations") + " named, "
    return text + numbers["n_configurations_contradicting"].astype("str") + " with the opposite outcome."


def _adequacy(numbers: pd.DataFrame) -> pd.Series:
    text = _counted(numbers["n_studies"], "study", "studies") + " of "
    text += numbers["n_studies_total"].astype("str") + " ("
    text += numbers["n_studies_configurations"].astype("str") + " with its configurations), "
    text += _counted(numbers["n_extracts"], "extract", "extracts") + " of "
    text += _counted(numbers["n_words"], "word", "words") + ", "
    text += numbers["n_extracts_quoted"].astype("str") + " quoted word for word ("
    text += _counted(numbers["n_words_quoted"], "word", "words") + "); "
    text += _counted(numbers["n_participants"], "participant", "participants") + " in the "
    text += numbers["n_studies_with_participants"].astype("str") + " that report their number."
    return text


def _relevance(numbers: pd.DataFrame) -> pd.Series:
    parts = [
        numbers[f"n_{name}"].astype("str")
        + " of the review’s "
        + numbers[f"n_{name}_total"].astype("str")
        + f" {name}"
        + _first_named(numbers[name])
        for name in ("countries", "settings", "designs")
    ]
    return parts[0] + "; " + parts[1] + "; " + parts[2] + "."


def _first_named(listed: pd.Series) -> pd.Series:
    """Name the first contexts of a list in brackets, say how many more there are, and who reports none."""
    parts = listed.str.extract(rf"^(?P<named>.*?)(?:; )?(?P<silent>{NOT_REPORTED} \d+)?$").fillna("")
    pieces = parts["named"].str.split("; ")
    first = pieces.str[:_MOST].str.join(", ")
    n_more = (pieces.str.len() - _MOST).clip(lower=0).astype("int64")
    named = first + (" and " + n_more.astype("str") + " more").where(n_more > 0, "")
    both = named.ne("") & parts["silent"].ne("")
    words = named + pd.Series("; ", index=listed.index).where(both, "") + parts["silent"]
    return (" (" + words + ")").where(words != "", "")


def _counted(n: pd.Series, one: str, several: str) -> pd.Series:
    return n.astype("str") + (" " + pd.Series(several, index=n.index)).mask(n == 1, f" {one}")
