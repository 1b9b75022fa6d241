"""The order in which appraisals and extracts were typed says nothing."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from synthesis.analyses.appraisal_summary import appraisal_summary
from synthesis.analyses.appraisal_table import appraisal_table
from synthesis.analyses.confidence import confidence
from synthesis.analyses.confidence_evidence import confidence_evidence
from synthesis.analyses.confidence_lint import confidence_lint
from synthesis.analyses.reporting_checklist import reporting_checklist
from synthesis.review import review_from_tables
from tests.analyses.appraised_review import appraised_tables

ANSWERS = [
    appraisal_summary,
    appraisal_table,
    confidence,
    confidence_evidence,
    confidence_lint,
    reporting_checklist,
]
AS_TYPED = review_from_tables(appraised_tables())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda f: f.__name__)
def test_the_order_of_rows_never_matters(answer, seed):
    tables = appraised_tables()
    # Findings stay: their order is the team's own.
    for name in set(tables) - {"findings"}:
        random.Random(seed).shuffle(tables[name])
    pd.testing.assert_frame_equal(answer(review_from_tables(tables)), answer(AS_TYPED))


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda f: f.__name__)
def test_the_review_is_left_as_it_was(answer):
    before = {name: getattr(AS_TYPED, name) for name in appraised_tables()}
    table = answer(AS_TYPED)
    table.iloc[:, 0] = "written over"
    for name, known in before.items():
        pd.testing.assert_frame_equal(getattr(AS_TYPED, name), known)
