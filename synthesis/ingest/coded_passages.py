"""The passages that people marked, each once however often it was coded."""

from __future__ import annotations

from typing import Any

from synthesis.ingest.identifiers import digest_of
from synthesis.ingest.stored_quotes import Settled

__all__ = ["Passages"]


class Passages:
    """Rows for the frame ``segments`` of a project whose tool knows codings and no selections.

    Two codings of the same passage share it. It is named for where it is, so that it has the same
    name in a newer file of the project.
    """

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Any]] = {}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row for each passage, in the order in which they were first named."""
        return list(self._rows.values())

    def add(self, document_id: str, settled: Settled) -> str:
        """Return the identifier of a passage.

        Parameters
        ----------
        document_id
            The document that it is in.
        settled
            Its place and its words. One without a place in a text is known by its words and locator.
        """
        if settled.start is None:
            segment_id = f"{document_id}:{digest_of(f'{settled.locator}|{settled.text}')}"
        else:
            segment_id = f"{document_id}:{settled.start}-{settled.end}"
        self._rows.setdefault(
            segment_id,
            {
                "segment_id": segment_id,
                "document_id": document_id,
                "start": settled.start,
                "end": settled.end,
                "text": settled.text or None,
                "locator": settled.locator or None,
            },
        )
        return segment_id
