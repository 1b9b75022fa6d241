"""Which conclusions depend on whose table of links one follows."""

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.analyses.compare_variants import compare_variants
from synthesis.analyses.framework_crosswalk import framework_crosswalk
from synthesis.errors import OptionError
from synthesis.review import read_review
from tests.analyses.framework_review import framework_review, framework_tables


def _cell(table, construct, variant):
    [cell] = table[table["construct_id"].eq(construct) & table["variant"].eq(variant)].to_dict("records")
    return cell


def test_one_row_per_construct_and_variant_the_baseline_first():
    table = compare_variants(framework_review())
    assert table["variant"].head(3).tolist() == ["michie_2014", "cane_2012", "fahim_2020"]
    # Capability, Opportunity and Motivation are reached by no link, so nothing can change for them.
    assert table["construct_id"].unique().tolist() == ["C-Ph", "C-Ps", "O-So", "O-Ph", "M-Re", "M-Au", ""]
    assert set(table["baseline"]) == {"michie_2014"}


def test_counts_are_those_of_the_crosswalk():
    review = framework_review()
    table = compare_variants(review)
    for variant, rows in table.groupby("variant"):
        known = framework_crosswalk(review, variant=variant).set_index("construct_id")
        shown = rows.set_index("construct_id").drop(
            index=rows.loc[~rows["construct_id"].isin(known.index), "construct_id"]
        )
        for column in ("n_studies", "n_extracts", "rank", "has_evidence", "source_ids"):
            assert shown[column].to_dict() == known.loc[shown.index, column].to_dict()


def test_a_gained_study_makes_a_new_order():
    table = compare_variants(framework_review())
    # Optimism (s2) is automatic as well in 2012: automatic motivation has 2 studies and not 1, so that it
    # ties with social opportunity and no longer with physical opportunity and reflective motivation.
    cell = _cell(table, "M-Au", "cane_2012")
    assert (cell["n_studies"], cell["change_of_n_studies"], cell["studies_gained"]) == (2, 1, "s2")
    assert (cell["rank"], cell["change_of_rank"]) == (1, -1)
    assert cell["ties_changed_with"] == "O-So; O-Ph; M-Re"
    assert cell["swapped_with"] == ""
    assert cell["changes"] == "ties; rank; studies; extracts"


def test_evidence_that_goes_is_marked():
    table = compare_variants(framework_review())
    # Without Optimism nothing is left under reflective motivation.
    cell = _cell(table, "M-Re", "fahim_2020")
    assert (cell["has_evidence"], cell["is_evidence_changed"], cell["studies_lost"]) == (False, True, "s2")
    assert cell["changes"].startswith("evidence; ")
    nowhere = _cell(table, "", "fahim_2020")
    assert (nowhere["n_studies"], nowhere["studies_gained"]) == (2, "s1; s2")
    assert _cell(table, "", "cane_2012")["n_studies"] == 0


def test_a_swap_is_told_apart_from_a_tie():
    tables = framework_tables()
    # Physical opportunity: s1. Automatic motivation: nobody (money is no Reinforcement, gossip no Emotion),
    # until the variant of 2012 adds role and identity, which s2 and s4 have.
    tables["crosswalk"] = [
        {"code_id": "money", "framework": "tdf", "construct_id": "environmental_context_resources"},
        {"code_id": "small_talk", "framework": "tdf", "construct_id": "social_professional_role_identity"},
        {"code_id": "goals", "framework": "tdf", "construct_id": "social_professional_role_identity"},
    ]
    table = compare_variants(framework_review(tables=tables), variants=["cane_2012"])
    assert set(table["variant"]) == {"michie_2014", "cane_2012"}
    assert _cell(table, "M-Au", "cane_2012")["swapped_with"] == "O-Ph"
    assert _cell(table, "O-Ph", "cane_2012")["swapped_with"] == "M-Au"
    assert _cell(table, "O-Ph", "cane_2012")["changes"] == "order; rank"


def test_the_baseline_never_differs_from_itself_and_changes_are_mirrored():
    review = framework_review()
    one = compare_variants(review, baseline="michie_2014", variants=["cane_2012"])
    other = compare_variants(review, baseline="cane_2012", variants=["michie_2014"])
    assert not one.loc[one["variant"].eq("michie_2014"), "is_changed"].any()
    there, back = _cell(one, "M-Au", "cane_2012"), _cell(other, "M-Au", "michie_2014")
    assert there["change_of_n_studies"] == -back["change_of_n_studies"]
    assert there["studies_gained"] == back["studies_lost"]


def test_what_is_carried_nowhere_has_no_row_where_all_is_carried():
    table = compare_variants(framework_review(), variants=["cane_2012"])
    assert "" not in set(table["construct_id"])


def test_rolled_up_the_variants_of_the_authors_agree_on_the_components():
    table = compare_variants(read_review("data/realist-86"), level=1, variants=["cane_2012"])
    assert table["construct_id"].unique().tolist() == ["C", "O", "M"]
    assert not table["is_changed"].any()


def test_in_the_synthetic_review_automatic_motivation_depends_on_the_variant():
    table = compare_variants(read_review("data/realist-86"))
    cell = _cell(table, "M-Au", "cane_2012")
    assert cell["change_of_n_studies"] > 0
    assert cell["change_of_rank"] < 0
    assert not table.loc[table["construct_id"].eq("O-So"), "change_of_n_studies"].any()


def test_the_intervention_functions_can_be_compared_as_well():
    tables = {"crosswalk": [{"code_id": "trust", "framework": "com-b", "construct_id": "O-So"}]}
    table = compare_variants(
        framework_review(tables=tables), source="com-b", target="bcw", baseline="michie_2011"
    )
    # Modelling is linked to social opportunity in 2014 only.
    assert _cell(table, "modelling", "michie_2014")["studies_gained"] == "s1; s3"
    changed = table.loc[table["is_evidence_changed"], "construct_id"]
    assert changed.tolist() == ["modelling"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"baseline": "cane"}, "Did you mean 'cane_2012'"),
        ({"variants": ["michie_2011"]}, "variants='michie_2011'"),
        ({"target": "epis"}, "no links from 'tdf' to 'epis'"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        compare_variants(framework_review(), **options)


def test_the_order_of_rows_never_matters():
    tables = {name: list(reversed(rows)) for name, rows in framework_tables().items() if name != "codebook"}
    pd.testing.assert_frame_equal(
        compare_variants(framework_review(tables=tables)), compare_variants(framework_review())
    )
