"""The passages, each with its codes; what nobody may read is withheld."""

import pandas as pd
import pytest

from synthesis.analyses.coded_extracts import coded_extracts
from synthesis.errors import OptionError
from synthesis.plots.coded_extracts import plot_coded_extracts
from synthesis.review import review_from_tables


@pytest.fixture
def review():
    return review_from_tables(
        {
            "studies": [{"study_id": "b", "citation": "B 2020"}, {"study_id": "a", "citation": "A 2021"}],
            "codebook": [
                {"code_id": "relations", "label": "Relations"},
                {"code_id": "trust", "label": "Trust", "parent_id": "relations"},
                {"code_id": "money", "label": "Money"},
            ],
            "extracts": [
                {"extract_id": "e1", "study_id": "a", "text": "One", "voice": "author", "consent": "public"},
                {
                    "extract_id": "e2",
                    "study_id": "b",
                    "text": "Two",
                    "voice": "participant",
                    "consent": "none",
                },
                {"extract_id": "e3", "study_id": "b", "text": "Three", "voice": "participant"},
            ],
            "codings": [
                {"extract_id": "e1", "code_id": "money", "coder": "A", "valence": "barrier"},
                {"extract_id": "e1", "code_id": "trust", "coder": "A", "valence": "enabler"},
                {"extract_id": "e1", "code_id": "trust", "coder": "B", "valence": "enabler"},
                {"extract_id": "e2", "code_id": "trust", "coder": "A", "state": "absent"},
                {"extract_id": "e2", "code_id": "money", "coder": "A"},
            ],
        }
    )


def test_extracts_stand_by_study_with_their_codes_in_the_order_of_the_codebook(review):
    table = coded_extracts(review)
    assert table["extract_id"].tolist() == ["e2", "e3", "e1"]
    assert table["codes"].tolist() == [
        "Trust (stated absent); Money",
        "",
        "Trust (enabler); Money (barrier)",
    ]
    assert table["n_codes"].tolist() == [1, 0, 2]
    assert table["citation"].tolist() == ["B 2020", "B 2020", "A 2021"]


def test_text_without_consent_is_withheld_and_said_so(review):
    table = coded_extracts(review).set_index("extract_id")
    assert pd.isna(table.loc["e2", "text"])
    assert table["is_withheld"].to_dict() == {"e2": True, "e3": False, "e1": False}


@pytest.mark.parametrize(
    ("consent", "is_verbatim", "for_public", "for_team"),
    [
        ("public", True, False, False),
        ("team", True, True, False),
        ("team", None, True, False),
        ("team", False, False, False),
        ("none", False, True, True),
        (None, True, False, False),
    ],
)
def test_text_for_the_team_is_not_for_the_public(consent, is_verbatim, for_public, for_team):
    extract = {"extract_id": "e1", "study_id": "a", "text": "One", "consent": consent}
    review = review_from_tables(
        {
            "studies": [{"study_id": "a"}],
            "codebook": [{"code_id": "trust"}],
            "extracts": [{**extract, "is_verbatim": is_verbatim}],
            "codings": [{"extract_id": "e1", "code_id": "trust"}],
        }
    )
    public, team = coded_extracts(review), coded_extracts(review, audience="team")
    assert (public.loc[0, "is_withheld"], team.loc[0, "is_withheld"]) == (for_public, for_team)
    assert pd.isna(public.loc[0, "text"]) == for_public
    assert pd.isna(team.loc[0, "text"]) == for_team


def test_a_code_stands_for_those_below_it(review):
    assert coded_extracts(review, code="relations")["extract_id"].tolist() == ["e1"]
    assert coded_extracts(review, code="money")["extract_id"].tolist() == ["e2", "e1"]
    with pytest.raises(OptionError, match="Did you mean 'trust'"):
        coded_extracts(review, code="trst")


def test_the_figure_counts_extracts_by_who_speaks(review):
    ax = plot_coded_extracts(coded_extracts(review))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["B 2020", "A 2021"]
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert widths == [[2, 0], [0, 1]]
    assert [text.get_text() for text in ax.texts] == ["2", "1"]
