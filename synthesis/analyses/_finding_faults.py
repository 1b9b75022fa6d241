"""Faults of findings and of the judgements about them, one kind of fault at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.analyses.confidence import COMPONENTS
from synthesis.review import Review
from synthesis.schema import TABLES, column_allowed

__all__ = ["faults_among_judgements", "faults_beside_evidence", "faults_of_wording"]

# A title has few words, or no full stop; how few is our choice.
_FEW_WORDS, _WORDS_OF_A_TITLE, _THIN = 4, 12, 5
_STOP = r"[.!?…。！？।؟][\"'”’»)\]]*$"
# Scripts without blanks have one long word where others have a sentence.
_STOP_WITHOUT_BLANKS = r"[。！？][\"'”’»)\]]*$"

_CONFIDENCE = column_allowed(TABLES["findings"].schema.columns["overall"])
_CALM = "no or very minor"


def faults_of_wording(review: Review, findings: pd.DataFrame) -> pd.DataFrame:
    """Return the faults of the sentence and of the rationale: ``finding_id``, ``fault``, ``what``."""
    sentence = findings["sentence"].str.strip()
    n_words = sentence.str.split().str.len()
    has_stop = sentence.str.contains(_STOP)
    is_short = (n_words < _FEW_WORDS) & ~sentence.str.contains(_STOP_WITHOUT_BLANKS)
    is_label = sentence.str.casefold().str.rstrip(" .").isin(review.codebook["label"].str.casefold())
    is_title = is_label | is_short | (~has_stop & (n_words < _WORDS_OF_A_TITLE))
    seen = n_words.astype("str") + n_words.eq(1).map({True: " word", False: " words"}).astype("str")
    seen += has_stop.map({True: "", False: ", no full stop"}).astype("str")
    seen += is_label.map({True: ", the label of a code.", False: "."}).astype("str")

    rationale = findings["rationale"].fillna("").str.strip()
    is_there = rationale.ne("")
    is_thin = is_there & (rationale.str.split().str.len() < _THIN)
    is_repeated = is_there & rationale.str.casefold().duplicated(keep=False)
    return pd.concat(
        [
            _found(findings, "title and no sentence", is_title, seen),
            _found(findings, "no rationale", ~is_there, "There is no rationale."),
            _found(findings, "thin rationale", is_thin, "“" + rationale + "”"),
            _found(findings, "rationale used twice", is_repeated, "Another finding has the same rationale."),
        ]
    )


def faults_among_judgements(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the faults of the judgements among themselves: ``finding_id``, ``fault``, ``what``."""
    judged = findings[list(COMPONENTS)]
    is_serious, is_moderate = judged.eq("serious"), judged.eq("moderate")
    n_serious, n_moderate = is_serious.sum(axis=1), is_moderate.sum(axis=1)
    n_judged = judged.notna().sum(axis=1)
    level = findings["overall"].map({word: place for place, word in enumerate(_CONFIDENCE)}).astype("Int64")
    # Each serious concern normally costs a level or more; below the lowest there is nothing to lose.
    is_above = level < n_serious.clip(upper=len(_CONFIDENCE) - 1)
    is_noted = findings["rationale"].fillna("").str.strip().ne("")
    is_calm = judged.eq(_CALM).all(axis=1)
    confidence = "Confidence is " + findings["overall"].astype("str")
    serious = confidence + "; serious concerns: " + _named(is_serious) + "."
    moderate = confidence + "; moderate concerns: " + _named(is_moderate) + "."
    is_high_despite_several = level.eq(0) & n_serious.eq(0) & (n_moderate > 1)
    of_four = n_judged.astype("str") + " of 4 components are judged."
    return pd.concat(
        [
            _found(
                findings, "component not judged", n_judged < 4, "Not judged: " + _named(judged.isna()) + "."
            ),
            _found(findings, "overall confidence missing", level.isna(), of_four),
            _found(findings, "higher than the guidance", is_above & ~is_noted, serious),
            _found(findings, "high beside serious concerns", is_above & is_noted, serious),
            _found(findings, "high beside several concerns", is_high_despite_several, moderate),
            _found(
                findings,
                "low without a concern",
                is_calm & (level > 0),
                confidence + " and no component is of concern.",
            ),
        ]
    )


def faults_beside_evidence(review: Review, findings: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Return the faults that the evidence shows: ``finding_id``, ``fault``, ``what``.

    Parameters
    ----------
    review
        Not modified.
    findings
        Its findings.
    numbers
        What `confidence_evidence` returns, in the same order.
    """
    n_studies, missing = numbers["n_studies"], numbers["study_ids_not_appraised"]
    without_reasons = _appraised_without_reasons(review, numbers)
    n_opposite, n_absent = numbers["n_configurations_contradicting"], numbers["n_extracts_stated_absent"]
    against = "Configurations with the opposite outcome: " + n_opposite.astype("str")
    against += "; extracts that state absence: " + n_absent.astype("str") + "."
    is_passed_over = findings["coherence"].eq(_CALM) & (n_opposite + n_absent > 0)
    is_one_study = n_studies.eq(1) & findings["adequacy"].eq(_CALM)
    unreasoned = "Answers without any rationale: " + without_reasons + "."
    one_study = "It rests on " + numbers["study_ids"] + " only."
    return pd.concat(
        [
            _found(
                findings, "no evidence named", n_studies.eq(0), "No study of the review stands behind it."
            ),
            _found(findings, "study without appraisal", missing.ne(""), "Not appraised: " + missing + "."),
            _found(findings, "appraised without reasons", without_reasons.ne(""), unreasoned),
            _found(findings, "contradiction passed over", is_passed_over, against),
            _found(findings, "one study and no concern", is_one_study, one_study),
        ]
    )


def _appraised_without_reasons(review: Review, numbers: pd.DataFrame) -> pd.Series:
    """Return the contributing studies none of whose answers has a rationale, joined, by finding."""
    has_reason = review.appraisal["rationale"].notna().groupby(review.appraisal["study_id"]).any()
    behind = numbers[["finding_id"]].assign(study_id=numbers["study_ids"].str.split("; "))
    behind = behind.explode("study_id")
    behind = behind[behind["study_id"].isin(has_reason.index[~has_reason])]
    joined = behind.groupby("finding_id")["study_id"].agg("; ".join).astype("str")
    return numbers["finding_id"].map(joined).astype("str").fillna("")


def _named(is_meant: pd.DataFrame) -> pd.Series:
    """Join the names of the components that are meant in each row."""
    names = np.array([f"{label.lower()}, " for label in COMPONENTS.values()], dtype="object")
    texts = is_meant.to_numpy().astype("object") @ names
    return pd.Series(texts, index=is_meant.index, dtype="str").str.removesuffix(", ")


def _found(findings: pd.DataFrame, fault: str, is_there: pd.Series, what: pd.Series | str) -> pd.DataFrame:
    rows = findings[["finding_id"]].assign(fault=fault, what=what)
    return rows[is_there.fillna(False).astype("bool").to_numpy()]
