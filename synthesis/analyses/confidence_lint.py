"""What is missing from, or odd in, the team's GRADE-CERQual judgements."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._finding_faults import (
    faults_among_judgements,
    faults_beside_evidence,
    faults_of_wording,
)
from synthesis.analyses.confidence_evidence import confidence_evidence
from synthesis.review import Review

__all__ = ["confidence_lint"]

_WAINWRIGHT = "Wainwright et al. 2023"
_TABLE_2 = "Wainwright et al. 2023, table 2"
_GUIDANCE = "Lewin et al. 2018, paper 2"
_OURS = "ours"

# fault -> level, what to do, where it comes from
_FAULTS: dict[str, tuple[str, str, str]] = {
    "title and no sentence": (
        "fault",
        "Write what was found as one full sentence; confidence in a title cannot be judged.",
        _TABLE_2,
    ),
    "no evidence named": (
        "fault",
        "Name the codes or configurations that the finding rests on.",
        _OURS,
    ),
    "component not judged": (
        "fault",
        "Judge each of the four components before the overall confidence.",
        _TABLE_2,
    ),
    "overall confidence missing": ("fault", "Agree on high, moderate, low or very low.", _GUIDANCE),
    "no rationale": (
        "fault",
        "Say why the confidence is what it is, component by component.",
        _WAINWRIGHT,
    ),
    "study without appraisal": (
        "fault",
        "Appraise the study, or say why its limitations are not known.",
        _OURS,
    ),
    "higher than the guidance": (
        "fault",
        "Rate down by a level or more for each serious concern, or write down why not.",
        _GUIDANCE,
    ),
    "high beside serious concerns": (
        "question",
        "Check that the rationale says why the serious concern did not lower the confidence.",
        _GUIDANCE,
    ),
    "high beside several concerns": (
        "question",
        "Several moderate concerns together may cost a level: check that the rationale weighs them.",
        _GUIDANCE,
    ),
    "appraised without reasons": (
        "question",
        "Give the appraisal reasons: an answer alone does not show what the limitation means here.",
        _TABLE_2,
    ),
    "thin rationale": ("question", "Say more: which concern, and what it means for this finding.", _OURS),
    "rationale used twice": ("question", "Check that it was written for this finding.", _OURS),
    "low without a concern": ("question", "Say what lowered the confidence, or judge the concern.", _OURS),
    "contradiction passed over": (
        "question",
        "Read what contradicts the finding, and say why it is of no concern for coherence.",
        _OURS,
    ),
    "one study and no concern": (
        "question",
        "Say why one study is enough for adequacy, or judge the concern.",
        _OURS,
    ),
}


def confidence_lint(review: Review) -> pd.DataFrame:
    """List what is missing from or odd in the judgements of confidence, with advice.

    Most entries are faults that were found in published reviews [1]_: confidence given to titles
    instead of findings, components left out, contributing studies that were not appraised. It compares
    judgements with the guidance [2]_ and never proposes one.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per finding and fault, findings in the order of their table: ``finding_id``, ``sentence``;
    ``fault``; ``level`` ("fault": something is missing or against the guidance; "question": look
    again); ``what`` (what was seen); ``advice``; ``source`` (the publication, or "ours"). Empty where
    there is nothing to say, or no finding.

    Notes
    -----
    Whether a text is a title is guessed from its length and its full stop, so that both a title with a
    full stop and a sentence without one can be misjudged. That nothing is listed does not make a
    judgement a good one: whether a concern matters to the finding is not looked at. That CERQual was
    used on studies cannot be found out here, because judgements stand with findings only.

    References
    ----------
    .. [1] Wainwright et al. (2023), Health Research Policy and Systems 21:77, table 2.
    .. [2] Lewin et al. (2018), Implementation Science 13(Suppl 1):10, table 5.
    """
    findings = review.findings
    seen = pd.concat(
        [
            faults_of_wording(review, findings),
            faults_among_judgements(findings),
            faults_beside_evidence(review, findings, confidence_evidence(review)),
        ]
    )
    seen = seen.assign(place=pd.Index(findings["finding_id"]).get_indexer(seen["finding_id"]))
    seen["rank"] = pd.Index(list(_FAULTS)).get_indexer(seen["fault"])
    seen = seen.sort_values(["place", "rank"], ignore_index=True)
    table = seen.merge(findings[["finding_id", "sentence"]], on="finding_id", how="left")
    for place, column in enumerate(("level", "advice", "source")):
        table[column] = table["fault"].map({fault: entry[place] for fault, entry in _FAULTS.items()})
    columns = ["finding_id", "sentence", "fault", "level", "what", "advice", "source"]
    return table[columns].astype("str")
