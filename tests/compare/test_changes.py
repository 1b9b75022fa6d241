"""Each kind of change, on a pair of reviews that differ in nothing else."""

from __future__ import annotations

import pytest

from tests.compare.living import (
    add_study,
    after_doing,
    compared,
    merge_by_hand,
    merge_by_record,
    move,
    rename,
    rows,
    tables,
)


def row_of(given, table, key, value):
    return next(row for row in given[table] if row[key] == value)


def test_the_same_review_has_not_changed():
    comparison = compared(tables(), tables())
    assert comparison.changes == ()
    assert str(comparison) == "Nothing has changed."


def test_a_study_more_comes_in_and_lifts_its_themes():
    comparison = after_doing(add_study)
    assert rows(comparison, "study") == [("s5", "new", "", "Elm 2005")]
    assert ("money", "n_studies", "2", "3") in rows(comparison, "theme")
    assert ("money", "share_of_studies", "0.5", "0.6") in rows(comparison, "theme")
    assert ("money", "n_extracts", "2", "3") in rows(comparison, "theme")
    assert ("money", "n_studies_enabler", "2", "3") in rows(comparison, "theme")
    assert ("money", "rank", "2", "1") in rows(comparison, "theme")
    assert ("trust", "share_of_studies", "0.75", "0.6") in rows(comparison, "theme")
    assert rows(comparison, "finding") == [
        ("f2", "further studies behind it", "", "s5"),
        ("f2", "further extracts behind it", "", "s5e1"),
    ]
    assert [words for _, words in comparison.points] == [
        "1 study in",
        "1 theme up",
        "4 other themes in share or rank only",
        "1 finding changed",
    ]
    assert str(comparison).startswith("What changed: 1 study in, 1 theme up, 4 other themes in share or rank")
    assert all(change.because == "" for change in comparison.changes)


def test_a_study_less_goes_out():
    before = tables()
    add_study(before)
    comparison = compared(before, tables())
    assert rows(comparison, "study") == [("s5", "gone", "Elm 2005", "")]
    assert "1 theme down" in [words for _, words in comparison.points]


def test_a_theme_in_as_many_but_other_studies_is_told():
    def swap(given):
        row_of(given, "codings", "extract_id", "s3e2")["code_id"] = "money"
        row_of(given, "codings", "extract_id", "s4e1")["code_id"] = "synergy"

    assert ("money", "other studies", "s4", "s3") in rows(after_doing(swap), "theme")


def test_a_study_described_otherwise():
    def correct(given):
        given["studies"][0]["year"] = 1999

    assert rows(after_doing(correct), "study") == [("s1", "year", "2001", "1999")]


def test_reports_and_flow():
    def add(given):
        given["reports"] = [{"report_id": "s1-b", "study_id": "s1", "citation": "Ash 2003"}]
        given["flow"][0]["n"] = 55

    comparison = after_doing(add)
    assert rows(comparison, "report") == [("s1-b", "new", "", "Ash 2003")]
    assert rows(comparison, "flow") == [("records_screened", "number", "40", "55")]


def test_a_theme_appears_and_another_is_gone():
    def recode(given):
        given["codings"] = [row for row in given["codings"] if row["code_id"] != "synergy"]
        given["codings"].append({"extract_id": "s3e2", "code_id": "unused", "coder": "Ana"})

    found = rows(after_doing(recode), "theme")
    assert ("synergy", "gone", "1 study", "") in found
    assert ("unused", "new", "", "1 study") in found


def test_demi_regularities_gained_and_lost():
    def agree(given):
        row_of(given, "configuration_terms", "code_id", "faith")["code_id"] = "trust"

    def differ(given):
        next(
            row
            for row in given["configuration_terms"]
            if row["configuration_id"] == "c2" and row["role"] == "mechanism"
        )["code_id"] = "faith"

    pattern = "history + → {} + → synergy +"
    assert rows(after_doing(agree), "demi-regularity") == [
        (pattern.format("trust"), "studies", "2 studies", "3 studies")
    ]
    found = after_doing(differ)
    assert rows(found, "demi-regularity") == [
        (pattern.format("faith"), "gained", "1 study", "2 studies"),
        (pattern.format("trust"), "lost", "2 studies", "1 study"),
    ]
    assert found.of("results", "demi-regularity")[0].label == "History (+) → Faith (+) → Synergy (+)"
    assert rows(found, "configuration") == [
        (
            "c2",
            "terms",
            "History (+) → Trust (+) → Synergy (+)",
            "History (+) → Faith (+) → Synergy (+)",
        )
    ]


def test_a_contradiction_is_gained():
    def oppose(given):
        next(
            row
            for row in given["configuration_terms"]
            if row["configuration_id"] == "c2" and row["role"] == "outcome"
        )["sign"] = "-"

    found = rows(after_doing(oppose), "contradiction")
    assert found == [("trust + → synergy", "gained", "", "rises in s1; falls in s2")]


def test_the_balance_and_the_words_of_a_theory():
    def refute(given):
        row_of(given, "configurations", "configuration_id", "c3")["relation"] = "refutes"
        given["theories"][0]["status"] = "refined"
        given["theories"].append({"theory_id": "t2", "statement": "Money does."})

    assert rows(after_doing(refute), "theory") == [
        ("t1", "status", "initial", "refined"),
        ("t2", "new", "", "Money does."),
        ("t1", "studies that support it", "3", "2"),
        ("t1", "studies that refute it", "0", "1"),
    ]


def test_the_sentence_the_confidence_and_the_words_behind_a_finding():
    def revise(given):
        given["findings"][1] |= {"sentence": "Money may matter.", "overall": "very low"}
        row_of(given, "extracts", "extract_id", "s1e3")["text"] = "Other words."

    assert rows(after_doing(revise), "finding") == [
        ("f2", "sentence", "Money matters.", "Money may matter."),
        ("f2", "confidence", "low", "very low"),
        ("f2", "extracts whose text changed", "", "s1e3"),
    ]


def test_judgements_of_the_appraisal_but_not_those_of_a_new_study():
    def appraise(given):
        given["appraisal"][0]["judgement"] = "no"
        add_study(given)
        given["appraisal"].append(
            {"study_id": "s5", "tool": "Own", "item": "Sampling", "judgement": "yes", "appraiser": "Ana"}
        )

    assert rows(after_doing(appraise), "appraisal") == [("s1; Own; Sampling", "judgement", "yes", "no")]


def test_a_rename_on_record_changes_no_result():
    comparison = after_doing(lambda given: rename(given, "trust", "confidence"))
    assert not comparison.has_new_results
    assert rows(comparison, "code", "codebook") == [("confidence", "renamed", "trust", "confidence")]
    assert str(comparison) == "No result has changed (changes on record: 1 of the codebook)."


def test_a_rename_that_nobody_recorded_is_one_code_gone_and_another_new():
    comparison = after_doing(lambda given: rename(given, "trust", "confidence", on_record=False))
    assert ("confidence", "new", "", "3 studies") in rows(comparison, "theme")
    assert ("trust", "gone", "3 studies", "") in rows(comparison, "theme")


def test_another_label_is_a_change_to_the_codebook_only():
    def relabel(given):
        given["codebook"][1] |= {"label": "Mutual trust", "definition": "Taking risks."}

    comparison = after_doing(relabel)
    assert not comparison.has_new_results
    assert rows(comparison, "code", "codebook") == [
        ("trust", "label", "Trust", "Mutual trust"),
        ("trust", "definition", "", "Taking risks."),
    ]


@pytest.mark.parametrize("audience", ["team", "public"])
@pytest.mark.parametrize("to_id", [None, "history"], ids=["to itself", "to its new parent"])
def test_a_move_on_record_changes_no_result_though_a_finding_looks_at_fewer_codes(audience, to_id):
    comparison = after_doing(lambda given: move(given, "faith", "history", to_id=to_id), audience=audience)
    assert not comparison.has_new_results
    assert rows(comparison, "code", "codebook") == [("faith", "moved", "Relations", "History")]
    told = comparison.of("codebook", "finding")
    assert ("f1", "studies no longer behind it") in [(c.item, c.what) for c in told]
    assert {c.because for c in told} == {"because codes were moved, as recorded"}


def test_a_move_below_a_code_that_was_made_for_it():
    def regroup(given):
        given["codebook"].append({"code_id": "beliefs", "label": "Beliefs"})
        move(given, "faith", "beliefs")

    comparison = after_doing(regroup)
    assert not comparison.has_new_results
    assert ("beliefs", "new", "", "Beliefs") in rows(comparison, "code", "codebook")


def test_a_move_that_nobody_recorded_says_so_and_its_finding_changed():
    def move_quietly(given):
        given["codebook"][2]["parent_id"] = "history"

    comparison = after_doing(move_quietly)
    assert rows(comparison, "code", "codebook") == [
        ("faith", "moved (not on record)", "Relations", "History")
    ]
    assert ("f1", "studies no longer behind it", "s3", "") in rows(comparison, "finding")
    assert rows(comparison, "theme") == []


@pytest.mark.parametrize("merge", [merge_by_record, merge_by_hand])
@pytest.mark.parametrize("audience", ["team", "public"])
def test_a_merge_changes_what_it_must_and_says_so(merge, audience):
    comparison = after_doing(lambda given: merge(given, "faith", "trust"), audience=audience)
    reason = "because “Faith” was merged into “Trust”"
    found = comparison.of("results")
    assert {change.because for change in found} == {reason}
    themes = rows(comparison, "theme")
    assert ("trust", "n_studies", "3", "4") in themes
    assert ("faith", "merged", "2 studies", "Trust") in themes
    assert {item for item, *_ in themes} == {"trust", "faith"}  # History moved up a rank; nothing else did
    assert rows(comparison, "demi-regularity") == [
        ("history + → trust + → synergy +", "studies", "2 studies", "3 studies")
    ]
    assert rows(comparison, "finding") == []  # f1 rests on the code above both
    assert rows(comparison, "code", "codebook") == [("faith", "merged", "Faith", "Trust")]
    assert rows(comparison, "study") == rows(comparison, "theory") == []
    assert ("theme", "1 theme merged") in comparison.points


def test_what_a_merge_did_and_what_the_data_did_are_told_apart():
    def both(given):
        merge_by_hand(given, "faith", "trust")
        add_study(given, codes=("trust",))

    steps = [
        c for c in after_doing(both).of("results", "theme") if (c.item, c.what) == ("trust", "n_studies")
    ]
    assert [(c.before, c.after, bool(c.because)) for c in steps] == [("3", "4", True), ("4", "5", False)]


def test_two_codes_merged_into_one_that_was_made_for_them():
    def merge_both(given):
        rename(given, "trust", "bonds", on_record=False)
        merge_by_record(given, "trust", "bonds")
        merge_by_hand(given, "faith", "bonds")
        given["codebook"][1]["label"] = "Bonds"

    comparison = after_doing(merge_both)
    assert all(change.because for change in comparison.of("results"))
    assert ("bonds", "n_studies", "2", "4") in rows(comparison, "theme")
    assert ("trust", "merged", "3 studies", "Bonds") in rows(comparison, "theme")


def test_a_merged_configuration():
    def merge(given):
        given["configurations"].append(
            {"configuration_id": "c9", "study_id": "s1", "theory_id": "t1", "relation": "supports"}
        )
        for role, code in (("context", "money"), ("mechanism", "trust"), ("outcome", "synergy")):
            term = {"configuration_id": "c9", "role": role, "code_id": code, "sign": "+"}
            given["configuration_terms"].append(term)

    before, after = tables(), tables()
    merge(before)
    merge(after)
    after["configuration_merges"] = [{"date": "2026-02-01", "from_id": "c9", "to_id": "c1"}]
    comparison = compared(before, after)
    assert rows(comparison, "configuration") == [
        ("c9", "merged", "Money (+) → Trust (+) → Synergy (+)", "c1")
    ]
    assert {c.because for c in comparison.of("results")} == {
        "because configuration “c9” was merged into “c1”"
    }


def test_a_code_new_to_the_codebook_and_a_place_in_a_framework():
    def extend(given):
        given["codebook"].append({"code_id": "power", "label": "Power"})
        given["crosswalk"].append({"code_id": "money", "framework": "tdf", "construct_id": "goals"})

    comparison = after_doing(extend)
    assert not comparison.has_new_results
    assert rows(comparison, "code", "codebook") == [("power", "new", "", "Power")]
    assert rows(comparison, "framework", "codebook") == [("money", "place in tdf", "", "goals")]


def test_a_public_comparison_tells_of_studies_and_not_of_extracts():
    comparison = after_doing(add_study, audience="public")
    assert ("money", "n_studies", "2", "3") in rows(comparison, "theme")
    assert "n_extracts" not in {c.what for c in comparison.changes}
    assert "s5e1" not in comparison.table.to_csv()
    assert any("Single extracts are not compared" in remark for remark in comparison.remarks)


def test_other_extracts_of_the_same_studies_are_noticed_for_the_public_as_well():
    def read_again(given):
        given["extracts"].append({"extract_id": "s1e9", "study_id": "s1", "text": "More."})
        given["codings"].append({"extract_id": "s1e9", "code_id": "money", "coder": "Ana"})

    comparison = after_doing(read_again, audience="public")
    assert rows(comparison, "finding") == [("f2", "extracts behind it", "", "others than before")]
