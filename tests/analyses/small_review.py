"""A review of four studies that can be counted by hand.

The hierarchy of its codes is::

    a            s1
      a1         s1 (also stated absent)
        a11      s2
      a2         s3
    b            s1, s3 (s3 as a whole); stated absent in s2
    c

Study s4 is silent. Coders: AB everywhere, CD in s1 only.
"""

from __future__ import annotations

from functools import cache

from synthesis.review import Review, review_from_tables

__all__ = ["small_review", "small_tables"]


def small_tables() -> dict[str, list[dict[str, str]]]:
    """Return the tables, as a person would type them."""

    def rows(columns: str, text: str) -> list[dict[str, str]]:
        names = columns.split()
        cells = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
        return [dict(zip(names, row, strict=True)) for row in cells]

    return {
        "studies": rows(
            "study_id citation year country field",
            """
            s1 | Ash 2010   | 2010 | England; Wales | health
            s2 | Birch 2009 | 2009 | England        | health
            s3 | Cedar 2010 | 2010 |                | health
            s4 | Dale 2012  |      | Norway         | social care
            """,
        ),
        "sources": rows(
            "source_id study_id",
            """
            p1 | s1
            p2 | s1
            """,
        ),
        "codebook": rows(
            "code_id label parent_id",
            """
            a   | Trust          |
            a1  | Early trust    | a
            a11 | Trust in a day | a1
            a2  | Costs $5 to $9 | a
            b   | Leadership     |
            c   | Money          |
            """,
        ),
        "extracts": rows(
            "extract_id study_id source_id is_verbatim",
            """
            e1 | s1 | p1 | false
            e2 | s1 |    | false
            e3 | s2 |    | false
            e4 | s3 |    | false
            e5 | s3 |    | false
            """,
        ),
        "codings": rows(
            "extract_id study_id code_id coder valence state",
            """
            e1 |    | a   | AB | enabler | present
            e1 |    | a1  | CD | barrier |
            e1 |    | b   | AB | enabler |
            e1 |    | b   | CD |         |
            e2 |    | a1  | AB | mixed   |
            e2 |    | a1  | CD |         | absent
            e3 |    | a11 | AB | enabler |
            e3 |    | b   | AB | barrier | absent
               | s3 | b   | AB | enabler |
            e4 |    | a2  | AB |         |
            """,
        ),
    }


@cache
def small_review(*, without_present: bool = False, **settings: str) -> Review:
    """Return the review; ``without_present`` keeps stated absence only.

    A review is read-only, so that tests can share one.
    """
    tables = small_tables()
    if without_present:
        tables["codings"] = [row for row in tables["codings"] if row["state"] == "absent"]
    return review_from_tables(tables, settings=settings)
