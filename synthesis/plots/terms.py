"""Terms of configurations in words: a label, its sign, and lines that do not part the two."""

from __future__ import annotations

import re

import pandas as pd

from synthesis.plots.style import wrapped_to

__all__ = ["with_signs", "wrapped_terms"]

_SHOWN_SIGN = {"+": " (+)", "-": " (−)", "": ""}
_JOINT = "\u2060"  # word joiner: no line is broken there


def with_signs(labels: pd.Series, signs: pd.Series) -> pd.Series:
    """Write labels with their signs: ``Trust (+)``, ``Conflict (−)``; nothing where it is set aside.

    Parameters
    ----------
    labels
        Labels of codes.
    signs
        ``+``, ``-`` or blank.

    Returns
    -------
    The two together.
    """
    return labels + signs.map(_SHOWN_SIGN)


def wrapped_terms(text: str, centimetres: float, size: float) -> str:
    """Break terms into lines; a sign stays on the line of its last word.

    Parameters
    ----------
    text
        One term or several.
    centimetres
        Width that the lines may take.
    size
        Size of the letters in points.

    Returns
    -------
    The lines, joined by line feeds.
    """
    joined = re.sub(r" (?=\([+−]\))", _JOINT, text)
    lines = wrapped_to(joined, centimetres, size)
    # In a very narrow column even a last word and its sign are parted.
    return re.sub(rf"{_JOINT}(?=\([+−]\))", " ", lines).replace(f"{_JOINT}\n", "\n")
