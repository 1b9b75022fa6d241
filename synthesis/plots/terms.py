"""Terms of configurations in words: a label, its sign, and lines that do not part the two."""

from __future__ import annotations

import re

import pandas as pd

from synthesis.plots.style import wrapped

__all__ = ["with_signs", "wrapped_terms"]

_SHOWN_SIGN = {"+": " (+)", "-": " (−)", "": ""}
_JOINT = "\ue000"  # of the private use area: breaks no line and is in no label


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


def wrapped_terms(text: str, width: int) -> str:
    """Break terms into lines; a sign stays on the line of its last word.

    Parameters
    ----------
    text
        One term or several.
    width
        Characters in a line.

    Returns
    -------
    The lines, joined by line feeds.
    """
    joint = re.sub(r" (?=\([+−]\))", _JOINT, text)
    return wrapped(joint, width).replace(_JOINT, " ")
