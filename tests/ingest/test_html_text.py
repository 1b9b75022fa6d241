"""HTML read as text: what people see, and positions counted over the text nodes."""

from __future__ import annotations

import time

import numpy as np
import pytest

from synthesis.ingest.html_text import HtmlText
from synthesis.ingest.positions import code_points_from_utf8


@pytest.mark.parametrize(
    ("source", "shown", "nodes"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo.", "One.Two."),
        ("<p>One.</p>\n<p>Two.</p>\n", "One.\nTwo.\n", "One.\nTwo.\n"),
        ("<h1>A &amp; B</h1><ul><li>x</li><li>y</li></ul>", "A & B\nx\ny", "A & Bxy"),
        ("one<br>two <em>th</em>ree", "one\ntwo three", "onetwo three"),
        ('<a href="a>b">link</a>', "link", "link"),
        ("1 < 2 & 3 > 2 &lt;p&gt; &nbsp;", "1 < 2 & 3 > 2 <p> \xa0", "1 < 2 & 3 > 2 <p> \xa0"),
        ("a<!-- <p>no</p> -->b<!DOCTYPE x>c<?x?>d", "abcd", "abcd"),
        ("line\r\nbreak\rthere", "line\nbreak\nthere", "line\nbreak\nthere"),
        ("cut off <p class='", "cut off ", "cut off "),
        ("&#99999999999999999999;x", "\ufffdx", "\ufffdx"),
        ("", "", ""),
    ],
)
def test_text_nodes_and_what_people_read(source, shown, nodes):
    read = HtmlText(source)
    assert read.text == shown
    assert read.nodes == nodes


def test_a_passage_takes_in_the_break_only_where_it_spans_it():
    read = HtmlText("<p>Fear 🙂.</p><p>Then calm.</p>")

    def passage(first, last):
        start = read.starts(np.array([first]), code_points_from_utf8)[0]
        return read.text[start : read.ends(np.array([last]), code_points_from_utf8)[0]]

    assert passage(0, 10) == "Fear 🙂."
    assert passage(10, 14) == "Then"
    assert passage(5, 14) == "🙂.\nThen"


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<", "</a ", "<a b='", "&#1", "<!", "<?", "<p>", "&" * 9])
def test_nothing_takes_longer_than_its_length_allows(piece):
    started = time.monotonic()
    HtmlText(piece * 200_000)
    assert time.monotonic() - started < 8  # hours, where time grows with the square of the length


def test_a_number_of_thousands_of_digits_is_no_character():
    assert HtmlText("&#" + "9" * 10_000 + ";").text == "\ufffd"
