"""What a notebook shows: readable, escaped, complete, the same bytes each time."""

from __future__ import annotations

import base64
import re
from types import SimpleNamespace

import matplotlib as mpl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

import synthesis as sy
from synthesis import display
from synthesis.display.block import Block, anchor, show
from synthesis.display.evidence import evidence_block
from synthesis.display.figure import figure_block
from synthesis.display.header import review_block
from synthesis.display.origin import provenance_block
from synthesis.display.prose import (
    extracts_block,
    findings_block,
    note_block,
    numbers_block,
    sentences_block,
)
from synthesis.display.table import table_block
from synthesis.display.words import HEADINGS, heading_of
from synthesis.errors import OptionError
from synthesis.plots.style import say_nothing_to_draw
from synthesis.report.article import arrange_article

ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)">'
ALT = "Bar chart of two themes: trust is reported by three studies, vision by one."


def _soup(block: Block) -> BeautifulSoup:
    return BeautifulSoup(block.html, "html.parser")


def _words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def themes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["Trust", "Shared vision", "Turnover"],
            "n_studies": pd.array([1234, 1, None], dtype="Int64"),
            "share_of_studies": [0.375, 1 / 3, float("nan")],
            "is_within_study": pd.array([True, False, None], dtype="boolean"),
            "outcome_sign": ["+", "-", "+"],
            "country": ["Namibia", None, ""],
        }
    )


def _review(**settings):
    known = {"id": "demo", "title": "A review", "question": "What works?", "kind": "realist"}
    known |= {"is_synthetic": False, "language": "en"}
    return SimpleNamespace(
        settings=SimpleNamespace(**(known | settings)),
        studies=pd.DataFrame({"study_id": ["s1"]}),
        extracts=pd.DataFrame({"extract_id": ["e1", "e2"]}),
        codebook=pd.DataFrame({"code_id": []}),
        warnings=(),
        origins={},
    )


def test_every_public_function_is_named_and_shows_something():
    assert all(name.startswith("show_") and callable(getattr(display, name)) for name in display.__all__)


# Tables


def test_a_table_has_a_caption_scopes_and_readable_headings(themes):
    table = _soup(table_block(themes, caption="Themes.", id="themes")).table
    assert table["id"] == "table-themes"
    assert _words(table.caption) == "Themes."
    heads = table.thead.find_all("th")
    assert [_words(th) for th in heads] == [
        "Code",
        "Studies",
        "Share of studies",
        "Within one study",
        "Outcome: sign",
        "Country",
    ]
    assert {th["scope"] for th in heads} == {"col"}
    firsts = [tr.contents[0] for tr in table.tbody.find_all("tr")]
    assert [(th.name, th["scope"], _words(th)) for th in firsts] == [
        ("th", "row", "Trust"),
        ("th", "row", "Shared vision"),
        ("th", "row", "Turnover"),
    ]
    assert not [th for th in table.find_all("th") if not _words(th)]


def test_values_are_written_as_people_read_them(themes):
    rows = _soup(table_block(themes, caption="Themes.", id="themes")).tbody.find_all("tr")
    assert [_words(cell) for cell in rows[0].contents] == ["Trust", "1,234", "37.5%", "yes", "+", "Namibia"]
    assert [_words(cell) for cell in rows[1].contents] == ["Shared vision", "1", "33.3%", "no", "−", "–"]


def test_a_gap_is_a_dash_that_is_read_out_as_what_it_means(themes):
    rows = _soup(table_block(themes, caption="Themes.", id="themes")).tbody.find_all("tr")
    read_out = [cell.span["aria-label"] for cell in rows[2].contents if cell.span]
    assert read_out == ["not reported", "not defined", "not checked", "not reported"]
    assert {_words(cell) for cell in rows[2].contents if cell.span} == {"–"}


def test_what_a_gap_means_can_be_said_by_column(themes):
    block = table_block(themes, caption="Themes.", id="themes", gaps={"country": "not asked"})
    last = _soup(block).tbody.find_all("tr")[2].contents[-1]
    assert last.span["aria-label"] == "not asked"


def test_numbers_line_up_on_the_right_and_their_heading_with_them(themes):
    table = _soup(table_block(themes, caption="Themes.", id="themes")).table
    numeric = [
        index for index, th in enumerate(table.thead.find_all("th")) if "number" in th.get("class", [])
    ]
    assert numeric == [1, 2]
    for row in table.tbody.find_all("tr"):
        assert [i for i, cell in enumerate(row.contents) if "number" in cell.get("class", [])] == [1, 2]


def test_years_have_no_thousands():
    table = pd.DataFrame({"study_id": ["s1"], "year": pd.array([2020], dtype="Int64")})
    assert _words(_soup(table_block(table, caption="Years.", id="years")).td) == "2020"


def test_columns_are_chosen_ordered_and_renamed(themes):
    block = table_block(themes, caption="T.", id="t", columns={"n_studies": "How many", "label": "What"})
    assert [_words(th) for th in _soup(block).thead.find_all("th")] == ["How many", "What"]
    block = table_block(
        themes, caption="T.", id="t", columns=["label", "country"], headings={"country": "Where"}
    )
    assert [_words(th) for th in _soup(block).thead.find_all("th")] == ["Code", "Where"]


def test_headings_may_be_given_for_a_whole_codebook():
    matrix = pd.DataFrame({"study_id": ["s1"], "trust": [1]})
    block = table_block(matrix, caption="M.", id="m", headings={"trust": "Trust", "power": "Power"})
    assert [_words(th) for th in _soup(block).thead.find_all("th")] == ["Study identifier", "Trust"]


def test_states_are_signs_with_words_for_those_who_do_not_see_them():
    matrix = pd.DataFrame(
        {"study_id": ["s1", "s2"], "trust": ["present", "conflicting"], "vision": ["absent", ""]}
    )
    cells = _soup(table_block(matrix, caption="M.", id="m", formats="state")).find_all("td")
    assert [(_words(c), c.span["aria-label"]) for c in cells] == [
        ("●", "present"),
        ("○", "absent"),
        ("◐", "conflicting"),
        ("–", "not reported"),
    ]


def test_rows_beyond_the_most_are_folded_and_none_is_lost():
    table = pd.DataFrame({"code_id": [f"c{i}" for i in range(25)], "n_studies": range(25)})
    block = table_block(table, caption="Codes.", id="codes", most=10)
    soup = _soup(block)
    assert _words(soup.summary) == "10 of 25 rows are shown; show the other 15"
    first, rest = soup.find_all("table")
    assert [len(t.tbody.find_all("tr")) for t in (first, rest)] == [10, 15]
    assert rest.find_parent("details") is not None
    assert rest["id"] == "table-codes-rest"
    assert _words(rest.caption) == "Codes. (rows 11 to 25)"
    assert [_words(th) for th in soup.select("tbody th")] == [f"c{i}" for i in range(25)]
    assert "c24" in block.text


def test_nothing_is_folded_where_everything_fits():
    table = pd.DataFrame({"code_id": ["a", "b"]})
    assert _soup(table_block(table, caption="Codes.", id="codes", most=2)).details is None


def test_a_table_scrolls_in_a_frame_that_keyboards_reach_and_that_has_a_name(themes):
    soup = _soup(table_block(themes, caption="Themes.", id="themes"))
    frame = soup.find("div", role="region")
    assert frame["tabindex"] == "0"
    assert _words(soup.find(id=frame["aria-labelledby"])) == "Themes."


def test_a_table_without_rows_says_so_under_its_anchor(themes):
    soup = _soup(table_block(themes.iloc[:0], caption="Themes.", id="themes"))
    assert soup.table is None
    assert _words(soup.find(id="table-themes")) == "Themes. There are none."
    assert "Themes. There are none." in table_block(themes.iloc[:0], caption="Themes", id="t").text


def test_text_from_data_is_shown_and_not_run():
    table = pd.DataFrame({ATTACK: [ATTACK], "text": [ATTACK]})
    soup = _soup(table_block(table, caption=ATTACK, id="attack", note=ATTACK, headings={"text": ATTACK}))
    assert soup.script is None
    assert soup.img is None
    # Heading (twice), cell (twice), caption and note.
    assert soup.get_text().count("<script>alert(1)</script>") == 6


def test_a_name_that_says_the_same_again_or_is_a_sentence_is_not_bold():
    table = pd.DataFrame({"attribute": ["country", "country", "year", None, None], "n": [1, 2, 3, 4, 5]})
    headers = _soup(table_block(table, caption="A.", id="a")).select("tbody th")
    assert [th.get("class") for th in headers] == [None, ["quiet"], None, None, None]
    assert _words(headers[1]) == "country"
    # One sentence makes every row quiet: bold ones among them would read as emphasis.
    table.loc[2, "attribute"] = "x" * 90
    headers = _soup(table_block(table, caption="A.", id="a")).select("tbody th")
    assert [th.get("class") for th in headers] == [["quiet"]] * 5


def test_columns_named_like_counts_may_hold_words():
    table = pd.DataFrame({"n_participants": ["12", "not reported"], "change_of_share": [-0.4, 0.05]})
    cells = _soup(table_block(table, caption="A.", id="a")).select("tbody td, tbody th")
    assert [_words(cell) for cell in cells] == ["12", "−40.0 points", "not reported", "+5.0 points"]


def test_where_nothing_was_drawn_the_sentence_stands_instead_of_a_figure():
    block = figure_block(
        say_nothing_to_draw(None, "There are no patterns."), caption="Patterns.", alt="x" * 30, id="p"
    )
    assert block.text == "There are no patterns."
    assert "<img" not in block.html
    assert 'id="figure-p"' in block.html


def test_the_table_itself_is_not_changed(themes):
    before = themes.copy(deep=True)
    table_block(themes, caption="Themes.", id="themes", most=1)
    pd.testing.assert_frame_equal(themes, before)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": ["lable"]}, "Did you mean 'label'?"),
        ({"columns": "label"}, "write a list"),
        ({"formats": {"nope": "share"}}, "formats column='nope' is not allowed"),
        ({"formats": {"label": "percent"}}, "'share'"),
        ({"id": "Table 1"}, "lower-case words joined by hyphens"),
        ({"caption": " "}, "what a row of the table is"),
        ({"most": 0}, "1 or more"),
    ],
)
def test_an_option_that_cannot_be_is_refused_with_what_can(themes, options, words):
    with pytest.raises(OptionError, match=re.escape(words)):
        table_block(themes, **({"caption": "Themes.", "id": "themes"} | options))


def test_columns_that_are_not_listed_are_put_into_words():
    assert heading_of("collaboration_type") == "Collaboration type"
    assert heading_of("n_beds") == "Beds"
    assert all(words and words == words.strip() for words in HEADINGS.values())


# Figures


def _axes():
    with mpl.rc_context({"text.usetex": False}):
        axes = Figure(figsize=(4, 3)).subplots()
        axes.barh(["trust", "vision"], [3, 1], hatch="//")
    return axes


def _drawing(block: Block) -> str:
    source = _soup(block).img["src"]
    return base64.b64decode(source.removeprefix("data:image/svg+xml;base64,")).decode()


def test_a_figure_has_alt_text_a_caption_and_an_anchor():
    soup = _soup(figure_block(_axes(), caption="Themes by studies.", alt=ALT, id="themes"))
    assert soup.figure["id"] == "figure-themes"
    assert soup.img["alt"] == ALT
    assert _words(soup.figcaption) == "Themes by studies."


def test_the_same_figure_gives_the_same_bytes_and_tells_no_time():
    first, again = (figure_block(_axes(), caption="C.", alt=ALT, id="themes") for _ in range(2))
    assert first.html == again.html
    assert "<dc:date>" not in _drawing(first)


def test_words_in_a_figure_stay_words():
    drawing = _drawing(figure_block(_axes(), caption="C.", alt=ALT, id="themes"))
    assert ">trust</text>" in drawing
    assert "sans-serif" in drawing


def test_a_drawing_holds_nothing_that_nobody_sees():
    axes = _axes()
    axes.set_title("c = 0.123456 > 0")
    drawing = _drawing(figure_block(axes, caption="C.", alt=ALT, id="themes"))
    assert drawing.startswith("<svg")
    assert "<metadata" not in drawing
    assert not re.search(r"\d\.\d{3}", re.sub(r">[^<]*<", "><", drawing))
    # Only coordinates are rounded, no number that a person reads.
    assert ">c = 0.123456 &gt; 0</text>" in drawing


def test_a_figure_is_closed_so_that_no_notebook_shows_it_twice():
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    number = figure.number
    figure_block(axes, caption="C.", alt=ALT, id="themes")
    assert number not in plt.get_fignums()


def test_a_figure_or_many_axes_will_do():
    figure = Figure(figsize=(2, 2))
    panels = figure.subplots(1, 2)
    blocks = [
        figure_block(given, caption="C.", alt=ALT, id="two") for given in (figure, panels, list(panels))
    ]
    assert len({block.html for block in blocks}) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"alt": ""}, "too short"),
        ({"alt": "Themes by number of studies"}, "the caption again"),
        ({"caption": ""}, "what the figure shows"),
        ({"id": "Figure_1"}, "lower-case words"),
        ({"axes": 3}, "not something matplotlib drew"),
    ],
)
def test_a_figure_without_words_for_everybody_is_refused(options, words):
    given = {"axes": _axes(), "caption": "Themes by number of studies.", "alt": ALT, "id": "t"} | options
    with pytest.raises(OptionError, match=words):
        figure_block(given.pop("axes"), **given)


def test_alt_text_from_data_is_escaped():
    soup = _soup(figure_block(_axes(), caption=ATTACK, alt=f'A label: {ATTACK}" onload="x', id="t"))
    assert soup.script is None
    assert list(soup.img.attrs) == ["alt", "src"]
    assert soup.img["alt"].endswith('" onload="x')


# The review and where it comes from


def test_the_head_says_what_review_it_is():
    block = review_block(_review())
    soup = _soup(block)
    assert _words(soup.section) == "A review What works? Realist synthesis, 1 study, 2 extracts"
    assert soup.section["data-synthetic"] == "false"
    assert soup.find(re.compile("^h[1-6]$")) is None
    assert "SYNTHETIC" not in block.text


def test_made_up_data_say_so_first():
    block = review_block(_review(is_synthetic=True))
    assert _words(_soup(block).section.contents[0]).startswith("Synthetic data.")
    assert _soup(block).section["data-synthetic"] == "true"
    assert block.text.startswith("SYNTHETIC DATA")


def test_warnings_are_folded_counted_and_escaped():
    review = _review()
    review.warnings = (ATTACK, "flow.csv: 412 is not 415.")
    soup = _soup(review_block(review))
    assert _words(soup.summary) == "2 warnings about the data"
    assert [_words(li) for li in soup.find_all("li")] == [ATTACK, "flow.csv: 412 is not 415."]
    assert soup.script is None


def test_a_title_from_the_data_is_escaped():
    soup = _soup(review_block(_review(title=ATTACK, question=ATTACK)))
    assert soup.script is None
    assert soup.section["data-review"] == ATTACK


def test_provenance_names_the_files_their_digests_and_the_software(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    review = _review()
    review.origins = {"studies": SimpleNamespace(file="studies.csv", sha256="ab" * 32, n_rows=1200)}
    soup = _soup(provenance_block(review))
    assert soup.section["id"] == "provenance"
    facts = {_words(div.dt): _words(div.dd) for div in soup.select("dl > div")}
    assert facts["Review"] == "A review (demo)"
    assert facts["Rendered"] == "2026-01-01T00:00:00+00:00"
    assert facts["Data"] == "1 table, 1,200 rows"
    assert facts["studies.csv"] == "ab" * 32
    assert f"pandas {pd.__version__}" in facts["Software"]


def test_a_review_made_in_memory_has_no_files():
    assert "tables made in memory" in provenance_block(_review()).text


# Words of the team


def test_sentences_are_paragraphs_in_the_teams_words():
    soup = _soup(sentences_block("Trust comes\nfirst.\n\nThen <b>vision</b>."))
    assert [_words(p) for p in soup.find_all("p")] == ["Trust comes first.", "Then <b>vision</b>."]
    assert soup.b is None


def test_several_texts_are_several_paragraphs():
    assert len(_soup(sentences_block(["One.", None, "Two."])).find_all("p")) == 2


@pytest.mark.parametrize("nothing", [None, "", "  \n ", float("nan"), pd.NA, []])
def test_what_is_not_written_is_said_to_be_missing(nothing):
    assert sentences_block(nothing).text == "The team has not written this part yet."
    assert sentences_block(nothing, missing="No answer.").text == "No answer."


def test_a_caution_is_a_note():
    soup = _soup(note_block("Counts are not strength. " + ATTACK))
    assert soup.p["role"] == "note"
    assert soup.script is None


def test_numbers_stand_with_what_they_count():
    block = numbers_block({"studies": 1234, "confidence": "low"})
    assert [(_words(d.dt), _words(d.dd)) for d in _soup(block).select("div")] == [
        ("studies", "1,234"),
        ("confidence", "low"),
    ]
    assert block.text == "1,234 studies, low confidence"


@pytest.fixture
def findings() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "finding_id": ["f1", "f 2"],
            "sentence": ["Trust helps.", ATTACK],
            "overall": ["very low", None],
            "rationale": ["One study.", None],
            "methodological_limitations": ["minor", None],
            "coherence": [None, None],
            "adequacy": ["serious", None],
            "relevance": [None, None],
        }
    )


def test_findings_carry_the_confidence_that_people_judged(findings):
    first, second = _soup(findings_block(findings)).find_all("li")
    assert first["id"] == "finding-f1"
    assert "Very low confidence One study." in _words(first)
    assert "Concerns – methodological limitations: minor; adequacy: serious." in _words(first)
    assert "Confidence not judged" in _words(second)
    assert second.script is None
    assert "Rests on" not in _words(first)


def test_findings_say_what_they_rest_on_where_it_was_counted(findings):
    evidence = pd.DataFrame(
        {
            "finding_id": ["f1"],
            "n_studies_codes": [1],
            "n_studies_configurations": [2],
            "n_studies_total": [3],
            "n_extracts": [1],
            "n_configurations": [4],
        }
    )
    first, second = _soup(findings_block(findings, evidence=evidence)).find_all("li")
    said = "1 of 3 studies mentions its codes; 2 studies show its configurations (4); 1 extract in all."
    assert said in _words(first)
    assert "Nothing was counted behind it." in _words(second)


def test_no_findings_is_said(findings):
    assert findings_block(findings.iloc[:0]).text == "The team has not written any findings yet."


@pytest.fixture
def extracts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "extract_id": ["e1", "e2", "e 3", "e4"],
            "study_id": ["s1", "s2", "s3", "s3"],
            "citation": ["Smith 2020", None, "Jones 2018", "Jones 2018"],
            "locator": ["p. 4", None, None, None],
            "text": [ATTACK, "Managers took more risks.", "Turnover undid it.", None],
            "voice": ["participant", "author", None, None],
            "is_verbatim": pd.array([True, False, None, True], dtype="boolean"),
            "codes": ["Trust (enabler)", None, None, None],
            "is_withheld": [False, False, False, True],
        }
    )


def test_only_verbatim_text_stands_in_quotation_marks(extracts):
    quoted, paraphrased, unknown, _ = _soup(extracts_block(extracts, caption="E.", id="e")).find_all("li")
    assert _words(quoted.blockquote) == f"“{ATTACK}”"
    assert quoted.script is None
    assert paraphrased.blockquote is None
    assert "“" not in _words(paraphrased)
    assert "s2, voice of the authors, paraphrased" in _words(paraphrased)
    assert "Jones 2018, not stated whether verbatim" in _words(unknown)


def test_an_extract_says_where_it_stands_who_speaks_and_its_codes(extracts):
    first = _soup(extracts_block(extracts, caption="E.", id="e")).li
    assert _words(first.find("p", class_="origin")) == (
        "Coded: Trust (enabler) Smith 2020, p. 4, voice of a participant, verbatim e1"
    )


def test_withheld_text_is_said_to_be_withheld(extracts):
    last = _soup(extracts_block(extracts, caption="E.", id="e")).find_all("li")[-1]
    assert "(text withheld: no consent to show it)" in _words(last)
    assert last.blockquote is None
    assert "“" not in _words(last)


def test_extracts_beyond_the_most_are_folded(extracts):
    soup = _soup(extracts_block(extracts, caption="E.", id="e", most=1))
    assert _words(soup.summary) == "1 of 4 extracts are shown; show the other 3"
    assert len(soup.details.find_all("li")) == 3
    assert len({li["id"] for li in soup.find_all("li")}) == 4


def test_keys_make_anchors_that_never_meet():
    keys = ["e1", "e 1", "e.1", "e%1", "é1", "e.20", "e 0", "e/1", "e_1", "e-1"]
    anchors = [anchor("extract", key) for key in keys]
    assert anchors[0] == "extract-e1"
    assert len(set(anchors)) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9_.~-]+", a) for a in anchors)


# Blocks


def test_a_block_is_html_in_jupyter_and_text_elsewhere(capsys):
    block = note_block("A caution.")
    bundle = block._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "<script" not in bundle["text/html"]
    assert bundle["text/plain"] == repr(block) == "A caution."
    assert show(block) is None
    assert capsys.readouterr().out == "A caution.\n"


def test_a_finding_without_evidence_does_not_build():
    findings = pd.DataFrame(
        {"finding_id": ["f1", "f2"], "sentence": ["One.", "Two."], "overall": [None, None]}
    )
    counts = pd.DataFrame({"finding_id": ["f1", "f2"], "n_extracts": [3, 0], "n_configurations": [0, 0]})
    with pytest.raises(OptionError, match=r"finding 'f2' rests on no evidence.*code_ids"):
        findings_block(findings, evidence=counts)
    # A study that was coded as a whole is evidence without an extract.
    findings_block(findings, evidence=counts.assign(n_studies_codes=[1, 1]))
    findings_block(findings)


def test_under_a_figure_stand_the_rows_that_it_draws_and_a_mark_leads_to_its_column():
    axes = Figure().subplots()
    bars = axes.barh([0, 1], [3, 2])
    for bar, link in zip(bars, ["row:7:n_studies", "row:4:n_extracts"], strict=True):
        bar.set_url(link)
    table = pd.DataFrame(
        {"label": ["A", "B", "C"], "code_id": list("abc"), "n_studies": [3, 2, 1]}, [7, 4, 2]
    )
    shown = {"caption": "Two bars", "alt": "A has three studies and B two.", "id": "bars"}
    block = figure_block(axes, table=table, columns=["label", "n_studies"], **shown)
    soup = _soup(block)
    assert [row["data-r"] for row in soup.select(".twin tbody tr")] == ["7", "4"]
    drawing = base64.b64decode(soup.img["src"].partition(",")[2]).decode()
    assert 'href="row:7:1"' in drawing
    assert 'href="row:4"' in drawing  # the table under the figure has no such column


def test_a_page_says_once_that_there_is_nothing():
    axes = say_nothing_to_draw(None, "No loop was found.")
    figure = figure_block(axes, caption="Loops", alt="One row per loop and a bar for it.", id="loops")
    table = table_block(
        pd.DataFrame({"loop": []}), caption="Feedback loops", id="loops", note="Of 3 studies."
    )
    article = arrange_article(f"<h1>T</h1><h2>Loops</h2>{table.html}{figure.html}")
    words = BeautifulSoup(str(article.html), "html.parser").get_text(" ", strip=True)
    assert words == "Loops No loop was found. Of 3 studies."


@pytest.mark.parametrize(
    "column", ["share_of_beds", "is_rural", "n_beds", "change_of_share_of_beds", "label"]
)
def test_a_column_of_a_review_that_is_named_like_one_of_ours_shows_its_words(column):
    table = pd.DataFrame({"study": ["Ash", "Birch"], column: ["no", "about <b>half</b>"]}, dtype="str")
    shown = table_block(table, caption="Studies", id="studies").html
    assert ">no</td>" in shown
    assert ">about &lt;b&gt;half&lt;/b&gt;</td>" in shown


def test_a_configuration_leads_to_the_extracts_that_it_rests_on():
    review = sy.read_review("data/collaboration")
    listed = sy.evidence_list(review, of="configurations")
    page = _soup(evidence_block(listed, sy.evidence_codes(review)))
    row = listed[listed["codes"] == "Rests on G03; G20"].iloc[0]
    small = page.find(id=row["mark"]).find("small")
    assert small.get_text() == f"{row['id']}. Rests on G03; G20"
    linked = [page.find(id=link["href"].removeprefix("#")) for link in small.find_all("a")]
    assert [item.find("small").get_text().split(",")[0] for item in linked] == ["G03", "G20"]
