"""A page: one file that asks for nothing and runs nothing, in order for eyes, ears and paper."""

from __future__ import annotations

import base64
import gc
import hashlib
import re
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from synthesis.display.header import review_block
from synthesis.display.table import table_block
from synthesis.errors import OptionError, ReportError
from synthesis.report.template import ReportExporter, export_index, export_page

SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def _html(content: str):
    return new_output("display_data", data={"text/html": content, "text/plain": "plain"})


def _notebook(*cells, **metadata):
    """Make a notebook: a text is prose, a list the outputs of a code cell."""
    made = [
        new_markdown_cell(cell) if isinstance(cell, str) else new_code_cell("secret_code()", outputs=cell)
        for cell in cells
    ]
    return new_notebook(cells=made, metadata=metadata)


def _page(*cells, **options) -> BeautifulSoup:
    return BeautifulSoup(export_page(_notebook(*cells), **options), "html.parser")


def _words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _block(block):
    return _html(block._repr_mimebundle_()["text/html"])


def _review(**settings):
    known = {"title": "A review", "question": "What works?", "kind": "realist", "is_synthetic": False}
    nothing = pd.DataFrame()
    return SimpleNamespace(
        settings=SimpleNamespace(**({"language": "en"} | known | settings)),
        studies=nothing,
        extracts=nothing,
        codebook=nothing,
        warnings=(),
    )


# What is and is not on a page


def test_prose_and_outputs_are_shown_and_code_is_not():
    page = _page("# Title\n\nProse.", [_html("<p>A result</p>")])
    assert "Prose." in _words(page.main)
    assert "A result" in _words(page.main)
    assert "secret_code" not in str(page)
    assert "In [" not in str(page)
    assert "plain" not in _words(page.main)


def test_printed_text_is_shown_escaped_and_without_colours():
    page = _page("# T", [new_output("stream", name="stdout", text="\x1b[31m<b>3 studies</b>")])
    assert _words(page.pre) == "<b>3 studies</b>"


def test_warnings_of_libraries_do_not_reach_the_reader():
    page = _page("# T", [new_output("stream", name="stderr", text="FutureWarning in /home/somebody")])
    assert "somebody" not in str(page)


def test_a_notebook_that_failed_is_no_report():
    failed = [new_output("error", ename="KeyError", evalue="'trsut'", traceback=["…"])]
    with pytest.raises(ReportError, match=r"cell 2 ended with KeyError: 'trsut'"):
        export_page(_notebook("# T", failed))


def test_plain_results_and_pictures_are_shown():
    svg = new_output("display_data", data={"image/svg+xml": SVG, "text/plain": "<Figure>"})
    png = new_output(
        "display_data",
        data={"image/png": PIXEL + "\n", "text/plain": "<Figure>"},
        metadata={"image/png": {"alt": "A map"}},
    )
    number = new_output("execute_result", data={"text/plain": "<42>"}, execution_count=1)
    page = _page("# T", [svg, png, number])
    (vector,), (raster,) = page.find_all("svg"), page.find_all("img")
    assert vector["role"] == "img"
    assert raster["src"] == f"data:image/png;base64,{PIXEL}"
    assert raster["alt"] == "A map"
    assert vector["aria-label"] == "Figure without a description"
    assert _words(page.pre) == "<42>"


def test_scripts_and_widgets_in_outputs_give_way_to_what_can_be_read():
    output = new_output(
        "display_data",
        data={
            "application/javascript": "alert(1)",
            "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
            "text/plain": "A slider",
        },
    )
    page = _page("# T", [output])
    assert _words(page.pre) == "A slider"
    assert "alert" not in str(page)


def test_a_cell_tagged_to_be_removed_is_not_on_the_page():
    notebook = _notebook("# T", [_html("<p>For the team</p>")])
    notebook.cells[1].metadata["tags"] = ["remove-cell"]
    assert "For the team" not in export_page(notebook)


# Nothing runs, nothing is asked for


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src='http://example.org/track.png'>",
        "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<iframe src='https://example.org'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href=' &#1;javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='file:///home/somebody/x.html'>x</a>",
        "<a href='//example.org/x'>x</a>",
        "<p style='background:url(http://example.org/x)'>x</p>",
        "<style>@import 'http://example.org/x'</style>",
        "<link rel=stylesheet href='http://example.org/x'>",
        "<meta http-equiv=refresh content='0;url=http://example.org'>",
        "<base href='http://example.org/'>",
        "<form action='http://example.org'><button formaction='javascript:alert(1)'>x</button></form>",
        "<video src='http://example.org/x' autoplay></video>",
        "<object data='http://example.org/x'></object>",
        "<body onload=alert(1)>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<!-- C:\\Users\\somebody -->",
    ],
)
@pytest.mark.parametrize("where", ["prose", "output"])
def test_nothing_that_could_run_or_ask_reaches_the_page(attack, where):
    plain = _page("# T\n\nBefore.", [_html("<p>After.</p>")])
    if where == "prose":
        page = _page(f"# T\n\nBefore.\n\n{attack}\n", [_html("<p>After.</p>")])
    else:
        page = _page("# T\n\nBefore.", [_html(attack), _html("<p>After.</p>")])
    assert "Before." in _words(page.main)
    assert "After." in _words(page.main)
    assert len(page.find_all("style")) == 1
    assert page.find_all("meta") == plain.find_all("meta")
    assert page.find_all("link") == plain.find_all("link")
    assert not page.main.find_all(["script", "iframe", "svg", "form", "video", "object", "base", "button"])
    assert not page.find_all(["iframe", "object"])
    assert page.find_all("script") == plain.find_all("script")
    for element in page.main.find_all(True):
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ("src", "href"):
                assert re.match(r"data:image/|#", value), value
    assert "somebody" not in str(page)


def test_links_to_elsewhere_stay_because_they_ask_only_when_followed():
    page = _page("# T\n\n[doi](https://doi.org/10.1/x) [here](#t) [next](03_configurations.html#a) <a@b.org>")
    links = [a["href"] for a in page.main.find_all("a")]
    assert links == ["https://doi.org/10.1/x", "#t", "03_configurations.html#a", "mailto:a@b.org"]


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def test_the_policy_allows_the_style_sheet_and_the_script_of_the_page_and_nothing_else():
    page = _page("# T")
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    style = page.find("style").string
    (script,) = page.find_all("script")
    assert policy == (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; "
        f"script-src '{_digest(script.string)}'; base-uri 'none'; form-action 'none'"
    )
    for word in ("fetch(", "XMLHttpRequest", "eval(", "innerHTML", "localStorage", "cookie", "http"):
        assert word not in script.string
    assert "url(" not in style
    assert "@import" not in style
    position = str(page).index
    assert position("Content-Security-Policy") < position("<style") < position("<body")


def test_the_style_of_a_block_in_the_lab_is_left_behind():
    page = _page("# T", [_block(review_block(_review()))])
    assert len(page.find_all("style")) == 1
    assert page.style.find_parent("head") is not None


# Language, title, label of made-up data


def test_a_page_has_a_language_a_title_and_says_who_made_it_without_a_path():
    page = _page("# Which themes?", [_block(review_block(_review()))], language="pt-BR")
    assert page.html["lang"] == "pt-BR"
    assert page.title.string == "Which themes? – A review"
    assert page.find("meta", attrs={"name": "generator"})["content"].startswith("evidence-synthesis-workbook")
    assert page.find("meta", attrs={"name": "viewport"})["content"].startswith("width=device-width")
    assert _page("# T", title="A title of its own").title.string == "A title of its own"


def test_what_is_no_language_is_refused():
    with pytest.raises(OptionError, match="write for instance 'en'"):
        export_page(_notebook("# T"), language='en"><script>')


@pytest.mark.parametrize("told_by", ["option", "review"])
def test_made_up_data_are_labelled_above_everything(told_by):
    outputs = [_block(review_block(_review(is_synthetic=told_by == "review")))]
    page = _page("# T", outputs, synthetic=told_by == "option")
    first = page.body.find(["aside", "header", "main"])
    assert first.name == "aside"
    assert _words(first).startswith("Synthetic data.")
    assert "synthetic" in page.html["class"]
    # Once: the label of the block has become that of the page.
    assert _words(page.body).count("Made up to show") == 1


def test_real_data_are_not_labelled():
    page = _page("# T", [_block(review_block(_review()))])
    assert page.find("aside", attrs={"aria-label": "Synthetic data"}) is None


def test_a_page_for_the_team_says_that_it_is_not_to_be_passed_on():
    # A notebook that prepared nothing for the public made a page for the team, however it is exported.
    page = _page("# T", [_block(review_block(_review()))])
    assert page.aside.get_text() == "For the team only: not to be passed on."
    shown = export_page(_notebook("# T", [_block(review_block(_review()))]), audience="public")
    assert BeautifulSoup(shown, "html.parser").aside is None
    shown = export_page(_notebook("# T"), audience="team")
    assert "not to be passed on" in BeautifulSoup(shown, "html.parser").aside.get_text()
    assert "Synthetic data" not in _words(page)
    assert page.html.get("class") is None


def test_plain_nbconvert_makes_the_same_page(tmp_path):
    notebook = _notebook("# T", [_block(review_block(_review(is_synthetic=True, language="pt")))])
    file = tmp_path / "02_themes.ipynb"
    nbformat.write(notebook, file)
    html, resources = ReportExporter().from_filename(str(file))
    page = BeautifulSoup(html, "html.parser")
    assert page.aside is not None
    assert page.html["lang"] == "pt"
    assert resources["output_extension"] == ".html"
    assert str(tmp_path) not in html


def test_the_exporter_is_registered_with_nbconvert():
    from nbconvert.exporters import get_exporter

    assert get_exporter("synthesis") is ReportExporter


# Order: headings, anchors, numbers, contents


def _outline(page) -> list[str]:
    return [f"{h.name} {_words(h)}" for h in page.find_all(re.compile("^h[1-6]$"))]


def test_headings_are_in_order_and_there_is_one_first():
    page = _page("# One\n\n#### Deep\n\n## Two\n\n### Three", "# Another\n\n##### Deeper")
    assert _outline(page) == ["h1 One", "h2 Deep", "h2 Two", "h3 Three", "h2 Another", "h3 Deeper"]


def test_a_notebook_without_a_title_gets_that_of_its_file(tmp_path):
    file = tmp_path / "explore.ipynb"
    nbformat.write(_notebook("## Two"), file)
    html, _ = ReportExporter().from_filename(str(file))
    assert _outline(BeautifulSoup(html, "html.parser")) == ["h1 explore", "h2 Two"]


def test_anchors_come_from_the_words_and_are_unique():
    page = _page("# Título é\n\n## How to read it\n\n## How to read it\n\n## ???")
    ids = [h["id"] for h in page.find_all(["h1", "h2"])]
    assert ids == ["título-é", "how-to-read-it", "how-to-read-it-2", "section"]
    assert "¶" not in str(page)


def test_an_anchor_that_occurs_twice_stays_with_the_first():
    page = _page("# T", [_html("<p id='a'>1</p><p id='a'>2</p>"), _html("<p id='a'>3</p>")])
    assert [_words(p) for p in page.find_all(id="a")] == ["1"]


@pytest.fixture
def two_tables():
    table = pd.DataFrame({"code_id": [f"c{i}" for i in range(4)], "n_studies": range(4)})
    first = table_block(table, caption="Codes by studies. A row is a code.", id="codes", most=2)
    second = table_block(table, caption="Codes again.", id="again")
    return [_block(first), _block(second)]


def test_tables_are_numbered_and_the_folded_rest_belongs_to_its_table(two_tables):
    page = _page("# T\n\n## A", two_tables)
    assert [_words(c) for c in page.find_all("caption")] == [
        "Table 1. Codes by studies. A row is a code.",
        "Codes by studies. A row is a code. (rows 3 to 4)",
        "Table 2. Codes again.",
    ]


def test_the_contents_list_headings_and_captions_and_every_entry_leads_somewhere(two_tables):
    page = _page("# T\n\nIntro.\n\n## First\n\n### Under it", two_tables, "## Second")
    contents = page.find("nav", class_="contents")
    assert [_words(a) for a in contents.find_all("a")] == [
        "First",
        "Under it",
        "Table 1. Codes by studies",
        "Table 2. Codes again",
        "Second",
    ]
    for link in page.select('a[href^="#"]'):
        assert page.find(id=link["href"][1:]) is not None, link


def test_the_contents_stand_between_the_opening_and_the_text():
    page = _page("# T\n\nIntro.\n\n## First\n\nText.")
    order = [child for child in page.main.children if child.name]
    assert [_words(child) for child in order] == ["T Intro.", "Contents First", "First Text."]


def test_a_page_without_sections_has_no_contents():
    assert _page("# T\n\nIntro.").find("nav", class_="contents") is None


def test_landmarks_and_a_link_past_the_head():
    page = _page("# T\n\n## A", siblings=[("Studies", "01_studies.html"), ("T", "")])
    assert [page.body.find(name) is not None for name in ("header", "main", "footer", "nav")] == [True] * 4
    assert page.body.a["href"] == "#main"
    assert page.find(id="main").name == "main"
    labels = [nav["aria-labelledby"] for nav in page.find_all("nav")]
    assert [_words(page.find(id=label)) for label in labels] == ["Contents", "Pages of this report"]


def test_pages_of_a_report_lead_to_each_other_and_to_the_index():
    pages = [("Studies <1>", "01_studies.html"), ("Themes", ""), ("Summary", "06_summary.html")]
    footer = _page("# Themes", siblings=pages).footer
    links = {_words(a): a["href"] for a in footer.find_all("a")}
    assert links["Studies <1>"] == "01_studies.html"
    assert links["Summary"] == "06_summary.html"
    assert "index.html" in links.values()
    assert [_words(a) for a in footer.find_all("a", attrs={"aria-current": "page"})] == ["Themes"]


def test_a_page_on_its_own_links_to_no_index():
    assert "index.html" not in export_page(_notebook("# T"))


def test_tables_of_prose_and_pandas_get_scopes_and_no_empty_header():
    frame = pd.DataFrame({"n": [1]}, index=["a"])
    page = _page("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |", [_html(frame.to_html())])
    assert len(page.find_all("table")) == 2
    for header in page.find_all("th"):
        assert header["scope"] in ("col", "row")
        assert _words(header)
    for table in page.find_all("table"):
        assert table.find_parent("div", role="region")["tabindex"] == "0"
        assert not table.has_attr("border")


def test_tasks_in_prose_are_signs_and_no_boxes():
    page = _page("# T\n\n- [x] read\n- [ ] code")
    assert [_words(li) for li in page.main.find_all("li")] == ["☑ read", "☐ code"]
    assert page.input is None


# Bytes


def test_the_same_notebook_gives_the_same_bytes_and_is_not_changed(two_tables):
    notebook = _notebook("# T\n\n## A", two_tables)
    before = nbformat.writes(notebook)
    assert export_page(notebook) == export_page(notebook)
    assert nbformat.writes(notebook) == before


def test_an_empty_page_is_small():
    assert len(export_page(_notebook("# T")).encode()) < 45_000


# The index


def _index(**context) -> BeautifulSoup:
    return BeautifulSoup(export_index({"title": "A review", "pages": [], **context}), "html.parser")


def test_the_index_says_what_the_review_asks_and_how_to_cite_it():
    index = _index(
        question="What works?",
        kind="realist",
        authors=["A. One", "B. Two"],
        citation="One (2026)",
        licence="CC0",
    )
    words = _words(index.main)
    assert _words(index.h1) == index.title.string == "A review"
    for part in ["A. One, B. Two", "What works?", "Realist synthesis", "One (2026)", "CC0"]:
        assert part in words


def test_the_index_lists_pages_with_what_became_of_them():
    index = _index(
        pages=[
            {"name": "01", "title": "Studies", "href": "01.html", "status": "rendered"},
            {
                "name": "02",
                "title": "Themes",
                "href": "02.html",
                "status": "failed",
                "message": "cell 4: <b>",
            },
            {"name": "03", "title": "", "href": "", "status": "failed", "message": ""},
            {"name": "06", "title": "Summary", "href": "06.html", "status": "kept"},
        ]
    )
    items = index.find("ul", class_="pages").find_all("li")
    assert [_words(item) for item in items] == [
        "Studies",
        "Themes Not rendered this time. The page is the last good one. cell 4: <b>",
        "03 Not rendered this time. There is no page.",
        "Summary Page of an earlier run.",
    ]
    assert [a["href"] for a in index.main.find_all("a")] == ["01.html", "02.html", "06.html"]


def test_the_index_labels_made_up_data_and_escapes_everything():
    attack = "<script>alert(1)</script>"
    index = _index(
        title=attack,
        question=attack,
        synthetic=True,
        language="pt",
        authors=[attack],
        citation=attack,
        warnings=[attack],
        run=[(attack, attack)],
        pages=[
            {"name": attack, "title": attack, "href": '"><script>', "status": "failed", "message": attack}
        ],
    )
    assert len(index.find_all("script")) == 1
    assert "alert" not in index.script.string
    assert index.html["lang"] == "pt"
    assert _words(index.body.aside).startswith("Synthetic data.")
    assert _words(index.summary) == "1 warning, shown and kept"


def test_what_changes_from_run_to_run_stands_in_the_provenance_section():
    index = _index(run=[("Rendered", "2026-01-31")])
    assert "2026-01-31" in _words(index.find(id="provenance"))
    index.find(id="provenance").decompose()
    assert "2026-01-31" not in str(index)


def test_the_index_is_as_strict_as_a_page_and_its_headings_are_in_order():
    index = _index(citation="C", warnings=["w"], run=[("a", "b")])
    policy = index.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert [h.name for h in index.find_all(re.compile("^h[1-6]$"))] == ["h1", "h2", "h2", "h2", "h2"]


def test_the_collector_of_garbage_is_left_as_it_was():
    assert gc.isenabled()
    _page("# A page", [_html("<p>Words</p>")])
    assert gc.isenabled()
