"""A review is read-only, knows its hierarchy, and counts codings as the definitions say."""

import pandas as pd
import pytest

from synthesis.errors import OptionError
from synthesis.review import NOT_REPORTED, review_from_tables

CODEBOOK = [
    {"code_id": "relations", "label": "Relations"},
    {"code_id": "means", "label": "Means"},
    {"code_id": "trust", "label": "Trust", "parent_id": "relations"},
    {"code_id": "early", "label": "Early trust", "parent_id": "trust"},
]
STUDIES = [
    {"study_id": "s1", "country": "UK; France", "year": 2020},
    {"study_id": "s2", "country": None, "year": None},
    {"study_id": "s3", "country": "UK", "year": 2021},
]
EXTRACTS = [
    {"extract_id": "e1", "study_id": "s1", "source_id": "p1"},
    {"extract_id": "e2", "study_id": "s1"},
    {"extract_id": "e3", "study_id": "s2"},
]


def review_of(codings, **more):
    settings = more.pop("settings", None)
    tables = {
        "studies": STUDIES,
        "codebook": CODEBOOK,
        "extracts": EXTRACTS,
        "sources": [{"source_id": "p1", "study_id": "s1"}],
        "codings": [{"coder": "A", **coding} for coding in codings],
        **more,
    }
    return review_from_tables(tables, settings=settings)


def test_writing_to_a_table_never_reaches_the_review():
    review = review_of([{"extract_id": "e1", "code_id": "trust"}])
    studies = review.studies
    studies.loc[0, "country"] = "changed"
    studies["new"] = 1
    assert review.studies.loc[0, "country"] == "UK; France"
    assert "new" not in review.studies


def test_a_table_that_was_not_given_is_empty_and_has_its_columns():
    review = review_of([{"extract_id": "e1", "code_id": "trust"}])
    assert not review.has("theories")
    assert review.theories.columns.tolist() == ["theory_id", "statement", "status", "parent_id"]
    assert len(review.theories) == 0


def test_three_tables_are_enough():
    review = review_from_tables(
        {
            "studies": [{"study_id": "s1"}],
            "codebook": [{"code_id": "trust"}],
            "codings": [{"study_id": "s1", "code_id": "trust"}],
        }
    )
    assert review.extracts.dtypes.astype(str)[["text", "is_verbatim"]].tolist() == ["str", "boolean"]
    assert review.flow["n"].dtype == "Int64"
    assert len(review.present_codings()) == 1


def test_an_unknown_table_or_attribute_is_refused():
    review = review_of([{"extract_id": "e1", "code_id": "trust"}])
    with pytest.raises(OptionError, match="Did you mean 'codings'"):
        review.has("coding")
    with pytest.raises(OptionError, match="Did you mean 'country'"):
        review.study_attribute("contry")
    with pytest.raises(AttributeError, match="its tables are studies"):
        _ = review.quotes


def test_an_attribute_with_several_values_counts_in_each_and_blank_is_not_reported():
    review = review_of([{"extract_id": "e1", "code_id": "trust"}])
    values = review.study_attribute("country")
    assert list(zip(values["study_id"], values["value"], strict=True)) == [
        ("s1", "UK"),
        ("s1", "France"),
        ("s2", NOT_REPORTED),
        ("s3", "UK"),
    ]
    assert review.study_attribute("year")["value"].tolist() == ["2020", NOT_REPORTED, "2021"]


def test_the_tree_is_depth_first_in_the_order_of_the_codebook():
    tree = review_of([{"extract_id": "e1", "code_id": "trust"}]).code_tree
    assert tree["code_id"].tolist() == ["relations", "trust", "early", "means"]
    assert tree["level"].tolist() == [1, 2, 3, 1]
    assert tree["path"].tolist()[2] == "Relations › Trust › Early trust"
    assert tree["top_id"].tolist() == ["relations"] * 3 + ["means"]


@pytest.mark.parametrize(
    ("level", "counted_as"),
    [
        (1, {"relations": "relations", "trust": "relations", "early": "relations", "means": "means"}),
        (2, {"relations": "relations", "trust": "trust", "early": "trust", "means": "means"}),
        (9, {"relations": "relations", "trust": "trust", "early": "early", "means": "means"}),
        (None, {"relations": "relations", "trust": "trust", "early": "early", "means": "means"}),
    ],
)
def test_rolled_up_to_a_level_a_code_above_it_stays_itself(level, counted_as):
    assert review_of([{"extract_id": "e1", "code_id": "trust"}]).rolled_up(level).to_dict() == counted_as


@pytest.mark.parametrize("level", [0, -1, "1", 1.5, True])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(OptionError, match="level="):
        review_of([{"extract_id": "e1", "code_id": "trust"}]).rolled_up(level)


def test_codings_know_their_study_and_source():
    review = review_of([{"extract_id": "e1", "code_id": "trust"}, {"study_id": "s3", "code_id": "means"}])
    placed = review.codings_in_effect()
    assert placed["study_id"].tolist() == ["s1", "s3"]
    assert placed["source_id"].tolist()[0] == "p1"
    assert placed["extract_id"].isna().tolist() == [False, True]


def test_what_any_coder_gave_is_there_unless_there_is_a_consensus():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "coder": "A"},
        {"extract_id": "e1", "code_id": "means", "coder": "B"},
        {"extract_id": "e3", "code_id": "means", "coder": "B"},
        {"extract_id": "e2", "code_id": "early", "coder": "C"},
    ]
    assert len(review_of(codings).codings_in_effect()) == 4
    # C coded an extract of s1 and so rated e1 and e2; s2 was not theirs.
    agreed = review_of(codings, settings={"consensus_coder": "C"}).codings_in_effect()
    assert list(zip(agreed["extract_id"], agreed["code_id"], strict=True)) == [
        ("e3", "means"),
        ("e2", "early"),
    ]


def test_assignments_say_what_a_consensus_coder_rated():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "coder": "A"},
        {"extract_id": "e3", "code_id": "means", "coder": "A"},
        {"extract_id": "e1", "code_id": "early", "coder": "C"},
    ]
    assignments = [{"coder": "C", "study_id": "s1"}, {"coder": "C", "study_id": "s2"}]
    review = review_of(codings, assignments=assignments, settings={"consensus_coder": "C"})
    # C was asked to code s2 and gave nothing there, so A's code on e3 is replaced by nothing.
    assert review.codings_in_effect()["code_id"].tolist() == ["early"]


def test_a_consensus_settles_what_it_coded_whether_assigned_or_not():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "coder": "A"},
        {"extract_id": "e1", "code_id": "means", "coder": "B"},
        {"extract_id": "e1", "code_id": "trust", "coder": "X"},
    ]
    assignments = [{"coder": "A", "study_id": "s1"}, {"coder": "B", "study_id": "s1"}]
    review = review_of(codings, assignments=assignments, settings={"consensus_coder": "X"})
    assert review.codings_in_effect()["code_id"].tolist() == ["trust"]
    assert len(review.single_coder_pairs()) == 0


def test_a_consensus_on_the_whole_study_settles_no_extract():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "coder": "A"},
        {"study_id": "s1", "code_id": "early", "coder": "A"},
        {"study_id": "s1", "code_id": "means", "coder": "X"},
    ]
    review = review_of(codings, settings={"consensus_coder": "X"})
    # A's code on the extract stands; A's code on the whole study gives way to X's.
    assert review.codings_in_effect()["code_id"].tolist() == ["trust", "means"]


def test_a_review_is_read_only():
    review = review_of([{"extract_id": "e1", "code_id": "trust"}])
    for name in ("settings", "origins", "warnings", "name"):
        with pytest.raises(AttributeError):
            setattr(review, name, None)
    with pytest.raises(TypeError):
        review.origins["codings"] = None


def test_coders_pick_and_must_exist():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "coder": "A"},
        {"extract_id": "e1", "code_id": "means", "coder": "B"},
    ]
    review = review_of(codings)
    assert review.codings_in_effect(coders="B")["code_id"].tolist() == ["means"]
    assert len(review.codings_in_effect(coders=["A", "B"])) == 2
    with pytest.raises(OptionError, match="coders=None"):
        review.codings_in_effect(coders=[])
    with pytest.raises(OptionError, match="coders='Z'"):
        review.codings_in_effect(coders=["Z"])


def test_present_leaves_stated_absent_out():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "state": "absent"},
        {"extract_id": "e2", "code_id": "trust"},
    ]
    assert review_of(codings).present_codings()["extract_id"].tolist() == ["e2"]


def test_single_coder_pairs_look_at_doubly_rated_extracts_only():
    codings = [
        {"extract_id": "e1", "code_id": "trust", "coder": "A"},
        {"extract_id": "e1", "code_id": "trust", "coder": "B"},
        {"extract_id": "e2", "code_id": "means", "coder": "B"},
        {"extract_id": "e3", "code_id": "means", "coder": "A"},
    ]
    pairs = review_of(codings).single_coder_pairs()
    # e3 is in s2, which B did not touch.
    assert pairs[["extract_id", "code_id", "n_raters", "n_given"]].to_dict("list") == {
        "extract_id": ["e1", "e2"],
        "code_id": ["trust", "means"],
        "n_raters": [2, 2],
        "n_given": [2, 1],
    }


def test_tables_may_be_frames_with_gaps():
    studies = pd.DataFrame({"study_id": ["s1", "s2", "s3"], "year": [2020, None, 2021]})
    review = review_of([{"extract_id": "e1", "code_id": "trust"}], studies=studies)
    assert review.studies["year"].dtype == "Int64"
    assert review.studies["year"].tolist()[0] == 2020


def test_order_of_rows_changes_no_coding():
    codings = [{"extract_id": e, "code_id": c} for e in ("e1", "e2", "e3") for c in ("trust", "means")]
    one, other = review_of(codings), review_of(codings[::-1])
    key = ["extract_id", "code_id"]
    pd.testing.assert_frame_equal(
        one.codings_in_effect().sort_values(key, ignore_index=True),
        other.codings_in_effect().sort_values(key, ignore_index=True),
    )
