"""What was planted in the synthetic review is found when studies are left out, and no more than that."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from synthesis.analyses.appraisal_sensitivity_studies import appraisal_sensitivity_studies
from synthesis.analyses.leave_one_out import leave_one_out
from synthesis.analyses.leave_one_out_patterns import leave_one_out_patterns
from synthesis.analyses.leave_one_out_themes import leave_one_out_themes
from synthesis.analyses.sample_coverage import sample_coverage
from synthesis.analyses.saturation_curve import saturation_curve
from synthesis.review import read_review

REALIST_86 = Path(__file__).parents[2] / "data" / "realist-86"
RIGOUR = {"tool": "Relevance, richness, rigour", "item": "Rigour", "passes": ("high", "moderate")}


@pytest.fixture(scope="module")
def review():
    return read_review(REALIST_86)


@pytest.fixture(scope="module")
def planted():
    return yaml.safe_load((REALIST_86 / "planted.yaml").read_text(encoding="utf-8"))


def test_the_patterns_of_one_team_fall_without_it_and_wholly(review, planted):
    found = leave_one_out_patterns(review, by="author_team")
    key = ["context_id", "mechanism_id", "outcome_id", "outcome_sign"]
    names = {tuple(p[part] for part in key): p["name"] for p in planted["demi_regularities"]}
    found["name"] = [names[tuple(row)] for row in found[key].to_numpy()]
    # Nothing remains where all studies are of the one team that is left out.
    wholly = found[found["n_studies_lowest"] == 0].set_index("name")["falls_without"].to_dict()
    assert wholly == planted["demi_regularities_of_one_team"]
    assert wholly["clash-silence"] == "Team 04"


def test_without_one_study_only_the_patterns_of_two_studies_fall(review, planted):
    found = leave_one_out_patterns(review)
    of_two = [p for p in planted["demi_regularities"] if p["n_studies"] == 2]
    assert sorted(found.loc[found["is_fallen"], "falls_without"]) == sorted(
        "; ".join(p["study_ids"]) for p in of_two
    )
    per_study = leave_one_out(review)
    assert per_study["n_patterns_fallen"].sum() == 2 * len(of_two)
    assert per_study["n_swaps"].sum() == 0


def test_shares_and_ranks_are_those_planted(review, planted):
    themes = leave_one_out_themes(review, by="country").set_index("code_id")
    assert themes["n_studies"].to_dict() == {code: t["n_studies"] for code, t in planted["themes"].items()}
    assert len(leave_one_out(review, by="country")) == len(planted["countries"])


def test_judgements_are_settled_as_planted(review, planted):
    for tool, items in planted["appraisal"].items():
        for item, counts in items.items():
            passing = next(word for word in ("high", "yes") if word in counts)
            found = appraisal_sensitivity_studies(review, tool=tool, item=item, passes=passing)
            found = found.set_index("judgement")["n_studies"]
            assert found[found > 0].to_dict() == counts


def test_each_code_that_is_used_is_found(review, planted):
    used = [code for code, theme in planted["themes"].items() if theme["n_studies"]]
    assert saturation_curve(review)["n_codes_so_far"].iloc[-1] == len(used)
    assert sample_coverage(review)["n_codes_found"].tolist() == [len(used)]
    once = [code for code in used if planted["themes"][code]["n_studies"] == 1]
    assert sample_coverage(review)["n_codes_once"].tolist() == [len(once)]
    curve = saturation_curve(review).set_index("study_id")["n_new_codes"]
    assert curve[planted["studies_without_extracts"]].ge(0).all()
