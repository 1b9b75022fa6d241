"""From a review to a Word document: the notebooks run, and the file tells its readers no more than it may."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from synthesis.cli import app
from synthesis.errors import ReportError
from synthesis.export.docx import export_docx
from synthesis.export.leaving import check_leaving
from synthesis.export.rendered import Asked, default_output
from synthesis.review import read_review
from tests.export.word_rules import Opened, faults

TABLES = {
    "studies": "study_id,citation\nS1,Ash 2001\nS2,Birch 2002\n",
    "codebook": "code_id,label\ntrust,Trust\npower,Power\n",
    "extracts": "extract_id,study_id,text,is_verbatim,consent\nE1,S1,They met weekly.,true,public\n"
    "E2,S2,Only the team may read this one.,true,team\n",
    "codings": "extract_id,code_id,coder\nE1,trust,Marguerite\nE2,power,Marguerite\n",
}
SETTINGS = "id: small\ntitle: A small review\nquestion: What helps?\nsynthetic: true\n"
CELLS = (
    "import synthesis as sy\n"
    "evidence = sy.for_audience(sy.read_review(review), audience)\n"
    "sy.show_review(evidence)",
    "themes = sy.theme_frequencies(evidence)[['label', 'n_studies']]\n"
    "sy.show_table(themes, caption='Studies with each theme', id='themes')",
    "bars = sy.plot_theme_frequencies(sy.theme_frequencies(evidence))\n"
    "words = 'Two bars of the same length, one for trust and one for power.'\n"
    "sy.show_figure(bars, caption='Studies with each theme', alt=words, id='themes')",
    "sy.show_evidence(sy.evidence_list(evidence), sy.evidence_codes(evidence))",
    "sy.show_provenance(evidence)",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a folder with a review and a notebook for it."""
    folder = tmp_path_factory.mktemp("place")
    review = folder / "small"
    review.mkdir()
    for name, text in TABLES.items():
        (review / f"{name}.csv").write_text(text, encoding="utf-8")
    (review / "review.yaml").write_text(SETTINGS, encoding="utf-8")
    notebook = new_notebook(cells=[new_markdown_cell("# Which themes?")])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    parameters = 'review: str = "small"\naudience: str = "public"'
    notebook.cells += [new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    notebook.cells += [new_code_cell(cell) for cell in CELLS]
    (folder / "notebooks").mkdir()
    write(notebook, folder / "notebooks" / "01_themes.ipynb")
    return folder


@pytest.fixture(scope="module")
def exported(place):
    asked = Asked(notebooks_dir=place / "notebooks", jobs=1)
    return export_docx(place / "small", place / "out" / "small.docx", asked=asked, with_evidence=True)


def test_a_review_becomes_a_document_without_a_fault(exported):
    content = exported.files[0].read_bytes()
    assert faults(content) == []
    opened = Opened(content)
    assert opened.paragraphs("Title") == ["A small review"]
    assert opened.rows(opened.tables[0]) == [["Code", "Studies"], ["Trust", "1"], ["Power", "1"]]
    assert opened.find(".//wp:docPr/@descr") == [
        "Two bars of the same length, one for trust and one for power."
    ]
    media = [part for name, part in opened.parts.items() if name.startswith("word/media/")]
    assert [part[:8] for part in media] == [b"\x89PNG\r\n\x1a\n"]


def test_the_public_reads_no_name_and_no_text_that_is_the_teams(exported):
    text = Opened(exported.files[0].read_bytes()).text()
    assert "“They met weekly.”" in text
    assert "(text withheld: no consent to show it)" in text
    assert "Only the team" not in text
    assert "Marguerite" not in text
    assert "For: the public" in text


def test_the_account_adds_up(exported):
    exported.account.check()
    kept = {entry.kind: entry.kept for entry in exported.account.entries}
    assert kept == {"pages": 1, "tables": 1, "figures": 1, "passages of evidence": 2}


def test_what_may_not_leave_is_found_in_the_file_itself(place):
    review = read_review(place / "small")
    files = {Path("small.csv"): b"code,coder\r\ntrust,Marguerite\r\n"}
    with pytest.raises(ReportError, match=r"small\.csv, .*the name of a coder \(M…, 10 characters\)"):
        check_leaving(review, "public", files)
    check_leaving(review, "team", files)


def test_a_file_for_the_team_says_so_in_its_name(place):
    review = read_review(place / "small")
    assert default_output(review, "team", ".docx") == Path("exports/small-team.docx")
    assert default_output(review, "public", "-pdf") == Path("exports/small-pdf")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "xlsx", "--audience", "team"], "--audience cannot be given for xlsx: it holds no report."),
        (["--to", "docx", "--offsets", "utf-16"], "--offsets is for qdpx only; docx has no positions."),
        (["--to", "doc"], "Did you mean 'docx'?"),
        (["--to", "docx", "-o", "small.doc"], "must end in .docx"),
    ],
)
def test_options_that_do_not_go_together_are_refused(place, words, said):
    result = CliRunner().invoke(app, ["export", str(place / "small"), *words])
    assert result.exit_code == 1
    assert said in str(result.exception)
