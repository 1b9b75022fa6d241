"""Shapes, colours and hatching of the answers of appraisal tools."""

from __future__ import annotations

import pandas as pd

from synthesis.appraisal_scale import answer_step, answers_in_order
from synthesis.plots.style import Mark

__all__ = ["NOT_USED", "answer_marks", "in_words_of_marks"]

NOT_USED = "#b4bac1"
"""The grey of what was not looked at: paler than any answer."""

# Blue to orange, filled to crossed: told apart in grey and by anyone with a colour blindness.
_STEPS: dict[str, Mark] = {
    "first": Mark("#0072B2", "", "o"),
    "next to first": Mark("#56B4E9", "\\\\\\\\", "D"),
    "middle": Mark("#009E73", "|||||", "s"),
    "unsure": Mark("#9a8a00", "xxxxx", "v"),
    "next to last": Mark("#CC79A7", "-----", "p"),
    "last": Mark("#D55E00", "/////", "X"),
    "beside": Mark("#6b6b6b", "||", "_"),
    "not agreed": Mark("#000000", "+++++", "*"),
    # Rings: there is no answer that a filled mark could stand for.
    "not answered": Mark("#6b6b6b", "---", "o"),
    "not appraised": Mark(NOT_USED, "", "."),
}

# For answers of a team's own making, or for a second answer at the same step of a tool.
_OTHERS: tuple[Mark, ...] = (
    Mark("#7a3d6b", "\\\\", "^"),
    Mark("#004d40", "//", "<"),
    Mark("#8c510a", "xx", ">"),
    Mark("#35618f", "++", "h"),
    Mark("#4d4d4d", "--", "P"),
    Mark("#b2182b", "\\\\\\\\\\\\\\", "d"),
)


def answer_marks(cells: pd.DataFrame) -> dict[tuple[str, str], Mark]:
    """Give each answer of a tool a mark of its own.

    Parameters
    ----------
    cells
        Columns ``tool`` and ``judgement``.

    Returns
    -------
    Marks by tool and answer. No two answers of a tool share one, up to six of a team's own making; an
    answer that has the same place in two tools has the same mark in both.
    """
    found: dict[tuple[str, str], Mark] = {}
    for tool, judgements in cells.groupby("tool")["judgement"]:
        taken: set[Mark] = set()
        n_others = 0
        for answer in answers_in_order(judgements):
            mark = _STEPS.get(answer_step(answer))
            if mark is None or mark in taken:
                mark = _OTHERS[n_others % len(_OTHERS)]
                n_others += 1
            taken.add(mark)
            found[str(tool), answer] = mark
    return found


def in_words_of_marks(marks: dict[tuple[str, str], Mark]) -> dict[Mark, str]:
    """Return what each mark says, in the order of the answers: ``yes / high`` where two tools share it."""
    words: dict[Mark, list[str]] = {}
    for answer in answers_in_order(answer for _, answer in marks):
        for mark in dict.fromkeys(mark for (_, said), mark in marks.items() if said == answer):
            words.setdefault(mark, []).append(answer)
    return {mark: " / ".join(answers) for mark, answers in words.items()}
