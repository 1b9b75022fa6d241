"""Pages as PDF: what is printed of them, and by what."""

from __future__ import annotations

import re

import pytest

from synthesis.errors import ReportError
from synthesis.export import chromium
from synthesis.export.chromium import find_chromium, print_page
from synthesis.export.pdf import printable
from tests.export.report_pages import evidence, rendered


def test_a_printed_copy_has_no_script_and_may_fetch_nothing():
    page = printable("02_themes", rendered("# T\n\nText.").html, with_evidence=False)
    assert "<script" not in page
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert "Text." in page


def test_the_evidence_is_left_out_with_a_sentence_or_stands_open():
    source = rendered("# T", "## The evidence", evidence("x0", "x1")).html
    without = printable("02_themes", source, with_evidence=False)
    said = "In this copy the list is left out: 2 extracts from 1 study. The page of the report has it."
    assert said in without
    assert ".evidence { display: none; }" in without
    within = printable("02_themes", source, with_evidence=True)
    assert '<details open id="s0">' in within
    assert said not in within
    assert ".by-code, .evidence > details > summary { display: none; }" in within


def test_evidence_that_a_page_folds_away_stands_open_on_paper():
    source = rendered("# T", "## The evidence", evidence("x0", "x1", is_plain=True)).html
    page = printable("06_summary", source, with_evidence=True)
    assert '<div class="evidence" id="evidence"><details open>' in page
    assert '<details open id="s0">' in page
    said = "In this copy the list is left out: 2 extracts from 1 study."
    assert said in printable("06_summary", source, with_evidence=False)


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "ELSEWHERE", {})
    with pytest.raises(ReportError, match=r"none was found.*apt install chromium"):
        find_chromium()


def test_the_first_browser_that_is_there_prints(monkeypatch):
    there = {"msedge": "/opt/edge", "google-chrome": "/opt/chrome"}
    monkeypatch.setattr(chromium.shutil, "which", there.get)
    assert find_chromium() == "/opt/chrome"


def test_a_browser_that_prints_nothing_is_named(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 7\n")
    program.chmod(0o755)
    with pytest.raises(ReportError, match=r"chromium printed nothing \(exit code 7\)"):
        print_page("<p>x</p>", str(program))


def test_a_browser_that_hangs_is_stopped(tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setattr(chromium, "PATIENCE", 0.2)
    with pytest.raises(ReportError, match=r"took longer than 0\.2 s to print a page and was stopped"):
        print_page("<p>x</p>", str(program))


@pytest.mark.browser
def test_the_pdf_is_tagged_titled_and_the_same_each_time(tmp_path, monkeypatch):
    try:
        program = find_chromium()
    except ReportError:
        pytest.skip("no browser is installed")
    monkeypatch.setattr(chromium.tempfile, "tempdir", str(tmp_path))
    page = printable("02_themes", rendered("# Which themes?\n\n## Codes\n\nText.").html, with_evidence=False)
    first, second = print_page(page, program), print_page(page, program)
    assert first == second
    assert first.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/Lang (en)", b"/Outlines", b"/Marked true"):
        assert part in first
    assert b"/Title (Which themes?)" in first
    assert b"/Creator (evidence-synthesis-workbook)" in first
    assert re.findall(rb"Date \(D:(\d+)", first) == [b"20000101000000"] * 2
    assert str(tmp_path).encode() not in first
    assert list(tmp_path.iterdir()) == []
