"""Show the team how easy its summary is to read; nobody else sees it."""

from __future__ import annotations

import pandas as pd

from synthesis.display.block import Block, element, escaped, show
from synthesis.display.table import table_block
from synthesis.errors import check_option

__all__ = ["reading_level_block", "show_reading_level"]

HEADING = "For the team: how easy is this page to read?"

ADVICE = (
    "Formulas count long words and long sentences. They do not see whether a text is clear; people from "
    "the audience do. Aim at “plain” or easier, which is a reading ease of 60 or more or a grade below 8. "
    "This section is left out for the public."
)


def show_reading_level(level: pd.DataFrame, long: pd.DataFrame, *, audience: str = "public") -> None:
    """Show the team how easy its summary is to read. See `reading_level_block` for the parameters."""
    block = reading_level_block(level, long, audience=audience)
    if block.html:
        show(block)


def reading_level_block(level: pd.DataFrame, long: pd.DataFrame, *, audience: str = "public") -> Block:
    """Return how easy the summary is to read, and its long sentences, under a heading of their own.

    Parameters
    ----------
    level
        As `synthesis.reading_level` gives it.
    long
        As `synthesis.long_sentences` gives it.
    audience
        "team" or "public". For the public the block is empty.

    Raises
    ------
    OptionError
        ``audience`` is another.
    """
    check_option("audience", audience, ["public", "team"])
    if audience == "public":
        return Block("", "")
    measured = table_block(
        level,
        caption="How easy each part is to read",
        id="reading-level",
        columns={
            "part_label": "Part",
            "n_words": "Words",
            "words_per_sentence": "Words in a sentence",
            "formula_label": "Formula",
            "value": "Value",
            "meaning": "In words",
            "is_rough": "Rough: few words",
        },
        gaps={"formula_label": "no formula for this language", "value": "no formula for this language"},
    )
    mend = table_block(
        long,
        caption="Long sentences, to be cut in two",
        id="long-sentences",
        columns={"sentence": "Sentence", "part_label": "Part", "n_words": "Words"},
    )
    html = element("h2", escaped(HEADING)) + element("p", escaped(ADVICE)) + measured.html + mend.html
    return Block(
        element("section", html, class_="for-team", aria_label=HEADING),
        "\n".join([HEADING, ADVICE, measured.text, mend.text]),
    )
