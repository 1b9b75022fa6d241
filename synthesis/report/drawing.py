"""Put a drawing into the page itself, so that its marks can be followed and its words be searched.

An SVG image that stands in an ``img`` is a picture: nobody can follow a bar to what it counts. Here
it becomes part of the page. Only shapes, words and links within the page are let through, and style
attributes become the attributes that a page's policy does not have to allow.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

__all__ = ["inline_drawing"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

# Shapes, words and what they refer to. Nothing that runs, moves, embeds or fetches.
ELEMENTS = {
    *("svg", "g", "a", "defs", "use", "symbol", "clipPath", "mask", "pattern", "marker", "title", "desc"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    *("linearGradient", "radialGradient", "stop"),
}
GEOMETRY = {
    *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "d"),
    *("points", "transform", "viewBox", "preserveAspectRatio", "patternUnits", "patternTransform"),
    *("patternContentUnits", "clipPathUnits", "gradientUnits", "gradientTransform", "offset", "refX", "refY"),
    *("markerWidth", "markerHeight", "orient", "id"),
}
PRESENTATION = {
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linejoin"),
    *("stroke-linecap", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity"),
    *("font-size", "font-family", "font-weight", "font-style", "text-anchor", "dominant-baseline"),
    *("clip-path", "clip-rule", "mask", "marker-start", "marker-mid", "marker-end", "stop-color"),
    *("stop-opacity", "visibility", "display", "letter-spacing"),
}
SHARED = (
    *("fill", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap", "clip-path"),
    *("font-size", "font-family", "font-weight", "text-anchor"),
)
NOT_DRAWN = {"defs", "title", "desc", "clipPath", "mask", "pattern", "marker"}
SHORTEST_RUN = 3
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
ANY_URL = re.compile(r"url\(", re.IGNORECASE)
WITHIN_PAGE = re.compile(r"#[^\s\"'<>]+")
FONT = re.compile(
    r"font: *(?:(?P<style>italic|oblique) )?(?:(?P<weight>\d+|bold) )?(?P<size>[\d.]+px) (?P<family>.+)"
)
ROW = re.compile(r"row:(?P<r>[\w.-]+)(?::(?P<c>\d+))?")
NUMBER_SPACE = re.compile(r"\s+")
NOT_TURNED = re.compile(r"rotate\(-?0(?:\.0+)?(?: [^)]*)?\)")
NUMBER = re.compile(r"-?[\d.]+")
STRAIGHT = re.compile(r"M -?[\d.]+ -?[\d.]+(?: L -?[\d.]+ -?[\d.]+)+ z")
OF_ROW = ("data-r", "data-c")


def inline_drawing(drawing: bytes, *, label: str, prefix: str = "d") -> str | None:
    """Return a drawing as markup that can stand in a page, or None where it is no drawing.

    Parameters
    ----------
    drawing
        SVG, as matplotlib writes it.
    label
        What it shows, in words; read out in its place.
    prefix
        What the names inside it begin with; no other drawing of the page may have it.

    Returns
    -------
    One ``svg`` element. A mark whose link is ``row:<row>`` or ``row:<row>:<column>`` has them as
    ``data-r`` and ``data-c``; other links lead nowhere. For whoever uses the keyboard or a screen
    reader it is one image: its numbers stand in the table folded under it.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(drawing, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if _local(root) != "svg" or root.getroottree().docinfo.doctype:
        return None
    _clean(root)
    referred = _references(root)
    for element in root.iter():
        if element.get("id") is not None and element.get("id") not in referred:
            del element.attrib["id"]
    _take_out_flat_shapes(root)
    _unwrap_bare_groups(root)
    _sink_rows(root)
    _merge_groups(root)
    _say_fonts_once(root)
    _group_runs(root)
    _shorten_names(root, prefix)
    root.set("role", "img")
    root.set("aria-label", label)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    # In HTML the namespace goes without saying.
    return text.replace(f' xmlns="{SVG}"', "", 1)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _clean(element: etree._Element) -> None:
    """Take out every child and attribute that is not let through, the deepest last."""
    for child in list(element):
        namespace = etree.QName(child).namespace if isinstance(child.tag, str) else None
        if namespace != SVG or _local(child) not in ELEMENTS:
            _remove(child)
        else:
            _clean(child)
    _clean_attributes(element)


def _remove(child: etree._Element) -> None:
    """Take out an element and leave the text after it."""
    parent, before = child.getparent(), child.getprevious()
    if child.tail and child.tail.strip():
        if before is not None:
            before.tail = (before.tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _clean_attributes(element: etree._Element) -> None:
    kept: dict[str, str] = {}
    link = element.get("href") or element.get(f"{{{XLINK}}}href")
    for declaration in (element.get("style") or "").split(";"):
        name, _, value = declaration.partition(":")
        _add_presentation(kept, name.strip(), value.strip(), declaration.strip())
    for name, value in element.attrib.items():
        if name == "transform" and NOT_TURNED.fullmatch(value.strip()):
            continue
        if name in GEOMETRY:
            kept[name] = NUMBER_SPACE.sub(" ", value).strip()
        elif name in PRESENTATION and name not in kept:
            _add_presentation(kept, name, value, "")
    element.attrib.clear()
    if link and WITHIN_PAGE.fullmatch(link) and _local(element) == "use":
        kept["href"] = link
    if _local(element) == "a":
        element.tag = f"{{{SVG}}}g"
        row = ROW.fullmatch(link or "")
        if row:
            kept |= {f"data-{part}": said for part, said in row.groupdict().items() if said is not None}
    for name, value in kept.items():
        element.set(name, value)
    # matplotlib's own style sheet says so for everything.
    if _local(element) == "svg":
        element.set("stroke-linejoin", "round")
        element.set("stroke-linecap", "butt")


def _add_presentation(kept: dict[str, str], name: str, value: str, declaration: str) -> None:
    if name == "font":
        found = FONT.fullmatch(declaration)
        if found:
            kept |= {f"font-{part}": said for part, said in found.groupdict().items() if said}
    elif name in PRESENTATION and value and (REFERENCE.fullmatch(value) or not ANY_URL.search(value)):
        kept[name] = value


def _references(root: etree._Element) -> set[str]:
    """Return the identifiers that something in the drawing refers to."""
    found: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "href" and _local(element) == "use":
                found.add(value[1:])
            else:
                found.update(REFERENCE.findall(value))
    return found


def _unwrap_bare_groups(root: etree._Element) -> None:
    """Take away groups that say nothing, and definitions of nothing."""
    for element in reversed(list(root.iter(f"{{{SVG}}}g", f"{{{SVG}}}defs"))):
        parent = element.getparent()
        if parent is None or element.attrib or (element.text or "").strip() or (element.tail or "").strip():
            continue
        if len(element) == 0:
            parent.remove(element)
        elif _local(element) == "g":
            position = parent.index(element)
            for child in list(element):
                parent.insert(position, child)
                position += 1
            parent.remove(element)


def _take_out_flat_shapes(root: etree._Element) -> None:
    """Take out bars of no length: shapes that are filled, have no outline and cover nothing."""
    for path in list(root.iter(f"{{{SVG}}}path")):
        found = STRAIGHT.fullmatch(path.get("d", "").strip())
        if found is None or path.get("stroke", "none") != "none" or path.get("id") is not None:
            continue
        numbers = NUMBER.findall(path.get("d"))
        if len(set(numbers[::2])) == 1 or len(set(numbers[1::2])) == 1:
            path.getparent().remove(path)


def _sink_rows(root: etree._Element) -> None:
    """Let a mark itself say which row it stands for, where the group round it says nothing else."""
    for group in list(root.iter(f"{{{SVG}}}g")):
        while len(group) == 1 and group.get("data-r") is not None and group[0].get("data-r") is None:
            child = group[0]
            for name in OF_ROW:
                if group.get(name) is not None:
                    child.set(name, group.attrib.pop(name))
            parent = group.getparent()
            if not group.attrib and parent is not None:
                child.tail = group.tail
                parent.replace(group, child)
            group = child
            if _local(child) != "g":
                break


def _merge_groups(root: etree._Element) -> None:
    """Make one group of neighbours that say the same of what is in them: how it is cut, and no more."""
    for group in list(root.iter(f"{{{SVG}}}g")):
        before = group.getprevious()
        same = before is not None and _local(before) == "g" and dict(before.attrib) == dict(group.attrib)
        if same and set(group.attrib) == {"clip-path"}:
            before.extend(list(group))
            group.getparent().remove(group)


def _say_fonts_once(root: etree._Element) -> None:
    """Say at the root in which letters most of the words are written, and elsewhere where it differs."""
    texts = list(root.iter(f"{{{SVG}}}text"))
    for name in ("font-family", "font-size"):
        said = Counter(text.get(name) for text in texts)
        if not said or None in said or any(text.get(name) for text in root.iter(f"{{{SVG}}}tspan")):
            continue
        most = said.most_common(1)[0][0]
        root.set(name, most)
        for text in texts:
            if text.get(name) == most:
                del text.attrib[name]


def _group_runs(element: etree._Element) -> None:
    """Say once, in a group round them, what neighbours that follow one another all say of themselves."""
    for child in list(element):
        _group_runs(child)
    if _local(element) not in ("g", "svg"):
        return
    runs: list[tuple[dict[str, str], list[etree._Element]]] = []
    for child in element:
        shared = {name: child.attrib[name] for name in SHARED if name in child.attrib}
        if "transform" in child.attrib:
            shared.pop("clip-path", None)  # it is cut before it is moved
        if runs and runs[-1][0] == shared:
            runs[-1][1].append(child)
        else:
            runs.append((shared, [child]))
    for shared, run in runs:
        if len(run) < SHORTEST_RUN or not shared or any(_local(child) in NOT_DRAWN for child in run):
            continue
        group = etree.Element(f"{{{SVG}}}g", shared)
        run[0].addprevious(group)
        for child in run:
            for name in shared:
                del child.attrib[name]
            group.append(child)


def _shorten_names(root: etree._Element, prefix: str) -> None:
    """Give what is referred to short names that no other drawing of the page has."""
    named = [element for element in root.iter() if element.get("id") is not None]
    short = {element.get("id"): f"{prefix}-{number}" for number, element in enumerate(named)}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, short[value])
            elif name == "href":
                element.set(name, f"#{short.get(value[1:], '')}")
            elif "url(" in value:
                element.set(name, REFERENCE.sub(lambda found: f"url(#{short.get(found[1], '')})", value))
