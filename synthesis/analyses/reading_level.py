"""How easy the summary of a review is to read."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses._summary_texts import ALL, summary_texts
from synthesis.review import Review
from synthesis.statistics.readability import FORMULAS, count_text, formulas_for, plain_meaning

__all__ = ["reading_level"]

_FEW_WORDS = 100  # Flesch took samples of a hundred words
_FEW_SENTENCES = 10  # SMOG is read off thirty sentences; fewer are scaled up, but not a handful

_COLUMNS = ("part", "part_label", "n_words", "n_sentences", "words_per_sentence", "formula", "formula_label")


def reading_level(review: Review) -> pd.DataFrame:
    """Measure how easy the team's summary and findings are to read.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per part of the summary that is written, the findings being a part, then one per formula over
    all parts together (``part`` "all"). Columns:

    - ``part``, ``part_label``;
    - ``n_words``, ``n_sentences``, ``words_per_sentence``;
    - ``formula``, ``formula_label``: for English Flesch's reading ease [1]_ and, over all parts, the
      Flesch-Kincaid grade [2]_ and the SMOG grade [3]_; for German Amstad's reading ease [4]_; for Spanish
      the perspicuity of Szigriszt Pazos [5]_; LIX [6]_ for other languages. Empty for a language that is
      written without blanks between words;
    - ``value``: what it gives, missing without a formula. Ease and perspicuity are higher for easier texts,
      grades and LIX lower. A grade is the years of school in the United States that a reader needs;
    - ``meaning``: the value in words, from "very easy" to "very difficult"; "plain" is what most adults
      read without effort;
    - ``is_rough``: whether fewer than 100 words were measured, or fewer than 30 sentences for SMOG, which
      is then scaled to 30, and left out below 10.

    Empty where nothing is written.

    Notes
    -----
    Formulas see the length of words and sentences, and nothing else. Syllables are counted by rules of
    our own (`synthesis.statistics.syllables`).

    References
    ----------
    .. [1] Flesch (1948), Journal of Applied Psychology 32:221–233.
    .. [2] Kincaid et al. (1975), Research Branch Report 8-75, Naval Technical Training Command.
    .. [3] McLaughlin (1969), Journal of Reading 12:639–646.
    .. [4] Amstad (1978), Wie verständlich sind unsere Zeitungen?, Universität Zürich.
    .. [5] Szigriszt Pazos (1993), Universidad Complutense de Madrid.
    .. [6] Björnsson (1968), Läsbarhet, Stockholm: Liber.
    """
    texts = summary_texts(review)
    if len(texts):
        everything = pd.DataFrame(
            {"part": [ALL], "part_label": ["All together"], "text": ["\n\n".join(texts["text"])]}, dtype="str"
        )
        texts = pd.concat([texts, everything], ignore_index=True)
    language = review.settings.language
    counts = texts["text"].map(lambda text: count_text(text, language))
    texts = texts.assign(
        counts=counts,
        n_words=counts.map(lambda n: n.n_words).astype("int64"),
        n_sentences=counts.map(lambda n: n.n_sentences).astype("int64"),
    )
    texts = texts[texts["n_sentences"] > 0]
    texts["words_per_sentence"] = texts["n_words"] / texts["n_sentences"]
    table = texts.merge(pd.DataFrame({"formula": formulas_for(language) or ("",)}), how="cross")
    # Of a part the first formula is enough to find what to mend; grades are for the whole.
    is_wanted = ~table["part"].duplicated() | table["part"].eq(ALL)
    is_wanted &= table["formula"].ne("smog") | table["n_sentences"].ge(_FEW_SENTENCES)
    table = table[is_wanted].reset_index(drop=True)
    has_formula = table["formula"].ne("")
    measured = table[has_formula]
    values = [FORMULAS[f].value(n) for f, n in zip(measured["formula"], measured["counts"], strict=True)]
    meanings = [plain_meaning(f, value) for f, value in zip(measured["formula"], values, strict=True)]
    table["formula_label"] = table["formula"].map(lambda name: FORMULAS[name].label if name else "")
    table["value"] = pd.Series(values, index=measured.index, dtype="float64").reindex(table.index)
    table["meaning"] = pd.Series(meanings, index=measured.index, dtype="str").reindex(table.index).fillna("")
    is_smog = table["formula"].eq("smog")
    table["is_rough"] = table["n_words"].lt(_FEW_WORDS) & ~is_smog | table["n_sentences"].lt(30) & is_smog
    texts_of = dict.fromkeys(("part", "part_label", "formula", "formula_label", "meaning"), "str")
    return table[[*_COLUMNS, "value", "meaning", "is_rough"]].astype({**texts_of, "value": "float64"})
