"""Which sentences of the summary are long."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._summary_texts import summary_texts
from synthesis.errors import OptionError
from synthesis.review import Review
from synthesis.statistics.readability import sentences, words

__all__ = ["long_sentences"]


def long_sentences(review: Review, *, more_than: int = 25) -> pd.DataFrame:
    """List the sentences of the team's summary and findings that have many words.

    Parameters
    ----------
    review
        Not modified.
    more_than
        Words up to which a sentence is not listed. Guides to plain language advise 15 to 20 words on
        average and at most 25.

    Returns
    -------
    One row per sentence, the longest first: ``part``, ``part_label``, ``sentence``, ``n_words``. A finding
    is part "findings". Empty where none is long.

    Raises
    ------
    OptionError
        ``more_than`` is no whole number of at least 1.
    """
    if isinstance(more_than, bool) or not isinstance(more_than, int) or more_than < 1:
        raise OptionError(f"more_than={more_than!r} is not allowed; it can be a whole number from 1.")
    table = summary_texts(review)
    table = table.assign(sentence=table["text"].map(sentences)).explode("sentence").dropna(subset="sentence")
    n_words = table["sentence"].map(lambda sentence: len(words(sentence))).astype("int64")
    table = table.assign(n_words=n_words)[["part", "part_label", "sentence", "n_words"]]
    table = table[table["n_words"] > more_than].astype({"sentence": "str"})
    return table.sort_values("n_words", ascending=False, kind="stable", ignore_index=True)
