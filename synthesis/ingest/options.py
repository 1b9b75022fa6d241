"""What a person may say about an import, and what the review already knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["ImportOptions"]


@dataclass(frozen=True)
class ImportOptions:
    """What a reader is told besides the files.

    Parameters
    ----------
    as_
        What the rows of a sheet are, where it could be both: ``"studies"`` or ``"codings"``.
    encoding
        Encoding of a text file, where its bytes do not say: ``"windows-1252"``.
    sheet
        Name of the sheet of a workbook that is meant, or of the project of a database with several.
    mapping
        What ``import-mapping.yaml`` of the review says for this file; empty the first time.
    codes
        Paths of the codes that the review knows, levels joined by ``/``.
    studies
        The studies that the review has: rows with ``study_id``, ``citation``, ``title``, ``doi``.
    """

    as_: Literal["studies", "codings"] | None = None
    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)
    codes: Sequence[str] = ()
    studies: Sequence[Mapping[str, str]] = ()
