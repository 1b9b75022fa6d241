"""What an export reads of a page: the words, tables and figures of a report, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.display.header import review_block
from synthesis.display.prose import note_block
from synthesis.display.table import table_block
from synthesis.errors import ReportError
from synthesis.export.page_blocks import Figure, Heading, ListItem, Paragraph, Run, Table, plain
from synthesis.export.page_reader import read_page
from tests.export.report_pages import THEMES, drawn, evidence, findings, page, review


def _of(kind, found):
    return [block for block in found.blocks if isinstance(block, kind)]


def test_headings_prose_and_lists_come_in_order_with_what_is_emphasised():
    found = page(
        "# Themes\n\nA **bold** and *leaning* [link](https://example.org/x) and [here](#here).\n\n"
        "## One\n\n1. first\n2. second\n   - inner\n\n### Two\n\n- point"
    )
    assert found.title == "Themes"
    first = _of(Paragraph, found)[0]
    assert [run.text for run in first.runs if run.bold] == ["bold"]
    assert [run.text for run in first.runs if run.italic] == ["leaning"]
    assert [(run.text, run.link) for run in first.runs if run.link] == [("link", "https://example.org/x")]
    assert plain(first.runs) == "A bold and leaning link and here."
    assert [(block.level, plain(block.runs)) for block in _of(Heading, found)] == [(2, "One"), (3, "Two")]
    items = [(plain(item.runs), item.depth, item.ordered, item.begins) for item in _of(ListItem, found)]
    assert items == [
        ("first", 0, True, True),
        ("second", 0, True, False),
        ("inner", 1, False, True),
        ("point", 0, False, True),
    ]


def test_a_table_has_every_row_also_those_that_are_folded_away():
    table = pd.DataFrame({"label": [f"Code {n}" for n in range(7)], "n_studies": range(7)})
    found = _of(Table, page("# T", table_block(table, caption="Codes", id="codes", most=3, note="A note.")))
    assert [row[0].text for row in found[0].rows] == [f"Code {n}" for n in range(7)]
    assert (found[0].id, found[0].caption, found[0].note) == ("table-codes", "Codes", "A note.")
    assert len(found) == 1


def test_cells_say_what_they_are_and_what_a_dash_means():
    (table,) = _of(Table, page("# T", table_block(THEMES, caption="Themes", id="themes")))
    assert [cell.kind for cell in table.rows[0]] == ["text", "number", "number", "text"]
    assert [cell.text for cell in table.rows[0]] == ["Trust", "1,234", "50.0%", "–"]
    assert table.rows[0][3].meaning == "none"
    assert table.rows[2][2].meaning == "not defined"
    assert table.rows[1][0].text == "Power & <money>"
    assert table.rows[0][0].is_header
    assert not table.rows[0][1].is_header


def test_a_figure_has_its_words_and_its_numbers():
    (figure,) = _of(Figure, page("# T", drawn(note="A remark", table=THEMES)))
    assert (figure.id, figure.caption, figure.note) == (
        "figure-themes",
        "Studies with each theme",
        "A remark",
    )
    assert figure.alt == "Two bars, the longer one for trust; the numbers are folded below."
    assert figure.numbers.id == "numbers-themes"
    assert [row[1].text for row in figure.numbers.rows] == ["1,234", "2", "1"]


def test_the_evidence_is_set_apart_with_the_words_that_lead_to_it():
    found = page("# T\n\n## Codes\n\nText.", "## The evidence\n\nHere they all are.", evidence("x0", "x1"))
    assert [plain(block.runs) for block in found.blocks] == ["Codes", "Text."]
    (study,) = found.evidence.studies
    assert (study.citation, study.about) == ("Ash 2001", "Interviews.")
    assert [(one.text, one.is_quoted) for one in study.passages] == [
        ("“Passage x0.”", True),
        ("Passage x1.", False),
    ]
    assert study.passages[0].origin == "Ex0, p. 3"


def test_what_is_said_of_the_review_stands_apart_and_its_warnings_are_kept():
    found = page("# T", review_block(review()), "## One\n\nText.")
    assert [plain(block.runs) for block in found.blocks] == ["One", "Text."]
    assert found.warnings == ("codings.csv row 2: a warning.",)


def test_findings_and_cautions_keep_their_kind():
    found = page("# T", findings(), note_block("Counting is not synthesis."))
    kinds = [(block.kind, plain(block.runs)) for block in _of(Paragraph, found)]
    assert kinds == [
        ("finding", "Trust helps."),
        ("finding-detail", "High confidence Many say so."),
        ("caution", "Counting is not synthesis."),
    ]


def test_symbols_that_xml_cannot_hold_and_line_breaks_are_text():
    (block,) = page("# T\n\nfirst<br>second").blocks
    assert block.runs == (Run("first\nsecond"),)


def test_something_else_than_a_page_is_refused():
    with pytest.raises(ReportError, match="02_themes: this is no page of a report"):
        read_page("02_themes", "<p>Nothing</p>")
