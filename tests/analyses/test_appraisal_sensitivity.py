from __future__ import annotations

import math

import pandas as pd
import pytest

from synthesis.analyses.appraisal_sensitivity import appraisal_sensitivity
from synthesis.analyses.appraisal_sensitivity_patterns import appraisal_sensitivity_patterns
from synthesis.analyses.appraisal_sensitivity_studies import appraisal_sensitivity_studies
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import tables_of

# Study, judgement, appraiser.
GIVEN = [
    ("s1", "yes", "AB"),
    ("s1", "yes", "CD"),
    ("s2", "yes", "AB"),
    ("s2", "no", "CD"),
    ("s3", "no", "AB"),
    ("s3", "yes", "CD"),
    ("s3", "yes", "consensus"),
    ("s4", "", "AB"),
    ("s5", "yes", "AB"),
    ("s5", "", "CD"),
    ("s6", "no", ""),
    ("s7", "yes", "AB"),
    ("s7", "", "Consensus"),
]
CHOSEN = {"tool": "Own items", "item": "Is it clear?"}
DRAWN = [
    ("k1", "s1", "law+ > trust+ > pace+"),
    ("k2", "s3", "law+ > trust+ > pace+"),
    ("k3", "s2", "law+ > trust+ > pace+"),
    ("k4", "s1", "law- > trust- > pace-"),
    ("k5", "s6", "law- > trust- > pace-"),
    ("k6", "s5", "law+ > > pace+"),
]


@pytest.fixture(scope="module")
def tables():
    tables = tables_of(DRAWN)
    tables["studies"] = [{"study_id": f"s{n}"} for n in range(1, 10)]
    tables["codings"] = [
        {"study_id": study, "code_id": code}
        for code, studies in {"law": "1 2 3", "trust": "1 2 6 7", "pace": "4"}.items()
        for study in (f"s{n}" for n in studies.split())
    ]
    tables["appraisal"] = [
        {**CHOSEN, "study_id": study, "judgement": judgement, "appraiser": appraiser}
        for study, judgement, appraiser in GIVEN
    ] + [
        # s8 was appraised with the tool and not on this item; s9 with another tool only.
        {
            "study_id": "s8",
            "tool": "Own items",
            "item": "Is it rich?",
            "judgement": "high",
            "appraiser": "AB",
        },
        {"study_id": "s9", "tool": "CASP", "item": "Is it clear?", "judgement": "yes", "appraiser": "AB"},
    ]
    return tables


@pytest.fixture(scope="module")
def review(tables):
    return review_from_tables(tables)


def test_who_passes_and_why_the_others_do_not(review):
    table = appraisal_sensitivity_studies(review, **CHOSEN).set_index("judgement")
    assert table["study_ids"].to_dict() == {
        "yes": "s1; s3; s5",  # both; by consensus; the only answer
        "no": "s6",
        "not agreed": "s2",
        "not answered": "s4; s7; s8",  # blank; left open by consensus; not asked
        "not appraised": "s9",
    }
    assert table["is_passing"].to_dict() == dict.fromkeys(table.index, False) | {"yes": True}
    assert table["n_studies"].sum() == 9
    assert table["share_of_studies"]["yes"] == pytest.approx(3 / 9)


def test_themes_over_those_that_pass_beside_all(review):
    table = appraisal_sensitivity(review, **CHOSEN).set_index("code_id")
    # law: s1, s2, s3; trust: s1, s2, s6, s7; pace: s4. Passing: s1, s3, s5.
    assert table["n_studies"].to_dict() == {"trust": 4, "law": 3, "pace": 1, "other": 0}
    assert table["n_studies_passing"].to_dict() == {"trust": 1, "law": 2, "pace": 0, "other": 0}
    assert table["rank"].to_dict() == {"trust": 1, "law": 2, "pace": 3, "other": 4}
    assert table["rank_of_passing"].to_dict() == {"trust": 2, "law": 1, "pace": 3, "other": 3}
    assert table["change_of_rank"].to_dict() == {"trust": 1, "law": -1, "pace": 0, "other": -1}
    assert table.loc["law", "change_of_share"] == pytest.approx(2 / 3 - 3 / 9)
    assert table.attrs["n_not_agreed"] == 1
    assert table.attrs["n_not_answered"] == 3
    assert table.attrs["n_not_appraised"] == 1


def test_several_judgements_can_pass(review):
    table = appraisal_sensitivity_studies(review, passes=("yes", "no"), **CHOSEN).set_index("judgement")
    assert table.index.tolist() == ["yes", "no", "not agreed", "not answered", "not appraised"]
    assert table.loc[table["is_passing"], "n_studies"].sum() == 4
    assert appraisal_sensitivity(review, passes="no", **CHOSEN)["n_studies_passing_total"].iloc[0] == 1


def test_patterns_over_those_that_pass(review):
    table = appraisal_sensitivity_patterns(review, **CHOSEN)
    # law- in s1 and s6: s6 does not pass. law+ in s1, s2 and s3: s1 and s3 pass, and s5 with the context.
    assert table["pattern"].tolist() == ["Law (−) → Trust (−) → Pace (−)", "Law (+) → Trust (+) → Pace (+)"]
    assert table["n_studies"].tolist() == [2, 3]
    assert table["n_studies_passing"].tolist() == [1, 2]
    assert table["study_ids_passing"].tolist() == ["s1", "s1; s3"]
    assert table["is_fallen"].tolist() == [True, False]
    assert table["share_of_context_passing"].tolist() == pytest.approx([1, 2 / 3])


def test_where_none_passes_there_are_no_shares(tables):
    tables = tables | {
        "appraisal": [
            {**CHOSEN, "study_id": "s1", "judgement": "yes", "appraiser": "AB"},
            {**CHOSEN, "study_id": "s1", "judgement": "no", "appraiser": "CD"},
        ]
    }
    table = appraisal_sensitivity(review_from_tables(tables), **CHOSEN)
    assert set(table["n_studies_passing_total"]) == {0}
    assert table["share_of_passing"].isna().all()
    assert table["rank_of_passing"].isna().all()
    patterns = appraisal_sensitivity_patterns(review_from_tables(tables), **CHOSEN)
    assert patterns["is_fallen"].all()
    assert all(math.isnan(share) for share in patterns["share_of_context_passing"])


def test_the_order_of_rows_never_matters(tables, review):
    turned = review_from_tables(
        {name: rows if name == "codebook" else rows[::-1] for name, rows in tables.items()}
    )
    for analysis in (appraisal_sensitivity, appraisal_sensitivity_patterns, appraisal_sensitivity_studies):
        pd.testing.assert_frame_equal(analysis(review, **CHOSEN), analysis(turned, **CHOSEN))


@pytest.mark.parametrize(
    "analysis", [appraisal_sensitivity, appraisal_sensitivity_patterns, appraisal_sensitivity_studies]
)
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"tool": "Own item"},
            "tool='Own item' is not allowed; it can be 'Own items' or 'CASP'. Did you mean 'Own items'?",
        ),
        (
            {"item": "Is it rigorous?"},
            "item='Is it rigorous?' is not allowed; it can be 'Is it clear?' or 'Is it rich?'.",
        ),
        ({"passes": ("Yes",)}, "passes='Yes' is not allowed; it can be 'no' or 'yes'. Did you mean 'yes'?"),
        ({"passes": "not agreed"}, "passes='not agreed' is not allowed; it can be 'no' or 'yes'."),
        ({"passes": ()}, "passes=None is not allowed"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(review, analysis, options, words):
    with pytest.raises(OptionError) as refused:
        analysis(review, **(CHOSEN | options))
    assert str(refused.value).startswith(words)


def test_a_review_without_an_appraisal_says_so(tables):
    bare = review_from_tables({name: rows for name, rows in tables.items() if name != "appraisal"})
    with pytest.raises(OptionError, match="the review has no appraisal"):
        appraisal_sensitivity(bare, **CHOSEN)


@pytest.mark.parametrize("last_first", [False, True])
def test_without_choices_the_tool_in_most_use_and_the_usual_judgements_are_taken(last_first):
    rows = [
        {"study_id": "s1", "tool": "Ours", "item": "Item 2", "judgement": "High"},
        {"study_id": "s2", "tool": "Ours", "item": "Item 2", "judgement": "low"},
        {"study_id": "s1", "tool": "Ours", "item": "Item 10", "judgement": "low"},
        {"study_id": "s1", "tool": "Another", "item": "A", "judgement": "high"},
    ]
    review = review_from_tables(
        {
            "studies": [{"study_id": s} for s in ("s1", "s2", "s3")],
            "codebook": [{"code_id": "trust"}],
            "codings": [{"study_id": s, "code_id": "trust"} for s in ("s1", "s2")],
            "appraisal": rows[::-1] if last_first else rows,
        }
    )
    table = appraisal_sensitivity(review)
    assert [table.attrs[name] for name in ("tool", "item", "passes")] == ["Ours", "Item 2", ("High",)]
    # trust: 2 of 3 studies, and the one study that passes.
    assert table.loc[0, ["n_studies", "n_studies_passing", "n_studies_passing_total"]].tolist() == [2, 1, 1]


def test_a_review_without_an_appraisal_has_no_study_that_passes():
    review = review_from_tables(
        {
            "studies": [{"study_id": "s1"}],
            "codebook": [{"code_id": "trust"}],
            "codings": [{"study_id": "s1", "code_id": "trust"}],
        }
    )
    assert appraisal_sensitivity(review).loc[0, "n_studies_passing_total"] == 0
    studies = appraisal_sensitivity_studies(review).set_index("judgement")
    assert studies.loc["not appraised", "n_studies"] == 1
    assert appraisal_sensitivity_patterns(review).empty
