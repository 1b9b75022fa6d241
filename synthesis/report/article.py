"""Bring the body of a page into order: nothing that runs, headings in order, anchors, numbers, contents.

What comes in was written by a notebook: prose of the team and blocks of `synthesis.display`. Data
are escaped there. Here everything that could run or ask for something is taken out again, so that
the page keeps quiet in the browser's console and does not lean on its policy alone.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Comment, Tag
from markupsafe import Markup

from synthesis.collecting import without_collecting
from synthesis.report.drawing import inline_drawing

__all__ = ["Article", "ContentsEntry", "arrange_article"]

REMOVED_ELEMENTS = {
    *("script", "style", "link", "meta", "base", "title", "template", "noscript"),
    *("iframe", "frame", "frameset", "object", "embed", "applet", "portal"),
    *("audio", "video", "source", "track", "picture", "canvas", "dialog", "svg", "math"),
    *("drawing-placeholder",),
    *("form", "button", "select", "textarea", "option", "datalist", "output", "marquee"),
}
REMOVED_ATTRIBUTES = ("style", "srcset", "ping", "background", "formaction", "autofocus", "contenteditable")
LINK_ATTRIBUTES = ("href", "xlink:href", "cite", "longdesc")
HARMLESS_LINK = re.compile(r"(?:https?:|mailto:|#|(?!//)[^:/?#\\\s]*(?:[/?#]|$))", re.IGNORECASE)
EMBEDDED_IMAGE = re.compile(
    r"data:image/(?:svg\+xml|png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE
)
DRAWING = "data:image/svg+xml;base64,"
PLACEHOLDER = re.compile(r'<drawing-placeholder n="(\d+)"></drawing-placeholder>')
MARKS = re.compile(r"[xsc]\d+(?:[-,]\d+)*(?: [xsc]\d+(?:[-,]\d+)*)*")
# The style sheet aligns so many columns by a class of their table.
MOST_ALIGNED = 16
FEW_LETTERS = 14
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
FIRST_SENTENCE = re.compile(r"^(.{12,}?[.?!:])\s")


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents list: where it leads, its text, its kind and what stands under it."""

    anchor: str
    text: str
    kind: str
    entries: list[ContentsEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Article:
    """The body of a page, in order, and what the page needs to know about it.

    Parameters
    ----------
    opening
        The body up to its first second-level heading, safe to put into the page.
    html
        The rest of the body, likewise.
    heading
        Text of its one first-level heading.
    contents
        Second-level headings, each with the headings, tables and figures under it.
    review
        Title of the review, where ``show_review`` was called; else empty.
    language
        Language of the review, where ``show_review`` was called; else empty.
    synthetic
        Whether ``show_review`` said that the data are made up.
    sets
        What the counts of the page stand for: each set of marks once, in the order of the page, as
        the page's script reads it.
    """

    opening: Markup
    html: Markup
    heading: str
    contents: list[ContentsEntry]
    review: str
    language: str
    synthetic: bool
    sets: list[str]


def arrange_article(html: str, heading: str = "Report") -> Article:
    """Return the body of a page in order.

    Parameters
    ----------
    html
        Prose and outputs of a notebook, one after the other.
    heading
        Used as first-level heading where the notebook has none.

    Notes
    -----
    One ``h1``: a second one becomes an ``h2``. A level that is skipped is closed: ``h2`` then
    ``h4`` becomes ``h2`` then ``h3``. Each heading gets an anchor from its text, each table and
    figure that has a caption a number; an anchor that occurs twice stays with the first.
    """
    with without_collecting():
        return _arranged(html, heading)


def _arranged(html: str, heading: str) -> Article:
    # Plain text: every slice of a template's Markup would be made Markup again.
    soup = BeautifulSoup(str(html), "html.parser")
    _take_out_what_runs(soup)
    drawings = _tidy_images(soup)
    _say_nothing_once(soup)
    _tidy_tables(soup)
    _order_headings(soup, heading)
    review, language, synthetic = _read_review_block(soup)
    anchors = _keep_first_of_each_anchor(soup)
    _anchor_headings(soup, anchors)
    captioned = _captioned(soup)
    _number_captions(soup, captioned)
    contents = _contents(soup, captioned)
    sets = _share_sets(soup)
    title = _text(soup.find("h1"))
    opening = _split_off_opening(soup)
    return Article(
        opening=Markup(_with_drawings(opening.decode(formatter="minimal"), drawings)),
        html=Markup(_with_drawings(soup.decode(formatter="minimal"), drawings)),
        heading=title,
        contents=contents,
        review=review,
        language=language,
        synthetic=synthetic,
        sets=sets,
    )


def _share_sets(soup: BeautifulSoup) -> list[str]:
    """Return each set of evidence once; a count then names its set by its place."""
    places: dict[str, int] = {}
    for link in soup.find_all("a"):
        if link.has_attr("data-e"):
            marks = str(link["data-e"])
            if MARKS.fullmatch(marks):
                link["data-e"] = str(places.setdefault(marks, len(places)))
            else:
                del link["data-e"]
    return [_deltas(marks) for marks in places]


def _deltas(marks: str) -> str:
    """Write the positions of a set as steps from one to the next, to the base of 36: fewer letters.

    ``x0-4,9 s3`` becomes ``x0-4,5 s3``: a run says how much longer it is, and what follows counts
    from its end.
    """
    written = []
    for letter, places in ((part[0], part[1:]) for part in marks.split(" ")):
        steps, at = [], 0
        for run in places.split(","):
            first, _, last = run.partition("-")
            steps.append(_base_36(int(first) - at))
            at = int(first)
            if last:
                steps[-1] += f"-{_base_36(int(last) - at)}"
                at = int(last)
        written.append(letter + ",".join(steps))
    return " ".join(written)


def _base_36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    written = digits[number % 36]
    while number >= 36:
        number //= 36
        written = digits[number % 36] + written
    return written


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _elements(soup: BeautifulSoup, names: Collection[str]) -> list[Tag]:
    """Return the elements of these names in page order: ``find_all`` of several is slow on a big page."""
    return [element for element in soup.descendants if element.name in names]


def _take_out_what_runs(soup: BeautifulSoup) -> None:
    for comment in [text for text in soup.descendants if isinstance(text, Comment)]:
        comment.extract()
    for element in _elements(soup, REMOVED_ELEMENTS):
        element.decompose()
    for box in soup.find_all("input"):
        # Task lists in prose ("- [x] done") come as disabled boxes; a box cannot be ticked on paper.
        box.replace_with("☑ " if box.has_attr("checked") else "☐ ")
    for element in soup.descendants:
        if isinstance(element, Tag):
            _take_out_attributes(element)


def _take_out_attributes(element: Tag) -> None:
    for name in list(element.attrs):
        folded = name.casefold()
        runs_or_asks = folded.startswith("on") or folded in REMOVED_ATTRIBUTES
        leads_astray = folded in LINK_ATTRIBUTES and not HARMLESS_LINK.match(str(element[name]).strip())
        if runs_or_asks or leads_astray:
            del element[name]


def _tidy_images(soup: BeautifulSoup) -> list[str]:
    """Say what an image that is not in the file would show; return the drawings that are.

    A drawing is put into the page once everything else is done: what stands for it until then is
    an element that no notebook can write.
    """
    drawings: list[str] = []
    for image in soup.find_all("img"):
        source = str(image.get("src", ""))
        words = str(image.get("alt", "")).strip()
        if not EMBEDDED_IMAGE.fullmatch(source):
            image.replace_with(f"[Image not in this file: {words or 'no description'}]")
        elif source.startswith(DRAWING):
            try:
                content = base64.b64decode(source[len(DRAWING) :], validate=False)
            except ValueError:
                continue
            inline = inline_drawing(
                content, label=words or "Figure without a description", prefix=f"d{len(drawings)}"
            )
            if inline is not None:
                image.replace_with(soup.new_tag("drawing-placeholder", attrs={"n": str(len(drawings))}))
                drawings.append(inline)
    return drawings


def _say_nothing_once(soup: BeautifulSoup) -> None:
    """Where a table has no rows and the figure of the same name nothing to draw, keep the figure's words.

    They say why; those of the table only that there are none.
    """
    for figure in soup.find_all("p", class_="nothing"):
        name = str(figure.get("id", ""))
        table = soup.find("div", id=f"table-{name.removeprefix('figure-')}", class_="table-block")
        said = table.find("p", class_="nothing") if name.startswith("figure-") and table else None
        if said is not None:
            said.replace_with(figure.extract())


def _with_drawings(html: str, drawings: list[str]) -> str:
    return PLACEHOLDER.sub(lambda found: drawings[int(found[1])], html)


def _tidy_tables(soup: BeautifulSoup) -> None:
    """Give scopes to the headers of tables that display did not write, and a frame to scroll in."""
    for table in soup.find_all("table"):
        for name in ("border", "align", "width", "cellpadding", "cellspacing"):
            del table[name]
        for header in table.find_all("th"):
            if not header.get("scope"):
                header["scope"] = "col" if header.find_parent("thead") else "row"
            if not _text(header):
                header.name = "td"
                del header["scope"]
        if table.find_parent("div", class_="table-frame") is None:
            frame = soup.new_tag("div", attrs={"class": "table-frame", "role": "region", "tabindex": "0"})
            caption = table.find("caption")
            frame["aria-label"] = _text(caption) if caption else "Table"
            table.wrap(frame)
        _align_columns(table)


def _align_columns(table: Tag) -> None:
    """Say once, on the table, which of its columns hold numbers and which words, and not on every cell."""
    head = table.find("thead")
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.select("tbody > tr")]
    if head is None or not rows or len({len(row) for row in rows}) != 1:
        return
    quiet = [row[0] for row in rows if row[0].get("class") == ["quiet"]]
    if len(quiet) > len(rows) / 2:
        table["class"] = [*table.get("class", []), "quiet-rows"]
        for row in rows:
            if row[0].get("class") == ["quiet"]:
                del row[0]["class"]
            else:
                row[0]["class"] = [*row[0].get("class", []), "loud"]
    for place in range(1, min(len(rows[0]), MOST_ALIGNED)):
        cells = [row[place] for row in rows]
        if all(cell.get("class") == ["number"] for cell in cells):
            table["class"] = [*table.get("class", []), f"n{place + 1}"]
            for cell in cells:
                del cell["class"]
        elif any(len(cell.get_text()) > FEW_LETTERS for cell in cells):
            table["class"] = [*table.get("class", []), f"w{place + 1}"]


def _order_headings(soup: BeautifulSoup, heading: str) -> None:
    headings = _elements(soup, HEADINGS)
    if not any(h.name == "h1" for h in headings):
        first = soup.new_tag("h1")
        first.string = heading
        soup.insert(0, first)
        headings = [first, *headings]
    seen_first = False
    level = 0
    for h in headings:
        wanted = int(h.name[1])
        if wanted == 1:
            wanted = 2 if seen_first else 1
            seen_first = True
        elif not seen_first:
            # A heading before the page's own title would stand above it in the outline.
            wanted = 2
        level = min(wanted, max(level, 1) + 1)
        h.name = f"h{level}"


def _read_review_block(soup: BeautifulSoup) -> tuple[str, str, bool]:
    """Return title, language and whether the data are made up, as ``show_review`` marked them."""
    blocks = [section for section in soup.find_all("section") if section.has_attr("data-review")]
    if not blocks:
        return "", "", False
    # The page carries the label in its banner and the title at its head: once is louder than twice.
    for block in blocks:
        for repeated in block.find_all(class_=["synthetic-label", "review-title"]):
            repeated.decompose()
    synthetic = any(block.get("data-synthetic") == "true" for block in blocks)
    return str(blocks[0]["data-review"]), str(blocks[0].get("data-language", "")), synthetic


def _keep_first_of_each_anchor(soup: BeautifulSoup) -> set[str]:
    anchors: set[str] = set()
    for element in soup.descendants:
        if not isinstance(element, Tag) or not element.has_attr("id"):
            continue
        if element["id"] in anchors:
            del element["id"]
        else:
            anchors.add(element["id"])
    return anchors


def _anchor_headings(soup: BeautifulSoup, anchors: set[str]) -> None:
    for h in _elements(soup, HEADINGS):
        if h.get("id"):
            continue
        stem = re.sub(r"[^\w]+", "-", _text(h).casefold()).strip("-") or "section"
        anchor, count = stem, 1
        while anchor in anchors:
            count += 1
            anchor = f"{stem}-{count}"
        anchors.add(anchor)
        h["id"] = anchor


def _captioned(soup: BeautifulSoup) -> list[tuple[Tag, Tag, str]]:
    """Return (element, caption, kind) of each table and figure of display, in page order."""
    found = []
    for element in _elements(soup, {"table", "figure"}):
        if not element.get("id", "").startswith(f"{element.name}-"):
            continue
        kind = "Table" if element.name == "table" else "Figure"
        caption = element.find("caption" if kind == "Table" else "figcaption")
        # The folded rest of a table belongs to the table above it and has no number of its own.
        if caption is not None and element.find_parent("details", class_="rest") is None:
            found.append((element, caption, kind))
    return found


def _number_captions(soup: BeautifulSoup, captioned: list[tuple[Tag, Tag, str]]) -> None:
    counts = {"Table": 0, "Figure": 0}
    for _, caption, kind in captioned:
        counts[kind] += 1
        number = soup.new_tag("span", attrs={"class": "number"})
        number.string = f"{kind} {counts[kind]}."
        inner = caption.find("span", class_="caption") or caption
        inner.insert(0, number)
        number.insert_after(" ")


def _contents(soup: BeautifulSoup, captioned: list[tuple[Tag, Tag, str]]) -> list[ContentsEntry]:
    captions = {id(element): (caption, kind) for element, caption, kind in captioned}
    contents: list[ContentsEntry] = []
    under: list[ContentsEntry] | None = None
    for element in _elements(soup, {"h2", "h3", "table", "figure"}):
        if element.name in ("h2", "h3"):
            entry = ContentsEntry(element["id"], _text(element), element.name)
            if element.name == "h2" or under is None:
                contents.append(entry)
                under = entry.entries
            else:
                under.append(entry)
        elif id(element) in captions:
            caption, kind = captions[id(element)]
            words = _text(caption.find("span", class_="caption") or caption)
            entry = ContentsEntry(element["id"], _shortened(words), kind.casefold())
            (contents if under is None else under).append(entry)
    return contents


def _split_off_opening(soup: BeautifulSoup) -> BeautifulSoup:
    """Take what stands before the first second-level heading out of the body and return it.

    The contents list goes between the two: below the title and the question, above the text.
    """
    opening = BeautifulSoup("", "html.parser")
    first = soup.find("h2")
    if first is None:
        return opening
    while first.parent is not None and first.parent is not soup:
        first = first.parent
    for element in list(first.previous_siblings)[::-1]:
        opening.append(element.extract())
    return opening


def _shortened(words: str) -> str:
    """Return the number and the first sentence of a caption, without its full stop."""
    number, _, rest = words.partition(". ")
    first = FIRST_SENTENCE.match(rest)
    return f"{number}. {(first.group(1) if first else rest).rstrip('.:')}"
