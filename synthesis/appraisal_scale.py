"""The order in which people read the answers of appraisal tools.

Tools answer in words of their own. The words below are those of tools in wide use; any other answer
is kept as it is and stands after them. A place in this order is no value: nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["NO_ANSWER", "STEPS", "answer_step", "answers_in_order"]

STEPS: dict[str, tuple[str, ...]] = {
    "first": ("yes", "high", "conceptually rich", "unequivocal", "low risk"),
    "next to first": ("probably yes", "partly", "partially", "moderate", "medium", "thicker description"),
    "middle": ("credible", "some concerns"),
    "unsure": ("cannot tell", "can't tell", "can’t tell", "unclear", "not clear", "unsure"),
    "next to last": ("probably no",),
    "last": ("no", "low", "thinner description", "not supported", "high risk"),
    "beside": ("not applicable", "n/a"),
}
"""Answers of MMAT 2018, CASP, JBI and of relevance, richness and rigour, by their place in a scale."""

NO_ANSWER = ("not agreed", "not answered", "not appraised")
"""What stands where a study has no answer: appraisers differ, nobody answered, the tool was not used."""

_STEP_OF = {answer: step for step, answers in STEPS.items() for answer in answers}
_PLACES = [*list(STEPS)[:-1], "other", "beside", *NO_ANSWER]


def answer_step(answer: str) -> str:
    """Return the step of a scale that an answer stands for.

    Parameters
    ----------
    answer
        A whole answer, in any case.

    Returns
    -------
    A key of `STEPS`, one of `NO_ANSWER`, or "other".
    """
    folded = answer.strip().casefold()
    return folded if folded in NO_ANSWER else _STEP_OF.get(folded, "other")


def answers_in_order(answers: Iterable[str]) -> list[str]:
    """Return answers from yes or high to no or low, then others, then those that are no answer."""
    return sorted(
        set(answers), key=lambda answer: (_PLACES.index(answer_step(answer)), answer.casefold(), answer)
    )
