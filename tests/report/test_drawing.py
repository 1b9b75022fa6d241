"""A drawing becomes part of the page: its marks can be followed, and nothing in it runs or asks."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

from synthesis.display.figure import figure_block
from synthesis.report.article import arrange_article
from synthesis.report.drawing import inline_drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def drawn(inside: str) -> BeautifulSoup:
    markup = inline_drawing(f"{HEAD}{inside}</svg>".encode(), label="Two bars")
    return BeautifulSoup(markup, "html.parser").svg


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'><path d='M 0 0'/></g>",
        "<a xlink:href='javascript:alert(1)'><path d='M 0 0'/></a>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>",
        "<image xlink:href='https://example.org/x.png'/>",
        "<use xlink:href='https://example.org/x.svg#a'/>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onclick' to='alert(1)'/>",
        "<rect style='fill: url(https://example.org/x)'/>",
        "<rect fill='url(https://example.org/x)'/>",
        "<style>@import 'https://example.org/x'</style>",
        "<handler xmlns='http://www.w3.org/2001/xml-events'>alert(1)</handler>",
    ],
)
def test_nothing_in_a_drawing_runs_or_asks(attack):
    svg = drawn(f"<rect width='3'/>{attack}<text>kept</text>")
    assert svg.text == "kept"
    assert svg.rect["width"] == "3"
    for banned in ("alert", "example.org", "script", "style="):
        assert banned not in str(svg)


def test_a_document_type_makes_it_no_drawing():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD.encode() + b"<text>&a;</text></svg>"
    assert inline_drawing(bomb, label="x") is None
    assert inline_drawing(b"<p>no drawing</p>", label="x") is None
    assert inline_drawing(b"cut <svg", label="x") is None


def test_styles_become_attributes_and_only_needed_names_stay():
    svg = drawn(
        "<defs><clipPath id='c1'><rect width='9'/></clipPath></defs>"
        "<g id='axes_1'>"
        "<path id='p' d='M 0 0\n L 1 1' clip-path='url(#c1)' style='fill: #fff; stroke: none'/></g>"
    )
    assert svg.path["fill"] == "#fff"
    assert svg.path["clip-path"] == "url(#d-0)"
    assert svg.path["d"] == "M 0 0 L 1 1"
    assert [element["id"] for element in svg.find_all(id=True)] == ["d-0"]


def test_neighbours_that_look_alike_say_so_once_and_look_the_same():
    line = "<path style='fill: none; stroke: #123456; stroke-width: 2' d='M 0 {0} L 9 {0}'/>"
    svg = drawn("".join(line.format(y) for y in range(4)) + "<path style='fill: #abcdef' d='M 1 1'/>")
    assert str(svg).count("#123456") == 1
    assert svg.g["stroke"] == "#123456"
    assert len(svg.g.find_all("path")) == 4
    assert svg.find_all("path")[-1]["fill"] == "#abcdef"
    assert svg.find_all("path")[-1].parent is svg


def test_a_bar_says_which_row_of_the_numbers_it_stands_for():
    figure = Figure()
    axes = figure.subplots()
    for row, bar in enumerate(axes.barh(["Trust", "Power"], [3, 2])):
        bar.set_url(f"row:{row}")
    axes.patches[1].set_url("row:1:2")
    block = figure_block(axes, caption="Two bars", alt="Trust has three studies, power two.", id="bars")
    soup = BeautifulSoup(str(arrange_article(block.html).html), "html.parser")
    assert soup.svg["role"] == "img"
    assert soup.svg["aria-label"] == "Trust has three studies, power two."
    marks = soup.svg.find_all(attrs={"data-r": True})
    assert [(m["data-r"], m.get("data-c")) for m in marks] == [("0", None), ("1", "2")]
    assert soup.svg.find_all("a") == []


def test_a_notebook_cannot_write_what_stands_for_a_drawing():
    article = arrange_article(
        '<h1>T</h1><h2>U</h2><p>x<drawing-placeholder n="0">y</drawing-placeholder></p>'
    )
    assert "drawing-placeholder" not in str(article.html)
