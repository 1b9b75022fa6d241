"""The order in which rows were typed says nothing: every count is the same in any order."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.co_occurrence import co_occurrence
from synthesis.analyses.flow import flow
from synthesis.analyses.intensity import intensity
from synthesis.analyses.single_coder_codings import single_coder_codings
from synthesis.analyses.study_characteristics import study_characteristics
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.analyses.theme_matrix import theme_matrix
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_tables
from tests.analyses.test_flow import CONSISTENT

ANSWERS = {
    "study_characteristics": study_characteristics,
    "flow": flow,
    "theme_frequencies": theme_frequencies,
    "theme_frequencies by": lambda review: theme_frequencies(review, by="country", level=1),
    "theme_matrix": theme_matrix,
    "theme_matrix of sources": lambda review: theme_matrix(review, unit="source", values="counts"),
    "intensity": intensity,
    "co_occurrence": co_occurrence,
    "co_occurrence in studies": lambda review: co_occurrence(review, within="study", keep_zero=True),
    "single_coder_codings": single_coder_codings,
}


def _tables():
    tables = small_tables()
    tables["flow"] = [dict(zip(("box", "n", "reason"), row, strict=True)) for row in CONSISTENT]
    return tables


AS_TYPED = review_from_tables(_tables())


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rng: random.Random):
    tables = _tables()
    # The codebook is left as it is: its order is the reading order that people gave their codes.
    for name in set(tables) - {"codebook"}:
        rng.shuffle(tables[name])
    shuffled = review_from_tables(tables)
    for answer in ANSWERS.values():
        pd.testing.assert_frame_equal(answer(shuffled), answer(AS_TYPED))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_codebook_changes_the_order_and_no_number(seed):
    tables = _tables()
    random.Random(seed).shuffle(tables["codebook"])
    shuffled = theme_frequencies(review_from_tables(tables))
    as_typed = theme_frequencies(AS_TYPED)
    pd.testing.assert_frame_equal(
        shuffled.sort_values("code_id", ignore_index=True), as_typed.sort_values("code_id", ignore_index=True)
    )


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_review_is_left_as_it_was(answer):
    review = AS_TYPED
    before = {name: getattr(review, name) for name in _tables()} | {"tree": review.code_tree.copy()}
    table = answer(review)
    table.iloc[:, 0] = "written over"
    for name, known in before.items():
        pd.testing.assert_frame_equal(review.code_tree if name == "tree" else getattr(review, name), known)
