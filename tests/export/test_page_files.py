"""The tables and figures of a report as files of their own."""

from __future__ import annotations

import csv
from contextlib import contextmanager

import pytest
from lxml import etree

from synthesis.display.table import table_block
from synthesis.errors import OptionError
from synthesis.export import page_files
from synthesis.export.page_files import export_files, standalone_drawing
from synthesis.export.rendered import Asked
from synthesis.export.report_targets import export_report
from tests.export.report_pages import THEMES, drawn, rendered
from tests.report.test_render import write_review


@pytest.fixture
def exported(tmp_path, monkeypatch):
    """Export a hand-made page and return the folder and what was said of it."""
    made = rendered("# T", table_block(THEMES, caption="Themes", id="themes"), drawn(table=THEMES))

    @contextmanager
    def pages(review_path, asked, *, png_dpi):
        assert png_dpi == 300
        yield [made]

    monkeypatch.setattr(page_files, "rendered_pages", pages)
    review = write_review(tmp_path / "small")
    return tmp_path / "out", export_files(review, tmp_path / "out", asked=Asked())


def test_each_table_and_figure_is_a_file_named_as_on_the_page(exported):
    folder, _ = exported
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "02_themes/figure-themes.png",
        "02_themes/figure-themes.svg",
        "02_themes/numbers-themes.csv",
        "02_themes/table-themes.csv",
        "contents.csv",
    ]


def test_a_list_says_what_each_file_shows(exported):
    folder, _ = exported
    with (folder / "contents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["File", "Caption", "Note", "Alternative text"]
    assert rows[1][:2] == ["02_themes/table-themes.csv", "Themes"]
    assert rows[2][0] == "02_themes/figure-themes.svg"
    assert rows[2][3].startswith("Two bars")


def test_the_account_says_what_was_written(exported):
    folder, found = exported
    found.account.check()
    assert {entry.kind: (entry.kept, entry.kept_as) for entry in found.account.entries} == {
        "tables": (2, "CSV"),
        "drawings of figures": (1, "SVG"),
        "pictures of figures": (1, "PNG of 300 dpi"),
    }
    assert found.files[0] == folder / "contents.csv"


def test_a_drawing_stands_alone_and_leads_nowhere(exported):
    folder, _ = exported
    root = etree.fromstring((folder / "02_themes" / "figure-themes.svg").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root[0].text.startswith("Two bars")
    assert root.get("viewBox")
    assert b"data-r" not in etree.tostring(root)


def test_marks_that_lead_to_rows_of_the_page_lose_that():
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        b'viewBox="0 0 9 9"><defs><path id="p" d="M0 0"/></defs>'
        b'<a xlink:href="row:3"><rect width="1" height="1"/></a><use xlink:href="#p"/></svg>'
    )
    written = standalone_drawing(drawing, label="A & B")
    assert b"row:3" not in written
    assert b"data-r" not in written
    assert b"<title>A &amp; B</title>" in written
    assert b"xlink:href=" in written


def test_evidence_is_no_table_of_a_page(tmp_path):
    with pytest.raises(OptionError, match="with_evidence is for docx and pdf only"):
        export_report(tmp_path, to="files", with_evidence=True)


def test_an_unknown_target_is_refused_with_those_that_are_there(tmp_path):
    with pytest.raises(OptionError, match="docx"):
        export_report(tmp_path, to="doc")
