"""The texts of a REFI-QDA project: the extracts of each source in a row, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from synthesis.errors import check_option
from synthesis.ingest.refi_qda_origin import CODE_POINTS, UTF_16, in_source
from synthesis.review import Review

__all__ = ["UNITS", "Passage", "SourceText", "source_texts"]

UNITS = {"utf-16": UTF_16, "code-points": CODE_POINTS}
"""What ``offsets`` can be -> how the project's origin says it."""

BETWEEN = "\n\n"


@dataclass(frozen=True)
class Passage:
    """An extract in the text of its source.

    Parameters
    ----------
    row
        Row of the extract in the review's table, from 0.
    start, end
        Where it stands, the end excluded, counted as the project counts.
    is_exact
        Whether what stands there is the text of the extract, sign by sign.
    """

    row: int
    start: int
    end: int
    is_exact: bool


@dataclass
class SourceText:
    """One text source of a project.

    Parameters
    ----------
    study_id
        The study that it belongs to.
    source_id
        The source that it is, None for the extracts of the study that name no source.
    name
        What people read; no two are the same.
    text
        The extracts in the order of the review, an empty line between two.
    passages
        Where each stands.
    """

    study_id: str
    source_id: str | None
    name: str
    text: str = ""
    passages: list[Passage] = field(default_factory=list)


def source_texts(review: Review, *, offsets: str) -> list[SourceText]:
    """Lay out the extracts of a review as the texts of sources.

    Parameters
    ----------
    review
        Not modified.
    offsets
        ``"utf-16"`` or ``"code-points"``: what positions count.

    Returns
    -------
    One text per row of ``sources``, in its order, then one for each study with extracts that name no
    source or with codings of the study as a whole.

    Raises
    ------
    OptionError
        ``offsets`` is neither.
    """
    check_option("offsets", offsets, UNITS)
    extracts, codings = review.extracts, review.codings
    whole = codings.loc[codings["extract_id"].isna(), "study_id"]
    own = set(extracts.loc[extracts["source_id"].isna(), "study_id"]) | set(whole)
    texts = [
        SourceText(study, source, source)
        for study, source in zip(review.sources["study_id"], review.sources["source_id"], strict=True)
    ]
    texts += [SourceText(study, None, study) for study in review.studies["study_id"] if study in own]
    _tell_names_apart(texts)
    rows_of = _rows_of_texts(extracts)
    for text in texts:
        _lay_out(text, extracts, rows_of.get((text.study_id, text.source_id or ""), []), offsets)
    return texts


def _tell_names_apart(texts: list[SourceText]) -> None:
    """Give a study's own text another name than a source has, whatever the case of its letters."""
    taken: set[str] = set()
    for text in texts:
        name, number = text.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{text.name} ({number})"
        text.name = name
        taken.add(name.casefold())


def _rows_of_texts(extracts: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    rows: dict[tuple[str, str], list[int]] = {}
    sources = extracts["source_id"].fillna("")
    for row, key in enumerate(zip(extracts["study_id"], sources, strict=True)):
        rows.setdefault(key, []).append(row)
    return rows


def _lay_out(text: SourceText, extracts: pd.DataFrame, rows: list[int], offsets: str) -> None:
    pieces: list[str] = []
    position = 0
    for row, said in zip(rows, extracts["text"].iloc[rows], strict=True):
        has_text = isinstance(said, str)
        shown = in_source(said) if has_text else ""
        # Some tools do not take a selection of nothing, so there is something to select.
        shown = shown if shown.strip() else in_source(f"[{extracts['extract_id'].iloc[row]}: no text]")
        if pieces:
            pieces.append(BETWEEN)
            position += len(BETWEEN)
        end = position + _length(shown, offsets)
        text.passages.append(Passage(row, position, end, has_text and shown == said))
        pieces.append(shown)
        position = end
    text.text = "".join(pieces) or "No passage of this source is in the review."


def _length(text: str, offsets: str) -> int:
    return len(text) if offsets == "code-points" else len(text.encode("utf-16-le")) // 2
