"""The reviews that round trips are tried on hold what tools are known to change, so that none passes idly."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from synthesis.schema import TABLES
from tests.export.generated_reviews import NEVER_MISSING, TEXTS_OF, reviews

SHAPES = {
    "a sign beyond the basic plane": lambda text: max(text, default="") > "\uffff",
    "CR": lambda text: "\r" in text.replace("\r\n", ""),
    "CRLF": lambda text: "\r\n" in text,
    "right to left": lambda text: any("\u0590" <= sign <= "\u06ff" for sign in text) and "\u202e" in text,
}


def test_each_shape_stands_in_the_text_that_is_never_missing():
    assert [name for name, holds in SHAPES.items() if not holds(NEVER_MISSING)] == []


@pytest.mark.parametrize("every_table", [False, True])
def test_reviews_are_of_every_shape(every_table):
    seen: Counter[str] = Counter()

    @given(review=reviews(every_table=every_table))
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def look(review):
        seen["reviews"] += 1
        for table, column in TEXTS_OF.items():
            if review.has(table):
                seen[table] += 1
                said = "".join(getattr(review, table)[column].dropna())
                assert [name for name, holds in SHAPES.items() if not holds(said)] == [], table
        seen.update(name for name in TABLES if review.has(name) and name not in TEXTS_OF)
        seen["several coders"] += review.codings["coder"].nunique() > 1
        seen["absences"] += bool((review.codings["state"] == "absent").any())
        seen["valences"] += bool(review.codings["valence"].notna().any())
        seen["levels"] += int(review.code_tree["level"].max()) > 2

    look()
    assert seen["reviews"] >= 8
    wanted = {*TEXTS_OF, "sources", "reports", "codings", "several coders", "absences", "valences", "levels"}
    wanted |= set(TABLES) if every_table else set()
    assert {name: seen[name] for name in wanted if seen[name] < 2} == {}
