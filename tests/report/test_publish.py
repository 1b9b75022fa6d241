from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthesis.errors import ReportError
from synthesis.report.publish import check_page, publish
from synthesis.report.record import NotebookRun, Page, RunRecord, fingerprint, pages_of_earlier_run
from synthesis.report.task import Failure
from synthesis.report.traces import Machine

BODY = "<main><h1>Themes</h1><p>Trust was named in more studies than anything else.</p></main>"
GOOD = f'<!doctype html><html lang="en"><head><title>Themes</title></head><body>{BODY}</body></html>'


def test_a_good_page_passes():
    check_page(GOOD, Machine({}))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (GOOD.replace("<title>Themes</title>", "<title> </title>"), "no title"),
        (GOOD.replace(' lang="en"', ""), "does not say its language"),
        (
            GOOD.replace(BODY, "<main><style>p { color: rebeccapurple; margin: 0 0 0 0 }</style></main>"),
            "empty",
        ),
        ("", "no title"),
    ],
)
def test_a_page_that_is_none_is_refused(page, words):
    with pytest.raises(ReportError, match=words):
        check_page(page, Machine({}))


def test_files_take_their_places_and_those_out_of_date_go(tmp_path):
    output = tmp_path / "reports" / "small"
    publish(output, {"a.html": "one", "failed/b.ipynb": "two"})
    assert (output / "failed/b.ipynb").read_text() == "two"
    publish(output, {"a.html": "three"}, remove=["failed/b.ipynb", "failed/never.ipynb"])
    assert {p.name: p.read_text() for p in output.iterdir()} == {"a.html": "three"}


def test_when_one_file_cannot_be_written_nothing_changes(tmp_path):
    output = tmp_path / "small"
    publish(output, {"a.html": "old"})
    (output / "notebooks").write_text("a file where a folder belongs")
    with pytest.raises(ReportError, match="cannot be written"):
        publish(output, {"a.html": "new", "notebooks/a.ipynb": "new"})
    assert sorted(p.name for p in output.iterdir()) == ["a.html", "notebooks"]
    assert (output / "a.html").read_text() == "old"


@pytest.mark.parametrize("name", ["index.html", "failed/b.ipynb"])
def test_a_folder_in_the_place_of_a_file_is_noticed_before_anything_changes(tmp_path, name):
    (tmp_path / name).mkdir(parents=True)
    with pytest.raises(ReportError, match=r"cannot be written.*is a folder"):
        publish(tmp_path, {"a.html": "new", "index.html": "new"}, remove=["failed/b.ipynb"])
    assert not (tmp_path / "a.html").exists()


def test_a_folder_made_for_nothing_goes_again(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        publish(tmp_path / "reports" / "small", {"a.html": "\ud800"})
    assert list(tmp_path.iterdir()) == []


def record(output: Path, *runs: NotebookRun) -> RunRecord:
    inputs = [{"table": "studies", "file": "studies.csv", "sha256": "ab", "n_rows": 2}]
    return RunRecord(output, "small", "Small", False, inputs, {"python": "3"}, "then", "later", 1.25, runs)


def test_pages_of_an_earlier_run_are_known_by_their_bytes(tmp_path):
    digest = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"  # of the letter a
    page = Page("01_a.html", "A", digest, "then", "x")
    gone, edited = Page("02_gone.html", "Gone", "00"), Page("03_edited.html", "Edited", "00", "then", "x")
    runs = [NotebookRun(p.file.removesuffix(".html"), "rendered", page=p) for p in (page, gone, edited)]
    files = {"01_a.html": "a", "03_edited.html": "by hand", "run.json": record(tmp_path, *runs).as_json()}
    publish(tmp_path, files)
    found = pages_of_earlier_run(tmp_path)
    assert found["01_a"] == page
    assert (found["03_edited"].title, found["03_edited"].rendered_at) == ("03_edited", "")
    assert "02_gone" not in found


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"notebooks": 3}', '{"notebooks": {"01_a": 1}}', '{"notebooks": {"01_a": {"page": 2}}}'],
)
def test_without_a_readable_record_a_page_is_known_by_its_name(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    (tmp_path / "01_a.html").write_text("a")
    (tmp_path / "index.html").write_text("i")
    found = pages_of_earlier_run(tmp_path)
    assert [(name, page.title) for name, page in found.items()] == [("01_a", "01_a")]


def test_a_number_that_is_none_is_never_written(tmp_path):
    run = NotebookRun("a", "rendered", parameters={"share": float("nan")})
    with pytest.raises(ValueError, match="not JSON compliant"):
        record(tmp_path, run).as_json()


def test_the_record_says_what_a_person_wants_to_know(tmp_path):
    failure = Failure("error", "KeyError: 'x'", cell=2, n_cells=3, source="d['x']", traceback="KeyError: 'x'")
    bad = NotebookRun("02_themes", "failed", failure=failure, failed_notebook="failed/02_themes.ipynb")
    told = str(record(Path("reports/small"), NotebookRun("01_studies", "rendered"), bad))
    assert told.splitlines()[0] == "02_themes failed in cell 2 of 3: KeyError: 'x'"
    assert "It has no page. What it did so far: reports/small/failed/02_themes.ipynb" in told
    assert told.splitlines()[-1] == "1 of 2 pages rendered in 1.2 s: reports/small/index.html"
    assert json.loads(record(Path("x"), bad).as_json())["status"] == "failed"


def test_two_sets_of_inputs_differ_by_what_the_files_hold():
    one = [{"table": "studies", "sha256": "aa"}, {"table": "codings", "sha256": "bb"}]
    assert fingerprint(one) == fingerprint(one[::-1])
    assert fingerprint(one) != fingerprint([{**one[0], "sha256": "cc"}, one[1]])
