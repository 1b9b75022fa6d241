"""A sheet with one column a theme: what its cells say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.ingest.account import Account
from synthesis.ingest.sheet_marks import meaning_of_mark, valence_of
from synthesis.ingest.sheet_rows import GIVEN, CodedRows
from synthesis.ingest.text_file import counted

__all__ = ["add_themes"]


def add_themes(rows: CodedRows, account: Account) -> None:
    """Add what the theme columns of a wide sheet say to its passages and codes.

    Parameters
    ----------
    rows
        From `read_rows`; is changed.
    account
        Is told of zeros, and of what was decided.

    Notes
    -----
    A mark codes the passage of its row, or the document where the row has no passage. A sign or a
    word of direction gives the valence as well. A text is a passage of its own in a sheet of texts,
    and a memo on the coding in a sheet of marks.
    """
    mapping, frame = rows.mapping, rows.sheet.frame
    passages, given = [rows.passages], [rows.given]
    n_passages = len(rows.passages)
    zeros: list[str] = []
    for column, code in mapping.themes.items():
        position, cells = pd.factorize(frame[column])
        mark = np.array([_meaning(cell, mapping.theme_cells) for cell in cells], dtype=object)[position]
        text = frame[column].to_numpy()
        is_text = np.flatnonzero(mark == "text")
        present = np.flatnonzero(np.isin(mark, ["present", "enabler", "barrier", "mixed"]))
        given.append(_given(present, code, valence=np.where(mark[present] == "present", "", mark[present])))
        zero = np.flatnonzero(mark == "zero")
        zeros += [f"{name}, {column}" for name in rows.names_of(frame.index[zero])]
        if mapping.zero == "absent":
            given.append(_given(zero, code, state="absent"))
        if mapping.theme_cells == "texts":
            own = rows.passages.iloc[is_text].assign(text=text[is_text], note="", key="")
            passages.append(own)
            given.append(_given(np.arange(n_passages, n_passages + len(own)), code))
            n_passages += len(own)
        else:
            given.append(_given(is_text, code, note=text[is_text]))
    if zeros:
        _account_for_zeros(zeros, mapping.zero, account)
    rows.passages = pd.concat(passages, ignore_index=True)
    rows.given = pd.concat([part for part in given if len(part)] or [given[0]], ignore_index=True)


def _meaning(cell: str, theme_cells: str) -> str:
    if not cell.strip():
        return ""
    if theme_cells == "directions":
        return valence_of(cell) or meaning_of_mark(cell) or "text"
    return meaning_of_mark(cell) or "text"


def _given(at: np.ndarray, code: str, *, valence="", state="", note="") -> pd.DataFrame:
    columns = {"passage": at, "cell": code, "valence": valence, "state": state, "note": note}
    return pd.DataFrame(columns, columns=GIVEN)


def _account_for_zeros(zeros: list[str], meaning: str, account: Account) -> None:
    account.find("zeros", len(zeros))
    choice = "0 or 'no' is read as not reported; write zero: absent where it says that a theme was not there"
    if meaning == "absent":
        account.keep("zeros", len(zeros), as_="codings of what was stated absent")
        choice = "0 or 'no' is read as stated absent"
    else:
        account.leave_out("zeros", "0 or 'no' was read as not reported", zeros)
    account.decide("zeros in the columns of themes", choice, evidence=counted(len(zeros), "cell"))
