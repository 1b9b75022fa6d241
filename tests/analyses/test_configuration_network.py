from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings

from synthesis.analyses.configuration_network import configuration_network
from synthesis.analyses.role_changes import role_changes
from synthesis.errors import OptionError
from synthesis.review import review_from_tables
from tests.analyses.configuration_reviews import ROLES, review_of, tables_of, terms_of
from tests.analyses.test_demi_regularities import REVIEWS

DRAWN = [
    ("c1", "s1", "law+, vision+ > trust+ > pace+"),
    ("c2", "s2", "law- > trust+ > pace+"),
    ("c3", "s2", "law- > trust+ > pace-"),
    ("c4", "s3", "vision+ >  > pace+"),  # a dyad: from context to outcome
    ("c5", "s3", "vision+ > trust- > "),
    ("c6", "s4", "trust+ > vision+ > pace+"),  # roles change
]


def edges(table: pd.DataFrame) -> dict[tuple[str, str, str], dict]:
    return table.set_index(["link", "from_id", "to_id"]).to_dict("index")


def test_edges_with_signs_and_studies():
    found = edges(configuration_network(review_of(DRAWN)))
    assert set(found) == {
        ("CM", "law", "trust"),
        ("CM", "vision", "trust"),
        ("MO", "trust", "pace"),
        ("CO", "vision", "pace"),  # only where there is no mechanism: not of c1
        ("CM", "trust", "vision"),
        ("MO", "vision", "pace"),
    }
    law = found[("CM", "law", "trust")]
    assert (law["n_studies"], law["study_ids"], law["configuration_ids"]) == (2, "s1; s2", "c1; c2; c3")
    assert (law["signs"], law["polarity"]) == ("+ → + (1); − → + (1)", "both")
    assert (law["study_ids_same"], law["study_ids_opposite"]) == ("s1", "s2")
    pace = found[("MO", "trust", "pace")]
    # s1 and s2 with the same signs, s2 with opposite ones as well: two studies in all.
    assert (pace["n_studies"], pace["n_studies_same"], pace["n_studies_opposite"]) == (2, 2, 1)
    assert pace["signs"] == "+ → + (2); + → − (1)"
    dyad = found[("CO", "vision", "pace")]
    assert (dyad["from_role"], dyad["to_role"], dyad["from_label"]) == ("context", "outcome", "Vision")
    assert (dyad["polarity"], dyad["study_ids_opposite"]) == ("same", "")


def test_edges_of_most_studies_first_and_of_enough_only():
    table = configuration_network(review_of(DRAWN))
    assert table["n_studies"].tolist() == [2, 2, 2, 1, 1, 1]
    assert len(configuration_network(review_of(DRAWN), min_studies=2)) == 3
    assert configuration_network(review_of(DRAWN), min_studies=3).empty


def test_rolled_up():
    review = review_of(DRAWN, parents={"law": "frame", "vision": "frame"})
    found = edges(configuration_network(review, level=1))
    assert found[("CM", "frame", "trust")]["study_ids"] == "s1; s2; s3"


@pytest.mark.parametrize("options", [{"min_studies": 0}, {"min_studies": True}, {"level": 0}])
def test_options_are_checked(options):
    with pytest.raises(OptionError, match=f"{next(iter(options))}="):
        configuration_network(review_of(DRAWN), **options)


@pytest.mark.parametrize("analysis", [configuration_network, role_changes])
def test_without_configurations_the_table_is_empty(analysis):
    assert analysis(review_of([])).empty
    assert list(analysis(review_of([])).columns) == list(analysis(review_of(DRAWN)).columns)


def test_role_changes_by_study():
    table = role_changes(review_of([*DRAWN, ("c7", "s1", "pace+ > law+ > vision+")])).set_index("code_id")
    # law: context in s1 and s2, mechanism in s1. pace: outcome in s1, s2, s3, s4, context in s1.
    # trust: mechanism in s1, s2, s3, context in s4. vision: context s1, s3; mechanism s4; outcome s1.
    assert list(table.index) == ["vision", "pace", "trust", "law"]
    vision = table.loc["vision"]
    assert vision["roles"] == "context; mechanism; outcome"
    assert vision[[f"study_ids_{role}" for role in ROLES]].tolist() == ["s1; s3", "s4", "s1"]
    assert (vision["n_studies"], vision["n_roles"], vision["study_ids_several"]) == (3, 3, "s1")
    assert table.loc["trust", ["n_studies_context", "n_studies_outcome"]].tolist() == [1, 0]
    assert table["is_within_study"].to_dict() == {"vision": True, "pace": True, "trust": False, "law": True}


def test_what_the_codebook_made_a_code_for_is_shown():
    tables = tables_of([("c1", "s1", "a+ > b+ > a+")])
    tables["codebook"][0]["kind"] = "context"
    table = role_changes(review_from_tables(tables))
    assert table[["code_id", "kind"]].to_numpy().tolist() == [["a", "context"]]


@settings(max_examples=8, deadline=None)
@given(drawn=REVIEWS)
def test_equals_a_count_with_plain_sets_in_any_order_of_rows(drawn):
    studies, roles = {}, {}
    for _, study, drawing in drawn:
        terms = terms_of(drawing)
        has_mechanism = any(role == "mechanism" for role, _, _ in terms)
        for role, code, _ in terms:
            roles.setdefault(code, set()).add(role)
        for start, code, _ in terms:
            for end, other, _ in terms:
                link = start[0].upper() + end[0].upper()
                if link in ("CM", "MO") or (link == "CO" and not has_mechanism):
                    studies.setdefault((link, code, other), set()).add(study)
    mixed = {n: pd.DataFrame(rows).sample(frac=1, random_state=1) for n, rows in tables_of(drawn).items()}
    review = review_from_tables(mixed)
    table = configuration_network(review)
    found = {key: set(row["study_ids"].split("; ")) for key, row in edges(table).items()}
    assert found == studies
    pd.testing.assert_frame_equal(table, configuration_network(review_of(drawn)))
    changed = {code for code, parts in roles.items() if len(parts) > 1}
    assert set(role_changes(review)["code_id"]) == changed
