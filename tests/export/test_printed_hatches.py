"""Hatched shapes on paper are drawn with lines under their outline."""

from __future__ import annotations

from lxml import etree

from synthesis.export.printed_hatches import with_drawn_hatches

TILE = '<rect width="73" height="73"/><path d="M 0 0 L 9 9"/>'
PATTERN = f'<pattern id="d0-2" x="0" y="0" width="72" height="72">{TILE}</pattern>'
BAR = '<path d="M 70 10 L 150 10 L 150 20 L 70 20 z" data-r="4"/>'


def drawn(inside: str) -> etree._Element:
    page = with_drawn_hatches(f"<p>Before</p><svg><defs>{PATTERN}</defs>{inside}</svg><p>After</p>")
    assert page.startswith("<p>Before</p><svg>")
    assert page.endswith("</svg><p>After</p>")
    return etree.fromstring(page[len("<p>Before</p>") : -len("<p>After</p>")])


def test_a_shape_shows_every_tile_that_it_touches_and_keeps_its_outline():
    drawing = drawn(f'<g fill="url(#d0-2)" stroke="#d55e00">{BAR}</g>')
    group = drawing.find("g")
    hatch, bar = group
    assert [use.get("x") for use in hatch.iter("use")] == ["0", "72", "144"]
    assert {use.get("href") for use in hatch.iter("use")} == {"#d0-2-tile"}
    assert hatch.find("clipPath/path").get("d") == bar.get("d")
    assert (bar.get("fill"), bar.get("data-r"), group.get("stroke")) == ("none", "4", "#d55e00")
    tile = drawing.find("defs/g[@id='d0-2-tile']")
    assert tile.get("stroke") == "none"  # that of the shape stays outside
    assert [child.tag for child in tile.find("g")] == ["rect", "path"]
    assert next(drawing.iter("pattern"), None) is None


def test_a_shape_of_its_own_colour_is_left_alone():
    plain = BAR.replace("<path", '<path fill="#123456"')
    drawing = drawn(f'<g fill="url(#d0-2)">{plain}</g>')
    assert [child.tag for child in drawing.find("g")] == ["path"]
    assert drawing.find("g/path").get("fill") == "#123456"


def test_a_drawing_without_hatches_stays_as_it_is():
    page = '<svg viewBox="0 0 9 9"><path fill="red" d="M 0 0 L 1 1"/></svg>'
    assert with_drawn_hatches(page) == page
