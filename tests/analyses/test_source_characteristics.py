"""Who took part: counted once, by kind, role, what else is known, and group."""

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.source_characteristics import source_characteristics
from synthesis.errors import OptionError
from synthesis.review import read_review, review_from_tables


@pytest.fixture(scope="module")
def review():
    sources = [
        ("a", "S1", "participant", "nurse", "30"),
        ("b", "S1", "participant", "nurse", "9"),
        ("c", "S2", "participant", "doctor", "9"),
        ("d", "S2", "participant", None, None),
        ("e", "S2", "document", "minutes", None),
        ("f", "S3", None, None, "30"),
    ]
    tables = {
        "studies": [
            {"study_id": "S1", "country": "Wales; England"},
            {"study_id": "S2", "country": "Wales"},
            {"study_id": "S3"},
        ],
        "codebook": [{"code_id": "trust"}],
        "codings": [{"study_id": "S1", "code_id": "trust"}],
        "sources": pd.DataFrame(sources, columns=["source_id", "study_id", "kind", "role", "years"]).assign(
            pseudonym=["P1", "P2", "P3", "P4", "P5", "P6"]
        ),
    }
    return review_from_tables(tables)


def test_kinds_roles_and_what_else_is_known_are_counted(review):
    table = source_characteristics(review)
    found = [tuple(row) for row in table[["kind", "attribute", "value", "n_sources"]].itertuples(index=False)]
    assert found == [
        ("all sources", "all", "all", 6),
        ("participant", "all", "all", 4),
        ("participant", "role", "doctor", 1),
        ("participant", "role", "nurse", 2),
        ("participant", "role", "not reported", 1),
        ("participant", "years", "9", 2),
        ("participant", "years", "30", 1),
        ("participant", "years", "not reported", 1),
        ("document", "all", "all", 1),
        ("document", "role", "minutes", 1),
        ("document", "years", "not reported", 1),
        ("not reported", "all", "all", 1),
        ("not reported", "role", "not reported", 1),
        ("not reported", "years", "30", 1),
    ]
    assert table.loc[3, "share_of_sources"] == 0.5


def test_a_column_in_which_each_source_has_its_own_value_is_not_counted(review):
    assert "pseudonym" not in set(source_characteristics(review)["attribute"])


def test_nobody_is_in_two_groups(review):
    table = source_characteristics(review, by="country")
    people = table[(table["kind"] == "participant") & (table["attribute"] == "all")]
    assert dict(zip(people["country"], people["n_sources"], strict=True)) == {
        "all studies": 4,
        "England; Wales": 2,
        "Wales": 2,
        "not reported": 0,
    }
    none = table[(table["kind"] == "participant") & (table["country"] == "not reported")]
    assert none["share_of_sources"].isna().all()


def test_studies_can_be_the_groups(review):
    table = source_characteristics(review, by="study_id")
    whole = table[table["kind"] == "all sources"]
    assert whole["n_sources"].tolist() == [6, 2, 3, 1]


def test_another_group_is_refused(review):
    with pytest.raises(OptionError, match="by='county' is not allowed"):
        source_characteristics(review, by="county")


def test_the_shipped_reviews_count_every_source():
    for name in ("collaboration", "realist-86"):
        review = read_review(f"data/{name}")
        table = source_characteristics(review)
        kinds = table[(table["attribute"] == "all") & (table["kind"] != "all sources")]
        assert table.loc[0, "n_sources"] == len(review.sources) == kinds["n_sources"].sum()
