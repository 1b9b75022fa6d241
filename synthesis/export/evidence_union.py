"""The evidence of several pages as one list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from synthesis.export.page_blocks import Evidence, EvidenceStudy, Page, Passage

__all__ = ["count_in_words", "evidence_of"]

MARK = re.compile(r"([a-z])(\d+)")


def evidence_of(pages: Sequence[Page]) -> Evidence | None:
    """Return what pages list as their evidence, each study and each passage once.

    Parameters
    ----------
    pages
        Of one review: a mark means the same on each.

    Returns
    -------
    None where no page lists any.
    """
    lists = [page.evidence for page in pages if page.evidence is not None]
    if not any(evidence.studies for evidence in lists):
        return lists[0] if lists else None
    studies: dict[str, EvidenceStudy] = {}
    passages: dict[str, dict[str, Passage]] = {}
    for evidence in lists:
        for study in evidence.studies:
            key = study.mark or study.citation
            studies.setdefault(key, study)
            known = passages.setdefault(key, {})
            for passage in study.passages:
                mark = passage.mark or passage.origin
                # A page in plain words says less of where a passage comes from than the others.
                if mark not in known or len(passage.origin) > len(known[mark].origin):
                    known[mark] = passage
    return Evidence(
        tuple(
            replace(study, passages=tuple(sorted(passages[key].values(), key=_place)))
            for key, study in sorted(studies.items(), key=lambda item: _place(item[1]))
        )
    )


def count_in_words(evidence: Evidence) -> str:
    """Return how much a list of evidence holds: ``1,500 extracts from 86 studies``."""
    n = sum(passage.mark.startswith("x") for study in evidence.studies for passage in study.passages)
    n_studies = len(evidence.studies)
    extracts = "extract" if n == 1 else "extracts"
    return f"{n:,} {extracts} from {n_studies:,} {'study' if n_studies == 1 else 'studies'}"


def _place(row: Passage | EvidenceStudy) -> tuple[bool, int]:
    """Extracts in the order of the review, configurations after them."""
    found = MARK.fullmatch(row.mark)
    return (found is not None and found[1] == "c", int(found[2]) if found else 0)
