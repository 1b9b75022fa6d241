"""What the team wrote for readers without a background in research: its summary and its findings."""

from __future__ import annotations

import pandas as pd

from synthesis.review import Review
from synthesis.schema import SUMMARY_PARTS

__all__ = ["ALL", "FINDINGS", "summary_texts"]

FINDINGS = "findings"
ALL = "all"

_LABELS = {
    "issue": "What is the issue?",
    "evidence": "What does the evidence say?",
    "for_whom": "For whom and where?",
    "how_sure": "How sure are we?",
    "missing": "What is missing?",
    FINDINGS: "The findings",
}


def summary_texts(review: Review) -> pd.DataFrame:
    """Return ``part``, ``part_label`` and ``text`` of each part that is written, in reading order.

    The findings are one part, each a paragraph of its own.
    """
    summary = review.settings.summary
    texts = {part: summary[part] for part in SUMMARY_PARTS if summary.get(part)}
    findings = review.findings["sentence"].dropna()
    if len(findings):
        texts[FINDINGS] = "\n\n".join(findings)
    return pd.DataFrame(
        {"part": list(texts), "part_label": [_LABELS[part] for part in texts], "text": list(texts.values())},
        dtype="str",
    )
