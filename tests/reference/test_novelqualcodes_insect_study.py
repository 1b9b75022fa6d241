"""The code saturation table of the insect study, as it should be and as it was published.

R package novelqualcodes 0.13.5 (MIT licence), inst/insect_study and the table of its guided tour
(inst/doc/guided-tour.html): 15 interviews, 18 codes. Carried over is how often each code was given in
each interview; the wording of the codes is not.

The table that the package prints in its guided tour stops at 15 codes after interview 7. That is an
error upstream: ``score_codes()`` takes the codes that an interview brings out of those still to come
with ``x[-which(...)]``, which in R empties the vector where nothing matches. Interview 7 brings nothing
new, and from then on nothing is left to be new. The correct series goes on to 18; emulating the fault
gives the published one exactly.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthesis.analyses.rarefaction import rarefaction
from synthesis.analyses.saturation_curve import saturation_curve
from synthesis.review import review_from_tables

GIVEN = pd.read_csv(Path(__file__).parent / "data" / "novelqualcodes_insect_study.csv", dtype="str")
CORRECT = [5, 9, 12, 13, 14, 15, 15, 16, 16, 16, 17, 17, 18, 18, 18]
PUBLISHED = [5, 9, 12, 13, 14, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15]


@pytest.fixture(scope="module")
def interviews_as_studies():
    return review_from_tables(
        {
            "studies": [{"study_id": f"{number}"} for number in range(1, 16)],
            "codebook": [{"code_id": f"c{number}"} for number in range(1, 19)],
            "codings": pd.DataFrame({"study_id": GIVEN["interview"], "code_id": "c" + GIVEN["code_no"]}),
        }
    )


@pytest.fixture(scope="module")
def interviews_as_sources():
    return review_from_tables(
        {
            "studies": [{"study_id": "insects", "year": "2022"}],
            "sources": [{"source_id": f"{n}", "study_id": "insects"} for n in range(1, 16)],
            "codebook": [{"code_id": f"c{number}"} for number in range(1, 19)],
            "extracts": [
                {"extract_id": f"e{n}", "study_id": "insects", "source_id": n}
                for n in GIVEN["interview"].unique()
            ],
            "codings": pd.DataFrame(
                {"extract_id": "e" + GIVEN["interview"], "code_id": "c" + GIVEN["code_no"]}
            ),
        }
    )


def test_the_correct_series(interviews_as_studies):
    curve = saturation_curve(interviews_as_studies, order_by="study_id")
    assert curve["n_codes_so_far"].tolist() == CORRECT
    assert curve["n_codes_so_far"].tolist()[:7] == PUBLISHED[:7]


def test_the_same_with_participants_as_units(interviews_as_sources):
    curve = saturation_curve(interviews_as_sources, unit="source")
    assert curve["n_codes_so_far"].tolist() == CORRECT
    assert curve.attrs["n_codings_left_out"] == 0


def test_the_fault_upstream_gives_what_was_published():
    held = GIVEN.groupby(GIVEN["interview"].astype("int64"))["code_no"].agg(set)
    still_to_come, so_far = set(GIVEN["code_no"]), []
    for number in range(1, 16):
        new = still_to_come & held.get(number, set())
        still_to_come = still_to_come - new if new else set()  # the fault
        so_far.append(len(new) + (so_far[-1] if so_far else 0))
    assert so_far == PUBLISHED


def test_the_end_of_the_expected_curve(interviews_as_studies):
    table = rarefaction(interviews_as_studies)
    assert table["mean_codes"].iloc[-1] == pytest.approx(18)
    assert table["sd_conditional"].iloc[-1] == 0
    # Whatever the order, one interview holds as many codes as interviews hold on average.
    assert table["mean_codes"].iloc[0] == pytest.approx(len(GIVEN) / 15)
