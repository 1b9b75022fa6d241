"""Which passages an audience may read, as the consent of each extract says."""

from __future__ import annotations

import pandas as pd

__all__ = ["is_text_withheld"]


def is_text_withheld(extracts: pd.DataFrame, audience: str) -> pd.Series:
    """Return whether the text of each extract is withheld from an audience.

    Parameters
    ----------
    extracts
        With ``consent`` and ``is_verbatim``. Not modified.
    audience
        "public" or "team".

    Returns
    -------
    True where the consent is "none", because then nobody outside the file may read it, and, for the
    public, where it is "team" and the text is not known to be a paraphrase.
    """
    is_withheld = extracts["consent"].eq("none").fillna(False).astype(bool)
    if audience == "public":
        may_be_verbatim = extracts["is_verbatim"].fillna(True).astype(bool)
        is_withheld |= extracts["consent"].eq("team").fillna(False).astype(bool) & may_be_verbatim
    return is_withheld
