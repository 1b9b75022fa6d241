"""What tables of a public report withhold, and what stands in the place of it."""

from __future__ import annotations

import pandas as pd
import pytest

import synthesis as sy
from synthesis.disclosure.names import known_names
from synthesis.display.table import table_block
from synthesis.errors import OptionError
from synthesis.review import review_from_tables


def tables(n_people=12):
    """Two studies with people, three coders, two appraisers and somebody who writes memos."""
    people = [f"Person {n:02}" for n in range(n_people)]
    return {
        "studies": [
            {"study_id": "S1", "citation": "Ash 2001", "country": "Wales"},
            {"study_id": "S2", "citation": "Birch 2002", "country": "England"},
        ],
        "codebook": [{"code_id": "trust", "label": "Trust"}, {"code_id": "power", "label": "Power"}],
        "sources": pd.DataFrame(
            {
                "source_id": people,
                "study_id": ["S1"] * (n_people - 3) + ["S2"] * 3,
                "kind": "participant",
                "role": ["nurse"] * (n_people - 4) + ["doctor"] * 4,
                "e-mail": [f"{n}@example.org" for n in range(n_people)],
            }
        ),
        "extracts": [
            {
                "extract_id": "E1",
                "study_id": "S1",
                "source_id": "Person 00",
                "text": "Open to all.",
                "consent": "public",
                "is_verbatim": True,
            },
            {
                "extract_id": "E2",
                "study_id": "S1",
                "source_id": "Person 01",
                "text": "For the team.",
                "consent": "team",
                "is_verbatim": True,
            },
            {
                "extract_id": "E3",
                "study_id": "S2",
                "source_id": "Person 11",
                "text": "For nobody.",
                "consent": "none",
                "is_verbatim": False,
            },
            {
                "extract_id": "E4",
                "study_id": "S2",
                "source_id": None,
                "text": "In our words.",
                "consent": "team",
                "is_verbatim": False,
            },
        ],
        "codings": [
            {"extract_id": "E1", "code_id": "trust", "coder": "Zoe Zephyr"},
            {"extract_id": "E1", "code_id": "trust", "coder": "Ana"},
            {"extract_id": "E2", "code_id": "power", "coder": "Ana"},
            {"extract_id": "E3", "code_id": "power", "coder": "Chair"},
        ],
        "assignments": [
            {"coder": "Late Comer", "study_id": "S2"},
            {"coder": "Ana", "study_id": "S1"},
            {"coder": "Zoe Zephyr", "study_id": "S1"},
        ],
        "appraisal": [
            {"study_id": "S1", "tool": "T", "item": "I", "judgement": "yes", "appraiser": "Ana"},
            {"study_id": "S1", "tool": "T", "item": "I", "judgement": "no", "appraiser": "Bob"},
            {"study_id": "S1", "tool": "T", "item": "I", "judgement": "no", "appraiser": "Consensus"},
        ],
        "memos": [{"memo_id": "m1", "author": "Mia Memo", "about": "Person 00", "text": "Between us."}],
        "code_changes": [
            {
                "date": "2026-01-31",
                "from_id": "faith",
                "to_id": "trust",
                "kind": "merge",
                "author": "Cy Change",
            }
        ],
    }


@pytest.fixture(scope="module")
def review():
    return review_from_tables(
        tables(), settings={"consensus_coder": "Chair", "disclosure": {"words": ["secret"]}}
    )


@pytest.fixture(scope="module")
def public(review):
    return sy.for_audience(review, "public")


def test_the_team_gets_the_review_as_it_is(review):
    assert sy.for_audience(review, "team") is review
    assert review.audience == "team"


def test_an_audience_that_nobody_knows_is_refused(review):
    with pytest.raises(OptionError, match="audience='everybody' is not allowed"):
        sy.for_audience(review, "everybody")


def test_nothing_in_a_public_review_names_anybody(review, public):
    names = [name.text for name in known_names(review)]
    assert names == [
        *("Zoe Zephyr", "Ana", "Chair", "Late Comer", "Bob", "Mia Memo", "Cy Change"),
        *(f"Person {n:02}" for n in range(12)),
        *(f"{n}@example.org" for n in range(12)),
    ]
    held = "\n".join(getattr(public, table).to_csv() for table in tables())
    held += repr(public.settings)
    assert [name for name in names if name in held] == []
    assert "secret" not in held


def test_the_same_person_has_one_name_throughout(public):
    assert public.codings["coder"].tolist() == ["coder 1", "coder 2", "coder 2", "consensus"]
    assert public.assignments["coder"].tolist() == ["coder 3", "coder 2", "coder 1"]
    assert public.appraisal["appraiser"].tolist() == ["appraiser 1", "appraiser 2", "consensus"]
    assert public.settings.consensus_coder == "consensus"
    assert set(public.extracts["source_id"].dropna()) <= set(public.sources["source_id"])


def test_what_is_counted_stays_the_same(review, public):
    before, after = (sy.theme_frequencies(one) for one in (review, public))
    pd.testing.assert_frame_equal(before, after)
    assert len(public.rated_extracts()) == len(review.rated_extracts())


def test_text_is_there_as_far_as_consent_goes(public):
    texts = public.extracts.set_index("extract_id")["text"]
    assert texts["E1"] == "Open to all."
    assert texts["E4"] == "In our words."
    assert texts[["E2", "E3"]].isna().all()
    assert public.memos[["author", "about", "text"]].isna().all(axis=None)


def test_few_people_are_not_shown_and_neither_is_what_would_give_them_away(review, public):
    table = sy.source_characteristics(public)
    shown = table_block(table, caption="Who took part", id="people").html
    assert table["n_sources"].tolist()[:2] == [12, 12]
    assert table["n_sources"].isna().tolist() == [False, False, True, True]
    assert ">&lt;5</span>" in shown
    assert ">withheld</span>" in shown
    team = table_block(sy.source_characteristics(review), caption="Who took part", id="people").html
    assert "withheld" not in team
    assert ">4</td>" in team


def test_the_share_of_a_withheld_whole_does_not_give_the_whole_away(review):
    public = sy.for_audience(review_from_tables(tables(13)), "public")
    table = sy.source_characteristics(public, by="country")
    of_england = table[table["country"] == "England"]
    assert of_england["share_of_sources"].isna().all()


def test_sources_are_numbered_only_where_no_study_has_few_of_them(public):
    # Nine people in S1 and three in S2: with numbers in S1, who is left of twelve could be counted.
    told = sy.evidence_list(public, audience="public").set_index("id")["source"]
    assert told[["E1", "E2", "E3"]].tolist() == ["participant"] * 3
    more = tables(14)
    more["sources"]["study_id"] = ["S1"] * 7 + ["S2"] * 7
    told = sy.evidence_list(sy.for_audience(review_from_tables(more), "public"), audience="public")
    told = told.set_index("id")["source"]
    assert told.dropna().str.fullmatch(r"participant [1-7]").all()
    assert told["E1"] != told["E2"]


def test_withheld_sources_are_not_there_at_all():
    settings = {"disclosure": {"sources": "withheld"}}
    public = sy.for_audience(review_from_tables(tables(), settings=settings), "public")
    assert public.sources.empty
    assert public.extracts["source_id"].isna().all()
    assert sy.source_characteristics(public).empty


def test_fewer_sources_than_the_minimum_are_not_there_either():
    few = {name: rows for name, rows in tables(6).items() if name != "extracts"}
    few |= {"codings": [{"study_id": "S1", "code_id": "trust"}], "sources": few["sources"].head(4)}
    assert sy.for_audience(review_from_tables(few), "public").sources.empty


def test_people_are_not_listed_one_by_one(public):
    matrix = sy.theme_matrix(public, unit="source")
    assert matrix.empty
    block = table_block(matrix, caption="Themes by person", id="matrix")
    assert "Themes by person. Withheld: it lists the participants one by one." in block.text
    axes = sy.plot_theme_matrix(matrix)
    assert "one by one" in axes.texts[0].get_text().replace("\n", " ")


class TestProtectedStudies:
    """Where the studies are to be protected, what counts or names few of them is withheld."""

    @pytest.fixture
    def public(self):
        n = 12
        studies = [
            {
                "study_id": f"S{k}",
                "citation": f"Ash {k}",
                "country": "Wales" if k < 3 else "England" if k < 8 else "France",
            }
            for k in range(n)
        ]
        spoken = {"trust": range(12), "power": range(3), "rules": range(6, 12)}
        codings = [
            {
                "study_id": f"S{k}",
                "code_id": code,
                "coder": "Ana",
                "valence": "enabler" if k % 3 else "barrier",
            }
            for code, those in spoken.items()
            for k in those
        ]
        tables = {"studies": studies, "codebook": [{"code_id": c} for c in spoken], "codings": codings}
        settings = {"disclosure": {"studies": "protected"}}
        return sy.for_audience(review_from_tables(tables, settings=settings), "public")

    def test_few_studies_with_a_code_are_not_shown(self, public):
        table = sy.theme_frequencies(public).set_index("code_id")
        assert table["n_studies"].fillna(-1).to_dict() == {"trust": 12, "rules": 6, "power": -1}
        assert table.loc["power"].drop(["label", "path", "level", "n_studies_total"]).isna().all()
        assert pd.isna(table.loc["trust", "n_studies_barrier"])
        assert table.loc["trust", "n_studies_enabler"] == 8
        assert table["n_extracts"].isna().all()

    def test_a_value_that_few_studies_have_is_not_listed(self, public):
        # Three in Wales and four in France: under twelve in all, seven may be four and three as well.
        table = sy.study_characteristics(public)
        assert table[["value", "n_studies"]].to_numpy().tolist() == [["England", 5]]

    def test_a_value_that_would_give_another_away_is_withheld_with_it(self):
        wales = [{"study_id": f"S{k}", "country": "Wales" if k < 3 else "England"} for k in range(12)]
        tables = {"studies": wales, "codebook": [{"code_id": "trust"}]}
        tables["codings"] = [{"study_id": "S1", "code_id": "trust"}]
        settings = {"disclosure": {"studies": "protected"}}
        table = sy.study_characteristics(
            sy.for_audience(review_from_tables(tables, settings=settings), "public")
        )
        assert table["value"].tolist() == ["England"]
        assert table_block(table, caption="Studies", id="studies").html.count(">withheld</span>") == 2

    def test_every_other_table_is_withheld_and_says_so(self, public):
        for analysis in (sy.theme_matrix, sy.intensity, sy.leave_one_out, sy.co_occurrence, sy.evidence_list):
            table = analysis(public)
            assert table.empty
            assert "protects its studies" in table.attrs["withheld_whole"]
        assert sy.protect(public.studies, public).empty

    def test_figures_draw_what_is_left(self, public):
        axes = sy.plot_theme_frequencies(sy.theme_frequencies(public))
        written = [text.get_text() for text in axes.texts]
        assert written == ["12 (100%), parts withheld", "6 (50%), parts withheld", "<5"]
        axes = sy.plot_intensity(sy.intensity(public))
        assert "protects its studies" in axes.texts[0].get_text().replace("\n", " ")

    def test_no_count_leads_to_its_evidence(self, public):
        themes = sy.theme_frequencies(public)
        links = sy.evidence_links(public, themes)
        assert (links == "").all(axis=None)
