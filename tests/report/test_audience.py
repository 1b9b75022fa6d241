"""A report and its readers: what stops a public one, what is in it once that is mended, what a team sees."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import synthesis as sy
from synthesis.display.evidence import evidence_block
from synthesis.display.figure import figure_block
from synthesis.display.header import review_block
from synthesis.display.table import table_block
from synthesis.errors import OptionError, ReportError
from synthesis.report.render import render_report
from synthesis.report.task import Result

NAMES = ["Zoe Zephyrine", "Petra Polonius", "Bob Appraisal", "Mia Memorian", "Cy Changer", "person-01"]
SAID = "It was the night shift that held all of us together in that year."


def tables() -> dict[str, list[dict[str, str]]]:
    """Return a review with people in it, none of whom a public page names by itself."""
    people = [
        {
            "source_id": f"person-{n:02}",
            "study_id": "S1",
            "kind": "participant",
            "role": "nurse" if n < 7 else "doctor",
        }
        for n in range(10)
    ]
    people[1]["name"] = "Petra Polonius"
    return {
        "studies": [
            {"study_id": "S1", "citation": "Ash 2001", "setting": "A ward"},
            {"study_id": "S2", "citation": "Birch 2002", "setting": "A clinic"},
        ],
        "codebook": [{"code_id": f"c{n}", "label": f"Label {n}"} for n in range(4)],
        "sources": people,
        "extracts": [
            {
                "extract_id": "E1",
                "study_id": "S1",
                "source_id": "person-01",
                "text": "All are welcome here.",
                "locator": "p. 4",
            },
            {"extract_id": "E2", "study_id": "S1", "source_id": "person-02", "text": SAID, "consent": "none"},
        ],
        "codings": [
            {"extract_id": "E1", "code_id": "c0", "coder": "Zoe Zephyrine"},
            {"extract_id": "E2", "code_id": "c1", "coder": "Zoe Zephyrine"},
        ],
        "appraisal": [
            {
                "study_id": "S1",
                "tool": "T",
                "item": "I",
                "judgement": "yes",
                "rationale": "Fine.",
                "appraiser": "Bob Appraisal",
            }
        ],
        "memos": [
            {
                "memo_id": "m1",
                "author": "Mia Memorian",
                "text": "I doubt every single word that they told us then.",
            }
        ],
        "code_changes": [
            {"date": "2026-01-31", "from_id": "old", "to_id": "c0", "kind": "merge", "author": "Cy Changer"}
        ],
    }


def cells_of(folder: str, audience: str) -> list:
    """Show a review as the shipped notebooks do, and return the cells with what they showed."""
    evidence = sy.for_audience(sy.read_review(folder), audience)
    themes = sy.theme_frequencies(evidence)
    people = sy.source_characteristics(evidence)
    answers = sy.appraisal_table(evidence)
    figure = sy.plot_theme_frequencies(themes)
    blocks = [
        review_block(evidence),
        table_block(themes.drop(columns=["path"]), caption="Themes", id="themes", most=1),
        figure_block(
            figure,
            caption="Themes drawn",
            alt="Bars of the themes of this review.",
            id="themes",
            table=themes,
        ),
        table_block(evidence.studies, caption="Studies", id="studies"),
        table_block(people, caption="Who took part", id="sources"),
        table_block(answers[["item", "judgement", "answers", "rationale"]], caption="Answers", id="answers"),
        evidence_block(sy.evidence_list(evidence, audience=audience), sy.evidence_codes(evidence)),
    ]
    outputs = [nbformat.v4.new_output("display_data", block._repr_mimebundle_()) for block in blocks]
    return [nbformat.v4.new_code_cell(outputs=[output]) for output in outputs]


class Desk:
    """A folder with a review and a notebook; what a kernel would have done is done here, and quickly."""

    def __init__(self, folder: Path, monkeypatch) -> None:
        self.folder, self.extra = folder, []
        self.tables, self.settings = tables(), {}
        (folder / "notebooks").mkdir()
        self.write_notebook('review: str = "review"\naudience: str = "public"')

        def ran(tasks, **_):
            for task in tasks:
                (folder / "told.json").write_text(json.dumps(dict(task.parameters)))
                notebook = nbformat.v4.new_notebook()
                notebook.cells = [nbformat.v4.new_markdown_cell("# Themes")]
                with contextlib.chdir(folder):
                    notebook.cells += cells_of("review", task.parameters.get("audience", "team"))
                notebook.cells += self.extra
                for number, cell in enumerate(notebook.cells):
                    cell["id"] = f"c{number}"
                nbformat.write(notebook, task.path("executed.ipynb"))
            return {task.name: Result(title="Themes") for task in tasks}

        monkeypatch.setattr("synthesis.report.render.run_tasks", ran)

    def write_notebook(self, parameters: str) -> None:
        cells = [
            nbformat.v4.new_markdown_cell("# Themes", id="a"),
            nbformat.v4.new_code_cell(parameters, id="b", metadata={"tags": ["parameters"]}),
        ]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), self.folder / "notebooks" / "02_themes.ipynb")

    def render(self, **options):
        review = self.folder / "review"
        review.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            pd.DataFrame(rows).to_csv(review / f"{name}.csv", index=False)
        (review / "review.yaml").write_text(
            json.dumps({"id": "planted", "title": "A review", **self.settings})
        )
        with contextlib.chdir(self.folder):
            record = render_report("review", notebooks_dir="notebooks", **options)
        assert record.ok, str(record)
        return record

    def files(self, folder: str = "reports/review") -> dict[str, str]:
        base = self.folder / folder
        return {p.relative_to(base).as_posix(): p.read_text() for p in base.rglob("*") if p.is_file()}


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


# What is planted: in which table, column and row, and what the refusal says of it.
PLANTED = [
    ("codebook", "label", "Trust in Zoe Zephyrine", "the name of a coder"),
    ("codebook", "label", "As Petra Polonius said", "name of a source"),
    ("codebook", "label", "Zephyrine, Zoe", "the name of a coder"),
    ("studies", "setting", "Ward of person-01", "the identifier of a source"),
    ("studies", "rated by Bob Appraisal", "yes", "the name of an appraiser"),
    ("studies", "setting", "Ask Mia Memorian", "the author of a memo"),
    ("studies", "setting", "As Cy Changer knows", "the author of a change to the codebook"),
    ("appraisal", "rationale", "Asked petra.p@example.org", "an e-mail address"),
    ("appraisal", "judgement", "ring 07700 900123", "a telephone number"),
    ("extracts", "locator", "of 943 476 5919", "an NHS number"),
    ("extracts", "text", "She lives at SW1A 1AA.", "a postcode"),
    ("extracts", "text", "It was Operation Heron.", "a word that review.yaml keeps back"),
    ("studies", "setting", SAID, "text of an extract that is withheld by consent"),
]


@pytest.mark.parametrize(("table", "column", "value", "kind"), PLANTED)
def test_a_public_report_stops_at_what_is_planted_in_the_data(desk, table, column, value, kind):
    desk.settings = {"disclosure": {"words": ["Operation Heron"]}}
    desk.tables[table][0][column] = value
    with pytest.raises(ReportError) as stopped:
        desk.render()
    told = str(stopped.value)
    assert "02_themes.html" in told
    assert kind in told
    assert value not in told
    assert not (desk.folder / "reports").exists()


HIDDEN = [
    "<p>Zoe Zephy<b>rine</b></p>",
    "<details><p hidden>Zoe Zephyrine</p></details>",
    '<img alt="Zoe Zephyrine at work" src="data:image/png;base64,AAAA">',
    '<p title="Zoe Zephyrine">x</p>',
    '<p data-coder="Zoe Zephyrine">x</p>',
]


@pytest.mark.parametrize("html", HIDDEN)
def test_a_public_report_stops_at_what_is_hidden_in_a_notebook(desk, html):
    desk.extra = [
        nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {"text/html": html})])
    ]
    with pytest.raises(ReportError, match="the name of a coder"):
        desk.render()


@pytest.mark.parametrize(
    "cell",
    [
        nbformat.v4.new_code_cell("x = 'Zoe Zephyrine'"),
        nbformat.v4.new_code_cell("1", metadata={"by": "Zoe Zephyrine"}),
        nbformat.v4.new_code_cell(
            outputs=[
                nbformat.v4.new_output(
                    "display_data", {"text/html": "<p>x</p>", "text/plain": "Zoe Zephyrine"}
                )
            ]
        ),
    ],
    ids=["code", "metadata", "plain text"],
)
def test_what_only_the_executed_notebook_holds_stops_it_as_well(desk, cell):
    desk.extra = [cell]
    with pytest.raises(ReportError, match=r"notebooks/02_themes\.ipynb, cell 9"):
        desk.render()


def test_a_mended_report_names_nobody_and_counts_no_few(desk):
    record = desk.render()
    assert record.audience == "public"
    files = desk.files()
    every = "\n".join([*files, *files.values()])
    assert [name for name in [*NAMES, SAID, "I doubt every"] if name.casefold() in every.casefold()] == []
    page = files["02_themes.html"]
    assert "coder 1" not in page  # no table here names coders
    assert "appraiser 1: yes" in page
    assert "&lt;5" in page
    assert "team only" not in page
    assert json.loads(files["run.json"])["audience"] == "public"
    assert json.loads((desk.folder / "told.json").read_text())["audience"] == "public"


def test_what_was_withheld_is_recorded_in_numbers_and_in_the_same_bytes(desk):
    desk.render()
    text = desk.files()["disclosure.json"]
    record = json.loads(text)
    assert record["names_replaced"] == {
        "coders": 1,
        "appraisers": 1,
        "authors of memos, merges and changes": 2,
        "sources": 10,
    }
    assert record["extracts_without_text"] == {"consent none": 1}
    page = record["pages"]["02_themes.html"]
    assert page["cells"]["table-sources"]["under the minimum"] == 1
    assert page["cells"]["table-sources"]["with or because of these"] >= 1
    assert page["n_extracts_without_text"] == 1
    assert record["rules"] == {
        "minimum": 5,
        "studies": "published",
        "sources": "renamed",
        "n_words": 0,
        "n_exempt": 0,
    }
    desk.render()
    assert desk.files()["disclosure.json"] == text


def test_a_report_for_the_team_names_people_and_says_so_at_its_head(desk):
    record = desk.render(audience="team")
    assert record.index == Path("reports/review-team/index.html")
    files = desk.files("reports/review-team")
    assert "Bob Appraisal: yes" in files["02_themes.html"]
    assert "person-01 (nurse)" in files["02_themes.html"]
    assert SAID not in files["02_themes.html"]
    for page in ("02_themes.html", "index.html"):
        assert re.search(r"<strong>For the team only:</strong> not to be passed on", files[page])
    assert json.loads(files["run.json"])["audience"] == "team"
    assert json.loads(files["disclosure.json"])["audience"] == "team"


def test_a_notebook_that_does_not_take_the_audience_is_for_the_team_only(desk):
    desk.write_notebook('review: str = "review"')
    with pytest.raises(ReportError, match="02_themes cannot say for whom it is"):
        desk.render()
    desk.render(audience="team")
    assert "audience" not in json.loads((desk.folder / "told.json").read_text())


def test_a_notebook_that_takes_the_audience_and_does_not_heed_it_has_no_public_page(desk, monkeypatch):
    monkeypatch.setattr(sy, "for_audience", lambda review, audience: review)
    with pytest.raises(AssertionError, match="does not show that its review was made for the public"):
        desk.render()


def test_the_audience_is_said_with_its_option_only(desk):
    with pytest.raises(OptionError, match="Say it with --audience instead"):
        desk.render(parameters={"audience": "team"})
    with pytest.raises(OptionError, match=r"audience='tema' is not allowed.* Did you mean 'team'"):
        desk.render(audience="tema")


def test_two_audiences_never_share_a_folder(desk):
    desk.render(audience="team", output="out")
    with pytest.raises(ReportError, match="'out' holds a report for the team"):
        desk.render(output="out")
    # A report of an earlier version does not say for whom it was.
    run = desk.folder / "out" / "run.json"
    record = json.loads(run.read_text())
    del record["audience"]
    run.write_text(json.dumps(record))
    with pytest.raises(ReportError, match="'out' holds a report for the team"):
        desk.render(output="out")


def test_a_page_that_stays_from_an_earlier_run_is_searched_again(desk):
    desk.render()
    other = desk.folder / "reports/review/01_old.html"
    other.write_text("<html lang='en'><title>x</title><p>By Zoe Zephyrine, long ago.</p></html>")
    with pytest.raises(ReportError, match=r"01_old\.html, .*the name of a coder"):
        desk.render()


def test_an_exemption_with_a_reason_lets_a_word_through(desk):
    desk.tables["codebook"][0]["label"] = "Zoe Zephyrine"
    desk.settings = {"disclosure": {"exempt": [{"word": "Zoe Zephyrine", "reason": "The name of a play."}]}}
    desk.render()
    assert "Zoe Zephyrine" in desk.files()["02_themes.html"]
