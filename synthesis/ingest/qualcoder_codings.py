"""Codings of a QualCoder project: of passages, of regions of pictures, of stretches of recordings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.coded_passages import Passages
from synthesis.ingest.positions import code_points_checked, code_points_from_utf16, has_wide, with_crlf_as_one
from synthesis.ingest.sqlite_rows import SqliteTables, key_of, real_of, text_of, whole_of
from synthesis.ingest.stored_quotes import Convention, Settled, Stored, settle_quotes

__all__ = ["Codings", "clock"]


def _has_crlf(text: str) -> bool:
    return "\r\n" in text


# A selection is counted by Qt, in UTF-16 code units. What QualCoder codes by searching is counted by
# Python, in code points. A text that came with CR LF is shown with one sign for both.
CONVENTIONS = (
    Convention("UTF-16 code units", code_points_from_utf16),
    Convention("Unicode code points", code_points_checked, has_wide),
    Convention("UTF-16 code units, CR LF counted once", with_crlf_as_one(code_points_from_utf16), _has_crlf),
    Convention(
        "Unicode code points, CR LF counted once",
        with_crlf_as_one(code_points_checked),
        lambda text: has_wide(text) and _has_crlf(text),
    ),
)


class Codings:
    """The codings of a project, and the passages that they and others are about.

    Parameters
    ----------
    tables
        Of the database.
    documents
        Rows of the frame ``documents``.
    codes
        Identifiers of the codes.
    account
        Is told of codings, and of those that are left out.
    """

    def __init__(
        self, tables: SqliteTables, documents: Sequence[dict[str, Any]], codes: set[str], account: Account
    ) -> None:
        self.passages = Passages()
        self.rows: list[dict[str, Any]] = []
        self._documents = {d["document_id"]: (d["name"], d["text"]) for d in documents}
        self._codes, self._account = codes, account
        self._n_important = 0
        recordings = self._read_recordings(tables)
        self._read_texts(tables, recordings)
        self._read_pictures(tables)
        if self._n_important:
            account.find("marks of importance", self._n_important)
            account.leave_out(
                "marks of importance", "a review's codings have no such mark", self._n_important
            )

    def passages_at(self, places: Sequence[tuple[str, int | None, int | None]]) -> list[str | None]:
        """Return passages of texts by their positions, None where there is no such passage.

        Parameters
        ----------
        places
            Of each: one of the documents, and first and last position as QualCoder counts them.
        """
        quotes = [Stored(document, first, last, "") for document, first, last in places]
        quiet = Account()  # what is marked without its words cannot differ from them
        settled = settle_quotes(quotes, self._documents, CONVENTIONS[:1], quiet)
        return [
            None if found is None else self.passages.add(quote.document_id, found)
            for quote, found in zip(quotes, settled, strict=True)
        ]

    def _is_kept(self, label: str, code: str, document: str) -> bool:
        if code not in self._codes:
            self._account.leave_out("codings", "their code is not in the project", [label])
        elif document not in self._documents:
            self._account.leave_out("codings", "their source is not in the project", [label])
        else:
            return True
        return False

    def _add(self, coding: str, segment: str, code: str, owner: Any, memo: Any, important: Any) -> None:
        self._n_important += key_of(important) not in ("", "0")
        self.rows.append(
            {
                "coding_id": coding,
                "segment_id": segment,
                "code_id": code,
                "coder": text_of(owner).strip(),
                "note": text_of(memo) if text_of(memo).strip() else None,
            }
        )

    def _read_texts(self, tables: SqliteTables, recordings: dict[str, str]) -> None:
        columns = (
            "rowid",
            "ctid",
            "cid",
            "fid",
            "seltext",
            "pos0",
            "pos1",
            "owner",
            "memo",
            "important",
            "avid",
        )
        rows = tables.rows("code_text", *columns)
        self._account.find("codings", len(rows))
        kept, quotes = [], []
        for row in rows:
            coding = f"text-{key_of(row[1]) or row[0]}"
            code, document = f"code-{key_of(row[2])}", key_of(row[3])
            if self._is_kept(coding, code, document):
                kept.append((coding, code, document, row))
                quotes.append(Stored(document, whole_of(row[5]), whole_of(row[6]), text_of(row[4])))
        settled = settle_quotes(quotes, self._documents, CONVENTIONS, self._account)
        for (coding, code, document, row), found in zip(kept, settled, strict=True):
            if found is None:
                self._account.leave_out("codings", "they mark no text", [coding])
                continue
            if key_of(row[10]) in recordings:
                found = found._replace(locator=recordings[key_of(row[10])])
            self._add(coding, self.passages.add(document, found), code, row[7], row[8], row[9])

    def _read_recordings(self, tables: SqliteTables) -> dict[str, str]:
        """Return where in its recording each coding of one stands, by number."""
        columns = ("rowid", "avid", "cid", "id", "pos0", "pos1", "owner", "memo", "important")
        rows = tables.rows("code_av", *columns)
        self._account.find("codings", len(rows))
        stretches = {}
        for rowid, number, cid, source, first, last, owner, memo, important in rows:
            stretch = f"{clock(real_of(first))} to {clock(real_of(last))}"
            stretches[key_of(number)] = stretch
            coding, document = f"recording-{key_of(number) or rowid}", key_of(source)
            if self._is_kept(coding, f"code-{key_of(cid)}", document):
                segment = self.passages.add(document, Settled(None, None, "", stretch))
                self._add(coding, segment, f"code-{key_of(cid)}", owner, memo, important)
        return stretches

    def _read_pictures(self, tables: SqliteTables) -> None:
        columns = ("rowid", "imid", "cid", "id", "x1", "y1", "width", "height", "owner", "memo", "important")
        rows = tables.rows("code_image", *columns, "pdf_page")
        self._account.find("codings", len(rows))
        for rowid, number, cid, source, x, y, width, height, owner, memo, important, page in rows:
            coding, document = f"picture-{key_of(number) or rowid}", key_of(source)
            if not self._is_kept(coding, f"code-{key_of(cid)}", document):
                continue
            left, top, wide, high = (round(real_of(cell) or 0) for cell in (x, y, width, height))
            locator = f"region from ({left}, {top}) to ({left + wide}, {top + high})"
            if whole_of(page) is not None:
                locator = f"page {whole_of(page) + 1}, {locator}"  # QualCoder's first page is page 0
            segment = self.passages.add(document, Settled(None, None, "", locator))
            self._add(coding, segment, f"code-{key_of(cid)}", owner, memo, important)


def clock(milliseconds: float | None) -> str:
    """Return a time in a recording: ``00:01:10``, with milliseconds where it has any."""
    if milliseconds is None or milliseconds < 0:
        return "an unknown time"
    seconds, rest = divmod(round(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours:02d}:{minutes:02d}:{seconds:02d}"
    return f"{shown}.{rest:03d}" if rest else shown
