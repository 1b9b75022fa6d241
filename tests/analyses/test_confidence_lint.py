"""Faults of CERQual judgements, most of them published by Wainwright et al. (2023)."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.analyses.confidence_lint import confidence_lint
from synthesis.review import read_review
from tests.analyses.appraised_review import appraised_review, appraised_tables

DATA = Path(__file__).parents[2] / "data"
WHOLE = {
    "finding_id": "f",
    "sentence": "Where partners trusted one another, they succeeded more often.",
    "configuration_ids": "c1;c2",
    "methodological_limitations": "minor",
    "coherence": "minor",
    "adequacy": "minor",
    "relevance": "minor",
    "overall": "moderate",
    "rationale": "Two studies only, and they disagree about the outcome.",
}
REASONED = [
    {"study_id": s, "tool": "A", "item": "x", "judgement": "yes", "rationale": "Page 3."}
    for s in ("s3", "s4")
]


def _faults(**changes) -> set[str]:
    review = appraised_review(findings=[WHOLE | changes], appraisal=REASONED)
    return set(confidence_lint(review)["fault"])


def test_a_whole_judgement_has_no_fault():
    assert _faults() == set()


@pytest.mark.parametrize(
    ("sentence", "is_title"),
    [
        ("Trust", True),
        ("Trust.", True),
        ("Trust between partners", True),
        ("Trust and power between organisations in a region", True),
        ("Early trust", True),  # the label of a code
        ("Partners who trusted each other succeeded.", False),
        ("Partners succeed (or so they say) “more often.”", False),
        (
            "Partners who trusted one another from the start succeeded more often than those who did not",
            False,
        ),
        ("彼此信任的伙伴更常成功。", False),
    ],
)
def test_a_title_is_no_finding(sentence, is_title):
    assert ("title and no sentence" in _faults(sentence=sentence)) == is_title


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"rationale": ""}, "no rationale"),
        ({"rationale": "Few studies."}, "thin rationale"),
        ({"coherence": ""}, "component not judged"),
        ({"overall": ""}, "overall confidence missing"),
        ({"configuration_ids": "", "code_ids": "money"}, "no evidence named"),
        ({"adequacy": "serious", "overall": "high"}, "high beside serious concerns"),
        ({"adequacy": "serious", "overall": "high", "rationale": ""}, "higher than the guidance"),
        ({"adequacy": "serious", "coherence": "serious"}, "high beside serious concerns"),
        (
            {"adequacy": "moderate", "coherence": "moderate", "overall": "high"},
            "high beside several concerns",
        ),
        ({"coherence": "no or very minor"}, "contradiction passed over"),
        ({"configuration_ids": "c1", "adequacy": "no or very minor"}, "one study and no concern"),
        ({"code_ids": "trust"}, "study without appraisal"),
    ],
)
def test_each_fault_is_found(changes, fault):
    assert fault in _faults(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"adequacy": "serious"},  # moderate: one level down
        {"adequacy": "serious", "coherence": "serious", "overall": "low"},
        {"adequacy": "serious", "coherence": "serious", "relevance": "serious", "overall": "very low"},
        dict.fromkeys(("methodological_limitations", "coherence", "adequacy", "relevance"), "serious")
        | {"overall": "very low"},  # nothing below it
        {"adequacy": "moderate", "overall": "high"},
    ],
)
def test_judgements_within_the_guidance_are_left_alone(changes):
    assert _faults(**changes) == set()


def test_low_confidence_without_any_concern_is_asked_about():
    calm = dict.fromkeys(
        ("methodological_limitations", "coherence", "adequacy", "relevance"), "no or very minor"
    )
    assert "low without a concern" in _faults(**calm)
    assert "low without a concern" not in _faults(**calm, overall="high")


def test_an_appraisal_without_any_reason_is_asked_about():
    bare = [row | {"rationale": ""} for row in REASONED]
    table = confidence_lint(appraised_review(findings=[WHOLE], appraisal=bare))
    assert table[["fault", "level", "what"]].values.tolist() == [
        ["appraised without reasons", "question", "Answers without any rationale: s3; s4."]
    ]


def test_a_rationale_used_twice_is_asked_about():
    twice = [WHOLE, WHOLE | {"finding_id": "g", "rationale": WHOLE["rationale"].upper()}]
    table = confidence_lint(appraised_review(findings=twice, appraisal=REASONED))
    assert table[["finding_id", "fault"]].values.tolist() == [
        ["f", "rationale used twice"],
        ["g", "rationale used twice"],
    ]


def test_every_row_says_what_was_seen_what_to_do_and_whose_rule_it_is():
    table = confidence_lint(appraised_review())
    second = table[table["finding_id"] == "f2"].set_index("fault")
    assert list(second.index) == [
        "title and no sentence",
        "no evidence named",
        "component not judged",
        "overall confidence missing",
        "no rationale",
    ]
    assert second.loc["title and no sentence", "what"] == "1 word, no full stop, the label of a code."
    assert second.loc["component not judged", "what"] == (
        "Not judged: methodological limitations, coherence, adequacy, relevance."
    )
    assert second.loc["title and no sentence", "source"] == "Wainwright et al. 2023, table 2"
    assert table["advice"].str.endswith(".").all()
    assert set(table["level"]) <= {"fault", "question"}


def test_no_findings_no_faults():
    empty = confidence_lint(appraised_review(findings=[]))
    assert empty.empty
    assert list(empty.columns) == ["finding_id", "sentence", "fault", "level", "what", "advice", "source"]


def test_it_proposes_no_rating():
    told = " ".join(confidence_lint(appraised_review(findings=appraised_tables()["findings"]))["advice"])
    assert "should be" not in told


def test_the_planted_gap_of_the_synthetic_review_is_found():
    table = confidence_lint(read_review(DATA / "realist-86"))
    missing = table[table["fault"] == "study without appraisal"]
    assert set(missing["what"]) == {"Not appraised: study-43."}


def test_the_findings_of_the_real_review_have_no_fault():
    assert confidence_lint(read_review(DATA / "collaboration")).query("level == 'fault'").empty
