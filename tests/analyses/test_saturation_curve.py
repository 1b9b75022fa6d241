from __future__ import annotations

import pytest

from synthesis.analyses.permutation_bands import permutation_bands
from synthesis.analyses.rarefaction import rarefaction
from synthesis.analyses.sample_coverage import sample_coverage
from synthesis.analyses.saturation_curve import saturation_curve
from synthesis.analyses.stopping_points import stopping_points
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.incidence_reviews import review_holding
from tests.analyses.small_review import small_review

HELD = {"s2": "ab", "s10": "bc", "s1": "", "s3": "acd"}
YEARS = ["2005", "2001", "2005", ""]


@pytest.fixture(scope="module")
def review():
    return review_holding(HELD, codes="e", year=YEARS)


def test_new_codes_in_the_order_of_years(review):
    curve = saturation_curve(review)
    # 2001 first; the two of 2005 by id, the silent one among them; no year last.
    assert curve["study_id"].tolist() == ["s10", "s1", "s2", "s3"]
    assert curve["position"].tolist() == [1, 2, 3, 4]
    assert curve["n_new_codes"].tolist() == [2, 0, 1, 1]
    assert curve["n_codes_so_far"].tolist() == [2, 2, 3, 4]
    assert curve["new_codes"].tolist() == ["Code b; Code c", "", "Code a", "Code d"]
    assert curve["read_by"].tolist()[:3] == ["2001", "2005", "2005"]
    assert curve["read_by"].isna().tolist() == [False, False, False, True]
    assert curve.attrs["order_by"] == "year"


def test_ids_are_read_as_people_count(review):
    assert saturation_curve(review, order_by="study_id")["study_id"].tolist() == ["s1", "s2", "s3", "s10"]


def test_another_order_gives_another_curve_and_the_same_end(review):
    by_id = saturation_curve(review, order_by="study_id")
    assert by_id["n_new_codes"].tolist() == [0, 2, 2, 0]
    assert by_id["n_codes_so_far"].iloc[-1] == 4


def test_numbers_in_an_open_column_are_ordered_as_numbers():
    review = review_holding({"a": "x", "b": "y", "c": "z"}, wave=["10", "9", "2"])
    assert saturation_curve(review, order_by="wave")["study_id"].tolist() == ["c", "b", "a"]


def test_codes_rolled_up_are_new_once():
    curve = saturation_curve(small_review(), level=1)
    # s2 (2009): a; s1 and s3 (2010): b is new in s1, nothing in s3; s4 has no year and no coding.
    assert curve["study_id"].tolist() == ["s2", "s1", "s3", "s4"]
    assert curve["n_new_codes"].tolist() == [1, 1, 0, 0]


@pytest.fixture(scope="module")
def interviews():
    return review_from_tables(
        {
            "studies": [{"study_id": "s1", "year": "2010"}, {"study_id": "s2", "year": "2001"}],
            "sources": [
                {"source_id": "p1", "study_id": "s1", "role": "nurse"},
                {"source_id": "p2", "study_id": "s1", "role": "Doctor"},
                {"source_id": "p3", "study_id": "s2", "role": ""},
            ],
            "codebook": [{"code_id": c} for c in "abc"],
            "extracts": [
                {"extract_id": "e1", "study_id": "s1", "source_id": "p1"},
                {"extract_id": "e2", "study_id": "s1", "source_id": "p2"},
                {"extract_id": "e3", "study_id": "s2"},
            ],
            "codings": [
                {"extract_id": "e1", "code_id": "a"},
                {"extract_id": "e1", "code_id": "b", "state": "absent"},
                {"extract_id": "e2", "code_id": "a"},
                {"extract_id": "e2", "code_id": "b"},
                {"extract_id": "e3", "code_id": "c"},
                {"study_id": "s2", "code_id": "a"},
            ],
        }
    )


def test_sources_are_read_in_the_order_of_their_studies(interviews):
    curve = saturation_curve(interviews, unit="source")
    assert curve["source_id"].tolist() == ["p3", "p1", "p2"]
    assert curve["study_id"].tolist() == ["s2", "s1", "s1"]
    assert curve["n_new_codes"].tolist() == [0, 1, 1]


def test_sources_can_be_ordered_by_a_column_of_their_own(interviews):
    curve = saturation_curve(interviews, unit="source", order_by="role")
    assert curve["source_id"].tolist() == ["p2", "p1", "p3"]
    assert curve["n_new_codes"].tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    "analysis", [saturation_curve, rarefaction, permutation_bands, stopping_points, sample_coverage]
)
def test_codings_without_a_source_are_left_out_and_counted(interviews, analysis):
    # e3 names no source, and s2 was coded as a whole once; stated absence is no present coding.
    assert analysis(interviews, unit="source").attrs["n_codings_left_out"] == 2
    assert analysis(interviews).attrs["n_codings_left_out"] == 0


@pytest.mark.parametrize(
    "analysis", [saturation_curve, rarefaction, permutation_bands, stopping_points, sample_coverage]
)
def test_a_review_can_switch_saturation_off_and_say_why(analysis):
    reason = "Codes are not meant to run out in reflexive analysis."
    off = review_holding(HELD, settings={"saturation": {"use": False, "reason": reason}})
    on = review_holding(HELD, settings={"saturation": {"use": True}})
    table = analysis(off)
    assert table.empty
    assert table.attrs["switched_off"] == reason
    assert table.columns.tolist() == analysis(on).columns.tolist()
    assert "switched_off" not in analysis(on).attrs


def test_options_that_cannot_be_are_refused(review, interviews):
    with pytest.raises(OptionError, match=r"order_by='yaer' is not allowed.*Did you mean 'year'"):
        saturation_curve(review, order_by="yaer")
    with pytest.raises(OptionError, match="order_by='role'"):
        saturation_curve(interviews, order_by="role")
    with pytest.raises(OptionError, match="unit='report' is not allowed; it can be 'study' or 'source'"):
        saturation_curve(review, unit="report")
