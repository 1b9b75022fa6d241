"""Hatches of a drawing as lines, for paper: a browser prints a pattern as a picture for each shape it fills.

A page of forty hatched bars becomes a PDF of many megabytes with blurred lines; drawn as lines it is
small and sharp at any size.
"""

from __future__ import annotations

import math
import re
from copy import deepcopy

from lxml import etree

__all__ = ["with_drawn_hatches"]

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
REFERENCE = re.compile(r"url\(#([^)]+)\)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NOT_DRAWN = ("defs", "pattern", "clipPath")


def with_drawn_hatches(page: str) -> str:
    """Return a page whose drawings hold lines where patterns were.

    Parameters
    ----------
    page
        Of a report, its drawings part of it.
    """
    return DRAWING.sub(_redrawn, page)


def _redrawn(found: re.Match[str]) -> str:
    if "<pattern" not in found[0]:
        return found[0]
    try:
        root = etree.fromstring(found[0])
    except etree.XMLSyntaxError:
        return found[0]
    patterns = {pattern.get("id"): pattern for pattern in root.iter("pattern")}
    shapes = [shape for shape in root.iter("path") if not any(True for _ in shape.iterancestors(*NOT_DRAWN))]
    for number, shape in enumerate(shapes):
        reference = REFERENCE.fullmatch(_fill(shape) or "")
        if reference and reference[1] in patterns:
            _draw(shape, patterns[reference[1]], f"{reference[1]}-c{number}")
    for name, pattern in patterns.items():
        # Nothing comes into a pattern from where it is used, and nothing of it shows outside it.
        tile = etree.Element("g", id=f"{name}-tile", fill="none", stroke="none")
        edge = etree.SubElement(tile, "clipPath", id=f"{name}-edge")
        etree.SubElement(edge, "rect", width=pattern.get("width"), height=pattern.get("height"))
        inside = etree.SubElement(tile, "g", {"clip-path": f"url(#{name}-edge)"})
        inside.extend(deepcopy(list(pattern)))
        pattern.getparent().replace(pattern, tile)
    return etree.tostring(root, encoding="unicode")


def _fill(shape: etree._Element) -> str | None:
    for element in (shape, *shape.iterancestors()):
        if element.get("fill") is not None:
            return element.get("fill")
    return None


def _draw(shape: etree._Element, pattern: etree._Element, clip: str) -> None:
    """Put the tiles that a shape shows under its outline."""
    numbers = [float(number) for number in NUMBER.findall(shape.get("d"))]
    width, height = float(pattern.get("width")), float(pattern.get("height"))
    columns, rows = _tiles(numbers[::2], width), _tiles(numbers[1::2], height)
    placed = {name: shape.get(name) for name in ("transform", "clip-path") if shape.get(name)}
    hatch = etree.Element("g", placed)
    edge = etree.SubElement(hatch, "clipPath", id=clip)
    etree.SubElement(edge, "path", d=shape.get("d"))
    tiles = etree.SubElement(hatch, "g", {"clip-path": f"url(#{clip})"})
    for row in rows:
        for column in columns:
            place = {"x": f"{column * width:g}", "y": f"{row * height:g}"}
            etree.SubElement(tiles, "use", href=f"#{pattern.get('id')}-tile", **place)
    shape.addprevious(hatch)
    shape.set("fill", "none")


def _tiles(places: list[float], size: float) -> range:
    return range(math.floor(min(places) / size), math.floor(max(places) / size) + 1)
