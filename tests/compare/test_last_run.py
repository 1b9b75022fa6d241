"""What a report keeps of itself, and what its index then says: run after run in one folder."""

from __future__ import annotations

import contextlib
import json

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup

from synthesis.compare import last_run
from synthesis.compare.last_run import NO_EARLIER, since_last_run
from synthesis.report.publish import publish
from synthesis.report.render import render_report
from synthesis.review import read_review
from tests.compare.living import SETTINGS, add_study, tables
from tests.report.test_render import SHOWN, write_notebook


def write(folder, given):
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "review.yaml").write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    for name, rows in given.items():
        if rows:
            pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    return folder


class Living:
    """A review and its report, published without notebooks: only what is kept for comparison."""

    def __init__(self, folder):
        self.data, self.output = folder / "data", folder / "report"

    def run(self, given, *, audience="team", name="run"):
        kept = read_review(write(self.data, given))
        inputs = [
            {"table": table, "file": o.file, "sha256": o.sha256} for table, o in sorted(kept.origins.items())
        ]
        from synthesis.report.record import fingerprint

        run = {
            "schema_version": 1,
            "name": name,
            "notebooks": {},
            "inputs": inputs,
            "inputs_sha256": fingerprint(inputs),
        }
        since = since_last_run(kept, run, self.output, audience=audience)
        publish(self.output, {**since.files, "run.json": json.dumps(run)}, remove=since.remove)
        return since

    @property
    def files(self):
        return {p.relative_to(self.output).as_posix() for p in self.output.rglob("*") if p.is_file()}

    def previous(self):
        return json.loads((self.output / "previous/run.json").read_text())["name"]


@pytest.fixture
def living(tmp_path):
    return Living(tmp_path)


def longer():
    given = tables()
    add_study(given)
    return given


def test_run_after_run(living):
    first = living.run(tables(), name="first")
    assert (first.message, first.href) == (NO_EARLIER, "")
    assert living.files >= {"results/studies.csv", "results/theme_frequencies.csv"}
    assert not any(name.startswith("previous") for name in living.files)

    second = living.run(tables(), name="second")
    assert second == first  # the same data, the same words

    third = living.run(longer(), name="third")
    assert ("1 study in", "changes.html#studies") in third.points
    assert third.href == "changes.html"
    assert living.previous() == "second"
    assert "Elm 2005" not in (living.output / "previous/results/studies.csv").read_text()
    page = BeautifulSoup((living.output / "changes.html").read_text(), "html.parser")
    assert page.find(id="studies").name == "h2"

    fourth = living.run(longer(), name="fourth")
    assert fourth == third  # rendered again: the version before is still the one before
    assert living.previous() == "second"

    fifth = living.run(tables(), name="fifth")
    assert ("1 study out", "changes.html#studies") in fifth.points
    assert living.previous() == "fourth"


def test_rows_in_another_order_are_other_files_and_no_other_result(living):
    living.run(tables())
    since = living.run({name: rows[::-1] for name, rows in tables().items()})
    assert since.message == "The files of the data have changed since the last report; no result has."
    assert "changes.html" not in living.files
    assert "previous/results/studies.csv" in living.files


def test_what_was_kept_for_the_team_leaves_a_folder_for_the_public(living):
    living.run(tables())
    living.run(longer())
    assert "s1e1" in (living.output / "previous/results/codings.csv").read_text()
    since = living.run(longer(), audience="public")
    assert since.message == "Not compared: the last report here was made for the team."
    assert not any(name.startswith(("previous", "changes")) for name in living.files)
    assert "results/extracts.csv" not in living.files
    assert "s1e1" not in "".join(p.read_text() for p in living.output.rglob("*.csv"))


def test_a_last_report_that_cannot_be_read_stops_nothing(living):
    living.run(tables())
    (living.output / "results/studies.csv").write_text("x", encoding="utf-8")
    since = living.run(longer())
    assert since.message == last_run.UNREADABLE
    assert not any(name.startswith(("previous", "changes")) for name in living.files)
    assert ("1 study out", "changes.html#studies") in living.run(tables()).points


def test_the_index_of_a_report_says_what_changed(tmp_path):
    write_notebook(tmp_path / "notebooks", "02_themes", SHOWN, title="Themes")
    with contextlib.chdir(tmp_path):
        for given in (tables(), tables(), longer()):
            write(tmp_path / "reviews" / "small", given)
            record = render_report("reviews/small", notebooks_dir="notebooks", output="out", audience="team")
            assert record.ok, str(record)
            index = BeautifulSoup((tmp_path / "out/index.html").read_text(encoding="utf-8"), "html.parser")
            if given["studies"][-1]["study_id"] == "s4":
                assert NO_EARLIER in index.main.get_text()
    links = {a.get_text(): a["href"] for a in index.main.find_all("a")}
    assert links["1 study in"] == "changes.html#studies"
    assert links["Everything that changed, one by one"] == "changes.html"
    text = " ".join(index.main.get_text(" ").split())
    assert "5 Studies" in text.replace("Studies 5", "5 Studies")
    assert "What the studies speak about, in how many of them, and which themes meet." in text
    assert (
        f"Version of the data {json.loads((tmp_path / 'out/run.json').read_text())['inputs_sha256'][:12]}"
        in text
    )
    changes = BeautifulSoup((tmp_path / "out/changes.html").read_text(encoding="utf-8"), "html.parser")
    assert {a["href"] for a in changes.footer.find_all("a")} == {"index.html", "02_themes.html", "#main"}


def test_a_comparison_that_breaks_costs_no_page_and_leaves_no_stale_table(tmp_path, monkeypatch):
    write_notebook(tmp_path / "notebooks", "02_themes", SHOWN, title="Themes")
    write(tmp_path / "reviews" / "small", tables())
    (tmp_path / "out" / "results").mkdir(parents=True)
    (tmp_path / "out" / "run.json").write_text(json.dumps({"schema_version": 1, "notebooks": {}}))
    (tmp_path / "out" / "results" / "themes.csv").write_text("stale")

    def broken(*_, **__):
        raise KeyError("oops")

    monkeypatch.setattr(last_run, "result_tables", broken)
    with contextlib.chdir(tmp_path):
        assert render_report("reviews/small", notebooks_dir="notebooks", output="out", audience="team").ok
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "What changed could not be told: &#39;oops&#39;" in index
    assert not (tmp_path / "out" / "results").exists()
