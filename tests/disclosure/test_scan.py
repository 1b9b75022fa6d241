"""Whatever a finished file holds of somebody is found, however it is written; the rest is left alone."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
import zlib

import pytest

from synthesis.disclosure.scan import Wanted, refusal, scan
from synthesis.review import review_from_tables

NAME = "Zoë Zephyrine"
DRAWING = base64.b64encode(f"<svg><text>{NAME}</text></svg>".encode()).decode()


def wanted(**disclosure):
    tables = {
        "studies": [{"study_id": "Zephyrine-2020", "citation": "Silva & Marsh 2020"}],
        "reports": [{"report_id": "r1", "study_id": "Zephyrine-2020", "citation": "Silva A, Journal 1:1"}],
        "codebook": [{"code_id": "trust"}],
        "sources": [
            {
                "source_id": "ward-7-p3",
                "study_id": "Zephyrine-2020",
                "kind": "participant",
                "name": "Petra Polonius",
            },
            {"source_id": "P9", "study_id": "Zephyrine-2020", "kind": "participant", "name": "Quin"},
        ],
        "extracts": [
            {
                "extract_id": "E1",
                "study_id": "Zephyrine-2020",
                "text": "We never told the other ward about the nights when nobody came at all.",
                "consent": "none",
                "is_verbatim": True,
            },
            {
                "extract_id": "E2",
                "study_id": "Zephyrine-2020",
                "text": "The manager said that trust takes years to build and a day to lose.",
                "consent": "public",
                "is_verbatim": True,
            },
        ],
        "codings": [
            {"extract_id": "E1", "code_id": "trust", "coder": NAME},
            {"extract_id": "E1", "code_id": "trust", "coder": "Al"},
            {"extract_id": "E1", "code_id": "trust", "coder": "coder 2"},
            {"extract_id": "E1", "code_id": "trust", "coder": "Silva"},
            {"extract_id": "E1", "code_id": "trust", "coder": "7"},
        ],
        "appraisal": [
            {
                "study_id": "Zephyrine-2020",
                "tool": "T",
                "item": "I",
                "judgement": "yes",
                "appraiser": "Bob Appraisal",
            },
            {
                "study_id": "Zephyrine-2020",
                "tool": "T",
                "item": "I",
                "judgement": "no",
                "appraiser": "Consensus",
            },
        ],
        "memos": [
            {
                "memo_id": "m1",
                "author": "Mia",
                "text": "Between us: I do not believe a word of what they say here.",
            }
        ],
        "code_changes": [
            {
                "date": "2026-01-31",
                "from_id": "faith",
                "to_id": "trust",
                "kind": "merge",
                "author": "Cy Change",
            }
        ],
    }
    settings = {
        "authors": ["Ana Silva"],
        "citation": "Mia Marsh and Ana Silva (2026)",
        "disclosure": disclosure,
    }
    return Wanted(review_from_tables(tables, settings=settings))


@pytest.fixture(scope="module")
def review():
    return wanted(words=["Operation Heron", "XQ"])


def kinds(files, review):
    files = files if isinstance(files, dict) else {"page.html": files}
    return sorted({hit.kind for hit in scan(files, review)})


CODER = ["the name of a coder"]


@pytest.mark.parametrize(
    "page",
    [
        f"<p>Coded by {NAME}.</p>",
        "<p>Coded by Zephyrine, Zoe.</p>",
        "<p>ZOË&nbsp;ZEPHYRINE</p>",
        "<p>Zoe\u0308 Zephyrine</p>",
        "<p>Zo<b>ë</b> Zephy<!-- -->rine</p>",
        "<p>Zoë</p>\n<p>Zephyrine</p>",
        "<p>Z<x-y>o</x-y>e <a href='#'>Zephyr</a>ine</p>",
        "<p>Zo\u00ad\u200bë Zep\u2060hyrine</p>",
        "<p>Zo&#xEB; Z&#101;phyrine</p>",
        "<p>&amp;#90;oe Zephyrine</p>",
        '<a href="notes?by=Zo%C3%AB%20Zephyrine">notes</a>',
        '<img alt="Codes of Zoë Zephyrine" src="">',
        '<p title="Zoë Zephyrine">x</p>',
        '<div data-coder="zoe-zephyrine"></div>',
        "<!-- made by Zoë Zephyrine -->",
        '<meta name="author" content="Zoë Zephyrine">',
        "<details><summary>more</summary><p hidden>Zoë Zephyrine</p></details>",
        '<svg><title>x</title><text>Zoë <tspan x="3">Zeph</tspan><tspan>yrine</tspan></text></svg>',
        "<svg><text>Zoë</text><text>Zephyrine</text></svg>",
        '<svg><desc>Zoë Zephyrine</desc><path d="M 0 0"/></svg>',
        '<script type="application/json">{"by": "Zo\\u00eb Zephyrine"}</script>',
        "<script>var by = 'Zo\\xeb Zephyrine';</script>",
        "<style>/* Zoë Zephyrine */</style>",
        '<iframe srcdoc="&lt;p&gt;Zo&lt;b&gt;ë&lt;/b&gt; Zephyrine&lt;/p&gt;"></iframe>',
        f'<img src="data:image/svg+xml;base64,{DRAWING}">',
        '<img src="data:image/svg+xml,%3Csvg%3E%3Ctext%3EZo%C3%AB%20Zephyrine%3C/text%3E%3C/svg%3E">',
        "<p id='coder-Zoë_Zephyrine'>x</p>",
        "<p>ᶻoë Ｚephyrine</p>".replace("ᶻ", "Z"),
    ],
)
def test_a_name_is_found_however_it_is_written(page, review):
    assert kinds(f"<html><body><h2>Themes</h2>{page}</body></html>", review) == CODER


def test_a_name_is_found_in_every_kind_of_file(review):
    notebook = {
        "metadata": {"authors": [{"name": NAME}]},
        "cells": [{"cell_type": "code", "source": ["x = 1\n", "y = 2"], "outputs": []}],
    }
    assert [h.where for h in scan({"a.ipynb": json.dumps(notebook)}, review)] == ["its metadata"]
    lines = {"cells": [{"source": ["coder = 'Zoë \n", "Zephyrine'"], "outputs": []}], "metadata": {}}
    assert kinds({"a.ipynb": json.dumps(lines)}, review) == CODER
    output = {"data": {"text/html": ["<td>Zo<b>ë</b> Zeph", "yrine</td>"], "text/plain": "x"}}
    cells = [{"source": "", "outputs": []}, {"source": "", "outputs": [output]}]
    [hit] = scan({"a.ipynb": json.dumps({"cells": cells, "metadata": {}})}, review)
    assert hit.where.startswith("cell 2")
    assert kinds({"run.json": json.dumps({"notebooks": {"x": {"warnings": [NAME]}}})}, review) == CODER
    assert kinds({"table.csv": f"study,coder\nS1,{NAME}\n"}, review) == CODER
    assert kinds({"Zoe_Zephyrine.html": "<p>x</p>"}, review) == CODER
    assert [h.where for h in scan({"zoë-zephyrine.csv": "a"}, review)] == ["its name"]


def test_a_name_is_found_in_a_workbook_and_in_what_a_picture_says_of_itself(review):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", f"<p><creator>{NAME}</creator></p>")
    [hit] = scan({"table.xlsx": packed.getvalue()}, review)
    assert hit.where.startswith("docProps/core.xml")

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for data in (b"Author\0Zo\xc3\xab Zephyrine", b"Author\0\0" + zlib.compress(NAME.encode())):
        kind = b"tEXt" if b"Zeph" in data else b"zTXt"
        picture = b"\x89PNG\r\n\x1a\n" + chunk(kind, data) + chunk(b"IEND", b"")
        assert kinds({"figure.png": picture}, review) == CODER
        url = f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        assert kinds(url, review) == CODER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bob Appraisal said so", "the name of an appraiser"),
        ("memo by Mia", "the author of a memo"),
        ("merged by Cy Change", "the author of a change to the codebook"),
        ("ward-7-p3 speaks", "the identifier of a source"),
        ("anchor ward_7_P3", "the identifier of a source"),
        ("as P9 said", "the identifier of a source"),
        ("Polonius, Petra", "name of a source"),
        ("in Operation&nbsp;<i>Heron</i>", "a word that review.yaml keeps back"),
        ("the XQ ward", "a word that review.yaml keeps back"),
        ("Al coded it", "the name of a coder"),
        ("write to a@example.org", "an e-mail address"),
        ("ring 0118 <b>496</b> 0000", "a telephone number"),
        ("943 476 <i>5919</i>", "an NHS number"),
        ("lives at SW1A 1AA", "a postcode"),
        ('<img alt="a@example.org">', "an e-mail address"),
        ('<a href="tel:+441184960000">x</a>', "a telephone number"),
        ("<!-- 943 476 5919 -->", "an NHS number"),
        (
            "never told the <b>other</b> ward about the nights when",
            "text of an extract that is withheld by consent",
        ),
        ("I do not believe a word of what they", "text of a memo"),
    ],
)
def test_everything_that_must_not_leave_is_found(text, kind, review):
    assert kinds(f"<h2>Themes</h2><p>{text}</p>", review) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Silva &amp; Marsh 2020 found",
        "<th>Silva&nbsp;&amp;\nMarsh 2020</th>",
        "By Ana Silva",
        "Mia Marsh and Ana Silva (2026)",
        "Silva A, Journal 1:1",
        "the study Zephyrine-2020",
        "coder 2 gave it",
        "consensus: yes",
        "al, p9, xq in small letters are other words",
        "Almanac, Miami, quinine and Zephyrines",
        "7 of 7 studies",
        "trust takes years to build and a day to lose",
        "the nights when nobody",
        "participant 3 (12 of 40)",
    ],
)
def test_what_is_no_secret_is_left_alone(text, review):
    assert kinds(f"<h2>Themes</h2><p>{text}</p>", review) == []


def test_a_name_that_stands_in_a_citation_is_found_elsewhere(review):
    [hit] = scan({"a.html": "<h2>Themes</h2><p>Silva &amp; Marsh 2020.</p><p>Coded by Silva.</p>"}, review)
    assert hit.kind == "the name of a coder"


def test_an_exempt_word_is_left_alone():
    silent = wanted(exempt=[{"word": "zoë zephyrine", "reason": "The pen name of the group."}])
    assert kinds(f"<p>{NAME}</p>", silent) == []
    assert kinds("<p>Mia</p>", silent) == ["the author of a memo"]


def test_names_of_one_sign_cannot_be_looked_for_and_are_counted(review):
    assert [name.text for name in review.names.unsearchable] == ["7"]


def test_protected_studies_are_looked_for_as_well():
    found = kinds("<p>Silva &amp; Marsh 2020</p>", wanted(studies="protected"))
    assert "the citation of a study" in found


def test_the_refusal_says_where_and_what_to_do_and_repeats_no_name(review):
    page = (
        f"<html>\n<h2>The <b>first</b> theme</h2>\n<table>\n<tr><td>{NAME}</td></tr></table>\n"
        f"<p title='{NAME}'>x</p></html>"
    )
    told = refusal(scan({"02_themes.html": page}, review))
    under = "02_themes.html, under “The first theme”"
    assert told.splitlines()[:3] == [
        "The report was not published: 2 things in its files may not leave the team.",
        f"  {under}, line 4, in <td>: the name of a coder (Z…, 13 characters)",
        f"  {under}, line 5, in title of <p>: the name of a coder (Z…, 13 characters)",
    ]
    assert "disclosure: exempt" in told
    assert "Zephyrine" not in told


def test_a_long_list_is_cut(review):
    told = refusal(scan({f"{n}.html": "<p>Mia</p>" for n in range(30)}, review))
    assert "and 20 more, in 0.html, 1.html, 2.html, 3.html, 4.html and 25 more" in told


def test_the_numbers_of_a_page_of_a_megabyte_are_no_contacts(review):
    count = '<td class="number"><a href="#k3" data-e="{n}">{n}</a></td>'
    row = '<tr data-r="{n}"><th scope="row">Trust in leaders</th>' + count + "</tr>\n"
    rows = "".join(row.format(n=n) for n in range(9_500))
    page = f"<html><h2>Themes</h2><table>{rows}</table></html>"
    assert len(page) > 1_000_000
    assert scan({"page.html": page}, review) == []


def test_a_pdf_is_searched_in_its_title_outline_words_for_pictures_and_metadata():
    packed = zlib.compress(b"1 0 << /Alt (One \\(two \\(three\\)\\) and " + NAME.encode("latin-1") + b") >>")
    utf16 = ("\ufeff" + NAME).encode("utf-16-be").hex().upper()
    for said in (
        b"1 0 obj <</Title (Made by " + NAME.encode("latin-1") + b")>> endobj",
        b"1 0 obj <</Alt (Zo\\353 Zephy\\\nrine)>> endobj",
        b"1 0 obj <</Title <" + utf16.encode() + b">>> endobj",
        b"1 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n" + packed + b"\nendstream endobj",
        b"1 0 obj <</Type /Metadata>> stream\n<x>" + NAME.encode() + b"</x>\nendstream endobj",
    ):
        hits = scan({"page.pdf": b"%PDF-1.4\n" + said + b"\n%%EOF"}, wanted())
        assert [hit.kind for hit in hits] == ["the name of a coder"], said
    # The places of its parts are numbers of ten digits, and what is drawn is no text.
    plain = b"%PDF-1.4\n1 0 obj <</Length 20>> stream\n(Zephyrine) 9434765919\nendstream endobj\nxref\n"
    assert scan({"page.pdf": plain + b"9434765919 00000 n\n%%EOF"}, wanted()) == []
