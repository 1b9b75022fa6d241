"""What an import found, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synthesis.importing.changes import Changes
from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.review import Review, review_from_tables

__all__ = ["ImportResult"]


@dataclass
class ImportResult:
    """What an import found, and what became of it.

    Parameters
    ----------
    tables
        The tables of the review with the import in it, all cells text, missing where blank.
    account
        What was found, kept and left out, and what was decided on the way.
    changes
        What changed in the review.
    mapping
        Name of each imported file -> what was taken for what; can be changed and given to
        `synthesis.importing.project.import_project` again.
    imports
        The account of each file apart, with its name, format and tool.
    missing
        Tables that the review still needs before it can be checked and reported.
    settings
        Entries of ``review.yaml``, as they are or will be.
    written
        Whether files were written.
    is_new
        Whether there is anything to write: the same file again has nothing new.
    """

    tables: dict[str, pd.DataFrame]
    account: Account
    changes: Changes
    mapping: dict[str, dict[str, Any]]
    imports: list[Imported] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    settings: Mapping[str, Any] = field(default_factory=dict)
    written: bool = False
    is_new: bool = True

    @property
    def asks(self) -> bool:
        """Whether something that stands in the review is changed or taken out."""
        return self.changes.asks

    def review(self) -> Review:
        """Return the tables as a review that can be analysed.

        Raises
        ------
        ReviewError
            A table that every review needs is still to come.
        """
        return review_from_tables(self.tables, settings=self.settings)
