"""One Word document of a report: what a person sees in Word, and what Word's checker would say."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pandas as pd
import pytest
from docx.enum.section import WD_ORIENT
from docx.image.image import Image

from synthesis.display.block import Block
from synthesis.display.header import review_block
from synthesis.display.prose import note_block
from synthesis.display.table import table_block
from synthesis.export.docx_document import document_bytes
from synthesis.export.page_reader import read_page
from tests.export.report_pages import (
    ABOUT,
    THEMES,
    drawn,
    evidence,
    findings,
    page,
    pictures,
    rendered,
    review,
)
from tests.export.word_rules import Opened, faults

WIDE = pd.DataFrame({"label": ["Trust", "Power"]} | {f"n_{letter}": [1, 2] for letter in "abcdefghij"})


def written(*cells, about=ABOUT, with_evidence=False) -> bytes:
    """Return the document of one page."""
    made = rendered(*cells)
    pages = [read_page(made.name, made.html)]
    return document_bytes(pages, about, pictures(made), with_evidence=with_evidence)


@pytest.fixture(scope="module")
def everything() -> bytes:
    """Return a document with one of each thing that a page can hold."""
    first = rendered(
        "# Which themes?",
        review_block(review()),
        "## Themes\n\nA [link](https://example.org/a), **bold**.\n\n1. one\n2. two\n\nAgain:\n\n1. uno",
        table_block(THEMES, caption="Themes", id="themes"),
        drawn(table=THEMES.assign(n_extracts=[9, 8, 7])),
        note_block("Counting is not synthesis."),
        "## Wide",
        table_block(WIDE, caption="A wide table", id="wide"),
        "### After it\n\nText.",
        "## The evidence\n\nHere they all are.",
        evidence("x0", "x1"),
        name="02_themes",
    )
    second = rendered(
        "# What works?",
        findings(),
        table_block(THEMES, caption="Themes again", id="themes"),
        drawn(table=THEMES),
        "## The evidence",
        evidence("x1", "c0"),
        name="03_configurations",
    )
    pages = [read_page(one.name, one.html) for one in (first, second)]
    return document_bytes(pages, ABOUT, pictures(first, second))


def test_nothing_is_wrong_with_it_for_word_or_its_accessibility_checker(everything):
    assert faults(everything) == []


def test_the_checker_of_these_tests_finds_what_is_wrong(everything):
    from synthesis.export.docx_package import package_bytes

    document = docx.Document(BytesIO(everything))
    document.add_paragraph("")
    document.add_heading("Too deep", 4)
    document.add_table(1, 1)
    found = faults(package_bytes(document))
    assert "an empty paragraph" in found
    assert "a table whose first row alone is not its header" in found
    assert "a blank header cell" in found


def test_text_stands_by_headings_that_word_knows(everything):
    opened = Opened(everything)
    assert opened.paragraphs("Title") == ["A review"]
    assert opened.paragraphs("Subtitle") == ["What works?"]
    assert opened.paragraphs("Heading1") == [
        "Which themes?",
        "What works?",
        "The numbers in the figures",
        "The evidence",
        "How this document was made",
    ]
    assert opened.paragraphs("Heading2")[:2] == ["Themes", "Wide"]
    assert opened.paragraphs("Heading3") == ["After it"]
    assert opened.paragraphs("TOC1") == opened.paragraphs("Heading1")
    assert opened.paragraphs("Caution") == ["Counting is not synthesis."]
    assert opened.paragraphs("Finding") == ["Trust helps."]
    assert "secret_code" not in opened.text()


def test_a_table_is_native_complete_and_numbered_above_it(everything):
    opened = Opened(everything)
    table = opened.tables[0]
    assert opened.rows(table) == [
        ["Code", "Studies", "Share of studies", "Note"],
        ["Trust", "1,234", "50.0%", "–"],
        ["Power & <money>", "2", "25.0%", "see the ledger"],
        ["=1+1", "1", "–", "+44"],
    ]
    caption = table.getprevious()
    assert opened.text(caption) == "Table 1. Themes."
    assert opened.find(".//w:pStyle/@w:val", caption) == ["Caption"]
    assert opened.find(".//w:fldSimple/@w:instr", caption) == [r" SEQ Table \* ARABIC "]
    assert opened.find("./w:pPr/w:keepNext", caption)
    assert opened.text(table.getnext()) == "– under Share of studies: not defined; – under Note: none."


def test_numbers_line_up_and_rows_hold_together(everything):
    opened = Opened(everything)
    rows = opened.find("./w:tr", opened.tables[0])
    assert all(opened.find("./w:trPr/w:cantSplit", row) for row in rows)
    styles = [opened.find("./w:tc/w:p/w:pPr/w:pStyle/@w:val", row) for row in rows]
    assert styles == [["TableText", "TableNumber", "TableNumber", "TableText"]] * 4
    aligned = opened.styles.xpath(
        ".//w:style[@w:styleId='TableNumber']//w:jc/@w:val", namespaces=opened.body.nsmap
    )
    assert aligned == ["right"]


def test_a_row_longer_than_half_a_page_may_go_over_its_end():
    table = pd.DataFrame({"label": ["a"], "text": ["word " * 1_000]})
    opened = Opened(written("# T", table_block(table, caption="Long", id="long")))
    head, row = opened.find("./w:tr", opened.tables[0])
    assert opened.find("./w:trPr/w:cantSplit", head)
    assert not opened.find("./w:trPr/w:cantSplit", row)


def test_no_column_is_wider_than_the_sheet_and_long_text_gets_most_of_it():
    table = pd.DataFrame({"label": ["Trust"], "text": ["Many words stand here. " * 12], "n_studies": [3]})
    opened = Opened(written("# T", table_block(table, caption="Texts", id="texts")))
    widths = [int(width) for width in opened.find(".//w:tblGrid/w:gridCol/@w:w")]
    assert sum(widths) <= 11906 - 2 * 1304
    assert widths[1] > 2 * widths[0]
    assert widths[1] > 4 * widths[2]


def test_a_wide_table_and_its_heading_stand_on_a_landscape_sheet_and_the_rest_upright(everything):
    document = docx.Document(BytesIO(everything))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    wide = document.sections[1]
    assert wide.page_width > wide.page_height
    contents = [block.text for block in wide.iter_inner_content() if hasattr(block, "text")]
    assert contents[::2] == ["Wide", "2 rows."]
    assert contents[1].endswith("A wide table.")


def test_a_table_too_wide_for_any_sheet_goes_on_below_with_the_names_of_its_rows():
    table = pd.DataFrame({"label": ["Trust"]} | {f"n_conditions_{n}": [n] for n in range(30)})
    opened = Opened(written("# T", table_block(table, caption="Very wide", id="very-wide")))
    rows = [opened.rows(part) for part in opened.tables]
    assert len(rows) > 1
    assert all(part[1][0] == "Trust" for part in rows)
    assert [cell for part in rows for cell in part[1][1:]] == [str(n) for n in range(30)]
    assert "Table 1, continued: " in opened.text()
    assert opened.text().count("Very wide") == 1


def test_a_figure_is_a_picture_of_300_dpi_with_its_words(everything):
    document = docx.Document(BytesIO(everything))
    shapes = document.inline_shapes
    assert len(shapes) == 2
    text_width = document.sections[0].page_width - 2 * document.sections[0].left_margin
    for shape in shapes:
        relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        image = Image.from_blob(document.part.related_parts[relation].blob)
        assert (image.horz_dpi, image.vert_dpi) == (300, 300)
        assert shape.width <= text_width
        assert shape.width / shape.height == pytest.approx(image.px_width / image.px_height, rel=0.01)
    alt = "Two bars, the longer one for trust. The numbers are in Table 4."
    assert shapes[0]._inline.docPr.get("descr") == alt
    opened = Opened(everything)
    figure = opened.find(".//w:p[w:r/w:drawing]")[0]
    assert opened.text(figure.getnext()) == ("Figure 1. Studies with each theme. The numbers are in Table 4.")


def test_the_numbers_of_a_figure_stand_once(everything):
    # The second figure's rows are those of the table above it; the first one's are not.
    opened = Opened(everything)
    captions = [text for text in opened.paragraphs("Caption") if text.startswith("Table")]
    assert captions == [
        "Table 1. Themes.",
        "Table 2. A wide table.",
        "Table 3. Themes again.",
        "Table 4. The numbers in Figure 1: Studies with each theme.",
    ]


def test_a_figure_taller_than_the_sheet_goes_over_several():
    tall = Opened(written("# T", drawn(height=20.0)))
    drawings = tall.find(".//wp:inline/wp:docPr/@descr")
    assert len(drawings) == 2
    assert drawings[1] == "The figure goes on: part 2 of 2."
    heights = [int(height) / 360_000 for height in tall.find(".//wp:inline/wp:extent/@cy")]
    assert max(heights) < 22
    assert min(heights) > 10


def test_a_figure_that_the_file_does_not_hold_says_so():
    made = rendered("# T", drawn())
    opened = Opened(document_bytes([read_page(made.name, made.html)], ABOUT, {}))
    assert opened.paragraphs("Missing") == [
        "[The figure is not in this file: Two bars, the longer one for trust.]"
    ]


def test_the_evidence_is_left_out_with_a_sentence(everything):
    text = Opened(everything).text()
    assert "The counts of this document stand on 2 extracts from 1 study. They are left out here" in text
    assert "Passage x0." not in text
    assert "Here they all are." not in text


def test_the_evidence_of_all_pages_stands_once_where_it_is_asked_for():
    pages = [
        page("# A", "## The evidence", evidence("x0", "x1"), name="02_themes"),
        page("# B", "## The evidence", evidence("x1", "c0"), name="03_configurations"),
    ]
    content = document_bytes(pages, ABOUT, {}, with_evidence=True)
    opened = Opened(content)
    assert faults(content) == []
    assert opened.paragraphs("Quote") == ["“Passage x0.”", "Passage x1.", "Passage c0."]
    assert opened.paragraphs("Origin")[0] == "Ex0, p. 3"
    assert "Ash 2001" in opened.paragraphs("Heading2")
    assert "Ash 2001" not in opened.paragraphs("TOC2")


def test_the_fullest_account_of_a_passage_is_kept_and_a_list_that_was_withheld_says_so():
    plain_first = [
        page("# A", "## The evidence", evidence("x0", is_plain=True), name="06_summary"),
        page("# B", "## The evidence", evidence("x0", "x1"), name="02_themes"),
    ]
    opened = Opened(document_bytes(plain_first, ABOUT, {}, with_evidence=True))
    assert opened.paragraphs("Origin") == ["Ex0, p. 3", "Ex1, p. 3"]
    withheld = Block(
        '<div class="evidence" id="evidence"><p class="withheld-whole">It is withheld.</p></div>', ""
    )
    text = Opened(written("# A", "## The evidence", withheld, with_evidence=True)).text()
    assert "The evidenceIt is withheld." in text
    assert "0 extracts" not in text


def test_numbered_lists_begin_anew(everything):
    opened = Opened(everything)
    items = opened.find(".//w:p[w:pPr/w:pStyle/@w:val='ListNumber']")
    assert [opened.text(item) for item in items] == ["one", "two", "uno"]
    one, two, uno = (opened.find(".//w:numId/@w:val", item)[0] for item in items)
    assert one == two != uno


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"is_synthetic": True}, "Synthetic data: made up to show and test the workbook; nothing here is"),
        ({"audience": "team"}, "For the team only."),
    ],
)
def test_the_head_of_each_sheet_says_what_nobody_may_overlook(changed, said):
    content = written("# T\n\nText.", table_block(WIDE, caption="W", id="w"), about=replace(ABOUT, **changed))
    document = docx.Document(BytesIO(content))
    assert all(section.header.paragraphs[0].text.startswith(said) for section in document.sections)
    assert len(document.sections) > 1
    assert any(text.startswith(said) for text in Opened(content).paragraphs("Caution"))
    assert all(
        "evidence" not in s.header.paragraphs[0].text for s in docx.Document(BytesIO(written("# T"))).sections
    )


def test_it_says_what_it_is_and_nothing_of_who_made_it_or_when(everything):
    document = docx.Document(BytesIO(everything))
    properties = document.core_properties
    assert (properties.title, properties.language) == ("A review", "en-GB")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created.year == properties.modified.year == 2000
    opened = Opened(everything)
    assert {entry.date_time for entry in opened.entries} == {(1980, 1, 1, 0, 0, 0)}
    assert b"compatibilityMode" in opened.parts["word/settings.xml"]
    languages = opened.styles.xpath(".//w:lang/@w:val", namespaces=opened.body.nsmap)
    assert languages == ["en-GB"]


def test_another_language_is_set_throughout():
    opened = Opened(written("# T", about=replace(ABOUT, language="pt-BR")))
    assert opened.styles.xpath(".//w:lang/@w:val", namespaces=opened.body.nsmap) == ["pt-BR"]
    assert b"<dc:language>pt-BR</dc:language>" in opened.parts["docProps/core.xml"]


def test_the_same_pages_give_the_same_bytes():
    cells = ["# T", table_block(THEMES, caption="Themes", id="themes"), "A [link](https://example.org)."]
    assert written(*cells, drawn()) == written(*cells, drawn())
    assert written(*cells) != written("# Another")


def test_tables_of_prose_stay_apart():
    content = written("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- -->\n\n| c | d |\n|---|---|\n| 3 | 4 |")
    opened = Opened(content)
    assert faults(content) == []
    assert [opened.rows(table) for table in opened.tables] == [
        [["a", "b"], ["1", "2"]],
        [["c", "d"], ["3", "4"]],
    ]
    assert "Table 1" not in opened.text()


def test_hostile_text_is_text():
    nasty = "<w:p/> & \x00 \x1b ]]> {{=1}} <script>alert(1)</script>"
    table = pd.DataFrame({"label": [nasty], "n_studies": [1]})
    content = written("# T", table_block(table, caption='"quoted" <b>', id="nasty"))
    assert faults(content) == []
    assert "<w:p/> &" in Opened(content).rows(Opened(content).tables[0])[1][0]


def test_how_it_was_made_is_said_without_a_moment():
    opened = Opened(written("# T", review_block(review())))
    text = opened.text()
    assert "How to cite it: Ash 2026. A review." in text
    assert "Licence of the data: CC BY 4.0" in text
    assert opened.paragraphs("ListBullet") == ["codings.csv row 2: a warning."]
    assert "Rendered" not in text
