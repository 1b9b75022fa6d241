"""The text of an element of a page as runs: what is bold, what is quoted, what leads elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from synthesis.export.page_blocks import Run, plain

__all__ = ["runs_of", "text_of"]

LOOKS = {
    "strong": {"bold": True},
    "b": {"bold": True},
    "em": {"italic": True},
    "i": {"italic": True},
    "cite": {"italic": True},
    "code": {"code": True},
    "kbd": {"code": True},
    "sup": {"raised": True},
    "sub": {"lowered": True},
}
ELSEWHERE = re.compile(r"(?:https?|mailto):[^\s<>\"]+", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\r\n\f]+")


def runs_of(element: HtmlElement, *, without: Collection[HtmlElement] = ()) -> tuple[Run, ...]:
    """Return the text of an element.

    Parameters
    ----------
    element
        Of a page.
    without
        Elements in it that are left out.

    Returns
    -------
    Its text, blanks as a browser shows them, without any at the ends.
    """
    runs: list[Run] = []
    for run in _runs(element, Run(""), without):
        text = run.text if run.text == "\n" else BLANKS.sub(" ", run.text)
        if not runs or runs[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if not text:
            continue
        if runs and replace(runs[-1], text="") == replace(run, text=""):
            runs[-1] = replace(run, text=runs[-1].text + text)
        else:
            runs.append(replace(run, text=text))
    while runs and not runs[-1].text.rstrip():
        runs.pop()
    if runs:
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return tuple(runs)


def text_of(element: HtmlElement) -> str:
    """Return the text of an element as one line."""
    return plain(runs_of(element)) if len(element) else " ".join((element.text or "").split())


def _runs(element: HtmlElement, look: Run, without: Collection[HtmlElement]) -> Iterator[Run]:
    yield replace(look, text=element.text or "")
    for child in element:
        if child in without or not isinstance(child.tag, str):
            pass
        elif child.tag == "br":
            yield replace(look, text="\n")
        elif child.tag == "q":
            yield replace(look, text="“")
            yield from _runs(child, look, without)
            yield replace(look, text="”")
        elif child.tag == "p":
            # A paragraph in an item of a list goes on in it.
            yield replace(look, text=" ")
            yield from _runs(child, look, without)
        else:
            yield from _runs(child, _look_of(child, look), without)
        yield replace(look, text=child.tail or "")


def _look_of(child: HtmlElement, look: Run) -> Run:
    if child.tag == "a" and ELSEWHERE.fullmatch(child.get("href") or ""):
        return replace(look, link=child.get("href"))
    return replace(look, **LOOKS.get(child.tag, {}))
