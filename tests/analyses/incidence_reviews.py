"""Small reviews that say which study holds which codes, for tests of saturation and of leaving out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synthesis.review import Review, review_from_tables

__all__ = ["review_holding"]


def review_holding(
    held: Mapping[str, str],
    *,
    codes: str = "",
    settings: Mapping[str, object] | None = None,
    **columns: Sequence,
) -> Review:
    """Return a review: ``held`` maps each study to its codes, one letter each; ``columns`` are of studies."""
    letters = sorted({*codes, *"".join(held.values())})
    studies = [
        {
            "study_id": study,
            "citation": f"Citation of {study}",
            **{name: values[i] for name, values in columns.items()},
        }
        for i, study in enumerate(held)
    ]
    codings = [{"study_id": study, "code_id": code} for study, of_study in held.items() for code in of_study]
    return review_from_tables(
        {
            "studies": studies,
            "codebook": [{"code_id": code, "label": f"Code {code}"} for code in letters],
            # A table without rows would be one that was not supplied.
            "codings": codings or [{"study_id": next(iter(held)), "code_id": letters[0], "state": "absent"}],
        },
        settings=settings,
    )
