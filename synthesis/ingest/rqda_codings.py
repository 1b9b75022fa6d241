"""Codings of an RQDA project, and the passages that they and its cases mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.ingest.account import Account
from synthesis.ingest.coded_passages import Passages
from synthesis.ingest.positions import code_points_checked
from synthesis.ingest.rqda_rows import ActiveRows
from synthesis.ingest.sqlite_rows import key_of, real_of, text_of, whole_of
from synthesis.ingest.stored_quotes import Convention, Settled, Stored, settle_quotes

__all__ = ["Codings"]

CONVENTION = Convention("Unicode code points", code_points_checked)

SECOND = " (second coding)"


class Codings:
    """The codings of a project.

    Parameters
    ----------
    rows
        Of the database.
    documents
        Rows of the frame ``documents``.
    code_of
        Number of a code -> its identifier.
    account
        Is told of codings, and of those that are left out.
    """

    def __init__(
        self,
        rows: ActiveRows,
        documents: Sequence[dict[str, Any]],
        code_of: Mapping[str, str],
        account: Account,
    ) -> None:
        self.passages = Passages()
        self.rows: list[dict[str, Any]] = []
        self._documents = {d["document_id"]: (d["name"], d["text"]) for d in documents}
        self._code_of, self._account = code_of, account
        self._read_texts(rows)
        self._read_pictures(rows)

    def passages_at(self, places: Sequence[tuple[str, int | None, int | None]]) -> list[str | None]:
        """Return passages of texts by their positions, None where there is no such passage.

        Parameters
        ----------
        places
            Of each: one of the documents, and first and last position.
        """
        quotes = [Stored(document, first, last, "") for document, first, last in places]
        settled = settle_quotes(quotes, self._documents, [CONVENTION], Account())
        return [
            None if found is None else self.passages.add(quote.document_id, found)
            for quote, found in zip(quotes, settled, strict=True)
        ]

    def _is_kept(self, coding: str, code: str, document: str) -> bool:
        if code not in self._code_of:
            self._account.leave_out("codings", "their code is deleted", [coding])
        elif document not in self._documents:
            self._account.leave_out("codings", "their file is deleted", [coding])
        else:
            return True
        return False

    def _add(self, coding: str, segment: str, code: str, coder: str, memo: Any) -> None:
        self.rows.append(
            {
                "coding_id": coding,
                "segment_id": segment,
                "code_id": self._code_of[code],
                "coder": coder,
                "note": text_of(memo) if text_of(memo).strip() else None,
            }
        )

    def _read_texts(self, rows: ActiveRows) -> None:
        columns = ("rowid", "cid", "fid", "seltext", "selfirst", "selend", "owner", "memo")
        kept, quotes = [], []
        for table in ("coding", "coding2"):
            for rowid, cid, fid, words, first, last, owner, memo in rows.of(table, *columns, kind="codings"):
                coding, code, document = f"{table}-{rowid}", key_of(cid), key_of(fid)
                if not self._is_kept(coding, code, document):
                    continue
                coder = text_of(owner).strip() + (SECOND if table == "coding2" else "")
                kept.append((coding, code, coder.strip(), memo))
                quotes.append(Stored(document, whole_of(first), whole_of(last), text_of(words)))
        settled = settle_quotes(quotes, self._documents, [CONVENTION], self._account)
        for (coding, code, coder, memo), quote, found in zip(kept, quotes, settled, strict=True):
            if found is None:
                self._account.leave_out("codings", "they mark no text", [coding])
                continue
            self._add(coding, self.passages.add(quote.document_id, found), code, coder, memo)
        n_second = sum(1 for row in self.rows if row["coding_id"].startswith("coding2-"))
        if n_second:
            self._account.decide(
                "second codings",
                f"a coder of their own, marked '{SECOND.strip()}'",
                evidence=f"{n_second:,} codings are in RQDA's table for a second coding of the same files",
            )

    def _read_pictures(self, rows: ActiveRows) -> None:
        columns = ("rowid", "cid", "iid", "x1", "y1", "x2", "y2", "owner", "memo")
        for rowid, cid, image, *corners, owner, memo in rows.of("imageCoding", *columns, kind="codings"):
            coding, code, document = f"imagecoding-{rowid}", key_of(cid), f"image-{key_of(image)}"
            if self._is_kept(coding, code, document):
                left, top, right, bottom = (round(real_of(cell) or 0) for cell in corners)
                locator = f"region from ({left}, {top}) to ({right}, {bottom})"
                segment = self.passages.add(document, Settled(None, None, "", locator))
                self._add(coding, segment, code, text_of(owner).strip(), memo)
