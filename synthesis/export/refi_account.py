"""What of a review a REFI-QDA file carries, and what it has no place for: every table, every column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from synthesis.ingest.account import Account
from synthesis.review import Review
from synthesis.schema import SETTINGS, TABLES

__all__ = ["codebook_account", "project_account"]

CARRIED_AS = {
    "studies": "cases with variables",
    "reports": "lines in the descriptions of cases",
    "sources": "text sources",
    "codebook": "codes",
    "extracts": "selections of text",
    "codings": "codings",
    "memos": "notes",
}
"""Tables that a project carries -> what their rows are in it."""

NO_PLACE = "a REFI-QDA project has no place for it"
CODES_ONLY = "a REFI-QDA codebook holds codes and nothing else"
IN_PROJECT = {"id", "title", "question", "kind", "synthetic", "citation", "licence"}


def project_account(review: Review) -> Account:
    """Return the account of a project; the parameter is not modified."""
    return _account(review, CARRIED_AS, IN_PROJECT, NO_PLACE)


def codebook_account(review: Review) -> Account:
    """Return the account of a codebook; the parameter is not modified."""
    return _account(review, {"codebook": "codes"}, set(), CODES_ONLY)


def _account(review: Review, carried: Mapping[str, str], entries: Collection[str], why_not: str) -> Account:
    account = Account()
    for name in TABLES:
        if not review.has(name):
            continue
        rows: pd.DataFrame = getattr(review, name)
        account.find(name, len(rows))
        if name in carried:
            account.keep(name, len(rows), as_=carried[name])
            blank = [c for c in rows.columns if c not in TABLES[name].columns and rows[c].isna().all()]
            if blank:
                account.find("columns", len(blank))
                account.leave_out("columns", "nothing stands in them", [f"{name}.{c}" for c in blank])
            continue
        account.leave_out(name, why_not, len(rows))
        filled = [column for column in rows.columns if rows[column].notna().any()]
        account.remark(f"Not carried: {name} ({', '.join(filled)}).")
    given = [name for name in SETTINGS if _is_given(review, name)] + list(review.settings.other)
    kept = [name for name in given if name in entries]
    left = [name for name in given if name not in entries]
    account.find("entries of review.yaml", len(given))
    account.keep("entries of review.yaml", len(kept), as_="name and description of the project")
    account.leave_out("entries of review.yaml", why_not, left)
    if left:
        account.remark(f"Not carried: review.yaml ({', '.join(left)}).")
    return account


def _is_given(review: Review, name: str) -> bool:
    value: Any = review.settings.is_synthetic if name == "synthetic" else getattr(review.settings, name)
    return bool(value) and value != SETTINGS[name].default
