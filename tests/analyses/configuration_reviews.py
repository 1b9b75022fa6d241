"""Small reviews for the tests of configurations, written as people draw them.

``"history+, law- > trust+ > sharing+"`` is a configuration with two contexts, one mechanism and
one outcome; a dyad leaves a role blank: ``" > trust+ > sharing+"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from synthesis.review import Review, review_from_tables

ROLES = ("context", "mechanism", "outcome")


def terms_of(drawn: str) -> list[tuple[str, str, str]]:
    """Return (role, code, sign) of each term of a configuration as drawn."""
    parts = [part.strip() for part in drawn.split(">")] if drawn.strip() else ["", "", ""]
    return [
        (role, term.strip()[:-1], term.strip()[-1])
        for role, part in zip(ROLES, parts, strict=True)
        for term in part.split(",")
        if term.strip()
    ]


def tables_of(
    drawn: Iterable[Sequence[str]],
    *,
    parents: Mapping[str, str] | None = None,
    theories: Sequence[Mapping[str, str]] = (),
) -> dict[str, list[dict[str, str]]]:
    """Return the tables of a review.

    ``drawn`` holds (configuration, study, drawing[, theory, relation]); ``parents`` maps a code to
    its parent. A code's label is its identifier with a capital and spaces.
    """
    drawn = [(*row, *[""] * (5 - len(row))) for row in drawn]
    parents = dict(parents or {})
    terms = [(c, *term) for c, _, drawing, *_ in drawn for term in terms_of(drawing)]
    codes = list(dict.fromkeys([*parents.values(), *parents, *(code for _, _, code, _ in terms), "other"]))
    studies = list(dict.fromkeys(study for _, study, *_ in drawn)) or ["s0"]
    tables = {
        "studies": [{"study_id": s, "citation": f"Citation of {s}"} for s in studies],
        "codebook": [
            {"code_id": c, "label": c.replace("_", " ").capitalize(), "parent_id": parents.get(c, "")}
            for c in codes
        ],
        "codings": [{"study_id": studies[0], "code_id": "other", "coder": "AB"}],
        "theories": [dict(theory) for theory in theories],
        "configurations": [
            {"configuration_id": c, "study_id": s, "theory_id": theory, "relation": relation}
            for c, s, _, theory, relation in drawn
        ],
        "configuration_terms": [
            {"configuration_id": c, "role": role, "code_id": code, "sign": sign}
            for c, role, code, sign in terms
        ],
    }
    # A table without rows is one that was not supplied.
    return {name: rows for name, rows in tables.items() if rows}


def review_of(drawn: Iterable[Sequence[str]], **options) -> Review:
    """Return the review that `tables_of` describes."""
    return review_from_tables(tables_of(drawn, **options))
