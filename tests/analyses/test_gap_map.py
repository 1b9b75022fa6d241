from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.gap_map import gap_map
from synthesis.errors import OptionError
from synthesis.evidence.links import evidence_links
from synthesis.review import review_from_tables
from tests.analyses.appraised_review import appraised_review
from tests.analyses.small_review import small_review, small_tables
from tests.evidence.test_links import marked


def cell(table: pd.DataFrame, code: str, value: str) -> pd.Series:
    [row] = table[(table["code_id"] == code) & (table["value"] == value)].to_dict("records")
    return pd.Series(row)


def test_every_theme_meets_every_value_and_what_is_missing_is_a_gap():
    table = gap_map(small_review(), by="country")
    assert len(table) == 3 * 4
    assert table["code_id"].drop_duplicates().to_list() == ["a", "b", "c"]
    assert table["value"].drop_duplicates().to_list() == ["England", "Norway", "Wales", "not reported"]
    trust = cell(table, "a", "England")
    assert (trust["n_studies"], trust["n_studies_total"], trust["n_extracts"]) == (2, 2, 3)
    assert trust["study_ids"] == "s1; s2"
    # Norway has one study, and it is silent on everything.
    assert cell(table, "a", "Norway")["is_gap"]
    assert cell(table, "a", "Norway")["n_studies_total"] == 1
    assert table.loc[table["code_id"] == "c", "is_gap"].all()


def test_a_study_with_several_values_counts_in_each():
    table = gap_map(small_review(), by="country")
    assert cell(table, "b", "England")["study_ids"] == cell(table, "b", "Wales")["study_ids"] == "s1"


def test_a_study_coded_as_a_whole_adds_to_studies_and_not_to_extracts():
    leadership = cell(gap_map(small_review(), by="country"), "b", "not reported")
    assert (leadership["n_studies"], leadership["n_extracts"]) == (1, 0)


def test_to_say_that_it_was_absent_is_no_gap():
    review = small_review(without_present=True)
    table = gap_map(review, by="country", level=None)
    row = cell(table, "b", "England")
    assert (row["n_studies"], row["n_studies_absent"], row["study_ids_absent"]) == (0, 1, "s2")
    assert not row["is_gap"]


def test_codes_as_given_are_not_rolled_up():
    table = gap_map(small_review(), by="country", level=None)
    assert table["code_id"].nunique() == 6
    assert cell(table, "a", "England")["study_ids"] == "s1"
    assert cell(table, "a11", "England")["study_ids"] == "s2"


def test_the_appraisal_tells_studies_apart_and_adds_up():
    table = gap_map(appraised_review(), by="country", level=1, tool="A", item="2")
    assert set(table["tool"]) == {"A"}
    judged = [name for name in table if name.startswith("judged: ")]
    assert judged == ["judged: yes", "judged: not agreed", "judged: not answered", "judged: not appraised"]
    pd.testing.assert_series_equal(table[judged].sum(axis=1), table["n_studies"], check_names=False)
    assert cell(table, "trust", "Norway")["judged: yes"] == 1


def test_without_a_choice_the_last_item_of_the_tool_used_most_is_taken():
    table = gap_map(appraised_review(), by="country")
    assert (table["tool"].iloc[0], table["item"].iloc[0]) == ("A", "10")
    # The name of an item is enough to find its tool.
    table = gap_map(appraised_review(), by="country", item="only")
    assert (table["tool"].iloc[0], table["item"].iloc[0]) == ("B", "only")


def test_without_an_appraisal_nobody_is_appraised():
    table = gap_map(small_review(), by="country")
    assert set(table["item"]) == {""}
    assert (table["judged: not appraised"] == table["n_studies"]).all()


def test_the_rarest_of_many_values_are_joined_where_it_can_be_seen():
    table = gap_map(small_review(), by="country", most=2)
    assert table["value"].drop_duplicates().to_list() == ["England", "other (2 values)", "not reported"]
    joined = cell(table, "a", "other (2 values)")
    assert joined["n_studies_total"] == 2  # Wales and Norway
    assert joined["study_ids"] == "s1"


def test_many_numbers_are_put_into_ranges():
    tables = small_tables()
    years = ["2001", "2003", "2008", "2015"]
    for row, year in zip(tables["studies"], years, strict=True):
        row["year"] = year
    table = gap_map(review_from_tables(tables), by="year", most=3)
    assert table["value"].drop_duplicates().to_list() == ["2000–2009", "2010–2019"]
    assert cell(table, "a", "2000–2009")["n_studies_total"] == 3
    few = gap_map(review_from_tables(tables), by="year", most=4)
    assert few["value"].drop_duplicates().to_list() == years


def test_each_number_opens_what_it_counts_also_where_values_are_joined():
    review = small_review()
    table = gap_map(review, by="country", most=2)
    links = evidence_links(review, table, level=1)
    place = {study: f"s{n}" for n, study in enumerate(review.studies["study_id"])}
    for row in table.itertuples():
        marks = marked(links.loc[row.Index, "n_studies"])
        studies = {place[review.extracts["study_id"].iloc[int(m[1:])]] if m[0] == "x" else m for m in marks}
        assert studies == {place[s] for s in row.study_ids.split("; ") if s}
        assert len(marked(links.loc[row.Index, "n_extracts"])) == row.n_extracts or not row.n_extracts
        assert bool(links.loc[row.Index, "n_studies_absent"]) == bool(row.n_studies_absent)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "colour"}, "by='colour'"),
        ({"by": "country", "tool": "C"}, "tool='C'"),
        ({"by": "country", "item": "3"}, "item='3'"),
        ({"by": "country", "tool": "A", "item": "only"}, "item='only'"),
        ({"by": "country", "most": 1}, "most=1"),
        ({"by": "country", "level": 0}, "level=0"),
    ],
)
def test_what_cannot_be_is_refused(options, words):
    with pytest.raises(OptionError, match=words):
        gap_map(appraised_review(), **options)


def test_an_item_where_there_is_no_appraisal_is_refused():
    with pytest.raises(OptionError, match="no appraisal"):
        gap_map(small_review(), by="country", item="rigour")


def test_the_order_of_rows_in_the_files_does_not_matter():
    tables = small_tables()
    turned = {name: rows[::-1] if name != "codebook" else rows for name, rows in tables.items()}
    pd.testing.assert_frame_equal(
        gap_map(review_from_tables(turned), by="country"), gap_map(review_from_tables(tables), by="country")
    )
