"""What must be said of an export that holds text that not everybody may read."""

from __future__ import annotations

from synthesis.review import Review

__all__ = ["consent_remarks"]


def consent_remarks(review: Review) -> list[str]:
    """Return a warning where extracts have a consent that is not public, else nothing."""
    guarded = int(review.extracts["consent"].isin(["team", "none"]).sum())
    if not guarded:
        return []
    many = "1 extract" if guarded == 1 else f"{guarded} extracts"
    return [
        f"The file holds {many} that only the team, or nobody, may read: do not hand it on outside the team."
    ]
