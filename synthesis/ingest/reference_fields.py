"""The fields of a reference as columns of a study; every field of a record is accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from synthesis.ingest.account import Account
from synthesis.ingest.text_file import clean_text

__all__ = ["FIELDS", "ReferenceFields", "labels_in", "split_list"]

FIELDS: dict[str, bool] = {
    "title": False,
    "authors": True,
    "year": True,
    "doi": True,
    "editors": True,
    "journal": False,
    "abstract": False,
    "keywords": True,
    "volume": False,
    "issue": False,
    "pages": False,
    "month": False,
    "edition": False,
    "publisher": False,
    "place": False,
    "issn": True,
    "url": True,
    "pmid": False,
    "pmcid": False,
    "accession_number": False,
    "database": False,
    "language": True,
    "type": True,
    "labels": True,
    "notes": True,
}
"""Each field that a study may have from a reference, and whether it may have several values."""

_LABEL = re.compile(r"\bASReview_[A-Za-z_]+")


class ReferenceFields:
    """Takes the fields of each record into those of a study, and accounts for every one.

    Parameters
    ----------
    taken
        Field of a study -> tags or columns that hold it, the best first.
    unused
        Tags that are known and not taken -> why, as words that follow "because".

    Attributes
    ----------
    n_taken
        How many values of the record that was taken last are in the fields of the study.
    """

    def __init__(self, taken: Mapping[str, Sequence[str]], unused: Mapping[str, str] | None = None) -> None:
        self._taken = {name: tuple(tags) for name, tags in taken.items()}
        self._known = {tag for tags in self._taken.values() for tag in tags}
        self._unused = dict(unused or {})
        self._found = self._kept = 0
        self._left: dict[str, list[str]] = {}
        self._joined = 0
        self.n_taken = 0

    def leave_out(self, reason: str, tag: str, n: int = 1, *, is_found: bool = False) -> None:
        """Count values of a tag that are not taken; ``is_found``: they are counted as found already."""
        self._found += 0 if is_found else n
        self._left.setdefault(reason, []).extend([tag] * n)

    def count_joined(self, n: int) -> None:
        """Count ``n`` more values of the record taken next, joined to another one."""
        self._found += n
        self._kept += n
        self._joined += n

    def take(self, record: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Return the fields of a study from the tags of a record.

        Parameters
        ----------
        record
            Tag -> values; blank ones count as not there.
        """
        before = self._kept
        filled = {tag: [text for v in values if (text := clean_text(v))] for tag, values in record.items()}
        self._found += sum(map(len, filled.values()))
        fields: dict[str, list[str]] = {}
        for name, tags in self._taken.items():
            values = [(tag, value) for tag in tags for value in filled.get(tag, ())]
            if not values:
                continue
            if FIELDS.get(name, True):
                fields[name] = list(dict.fromkeys(value for _, value in values))
                self._kept += len(values)
                continue
            fields[name] = [values[0][1]]
            for tag, value in values:
                if value == values[0][1]:
                    self._kept += 1
                else:
                    reason = "the record gives another value for the same, which was taken"
                    self.leave_out(reason, tag, is_found=True)
        for tag, values in filled.items():
            if tag not in self._known and values:
                reason = self._unused.get(tag, "the table of studies has no column for it")
                self.leave_out(reason, tag, len(values), is_found=True)
        self.n_taken, self._joined = self._kept - before + self._joined, 0
        return fields

    def account_for(self, account: Account) -> None:
        """Write all of it into the account as ``fields``."""
        account.find("fields", self._found)
        account.keep("fields", self._kept, as_="columns of studies")
        for reason, tags in self._left.items():
            # The tags that hold most come first, because only a few are named.
            ordered = [tag for tag, n in Counter(tags).most_common() for _ in range(n)]
            account.leave_out("fields", reason, ordered)


def labels_in(notes: Iterable[str]) -> list[str]:
    """Return the screening labels that ASReview writes into notes, each once."""
    return list(dict.fromkeys(label for note in notes for label in _LABEL.findall(note)))


def split_list(cells: Iterable[str], signs: str) -> list[str]:
    """Return the parts of cells that hold several values, parted by any of some signs."""
    parts: list[str] = []
    for cell in cells:
        for sign in signs[1:]:
            cell = cell.replace(sign, signs[0])
        parts += [part.strip() for part in cell.split(signs[0])]
    return [part for part in parts if part]
