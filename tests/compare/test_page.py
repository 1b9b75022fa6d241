from __future__ import annotations

import json
import re

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from synthesis.cli import app
from synthesis.compare.comparison import compare_reviews, compare_versions
from synthesis.compare.page import comparison_page, comparison_table, write_comparison
from synthesis.compare.result_files import read_csv_text, result_files
from synthesis.compare.versions import Version
from synthesis.errors import OptionError, ReportError
from tests.compare.living import SETTINGS, add_study, compared, merge_by_record, move, tables, version

ATTACK = "<img src=x onerror=alert(1)>"


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.fixture(scope="module")
def comparison():
    before, after = tables(), tables()
    add_study(after)
    merge_by_record(after, "faith", "trust")
    move(after, "money", "relations")
    after["findings"][1]["sentence"] = ATTACK
    return compare_versions(version(before), version(after, synthetic=True, frameworks=["tdf"]))


@pytest.fixture(scope="module")
def page(comparison):
    return BeautifulSoup(comparison_page(comparison), "html.parser")


def test_the_page_says_what_changed_and_what_did_not(page):
    assert words(page.h1) == "What changed since the last version?"
    assert page.title.string == "What changed since the last version? – A living review"
    text = words(page.main)
    for part in [
        "1 study in",
        "1 theme merged",
        "Some of it changed because “Faith” was merged into “Trust”",
        "Nothing changed in reports, boxes of the flow, contradictions, theories",
        "Akl et al. 2024, BMJ 387:e079183",
        "Parameters, notebooks and software are compared between two reports only.",
    ]:
        assert part in text
    assert words(page.body.aside).startswith("Synthetic data.")


def test_themes_stand_in_a_row_with_all_that_changed_about_them(page):
    heads = [words(th) for th in page.find(id="table-changed-themes").thead.find_all("th")]
    rows = [
        dict(zip(heads, map(words, tr.find_all(["th", "td"])), strict=True))
        for tr in page.find(id="table-changed-themes").tbody.find_all("tr")
    ]
    assert {"Trust", "Faith", "Money"} == {row["Theme"] for row in rows}
    money = next(row for row in rows if row["Theme"] == "Money")
    assert money["Change"] == "up"
    assert (money["Studies"], money["Extracts"]) == ("2 → 3", "2 → 3")
    assert money["Share of studies"] == "50.0% → 60.0%"
    faith = next(row for row in rows if row["Theme"] == "Faith")
    assert (faith["Change"], faith["Because"]) == ("merged", "“Faith” was merged into “Trust”")


def test_changes_of_codebook_and_methods_have_tables_of_their_own(page):
    assert "moved" in words(page.find(id="table-changed-codebook"))
    methods = words(page.find(id="table-changed-methods"))
    assert "frameworks setting new" in methods


def test_what_comes_from_data_is_escaped(page):
    assert page.find("img") is None
    assert ATTACK in words(page)


def test_the_same_versions_give_the_same_bytes(comparison):
    assert comparison_page(comparison) == comparison_page(comparison)
    assert comparison_table(comparison) == comparison_table(comparison)


def test_the_table_lists_everything_and_can_be_read(comparison):
    table = read_csv_text(comparison_table(comparison), "changes.csv")
    assert list(table) == ["group", "kind", "item", "label", "what", "before", "after", "because"]
    assert len(table) == len(comparison.changes)
    assert set(table["group"]) == {"results", "codebook", "methods"}


def test_nothing_changed_is_a_page_as_well():
    page = BeautifulSoup(comparison_page(compared(tables(), tables())), "html.parser")
    assert "Nothing has changed." in words(page.main)


def test_a_page_is_not_written_over_a_file_of_somebody_else(tmp_path, comparison):
    (tmp_path / "changes.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ReportError, match=r"holds a changes\.csv that no comparison has written"):
        write_comparison(comparison, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["changes.csv"]
    (tmp_path / "changes.csv").unlink()
    write_comparison(comparison, tmp_path)
    write_comparison(comparison, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["changes.csv", "changes.html"]


def report(folder, made: Version, **run):
    """Write what a report keeps: its record and its tables."""
    folder.mkdir()
    (folder / "results").mkdir()
    for name, text in result_files(made.tables).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    record = {"schema_version": 1, "notebooks": {}, "inputs": list(made.inputs), **run}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def run_of(sha256: str, level: int, pandas: str, status: str = "rendered"):
    themes = {
        "status": status,
        "title": "Which themes?",
        "sha256": sha256,
        "parameters": {"review": "here", "level": level},
    }
    return {"notebooks": {"02_themes": themes}, "versions": {"pandas": pandas, "python": "3.11.7"}}


def test_two_reports_are_compared_with_parameters_notebooks_and_software(tmp_path):
    made = version(tables())
    old = report(tmp_path / "old", made, **run_of("a" * 64, 1, "3.0.0"))
    new = report(tmp_path / "new", made, **run_of("b" * 64, 2, "3.1.0"))
    found = compare_reviews(old, new)
    assert [(c.kind, c.item, c.before, c.after) for c in found.of("methods")] == [
        ("parameter", "02_themes: level", "1", "2"),
        ("notebook", "02_themes", "a" * 12, "b" * 12),
        ("version", "pandas", "3.0.0", "3.1.0"),
    ]
    assert str(found) == "No result has changed (changes on record: 3 of the methods)."
    assert found.remarks == ()


def test_a_page_of_an_earlier_run_says_nothing_of_the_methods(tmp_path):
    made = version(tables())
    old = report(tmp_path / "old", made, **run_of("a" * 64, 1, "3.0.0"))
    new = report(tmp_path / "new", made, **run_of("", 2, "3.0.0", status="kept"))
    assert compare_reviews(old, new).changes == ()


def test_a_report_is_compared_with_a_review_as_two_reviews_are(tmp_path):
    before, after = tables(), tables()
    add_study(after)
    folder = folder_of(tmp_path / "review", after)
    old = report(tmp_path / "old", version(before), audience="team")
    assert compare_reviews(old, folder).points == compared(before, after).points


@pytest.mark.parametrize("audience", ["team", "public"])
def test_versions_for_different_readers_differ_in_nothing_but_what_one_of_them_lacks(audience):
    given = tables()
    given["extracts"][0] |= {"consent": "none", "is_verbatim": "true"}
    given["codebook"][1]["definition"] = "Taking risks."
    sides = [version(given, audience=a, consensus_coder="Ana") for a in ("public", "team")]
    found = compare_versions(*(sides if audience == "public" else sides[::-1]))
    assert found.changes == ()


def test_a_report_without_tables_and_a_folder_that_is_neither_are_refused(tmp_path):
    old = report(tmp_path / "old", version(tables()))
    for file in (old / "results").iterdir():
        file.unlink()
    with pytest.raises(ReportError, match="keeps no result tables"):
        compare_reviews(old, old)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReportError, match="neither a review nor the folder of a report"):
        compare_reviews(tmp_path / "nowhere", old)


def test_tables_that_do_not_fit_together_are_refused(tmp_path):
    old = report(tmp_path / "old", version(tables()))
    (old / "results" / "codebook.csv").write_text("code_id,label\nmoney,Money\n", encoding="utf-8")
    with pytest.raises(ReportError, match=r"The result tables of 'old' cannot be used"):
        compare_reviews(old, old)


def test_a_comparison_is_for_the_readers_of_its_sides(tmp_path):
    team = report(tmp_path / "team", version(tables()), audience="team")
    public = report(tmp_path / "public", version(tables(), audience="public"), audience="public")
    assert compare_reviews(team, public).audience == "team"
    assert compare_reviews(public, public).audience == "public"
    with pytest.raises(ReportError, match=r"is a report for the team.*Say --audience team"):
        compare_reviews(team, public, audience="public")
    with pytest.raises(OptionError, match="audience='press' is not allowed"):
        compare_reviews(team, public, audience="press")


def folder_of(path, given, **settings):
    path.mkdir()
    (path / "review.yaml").write_text(yaml.safe_dump({**SETTINGS, **settings}), encoding="utf-8")
    for name, rows in given.items():
        if rows:
            pd.DataFrame(rows).to_csv(path / f"{name}.csv", index=False)
    return path


def test_a_page_for_the_public_is_searched_for_names(tmp_path):
    after = tables()
    after["codings"][0]["coder"] = "Annabel Quist"
    after["findings"][1]["sentence"] = "Annabel Quist thinks that money matters."
    old, new = folder_of(tmp_path / "old", tables()), folder_of(tmp_path / "new", after)
    with pytest.raises(ReportError, match="the name of a coder"):
        write_comparison(compare_reviews(old, new), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    for_team = compare_reviews(old, new, audience="team")
    page = write_comparison(for_team, tmp_path / "out").read_text(encoding="utf-8")
    assert "Annabel Quist thinks" in page


def test_a_review_that_protects_its_studies_is_compared_for_the_team_only(tmp_path):
    folder = folder_of(tmp_path / "review", tables(), disclosure={"studies": "protected"})
    with pytest.raises(ReportError, match="protects its studies"):
        compare_reviews(folder, folder)
    assert compare_reviews(folder, folder, audience="team").changes == ()


def test_the_command_says_it_in_a_sentence_and_writes_page_and_table(tmp_path):
    before, after = tables(), tables()
    add_study(after)
    old, new = (report(tmp_path / n, version(given)) for n, given in (("old", before), ("new", after)))
    result = CliRunner().invoke(app, ["compare", str(old), str(new), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert result.output.startswith("What changed: 1 study in, 1 theme up")
    page = (tmp_path / "out" / "changes.html").read_text(encoding="utf-8")
    assert str(tmp_path) not in page
    assert re.search(r"1 study in", page)
    assert (tmp_path / "out" / "changes.csv").is_file()
