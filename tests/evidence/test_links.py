"""Every count opens exactly what it counts."""

from __future__ import annotations

import pandas as pd
import pytest

import synthesis as sy
from synthesis.errors import OptionError
from synthesis.evidence.marks import Marks


def marked(link: str) -> set[str]:
    """Return the marks of a link, runs written out."""
    found = set()
    for part in link.split(" ")[1:]:
        for run in part[1:].split(","):
            first, _, last = run.partition("-")
            found |= {f"{part[0]}{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def n_studies(review, marks: set[str]) -> int:
    owners = {
        "x": review.extracts["study_id"],
        "s": review.studies["study_id"],
        "c": review.configurations["study_id"],
    }
    return len({owners[mark[0]].iloc[int(mark[1:])] for mark in marks})


@pytest.fixture(scope="module", params=["collaboration", "realist-86"])
def review(request):
    return sy.read_review(f"data/{request.param}")


# Analysis, its options, and the counts that must all be linked.
TABLES = {
    "theme_frequencies": (
        {},
        [
            *("n_extracts", "n_studies", "n_studies_enabler", "n_studies_barrier", "n_studies_mixed"),
            *("n_extracts_enabler", "n_extracts_barrier", "n_studies_absent", "n_studies_conflicting"),
        ],
    ),
    "demi_regularities": ({"min_studies": 1}, ["n_studies", "n_configurations"]),
    "configuration_cross_table": ({}, ["n_studies", "n_studies_plus", "n_studies_minus", "n_configurations"]),
    "contradictions": ({}, ["n_studies_plus", "n_studies_minus"]),
    "theory_ledger": ({}, ["n_studies", "n_studies_supports", "n_studies_refutes", "n_configurations"]),
    "configurations": ({}, ["n_extracts"]),
    "configuration_network": ({}, ["n_studies", "n_configurations"]),
    "framework_profile": ({"framework": "tdf"}, ["n_studies", "n_extracts", "n_studies_barrier"]),
    "finding_evidence": ({}, ["n_studies", "n_extracts", "n_configurations"]),
    "study_characteristics": ({}, ["n_studies"]),
    "role_changes": ({}, ["n_studies", "n_configurations_mechanism"]),
    "appraisal_summary": ({}, ["n_studies"]),
    "leave_one_out_themes": ({}, ["n_studies"]),
    "gap_map": ({"level": None}, ["n_studies", "n_extracts", "n_studies_absent"]),
    "intervention_functions": ({"through": "tdf"}, ["n_studies", "n_studies_barrier", "n_extracts_barrier"]),
    "compare_variants": ({}, ["n_studies", "n_extracts"]),
    "framework_crosswalk": (
        {"source": "tdf", "target": "com-b"},
        ["n_studies_rolled_up", "n_extracts_rolled_up"],
    ),
    "appraisal_sensitivity": ({}, ["n_studies", "n_studies_passing"]),
    "appraisal_sensitivity_patterns": ({}, ["n_studies", "n_studies_passing"]),
    "truth_table": ({}, ["n_cases", "n_with_outcome"]),
    "disagreements": ({}, ["n_of_code"]),
    "merge_candidates": ({}, ["n_shared_studies", "n_shared_extracts"]),
    "confidence_evidence": (
        {},
        ["n_studies", "n_extracts_supporting", "n_extracts_qualifying", "n_extracts_contradicting"],
    ),
}


@pytest.mark.parametrize("analysis", TABLES)
def test_a_link_has_as_many_studies_extracts_or_configurations_as_its_count(review, analysis):
    options, columns = TABLES[analysis]
    table = getattr(sy, analysis)(review, **options)
    links = sy.evidence_links(review, table)
    assert links.index.equals(table.index)
    for column in columns:
        assert column in links or table.empty
        for value, link in zip(table[column], links.get(column, []), strict=False):
            marks = marked(link)
            if pd.isna(value) or value == 0:
                assert not link
            elif column.startswith(("n_studies", "n_cases", "n_with", "n_shared_studies")):
                assert n_studies(review, marks) == value
            else:
                letter = "c" if column.startswith("n_configurations") else "x"
                assert sum(mark[0] == letter for mark in marks) == value


def test_on_a_page_without_configurations_a_pattern_opens_its_extracts(review):
    patterns = sy.leave_one_out_patterns(review)
    links = sy.evidence_links(review, patterns, of="codes")
    for value, link in zip(patterns["n_studies"], links.get("n_studies", []), strict=False):
        assert n_studies(review, marked(link)) == value
        assert "c" not in {mark[0] for mark in marked(link)}


def test_pairs_of_configurations_open_what_they_share(review):
    pairs = sy.merge_candidates(review, what="configurations", across_studies=True)
    links = sy.evidence_links(review, pairs)
    for name in ("n_shared_studies", "n_shared_extracts"):
        for value, link in zip(pairs[name], links.get(name, []), strict=False):
            assert bool(link) == (value > 0)


def test_a_figures_own_numbers_open_what_they_count(review):
    for axes in (
        sy.plot_coded_extracts(sy.coded_extracts(review)),
        sy.plot_configurations(sy.configurations(review)),
        sy.plot_configuration_hops(sy.configuration_hops(review)),
        sy.plot_disagreements(sy.disagreements(review)),
    ):
        numbers = sy.numbers_drawn(axes)
        links = sy.evidence_links(review, numbers)
        for name in numbers.filter(regex="^n_(?!within|stitched)").columns:
            assert links[name].ne("").eq(numbers[name] > 0).all(), name


def test_a_rolled_up_count_and_one_of_a_group_open_what_they_count(review):
    for options in ({"level": 1}, {"by": "country"}, {"level": 1, "by": "design"}):
        table = sy.theme_frequencies(review, **options)
        links = sy.evidence_links(review, table, **options)
        for value, link in zip(table["n_studies"], links["n_studies"], strict=True):
            assert n_studies(review, marked(link)) == value


def test_a_cell_of_the_matrix_opens_the_passages_of_its_study(review):
    matrix = sy.theme_matrix(review, level=1)
    links = sy.evidence_links(review, matrix, level=1)
    code = links.columns[0]
    for study, state, link in zip(matrix["study_id"], matrix[code], links[code], strict=True):
        assert bool(link) == bool(state)
        if link:
            assert n_studies(review, marked(link)) == 1
            place = review.studies.index[review.studies["study_id"] == study][0]
            assert link.split(" ")[0] == f"s{place}"


def test_a_number_whose_evidence_would_not_add_up_has_no_link(review):
    table = sy.theme_frequencies(review)
    wrong = table.assign(n_studies=table["n_studies"] + 1)
    assert set(sy.evidence_links(review, wrong)["n_studies"]) == {""}


def test_the_order_of_rows_does_not_matter(review):
    table = sy.theme_frequencies(review)
    links = sy.evidence_links(review, table)
    turned = sy.evidence_links(review, table.iloc[::-1])
    pd.testing.assert_frame_equal(turned.loc[table.index], links)


def test_a_group_that_the_table_does_not_have_is_refused(review):
    with pytest.raises(OptionError, match="by='country'"):
        sy.evidence_links(review, sy.theme_frequencies(review), by="country")


def test_runs_are_written_short():
    assert Marks(x=[0, 1, 2, 3, 9, 11, 12], s=[4]).text() == "x0-3,9,11,12 s4"


def test_the_list_holds_each_study_and_extract_once_and_tells_the_public_no_names(review):
    public = sy.evidence_list(review)
    assert public["mark"].is_unique
    assert (public["kind"] == "extract").sum() == len(review.extracts)
    assert (public["kind"] == "study").sum() == len(review.studies)
    said = " ".join(public[["source", "codes"]].fillna("").astype(str).agg(" ".join, axis=1))
    for name in [*review.coders, *review.sources["source_id"]]:
        assert f"[{name}]" not in said
        assert f"{name} (" not in said
    team = sy.evidence_list(review, audience="team")
    assert any(f"[{review.coders[0]}]" in codes for codes in team["codes"].dropna())


def test_a_mark_of_the_list_is_the_row_of_the_review_that_links_mean(review):
    ids = {
        "x": review.extracts["extract_id"],
        "s": review.studies["study_id"],
        "c": review.configurations["configuration_id"],
    }
    for row in sy.evidence_list(review, of="all").itertuples():
        assert ids[row.mark[0]].iloc[int(row.mark[1:])] == row.id


def test_what_a_pattern_opens_is_the_pattern(review):
    said = sy.evidence_list(review, of="all").set_index("mark")["text"]
    table = sy.configuration_cross_table(review)
    links = sy.evidence_links(review, table)["n_configurations"]
    assert len(table) > 5
    for row, label, link in zip(table["row_label"], table["column_label"], links, strict=True):
        for mark in marked(link):
            assert row in said[mark]
            assert label in said[mark]


def test_without_a_script_a_pattern_leads_to_its_code_and_a_row_of_a_study_to_the_study(review):
    codes = sy.evidence_codes(review).set_index("code_id")
    table = sy.configuration_cross_table(review)
    for code, link in zip(
        table["row_code_id"], sy.evidence_links(review, table)["n_configurations"], strict=True
    ):
        target = codes.loc[code]
        assert link.split(" ")[0] == target["mark"]
        # What it counts is listed there.
        assert marked(link) <= set(target["marks"].split())
    studies = sy.evidence_list(review).query("kind == 'study'").set_index("id")["mark"]
    table = sy.configurations(review)
    links = sy.evidence_links(review, table)["n_extracts"]
    for study, link in zip(table["study_id"], links, strict=True):
        assert link.split(" ")[0] in (studies[study], "")


def test_the_codes_of_the_list_name_every_extract_with_the_code(review):
    codes = sy.evidence_codes(review)
    counts = sy.theme_frequencies(review).set_index("code_id")["n_extracts"]
    for row in codes.itertuples():
        assert row.n_extracts == counts[row.code_id]
        if row.n_extracts:
            assert sum(mark.startswith("x") for mark in row.marks.split()) == row.n_extracts
