from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import review_of, tables_of, terms_of

COLUMNS = [
    "context_id",
    "context_sign",
    "mechanism_id",
    "mechanism_sign",
    "outcome_id",
    "outcome_sign",
    "context",
    "mechanism",
    "outcome",
    "pattern",
    "n_studies",
    "study_ids",
    "n_configurations",
    "configuration_ids",
    "n_studies_context",
    "share_of_context",
]

DRAWN = [
    ("c1", "s1", "shared_vision+ > conflict- > trust+", "t1", "supports"),
    ("c2", "s1", "shared_vision+ > conflict- > trust+", "t1", "supports"),  # s1 again: no new study
    ("c3", "s2", "shared_vision+, law+ > conflict- > trust+, pace-", "t1", "refutes"),  # 2 x 1 x 2 patterns
    ("c4", "s3", "shared_vision+ > conflict+ > trust+"),  # the mechanism's sign differs
    ("c5", "s4", "shared_vision- > conflict- > trust+"),  # the context's sign differs
    ("c6", "s5", "shared_vision+ > conflict- > "),  # a dyad: no pattern, but the context
    ("c7", "s6", " > conflict- > trust+"),  # a dyad without the context
    ("c8", "s7", "law+ > conflict- > pace-"),
]
THEORIES = [{"theory_id": "t1", "statement": "A shared vision keeps conflict low."}]


def by_pattern(table: pd.DataFrame) -> dict[str, dict]:
    return table.set_index("pattern").to_dict("index")


def test_patterns_are_counted_by_study_with_the_share_of_their_context():
    table = demi_regularities(review_of(DRAWN, theories=THEORIES))
    assert list(table.columns) == COLUMNS
    # shared vision (+), conflict (-), trust (+): s1 (c1, c2) and s2 (c3, although it refutes) = 2
    # studies, 3 configurations. Shared vision (+) is a context of s1, s2, s3 (c4) and s5 (the dyad
    # c6), not of s4 where it is (-): 4. Share 2/4.
    # law (+), conflict (-), pace (-): s2 (c3) and s7 (c8) = 2; law (+) in s2 and s7 = 2. Share 2/2.
    assert table["pattern"].tolist() == [
        "Law (+) → Conflict (−) → Pace (−)",
        "Shared vision (+) → Conflict (−) → Trust (+)",
    ]
    found = by_pattern(table)["Shared vision (+) → Conflict (−) → Trust (+)"]
    assert (found["context_id"], found["context_sign"]) == ("shared_vision", "+")
    assert (found["mechanism_id"], found["mechanism_sign"]) == ("conflict", "-")
    assert (found["outcome_id"], found["outcome_sign"]) == ("trust", "+")
    assert (found["context"], found["mechanism"], found["outcome"]) == ("Shared vision", "Conflict", "Trust")
    assert (found["n_studies"], found["study_ids"]) == (2, "s1; s2")
    assert (found["n_configurations"], found["configuration_ids"]) == (3, "c1; c2; c3")
    assert (found["n_studies_context"], found["share_of_context"]) == (4, 0.5)
    other = by_pattern(table)["Law (+) → Conflict (−) → Pace (−)"]
    assert (other["n_studies_context"], other["share_of_context"]) == (2, 1.0)


def test_every_combination_of_several_terms_is_a_pattern_and_dyads_are_none():
    table = demi_regularities(review_of(DRAWN, theories=THEORIES), min_studies=1)
    # From c1/c2: 1. From c3: 2 contexts x 2 outcomes = 4, of which 1 is that of c1. c4: 1. c5: 1.
    # c6, c7 (dyads): 0. c8: that of law and pace in c3. 1 + 3 + 1 + 1 = 6.
    assert len(table) == 6
    assert table["n_studies"].tolist() == [2, 2, 1, 1, 1, 1]
    assert not table["configuration_ids"].str.contains("c6|c7").any()


def test_signs_of_context_and_mechanism_can_be_set_aside():
    table = demi_regularities(review_of(DRAWN, theories=THEORIES), sign="outcome")
    # shared vision, conflict, trust (+): s1, s2, s3 (c4), s4 (c5) = 4. Shared vision under any sign:
    # s1 to s5 = 5. Share 4/5.
    first = table.iloc[0]
    assert first["pattern"] == "Shared vision → Conflict → Trust (+)"
    assert (first["context_sign"], first["mechanism_sign"], first["outcome_sign"]) == ("", "", "+")
    assert (first["n_studies"], first["n_configurations"]) == (4, 5)
    assert (first["n_studies_context"], first["share_of_context"]) == (5, 0.8)
    assert len(table) == 2


def test_rolled_up_codes_that_become_one_count_a_study_once():
    drawn = [
        ("c1", "s1", "vision_a+, vision_b+ > conflict- > trust+"),
        ("c2", "s1", "vision_b+ > conflict- > trust+"),
        ("c3", "s2", "vision+ > conflict- > trust+"),  # the parent itself
    ]
    review = review_of(drawn, parents={"vision_a": "vision", "vision_b": "vision"})
    # As given: vision_a, vision_b and vision in one study each, so nothing recurs.
    assert demi_regularities(review).empty
    # Rolled up: s1 (c1, c2) and s2 (c3): 2 studies, 3 configurations, 2 of 2 with the context.
    table = demi_regularities(review, level=1)
    assert table["pattern"].tolist() == ["Vision (+) → Conflict (−) → Trust (+)"]
    assert table.loc[0, ["n_studies", "n_configurations", "n_studies_context"]].tolist() == [2, 3, 2]
    # Level 2 leaves a top code what it is.
    assert len(demi_regularities(review, level=2, min_studies=1)) == 3


def test_resource_and_reasoning_are_one_mechanism():
    tables = tables_of([("c1", "s1", "law+ > trust+ > pace+")])
    mechanism = tables["configuration_terms"].pop(1)
    tables["configuration_terms"] += [{**mechanism, "part": p} for p in ("resource", "reasoning")]
    table = demi_regularities(review_from_tables(tables), min_studies=1)
    assert table["n_configurations"].tolist() == [1]


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "2", True, None])
def test_the_least_number_of_studies_is_a_whole_number(wrong):
    with pytest.raises(OptionError, match="whole number of 1 or more"):
        demi_regularities(review_of(DRAWN, theories=THEORIES), min_studies=wrong)


@pytest.mark.parametrize("options", [{"sign": "outcomes"}, {"level": 0}, {"level": "top"}])
def test_other_options_are_checked(options):
    with pytest.raises(OptionError, match=f"{next(iter(options))}="):
        demi_regularities(review_of(DRAWN, theories=THEORIES), **options)


def test_a_numpy_integer_is_a_whole_number():
    assert len(demi_regularities(review_of(DRAWN, theories=THEORIES), min_studies=np.int64(2))) == 2


@pytest.mark.parametrize("drawn", [[], [("c1", "s1", ""), ("c2", "s1", "law+ > trust+ > ")]])
def test_without_patterns_the_table_is_empty(drawn):
    table = demi_regularities(review_of(drawn), min_studies=1)
    assert table.empty
    assert list(table.columns) == COLUMNS


# ---- against a recomputation with plain sets ----

CODES = st.sampled_from(["a", "b", "c"])
TERMS = st.lists(st.builds(lambda c, s: c + s, CODES, st.sampled_from("+-")), max_size=2, unique=True)
DRAWINGS = st.builds(lambda *parts: " > ".join(", ".join(p) for p in parts), TERMS, TERMS, TERMS)
STUDIES = st.sampled_from(["s1", "s2", "s3"])
# A review takes a tenth of a second to check, so a few larger ones rather than many small ones.
REVIEWS = st.lists(st.tuples(STUDIES, DRAWINGS), min_size=1, max_size=20).map(
    lambda rows: [(f"c{n}", study, drawing) for n, (study, drawing) in enumerate(rows)]
)
PARENTS = {"a": "top", "b": "top"}


def expected(drawn, min_studies: int, sign: str, level: int | None) -> dict:
    """Recount with sets: {pattern: (studies, configurations, studies of the context)}."""
    studies, ids, of_context = {}, {}, {}
    for configuration, study, drawing in drawn:
        by_role = {"context": set(), "mechanism": set(), "outcome": set()}
        for role, code, its_sign in terms_of(drawing):
            shown = its_sign if sign == "all" or role == "outcome" else ""
            by_role[role].add((PARENTS.get(code, code) if level == 1 else code, shown))
        for context in by_role["context"]:
            of_context.setdefault(context, set()).add(study)
        for pattern in product(*by_role.values()):
            studies.setdefault(pattern, set()).add(study)
            ids.setdefault(pattern, set()).add(configuration)
    return {
        tuple(x for term in pattern for x in term): (
            "; ".join(sorted(found)),
            "; ".join(sorted(ids[pattern])),
            len(of_context[pattern[0]]),
        )
        for pattern, found in studies.items()
        if len(found) >= min_studies
    }


@settings(max_examples=20, deadline=None)
@given(
    drawn=REVIEWS,
    min_studies=st.integers(1, 3),
    sign=st.sampled_from(["all", "outcome"]),
    level=st.sampled_from([None, 1]),
    seed=st.integers(0, 999),
)
def test_equals_a_count_with_plain_sets_in_any_order_of_rows(drawn, min_studies, sign, level, seed):
    mixed = {
        name: pd.DataFrame(rows).sample(frac=1, random_state=seed)
        for name, rows in tables_of(drawn, parents=PARENTS).items()
    }
    table = demi_regularities(review_from_tables(mixed), min_studies=min_studies, sign=sign, level=level)
    recounted = expected(drawn, min_studies, sign, level)
    found = {tuple(row[:6]): (row[11], row[13], row[14]) for row in table.itertuples(index=False, name=None)}
    assert found == recounted
    n_studies = {key: len(studies.split("; ")) for key, (studies, *_) in recounted.items()}
    assert table["n_studies"].tolist() == [n_studies[key] for key in found]
    assert list(found) == sorted(found, key=lambda key: (-n_studies[key], key))
    assert table["share_of_context"].tolist() == [n_studies[key] / found[key][2] for key in found]
