"""What reviewers judged: appraisals of studies and confidence in findings."""

from __future__ import annotations

from collections import Counter

from realist_86_generator.configurations import Configuration
from realist_86_generator.dice import Dice

__all__ = ["finding_rows", "make_appraisal"]


def make_appraisal(studies: list[dict], words: dict, design: dict) -> tuple[list[dict], dict]:
    """Return the rows of appraisal and, per tool and item, how many studies end at each judgement."""
    dice, plan, rows = Dice("appraisal"), design["appraisal"], []
    ids = [row["study_id"] for row in studies]
    not_appraised = dice.sample(ids, plan["n_not_appraised"])
    rated = [i for i in ids if i not in not_appraised]
    twice = dice.sample(rated, plan["n_second_appraiser"])
    agreed_on, open_still = twice[: plan["n_consensus"]], twice[plan["n_consensus"] :]
    tool = words["appraisal"]["realist"]
    differing = set(
        dice.sample([(i, item) for i in open_still for item in tool["items"]], plan["n_not_agreed"])
    )
    alone = [(i, item) for i in rated if i not in twice for item in tool["items"]]
    unanswered = set(dice.sample(alone, plan["n_not_answered"]))
    ends = {tool["tool"]: {item: Counter({"not appraised": len(not_appraised)}) for item in tool["items"]}}

    def row(kind, study, item, judgement, appraiser):
        return {
            "study_id": study,
            "tool": kind["tool"],
            "item": item,
            "judgement": judgement,
            "rationale": dice.pick(kind["rationales"]) if judgement else "",
            "appraiser": appraiser,
        }

    for study in rated:
        for item in tool["items"]:
            first, other = dice.sample(tool["judgements"], 2, [40, 40, 20])
            second = other if (study, item) in differing else first
            end = first
            if study in agreed_on and dice.chance(0.4):
                second, end = other, dice.pick([first, other])
            if (study, item) in differing:
                end = "not agreed"
            if (study, item) in unanswered:
                first, end = "", "not answered"
            rows.append(row(tool, study, item, first, "appraiser-1"))
            if study in twice:
                rows.append(row(tool, study, item, second, "appraiser-2"))
            if study in agreed_on:
                rows.append(row(tool, study, item, end, "consensus"))
            ends[tool["tool"]][item][end] += 1
    own, with_own = words["appraisal"]["own"], sorted(dice.sample(rated, plan["n_own_items"]))
    ends[own["tool"]] = {item: Counter({"not appraised": len(ids) - len(with_own)}) for item in own["items"]}
    for study in with_own:
        for item in own["items"]:
            answer = dice.pick(own["judgements"], [50, 20, 20, 10])
            rows.append(row(own, study, item, answer, "appraiser-1"))
            ends[own["tool"]][item][answer] += 1
    plain = {name: {i: dict(sorted(n.items())) for i, n in items.items()} for name, items in ends.items()}
    return rows, plain


def finding_rows(words: dict, planted: dict[str, list[Configuration]]) -> list[dict]:
    """Return the rows of findings; each rests on the configurations of its patterns."""
    parts = ("methodological_limitations", "coherence", "adequacy", "relevance", "overall")
    rows = []
    for finding_id, finding in words["findings"].items():
        behind = [c.configuration_id for name in finding["patterns"] for c in planted[f"pattern {name}"]]
        rows.append(
            {
                "finding_id": finding_id,
                "sentence": finding["sentence"],
                "code_ids": ";".join(finding["code_ids"]),
                "configuration_ids": ";".join(sorted(behind)),
                "rationale": finding["rationale"],
            }
            | dict(zip(parts, finding["judgements"], strict=True))
        )
    return rows
