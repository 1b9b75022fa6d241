"""A page lists what its numbers lead to, and nothing else."""

from __future__ import annotations

import synthesis as sy
from tests.analyses.small_review import small_review
from tests.evidence.test_links import marked


def test_only_what_the_links_name_is_kept_with_its_studies():
    review = small_review()
    whole = sy.evidence_list(review)
    themes = sy.theme_frequencies(review)
    links = sy.evidence_links(review, themes[themes["code_id"] == "a11"])[["n_studies"]]
    kept = sy.evidence_named(whole, links)
    assert kept["id"].to_list() == ["s2", "e3"]
    assert sy.evidence_named(whole, links.iloc[:0]).empty
    assert list(kept.columns) == list(whole.columns)


def test_every_mark_of_every_link_is_kept():
    review = sy.read_review("data/collaboration")
    findings = sy.evidence_links(review, sy.finding_evidence(review))[["n_studies"]]
    places = sy.evidence_links(review, sy.study_characteristics(review, by="country"))
    kept = set(sy.evidence_named(sy.evidence_list(review, of="all"), findings, places)["mark"])
    named = {
        mark for table in (findings, places) for link in table.to_numpy().ravel() for mark in marked(link)
    }
    assert named <= kept
    assert {mark for mark in kept if mark[0] != "s"} <= named
